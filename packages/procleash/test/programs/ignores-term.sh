# Leader and child ignore SIGTERM, SIGHUP and SIGINT: prints "pids leader child" and waits. Token.
trap '' TERM HUP INT
sh -c 'i=0; while [ $i -lt 60 ]; do sleep 0.5; i=$((i+1)); done' "$1" &
echo "pids $$ $!"
i=0; while [ $i -lt 60 ]; do sleep 0.5; i=$((i+1)); done
