// Tries to get the descriptor on which its parent, a warden, reports to the host, as a debugger could: prints "refused" or "taken".
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  int parent = syscall(SYS_pidfd_open, getppid(), 0);
  return puts(syscall(438 /* pidfd_getfd */, parent, 3, 0) < 0 ? "refused" : "taken") < 0;
}
