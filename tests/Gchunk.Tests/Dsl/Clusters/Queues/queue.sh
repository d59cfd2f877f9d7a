#!/bin/bash
# Stands in for the commands of PBS and of LSF, which are linked to it: a job is a process of this machine. It answers in
# the words of these commands, errors and exit codes included. State is in $QUEUE: for each job a file with its process
# and its script; limit, the most jobs that run at once; calls, what was called.
PATH=/usr/bin:/bin
cd "$QUEUE" || exit 1
command=${0##*/}
echo "$command $*" >>calls
exec 9>lock
flock 9

# A process that has ended may not have been waited for.
runs() { [ -s "$1.pid" ] && [[ $(cat "/proc/$(<"$1.pid")/stat" 2>/dev/null) == *') '[^Z]* ]]; }
is_alive() { [ ! -s "$1.pid" ] || runs "$1"; }

begin() {
  local id
  while read -r id; do
    [ "$(running)" -lt "$(cat limit 2>/dev/null || echo 100)" ] || return
    [ -s "$id.pid" ] && continue
    PBS_JOBID=$id.server LSB_JOBID=$id setsid bash "$id.job" </dev/null >/dev/null 2>&1 9>&- &
    echo $! >"$id.pid"
  done < <(jobs_of_all)
}

jobs_of_all() { for f in [0-9]*.job; do [ -e "$f" ] && is_alive "${f%.job}" && echo "${f%.job}"; done | sort -n; }
running() { for f in [0-9]*.pid; do runs "${f%.pid}" && echo; done | wc -l; }

submit() {
  id=$((1000 + $(ls | grep -c '^[0-9]*\.[jc]')))
  cat >"$id.job"
  begin
}

cancel() {
  if ! [ -e "$1.job" ] || ! is_alive "$1"; then
    return 1
  elif [ -s "$1.pid" ]; then
    kill "$(<"$1.pid")"
  else
    echo 0 >"$1.pid" # never begun: no process has this number
    mv "$1.job" "$1.cancelled"
  fi
}

state() { if [ -s "$1.pid" ]; then echo "$2"; else echo "$3"; fi; }

begin
status=0
case $command in
qsub)
  submit <"$1"
  echo "$id.server"
  ;;
qstat)
  [ "$1" = -u ] || exit 2
  printf '\nserver: \n%60s\n' "Req'd  Req'd   Elap"
  echo 'Job ID          Username Queue    Jobname    SessID NDS TSK Memory Time  S Time'
  echo '--------------- -------- -------- ---------- ------ --- --- ------ ----- - -----'
  echo '7.server        someone  workq    other         --    1   1    1gb 01:00 R 00:10'
  for id in $(jobs_of_all); do
    printf '%-15s %-8s workq    gchunk        --    1   1    1gb 00:20 %s   --\n' "$id.serv*" "$2" "$(state "$id" R Q)"
  done
  ;;
qdel)
  for id in "$@"; do
    cancel "$id" || { echo "qdel: Unknown Job Id $id" >&2; status=153; }
  done
  ;;
bsub)
  submit
  echo "Job <$id> is submitted to default queue <normal>."
  ;;
bjobs)
  [ "$*" = '-noheader -o jobid stat' ] || exit 2
  all=$(jobs_of_all)
  [ -n "$all" ] || { echo 'No unfinished job found' >&2; exit 255; }
  for id in $all; do
    echo "$id $(state "$id" RUN PEND)"
  done
  ;;
bkill)
  for id in "$@"; do
    if cancel "$id"; then echo "Job <$id> is being terminated"; else
      echo "Job <$id>: No matching job found" >&2
      status=255
    fi
  done
  ;;
esac
exit $status
