#ifndef START_H
#define START_H

#include <stdbool.h>
#include <windows.h>

struct program {
	const wchar_t *cwd; /* "" is the warden's */
	const wchar_t *application;
	wchar_t *command_line; /* written to by CreateProcessW */
};

/* What the system refused: the words of the protocol for the step, and GetLastError(). */
struct refusal {
	const char *step;
	DWORD error;
};

struct leader {
	HANDLE process; /* while it is open, the number is nobody else's */
	DWORD pid;
};

/* Starts the program with our three streams, as a member of the job. False if something was refused. */
bool start_program(const struct program *program, HANDLE job, struct leader *leader, struct refusal *refusal);

/* The end of the program's streams is not to wait for us. */
void let_go_of_streams(void);

#endif
