#!/usr/bin/env bash
# Runs the integration tests of both directions, of exactly-once, of positions and of the life cycle on a version of Kafka
# Connect and its broker, beside the oldest supported. RELEASE is whatever is newest.
set -euo pipefail
CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/../.."

version=${1:?usage: check-kafka.sh VERSION}
# What an earlier build has left there is of another version, and would be on the class path, too.
rm -rf kafka-runtimes/kafka-4.3/target

exec ./mvnw --batch-mode --no-transfer-progress verify -pl integration-tests -am \
  -Dkafka.runtime.version="$version" \
  -Dskip.unit.tests -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
  -Dit.test=SourceIT,SinkIT,ExactlyOnceIT,OffsetsIT,LifecycleIT
