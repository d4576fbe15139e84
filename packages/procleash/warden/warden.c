/*
 * leash-warden: stands between a host and one program, and holds everything that the program starts.
 * Promises: the program's streams are its own (no byte passes through here); nobody leaves the tree; when the host says
 * so, or is gone, everybody is ended; "empty" is said when the kernel says it. It has no other policy, and no other user:
 *
 *     leash-warden MARK VERSION SESSION GRACE_MS CWD PROGRAM [ARGUMENT...]
 *
 * MARK is what the guardian knows it by: the name of the variable that marks the tree.
 */
#include "control.h"
#include "process.h"
#include "signals.h"
#include "start.h"
#include "terminal.h"
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ARG_MARK = 1, ARG_VERSION, ARG_SESSION, ARG_GRACE, ARG_CWD, ARG_PROGRAM };

enum { EXIT_MISUSE = 125, SHORTEST_PAUSE_MS = 1, LONGEST_PAUSE_MS = 50, ENDLESS_PAUSE_MS = 1000, PATIENT_ROUNDS = 200,
       HIGHEST_GUESSED_FD = 65536 };

enum phase {
	WATCHING, /* the program runs, and nobody wants anything of it */
	ASKING,   /* the host is gone, and the tree was asked to end */
	KILLING
};

struct warden {
	struct control control;
	struct tree tree;
	struct terminal terminal;
	enum phase phase;
	bool leader_told;
	int64_t asked_ms; /* when the host last sent SIGTERM; 0: never */
	int64_t deadline; /* of ASKING */
	int64_t grace;
	unsigned rounds; /* of KILLING */
};

static void on_child(int number)
{
	/* Only to be awake. */
	(void)number;
}

/* Nothing but SIGKILL and SIGSTOP ends or stops a warden: everything else stays pending. ppoll(2) opens up for SIGCHLD. */
static void take_no_orders(void)
{
	struct sigaction action;

	memset(&action, 0, sizeof action);
	action.sa_handler = on_child;
	sigaction(SIGCHLD, &action, NULL);
	set_signal_mask(EVERY_SIGNAL);
}

/* What the host itself was left with by others. Whoever holds the end of somebody's pipe keeps them waiting. */
static void close_leaked(void)
{
	const struct dirent *entry;
	DIR *open_ones;
	long most;

	if (syscall(SYS_close_range, REQUESTS_FD + 1, ~0U, 0) == 0)
		return;
	/* Before Linux 5.9. The limit does not tell: it may have been lowered after they were opened. */
	open_ones = opendir("/proc/self/fd");
	if (open_ones != NULL) {
		while ((entry = readdir(open_ones)) != NULL) {
			int fd = atoi(entry->d_name);

			if (fd > REQUESTS_FD && fd != dirfd(open_ones))
				close(fd);
		}
		closedir(open_ones);
		return;
	}
	most = sysconf(_SC_OPEN_MAX);
	for (int fd = REQUESTS_FD + 1; fd < most && fd < HIGHEST_GUESSED_FD; fd++)
		close(fd);
}

#ifdef __SANITIZE_ADDRESS__
/* They look into their own process in the same way when they count leaks at the end. */
static void let_sanitizers_in(void)
{
	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}
#endif

/*
 * Nobody of the tree, unless it has the rights of root, is to look into this process, to speak with its descriptors, or to make
 * it say what is not true (ptrace(2), pidfd_getfd(2)). What we read of ourselves in /proc is readable for all.
 */
static void keep_others_out(void)
{
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#ifdef __SANITIZE_ADDRESS__
	atexit(let_sanitizers_in);
#endif
	/* Whatever our file is called. */
	prctl(PR_SET_NAME, "leash-warden", 0, 0, 0);
}

/*
 * Whoever looks for the program by its command line, to signal it (pkill -f), is not to hit us. When the last byte of the
 * arguments is no NUL, the kernel takes them for a title that ends with the first one (proc(5), cmdline).
 */
static void forget_arguments(char **argv, char *end)
{
	char *mark = argv[ARG_MARK];

	/* As execve(2) lays them out; an emulator may do it in another way. */
	if (argv[0] + strlen(argv[0]) + 1 != mark)
		return;
	mark[-1] = ' ';
	*end = '.';
}

/* The end of the program's streams is not to wait for us. */
static void let_go_of_streams(void)
{
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	close(STDERR_FILENO);
}

/* A line of words and numbers, of which there are `count`, each a long long. */
static void say(struct control *control, const char *words, int count, ...)
{
	struct text line = { .used = 0 };
	va_list numbers;

	put(&line, words);
	va_start(numbers, count);
	for (; count > 0; count--) {
		put(&line, " ");
		put_number(&line, va_arg(numbers, long long));
	}
	va_end(numbers);
	put(&line, "\n");
	report(control, &line);
}

static void tell_leader_end(struct warden *warden)
{
	const struct tree *tree = &warden->tree;

	if (warden->leader_told || tree->state == LEADER_RUNS)
		return;
	warden->leader_told = true;
	say(&warden->control, tree->by_signal ? "exited signal" : "exited code", 1, (long long)tree->code);
}

static long long microseconds(struct timeval time)
{
	return (long long)time.tv_sec * 1000000 + time.tv_usec;
}

static void tell_empty(struct warden *warden)
{
	struct rusage usage;

	getrusage(RUSAGE_CHILDREN, &usage);
	say(&warden->control, "empty", 3, microseconds(usage.ru_utime), microseconds(usage.ru_stime),
	    (long long)usage.ru_maxrss * 1024);
}

