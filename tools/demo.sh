#!/bin/sh
# From nothing to the clusters of the sample: installs what is missing, builds
# the program, runs it on data/sample and explains what came out.
set -eu
cd "$(dirname "$0")/.."

tools/setup.sh
cmake --preset release >/dev/null
echo "building nuskha ..."
cmake --build build/release --target nuskha_program

nuskha=build/release/tools/nuskha
sample=data/sample/articles.jsonl
out=out/demo
mkdir -p "$out"

"$nuskha" clusters "$sample" -o "$out/clusters.jsonl" --force
"$nuskha" pairs "$sample" --relations all -o "$out/pairs.jsonl" --force -q
"$nuskha" scan "$sample" -o "$out/scan.jsonl" --force -q
"$nuskha" dedup "$sample" -o "$out/kept.jsonl" \
  --removed "$out/removed.jsonl" --force -q

python3 tools/demo_report.py "$sample" "$out"
