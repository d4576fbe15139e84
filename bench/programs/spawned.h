/* What the limit program starts and reads with, and its clocks. Included once. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

enum { BLOCK = 1 << 16 };

struct program {
  pid_t pid;
  int in, out, err; /* our ends; -1: not there */
};

static char block[BLOCK];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double cpu_ms(int who) {
  struct rusage used;
  getrusage(who, &used);
  return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e3 +
         (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e3;
}

/* Not ru_maxrss: an exec keeps that of the program before. */
static double peak_mb(void) {
  double kilobytes = 0;
  FILE *status = fopen("/proc/self/status", "r");
  if (status == NULL) return 0;
  for (char line[256]; fgets(line, sizeof line, status) != NULL;)
    if (sscanf(line, "VmHWM: %lf", &kilobytes) == 1) break;
  fclose(status);
  return kilobytes / 1024;
}

static int ascending(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

static double median(double *values, size_t count) {
  qsort(values, count, sizeof *values, ascending);
  return values[count / 2];
}

static struct program start(char *const *words, int feeds) {
  struct program it = {.in = -1};
  int in[2] = {-1, -1}, out[2], err[2];
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) fail("pipe");
  if (feeds) {
    /* Faster than a pipe, and what node uses. */
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0) fail("socketpair");
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  } else {
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  }
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  posix_spawn_file_actions_adddup2(&actions, err[1], 2);
  if (posix_spawn(&it.pid, words[0], &actions, &attributes, words, environ) != 0) fail(words[0]);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(out[1]);
  close(err[1]);
  if (feeds) close(in[0]);
  it.in = in[1];
  it.out = out[0];
  it.err = err[0];
  return it;
}

/* Larger than any that a peer gets: what then limits is the system. Refused (EPERM) where a user has many; then it stays. */
static void widen(int pipe) { (void)fcntl(pipe, F_SETPIPE_SZ, 1 << 20); }

static void finish(struct program it) {
  while (read(it.out, block, BLOCK) > 0) continue;
  while (read(it.err, block, BLOCK) > 0) continue;
  close(it.out);
  close(it.err);
  if (waitpid(it.pid, NULL, 0) != it.pid) fail("waitpid");
}