static void begin_killing(struct warden *warden)
{
	if (warden->phase == KILLING)
		return;
	warden->phase = KILLING;
	warden->rounds = 0;
}

/* Promise 2: nothing outlives the host. */
static void on_host_gone(struct warden *warden)
{
	if (warden->phase != WATCHING)
		return;
	warden->phase = ASKING;
	warden->deadline = now_ms() + warden->grace;
	/*
	 * The host may have asked just before it went: a handler is not to run twice. Long ago, it was not for the end, since
	 * the tree is still there; and other signals mean other things (SIGHUP: read your settings again).
	 */
	if (warden->asked_ms == 0 || now_ms() - warden->asked_ms >= warden->grace)
		signal_tree(&warden->tree, SIGTERM, 0);
}

static void pass_on(struct warden *warden, int number)
{
	pid_t spared_group = 0;

	if (terminal_has_sent(&warden->terminal, number)) {
		/* Who is meant by a key is the terminal's to say; a hangup is the end for all. */
		if (number != SIGHUP)
			return;
		spared_group = getpgrp();
	}
	if (number == SIGTERM)
		warden->asked_ms = now_ms();
	signal_tree(&warden->tree, number, spared_group);
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
		_exit(EXIT_SUCCESS);
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

/* Does what the phase wants, and says for how many milliseconds there is nothing to do; -1: until something happens. */
static int64_t act(struct warden *warden)
{
	int64_t pause;

	if (warden->phase == ASKING) {
		int64_t left = warden->deadline - now_ms();

		if (left > 0)
			return left;
		begin_killing(warden);
	}
	if (warden->phase == WATCHING)
		return -1;
	kill_found(&warden->tree);
	/* Who is killed is dead in a moment. Who is not, waits for a device, or is not ours to kill: no need to hurry. */
	warden->rounds++;
	pause = (int64_t)warden->rounds * SHORTEST_PAUSE_MS / 4;
	if (warden->rounds > PATIENT_ROUNDS)
		return ENDLESS_PAUSE_MS;
	return pause < LONGEST_PAUSE_MS ? pause : LONGEST_PAUSE_MS;
}

static void wait_for_news(struct warden *warden, int64_t pause_ms)
{
	/* The system call itself: a C library keeps some signals out of its sigset_t. */
	static const signal_mask all_but_child = EVERY_SIGNAL & ~((signal_mask)1 << (SIGCHLD - 1));
	struct timespec pause = { .tv_sec = pause_ms / 1000, .tv_nsec = pause_ms % 1000 * 1000000 };
	struct pollfd channels[] = {
		{ .fd = warden->control.requests, .events = POLLIN },
		{ .fd = warden->control.queued > 0 ? REPORTS_FD : -1, .events = POLLOUT },
		{ .fd = warden->terminal.signals, .events = POLLIN },
	};

	/* EINTR: a child has ended, or has become ours. */
	syscall(SYS_ppoll, channels, sizeof channels / sizeof *channels, pause_ms < 0 ? NULL : &pause, &all_but_child,
		sizeof all_but_child);
}

static void watch(struct warden *warden)
{
	for (;;) {
		bool empty = reap(&warden->tree);

		tell_leader_end(warden);
		if (empty) {
			terminal_close(&warden->terminal);
			tell_empty(warden);
			control_flush(&warden->control);
			return;
		}
		control_flush(&warden->control);
		wait_for_news(warden, act(warden));
		/* Before the requests: what has been typed is known by the time that the host passes it on. */
		if (warden->tree.state == LEADER_RUNS)
			terminal_follow(&warden->terminal, warden->tree.leader);
		obey(warden);
	}
}

static int fail(struct control *control, const char *words, int error)
{
	say(control, words, 1, (long long)error);
	control_flush(control);
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	static const char misuse[] = "leash-warden is a part of procleash, which starts it: use leash, or the library\n";
	struct warden warden = { .terminal = { .signals = -1 } };
	struct program program;
	struct refusal refusal;
	char *end;

	if (argc <= ARG_PROGRAM)
		return write(STDERR_FILENO, misuse, sizeof misuse - 1) < 0 ? EXIT_FAILURE : EXIT_MISUSE;
	control_open(&warden.control);
	say(&warden.control, "warden", 1, (long long)PROTOCOL_VERSION);
	if (atoi(argv[ARG_VERSION]) != PROTOCOL_VERSION) {
		control_flush(&warden.control);
		return EXIT_MISUSE;
	}
	warden.grace = atoll(argv[ARG_GRACE]);
	take_no_orders();
	close_leaked();
	keep_others_out();
	/* Fails on kernels before 3.4 only. Then orphans would leave us, and "empty" would be a lie. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		return fail(&warden.control, "failed subreaper", errno);
	program = (struct program){
		.cwd = argv[ARG_CWD],
		.argv = argv + ARG_PROGRAM,
		.own_session = strcmp(argv[ARG_SESSION], "own") == 0,
	};
	if (!program.own_session)
		terminal_open(&warden.terminal);
	/* Now: the start may leave another pointer there. */
	end = argv[argc - 1] + strlen(argv[argc - 1]);
	warden.tree.leader = start_program(&program, &refusal);
	if (warden.tree.leader < 0)
		return fail(&warden.control, refusal.step, refusal.error);
	if (program.own_session)
		warden.tree.group = warden.tree.leader;
	let_go_of_streams();
	say(&warden.control, "started", 1, (long long)warden.tree.leader);
	control_flush(&warden.control);
	/* It has only just become the program, and nobody waits for this: not before the report, and not in the child. */
	raise_oom_score(warden.tree.leader);
	forget_arguments(argv, end);
	watch(&warden);
	return EXIT_SUCCESS;
}
