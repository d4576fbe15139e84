#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdbool.h>
#include <windows.h>

/* From now on, a key or an event of the console ends others, and not this process. */
void console_ignore_events(void);

/* Whether a signal, by the number that node gives it here, asks for the end. It is passed on as CTRL_BREAK. */
bool asks_for_the_end(int number);

/*
 * Sends CTRL_BREAK to the group of a process that was started as the first of one. Whoever has left our console, or has none,
 * does not hear it. False if nobody could be asked.
 */
bool console_break(DWORD group);

#endif
