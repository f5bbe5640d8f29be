#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Accuracy and speed of the language engine, and of CLD2 where libcld2-dev is
# installed, on the same lines in one run, as a Markdown table:
#
#     bench/eval-language.sh BUILD SCORER GOLD.tsv[.xz]...
#
# SCORER is a program called with GOLD and predictions that prints accuracy=
# and ece=. MODEL in the environment names another model, ROUNDS how often each
# file is read (the best time counts). Detectors for Python are run when they
# are there: fasttext (with FASTTEXT naming lid.176.bin), lingua, gcld3.
set -eu
[ $# -ge 3 ] || { sed -n '4,12s/^# \{0,1\}//p' "$0" >&2; exit 64; }
top=$(cd "$(dirname "$0")/.." && pwd)
build=$1 scorer=$2
shift 2
model=${MODEL:-$top/models/language.bin}
rounds=${ROUNDS:-3}
make -s -C "$build" bench/eval-language
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
peers=
if ${CXX:-c++} -O2 -o "$tmp/cld2" "$top/bench/peer-cld2.cpp" \
    -Wl,--no-as-needed -lcld2_full -lcld2 2>/dev/null; then
    peers="$peers cld2"
fi
for peer in fasttext lingua gcld3; do
    if python3 -c "import $peer" 2>/dev/null &&
        { [ $peer != fasttext ] || [ -n "${FASTTEXT:-}" ]; }; then
        peers="$peers $peer"
    fi
done

row() # file program
{
    python3 "$scorer" "$tmp/gold" "$tmp/pred" --langs 0 --confusions 0 \
        >"$tmp/score"
    printf '| %s | %s | %s | %s | %s |\n' "$1" "$2" \
        "$(sed -n 's/.*[^_]accuracy=\([0-9.]*\).*/\1/p' "$tmp/score")" \
        "$(sed -n 's/.* ece=\([0-9.]*\).*/\1/p' "$tmp/score")" \
        "$(sed -n 's/.* \([0-9.]*\) MB\/s.*/\1/p' "$tmp/err")"
}

echo '| lines | detector | accuracy | ECE | MB/s |'
echo '| --- | --- | --- | --- | --- |'
for gold; do
    name=$(basename "$gold" .xz)
    name=${name%.tsv}
    case $gold in
    *.xz) xz -dc "$gold" >"$tmp/gold" ;;
    *) cp "$gold" "$tmp/gold" ;;
    esac
    "$build/bench/eval-language" "$model" "$tmp/gold" "$rounds" \
        >"$tmp/pred" 2>"$tmp/err"
    row "$name" pressmill
    for peer in $peers; do
        case $peer in
        cld2) "$tmp/cld2" "$tmp/gold" "$rounds" >"$tmp/pred" 2>"$tmp/err" ;;
        *) python3 "$top/bench/peer-language.py" $peer "$tmp/gold" \
            >"$tmp/pred" 2>"$tmp/err" ;;
        esac
        row "$name" "$peer"
    done
done
