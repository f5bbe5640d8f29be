#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Input and output as they come: what the program does when they are bad.
. "${top_srcdir:-.}/tests/tap.sh"

# pipeline NAME: the steps on stdin
pipeline()
{
    { echo "pressmill: 1"; echo "pipeline:"; cat; } >"$1.yaml"
}

pipeline copy <<'.'
  - read: {path: '-', format: jsonl}
  - jsonl
.

# ---- input that is missing

pipeline missing <<'.'
  - read: {path: [nowhere.txt, 'none/*.html']}
  - jsonl: {path: missing.out}
.
exits 66 "no input at all is exit status 66" "$pressmill" run missing.yaml
has "and says which" "$(cat err)" "nowhere.txt"
exits 66 "a page that is missing is exit status 66" "$pressmill" quotes no.html
is "and is told once, not by each step" "$(grep -c '^no.html: ' err)" 1
echo "I am here." >here.txt
pipeline some <<'.'
  - read: {path: [nowhere.txt, here.txt]}
  - jsonl: {path: some.out}
.
exits 1 "some input missing is exit status 1" "$pressmill" run some.yaml
has "the rest is done" "$(cat some.out)" "I am here."
if test "$(id -u)" -ne 0; then
    cp here.txt locked.txt
    chmod 0 locked.txt
    pipeline locked <<'.'
  - read: {path: locked.txt}
  - jsonl
.
    exits 66 "a file that may not be read is the same" "$pressmill" run locked.yaml
else
    skip "a file that may not be read is the same" "root may read everything"
fi

# ---- dirty lines keep their places

{
    printf '\357\273\277{"text":"one"}\r\n'
    printf '{"text":"bad \377\376 bytes"}\n'
    printf '{"text":\n'
    printf '\n'
    printf '{"text":"a\\u0000b"}\n'
    printf '{"text":"last"}'
} >dirty.jsonl
for j in 1 2 8; do
    "$pressmill" run -q -j $j copy.yaml <dirty.jsonl >dirty-$j.out 2>/dev/null
    is "dirty lines, $j workers: exit status" $? 1
done
same_file "the same bytes with 1 and 2 workers" dirty-2.out dirty-1.out
same_file "the same bytes with 1 and 8 workers" dirty-8.out dirty-1.out
is "a record for each line" "$(wc -l <dirty-1.out | tr -d ' ')" 5
has "in its place" "$(sed -n 3p dirty-1.out)" '"code":"json"'
has "bad bytes are repaired" "$(sed -n 2p dirty-1.out)" \
    "$(printf 'bad \357\277\275\357\277\275 bytes')"
has "a BOM does no harm" "$(sed -n 1p dirty-1.out)" '"text":"one"'
has "nor does a missing end" "$(sed -n 5p dirty-1.out)" '"text":"last"'

: >empty
exits 0 "empty input is no failure" "$pressmill" run -q copy.yaml

# ---- a line of 100 MB

{
    echo '{"text":"before"}'
    printf '{"text":"'
    head -c 100000000 /dev/zero | tr '\0' x
    echo '"}'
    echo '{"text":"after"}'
} >long.jsonl
(
    # sanitizers reserve more than this for themselves
    if (ulimit -v 1500000 && "$pressmill" --version) >/dev/null 2>&1; then
        ulimit -v 1500000
    fi
    "$pressmill" run -q copy.yaml <long.jsonl >long.out 2>/dev/null
)
is "a line over the limit: exit status" $? 1
is "leaves a record in its place" "$(wc -l <long.out | tr -d ' ')" 3
has "that says so" "$(sed -n 2p long.out)" '"code":"too-large"'
has "and the next line is read" "$(sed -n 3p long.out)" '"text":"after"'
rm -f long.jsonl

# ---- output that cannot be written

i=0
while test $i -lt 2000; do
    echo '{"text":"some words that are long enough to fill a pipe with"}'
    i=$((i + 1))
done >many.jsonl
if test -e /dev/full; then
    "$pressmill" run -q copy.yaml <many.jsonl >/dev/full 2>err
    is "a full disk is exit status 74" $? 74
    has "and says so" "$(cat err)" "No space left"
    is "once" "$(grep -c 'No space left' err)" 1
else
    skip "a full disk is exit status 74" "no /dev/full"
fi
pipeline nowhere <<'.'
  - read: {path: many.jsonl}
  - jsonl: {path: no/such/folder/out.jsonl}
.
"$pressmill" run -q nowhere.yaml 2>err
got=$?
test $got -ne 0
is "a folder that is not there is told at once" $? 0
has "in words" "$(cat err)" "no/such/folder/out.jsonl"

{ "$pressmill" run copy.yaml <many.jsonl 2>err; echo $? >status; } | head -n 1 >first
has "closed stdout: the first record came" "$(cat first)" '"text"'
is "and there is no storm" "$(grep -c . err)" "$(grep -c 'read' err)"

# ---- packed, both ways

pipeline pack <<'.'
  - read: {path: many.jsonl}
  - jsonl: {path: many.gz}
  - csv: {path: many.csv, rows: document, columns: [text]}
.
exits 0 "output is packed by its name" "$pressmill" run -q pack.yaml
is "and is good gzip" "$(gzip -dc many.gz | wc -l | tr -d ' ')" 2000
pipeline nothing <<'.'
  - read: {path: nowhere.jsonl, format: jsonl}
    on_error: drop
  - jsonl: {path: nothing.gz}
.
"$pressmill" run -q nothing.yaml 2>err
exits 0 "packed output of no record is good gzip, too" gzip -t nothing.gz
pipeline unpack <<'.'
  - read: {path: many.gz, format: jsonl}
  - jsonl: {path: again.jsonl}
.
exits 0 "and can be read back" "$pressmill" run -q unpack.yaml
is "all of it" "$(wc -l <again.jsonl | tr -d ' ')" 2000
pipeline table <<'.'
  - read: {path: many.csv}
  - jsonl: {path: table.jsonl, keep: [text]}
.
exits 0 "a table can be read back, too" "$pressmill" run -q table.yaml
is "all of it" "$(sort -u table.jsonl)" \
    '{"text":"some words that are long enough to fill a pipe with"}'

# ---- filter: order is kept, lines go through as they come

"$pressmill" plugin language >/dev/null 2>&1
pipeline nothing <<'.'
  - match: {patterns: {word: '\w+'}}
.
seq 1 500 | sed 's/.*/{"text":"number &"}/' >numbers.jsonl
"$pressmill" filter nothing.yaml <numbers.jsonl >numbers.out 2>/dev/null
is "filter keeps the order" \
    "$(sed 's/.*"text":"number \([0-9]*\)".*/\1/' numbers.out | tr '\n' ' ')" \
    "$(seq 1 500 | tr '\n' ' ')"
done_testing
