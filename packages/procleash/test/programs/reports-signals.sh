# Prints "pids leader", then "got NAME" at each signal it gets, and ends only by SIGKILL, or at SIGUSR2 with code 3. Token.
for name in HUP INT QUIT TERM USR1 WINCH CONT; do trap "echo got SIG$name" "$name"; done
trap 'echo got SIGUSR2; exit 3' USR2
echo "pids $$"
i=0; while [ $i -lt 600 ]; do sleep 0.05 & wait $!; i=$((i+1)); done
