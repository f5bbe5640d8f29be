#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The pipelines in config/, run on the sample articles, write what tests/golden
# holds, byte for byte, with 1, 2 and 8 workers. When the output has changed for
# the better, `make golden` writes it there: look at the difference before you
# commit it.
. "${top_srcdir:-.}/tests/tap.sh"

golden=$src/tests/golden
for plugin in read extract language segment quotes sentiment match jsonl csv
do
    "$pressmill" plugin $plugin >/dev/null 2>&1 ||
        skip_all "this build has no $plugin"
done

# The articles as JSON lines without anything but a text.
as_records()
{
    for article in articles/*.txt; do
        awk '{ gsub(/\\/, "&&"); gsub(/"/, "\\\""); gsub(/\t/, " ")
               all = all $0 "\\n" }
             END { print "{\"text\":\"" all "\"}" }' "$article"
    done
}

# compare NAME WORKERS FILE...: what a run wrote and what is kept
compare()
{
    name=$1 workers=$2
    shift 2
    for file; do
        case $file in
        *.gz) gzip -dc "$file" >"${file%.gz}" 2>/dev/null && file=${file%.gz} ;;
        esac
        if test -n "${GOLDEN_UPDATE-}" && test "$workers" = 1; then
            mkdir -p "$golden/$name" && cp "$file" "$golden/$name/$file"
        fi
        if test "$workers" = 1; then
            mkdir -p "$tmp/one/$name" && cp "$file" "$tmp/one/$name/$file"
        fi
        same_file "$name: $file is the same with $workers workers" "$file" \
            "$tmp/one/$name/$file"
        if test -d "$golden"; then
            same_file "$name: $file is golden (else: make golden)" "$file" \
                "$golden/$name/$file"
        fi
    done
}

for workers in 1 2 8; do
    for name in quotes research stream; do
        mkdir "$tmp/$name-$workers"
        cd "$tmp/$name-$workers" || exit 99
        mkdir articles
        cp "$src"/tests/data/articles/*.html "$src"/tests/data/articles/*.txt \
            articles
        cp "$src/config/$name.yaml" .
        case $name in
        quotes)
            "$pressmill" run -q -j $workers quotes.yaml >out 2>err
            compare quotes $workers quotes.jsonl quotes.csv
            ;;
        research)
            CORPUS=articles "$pressmill" run -q -j $workers research.yaml \
                >out 2>err
            compare research $workers documents.csv quotes.csv records.jsonl.gz
            ;;
        stream)
            as_records | "$pressmill" filter -j $workers stream.yaml \
                >stream.jsonl 2>err
            compare stream $workers stream.jsonl
            ;;
        esac
    done
done
cd "$tmp" || exit 99

# a pipeline that comes to config/ comes here, too
for file in "$src"/config/*.yaml; do
    name=$(basename "$file" .yaml)
    case " quotes research stream feeds " in
    *" $name "*) ;;
    *) fail "config/$name.yaml has golden files" ;;
    esac
done
done_testing
