# On SIGTERM it cleans up for as many seconds as the second argument says, prints "bye" and exits 17. Token, seconds.
trap 'sleep "$2"; echo bye; exit 17' TERM
echo "pids $$"
i=0; while [ $i -lt 60 ]; do sleep 0.5 & wait $!; i=$((i+1)); done
