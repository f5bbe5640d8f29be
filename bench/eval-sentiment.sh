#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Accuracy of the sentiment engine on labelled rows, as a Markdown table:
#
#     bench/eval-sentiment.sh BUILD SCORER ROWS.jsonl...
#
# SCORER is a program called with ROWS and predictions that prints JSON for
# --json. RULES=--rules in the environment leaves the models out.
set -eu
[ $# -ge 3 ] || { sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 64; }
top=$(cd "$(dirname "$0")/.." && pwd)
build=$1 scorer=$2
shift 2
PRESSMILL_DATA_PATH=$top/config:$top
export PRESSMILL_DATA_PATH
make -s -C "$build" bench/eval-sentiment
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
echo '| rows | count | r | macro-F1 | F1 of positive and negative | ECE |'
echo '| --- | --- | --- | --- | --- | --- |'
for rows; do
    "$build/bench/eval-sentiment" ${RULES:-} "$rows" >"$tmp"
    python3 "$scorer" "$rows" "$tmp" --json | python3 -c '
import json, os, sys
m = json.load(sys.stdin)["ALL"]
f = lambda k: "" if m.get(k) is None else "%.3f" % m[k]
print("|", os.path.basename(sys.argv[1]).replace(".jsonl", ""), "|", m["n"],
      "|", f("pearson"), "|", f("macro_f1"), "|", f("f1_pn"), "|", f("ece"),
      "|")' "$rows"
done
