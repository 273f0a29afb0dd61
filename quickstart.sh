#!/usr/bin/env bash
# ServiceNow rows become Kafka records, and Kafka records become ServiceNow rows, on this machine.
#   ./quickstart.sh          shows what flows, until Ctrl-C
#   ./quickstart.sh --check  asserts that it flows, both ways, and ends with 0 or 1
set -euo pipefail
cd "$(dirname "$0")"

case "${1:-}" in
  '' | --check) ;;
  *)
    echo "usage: ./quickstart.sh [--check]" >&2
    exit 1
    ;;
esac

java=java
[ -n "${JAVA_HOME:-}" ] && java="$JAVA_HOME/bin/java"
command -v "$java" > /dev/null || { echo "quickstart: no java found; install a JDK 17 or later" >&2; exit 1; }

kafka=kafka-runtimes/kafka-4.3/target/libs
screen=local-stack/target/libs
marker=target/quickstart-built
log=target/quickstart-build.log

built() {
  [ -f "$marker" ] && [ -d "$kafka" ] && [ -d "$screen" ] && [ -d local-stack/target/classes ] &&
    [ -d servicenow-emulator/target/classes ] && compgen -G 'packaging/target/*.zip' > /dev/null &&
    [ -z "$(find pom.xml servicenow-* local-stack packaging kafka-runtimes connect-config-examples \
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

build() {
  local shown='' shown_at=0 status=0
  echo "Building. The first build downloads Kafka and takes a few minutes."
  echo "Log: $log"
  mkdir -p target
  SECONDS=0
  ./mvnw --batch-mode -Dmaven.test.skip -Dspotless.check.skip \
    -pl kafka-runtimes/kafka-4.3,servicenow-emulator,local-stack,packaging -am package \
    > "$log" 2>&1 < /dev/null &
  maven=$!
  trap 'kill "$maven" 2> /dev/null; echo; echo "Stopped. The next start continues the build."; exit 1' INT TERM HUP
  while kill -0 "$maven" 2> /dev/null; do
    show_progress
    sleep 1
  done
  wait "$maven" || status=$?
  trap - INT TERM HUP
  show_progress
  [ -t 1 ] && echo
  if [ "$status" -ne 0 ]; then
    grep -E '^\[(ERROR|FATAL)\]' "$log" | head -n 20 >&2 || tail -n 20 "$log" >&2
    echo "quickstart: the build failed; see $log" >&2
    exit 1
  fi
  touch "$marker"
}

built || build

# On Ctrl-C or TERM it stops everything that it started, in order.
exec "$java" -Dlog4j2.level=off -cp "local-stack/target/classes:$screen/*:$kafka/*" \
  io.snbridge.quickstart.Quickstart "$PWD" "$@"
