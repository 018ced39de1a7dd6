#!/usr/bin/env bash
# Everything that can be checked without running the program. All checks run; the first failure decides at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=()

check() {
  local name=$1
  shift
  echo "== $name"
  "$@" || failed+=("$name")
}

check "format" $bin/ruff format --check --quiet .
check "lint" $bin/ruff check --quiet .
check "types" $bin/mypy
check "imports" $bin/lint-imports --no-logo
check "templates" $bin/djlint templates --lint --quiet
check "template scan" $bin/python tools/template_scan.py

if ((${#failed[@]})); then
  printf 'make check: failed: %s\n' "${failed[*]}" >&2
  exit 1
fi
echo "make check: all well"
