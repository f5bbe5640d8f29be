#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# make bench: what a document costs, by step and in all, and what the runner
# adds; beside it a memcpy and a loop over words, measured in the same run,
# since machines differ. Prints, and judges nothing. ARTICLES=FOLDER takes the
# pages there; else those of ../shared/data when it is there, else the samples.

set -u
src=$(cd "${top_srcdir:-.}" && pwd)
build=$(cd "${top_builddir:-.}" && pwd)
bench=$build/bench/bench
tmp=$(mktemp -d "${TMPDIR:-/tmp}/pressmill-bench-XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM
LC_ALL=C
PRESSMILL_DATA_PATH=$src/config:$src
PRESSMILL_PLUGIN_PATH=$build/tests/plugins
for folder in "$build"/plugins/*/; do
    PRESSMILL_PLUGIN_PATH=$PRESSMILL_PLUGIN_PATH:${folder%/}
done
LD_LIBRARY_PATH=$build/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LC_ALL PRESSMILL_DATA_PATH PRESSMILL_PLUGIN_PATH LD_LIBRARY_PATH
# the program itself, not libtool's script around it
pressmill=$build/.libs/pressmill
test -x "$pressmill" || pressmill=$build/pressmill

# ---- articles

articles=${ARTICLES-}
archive=$src/../shared/data/extract/wdev.tar.xz
if test -z "$articles"; then
    articles=$tmp/articles
    mkdir "$articles"
    if test -f "$archive"; then
        tar -xJf "$archive" -C "$tmp" && mv "$tmp"/wdev/html/* "$articles"
        what="pages of the development set"
    else
        for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
            for page in "$src"/tests/data/articles/*.html; do
                cp "$page" "$articles/$i-${page##*/}"
            done
        done
        what="copies of the sample articles"
    fi
else
    what="pages in $articles"
