export const HELP = `Usage: leash [options] [--] program [args…]
       leash doctor [--json]

Runs a program and keeps hold of everything that it starts: when leash ends, all of it is gone.
The program has leash's stdin, stdout and stderr.

Time
  -t, --timeout D        stop everything after D: 30s, 1.5m, 500ms, or a number of seconds
  -k, --kill-after D     from the first signal of a stop to SIGKILL (default 2s)
      --idle-timeout D   stop when nothing was written to stdout or stderr for D
  -s, --signal S         the first signal of a stop (default TERM)

The program
  -C, --cwd DIR          where it runs
  -e, --env K=V          add to its environment; --env K takes the value from leash's own
      --clean-env        start from a short list of safe variables instead of leash's own
      --leftovers stop|wait|leave
                         what it leaves behind when it ends: stop it (default), wait for it, leave it

What leash says
      --summary          a report on stderr at the end
      --json             one JSON line an event on stdout: start, stdout, stderr, stop, outcome
      --require-proof    do not start where an empty tree cannot be proved

  leash doctor           what this machine offers for holding a tree; exit status 1 if less than proof

Exit status: the program's own; 128+n if signal n ended it; 124 stopped by a timeout; 125 leash failed;
126 the program cannot be executed; 127 it was not found.

Examples
  leash --timeout 10m -- npm test
  leash --summary --leftovers wait -- make -j8
  leash --json --idle-timeout 5m -- codex exec "fix the build" | jq -r 'select(.event == "stdout").line'
`;
