#!/usr/bin/env bash
# Gives the project another version.
#   .github/scripts/set-version.sh 0.2.0            a release: poms, the archive's date, and a section of its own in the changelog
#   .github/scripts/set-version.sh 0.3.0-SNAPSHOT   what follows it: poms
# The date is today's, or that of RELEASE_DATE.
set -euo pipefail
CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")/../.."

version=${1:-}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || {
  echo "usage: set-version.sh MAJOR.MINOR.PATCH[-SUFFIX]" >&2
  exit 2
}
old=$(sed -n '/<artifactId>snbridge-parent</{n;s/.*<version>\(.*\)<.*/\1/p;}' pom.xml)
[ -n "$old" ] || {
  echo "pom.xml says no version" >&2
  exit 1
}
date=${RELEASE_DATE:-$(date -u +%F)}

# A version of ours always follows one of our own artifacts.
find . -name pom.xml -not -path '*/target/*' -print0 |
  xargs -0 sed -i -E "/<artifactId>(snbridge-parent|kafka-runtimes)</{n;s/<version>${old//./\\.}</<version>$version</}"
sed -i "s/${old//./\\.}/$version/g" docs/guides/records.md

if [[ $version != *-SNAPSHOT ]]; then
  grep -q '^## Unreleased$' CHANGELOG.md || {
    echo "CHANGELOG.md has no section Unreleased" >&2
    exit 1
  }
  sed -i "s/^## Unreleased\$/## Unreleased\n\n## $version - $date/" CHANGELOG.md
  sed -i -E "s/(<project.build.outputTimestamp>)[^<]*/\1${date}T00:00:00Z/" pom.xml
  sed -i -E "s/(\"release_date\": \")[^\"]*/\1$date/" packaging/src/archive/manifest.json
fi
if grep -rn --include=pom.xml --exclude-dir=target ">${old//./\\.}<" .; then
  echo "These still say $old" >&2
  exit 1
fi
echo "$old -> $version"