fi
documents=$(find "$articles" -type f | wc -l)
bytes=$(find "$articles" -type f -exec cat {} + | wc -c)
set -- "$articles"/*
echo "$documents $what, $bytes bytes; $(uname -m), $(nproc) processors"
echo

# ---- what they are compared with

copy=$("$bench" copy "$@")
tokens=$("$bench" tokens "$@")
echo "memcpy            $copy MB/s"
echo "cut into words    $tokens MB/s"
echo

# ---- the whole chain

cat >"$tmp/chain.yaml" <<END
pressmill: 1
pipeline:
  - read: {path: $articles, format: html}
  - extract
  - language
  - segment
  - quotes
  - sentiment
  - jsonl
END
cat >"$tmp/nothing.yaml" <<END
pressmill: 1
pipeline:
  - read: {path: $articles, format: html}
  - jsonl
END

# best of three: "wall cpu rss"
best()
{
    for round in 1 2 3; do
        "$bench" run "$@" 2>"$tmp/stderr" || { cat "$tmp/stderr" >&2; }
    done | sort -n | head -n 1
}

echo "the whole chain        docs/s     MB/s  CPU us/doc  peak MiB"
for workers in 1 2; do
    best "$pressmill" run -q "$tmp/chain.yaml" -j $workers |
        awk -v n="$documents" -v b="$bytes" -v w=$workers '{
            printf "%d worker%s           %9.1f %8.2f %11.1f %9.1f\n", w,
                (w > 1 ? "s" : " "), n / $1, b / $1 / 1e6, $2 / n * 1e6,
                $3 / 1024
            print $1 > "'"$tmp"'/wall" w }'
done
awk '{ t[NR] = $1 } END {
    if (t[2] > 0) printf "2 workers / 1 worker   %9.2f\n", t[1] / t[2] }' \
    "$tmp/wall1" "$tmp/wall2"
echo

# ---- by step

"$pressmill" run "$tmp/chain.yaml" -j 1 --stats 2>"$tmp/stats" \
    >"$tmp/records.jsonl"
# bytes of the articles themselves: up to the first quote without a backslash
text=$(awk '{ i = index($0, "\"text\":\"")
    if (i == 0) next
    s = substr($0, i + 8)
    while ((j = index(s, "\"")) > 0) {
        sum += j
        if (substr(s, j - 1, 1) != "\\") break
        s = substr(s, j + 1)
    } } END { print sum + 0 }' "$tmp/records.jsonl")
awk -v pages="$bytes" -v text="$text" -v n="$documents" -v copy="$copy" -v tokens="$tokens" '
    $1 == "step" {
        table = 1
        printf "%-12s %10s %9s %12s %12s\n", "step", "us/doc", "MB/s",
            "of memcpy", "of words"
        next
    }
    table && $5 > 0 {
        if ($1 == "read")
            next
        rate = ($1 == "extract" ? pages : text) / n / $5
        printf "%-12s %10.1f %9.1f %11.2f%% %11.1f%%\n", $1, $5, rate,
            100 * rate / copy, 100 * rate / tokens
    }' "$tmp/stats"
echo "(MB of pages for extract, of the articles in them, $text bytes, for others)"
echo

# ---- what the runner adds

if test -e "$build/tests/plugins/gen.la"; then
    n=300000
    empty=
    steps=
    for i in 1 2 3 4 5 6 7 8; do
        steps="$steps
  - act: {mode: drop, every: 1000000000}
    as: act$i"
    done
    for run in "$empty" "$steps"; do
        cat >"$tmp/runner.yaml" <<END
pressmill: 1
pipeline:
  - gen: {count: $n, bytes: 0}$run
  - lines: {path: /dev/null}
run: {workers: 1}
END
        best "$pressmill" run -q "$tmp/runner.yaml" >>"$tmp/runner"
    done
    awk -v n=$n '{ cpu[NR] = $2 } END {
        printf "the runner: %.0f ns of CPU a document, %.0f ns a step\n",
            cpu[1] / n * 1e9, (cpu[2] - cpu[1]) / n / 8 * 1e9
        print "(a source, a sink and steps that do next to nothing, texts of no"
        print "bytes)" }' "$tmp/runner"
    echo
fi

# ---- a step that is a program

n=20000
awk -v n=$n 'BEGIN {
    while (length(text) < 5000)
        text = text "The council of the town met on Monday once more. "
    for (i = 1; i <= n; i++)
        printf "{\"id\":\"%d\",\"text\":\"%s\"}\n", i, text }' >"$tmp/records.jsonl"
for step in "" "
  - exec: {run: '$bench answer $tmp/answers', needs: [text]}"; do
    cat >"$tmp/exec.yaml" <<END
pressmill: 1
pipeline:
  - read: {path: $tmp/records.jsonl, format: jsonl}$step
  - jsonl: {path: /dev/null}
run: {workers: 1}
END
    for round in 1 2 3 4 5; do
        echo 0 >"$tmp/answers"
        "$bench" run "$pressmill" run -q "$tmp/exec.yaml" |
            tr '\n' ' '
        tail -n 1 "$tmp/answers"
    done | awk '{ ours = $2 - $4
        if (NR == 1 || ours < best) { best = ours; theirs = $4 } }
        END { print best, theirs }'
done | awk -v n=$n '
    { ours[NR] = $1; theirs = $2 }
    END { printf "exec: %.1f us of CPU a document of 5 KB on our side, " \
        "%.1f us in the\nprogram (which answers {} to each line)\n\n",
        (ours[2] - ours[1]) / n * 1e6, theirs / n * 1e6 }'

# ---- memory

counter=$build/bench/.libs/alloc-count.so
if test -f "$counter"; then
    mkdir "$tmp/half"
    find "$articles" -type f | sort | awk 'NR % 2' | while read -r page; do
        ln -s "$page" "$tmp/half/"
    done
    half=$(find "$tmp/half" -type l | wc -l)
    for set in half articles; do
        folder=$articles
        test $set = articles || folder=$tmp/half
        sed "s|read: .*|read: {path: '$folder/*', format: html}|" \
            "$tmp/chain.yaml" >"$tmp/alloc.yaml"
        ALLOC_COUNT=$tmp/$set.tsv LD_PRELOAD=$counter \
            "$pressmill" run -q "$tmp/alloc.yaml" -j 1 >/dev/null
    done
    echo "heap allocations a document, by who asks:"
    awk -F '\t' -v n=$((documents - half)) '
        FNR == 1 { run++ }
        { calls[run, $3] += $1; object[$3] = 1 }
        END {
            for (o in object) {
                more = calls[2, o] - calls[1, o]
                if (more > 0)
                    printf "%12.2f  %s\n", more / n, o
            }
        }' "$tmp/half.tsv" "$tmp/articles.tsv" | sort -rn
    echo
fi

# ---- start

for i in 1 2 3 4 5 6 7 8 9 10; do
    "$bench" run "$pressmill" quotes "$src/tests/data/articles/en-trams.html"
done 2>/dev/null | sort -n |
    awk 'NR == 1 { printf "one small article, from start to end: %.1f ms, %.1f MiB\n",
        $1 * 1000, $3 / 1024 }'
