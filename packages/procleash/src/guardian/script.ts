/**
 * The guardian: a `/bin/sh` that outlives its host by the moment it takes to end the host's trees.
 *
 * It holds the read ends of two pipes whose only write ends are in the host. End of file on the first means: the host is
 * gone, however it died. On the second (descriptor 3) the host keeps its journal: `+ pid start variable` a tree began,
 * `- pid start variable` it is over (or was let go). A pipe keeps what was written by a writer that is dead, so the journal
 * need not be read as it is written, which would wake this process, and cost, at each start. The host says on the first
 * pipe how many lines to take when many are waiting.
 *
 * `$1` is the beginning of the name of the variable that marks every tree of this host: a program that was started in the
 * instant before its `+` line could be written is found by it.
 *
 * `$2` is the time from the end of the host to the first SIGKILL, in hundredths of a second. `$3` is `asks` if this process is to
 * send SIGTERM before; where every tree has a warden that does so, this process is there in case that one was killed, too.
 *
 * It is sh and uses builtins where it can, since it may have to work when fork(2) fails: `grep` and `sleep` are its only
 * programs, and when they cannot be started sessions and groups are still ended. It ignores the signals that a terminal or
 * a stop sends.
 */
export const GUARDIAN_SCRIPT = `
trap '' HUP INT QUIT TERM PIPE TSTP TTIN TTOU
cd /
prefix=$1
grace=$2
asks=$3
live=' '
echo ready
take_line() {
  read -r op pid start variable <&3 || return 1
  entry="$pid:$start:$variable"
  case $op in
    +) live="$live$entry " ;;
    -) case $live in *" $entry "*) live="\${live%% $entry *} \${live#* $entry }" ;; esac ;;
  esac
}
while read -r waiting; do
  while [ "$waiting" -gt 0 ] && take_line; do waiting=$((waiting - 1)); done
done
while take_line; do :; done

newest() { read -r _ _ _ _ last < /proc/loadavg || last=0; }

# Sets state, group, session and started of a pid; fails if it is gone or dead. The name may hold blanks and brackets.
stat_of() {
  read -r line < "/proc/$1/stat" || return 1
  case $line in *')'*) ;; *) return 1 ;; esac
  set -- \${line##*) }
  state=$1 group=$3 session=$4 started=\${20}
  case $state in Z|X|x) return 1 ;; esac
}

# A number is ours as long as it was not given to another process.
own_numbers() {
  numbers=' '
  for entry in $live; do
    pid=\${entry%%:*} rest=\${entry#*:}
    if read -r line < "/proc/$pid/stat"; then
      set -- \${line##*) }
      [ "\${20}" = "\${rest%%:*}" ] || continue
    fi
    numbers="$numbers$pid "
  done
}

find_by_number() {
  own_numbers
  [ "$numbers" = ' ' ] && return
  for file in /proc/[0-9]*/stat; do
    pid=\${file#/proc/} pid=\${pid%/stat}
    stat_of "$pid" || continue
    case $numbers in *" $session "*|*" $group "*) case $victims in *" $pid "*) ;; *) victims="$victims$pid " ;; esac ;; esac
  done
}

# The wardens among them are kept apart: as long as one works, nobody leaves its tree. Nobody may read their environment, but
# the name of the variable stands in their arguments (as it does in ours, and in those of grep).
find_victims() {
  victims=' '
  wardens=' '
  set -- -e "$prefix"
  for entry in $live; do set -- "$@" -e "\${entry##*:}="; done
  for file in $(grep -lsF "$@" /proc/[0-9]*/environ /proc/[0-9]*/cmdline); do
    pid=\${file#/proc/} pid=\${pid%/*}
    stat_of "$pid" || continue
    case $line in
      # Not in one word, so that who looks for wardens by that (pkill -f) does not find us.
      *'(leash-''warden)'*) wardens="$wardens$pid " ;;
      *) case $file in */environ) victims="$victims$pid " ;; esac ;;
    esac
  done
  find_by_number
}

# A shell that cannot fork exits. Builtins are left: sessions and groups are ended, at once.
last_resort() {
  attempts=0
  while [ $attempts -lt 100 ]; do
    victims=' '
    find_by_number
    [ "$victims" = ' ' ] && return
    for pid in $victims; do kill -s KILL "$pid"; done
    attempts=$((attempts + 1))
  done
}

# Nobody is found, and the only process that was created meanwhile was our own grep: that is proof, the second time (one
# that is between two programs shows no environment for a moment). Five times nobody on a machine that never rests has
# to do.
empty() {
  newest; before=$last
  find_victims
  newest
  if [ "$victims$wardens" != '  ' ]; then quiet=0; return 1; fi
  quiet=$((quiet + 1))
  [ $quiet -ge 5 ] || { [ $quiet -ge 2 ] && [ "$last" -eq $((before + 1)) ]; }
}

rest() { sleep "$1" || sleep 1; }

# Sets now, in hundredths of a second. One round of a search can take seconds on a busy machine, so
# rounds are counted only where the system does not tell the time.
clock() {
  now=$((round * 5))
  if read -r up _ < /proc/uptime; then now=$((\${up%.*} * 100 + 1\${up#*.} - 100)); fi
}

# The numbers of a /proc that was mounted for another pid namespace are those of strangers.
ours=no
while read -r name number more; do
  [ "$name" = Pid: ] && [ "$number" = $$ ] && ours=yes
  [ "$name" = NSpid: ] && [ "$more" != '' ] && ours=no
done < /proc/self/status
if [ $ours = yes ]; then
  trap last_resort EXIT
  quiet=0
  round=0
  kills=0
  clock; killing_at=$((now + grace))
  while ! empty; do
    clock
    # Somebody may have stopped it, so that it has noticed nothing.
    for pid in $wardens; do kill -s CONT "$pid"; done
    if [ $round -eq 0 ] && [ "$asks" = asks ]; then
      for pid in $victims; do kill -s TERM "$pid"; kill -s CONT "$pid"; done
    elif [ "$now" -ge $killing_at ]; then
      kills=$((kills + 1))
      for pid in $victims; do kill -s KILL "$pid"; done
      # One that has nobody left whom we could see, and does not end, is of no more use.
      if [ "$victims" = ' ' ] && [ "$now" -ge $((killing_at + 300)) ]; then
        for pid in $wardens; do kill -s KILL "$pid"; done
      fi
    fi
    [ $kills -lt 400 ] || break
    # The pause is for those who were asked to end; between kills there is none at first, since a tree may be forking.
    if [ $kills -eq 0 ] || [ $kills -gt 50 ] || [ "$victims" = ' ' ]; then rest 0.05; fi
    round=$((round + 1))
  done
  trap - EXIT
else
  for entry in $live; do kill -s TERM -- "-\${entry%%:*}"; kill -s CONT -- "-\${entry%%:*}"; done
  [ "$live" = ' ' ] || rest 1
  for entry in $live; do kill -s KILL -- "-\${entry%%:*}"; done
fi
`;
