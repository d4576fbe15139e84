// Leaves so many orphans that end all at once, when their common pipe is closed; prints "ready" before, and "closed" after
// that, and waits. All of them live for 30 s at most. Token, number.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv) {
  int held[2], rest = argc > 2 && pipe(held) == 0 ? atoi(argv[2]) : 0;
  for (; rest > 0; rest--)
    if (fork() == 0) {
      if (fork() > 0) _exit(0);
      alarm(30), close(held[1]), _exit(read(held[0], held, 1) != 0);
    } else wait(0);
  return puts("ready") < 0 || fflush(stdout) || close(held[1]) || puts("closed") < 0 || fflush(stdout) || sleep(30);
}
