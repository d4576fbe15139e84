/*
 * Promises: the program starts with its three streams and no other descriptor, with no signal blocked or ignored by us,
 * in a session of its own where that is wanted; it dies if this process is killed; and what cannot be done is told as the
 * step and the errno, never guessed from an exit code.
 */
#include "start.h"

#include "control.h"
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* What the child writes into the pipe when a step failed; nothing when it became the program. */
struct trouble {
	int step;
	int error;
};

enum { STEP_SESSION, STEP_CHDIR, STEP_EXEC };
static const char *const step_names[] = { "failed session", "failed chdir", "failed exec" };

/* Where the shells look when there is no PATH (confstr(3), _CS_PATH). */
static const char default_path[] = "/bin:/usr/bin";

/* A text without an interpreter line is run by the shell, as execvp(3) does it everywhere. */
static void execute_path(const char *path, char **argv)
{
	static char shell[] = "/bin/sh";
	char **shell_argv = argv - 1;
	char *name = argv[0];

	execve(path, argv, environ);
	if (errno != ENOEXEC)
		return;
	shell_argv[0] = shell;
	shell_argv[1] = (char *)(uintptr_t)path;
	execve(shell, shell_argv, environ);
	argv[0] = name;
}

static void execute(char **argv)
{
	const char *name = argv[0];
	size_t length = strlen(name);
	const char *folder = getenv("PATH");
	bool forbidden = false;
	int last;
	char path[PATH_MAX];

	if (length == 0) {
		errno = ENOENT;
		return;
	}
	if (strchr(name, '/') != NULL) {
		execute_path(name, argv);
		return;
	}
	if (folder == NULL)
		folder = default_path;
	for (;;) {
		size_t size = strcspn(folder, ":");

		last = ENAMETOOLONG;
		/* An empty entry is the working directory. */
		if (size + length + 2 <= sizeof path) {
			memcpy(path, folder, size);
			if (size > 0)
				path[size++] = '/';
			memcpy(path + size, name, length + 1);
			execute_path(path, argv);
			last = errno;
			if (last == EACCES)
				forbidden = true;
			else if (last != ENOENT && last != ENOTDIR && last != ENODEV && last != ESTALE &&
				 last != ETIMEDOUT && last != ENAMETOOLONG)
				return;
		}
		folder += strcspn(folder, ":");
		if (*folder++ == '\0')
			break;
	}
	errno = forbidden ? EACCES : last;
}

/*
 * In the child, which shares the parent's memory: nothing here may return, allocate, or touch what the parent needs. (The slot
 * before the program's name, and that of the name, are written to where a shell has to be found. The parent reads neither.)
 */
static _Noreturn void become(const struct program *program, pid_t warden, int troubles)
{
	struct trouble trouble = { STEP_SESSION, 0 };
	ssize_t told;

	/*
	 * A file system that does not answer holds it for ever in what follows, and the warden with it. Then the host ends
	 * the warden, and is to see that it has ended.
	 */
	close(REPORTS_FD);
	close(REQUESTS_FD);
	if (!program->own_session || setsid() >= 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		/* Killed before that line: then nobody is left to send it. */
		if (getppid() != warden)
			_exit(EXIT_FAILURE);
		/* Whoever inherits an ignored or blocked signal cannot be ended by it, and does not know why (signal(7)). */
		reset_signals();
		trouble.step = STEP_CHDIR;
		if (program->cwd[0] == '\0' || chdir(program->cwd) == 0) {
			trouble.step = STEP_EXEC;
			execute(program->argv);
		}
	}
	trouble.error = errno;
	told = write(troubles, &trouble, sizeof trouble);
	_exit(told < 0 ? EXIT_FAILURE : EXIT_SUCCESS);
}

pid_t start_program(const struct program *program, struct refusal *refusal)
{
	struct trouble trouble;
	pid_t warden = getpid();
	ssize_t length;
	int troubles[2];
	pid_t pid;

	refusal->step = "failed start";
	/* A pipe, though vfork(2) shares memory: where vfork is a fork (qemu-user, WSL 1) the memory is not shared. */
	if (pipe2(troubles, O_CLOEXEC) < 0) {
		refusal->error = errno;
		return -1;
	}
	/*
	 * fork(2) would copy these few pages, and pay for each that is written to then: half a millisecond a start on a virtual
	 * machine. Its price is that nobody is heard until the program is executed.
	 */
	pid = vfork();
	if (pid == 0)
		become(program, warden, troubles[1]);
	refusal->error = errno;
	close(troubles[1]);
	if (pid < 0) {
		close(troubles[0]);
		return -1;
	}
	do
		length = read(troubles[0], &trouble, sizeof trouble);
	while (length < 0 && errno == EINTR);
	close(troubles[0]);
	if (length != (ssize_t)sizeof trouble)
		return pid;
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
	refusal->step = step_names[trouble.step];
	refusal->error = trouble.error;
	return -1;
}
