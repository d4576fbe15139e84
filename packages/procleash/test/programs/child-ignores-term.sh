# The leader dies of SIGTERM, its child ignores it and holds no pipe: prints "pids leader child" and waits. Token.
sh -c 'trap "" TERM; echo "pids $1 $$"; exec >/dev/null 2>&1; i=0; while [ $i -lt 60 ]; do sleep 0.5; i=$((i+1)); done' "$1" $$ &
wait
