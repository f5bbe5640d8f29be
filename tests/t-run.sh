#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the runner promises, with plugins that misbehave on purpose.
. "${top_srcdir:-.}/tests/tap.sh"
shared_only
PRESSMILL_PLUGIN_PATH=$build/tests/plugins
export PRESSMILL_PLUGIN_PATH

# pipeline NAME: the steps on stdin
pipeline()
{
    { echo "pressmill: 1"; echo "pipeline:"; cat; } >"$1.yaml"
}

# status NAME WANT ARGS...: runs it and compares the exit status
status()
{
    name=$1 want=$2
    shift 2
    "$pressmill" "$@" >"$name.out" 2>"$name.err"
    got=$?
    is "$name: exit status" "$got" "$want"
}

pipeline plain <<'.'
  - gen: {count: 1000}
  - act
  - lines
.
status plain 0 run plain.yaml
is "every document is written" "$(wc -l <plain.out | tr -d ' ')" 1000
is "in input order" "$(sed -n '500s/ .*//p' plain.out)" gen:499
has "the run is summed up" "$(cat plain.err)" "1000 read, 1000 written"

pipeline mixed <<'.'
  - gen: {count: 3000, bad_every: 7}
  - act: {mode: fail, every: 5}
  - nap: {ms: 1ms}
  - act: {mode: drop, every: 9}
    as: dropper
  - lines
.
for j in 1 2 8; do
    status mixed-$j 1 run mixed.yaml -j $j -q
done
same_file "1 and 2 workers give the same bytes" mixed-1.out mixed-2.out
same_file "1 and 8 workers give the same bytes" mixed-1.out mixed-8.out
is "what fails keeps its place" "$(sed -n '7p' mixed-1.out)" \
    "gen:6 words=0 bytes=0 gen[D150]: number 7 is bad"
has "a failed step leaves no annotations of its own" \
    "$(grep '^gen:4 ' mixed-1.out)" "told to fail"
status mixed-told 1 run mixed.yaml -j 2
is "failures are told, but not without end" \
    "$(grep -c ': ' mixed-told.err)" 50
has "what is not told is counted" "$(cat mixed-told.err)" "more failures"
has "read = written + left out" "$(tail -n 1 mixed-told.err)" \
    "3000 read, 2714 written, 286 left out"

for policy in skip drop dead-letter stop; do
    { echo "pressmill: 1"; echo "run: {dead_letter: dead-$policy.jsonl}"
      echo "pipeline:"; echo "  - gen: {count: 10}"
      echo "  - act: {mode: fail, every: 4}"; echo "    on_error: $policy"
      echo "  - lines"; } >policy-$policy.yaml
    status policy-$policy 1 run policy-$policy.yaml -j 1
done
is "skip: the document goes on" "$(wc -l <policy-skip.out | tr -d ' ')" 10
is "drop: the document ends" "$(wc -l <policy-drop.out | tr -d ' ')" 8
is "dead-letter: the document ends" \
    "$(wc -l <policy-dead-letter.out | tr -d ' ')" 8
is "dead-letter: it is kept" \
    "$(wc -l <dead-dead-letter.jsonl | tr -d ' ')" 2
has "dead-letter: with the reason" "$(head -n 1 dead-dead-letter.jsonl)" \
    '"code":"told-to","message":"was told to fail here"'
is "stop: what came before is written" \
    "$(wc -l <policy-stop.out | tr -d ' ')" 3
has "stop: the reason is told" "$(cat policy-stop.err)" \
    "the run ended: gen:3: was told to fail here"
has "stop: and nothing is lost in silence" "$(cat policy-stop.err)" \
    "not finished"

pipeline again <<'.'
  - gen: {count: 6}
  - act: {mode: again, every: 3, tries: 2}
    retry: {times: 2, wait: 1ms}
  - lines
.
status again 0 run again.yaml
pipeline again-not <<'.'
  - gen: {count: 6}
  - act: {mode: again, every: 3, tries: 3}
    retry: {times: 2, wait: 1ms}
  - lines
.
status again-not 1 run again-not.yaml

pipeline silent <<'.'
  - gen: {count: 2}
  - act: {mode: silent, every: 2}
  - lines
