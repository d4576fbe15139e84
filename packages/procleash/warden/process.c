/*
 * Promise: one question or one act a call, about one process, by its identity. Nothing is remembered from call to call that
 * could be wrong by then.
 */
#include "process.h"

#include "text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { STAT_BYTES = 1024, STATUS_BYTES = 2048, CHUNK_BYTES = 4096 };

/* PID_MAX_LIMIT of a 64-bit kernel (proc(5), pid_max). */
enum { HIGHEST_PID = 4 * 1024 * 1024, LOOKS_FOR_ALL = 64 };

/* The whole of a small file as a string. -1 if it cannot be read. */
static ssize_t read_file(const char *path, char *text, size_t room)
{
	ssize_t length;
	/* Without O_CLOEXEC, for which musl makes a second call: nothing is executed any more when this is used. */
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		return -1;
	length = read(fd, text, room - 1);
	close(fd);
	if (length >= 0)
		text[length] = '\0';
	return length;
}

static struct text path_of(pid_t pid, const char *file)
{
	struct text path = { .used = 0 };

	put(&path, "/proc/");
	put_number(&path, pid);
	put(&path, file);
	return path;
}

static void skip_fields(const char **at, int count)
{
	for (; count > 0 && **at != '\0'; (*at)++)
		if (**at == ' ')
			count--;
}

/* Field numbers as in proc(5). The name may hold spaces and parentheses, so fields are counted after the last one. */
bool read_process(pid_t pid, struct process *process)
{
	struct text path = path_of(pid, "/stat");
	char stat[STAT_BYTES];
	const char *at;

	if (read_file(path.bytes, stat, sizeof stat) <= 0)
		return false;
	at = strrchr(stat, ')');
	if (at == NULL || at[1] != ' ' || at[2] == '\0')
		return false;
	process->pid = pid;
	process->state = at[2];
	at += 3;
	process->parent = (pid_t)take_number(&at); /* 4 */
	process->group = (pid_t)take_number(&at);  /* 5 */
	skip_fields(&at, 15);
	process->threads = (long)take_number(&at); /* 20 */
	skip_fields(&at, 2);
	process->start = take_number(&at); /* 22 */
	return process->start != 0;
}

bool ask_about_child(pid_t pid, struct process *process)
{
	siginfo_t info;

	info.si_pid = 0;
	if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0)
		return false;
	*process = (struct process){
		.pid = pid,
		.parent = getpid(),
		.group = getpgid(pid),
		.threads = 1,
		.state = info.si_pid == 0 ? 'R' : 'Z',
	};
	return true;
}

bool is_live(const struct process *process)
{
	return process->threads > 1 || (process->state != 'Z' && process->state != 'X' && process->state != 'x');
}

/* One that finds no room is missing from the list, like one that was forked behind our back: the next look finds it. */
static void add_child(struct children *children, pid_t pid, pid_t parent)
{
	if (children->count == children->room) {
		size_t room = children->room == 0 ? 64 : children->room * 2;
		struct child *list = realloc(children->list, room * sizeof *list);

		if (list == NULL)
			return;
		children->list = list;
		children->room = room;
	}
	children->list[children->count++] = (struct child){ .pid = pid, .parent = parent };
}

/* "12 13 14 ", of any length: read in pieces, which may cut a number. False if there is no such file. */
static bool add_children_of_thread(pid_t pid, pid_t thread, struct children *children)
{
	struct text path = path_of(pid, "/task/");
	char chunk[CHUNK_BYTES];
	ssize_t length;
	pid_t number = 0;
	int fd;

	put_number(&path, thread);
	put(&path, "/children");
	fd = open(path.bytes, O_RDONLY);
	if (fd < 0)
		return errno != ENOENT;
	while ((length = read(fd, chunk, sizeof chunk)) > 0) {
		for (ssize_t i = 0; i < length; i++) {
			if (chunk[i] >= '0' && chunk[i] <= '9') {
				number = number * 10 + (chunk[i] - '0');
			} else if (number != 0) {
				add_child(children, number, pid);
				number = 0;
			}
		}
	}
	close(fd);
	return true;
}

/* Every entry of a folder of /proc that is a number. */
static void add_numbers(const char *path, struct children *numbers)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;

	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL) {
		pid_t number = (pid_t)atoi(entry->d_name);

		if (number > 0)
			add_child(numbers, number, 0);
	}
	closedir(folder);
}

/* A kernel without CONFIG_PROC_CHILDREN: whoever names this process as its parent. */
static void add_children_by_search(pid_t parent, struct children *children)
{
	struct children all = { 0 };

	add_numbers("/proc", &all);
	for (size_t i = 0; i < all.count; i++) {
		struct process process;

		if (read_process(all.list[i].pid, &process) && process.parent == parent)
			add_child(children, process.pid, parent);
	}
	free(all.list);
}

/*
 * The number of a process that is created for this, and ends at once. It has no signal for its end, which would wake us as if
 * somebody of the tree had ended; so it is no child that waitid(2) tells of, but with __WALL. -1: none can be created.
 */
