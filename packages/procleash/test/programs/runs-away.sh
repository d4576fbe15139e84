# Starts a process that gets away from its parents in the named way, prints "pids leader runaway" when those are gone, and
# waits for so many seconds. Token, way, seconds.
body='echo $$; exec <&- >&- 2>&-; cd /; sleep 30; :'
stubborn="trap '' TERM HUP INT; $body"
case $2 in
  background) runaway=$(sh -c "$body" "$1" &) ;;
  nohup) runaway=$(nohup sh -c "$stubborn" "$1" 2>/dev/null &) ;;
  group) runaway=$(bash -c 'set -m; sh -c "$1" "$2" &' bash "$body" "$1") ;;
  setsid) runaway=$(setsid -f sh -c "$body" "$1") ;;
  double-fork) runaway=$( (setsid sh -c "$stubborn" "$1" &) ) ;;
  no-environment) runaway=$(env -i "PATH=$PATH" sh -c "$stubborn" "$1" &) ;;
  setsid-no-environment) runaway=$(setsid -f env -i "PATH=$PATH" sh -c "$body" "$1") ;;
esac
echo "pids $$ $runaway"; sleep "$3"