.
status silent 1 run silent.yaml
has "a step that fails without a word is named" "$(cat silent.err)" \
    "gen:1: act: failed and did not say why [D150]"

pipeline fatal <<'.'
  - gen: {count: 100000}
  - act: {mode: stop, every: 50}
  - lines
.
status fatal 1 run fatal.yaml
is "after a step gave up, order has no hole" \
    "$(wc -l <fatal.out | tr -d ' ')" 49

pipeline full <<'.'
  - gen: {count: 100}
  - lines: {fail_at: 11}
.
status full 74 run full.yaml
is "what was written before is whole" "$(wc -l <full.out | tr -d ' ')" 10
has "the sink's reason is told" "$(cat full.err)" "lines: no space left"

pipeline closed <<'.'
  - gen: {count: 1000000, bytes: 1000}
  - lines
.
{ "$pressmill" run closed.yaml -q 2>closed.err; echo $? >closed.status; } |
    head -n 1 >/dev/null
is "closed stdout ends the run" "$(cat closed.status)" 141
is "without a storm of words" "$(wc -l <closed.err | tr -d ' ')" 0

pipeline open-fails <<'.'
  - gen
  - act: {fail_open: true}
  - act: {fail_open: true}
    as: second
  - lines
.
status open-fails 78 run open-fails.yaml
has "what cannot open points at its line" "$(cat open-fails.err)" \
    "open-fails.yaml:4:22: error: step 'act': fail_open: was told to fail"
has "and all are told" "$(cat open-fails.err)" "step 'second'"
pipeline worker-fails <<'.'
  - gen
  - act: {fail_worker: true}
  - lines
.
status worker-fails 78 run worker-fails.yaml

pipeline slow <<'.'
  - gen: {count: 100000, pause_ms: 5ms}
  - act
  - lines
.
for signal in TERM INT; do
    "$pressmill" run slow.yaml >slow-$signal.out 2>slow-$signal.err &
    pid=$!
    sleep 0.5
    kill -$signal $pid
    wait $pid
    got=$?
    want=143
    [ $signal = TERM ] || want=130
    # a shell without job control starts background jobs with SIGINT ignored;
    # the program asks for it all the same
    is "SIG$signal: exit status" $got $want
    read_n=$(sed -n 's/ read,.*//p' slow-$signal.err)
    is "SIG$signal: what was read is written" \
        "$(wc -l <slow-$signal.out | tr -d ' ')" "$read_n"
done

pipeline limit <<'.'
  - gen: {count: 1000}
  - lines
.
status limit 0 run limit.yaml --limit 12
is "limit: no more than asked for" "$(wc -l <limit.out | tr -d ' ')" 12

{ echo "pressmill: 1"; echo "run: {max_failures: 5}"; echo "pipeline:"
  echo "  - gen: {count: 100000, bad_every: 2}"; echo "  - lines"; } >max.yaml
status max 1 run max.yaml
has "max_failures ends the run" "$(cat max.err)" "max_failures"

pipeline when <<'.'
  - gen: {count: 10}
  - act
    when: number > 7
  - lines
.
sed 's/- act/- act:/' when.yaml >when2.yaml
status when 0 run when2.yaml
is "when: only where it holds" "$(grep -vc 'words=0' when.out)" 3

pipeline order <<'.'
  - lines
  - act: {every: 0}
  - gen
  - akt
.
status order 78 check order.yaml
has "a step at the wrong place is told" "$(cat order.err)" \
    "order.yaml:4:5: error: 'act' is a stage and stands after 'lines', a sink [D120]"
has "with what is wrong in its options" "$(cat order.err)" "[D040]"
has "and what is unknown" "$(cat order.err)" \
    "unknown plugin 'akt' (did you mean 'act'?) [D110]"
pipeline ends <<'.'
  - act
.
status ends 78 check ends.yaml
has "a pipeline without a source is told" "$(cat ends.err)" "[D122]"
has "a pipeline without a sink is told" "$(cat ends.err)" "[D123]"
pipeline needs <<'.'
  - gen
  - nap
    when: count(word) > 3
  - lines
.
sed 's/- nap/- nap:/' needs.yaml >needs2.yaml
status needs 78 check needs2.yaml
has "input that nobody provides is told, with the remedy" \
    "$(cat needs.err)" "add 'act' before line 4"

done_testing
