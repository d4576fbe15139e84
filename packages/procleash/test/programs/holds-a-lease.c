// Holds a lease on a file, so that whoever opens it waits, as on a file system that does not answer: prints "held", and lets
// go of it after 20 s at most. Token, file.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
int main(int argc, char **argv) {
  int file = argc > 2 ? open(argv[2], O_RDWR) : -1;
  signal(SIGIO, SIG_IGN);
  if (fcntl(file, F_SETLEASE, F_WRLCK) < 0) return puts("refused");
  return puts("held") < 0 || fflush(stdout) || sleep(20);
}
