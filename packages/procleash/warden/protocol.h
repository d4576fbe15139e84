/*
 * The words between a warden and its host: lines of ASCII over two sockets (on Windows: pipes). It reports on descriptor 3,
 * and hears requests on 4. A line is at most MESSAGE_BYTES long with its newline, and may be cut anywhere by the reads.
 * The warden's first line is "warden VERSION"; a host that wants another version says no.
 * Then: "started PID" or "failed STEP ERRNO"; "exited code N" or "exited signal N" when the leader has ended, on Windows
 * after a "member PID" for each of the others that are left (some of them, if they are many);
 * "empty USER_US SYSTEM_US PEAK_BYTES" at the end. The host says "signal N", "kill" or "release"; the end of file
 * there means that it is gone. The other side is src/containment/warden/protocol.ts
 */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>

enum { PROTOCOL_VERSION = 1, MESSAGE_BYTES = 64, REPORTS_FD = 3, REQUESTS_FD = 4 };

enum request_kind {
	REQUEST_SIGNAL, /* send it to every process of the tree, once; on Windows, what comes nearest to it */
	REQUEST_KILL,   /* from now on, kill whoever is found until nobody is left */
	REQUEST_RELEASE /* let the tree go: end, and harm nobody */
};

struct request {
	enum request_kind kind;
	int signal; /* of REQUEST_SIGNAL: 1 to 64 */
};

/* A line that is not complete yet. Zeroed is empty. */
struct decoder {
	char line[MESSAGE_BYTES];
	size_t used;
	bool overlong;
};

/* Takes one byte. True when it completed a request; a line that is none is passed over, however long it is. */
bool decode(struct decoder *decoder, char byte, struct request *request);

#endif
