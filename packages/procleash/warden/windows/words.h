#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>
#include <stddef.h>

/* Windows hands a command line over as one string. */
struct words {
	wchar_t *mark;
	wchar_t *version;
	wchar_t *session;
	wchar_t *grace;
	wchar_t *cwd;
	wchar_t *application;
	wchar_t *rest; /* as it came: what the program is given is not ours to split and to quote again */
};

/* Cuts our words off a command line, which they point into from then on. False if one is missing. */
bool take_words(wchar_t *line, struct words *words);

#endif
