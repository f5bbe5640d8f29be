#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Trains models/extract.bin again and tells how well it does.
#
#   tools/train-extract.sh BUILD WDEV OUT.bin [train-extract option]...
#
# BUILD is a build folder (make bench/eval-extract tools/train-extract-bin is
# run there), WDEV the folder of the corpus: html/, list.tsv, gold.json. The
# models of the folds, for cross-validation, are left beside OUT.bin as
# OUT.bin-fold0.bin ...; the same input gives the same bytes.
set -eu
test $# -ge 3 || {
    sed -n 's/^#   //p' "$0" >&2
    exit 64
}
build=$1 wdev=$2 out=$3
shift 3
src=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

PRESSMILL_DATA_PATH=$(cd "$src/.." && pwd)/config
export PRESSMILL_DATA_PATH
make -C "$build" bench/eval-extract tools/train-extract-bin >&2
"$build/bench/eval-extract" --dump "$work/rows" "$wdev"
python3 "$src/train-extract-labels.py" "$work/rows" "$wdev/gold.json" \
    "$work/labels" >&2
# a first round tells which pages have a gold text of something else
"$build/tools/train-extract-bin" "$work/rows" "$work/labels" - \
    --folds "$work/fold" "$@"
"$build/bench/eval-extract" --fold-models "$work/fold" "$wdev" >"$work/pred"
python3 "$src/train-extract-labels.py" "$work/rows" "$wdev/gold.json" \
    "$work/labels" "$work/pred" >&2
"$build/tools/train-extract-bin" "$work/rows" "$work/labels" "$out" \
    --folds "$out-fold" "$@"
echo "models are in $out; cross-validation:" >&2
echo "  PRESSMILL_DATA_PATH=$PRESSMILL_DATA_PATH \\" >&2
echo "  $build/bench/eval-extract --fold-models $out-fold $wdev >pred.json" >&2
