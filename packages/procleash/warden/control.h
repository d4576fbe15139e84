#ifndef CONTROL_H
#define CONTROL_H

#include "protocol.h"
#include "text.h"

enum { OUTBOX_BYTES = 8 * MESSAGE_BYTES };

/*
 * The channels to the host. Two, because a word of the host's to a socket that was just closed makes node throw away what
 * it has not read yet from that socket, and with it how the program ended.
 */
struct control {
	int requests; /* -1: the host is gone */
	struct decoder decoder;
	char outbox[OUTBOX_BYTES];
	size_t queued;
};

void control_open(struct control *control);

/* Keeps a line for the host. One for which there is no room, or that is too long, is dropped. */
void report(struct control *control, const struct text *line);

/* Writes what was kept, as far as the socket takes it. */
void control_flush(struct control *control);

enum control_news { CONTROL_NOTHING, CONTROL_REQUEST, CONTROL_HOST_GONE };

/* The next request that has come. CONTROL_HOST_GONE once, at end of file or a broken channel. */
enum control_news control_next(struct control *control, struct request *request);

#endif
