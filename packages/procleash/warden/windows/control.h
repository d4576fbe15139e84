#ifndef CONTROL_H
#define CONTROL_H

#include "../protocol.h"
#include "../text.h"

#include <windows.h>

/* Every member that is named at the end of a leader, and some more lines. */
enum { MOST_MEMBERS = 64, OUTBOX_BYTES = (MOST_MEMBERS + 8) * MESSAGE_BYTES };

enum control_news { CONTROL_NOTHING, CONTROL_REQUEST, CONTROL_HOST_GONE };

/*
 * The channels to the host, the same two as on Linux. They are pipes that only a blocking call reads or writes, so each has a
 * thread: one hands over what was read, one takes what is to be written.
 */
struct control {
	HANDLE requests;
	HANDLE reports;

	HANDLE news;  /* an event that is set while there is something to take */
	HANDLE taken; /* an event: the next may be handed over */
	enum control_news slot;
	struct request request;
	struct decoder decoder; /* of the reading thread alone */

	SRWLOCK lock;
	CONDITION_VARIABLE changed; /* what is queued has become more, or less */
	char outbox[OUTBOX_BYTES];
	size_t queued;
};

/* False if there are no such channels. They are never the program's. */
bool control_open(struct control *control);

/* Sends a line to the host. One for which there is no room, or that is too long, is dropped. Never waits. */
void report(struct control *control, const struct text *line);

/* Waits until what was reported is written, but not for long: a host that does not read is not waited for. */
void control_flush(struct control *control);

/* The next request that has come. CONTROL_HOST_GONE once. `news` says when it is worth asking. */
enum control_news control_next(struct control *control, struct request *request);

#endif
