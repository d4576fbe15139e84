#ifndef TERMINAL_H
#define TERMINAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { HIGHEST_TYPED = 3 }; /* SIGHUP, SIGINT, SIGQUIT: 1 to 3 in POSIX (kill(1)) */

/*
 * The terminal that the program shares with us and with the host: one session, one process group. All three are one job
 * of the user's shell, also in the middle of a pipeline, and the kernel itself sends everybody what is typed.
 */
struct terminal {
	int signals; /* where those that are sent to us can be read; -1: the program has a session of its own */
	bool was_foreground;
	pid_t host;
	bool stopped;       /* the leader is */
	bool group_stopped; /* our group was, the host with it */
	int64_t sent_ms[HIGHEST_TYPED + 1]; /* when our group was last sent it by the kernel, and nobody has passed it on */
};

void terminal_open(struct terminal *terminal);

/* Reads what was sent to us, and carries a stop or a continuation from one side to the other. */
void terminal_follow(struct terminal *terminal, pid_t leader);

/* Has our group just had this signal, by the keyboard or a hangup? Says so once for each time. */
bool terminal_has_sent(struct terminal *terminal, int number);

/* Takes the foreground back from a group that has died with it. */
void terminal_close(const struct terminal *terminal);

#endif
