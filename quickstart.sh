#!/usr/bin/env bash
# ServiceNow rows become Kafka records, and Kafka records become ServiceNow rows, on this machine.
#   ./quickstart.sh          shows what flows, until Ctrl-C
#   ./quickstart.sh --check  asserts that it flows, both ways, and ends with 0 or 1
#   ./quickstart.sh --monitoring  shows, beside what flows, the dashboard's numbers and alerts; needs Prometheus
set -euo pipefail

# The checkout is where this file is, not where a link to it is.
self=${BASH_SOURCE[0]}
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case "$link" in
    /*) self=$link ;;
    *) self=$(dirname "$self")/$link ;;
  esac
done
CDPATH='' cd -- "$(dirname "$self")"

fail() {
  echo "quickstart: $*" >&2
  exit 1
}

case "${1:-}" in
  '' | --check) ;;
  --monitoring)
    command -v prometheus > /dev/null ||
      fail "no prometheus on the PATH; install it, on Debian and Ubuntu with: apt-get install prometheus"
    ;;
  *)
    echo "usage: ./quickstart.sh [--check | --monitoring]" >&2
    exit 1
    ;;
esac

java=java
[ -n "${JAVA_HOME:-}" ] && java="$JAVA_HOME/bin/java"
command -v "$java" > /dev/null ||
  fail "no $java found; install a JDK 17 or later${JAVA_HOME:+, or set JAVA_HOME, which is $JAVA_HOME, to one}"
version=$("$java" -XshowSettings:properties -version 2>&1 |
  awk '$1 == "java.specification.version" { print $3 }') || true
[ "${version%%.*}" -ge 17 ] 2> /dev/null ||
  fail "$java is of Java version '$version'; install a JDK 17 or later, and set JAVA_HOME to it"

kafka=kafka-runtimes/kafka-4.3/target/libs
screen=local-stack/target/libs
marker=target/quickstart-built
log=target/quickstart-build.log
lock=target/quickstart-build.lock

built() {
  [ -f "$marker" ] && [ -d "$kafka" ] && [ -d "$screen" ] && [ -d local-stack/target/classes ] &&
    [ -d servicenow-emulator/target/classes ] && compgen -G 'packaging/target/*.zip' > /dev/null &&
    [ -z "$(find pom.xml plugin-metrics servicenow-* local-stack packaging kafka-runtimes connect-config-examples \
      -name target -prune -o -type f -newer "$marker" -print -quit)" ]
}

# How far Maven is, by its log: which module it is at, and what it has downloaded.
progress() {
  awk '
    /^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]$/ { module = $3; place = $NF; gsub(/[][]/, "", place) }
    /^\[INFO\] Downloaded from / { files++; size = $(NF - 4); sub(/\(/, "", size)
      bytes += size * ($(NF - 3) == "MB" ? 1e6 : $(NF - 3) == "kB" ? 1e3 : 1) }
    END {
      printf "%s", module == "" ? "getting Maven ready" : place " " module
      if (files > 0) printf ", downloaded %d files, %.0f MB", files, bytes / 1e6
    }' "$log"
}

# On a terminal one line that changes; elsewhere a line for each module, and one every half minute.
show_progress() {
  local text module
  text=$(progress)
  if [ -t 1 ]; then
    printf '\r%-78.78s' "  $((SECONDS / 60)):$(printf %02d $((SECONDS % 60)))  $text"
  else
    module=${text%%,*}
    if [ "$module" != "$shown" ] || [ $((SECONDS - shown_at)) -ge 30 ]; then
      echo "  $text"
      shown=$module
      shown_at=$SECONDS
    fi
  fi
}

# Two builds at once would overwrite each other's files. The lock is a link to the process that has it.
take_lock() {
  local other tries=0
  mkdir -p target || fail "cannot write to $PWD"
  until ln -s $$ "$lock" 2> /dev/null; do
    if other=$(readlink "$lock"); then
      ! kill -0 "$other" 2> /dev/null ||
        fail "it is being built already, by process $other. If that is something else, delete $PWD/$lock"
      rm -f "$lock"
    fi
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || fail "cannot write to $PWD/target"
  done
  trap 'rm -f "$lock"' EXIT
}

build() {
  local shown='' shown_at=0 status=0
  take_lock
  touch "$marker.begun"
  SECONDS=0
  # In a process group of its own, so that what Maven's wrapper starts can be stopped with it.
  set -m
  ./mvnw --batch-mode -Dmaven.test.skip -Dspotless.check.skip \
    -pl kafka-runtimes/kafka-4.3,servicenow-emulator,local-stack,packaging -am package \
    > "$log" 2>&1 < /dev/null &
  maven=$!
  set +m
  # If this script is killed, Maven still has the lock.
  ln -sfn "$maven" "$lock"
  # EXIT, because a write to nobody is an error where PIPE is ignored, and no signal.
  trap 'stop_build' INT TERM HUP PIPE EXIT
  echo "Building. The first build downloads Kafka and takes a few minutes."
  echo "Log: $log"
  while kill -0 "$maven" 2> /dev/null; do
    show_progress
    sleep 1
  done
  wait "$maven" || status=$?
  trap - INT TERM HUP PIPE
  trap 'rm -f "$lock"' EXIT
  show_progress
  [ -t 1 ] && echo
  if [ "$status" -ne 0 ]; then
    grep -E '^\[(ERROR|FATAL)\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
    fail "the build failed; see $log"
  fi
  # What was changed during the build is newer than this.
  mv "$marker.begun" "$marker"
  rm -f "$lock"
}

stop_build() {
  trap '' INT TERM HUP PIPE
  trap - EXIT
  kill -- -"$maven" 2> /dev/null || true
  wait "$maven" 2> /dev/null || true
  rm -f "$lock"
  { echo; echo "Stopped. The next start continues the build."; } 2> /dev/null || true
  exit 1
}

built || build

# On Ctrl-C or TERM it stops everything that it started, in order.
exec "$java" -Dlog4j2.level=off -cp "local-stack/target/classes:$screen/*:$kafka/*" \
  io.snbridge.quickstart.Quickstart "$PWD" "$@"
