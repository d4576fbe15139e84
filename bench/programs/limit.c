/*
 * The physical limit: each measurement with as little as the system needs for it, posix_spawn(3), pipe(2) and read(2).
 * It is started like every contender, `limit MEASUREMENT c name=value...`, and prints the same line of JSON.
 */
#define _GNU_SOURCE
#include "spawned.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST = 1024, LONGEST_S = 150 };

static char **given;

static const char *text(const char *name) {
  size_t length = strlen(name);
  for (char **word = given; *word != NULL; word++)
    if (strncmp(*word, name, length) == 0 && (*word)[length] == '=') return *word + length + 1;
  fprintf(stderr, "limit: no %s\n", name);
  exit(2);
}

static unsigned long long number(const char *name) { return strtoull(text(name), NULL, 10); }

static void measure_start(void) {
  char *words[] = {(char *)text("program"), NULL};
  size_t runs = number("runs"), warm = number("warm");
  double *times = calloc(runs, sizeof *times), enough = (double)number("enoughMs"), begun = now_ms();
  for (size_t i = 0; i < warm && now_ms() < begun + enough; i++) finish(start(words, 0));
  double cpu = cpu_ms(RUSAGE_SELF) + cpu_ms(RUSAGE_CHILDREN), end = now_ms() + enough;
  size_t done = 0;
  while (done < runs && now_ms() < end) {
    double before = now_ms();
    finish(start(words, 0));
    times[done++] = now_ms() - before;
  }
  cpu = cpu_ms(RUSAGE_SELF) + cpu_ms(RUSAGE_CHILDREN) - cpu;
  printf("{\"wallMs\":%f,\"cpuMs\":%f}\n", median(times, done), cpu / (double)done);
}

static void measure_together(void) {
  char *words[] = {(char *)text("program"), NULL};
  size_t count = number("count"), waves = number("waves"), done = 0;
  struct program all[MOST];
  if (count > MOST) exit(2);
  double begun = now_ms(), enough = (double)number("enoughMs");
  for (; done < waves && now_ms() < begun + enough; done++) {
    for (size_t i = 0; i < count; i++) all[i] = start(words, 0);
    for (size_t i = 0; i < count; i++) finish(all[i]);
  }
  printf("{\"perSecond\":%f}\n", (double)(count * done) * 1e3 / (now_ms() - begun));
}

/* How long a start keeps the caller, with so much memory touched. */
static void measure_pause(void) {
  char *words[] = {(char *)text("program"), NULL};
  size_t size = number("gib") << 30, starts = number("starts");
  char *memory = malloc(size + 1);
  double *times = calloc(starts, sizeof *times), worst = 0;
  if (memory == NULL) fail("malloc");
  memset(memory, 1, size + 1);
  for (size_t i = 0; i < starts; i++) {
    double before = now_ms();
    struct program it = start(words, 0);
    times[i] = now_ms() - before;
    if (times[i] > worst) worst = times[i];
    finish(it);
  }
  printf("{\"pauseMs\":%f,\"worstMs\":%f,\"touched\":%d}\n", median(times, starts), worst, memory[size]);
}

static void measure_lines(void) {
  char lines[32], width[32];
  snprintf(lines, sizeof lines, "%s", text("lines"));
  snprintf(width, sizeof width, "%s", text("width"));
  char *words[] = {(char *)text("writer"), "lines", lines, width, NULL};
  unsigned long long seen = 0;
  double begun = now_ms();
  struct program it = start(words, 0);
  widen(it.out);
  for (ssize_t got; (got = read(it.out, block, BLOCK)) > 0;)
    for (char *at = block, *end = block + got; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++) seen++;
  finish(it);
  if (seen != number("lines")) exit(1);
  printf("{\"perSecond\":%f,\"peakMb\":%f}\n", (double)seen * 1e3 / (now_ms() - begun), peak_mb());
}

/* Of bytes or of one line: kept in one piece, or dropped. */
static void measure_bytes(int keeps, char *how) {
  size_t size = number("bytes"), seen = 0;
  char bytes[32];
  snprintf(bytes, sizeof bytes, "%zu", size);
  char *words[] = {(char *)text("writer"), how, bytes, NULL};
  double begun = now_ms();
  char *kept = keeps ? malloc(size) : block;
  if (kept == NULL) fail("malloc");
  struct program it = start(words, 0);
  widen(it.out);
  for (ssize_t got; seen < size; seen += (size_t)got) {
    got = read(it.out, keeps ? kept + seen : block, keeps ? size - seen : BLOCK);
    if (got <= 0) exit(1);
  }
  finish(it);
  double wall = now_ms() - begun;
  printf("{\"wallMs\":%f,\"mbPerSecond\":%f,\"peakMb\":%f}\n", wall, (double)size / 1e3 / wall, peak_mb());
}

static void feed(char **words, const char *all, size_t size) {
  struct program it = start(words, 1);
  for (size_t done = 0; done < size;) {
    ssize_t put = write(it.in, all + done, size - done);
    if (put <= 0) fail("write");
    done += (size_t)put;
  }
  close(it.in);
  finish(it);
}

/* Twice, as the others do it: see measurements/stdin.ts. */
static void measure_stdin(void) {
  char bytes[32];
  size_t size = number("bytes");
  snprintf(bytes, sizeof bytes, "%zu", size);
  char *words[] = {(char *)text("sink"), bytes, NULL};
  char *all = malloc(size);
  if (all == NULL) fail("malloc");
  memset(all, 'x', size);
  feed(words, all, size);
  double begun = now_ms();
  feed(words, all, size);
  printf("{\"mbPerSecond\":%f}\n", (double)size / 1e3 / (now_ms() - begun));
}

/* The end of file of its stdout is when the last of the tree is gone. */
static void measure_stop(void) {
  char ready[] = "/tmp/procleash-limit-XXXXXX", size[32];
  int made = mkstemp(ready);
  if (made < 0) fail("mkstemp");
  close(made);
  unlink(ready);
  snprintf(size, sizeof size, "%s", text("size"));
  char *words[] = {(char *)text("tree"), size, ready, NULL};
  struct program it = start(words, 0);
  for (struct stat there; stat(ready, &there) != 0;) poll(NULL, 0, 2);
  double begun = now_ms();
  kill(-it.pid, SIGTERM);
  finish(it);
  unlink(ready);
  printf("{\"stopMs\":%f,\"alive\":0}\n", now_ms() - begun);
}

int main(int count, char **words) {
  if (count < 3) return 2;
  given = words + 3;
  alarm(LONGEST_S);
  const char *what = words[1];
  if (strcmp(what, "start") == 0) measure_start();
  else if (strcmp(what, "together") == 0) measure_together();
  else if (strcmp(what, "pause") == 0) measure_pause();
  else if (strcmp(what, "lines") == 0) measure_lines();
  else if (strcmp(what, "collect") == 0) measure_bytes(1, "bytes");
  else if (strcmp(what, "discard") == 0) measure_bytes(0, "bytes");
  else if (strcmp(what, "long-line") == 0) measure_bytes(1, "line");
  else if (strcmp(what, "stdin") == 0) measure_stdin();
  else if (strcmp(what, "stop") == 0) measure_stop();
  else return 2;
  return 0;
}
