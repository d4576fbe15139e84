/*
 * Promises: a host that does not read never stops the warden (who reports only fills the outbox), and a host that is gone is
 * noticed: the system closes its end of the pipe, and nobody else holds one.
 */
#include "control.h"

#include <io.h>
#include <string.h>

enum { FLUSH_MS = 2000 };

static void hand_over(struct control *control, enum control_news news)
{
	control->slot = news;
	SetEvent(control->news);
	WaitForSingleObject(control->taken, INFINITE);
}

static DWORD WINAPI read_requests(void *context)
{
	struct control *control = context;
	DWORD length;
	char byte;

	/* No bytes are no end: somebody has written none (ReadFile, "Pipes"). */
	while (ReadFile(control->requests, &byte, 1, &length, NULL))
		if (length == 1 && decode(&control->decoder, byte, &control->request))
			hand_over(control, CONTROL_REQUEST);
	/* Nobody takes this one in return: there is nothing more to read. */
	hand_over(control, CONTROL_HOST_GONE);
	return 0;
}

static DWORD WINAPI write_reports(void *context)
{
	struct control *control = context;
	DWORD length, written;

	AcquireSRWLockExclusive(&control->lock);
	for (;;) {
		while (control->queued == 0)
			SleepConditionVariableSRW(&control->changed, &control->lock, INFINITE, 0);
		length = (DWORD)control->queued;
		/* What is written stays where it is: others only add behind it. */
		ReleaseSRWLockExclusive(&control->lock);
		/* The host is gone, as the other channel says: then there is nobody to keep it for. */
		if (!WriteFile(control->reports, control->outbox, length, &written, NULL))
			written = length;
		AcquireSRWLockExclusive(&control->lock);
		control->queued -= written;
		memmove(control->outbox, control->outbox + written, control->queued);
		WakeAllConditionVariable(&control->changed);
	}
	return 0;
}

/* An inherited descriptor, which is a pipe. Not for the program: it could speak for us. */
static bool take_pipe(int fd, HANDLE *pipe)
{
	*pipe = (HANDLE)_get_osfhandle(fd);
	return *pipe != INVALID_HANDLE_VALUE && GetFileType(*pipe) == FILE_TYPE_PIPE &&
	       SetHandleInformation(*pipe, HANDLE_FLAG_INHERIT, 0);
}

static bool start_thread(LPTHREAD_START_ROUTINE routine, struct control *control)
{
	HANDLE thread = CreateThread(NULL, 0, routine, control, 0, NULL);

	if (thread == NULL)
		return false;
	CloseHandle(thread);
	return true;
}

bool control_open(struct control *control)
{
	memset(control, 0, sizeof *control);
	InitializeSRWLock(&control->lock);
	InitializeConditionVariable(&control->changed);
	if (!take_pipe(REPORTS_FD, &control->reports) || !take_pipe(REQUESTS_FD, &control->requests))
		return false;
	/* Reset by hand, so that to wait for it takes nothing away. */
	control->news = CreateEventW(NULL, TRUE, FALSE, NULL);
	control->taken = CreateEventW(NULL, FALSE, FALSE, NULL);
	return control->news != NULL && control->taken != NULL && start_thread(read_requests, control) &&
	       start_thread(write_reports, control);
}

void report(struct control *control, const struct text *line)
{
	AcquireSRWLockExclusive(&control->lock);
	if (!line->cut && line->used <= sizeof control->outbox - control->queued) {
		memcpy(control->outbox + control->queued, line->bytes, line->used);
		control->queued += line->used;
	}
	ReleaseSRWLockExclusive(&control->lock);
	WakeAllConditionVariable(&control->changed);
}

void control_flush(struct control *control)
{
	ULONGLONG deadline = GetTickCount64() + FLUSH_MS;

	AcquireSRWLockExclusive(&control->lock);
	while (control->queued > 0) {
		ULONGLONG now = GetTickCount64();

		if (now >= deadline)
			break;
		SleepConditionVariableSRW(&control->changed, &control->lock, (DWORD)(deadline - now), 0);
	}
	ReleaseSRWLockExclusive(&control->lock);
}

enum control_news control_next(struct control *control, struct request *request)
{
	enum control_news news;

	if (WaitForSingleObject(control->news, 0) != WAIT_OBJECT_0)
		return CONTROL_NOTHING;
	news = control->slot;
	*request = control->request;
	ResetEvent(control->news);
	if (news == CONTROL_REQUEST)
		SetEvent(control->taken);
	return news;
}
