#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A step in any language: programs that answer, lie, crash and hang.
. "${top_srcdir:-.}/tests/tap.sh"

i=0
while test $i -lt 300; do
    i=$((i + 1))
    echo "{\"id\":\"d$i\",\"text\":\"Рядок number $i of many.\"}"
done >in.jsonl

# pipeline NAME OPTIONS: an exec step with these options
pipeline()
{
    printf 'pressmill: 1\npipeline:\n  - exec: {%s}\n' "$2" >"$1.yaml"
}

# filter NAME WANT [ARGS]: in.jsonl through it; compares the exit status
filter()
{
    name=$1 want=$2
    shift 2
    "$pressmill" filter "$name.yaml" "$@" <in.jsonl >"$name.out" 2>"$name.err"
    got=$?
    is "$name: exit status" "$got" "$want"
}

# ---- in sh
cat >count.sh <<'.'
while IFS= read -r line; do
    case $line in
    *'"d7"'*) echo '{"drop":true}' ;;
    *'"d8"'*) echo '{"error":"eight is bad"}' ;;
    *) echo '{"length":'${#line}',"tags":["a","b"],"more":{"x":[1,2.50]},"other":1}' ;;
    esac
done
.
pipeline sh 'run: "sh count.sh", needs: [text], provides: [length, tags, more]'
filter sh 1 -j 2
is "every document but the dropped one comes out" \
    "$(wc -l <sh.out | tr -d ' ')" 299
is "in order" "$(sed -n '299s/.*"id":"\([^"]*\)".*/\1/p' sh.out)" d300
has "fields are taken as they are" "$(head -n 1 sh.out)" \
    '"tags":["a","b"],"more":{"x":[1,2.50]}'
case $(head -n 1 sh.out) in
*'"other"'*) fail "only what is provided is taken" "$(head -n 1 sh.out)" ;;
*) pass "only what is provided is taken" ;;
esac
has "an error is told on its document" "$(grep '"d8"' sh.out)" \
    '"errors":[{"step":"exec","code":"told","message":"eight is bad"}]'
cp sh.out sh2.out
filter sh 1 -j 8
same_file "2 and 8 workers give the same" sh.out sh2.out

# ---- that crash, lie and hang
cat >crash.sh <<'.'
while IFS= read -r line; do
    case $line in
    *'"d20"'*) kill -SEGV $$ ;;
    *'"d21"'*) exit 3 ;;
    *'"d22"'*) echo 'this is no JSON' ;;
    *'"d23"'*) echo '[1]' ;;
    *'"d24"'*) echo '{"annotations":[{"type":"mark","start":3,"end":3000}]}' ;;
    *) echo '{"good":true,"annotations":[{"type":"mark","start":0,"end":5,"n":1}]}' ;;
    esac
done
.
pipeline crash 'run: "sh crash.sh", provides: [good], annotates: [mark]'
filter crash 1 -j 2
is "all come out" "$(wc -l <crash.out | tr -d ' ')" 300
is "five failed, no other" "$(grep -c '"errors":\[{' crash.out)" 5
is "all others were answered" "$(grep -c '"good":true' crash.out)" 295
has "a crash is told on its document" "$(grep '"d20"' crash.out)" \
    '"code":"child-ended"'
has "an exit is told" "$(grep '"d21"' crash.out)" 'exit status 3'
has "an answer that is no JSON is told" "$(grep '"d22"' crash.out)" \
    '"code":"bad-answer"'
has "an annotation outside the text is told" "$(grep '"d24"' crash.out)" \
    'outside the text'
has "offsets are code points" "$(head -n 1 crash.out)" \
    '{"type":"mark","start":0,"end":5,"n":1'

head -n 3 in.jsonl >few.jsonl && mv few.jsonl in.jsonl
pipeline hang 'run: "sleep 60", timeout: 300ms'
filter hang 1 -j 1
has "a program that hangs is told" "$(head -n 1 hang.out)" child-timeout
pipeline gone 'run: "/no/such/program", restarts: 1'
filter gone 1 -j 1
has "one that is not there ends the run" "$(cat gone.err)" "was not found"
pipeline deaf 'run: "exit 0", restarts: 100'
filter deaf 1 -j 1
is "one that ends at once fails each document" \
    "$(grep -c child-ended deaf.out)" 3
pipeline none 'provides: [x]'
filter none 78
has "run is required" "$(cat none.err)" "[D021]"

# ---- in Python, with the helper
if command -v python3 >/dev/null 2>&1; then
    cat >frames.py <<'.'
import pressmill

def frame(text: str, id: str, section: str = "news") -> dict:
    "Says what a story is about."
    print("to stderr, not among the answers")
    if id == "d2":
        raise ValueError("no two")
    if id == "d3":
        raise pressmill.Drop
    at = text.index("number")
    return {"frame": section,
            "annotations": [{"type": "word", "start": at, "end": at + 6}]}

pressmill.step(frame)
.
    pipeline py 'run: "python3 frames.py", needs: [text], provides: [frame], annotates: [word]'
    filter py 1
    has "python: fields" "$(head -n 1 py.out)" '"frame":"news"'
    has "python: annotations" "$(head -n 1 py.out)" \
        '{"type":"word","start":6,"end":12'
    has "python: an exception fails its document" "$(sed -n 2p py.out)" \
        'ValueError: no two'
    is "python: Drop leaves it out" "$(wc -l <py.out | tr -d ' ')" 2
    PYTHONPATH=$src/config/python python3 frames.py --help >help.txt
    has "python: --help is the docstring" "$(cat help.txt)" \
        "Says what a story is about."
    has "python: and the type hints" "$(cat help.txt)" "text: str"
else
    skip "python helper" "no python3"
fi

done_testing
