# Writes "TERM" into the file and ends when it gets SIGTERM, "HUP" when it gets that; prints "pids" of itself, and lives for 30 s
# at most. Token, file.
trap 'echo TERM >> "$2"; exit' TERM
trap 'echo HUP >> "$2"; echo reloaded' HUP
# A shell has words for the end of its sleep, and nobody may be there to read them.
exec 2>/dev/null
echo "pids $$"
i=0; while [ $i -lt 300 ]; do sleep 0.1; i=$((i+1)); done
