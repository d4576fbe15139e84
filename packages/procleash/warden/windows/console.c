/*
 * Promise: the program can be asked to end, and what is meant for it does not end us. CTRL_BREAK is the only event that can be sent
 * to a group, and that no program is deaf to because of how it was started (GenerateConsoleCtrlEvent).
 */
#include "console.h"

enum { SIGNAL_HUP = 1, SIGNAL_INT = 2, SIGNAL_QUIT = 3, SIGNAL_TERM = 15, SIGNAL_BREAK = 21 };

static BOOL WINAPI take_event(DWORD event)
{
	return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT;
}

void console_ignore_events(void)
{
	/* A handler, and not NULL: that one says nothing of CTRL_BREAK, and the program would inherit it. */
	SetConsoleCtrlHandler(take_event, TRUE);
}

bool asks_for_the_end(int number)
{
	return number == SIGNAL_HUP || number == SIGNAL_INT || number == SIGNAL_QUIT || number == SIGNAL_TERM ||
	       number == SIGNAL_BREAK;
}

bool console_break(DWORD group)
{
	return GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, group);
}
