/*
 * For libFuzzer: whatever a host says, or whoever speaks in its place, the decoder gives whole requests only, and as many
 * as there are lines at most. `npm run test:native` builds and runs it.
 */
#include "../protocol.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool truth)
{
	if (!truth)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct decoder decoder = { .used = 0 };
	struct request request = { .kind = REQUEST_KILL };
	size_t since_newline = 0;

	for (size_t i = 0; i < size; i++) {
		bool complete = decode(&decoder, (char)bytes[i], &request);

		require(decoder.used < MESSAGE_BYTES);
		require(!complete || bytes[i] == '\n');
		if (complete) {
			require(since_newline < MESSAGE_BYTES);
			require(request.kind == REQUEST_SIGNAL || request.kind == REQUEST_KILL || request.kind == REQUEST_RELEASE);
			require(request.kind != REQUEST_SIGNAL || (request.signal >= 1 && request.signal <= 64));
			/* A request is the same however it was written: nothing else was on the line. */
			require(since_newline >= strlen("kill"));
		}
		since_newline = bytes[i] == '\n' ? 0 : since_newline + 1;
	}
	return 0;
}
