#ifndef PROCESS_H
#define PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What /proc/PID/stat tells of one process. Its identity is the pid and the start: pids are given out again. */
struct process {
	pid_t pid;
	pid_t parent;
	pid_t group;
	unsigned long long start;
	long threads;
	char state;
};

/* What can be seen of other processes. To be asked at each look: a /proc is mounted and unmounted while we run. */
enum sight {
	SIGHT_NONE,    /* no /proc, or that of another pid namespace, where our numbers are those of strangers */
	SIGHT_PARENTS, /* a kernel without lists of children (CONFIG_PROC_CHILDREN) */
	SIGHT_CHILDREN
};

enum sight look_around(void);

/* Not without sight. False if there is none of that number, or it cannot be read. */
bool read_process(pid_t pid, struct process *process);

/*
 * What can be known of a child of ours where /proc does not show it (there is none; hidepid, and the child is not dumpable):
 * whether it lives. Nothing but its identity, which is safe: our children keep their numbers until we reap them.
 */
bool ask_about_child(pid_t pid, struct process *process);

/* A zombie is dead, unless only its first thread is. */
bool is_live(const struct process *process);

/* A process that was named as the child of another. */
struct child {
	pid_t pid;
	pid_t parent;
};

struct children {
	struct child *list;
	size_t count, room;
};

/*
 * Adds the children of a process. What was added may be incomplete while the process forks, and threads of it end. Without
 * sight, only our own can be found.
 */
void add_children(const struct process *process, enum sight sight, struct children *children);

/*
 * A handle to signal a process by, which no other process that is given its number is ever reached through. To be had
 * before the process is looked at, so that what was seen is what is signalled. Negative where there is none.
 */
int open_handle(pid_t pid);

/* With a kernel before 5.3, by the number: a stranger is hit if that changes hands between two system calls. */
void signal_process(const struct process *process, int handle, int number);

/* Makes the kernel end this process, and what it starts from now on, before others when memory runs out (proc(5)). */
void raise_oom_score(pid_t pid);

/* The pid that was given out last, in our pid namespace, whosever /proc it is. 0 if the system does not tell. */
pid_t newest_pid(void);

/* Now, on a clock that nobody sets, in milliseconds. Never 0. */
int64_t now_ms(void);

/* Now, in the unit of `start`. */
unsigned long long now_as_start(void);

#endif
