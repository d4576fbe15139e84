/*
 * Writes as fast as the reader takes it, so that the reader is what is measured:
 *   writer lines COUNT WIDTH   lines of WIDTH bytes, the newline among them
 *   writer bytes COUNT         so many bytes, without a newline
 *   writer line COUNT          one line of so many bytes, the newline among them
 *   writer endless SECONDS     lines of 80 bytes, for so long
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 16, LONGEST_S = 300 };

static char block[BLOCK];

static void put(const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t done = write(STDOUT_FILENO, bytes, count);
    if (done <= 0) _exit(1);
    bytes += done;
    count -= (size_t)done;
  }
}

/* Fills the block with as many lines as fit; returns their bytes. */
static size_t fill(size_t width) {
  size_t used = BLOCK / width * width;
  for (size_t i = 0; i < used; i++) block[i] = (i + 1) % width == 0 ? '\n' : (char)('a' + i % 26);
  return used;
}

static void lines(unsigned long long left, size_t width) {
  size_t used = fill(width);
  for (left *= width; left > 0; left -= used) {
    if (left < used) used = left;
    put(block, used);
  }
}

static void bytes(unsigned long long left) {
  memset(block, 'x', BLOCK);
  while (left > 0) {
    size_t part = left < BLOCK ? left : BLOCK;
    put(block, part);
    left -= part;
  }
}

static void leave(int signal) {
  (void)signal;
  _exit(0);
}

int main(int count, char **words) {
  if (count < 3) return 2;
  unsigned long long number = strtoull(words[2], NULL, 10);
  alarm(LONGEST_S);
  if (strcmp(words[1], "lines") == 0 && count > 3) {
    lines(number, strtoull(words[3], NULL, 10));
  } else if (strcmp(words[1], "bytes") == 0) {
    bytes(number);
  } else if (strcmp(words[1], "line") == 0) {
    bytes(number - 1);
    put("\n", 1);
  } else if (strcmp(words[1], "endless") == 0) {
    signal(SIGALRM, leave);
    alarm((unsigned)number);
    for (size_t used = fill(80);;) put(block, used);
  } else {
    return 2;
  }
  return 0;
}
