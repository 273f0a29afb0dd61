#!/usr/bin/env bash
# Copies what a release offers for download into a folder: the plugin archive, for Confluent Hub too, its bill of
# materials, their signatures if there are any, and checksums of all of them.
set -euo pipefail
CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/../.."

out=${1:?usage: release-files.sh FOLDER}
mkdir -p "$out"
archive=$(find packaging/target -maxdepth 1 -name 'snbridge-kafka-connect-servicenow-*.zip')
[ -f "$archive" ] || {
  echo "There must be one archive in packaging/target: ${archive:-none}" >&2
  exit 1
}
cp "$archive" "$out/"
name=$(basename "$archive" .zip)
cp packaging/target/bom.json "$out/$name-bom.json"
if [ -f "$archive.asc" ]; then
  cp "$archive.asc" "$out/"
fi
cd "$out"
sha256sum "$name"* > "$name-SHA256SUMS"
sha512sum "$name.zip" > "$name.zip.sha512"
