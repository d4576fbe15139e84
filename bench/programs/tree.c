/*
 * tree COUNT READY: a tree of COUNT processes, each with at most eight children, in one process group, that any signal
 * ends. Makes the file READY when all are there. Whoever forgets it is rid of it after a minute.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { BRANCHES = 8, LONGEST_S = 60 };

static void stay(void) {
  alarm(LONGEST_S);
  for (;;) pause();
}

/* Becomes a tree of `size`, this process among them; each other member writes a byte to `up`. */
static void grow(long size, int up) {
  long rest = size - 1;
  for (long branch = BRANCHES; branch > 0 && rest > 0; branch--) {
    long part = (rest + branch - 1) / branch;
    rest -= part;
    if (fork() != 0) continue;
    if (write(up, "", 1) != 1) _exit(1);
    grow(part, up);
    close(up);
    stay();
  }
}

int main(int count, char **words) {
  int pair[2];
  if (count < 3 || pipe(pair) != 0) return 2;
  long size = strtol(words[1], NULL, 10);
  grow(size, pair[1]);
  close(pair[1]);
  char byte;
  for (long seen = 1; seen < size; seen++)
    if (read(pair[0], &byte, 1) != 1) return 1;
  close(open(words[2], O_CREAT | O_WRONLY, 0600));
  stay();
}
