#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# t-resume.sh: a run that is killed goes on with --resume, and its outputs are
# those of a run that nobody disturbed.
. "${top_srcdir:-.}/tests/tap.sh"

n=0
while test $n -lt 600; do
    n=$((n + 1))
    echo "{\"url\":\"http://e.example/$n\",\"title\":\"Number $n\",\"text\":\"Words of article $n. And more.\"}"
done >all.jsonl

# pipeline NAME: every kind of output, of which one is packed
pipeline()
{
    mkdir -p "$1"
    cat >"$1/p.yaml" <<.
pressmill: 1
pipeline:
  - read: {path: '-', format: jsonl}
  - jsonl: {path: out.jsonl}
  - jsonl: {path: out.jsonl.gz}
    as: packed
  - csv: {path: out.csv, columns: [url, title]}
  - jsonl: {path: grown.jsonl, append: true}
    as: grown
run: {state: state, dead_letter: dead.jsonl}
.
    echo '{"text":"there before"}' >"$1/grown.jsonl"
}

# killed NAME COUNT: kills a run that has written COUNT documents more
killed()
{
    rm -f lines
    mkfifo lines
    "$pressmill" run -q --resume "$1/p.yaml" <lines &
    run=$!
    exec 8>lines
    head -n "$2" all.jsonl >&8
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        grep -a -q "^totals $2 " "$1/state/p.journal" 2>/dev/null && break
        sleep 0.1
    done
    # what comes behind the last note is written and forgotten
    sed -n "$(($2 + 1)),$(($2 + 5))p" all.jsonl >&8
    sleep 0.05
    kill -9 $run
    exec 8>&-
    wait $run 2>/dev/null
}

pipeline whole
"$pressmill" run -q whole/p.yaml <all.jsonl
is "a run that is done leaves no state" "$(ls -a whole | grep -c state)" 0

pipeline parts
killed parts 200
is "a killed run says where it was" "$(head -n 1 parts/state/p.journal)" "pressmill journal 1"
killed parts 450
"$pressmill" run --resume parts/p.yaml <all.jsonl 2>err
is "it goes on" $? 0
has "from there" "$(cat err)" "600 read (45"
for file in out.jsonl out.jsonl.gz out.csv grown.jsonl; do
    same_file "$file is that of an undisturbed run" "whole/$file" "parts/$file"
done
is "and then leaves no state" "$(ls -a parts | grep -c state)" 0

# Ctrl-C writes what is under way, and the end of what is packed
pipeline broken
rm -f lines
mkfifo lines
"$pressmill" run -q --resume broken/p.yaml <lines &
run=$!
exec 8>lines
head -n 300 all.jsonl >&8
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    grep -a -q "^totals 300 " broken/state/p.journal 2>/dev/null && break
    sleep 0.1
done
kill -INT $run
exec 8>&-
wait $run
is "a run that is interrupted says so" $? 130
is "and its outputs are whole" "$(gzip -dc broken/out.jsonl.gz | wc -l)" 300
cd broken
"$pressmill" run -q --resume p.yaml <../all.jsonl
cd ..
for file in out.jsonl out.jsonl.gz out.csv grown.jsonl; do
    same_file "it goes on, from another folder, too: $file" "whole/$file" \
        "broken/$file"
done

pipeline less
"$pressmill" run -q --limit 100 less/p.yaml <all.jsonl
"$pressmill" run -q --resume less/p.yaml <all.jsonl
same_file "a run that --limit ended goes on, too" whole/out.jsonl.gz \
    less/out.jsonl.gz

pipeline other
"$pressmill" run -q --limit 100 other/p.yaml <all.jsonl
"$pressmill" run -q --resume other/p.yaml --set csv.bom=true <all.jsonl 2>err
is "other options are refused" $? 78
has "with the code of the message" "$(cat err)" "[D153]"
sed 's/Number 7"/Nummer 7"/' all.jsonl |
    "$pressmill" run -q --resume other/p.yaml 2>err
is "as is another input" $? 78
has "and it is said" "$(cat err)" "not the one that the earlier run read"
head -n 50 all.jsonl | "$pressmill" run -q --resume other/p.yaml 2>err
is "and one that is shorter" $? 78
: >other/out.csv
"$pressmill" run -q --resume other/p.yaml <all.jsonl 2>err
has "and outputs that are not what they were" "$(cat err)" \
    "less than the run had written"
printf x >>other/state/p.journal
"$pressmill" run -q --resume other/p.yaml <all.jsonl 2>err
has "a damaged journal is told" "$(cat err)" "is damaged"
"$pressmill" run other/p.yaml <all.jsonl 2>err
has "a run from the beginning says what it gives up" "$(cat err)" "--resume"
same_file "and is whole" whole/out.jsonl.gz other/out.jsonl.gz

cat >pipe.yaml <<.
pressmill: 1
pipeline:
  - read: {path: all.jsonl}
  - jsonl
run: {state: state}
.
"$pressmill" run pipe.yaml 2>err >out
is "a pipe can be written to" "$(wc -l <out)" 600
has "but not gone on with, as is said" "$(cat err)" "cannot be gone on with"
"$pressmill" run pipe.yaml --resume 2>err >out
is "nor when it is asked for" $? 78
"$pressmill" run pipe.yaml --resume --set run.order=none 2>err >out
has "order: none cannot, either" "$(cat err)" "order: input"

rm -f lines
mkfifo lines
"$pressmill" run -q whole/p.yaml <lines &
run=$!
exec 8>lines
for _ in 1 2 3 4 5 6 7 8 9 10; do
    test -s whole/state/p.journal && break
    sleep 0.1
done
"$pressmill" run whole/p.yaml <all.jsonl 2>err
has "two runs at once are refused" "$(cat err)" "another run"
exec 8>&-
wait $run

done_testing
