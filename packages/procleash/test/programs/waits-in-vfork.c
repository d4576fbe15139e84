/* A parent that waits in vfork(2), in uninterruptible sleep, for a child that never becomes another program: prints "pids" of both. */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <unistd.h>

int main(void)
{
	if (vfork() == 0) {
		char line[64];
		int length = snprintf(line, sizeof line, "pids %d %d\n", getppid(), getpid());

		alarm(30);
		if (write(STDOUT_FILENO, line, (size_t)length) == length)
			pause();
		_exit(0);
	}
	return 0;
}
