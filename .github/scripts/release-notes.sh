#!/usr/bin/env bash
# Prints what the changelog says of a version; ends with 1 if the poms are of another, or the changelog says nothing.
set -euo pipefail
CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/../.."

version=${1:?usage: release-notes.sh VERSION}
actual=$(sed -n '/<artifactId>snbridge-parent</{n;s/.*<version>\(.*\)<.*/\1/p;}' pom.xml)
[ "$actual" = "$version" ] || {
  echo "The tag is of $version, the poms are of $actual" >&2
  exit 1
}
notes=$(awk -v title="## $version - " 'index($0, title) == 1 { on = 1; next } /^## / { on = 0 } on' CHANGELOG.md)
[ -n "${notes//[[:space:]]/}" ] || {
  echo "CHANGELOG.md has no section '## $version - DATE' with text" >&2
  exit 1
}
printf '%s\n' "$notes"
