/* Promise: whatever bytes come, in whatever pieces, nothing is read but whole requests, and nothing is kept but one line. */
#include "protocol.h"

#include <string.h>

enum { HIGHEST_SIGNAL = 64 };

/* The whole of `text` as a number from 1 to HIGHEST_SIGNAL, or 0. */
static int signal_number(const char *text)
{
	int number = 0;

	if (*text == '\0')
		return 0;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return 0;
		number = number * 10 + (*text - '0');
		if (number > HIGHEST_SIGNAL)
			return 0;
	}
	return number;
}

static bool parse(const char *line, struct request *request)
{
	static const char signal_word[] = "signal ";

	request->signal = 0;
	if (strcmp(line, "kill") == 0) {
		request->kind = REQUEST_KILL;
		return true;
	}
	if (strcmp(line, "release") == 0) {
		request->kind = REQUEST_RELEASE;
		return true;
	}
	if (strncmp(line, signal_word, sizeof signal_word - 1) != 0)
		return false;
	request->kind = REQUEST_SIGNAL;
	request->signal = signal_number(line + sizeof signal_word - 1);
	return request->signal != 0;
}

bool decode(struct decoder *decoder, char byte, struct request *request)
{
	bool overlong = decoder->overlong;

	if (byte != '\n') {
		/* A NUL would end the line for the comparisons, and what is behind it would be passed over in silence. */
		if (decoder->used == sizeof decoder->line - 1 || byte == '\0')
			decoder->overlong = true;
		else
			decoder->line[decoder->used++] = byte;
		return false;
	}
	decoder->line[decoder->used] = '\0';
	decoder->used = 0;
	decoder->overlong = false;
	return !overlong && parse(decoder->line, request);
}
