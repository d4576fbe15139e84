#ifndef CHILDREN_H
#define CHILDREN_H

#include <stddef.h>
#include <sys/types.h>

/* The children that one thread of JavaScript has started and not reaped yet. */
struct children;

/* NULL if there is no memory. */
struct children *children_open(void);

/* The thread ends: its channels are closed, and whoever still runs is reaped when another thread looks. */
void children_close(struct children *children);

/* To be called before a start, so that a child without memory to remember it by is never started. False: no memory. */
int children_reserve(struct children *children);

/* Remembers a child and the channel to it (-1: none), which is ours from now on. There is room after children_reserve(). */
void children_add(struct children *children, pid_t pid, int channel);

/* How many bytes the channel has taken, or the errno, negative: EAGAIN if it is full. Never waits. */
int children_write(struct children *children, pid_t pid, const char *text, size_t length);

/* Closes the channel to a child. */
void children_hang_up(struct children *children, pid_t pid);

enum { CHILD_RUNS = -1, CHILD_UNKNOWN = -2 };

/* How the child ended, as wait(2) says it, and forgets it; or CHILD_RUNS. CHILD_UNKNOWN: it is none of these, or was reaped. */
int children_reap(struct children *children, pid_t pid);

#endif
