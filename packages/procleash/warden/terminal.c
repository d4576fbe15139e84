/*
 * Promises: to the shell and to the user, the program is what they see, as if nobody stood between. What is typed reaches
 * it once; when it stops, so does the host, and when the host goes on, so does it; and no dead group keeps the terminal.
 */
#include "terminal.h"

#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static const int heard[] = { SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGCONT };

/* A host that has not passed a signal on in this time has another reason to send one. */
enum { PASSING_ON_MS = 2000 };

static int open_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

void terminal_open(struct terminal *terminal)
{
	sigset_t wanted;
	int fd = open_terminal();

	memset(terminal, 0, sizeof *terminal);
	sigemptyset(&wanted);
	terminal->host = getppid();
	for (size_t i = 0; i < sizeof heard / sizeof *heard; i++)
		sigaddset(&wanted, heard[i]);
	/* All are blocked, so that none of them stops or ends us: they wait to be read here. */
	terminal->signals = signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd >= 0) {
		terminal->was_foreground = tcgetpgrp(fd) == getpgrp();
		close(fd);
	}
}

/*
 * The leader runs in another group than we do (a shell makes one): the user's shell has continued ours only. If it has given
 * us the terminal, too, that is meant for the leader. SIGTTOU is blocked, so that we may hand it on from the background.
 */
static void continue_leader(pid_t leader)
{
	pid_t group = getpgid(leader);
	int fd;

	if (group < 0 || group == getpgrp())
		return;
	fd = open_terminal();
	if (fd >= 0) {
		if (tcgetpgrp(fd) == getpgrp())
			tcsetpgrp(fd, group);
		close(fd);
	}
	kill(-group, SIGCONT);
}

/* Has the leader been stopped, and is still? Says so once. */
static bool leader_has_stopped(pid_t leader)
{
	siginfo_t info;

	info.si_pid = 0;
	return waitid(P_PID, (id_t)leader, &info, WSTOPPED | WNOHANG) == 0 && info.si_pid == leader;
}

static void read_signals(struct terminal *terminal, pid_t leader)
{
	struct signalfd_siginfo info;

	while (read(terminal->signals, &info, sizeof info) == (ssize_t)sizeof info) {
		int number = (int)info.ssi_signo;

		if (number == SIGCONT) {
			if (terminal->stopped)
				continue_leader(leader);
			terminal->stopped = false;
			terminal->group_stopped = false;
		} else if (number > HIGHEST_TYPED) {
			terminal->group_stopped = true;
		} else if (info.ssi_code == SI_KERNEL) {
			/* Else a process has sent it: to us alone, or to the group on purpose. */
			terminal->sent_ms[number] = now_ms();
		}
	}
}

void terminal_follow(struct terminal *terminal, pid_t leader)
{
	if (terminal->signals < 0)
		return;
	read_signals(terminal, leader);
	if (!leader_has_stopped(leader))
		return;
	terminal->stopped = true;
	if (terminal->group_stopped || getppid() != terminal->host)
		return;
	/* Never SIGSTOP: where no shell is there to continue the host, this one does nothing (orphaned groups, setpgid(2)). */
	kill(terminal->host, SIGTSTP);
}

bool terminal_has_sent(struct terminal *terminal, int number)
{
	int64_t sent;

	if (terminal->signals < 0 || number > HIGHEST_TYPED)
		return false;
	sent = terminal->sent_ms[number];
	terminal->sent_ms[number] = 0;
	return sent != 0 && now_ms() - sent < PASSING_ON_MS;
}

void terminal_close(const struct terminal *terminal)
{
	pid_t foreground;
	int fd;

	if (terminal->signals < 0 || !terminal->was_foreground)
		return;
	fd = open_terminal();
	if (fd < 0)
		return;
	foreground = tcgetpgrp(fd);
	if (foreground > 0 && kill(-foreground, 0) < 0 && errno == ESRCH)
		tcsetpgrp(fd, getpgrp());
	close(fd);
}
