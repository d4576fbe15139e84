// A child that is stopped under its parent as the tracer, as under a debugger, for 30 s. Prints the pids of both. Token.
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  pid_t child = fork();
  if (child == 0) return (int)(ptrace(PTRACE_TRACEME, 0, 0, 0) + raise(SIGSTOP) + sleep(30));
  waitpid(child, 0, 0);
  return printf("pids %d %d\n", getpid(), child) < 0 || fflush(stdout) || sleep(30);
}
