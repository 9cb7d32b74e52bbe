#!/bin/sh
# Installs what is missing, builds and runs every test: as shipped, and again
# with the address and undefined-behaviour sanitizers.
set -eu
cd "$(dirname "$0")/.."

tools/setup.sh
jobs=$(nproc)

for preset in release asan; do
  echo "== $preset"
  cmake --preset "$preset" >/dev/null
  cmake --build "build/$preset" -j "$jobs"
  ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure \
    --no-tests=error
done
