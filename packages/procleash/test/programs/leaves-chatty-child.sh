# Exits 0 at once and leaves a background child that writes a numbered line every 10 ms: prints "pids child". Token.
sh -c 'i=0; while [ $i -lt 2000 ]; do echo "line $i"; sleep 0.01; i=$((i+1)); done' "$1" &
echo "pids $!"
