#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { TEXT_BYTES = 64 };

/* A short string that is being put together. stdio would do it, for a third of the size of the program. */
struct text {
	char bytes[TEXT_BYTES];
	size_t used;
	bool cut; /* something did not fit */
};

void put(struct text *text, const char *word);
void put_number(struct text *text, long long number);

/* The decimal number at *at, which moves behind it; spaces before it are passed over. 0 if there is none. */
unsigned long long take_number(const char **at);

#endif
