#ifndef START_H
#define START_H

#include <stdbool.h>
#include <sys/types.h>

struct program {
	const char *cwd; /* "" is the warden's */
	/* NULL-terminated; the first is the program's name, too. One more slot before it is ours to write to. */
	char **argv;
	bool own_session; /* else it shares ours, and our group: a terminal sees one job */
};

/* What the system refused: the words of the protocol for the step, and the errno. */
struct refusal {
	const char *step;
	int error;
};

/* Starts the program. Its pid, or -1 and what was refused. */
pid_t start_program(const struct program *program, struct refusal *refusal);

#endif
