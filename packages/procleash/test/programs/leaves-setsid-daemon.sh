# Starts a daemon in a session of its own, prints its "pids daemon", and waits: token, seconds to wait (0: exits).
setsid -f sh -c 'echo "pids $$"; exec >/dev/null 2>&1 </dev/null; sleep 30; :' "$1"
sleep "$2"
