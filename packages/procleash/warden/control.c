/*
 * Promises: a host that does not read never stops the warden (nothing here waits), and a host that is gone, for whatever
 * reason, is noticed: the kernel closes its end of the socket, and nobody else holds one.
 */
#include "control.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

void control_open(struct control *control)
{
	memset(control, 0, sizeof *control);
	control->requests = REQUESTS_FD;
	/* Not for the program: it could speak for us. */
	fcntl(REPORTS_FD, F_SETFD, FD_CLOEXEC);
	fcntl(REPORTS_FD, F_SETFL, O_NONBLOCK);
	fcntl(REQUESTS_FD, F_SETFD, FD_CLOEXEC);
	fcntl(REQUESTS_FD, F_SETFL, O_NONBLOCK);
}

void control_flush(struct control *control)
{
	ssize_t written;

	if (control->queued == 0)
		return;
	do
		written = write(REPORTS_FD, control->outbox, control->queued);
	while (written < 0 && errno == EINTR);
	if (written < 0 && errno == EAGAIN)
		return;
	/* EPIPE: the host is gone, as the other channel says. What is kept for it would keep poll(2) from waiting. */
	if (written < 0)
		written = (ssize_t)control->queued;
	control->queued -= (size_t)written;
	memmove(control->outbox, control->outbox + written, control->queued);
}

void report(struct control *control, const struct text *line)
{
	if (line->cut || line->used > sizeof control->outbox - control->queued)
		return;
	memcpy(control->outbox + control->queued, line->bytes, line->used);
	control->queued += line->used;
}

enum control_news control_next(struct control *control, struct request *request)
{
	/* A byte a read: requests are a handful in a life, and none is left in a buffer that poll(2) does not see. */
	while (control->requests >= 0) {
		char byte;
		ssize_t length = read(control->requests, &byte, 1);

		if (length == 1) {
			if (decode(&control->decoder, byte, request))
				return CONTROL_REQUEST;
		} else if (length < 0 && errno == EINTR) {
			continue;
		} else if (length < 0 && errno == EAGAIN) {
			return CONTROL_NOTHING;
		} else {
			close(control->requests);
			control->requests = -1;
			return CONTROL_HOST_GONE;
		}
	}
	return CONTROL_NOTHING;
}
