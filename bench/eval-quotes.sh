#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Accuracy of segment and quotes on the development sets, as the table of
# docs/quotes.md, and their speed. Usage: bench/eval-quotes.sh FOLDER SCORER,
# from the build folder; FOLDER holds the gold files, SCORER is the Python
# script that compares (score_quotes.py).
set -eu
folder=${1:?folder with gold files} scorer=${2:?score_quotes.py}
src=$(dirname "$0")/..
run=bench/eval-quotes
tmp=${TMPDIR:-/tmp}/eval-quotes.$$
PRESSMILL_DATA_PATH=${PRESSMILL_DATA_PATH:-$src/config:$src}
export PRESSMILL_DATA_PATH
trap 'rm -f "$tmp" "$tmp.json" "$tmp.direct"' EXIT

echo "| set | exact | iou50 | overlap | speaker | joint | joint, direct only | full names | calibration error |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
for name in polnear-dev.en news-dev.uk news-dev.ru hand-dev.en hand-dev.uk \
    hand-dev.ru dewikinews-dev.de adaq-dev.cs adaq-dev.ru; do
    test -f "$folder/$name.jsonl" || continue
    "$run" "$folder/$name.jsonl" >"$tmp"
    python3 "$scorer" "$folder/$name.jsonl" "$tmp" --json >"$tmp.json"
    python3 "$scorer" "$folder/$name.jsonl" "$tmp" --json --types direct \
        >"$tmp.direct"
    python3 - "$name" "$tmp.json" "$tmp.direct" "$scorer" \
        "$folder/$name.jsonl" "$tmp" <<'END'
import importlib.util, json, sys
a, d = json.load(open(sys.argv[2])), json.load(open(sys.argv[3]))
n = a["name"]
spec = importlib.util.spec_from_file_location("scorer", sys.argv[4])
scorer = importlib.util.module_from_spec(spec)
spec.loader.exec_module(scorer)
gold, pred = scorer.load(sys.argv[5]), scorer.load(sys.argv[6])
# in tenths of the confidence: how often words and person are right
bins = [[0, 0, 0.0] for _ in range(10)]
for id, doc in gold.items():
    t = doc["text"]
    spans = [(scorer.trim(t, q["start"], q["end"]), q) for q in doc["quotes"]]
    for q in pred[id]["quotes"]:
        own = scorer.trim(t, q["start"], q["end"])
        best = max(spans, key=lambda x: scorer.iou(x[0], own), default=None)
        hit = best is not None and scorer.iou(best[0], own) >= 0.5
        who = q.get("speaker") or {}
        if not who.get("name") or hit and best[1].get("optional") or \
                not hit and any(g.get("optional") and
                                min(s[1], own[1]) - max(s[0], own[0]) >=
                                (own[1] - own[0]) / 2 for s, g in spans):
            continue
        right = hit and scorer.speaker_ok(best[1].get("speaker"), who)[1]
        name = hit and (best[1].get("speaker") or {}).get("name")
        if right and name:
            right = scorer.last_name(who["name"]) == scorer.last_name(name)
        b = bins[min(9, int(q["confidence"] * 10))]
        b[0] += 1
        b[1] += right
        b[2] += q["confidence"]
ece = sum(abs(b[1] - b[2]) for b in bins) / max(1, sum(b[0] for b in bins))
print("| %s | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %s | %.2f |" % (
    sys.argv[1], a["exact"][2], a["iou50"][2], a["overlap"][2],
    a["speaker_head"], a["joint"][2], d["joint"][2],
    "%.2f" % (n[0] / n[1]) if n[1] else "-", ece))
END
done
"$run" -t 20 "$folder/polnear-dev.en.jsonl"
"$run" -t 20 "$folder/news-dev.uk.jsonl"
# a text twice as long takes twice as long: MB/s at 4 and at 8 MB
for unit in '" a ' '"a b c\n' 'Ann Cole Marsh ' '- ' 'said that, '; do
    rates=
    for size in 4 8; do
        python3 - "$unit" $size >"$tmp" <<'END'
import json, sys
unit = sys.argv[1].replace("\\n", "\n")
print(json.dumps({"id": "1", "lang": "en", "text":
                  unit * (int(sys.argv[2]) * 1000000 // len(unit))}))
END
        rates="$rates $("$run" -t 1 "$tmp" |
            sed 's|.* \([0-9.]*\) MB/s.*|\1|')"
    done
    echo "4 and 8 MB of '$unit':$rates MB/s"
done
# marks that are no quotes, taken for quotes
for name in news-dev.uk news-dev.ru; do
    "$run" "$folder/$name.jsonl" >"$tmp"
    python3 - "$folder/$name.jsonl" "$tmp" "$name" <<'END'
import json, sys
pred = {d["id"]: d["quotes"] for d in map(json.loads, open(sys.argv[2]))}
traps = taken = 0
for gold in map(json.loads, open(sys.argv[1])):
    spans = [tuple(p) for q in pred[gold["id"]]
             for p in q.get("pieces") or [(q["start"], q["end"])]]
    for a, b in gold["traps"]:
        traps += 1
        taken += any(abs(x - a) <= 2 and abs(y - b) <= 2 for x, y in spans)
print("%s: %d of %d traps taken for quotes (%.1f %%)" % (
    sys.argv[3], taken, traps, 100.0 * taken / traps))
END
done
