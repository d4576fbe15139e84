/* Reads its stdin to the end as fast as it comes; fails unless there were as many bytes as the argument says. */
#include <stdlib.h>
#include <unistd.h>

static char block[1 << 16];

int main(int count, char **words) {
  if (count < 2) return 2;
  unsigned long long seen = 0;
  alarm(300);
  for (;;) {
    ssize_t got = read(STDIN_FILENO, block, sizeof block);
    if (got < 0) return 1;
    if (got == 0) return seen == strtoull(words[1], NULL, 10) ? 0 : 1;
    seen += (unsigned long long)got;
  }
}
