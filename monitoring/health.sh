#!/bin/sh
# Is a Kafka Connect worker alive, and are connectors ready? By Connect's REST API; needs curl.
#
#   health.sh live  [URL]                     the worker answers
#   health.sh ready URL CONNECTOR...          each connector and all of its tasks are RUNNING
#
# URL is http://localhost:8083 if it is left out. Options for curl (-u user:password, --cacert file) go into HEALTH_CURL.
# Exit codes: 0 yes, 1 no, 2 wrong use. What is wrong is told on the standard error.
set -u

say() { echo "$*" >&2; }
usage() { say "usage: health.sh live [URL] | health.sh ready URL CONNECTOR..."; exit 2; }

# Prints the body of a 2xx answer. A worker that rebalances answers 409 for a while: then it is not ready.
get() {
  # shellcheck disable=SC2086 # several options
  curl --silent --show-error --fail --max-time "${HEALTH_TIMEOUT:-5}" ${HEALTH_CURL:-} "$1"
}

# A name may have any character: each byte that is not plain is written as %XX.
encoded() {
  LC_ALL=C
  rest=$1
  while [ -n "$rest" ]; do
    tail=${rest#?}
    char=${rest%"$tail"}
    rest=$tail
    case $char in
      [A-Za-z0-9._~-]) printf '%s' "$char" ;;
      *) printf '%s' "$char" | od -An -v -tx1 | tr -d '\n' | tr 'a-f' 'A-F' | sed 's/ \{1,\}/%/g' ;;
    esac
  done
}

# The states of a connector and its tasks, one a line. Traces are strings with escaped quotes, so no
# text within them looks like a field.
states() { grep -o '"state":"[A-Z_]*"' | cut -d '"' -f 4; }

ready() {
  status=$(get "$1/connectors/$(encoded "$2")/status") || { say "$2: no status"; return 1; }
  seen=$(printf '%s' "$status" | states)
  # The first is the connector's own; a connector without a task does nothing.
  count=$(printf '%s\n' "$seen" | grep -c .)
  [ "$count" -ge 2 ] || { say "$2: has no task"; return 1; }
  others=$(printf '%s\n' "$seen" | grep -v -x RUNNING | sort | uniq -c | tr -s ' \n' ' ')
  [ -z "$others" ] || { say "$2: not all RUNNING:$others"; return 1; }
}

[ $# -ge 1 ] || usage
command=$1
shift
case $command in
  live)
    [ $# -le 1 ] || usage
    get "${1:-http://localhost:8083}/" > /dev/null || exit 1
    ;;
  ready)
    [ $# -ge 2 ] || usage
    url=$1
    shift
    result=0
    for connector in "$@"; do
      ready "$url" "$connector" || result=1
    done
    exit $result
    ;;
  *) usage ;;
esac