static pid_t number_of_a_new_process(void)
{
	pid_t pid = (pid_t)syscall(SYS_clone, 0, 0, 0, 0, 0);

	/* An emulator may know no process without a signal: then we are awake once more than we need to be. */
	if (pid < 0)
		pid = vfork();
	if (pid == 0)
		_exit(EXIT_SUCCESS);
	while (pid > 0 && waitpid(pid, NULL, __WALL) < 0 && errno == EINTR)
		;
	return pid;
}

/* A number is asked about, one after the other, and the kernel says which are children of ours. */
static void add_children_between(pid_t first, pid_t last, struct children *children)
{
	struct process process;
	pid_t pid;

	for (pid = first; pid <= last; pid++)
		if (ask_about_child(pid, &process))
			add_child(children, pid, process.parent);
}

/*
 * Without sight. Our children are younger than we are, so most looks end with the newest number. When the numbers have come
 * around since, ours may be anywhere: all are asked about, which takes a second; that is done if nobody was found, though
 * somebody is there, and now and then, since others may hide behind one that cannot be ended.
 */
static void add_children_by_asking(struct children *children)
{
	static unsigned looks;
	pid_t newest = number_of_a_new_process();
	size_t before = children->count;

	if (++looks % LOOKS_FOR_ALL != 0) {
		add_children_between(getpid() + 1, newest, children);
		if (children->count > before)
			return;
	}
	add_children_between(2, HIGHEST_PID, children);
}

/*
 * The numbers in a /proc are those of the pid namespace for which it was mounted. `status` gives our number in each namespace
 * from that one down to our own: in ours, there is only one.
 */
static bool proc_is_ours(void)
{
	static const char name[] = "\nNSpid:\t";
	char text[STATUS_BYTES];
	const char *at;
	ssize_t length = readlink("/proc/self", text, sizeof text - 1);

	if (length <= 0)
		return false;
	text[length] = '\0';
	if (atoi(text) != getpid() || read_file("/proc/self/status", text, sizeof text) <= 0)
		return false;
	at = strstr(text, name);
	/* Kernels before 4.1 do not tell. That the numbers are the same has to do. */
	if (at == NULL)
		return true;
	at += sizeof name - 1;
	take_number(&at);
	return *at != '\t';
}

enum sight look_around(void)
{
	struct text path = path_of(getpid(), "/task/");

	if (!proc_is_ours())
		return SIGHT_NONE;
	put_number(&path, getpid());
	put(&path, "/children");
	return access(path.bytes, R_OK) == 0 ? SIGHT_CHILDREN : SIGHT_PARENTS;
}

void add_children(const struct process *process, enum sight sight, struct children *children)
{
	struct children threads = { 0 };
	struct text path;

	if (sight == SIGHT_NONE) {
		if (process->pid == getpid())
			add_children_by_asking(children);
		return;
	}
	if (sight == SIGHT_PARENTS) {
		add_children_by_search(process->pid, children);
		return;
	}
	if (process->threads == 1) {
		add_children_of_thread(process->pid, process->pid, children);
		return;
	}
	/* A child belongs to the thread that forked it. */
	path = path_of(process->pid, "/task");
	add_numbers(path.bytes, &threads);
	for (size_t i = 0; i < threads.count; i++)
		add_children_of_thread(process->pid, threads.list[i].pid, children);
	free(threads.list);
}

int open_handle(pid_t pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

void signal_process(const struct process *process, int handle, int number)
{
	if (handle < 0)
		kill(process->pid, number);
	else
		syscall(SYS_pidfd_send_signal, handle, number, NULL, 0);
}

pid_t newest_pid(void)
{
	char text[STAT_BYTES];
	const char *at;

	if (read_file("/proc/loadavg", text, sizeof text) <= 0)
		return 0;
	at = strrchr(text, ' ');
	return at == NULL ? 0 : (pid_t)take_number(&at);
}

int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 + 1;
}

unsigned long long now_as_start(void)
{
	struct timespec now;
	unsigned long long ticks = (unsigned long long)sysconf(_SC_CLK_TCK);

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (unsigned long long)now.tv_sec * ticks + (unsigned long long)now.tv_nsec * ticks / 1000000000;
}

enum { OOM_RAISE = 100, OOM_HIGHEST = 1000 };

void raise_oom_score(pid_t pid)
{
	struct text path = path_of(pid, "/oom_score_adj");
	struct text score = { .used = 0 };
	const char *digits = score.bytes;
	ssize_t length;
	long long raised;
	int fd;

	/* Best effort: without sight, or without the right to, it is as it was. */
	if (!proc_is_ours())
		return;
	fd = open(path.bytes, O_RDWR);
	if (fd < 0)
		return;
	length = read(fd, score.bytes, sizeof score.bytes - 1);
	/* One below zero was lowered on purpose, by somebody with the right to. */
	if (length > 0 && score.bytes[0] != '-') {
		score.bytes[length] = '\0';
		raised = (long long)take_number(&digits) + OOM_RAISE;
		put_number(&score, raised > OOM_HIGHEST ? OOM_HIGHEST : raised);
		if (write(fd, score.bytes, score.used) < 0)
			errno = 0;
	}
	close(fd);
}
