// Daemons that hop: fork, setsid, the parent ends, again and again, in two lanes, every so many microseconds, for 4 s or
// 20,000 hops at most; then each lane is gone. Ignores SIGTERM. Prints "hopping". Token, microseconds.
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
int main(int argc, char **argv) {
  time_t end = time(NULL) + 4;
  signal(SIGTERM, SIG_IGN), signal(SIGHUP, SIG_IGN), signal(SIGCHLD, SIG_IGN);
  if (argc < 3 || fork() < 0 || write(1, "hopping\n", 8) < 0) return 1;
  for (int hops = 0; hops < 20000 && time(NULL) < end; hops++) {
    if (fork() > 0) _exit(0);
    setsid(), usleep(atoi(argv[2]));
  }
}
