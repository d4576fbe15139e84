#ifndef TELL_H
#define TELL_H

#include "control.h"
#include "start.h"

/* One of the lines that have one number, which is the last word. */
void say(struct control *control, const char *words, long long number);

/* What we did to a leader, which is how its end can be read. */
struct deeds {
	bool asked;  /* sent CTRL_BREAK */
	bool killed; /* ended it, or its job */
};

/* Whom an ended leader leaves behind, and how it ended. */
void tell_end(struct control *control, HANDLE job, const struct leader *leader, const struct deeds *deeds);

/* That nobody is left, and what all of them have used. */
void tell_empty(struct control *control, HANDLE job);

#endif
