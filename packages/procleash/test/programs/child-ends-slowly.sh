# The leader dies of SIGTERM, its child holds no pipe and takes 0.3 s to obey: prints "pids leader child" and waits. Token.
sh -c 'trap "sleep 0.3; exit 0" TERM; echo "pids $1 $$"; exec >/dev/null 2>&1; i=0
while [ $i -lt 60 ]; do sleep 0.5 & wait $!; i=$((i+1)); done' "$1" $$ &
wait
