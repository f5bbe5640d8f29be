#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Rebuilds models/quotes-en.bin, from the build folder:
#     tools/train-quotes.sh GOLD.jsonl SCORER [OUT.bin]
set -eu
gold=${1:?gold file} scorer=${2:?score_quotes.py}
src=$(cd "$(dirname "$0")/.." && pwd)
out=${3:-$src/models/quotes-en.bin}
tmp=${TMPDIR:-/tmp}/train-quotes.$$
trap 'rm -rf "$tmp"' EXIT
mkdir -p "$tmp/models"
"$src/tools/train-quotes" --open en "$tmp/models/quotes-en.bin"
PRESSMILL_DATA_PATH=$tmp:$src/config bench/eval-quotes "$gold" >"$tmp/found"
"$src/tools/train-quotes" "$scorer" "$gold" "$tmp/found" en "$out"
