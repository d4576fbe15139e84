# Exits 0 at once and leaves a background child with its stdio on the null device: prints "pids child". Token.
sh -c 'sleep 30; :' "$1" </dev/null >/dev/null 2>&1 &
echo "pids $!"
