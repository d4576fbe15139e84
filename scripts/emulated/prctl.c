/*
 * For tests under qemu-user, which knows no PR_SET_CHILD_SUBREAPER (EINVAL). subreaper.c has set it for the process, and
 * execve(2) keeps it: the emulated warden is told that it worked, because it did.
 */
#include <stdarg.h>
#include <sys/prctl.h>

int __real_prctl(int option, ...);
int __wrap_prctl(int option, ...);

int __wrap_prctl(int option, ...)
{
	va_list arguments;
	unsigned long argument;

	if (option == PR_SET_CHILD_SUBREAPER)
		return 0;
	va_start(arguments, option);
	argument = va_arg(arguments, unsigned long);
	va_end(arguments);
	return __real_prctl(option, argument);
}
