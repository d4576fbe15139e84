#ifndef SPAWN_H
#define SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { MOST_STREAMS = 8 };

/*
 * What a descriptor of the child is. A number from 0 on is an open descriptor of this process, which stays open here. A
 * channel is a pipe whose other end stays with us, to be written to with channel_write(); there is one at most.
 */
enum { STREAM_PIPE = -1, STREAM_NULL = -2, STREAM_CHANNEL = -3 };

struct request {
	const char *path;
	char **argv;        /* NULL-terminated, and so is the next */
	char **environment; /* the whole of it */
	int streams[MOST_STREAMS];
	size_t stream_count;
	bool own_session;
};

struct started {
	pid_t pid;
	int channel;            /* -1: there is none */
	int ends[MOST_STREAMS]; /* ours, of each STREAM_PIPE; -1 for any other */
};

/* 0, or the errno of what was refused; then nothing runs, and nothing is open. */
int spawn_process(const struct request *request, struct started *started);

#endif
