/* Promise: a code that the program chose itself is told as that code, and nothing is told by the name of a signal but what we did. */
#include "tell.h"

#include "job.h"

/* As node has them. */
enum { SIGNAL_KILL = 9, SIGNAL_TERM = 15 };

void say(struct control *control, const char *words, long long number)
{
	struct text line = { .used = 0 };

	put(&line, words);
	put(&line, " ");
	put_number(&line, number);
	put(&line, "\n");
	report(control, &line);
}

static void tell_members(struct control *control, HANDLE job, DWORD leader)
{
	/* One more: the leader itself may be among them for a moment. */
	DWORD pids[MOST_MEMBERS + 1];
	size_t count = job_members(job, pids, MOST_MEMBERS + 1);
	int told = 0;

	for (size_t i = 0; i < count && told < MOST_MEMBERS; i++) {
		if (pids[i] == leader)
			continue;
		say(control, "member", pids[i]);
		told++;
	}
}

void tell_end(struct control *control, HANDLE job, const struct leader *leader, const struct deeds *deeds)
{
	DWORD code = 0;

	tell_members(control, job, leader->pid);
	GetExitCodeProcess(leader->process, &code);
	if (deeds->killed && code == KILL_CODE)
		say(control, "exited signal", SIGNAL_KILL);
	else if (deeds->asked && code == (DWORD)STATUS_CONTROL_C_EXIT)
		say(control, "exited signal", SIGNAL_TERM);
	else
		say(control, "exited code", code);
}

void tell_empty(struct control *control, HANDLE job)
{
	struct usage usage = job_usage(job);
	struct text line = { .used = 0 };

	put(&line, "empty ");
	put_number(&line, usage.user_us);
	put(&line, " ");
	put_number(&line, usage.system_us);
	put(&line, " ");
	put_number(&line, usage.peak_bytes);
	put(&line, "\n");
	report(control, &line);
}
