#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# t-starters.sh: the pipelines in config/ are right, their own cases hold, they
# run on the sample articles with the same bytes for any number of workers, and
# `init` writes them.
. "${top_srcdir:-.}/tests/tap.sh"

for file in "$src"/config/*.yaml; do
    name=$(basename "$file" .yaml)
    "$pressmill" check "$file" >out 2>err
    status=$?
    # built without a library that one of its plugins needs
    if test $status -eq 78 && ! grep ' error: ' err | grep -qv '\[D110\]'; then
        skip "$name: check" "$(sed -n 's/.*error: \(.*\) \[D110\]/\1/p' err |
            tr '\n' ' ')"
        continue
    fi
    is "$name: check" "$status" 0
    # a copy: what it opens for writing lies beside the file
    mkdir -p cases
    cp "$file" cases
    exits 0 "$name: its cases hold" "$pressmill" test "cases/$name.yaml"
    has "$name: it has cases" "$(cat out)" "ok 1 - "

    exits 0 "$name: init writes it" "$pressmill" init "$name"
    same_file "$name: as it is" "$name.yaml" "$file"
    exits 73 "$name: but not over a file" "$pressmill" init "$name"
    exits 0 "$name: unless told to" "$pressmill" init "$name" --force
    has "$name: an editor finds the schema" "$(head -n 1 "$name.yaml")" \
        "\$schema=pressmill.schema.json"
    test -s pressmill.schema.json || fail "$name: which is written, too"
    exits 0 "$name: what was written is right" "$pressmill" check "$name.yaml"
done

# ---- with 1, 2 and 8 workers the same bytes

ARTICLES=$src/tests/data/articles CORPUS=$src/tests/data/articles
export ARTICLES CORPUS
for name in quotes research; do
    "$pressmill" check "$src/config/$name.yaml" >/dev/null 2>&1 || continue
    for workers in 1 2 8; do
        mkdir -p "$name-$workers"
        cp "$src/config/$name.yaml" "$name-$workers/p.yaml"
        exits 0 "$name: runs with $workers workers" \
            "$pressmill" run "$name-$workers/p.yaml" -q -j $workers
    done
    # where a packed file is cut into members depends on when the input paused
    for file in "$name"-[128]/*.gz; do
        test ! -e "$file" || gunzip "$file"
    done
    for file in "$name"-1/*.csv "$name"-1/*.jsonl; do
        test -e "$file" || continue
        for workers in 2 8; do
            same_file "$name: $(basename "$file") with $workers workers" \
                "$name-$workers/$(basename "$file")" "$file"
        done
    done
done
if "$pressmill" check "$src/config/stream.yaml" >/dev/null 2>&1 &&
    test -s quotes-1/quotes.jsonl; then
    for workers in 1 8; do
        "$pressmill" filter "$src/config/stream.yaml" -j $workers \
            <quotes-1/quotes.jsonl >stream-$workers.jsonl 2>err
        is "stream: with $workers workers" $? 0
    done
    same_file "stream: the same bytes" stream-8.jsonl stream-1.jsonl
    is "stream: as many lines as came in" \
        "$(wc -l <stream-1.jsonl | tr -d ' ')" \
        "$(wc -l <quotes-1/quotes.jsonl | tr -d ' ')"
fi

exits 0 "init shows a starter" "$pressmill" init stream -
same_file "as it is" out "$src/config/stream.yaml"
exits 64 "init takes a kind and a file" "$pressmill" init quotes a b
exits 73 "a folder that is not there is told" \
    "$pressmill" init quotes none/x.yaml
done_testing
