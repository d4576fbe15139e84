# Exits 0 at once and leaves a silent background child that holds stdout and stderr: prints "pids child". Token.
sh -c 'sleep 30; :' "$1" &
echo "pids $!"
