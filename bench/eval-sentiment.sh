#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Accuracy of the sentiment engine on labelled rows, as a Markdown table:
#
#     bench/eval-sentiment.sh BUILD SCORER ROWS.jsonl...
#
# SCORER is a program called with ROWS and predictions that prints JSON for
# --json. Each file is scored with the models, by the rules alone and, when
# Python's vaderSentiment is installed and the rows are English, by VADER.
set -eu
[ $# -ge 3 ] || { sed -n '3,10s/^# \{0,1\}//p' "$0" >&2; exit 64; }
top=$(cd "$(dirname "$0")/.." && pwd)
build=$1 scorer=$2
shift 2
PRESSMILL_DATA_PATH=$top/config:$top
export PRESSMILL_DATA_PATH
make -s -C "$build" bench/eval-sentiment >/dev/null 2>&1
tmp=$(mktemp)
trap 'rm -f "$tmp"' EXIT
row()
{
    python3 "$scorer" "$1" "$tmp" --json | python3 -c '
import json, os, sys
m = json.load(sys.stdin)["ALL"]
f = lambda k: "" if m.get(k) is None else "%.3f" % m[k]
print("|", os.path.basename(sys.argv[1]).replace(".jsonl", ""), "|",
      sys.argv[2], "|", m["n"], "|", f("pearson"), "|", f("macro_f1"), "|",
      f("f1_pn"), "|", f("ece"), "|")' "$1" "$2"
}
echo '| rows | by | count | r | macro-F1 | F1 of pos. and neg. | ECE |'
echo '| --- | --- | --- | --- | --- | --- | --- |'
for rows; do
    "$build/bench/eval-sentiment" "$rows" >"$tmp" 2>/dev/null
    row "$rows" pressmill
    "$build/bench/eval-sentiment" --rules "$rows" >"$tmp"
    row "$rows" "its rules"
    if head -n 1 "$rows" | grep -q '"lang": *"en"' &&
        python3 -c 'import vaderSentiment' 2>/dev/null; then
        "$top/bench/vader-rows" "$rows" >"$tmp"
        row "$rows" VADER
    fi
done
