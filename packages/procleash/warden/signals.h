#ifndef SIGNALS_H
#define SIGNALS_H

#include <stdint.h>

/* As the kernel takes it: a bit for each signal from 1 to 64. */
typedef uint64_t signal_mask;

#define EVERY_SIGNAL (~(signal_mask)0)
#define NO_SIGNAL ((signal_mask)0)

/* Blocks these signals, and no others. */
void set_signal_mask(signal_mask mask);

/* What was ignored or handled ends or stops again, as in a new process. */
void reset_signals(void);

#endif
