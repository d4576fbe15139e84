# Never reads its stdin: closes it, prints "closed" and waits for so many seconds. Token, seconds.
exec <&-
echo closed
sleep "$2"
