// A child in a session of its own whose first thread has ended (it looks like a zombie), while another goes on for 30 s.
// Prints the pids of both. Token.
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static void *wait(void *parent) { return (void *)(long)sleep(parent != 0 ? 30 : 31); }
int main(void) {
  int told[2], child = pipe(told);
  if ((child = fork()) == 0) {
    pthread_t thread;
    setsid(), pthread_create(&thread, 0, wait, 0), child = (int)write(told[1], "x", 1), pthread_exit(0);
  }
  return read(told[0], told, 1) < 0 || printf("pids %d %d\n", getpid(), child) < 0 || fflush(stdout) || sleep(30);
}
