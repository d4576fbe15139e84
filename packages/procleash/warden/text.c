/* Promise: no string is written beyond its room, and each ends. */
#include "text.h"

#include <string.h>

void put(struct text *text, const char *word)
{
	size_t length = strlen(word);

	if (length >= sizeof text->bytes - text->used) {
		text->cut = true;
		return;
	}
	memcpy(text->bytes + text->used, word, length + 1);
	text->used += length;
}

void put_number(struct text *text, long long number)
{
	char digits[24];
	size_t at = sizeof digits - 1;
	unsigned long long rest = number < 0 ? 0ULL - (unsigned long long)number : (unsigned long long)number;

	digits[at] = '\0';
	do
		digits[--at] = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (number < 0)
		digits[--at] = '-';
	put(text, digits + at);
}

unsigned long long take_number(const char **at)
{
	unsigned long long number = 0;

	while (**at == ' ')
		(*at)++;
	for (; **at >= '0' && **at <= '9'; (*at)++)
		number = number * 10 + (unsigned long long)(**at - '0');
	return number;
}
