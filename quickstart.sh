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

libs=kafka-runtimes/kafka-4.3/target/libs
marker=target/quickstart-built
built() {
  [ -f "$marker" ] && [ -d "$libs" ] && [ -d local-stack/target/classes ] &&
    [ -d servicenow-emulator/target/classes ] && compgen -G 'packaging/target/*.zip' > /dev/null &&
    [ -z "$(find pom.xml servicenow-* local-stack packaging kafka-runtimes connect-config-examples \
      -name target -prune -o -type f -newer "$marker" -print -quit)" ]
}
if ! built; then
  echo "Building; the first time this downloads Kafka and takes some minutes."
  ./mvnw --batch-mode -q -Dmaven.test.skip -Dspotless.check.skip \
    -pl kafka-runtimes/kafka-4.3,servicenow-emulator,local-stack,packaging -am package
  mkdir -p target && touch "$marker"
fi

# In a process group of its own, so that Ctrl-C reaches only this script, and everything stops in order.
set -m
"$java" -cp "local-stack/target/classes:$libs/*" io.snbridge.quickstart.Quickstart "$PWD" "$@" < /dev/null &
quickstart=$!
set +m
stopped=
trap 'stopped=yes; echo; echo "Stopping."; kill -TERM "$quickstart" 2> /dev/null || true' INT TERM HUP
status=0
wait "$quickstart" || status=$?
# A trap ends a wait early: wait again until the process is gone.
while kill -0 "$quickstart" 2> /dev/null; do
  wait "$quickstart" && status=0 || status=$?
done
if [ -n "$stopped" ] && [ "${1:-}" != --check ]; then status=0; fi
exit "$status"
