/*
 * Promises: the host is not copied (posix_spawn(3) shares its memory with the child until the exec, so the time does not
 * depend on its size); the child has the descriptors that were asked for, and of those made here no other; no process that
 * somebody else starts at the same time inherits one of them; and a start that fails leaves nothing open.
 */
#include "spawn.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * Above the numbers that the child's descriptors get: it would be covered by another's copy before its own turn. One that
 * has that number already would stay close-on-exec in the child: dup2(2) to itself does nothing.
 */
static int copy_out_of_the_way(int descriptor)
{
	return fcntl(descriptor, F_DUPFD_CLOEXEC, MOST_STREAMS);
}

/*
 * How far a program may write ahead of its reader. The kernel takes it twice, for what it needs itself, and at most what
 * net.core.wmem_max says (socket(7)); that makes it as large as anybody may make a pipe. With the 208 KiB of old, the two wait
 * for each other so often that waking up takes longer than to copy the bytes.
 */
enum { WRITE_AHEAD_BYTES = 512 * 1024 };

/*
 * Sockets, as libuv makes them for child_process: both roads give programs the same. Close-on-exec from the first moment:
 * a fork in another thread is between any two lines.
 */
static int make_pair(int *ours, int *theirs)
{
	int pair[2];
	int error = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return errno;
	/* Refused, it is merely slower. */
	setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &(int){ WRITE_AHEAD_BYTES }, sizeof(int));
	*ours = pair[0];
	*theirs = pair[1];
	if (pair[1] < MOST_STREAMS) {
		*theirs = copy_out_of_the_way(pair[1]);
		error = *theirs < 0 ? errno : 0;
		close(pair[1]);
	}
	return error;
}

/* Ours, and what the child's is copied from: of those, what was made here is closed again by the caller. */
struct end {
	int ours;
	int source;
	bool made_here;
};

/*
 * Node makes its own streams non-blocking, and with them the open file that its programs share: their writes would fail with
 * EAGAIN, for which few are prepared. libuv puts that right, too, when it starts a process.
 */
static void make_blocking(int descriptor)
{
	int flags = fcntl(descriptor, F_GETFL);

	if (flags >= 0 && (flags & O_NONBLOCK) != 0)
		fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK);
}

static int make_end(int stream, struct end *end)
{
	if (stream >= 0)
		make_blocking(stream);
	if (stream == STREAM_PIPE || stream == STREAM_CHANNEL) {
		end->made_here = true;
		return make_pair(&end->ours, &end->source);
	}
	if (stream == STREAM_NULL || stream >= MOST_STREAMS) {
		end->source = stream;
		return 0;
	}
	end->made_here = true;
	end->source = copy_out_of_the_way(stream);
	return end->source < 0 ? errno : 0;
}

static int add_streams(posix_spawn_file_actions_t *actions, const struct end *ends, size_t count)
{
	int error = 0;

	for (size_t i = 0; i < count && error == 0; i++) {
		if (ends[i].source == STREAM_NULL)
			error = posix_spawn_file_actions_addopen(actions, (int)i, "/dev/null", O_RDWR, 0);
		else
			error = posix_spawn_file_actions_adddup2(actions, ends[i].source, (int)i);
	}
	return error;
}

/* Nothing blocked, nothing ignored: node ignores SIGPIPE, and a program that inherits that does not know why it goes on. */
static int set_attributes(posix_spawnattr_t *attributes, bool own_session)
{
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	sigset_t set;

	if (own_session)
		flags |= POSIX_SPAWN_SETSID;
	sigemptyset(&set);
	posix_spawnattr_setsigmask(attributes, &set);
	sigfillset(&set);
	posix_spawnattr_setsigdefault(attributes, &set);
	return posix_spawnattr_setflags(attributes, flags);
}

typedef int spawn_function(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
			   char *const[], char *const[]);

/*
 * This library names no C library, so that one file serves with each. Of a symbol with versions the dynamic linker then
 * takes the oldest, and glibc's first posix_spawn gave what is no program to the shell; dlsym(3) takes the newest.
 */
static spawn_function *newest_posix_spawn(void)
{
	union {
		void *object;
		spawn_function *function;
	} symbol = { .object = dlsym(RTLD_DEFAULT, "posix_spawn") };

	return symbol.function;
}

static int start(const struct request *request, const struct end *ends, pid_t *pid)
{
	spawn_function *spawn = newest_posix_spawn();
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error = spawn == NULL ? ENOSYS : posix_spawn_file_actions_init(&actions);

	if (error != 0)
		return error;
	error = posix_spawnattr_init(&attributes);
	if (error == 0) {
		error = set_attributes(&attributes, request->own_session);
		if (error == 0)
			error = add_streams(&actions, ends, request->stream_count);
		if (error == 0)
			error = spawn(pid, request->path, &actions, &attributes, request->argv, request->environment);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

int spawn_process(const struct request *request, struct started *started)
{
	struct end ends[MOST_STREAMS];
	int error = 0;

	for (size_t i = 0; i < MOST_STREAMS; i++)
		ends[i] = (struct end){ .ours = -1, .source = -1 };
	for (size_t i = 0; i < request->stream_count && error == 0; i++)
		error = make_end(request->streams[i], &ends[i]);
	if (error == 0)
		error = start(request, ends, &started->pid);
	started->channel = -1;
	for (size_t i = 0; i < MOST_STREAMS; i++) {
		bool is_channel = i < request->stream_count && request->streams[i] == STREAM_CHANNEL;

		if (ends[i].made_here && ends[i].source >= 0)
			close(ends[i].source);
		if (error != 0 && ends[i].ours >= 0)
			close(ends[i].ours);
		if (is_channel)
			started->channel = ends[i].ours;
		started->ends[i] = is_channel ? -1 : ends[i].ours;
	}
	return error;
}
