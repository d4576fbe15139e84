/*
 * For libFuzzer: whatever a command line is, each of our words is a part of it that ends before the next, and the rest is what
 * was there. `npm run test:native` builds and runs it.
 */
#include "../windows/words.h"

#include <stdint.h>
#include <stdlib.h>
#include <wchar.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool truth)
{
	if (!truth)
		abort();
}

/* In memory of its own size, so that the sanitizers see a step beyond it. */
static wchar_t *line_of(const uint8_t *bytes, size_t size)
{
	wchar_t *line = malloc((size + 1) * sizeof *line);

	require(line != NULL);
	for (size_t i = 0; i < size; i++)
		line[i] = bytes[i];
	line[size] = L'\0';
	return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	wchar_t *line = line_of(bytes, size);
	wchar_t *before = line_of(bytes, size);
	struct words words;

	if (take_words(line, &words)) {
		const wchar_t *const each[] = { words.mark, words.version, words.session, words.grace,
						words.cwd,  words.application, words.rest };
		const wchar_t *end = line;

		for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
			require(each[i] > end || (each[i] == end && *end == L'\0'));
			end = each[i] + wcslen(each[i]);
		}
		require(wcscmp(words.rest, before + (words.rest - line)) == 0);
		/* All of it, and nothing is passed over on the way there. */
		require(words.rest[-1] == L'\0' || words.rest[0] == L'\0');
	}
	free(before);
	free(line);
	return 0;
}
