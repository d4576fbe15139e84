/*
 * Promise: all 64 signals are meant. A C library keeps two or three of the real-time signals to itself: its sigfillset(3)
 * leaves them out, and its sigaction(2) refuses them; so the system is asked without it.
 */
#include "signals.h"

#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { HIGHEST_SIGNAL = 64 };

void set_signal_mask(signal_mask mask)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, NULL, sizeof mask);
}

void reset_signals(void)
{
	/* The kernel's struct sigaction has up to four fields of this size, and is SIG_DFL without flags when all are 0. */
	static const uint64_t by_default[4];

	for (int number = 1; number <= HIGHEST_SIGNAL; number++)
		syscall(SYS_rt_sigaction, number, by_default, NULL, sizeof(signal_mask));
	set_signal_mask(NO_SIGNAL);
}
