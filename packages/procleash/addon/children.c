/*
 * Promises: a child is reaped by its own number, once, by nobody but us (wait(2) for any child would take those of libuv
 * and of others from them); none stays a zombie because the thread that started it has ended; and at whatever moment a
 * thread ends, the channels to its children are closed: no number of theirs is ever in JavaScript, where it could be lost.
 */
#include "children.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
	pid_t pid;
	int channel; /* -1: closed, or there was none */
};

struct children {
	struct child *list;
	size_t count, room;
};

/* Of threads that have ended. */
static struct children orphans;
static pthread_mutex_t orphans_lock = PTHREAD_MUTEX_INITIALIZER;

static int reserve(struct children *children, size_t more)
{
	size_t room = children->room == 0 ? 16 : children->room;
	struct child *list;

	while (room < children->count + more)
		room *= 2;
	if (room == children->room)
		return 1;
	list = realloc(children->list, room * sizeof *list);
	if (list == NULL)
		return 0;
	children->list = list;
	children->room = room;
	return 1;
}

static void close_channel(struct child *child)
{
	if (child->channel >= 0)
		close(child->channel);
	child->channel = -1;
}

static int wait_for(pid_t pid)
{
	int status;
	pid_t found;

	do
		found = waitpid(pid, &status, WNOHANG);
	while (found < 0 && errno == EINTR);
	if (found == 0)
		return CHILD_RUNS;
	/* ECHILD: this process ignores SIGCHLD, so the kernel has reaped it (wait(2)). */
	return found < 0 ? CHILD_UNKNOWN : status;
}

static void reap_orphans(void)
{
	pthread_mutex_lock(&orphans_lock);
	for (size_t i = 0; i < orphans.count;) {
		if (wait_for(orphans.list[i].pid) == CHILD_RUNS)
			i++;
		else
			orphans.list[i] = orphans.list[--orphans.count];
	}
	pthread_mutex_unlock(&orphans_lock);
}

static struct child *find(struct children *children, pid_t pid)
{
	for (size_t i = 0; i < children->count; i++)
		if (children->list[i].pid == pid)
			return &children->list[i];
	return NULL;
}

struct children *children_open(void)
{
	return calloc(1, sizeof(struct children));
}

void children_close(struct children *children)
{
	for (size_t i = 0; i < children->count; i++)
		close_channel(&children->list[i]);
	pthread_mutex_lock(&orphans_lock);
	/* Without memory they stay zombies until this process ends: there is nobody to tell. */
	if (reserve(&orphans, children->count))
		for (size_t i = 0; i < children->count; i++)
			orphans.list[orphans.count++] = children->list[i];
	pthread_mutex_unlock(&orphans_lock);
	free(children->list);
	free(children);
}

int children_reserve(struct children *children)
{
	reap_orphans();
	return reserve(children, 1);
}

void children_add(struct children *children, pid_t pid, int channel)
{
	children->list[children->count++] = (struct child){ .pid = pid, .channel = channel };
}

int children_write(struct children *children, pid_t pid, const char *text, size_t length)
{
	struct child *child = find(children, pid);
	ssize_t sent;

	if (child == NULL || child->channel < 0)
		return -EPIPE;
	do
		sent = send(child->channel, text, length, MSG_DONTWAIT | MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : (int)sent;
}

void children_hang_up(struct children *children, pid_t pid)
{
	struct child *child = find(children, pid);

	if (child != NULL)
		close_channel(child);
}

int children_reap(struct children *children, pid_t pid)
{
	struct child *child = find(children, pid);
	int status;

	if (child == NULL)
		return CHILD_UNKNOWN;
	status = wait_for(pid);
	if (status == CHILD_RUNS)
		return status;
	close_channel(child);
	*child = children->list[--children->count];
	return status;
}
