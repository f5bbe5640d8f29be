#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# In steady state neither the runner nor our plugins allocate from the heap: a
# run over twice as many documents asks malloc just as often. What libraries
# allocate by themselves (libxml2, SQLite ...) is printed apart.
. "${top_srcdir:-.}/tests/tap.sh"
shared_only

counter=$build/bench/.libs/alloc-count.so
program=$build/.libs/pressmill
test -f "$counter" && test -f "$program" || skip_all "no LD_PRELOAD here"
if ${NM:-nm} -D "$program" 2>/dev/null | grep -qE '__(asan|tsan|ubsan)_'; then
    skip_all "sanitizers have a malloc of their own"
fi
test -z "${PRESSMILL_VALGRIND-}" || skip_all "valgrind has a malloc of its own"
PRESSMILL_PLUGIN_PATH=$PRESSMILL_PLUGIN_PATH:$build/tests/plugins

# counted OUT ARGS...: runs the program; OUT gets calls per place
counted()
{
    out=$1
    shift
    ALLOC_COUNT=$tmp/$out LD_PRELOAD=$counter LD_LIBRARY_PATH=$build/.libs \
        "$program" "$@" >"$out.stdout" 2>"$out.stderr"
}

# steady NAME DOCUMENTS: compares $tmp/once and $tmp/twice
steady()
{
    awk -F '\t' -v documents="$2" '
        FNR == 1 { run++ }
        { place[run, $3 " " $4] += $1; seen[$3 " " $4] = $3 }
        END {
            for (p in seen) {
                more = place[2, p] - place[1, p]
                object = seen[p]
                sum[object] += more
                if (more > 0 && (object !~ /^lib/ || object ~ /^lib(pressmill|c)\./))
                    print "ours", more / documents, p
            }
            for (o in sum)
                if (o ~ /^lib/ && o !~ /^lib(pressmill|c)\./ && sum[o] > 0)
                    print "library", sum[o] / documents, o
        }' once twice >more
    if grep -q '^ours' more; then
        fail "$1: nothing of ours allocates per document" "$(grep '^ours' more)"
    else
        pass "$1: nothing of ours allocates per document"
    fi
    sed -n 's/^library \([^ ]*\) \(.*\)/# \1 a document by \2/p' more
}

for count in 1000 2000; do
    cat >runner.yaml <<END
pressmill: 1
pipeline:
  - gen: {count: $count, bytes: 4000}
  - act
  - lines
run: {workers: 2}
END
    counted "$count" run runner.yaml
done
mv 1000 once && mv 2000 twice
steady "the runner" 1000

# the real chain, over the same articles again and again
have_all=yes
for plugin in read extract language segment quotes sentiment jsonl; do
    test -f "$build/plugins/$plugin/$plugin.la" || have_all=
done
if test -z "$have_all"; then
    skip "the whole chain" "a plugin is missing in this build"
    done_testing
fi
# As lines of one file: naming more files takes memory for their names.
for article in "$src"/tests/data/articles/*.html; do
    awk '{ gsub(/\\/, "&&"); gsub(/"/, "\\\""); gsub(/\t/, " "); all = all $0 "\\n" }
         END { print "{\"html\":\"" all "\"}" }' "$article"
done >pages
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    cat pages
done >once.jsonl
cat once.jsonl once.jsonl >twice.jsonl
documents=$(wc -l <once.jsonl)
for run in once twice; do
    cat >chain.yaml <<END
pressmill: 1
pipeline:
  - read: {path: $run.jsonl, format: jsonl, html: html}
  - extract
  - language
  - segment
  - quotes
  - sentiment
  - jsonl
run: {workers: 1}
END
    counted "$run" run chain.yaml
done
is "the pages were read" "$(grep -c '"quotes":\[{' once.stdout)" "$documents"
steady "read, extract, language, segment, quotes, sentiment, jsonl" "$documents"

# the same without HTML
counted record run chain.yaml
for run in once twice; do
    test $run = once && cat record.stdout >in.jsonl
    test $run = twice && cat record.stdout record.stdout >in.jsonl
    cat >text.yaml <<END
pressmill: 1
pipeline:
  - read: {path: in.jsonl, format: jsonl}
  - language
  - segment
  - sentiment
  - jsonl
run: {workers: 1}
END
    counted "$run" run text.yaml
done
steady "read, language, segment, sentiment, jsonl of records" $((documents * 2))
done_testing
