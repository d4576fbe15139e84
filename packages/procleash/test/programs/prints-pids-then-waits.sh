# Leader and child, both friendly to SIGTERM: prints "pids leader child" and waits. Token.
sh -c 'sleep 30; :' "$1" &
echo "pids $$ $!"
wait
