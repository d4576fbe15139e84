# Prints one line to each stream and exits at once: token, code.
echo "out $1"
echo "err $1" >&2
exit "$2"
