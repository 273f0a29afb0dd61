#!/usr/bin/env bash
# Builds the plugin and the emulator, and of them two images.
#   deploy/docker/build.sh             snbridge/connect:dev and snbridge/emulator:dev
#   deploy/docker/build.sh --prepare   only the folders that the images are made of, target/images/*
# DOCKER=podman builds with podman. BASE=image is the worker's base image.
set -euo pipefail
CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/../.."

agent=io.prometheus.jmx:jmx_prometheus_javaagent:1.0.1
images=target/images

./mvnw --batch-mode --quiet -Dmaven.test.skip -Dspotless.check.skip -pl servicenow-emulator,packaging -am package
rm -rf "$images"
mkdir -p "$images/connect/plugin" "$images/connect/jmx" "$images/connect/secrets" "$images/emulator/emulator"
unzip -q packaging/target/snbridge-kafka-connect-servicenow-*.zip -d "$images/connect/plugin"
cp deploy/docker/connect.properties "$images/connect/"
cp monitoring/jmx-exporter.yaml "$images/connect/jmx/"
./mvnw --batch-mode --quiet -N org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy \
  -Dartifact="$agent" -Dmdep.stripVersion -DoutputDirectory="$PWD/$images/connect/jmx"
cp servicenow-emulator/target/servicenow-emulator-*.jar "$images/emulator/emulator/"
./mvnw --batch-mode --quiet -Dmaven.test.skip -Dspotless.check.skip -pl servicenow-emulator \
  org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies \
  -DincludeScope=runtime -DoutputDirectory="$PWD/$images/emulator/emulator"

if [ "${1:-}" = --prepare ]; then
  exit
fi
docker=${DOCKER:-docker}
"$docker" build ${BASE:+--build-arg BASE="$BASE"} -t snbridge/connect:dev -f deploy/docker/Dockerfile "$images/connect"
"$docker" build -t snbridge/emulator:dev -f deploy/docker/Dockerfile.emulator "$images/emulator"
