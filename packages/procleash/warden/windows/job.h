#ifndef JOB_H
#define JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <windows.h>

/*
 * The Job Object of one program: whoever a member starts is a member, and none can leave. Its only handle is ours, and when that
 * is closed, however this process ends, the kernel ends all members.
 */

/* NULL if the system refuses; GetLastError() says why. */
HANDLE job_create(void);

/* True when nobody is left. Nobody can come then: only members, and who holds the handle, bring others in. */
bool job_is_empty(HANDLE job);

/* Ends every member at once, also those that are being created. Each ends with KILL_CODE. */
void job_kill(HANDLE job);

/* Up to `room` members. How many. */
size_t job_members(HANDLE job, DWORD *pids, size_t room);

/* From now on, the members outlive the handle; false if the system refuses. */
bool job_let_go(HANDLE job);

struct usage {
	long long user_us;
	long long system_us;
	long long peak_bytes; /* of memory that was committed, by all members together */
};

/* What all members have used that ever were. */
struct usage job_usage(HANDLE job);

/* How a process ends that we end: "leas" as a number, which nobody ends with by chance. */
#define KILL_CODE 0x6C656173u

#endif
