/* Promise: the program's command line reaches it as the host wrote it, whatever its quotes and backslashes are. */
#include "words.h"

#include <wchar.h>

/*
 * The word at *at, which moves behind it and behind one space. It is in double quotes, or without any; the host sees to it that
 * there is no quote inside, since no path has one. NULL at the end of the line.
 */
static wchar_t *take_word(wchar_t **at)
{
	wchar_t *word = *at;
	wchar_t *end;

	if (*word == L'"') {
		word++;
		end = wcschr(word, L'"');
		if (end == NULL)
			return NULL;
		*end++ = L'\0';
		if (*end != L'\0' && *end != L' ')
			return NULL;
	} else {
		end = word + wcscspn(word, L" ");
		if (end == word)
			return NULL;
	}
	*at = end;
	if (*end == L' ') {
		*end = L'\0';
		++*at;
	}
	return word;
}

bool take_words(wchar_t *line, struct words *words)
{
	wchar_t *name = take_word(&line);

	words->mark = name == NULL ? NULL : take_word(&line);
	words->version = words->mark == NULL ? NULL : take_word(&line);
	words->session = words->version == NULL ? NULL : take_word(&line);
	words->grace = words->session == NULL ? NULL : take_word(&line);
	words->cwd = words->grace == NULL ? NULL : take_word(&line);
	words->application = words->cwd == NULL ? NULL : take_word(&line);
	words->rest = line;
	return words->application != NULL && words->application[0] != L'\0';
}
