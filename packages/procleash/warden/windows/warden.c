/*
 * leash-warden on Windows: stands between a host and one program, and holds everything that the program starts.
 * Promises: the program's streams are its own (no byte passes through here); nobody leaves the tree; when the host says
 * so, or is gone, everybody is ended; "empty" is said when the kernel says it. It has no other policy, and no other user:
 *
 *     leash-warden MARK VERSION SESSION GRACE_MS "CWD" "APPLICATION" COMMAND-LINE
 *
 * COMMAND-LINE is what the program is given, to the last byte. MARK and SESSION mean something on other systems.
 */
#include "console.h"
#include "control.h"
#include "job.h"
#include "start.h"
#include "tell.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { EXIT_MISUSE = 125, SHORTEST_PAUSE_MS = 1, LONGEST_PAUSE_MS = 50 };

enum { SIGNAL_KILL = 9 };

enum phase {
	WATCHING, /* the program runs, and nobody wants anything of it */
	ASKING,   /* the host is gone, and the tree was asked to end */
	KILLING,
	LET_GO /* the tree is nobody's business, and would end with us: we stay until it is over */
};

struct warden {
	struct control control;
	HANDLE job;
	struct leader leader;
	enum phase phase;
	bool leader_ended;
	struct deeds deeds;
	ULONGLONG asked_ms; /* when the host last asked for the end */
	ULONGLONG deadline; /* of ASKING */
	ULONGLONG grace;
	DWORD looks; /* since there is something to look for */
};

static void look_at_leader(struct warden *warden)
{
	if (warden->leader_ended || WaitForSingleObject(warden->leader.process, 0) != WAIT_OBJECT_0)
		return;
	warden->leader_ended = true;
	warden->looks = 0;
	tell_end(&warden->control, warden->job, &warden->leader, &warden->deeds);
}

static void begin_killing(struct warden *warden)
{
	if (warden->phase == KILLING)
		return;
	warden->phase = KILLING;
	warden->deeds.killed = true;
	warden->looks = 0;
}

static void ask(struct warden *warden)
{
	if (console_break(warden->leader.pid))
		warden->deeds.asked = true;
}

/*
 * Promise 2: nothing outlives the host. Mostly this is not reached: node's own job ends us with it, our handle is closed, and the
 * kernel ends the tree. It is for a host that is no node, or that has closed the channel and goes on.
 */
static void on_host_gone(struct warden *warden)
{
	ULONGLONG now = GetTickCount64();

	if (warden->phase != WATCHING)
		return;
	warden->phase = ASKING;
	warden->deadline = now + warden->grace;
	/* The host may have asked just before it went: a handler is not to run twice. */
	if (warden->asked_ms == 0 || now - warden->asked_ms >= warden->grace)
		ask(warden);
}

static void pass_on(struct warden *warden, int number)
{
	if (number == SIGNAL_KILL) {
		warden->deeds.killed = true;
		/* To every process of the tree, once, as on other systems. */
		job_kill(warden->job);
	} else if (asks_for_the_end(number)) {
		warden->asked_ms = GetTickCount64();
		ask(warden);
	}
}

static void on_request(struct warden *warden, const struct request *request)
{
	switch (request->kind) {
	case REQUEST_SIGNAL:
		pass_on(warden, request->signal);
		break;
	case REQUEST_KILL:
		begin_killing(warden);
		break;
	case REQUEST_RELEASE:
		/* At once: who was let go is not to see us any more. */
		if (job_let_go(warden->job))
			ExitProcess(EXIT_SUCCESS);
		warden->phase = LET_GO;
	}
}

static void obey(struct warden *warden)
{
	for (;;) {
		struct request request;

		switch (control_next(&warden->control, &request)) {
		case CONTROL_REQUEST:
			on_request(warden, &request);
			break;
		case CONTROL_HOST_GONE:
			on_host_gone(warden);
			return;
		case CONTROL_NOTHING:
			return;
		}
	}
}

/* A job tells nobody reliably that it has become empty: from some point on, one has to look, and ever less often. */
static DWORD next_look(struct warden *warden)
{
	DWORD pause = SHORTEST_PAUSE_MS + warden->looks++ / 4;

	return pause < LONGEST_PAUSE_MS ? pause : LONGEST_PAUSE_MS;
}

/* Does what the phase wants, and says for how many milliseconds there is nothing to do. */
static DWORD act(struct warden *warden)
{
	ULONGLONG now = GetTickCount64();
	DWORD pause = INFINITE;

	if (warden->phase == ASKING && now >= warden->deadline)
		begin_killing(warden);
	if (warden->phase == KILLING)
		job_kill(warden->job);
	if (warden->phase == KILLING || warden->leader_ended)
		pause = next_look(warden);
	if (warden->phase == ASKING && warden->deadline - now < pause)
		pause = (DWORD)(warden->deadline - now);
	return pause;
}

static void watch(struct warden *warden)
{
	for (;;) {
		HANDLE waited_for[] = { warden->control.news, warden->leader.process };

		look_at_leader(warden);
		if (warden->leader_ended && job_is_empty(warden->job)) {
			tell_empty(&warden->control, warden->job);
			return;
		}
		/* The leader's handle is last, since it stays signalled when it has ended. */
		WaitForMultipleObjects(warden->leader_ended ? 1 : 2, waited_for, FALSE, act(warden));
		obey(warden);
	}
}

static int fail(struct control *control, const struct refusal *refusal)
{
	say(control, refusal->step, refusal->error);
	control_flush(control);
	return EXIT_FAILURE;
}

static int misuse(void)
{
	static const char words[] = "leash-warden is a part of procleash, which starts it: use leash, or the library\n";
	DWORD written;

	WriteFile(GetStdHandle(STD_ERROR_HANDLE), words, sizeof words - 1, &written, NULL);
	return EXIT_MISUSE;
}

/* A copy of our command line, which may be written to. */
static wchar_t *own_command_line(void)
{
	size_t bytes = (wcslen(GetCommandLineW()) + 1) * sizeof(wchar_t);
	wchar_t *line = HeapAlloc(GetProcessHeap(), 0, bytes);

	return line == NULL ? NULL : memcpy(line, GetCommandLineW(), bytes);
}

static int run(void)
{
	/* The threads use it, too, until the very end. */
	static struct warden warden;
	wchar_t *line = own_command_line();
	struct words words;
	struct refusal refusal;

	if (line == NULL || !take_words(line, &words) || !control_open(&warden.control))
		return misuse();
	say(&warden.control, "warden", PROTOCOL_VERSION);
	if (wcstol(words.version, NULL, 10) != PROTOCOL_VERSION) {
		control_flush(&warden.control);
		return EXIT_MISUSE;
	}
	warden.grace = (ULONGLONG)_wcstoui64(words.grace, NULL, 10);
	console_ignore_events();
	warden.job = job_create();
	if (warden.job == NULL)
		return fail(&warden.control, &(struct refusal){ "failed job", GetLastError() });
	if (!start_program(&(struct program){ words.cwd, words.application, words.rest }, warden.job, &warden.leader, &refusal))
		return fail(&warden.control, &refusal);
	let_go_of_streams();
	say(&warden.control, "started", warden.leader.pid);
	watch(&warden);
	control_flush(&warden.control);
	return EXIT_SUCCESS;
}

void start(void);

/*
 * The entry point, in place of the C library's: that one would take the command line apart, look for the files that its stars may
 * mean, and be as large as all the rest.
 */
void start(void)
{
	ExitProcess((UINT)run());
}
