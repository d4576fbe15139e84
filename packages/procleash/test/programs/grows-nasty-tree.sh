# A leader, its child, a member that ignores SIGTERM, and a daemon that does: prints "pids" of the four when all are ready
# and waits. Token.
sh -c 'sleep 30; :' "$1" >/dev/null 2>&1 &
child=$!
stay='trap "" TERM HUP INT; echo $$; exec <&- >&- 2>&-; i=0; while [ $i -lt 60 ]; do sleep 0.5; i=$((i+1)); done'
stubborn=$(sh -c "$stay" "$1" &)
daemon=$(setsid -f sh -c "$stay" "$1")
echo "pids $$ $child $stubborn $daemon"
wait
