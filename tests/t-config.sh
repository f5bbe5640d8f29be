#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# t-config.sh: what the program says about pipeline files and plugins that are
# wrong, and what `show`, `test` and `init` make of good ones.
. "${top_srcdir:-.}/tests/tap.sh"
shared_only
built=$PRESSMILL_PLUGIN_PATH
PRESSMILL_PLUGIN_PATH=$build/tests/plugins
export PRESSMILL_PLUGIN_PATH

# ---- check: all errors at once, each at its place

cat >bad.yaml <<'.'
pressmill: 1
pipeline:
  - gen: {cuont: 3}
  - act: {every: 0, mode: fial}
    on_eror: skip
  - lines
rnu: {workers: 1}
.
exits 78 "a wrong pipeline is refused" "$pressmill" check bad.yaml
is "every error is told, in the order of lines" \
    "$(sed -n 's/^\(bad.yaml:[0-9:]*\) error:.*\(\[D[0-9]*\]\)$/\1 \2/p' err)" \
    "bad.yaml:3:11: [D020]
bad.yaml:4:18: [D040]
bad.yaml:4:27: [D025]
bad.yaml:5:5: [D051]
bad.yaml:7:1: [D051]"
has "with the line and a caret under the place" "$(cat err)" \
"    3 |   - gen: {cuont: 3}
      |           ^~~~~"
has "with a suggestion" "$(cat err)" "(did you mean 'count'?)"
is "nothing goes to stdout" "$(cat out)" ""
exits 78 "the same for programs" "$pressmill" check --json bad.yaml
is "one object a line" "$(grep -c '^{"severity":"error","code":"D0.*}$' out)" 5
exits 78 "run refuses it, too" "$pressmill" run bad.yaml
exits 66 "a pipeline that is not there is missing input" \
    "$pressmill" check none.yaml
has "and is named" "$(cat err)" "cannot read 'none.yaml'"

printf 'pressmill: 1\npipeline:\n  gen: {}\n' >shape.yaml
exits 78 "a pipeline that cannot be read" "$pressmill" check shape.yaml
is "has no echoes of what is not there" "$(grep -c error: err)" 1

printf 'pressmill: 1\npipeline: [gen, act, lines]\n' >good.yaml
cat >flow.yaml <<'.'
pressmill: 1
pipeline:
  - gen
  - switch:
      - when: acted == true and number == 1
        steps: [act]
      - else: [act]
  - lines:
    when: source == x and nothing == 1
.
exits 78 "conditions look at what is there" "$pressmill" check flow.yaml
is "in branches and beside steps" \
    "$(sed -n 's/^flow.yaml:\([0-9:]*\) error:.*\(\[D[0-9]*\]\)$/\1 \2/p' err)" \
    "5:15: [D121]
9:27: [D121]"
exits 0 "a right one passes" "$pressmill" check good.yaml
exits 64 "a wrong --set is wrong use" \
    "$pressmill" check good.yaml --set atc.every=2
has "and points into the command line" "$(cat err)" "--set #1:1:1: error:"
exits 0 "stdin is a file, too" sh -c '"$0" check - <good.yaml' "$pressmill"

# ---- show: as understood, and it reads back the same

cat >part.yaml <<'.'
pressmill: 1
pipeline: [gen: {count: "${COUNT:-3}"}]
.
cat >show.yaml <<'.'
pressmill: 1
include: part.yaml
pipeline:
  - switch:
      - when: number in [1, 2] or 'x y' == "it"
        steps:
          - act: {mode: drop}
      - else:
          - act: {every: 2}
            as: other
            on_error: drop
            retry: {times: 2, wait: 1500ms}
  - lines: {}
    when: not (number == 3)
run: {workers: 1}
tests:
  - {name: "a: \"b\" ${C}", text: "так"}
.
sed -i.bak "s/ or 'x y' == \"it\"//" show.yaml
exits 0 "show prints a pipeline" "$pressmill" show show.yaml
cp out shown.yaml
has "the environment is worked in" "$(cat shown.yaml)" "      count: 3"
has "defaults are shown" "$(cat shown.yaml)" "      every: 1  # default"
exits 0 "what it prints can be read" "$pressmill" show shown.yaml
sed 1,2d shown.yaml | sed 's/  # default//' >first
sed 1d out >second
same_file "and means the same" second first
exits 0 "-v says where values come from" "$pressmill" show -v show.yaml \
    --set lines.when=true
has "a file and a line" "$(cat out)" "mode: drop  # show.yaml:7"
has "or the command line" "$(cat out)" "when: true  # --set #1"

# ---- plugins that are wrong

make_plugin()
{
    ${CC:-cc} -shared -fPIC -I"$src/core" -o "plugins/$1.so" -x c - \
        -L"$build/.libs" -lpressmill 2>cc.err
}

# says NAME CODE WORDS: a pipeline with the plugin is refused with these
says()
{
    printf 'pressmill: 1\npipeline: [gen, %s, lines]\n' "$1" >"use-$1.yaml"
    "$pressmill" check --plugin-path "$PWD/plugins" "use-$1.yaml" \
        >out 2>err
    is "$1: exit status" $? 78
    has "$1: the code" "$(cat err)" "[$2]"
    has "$1: the reason" "$(cat err)" "$3"
}

mkdir plugins
chmod go-w plugins
echo "not a plugin" >plugins/text.so
says text D112 "text.so"
says nowhere D110 "unknown plugin 'nowhere'"
if make_plugin abi <<'.'
#include <pressmill/pressmill.h>
MILL_PLUGIN(abi) = { .size = sizeof(struct mill_plugin), .abi = 99,
    .name = "abi", .version = "1", .license = "x", .summary = "x" };
.
then
    says abi D113 "ABI 99"
    make_plugin broken <<'.'
#include <pressmill/pressmill.h>
MILL_PLUGIN(broken) = { MILL_PLUGIN_HEAD,
    .name = "broken", .version = "1", .license = "x", .summary = "x" };
.
    says broken D114 "broken"
    make_plugin twice <<'.'
#include <pressmill/pressmill.h>
struct twice { int64_t a; };
static const struct mill_option options[] = {
    MILL_OPT_INT(struct twice, a, .help = "x."),
    MILL_OPT_INT(struct twice, a, .help = "x."), MILL_OPT_END };
static enum mill_status
process(const void *self, void *worker, struct mill_doc *doc,
        struct mill_report *rep)
{ (void)self; (void)worker; (void)doc; (void)rep; return MILL_OK; }
MILL_PLUGIN(twice) = { MILL_PLUGIN_HEAD, .name = "twice", .version = "1",
    .license = "x", .summary = "x", .options = options,
    .self_size = sizeof(struct twice), .process = process };
.
    says twice D114 "has an option 'a' twice"
    make_plugin needy <<'.'
#include <pressmill/pressmill.h>
struct needy { mill_type quote; };
static const struct mill_use uses[] = {
    MILL_READS(struct needy, quote, "quote"), MILL_USE_END };
static enum mill_status
process(const void *self, void *worker, struct mill_doc *doc,
        struct mill_report *rep)
{ (void)self; (void)worker; (void)doc; (void)rep; return MILL_OK; }
MILL_PLUGIN(needy) = { MILL_PLUGIN_HEAD, .name = "needy", .version = "1",
    .license = "x", .summary = "x", .uses = uses,
    .self_size = sizeof(struct needy), .process = process };
.
    says needy D121 "quote"
else
    skip "plugins built here" "$(head -n 1 cc.err)"
fi
chmod go+w plugins
exits 0 "a folder others may write to is left out" \
    "$pressmill" check --plugin-path "$PWD/plugins" good.yaml
has "with a warning" "$(cat err)" "[D111]"

# ---- what a run says

printf 'pressmill: 1\npipeline: [gen, {act: {mode: stop}}, lines]\n' >stop.yaml
"$pressmill" run stop.yaml >out 2>err
has "a run that ends early says so" "$(cat err)" "[D152]"

# ---- test: cases in the pipeline

cat >cases.yaml <<'.'
pressmill: 1
pipeline:
  - gen
  - act: {every: 1}
  - lines
tests:
  - name: words are marked
    text: "two words"
    fields: {title: "Заголовок", n: 3, list: [a, b]}
    expect:
      title: Заголовок
      n: 3
      list: [a, b]
      acted: true
      missing: ~
    contains: {list: [b], title: Заголовок}
    holds: count(word) == 2
  - name: a page has no text yet
    html: "<p>x</p>"
    expect: {errors: [{code: D151}]}
.
exits 0 "cases that hold pass" "$pressmill" test cases.yaml
is "in TAP" "$(cat out)" "ok 1 - words are marked
ok 2 - a page has no text yet
1..2"
cat >fails.yaml <<'.'
pressmill: 1
pipeline: [gen, act, lines]
tests:
  - {name: "wrong #1", text: "a b", expect: {acted: false}}
  - {name: wrong list, text: a, fields: {l: [a, b]}, expect: {l: [a]}}
  - {name: wrong condition, text: a, holds: count(word) == 7}
  - {name: kept, text: a, dropped: true}
  - {name: none, text: a, fields: {l: [a, b]}, contains: {l: [b, c]}}
  - {name: an error nobody expects, html: x}
.
exits 1 "cases that do not hold fail" "$pressmill" test fails.yaml \
    --junit result.xml
is "all of them" "$(grep -c '^not ok' out)" 6
has "with the place and both sides" "$(cat out)" \
    "# fails.yaml:4:53: acted is true, expected 'false'"
has "a list has its number" "$(cat out)" "l has 2 entries, expected 1"
has "a list that contains nothing like it" "$(cat out)" \
    "# fails.yaml:8:66: l has 2 entries, and none is as expected"
has "a condition is shown" "$(cat out)" "does not hold: count(word) == 7"
has "JUnit counts the same" "$(cat result.xml)" \
    '<testsuites tests="6" failures="6">'
has "JUnit says why" "$(cat result.xml)" \
    '<failure message="acted is true, expected '
exits 0 "one can be chosen" "$pressmill" test --only marked cases.yaml
is "and it is alone" "$(cat out)" "ok 1 - words are marked
1..1"
cat >wrong-case.yaml <<'.'
pressmill: 1
pipeline: [gen, act, lines]
tests:
  - {name: nothing to read}
  - {nmae: x, text: a}
  - {name: x, html: a, fields: {lang: en}}
  - {name: x, text: a, holds: a = b}
.
exits 78 "a case that is none is refused" "$pressmill" test wrong-case.yaml
is "at its place" \
    "$(sed -n 's/^wrong-case.yaml:\([0-9:]*\) error:.*\(\[D[0-9]*\]\)$/\1 \2/p' \
        err)" \
    "4:5: [D066]
5:5: [D021]
5:6: [D020]
6:5: [D066]
7:33: [D090]"

# ---- what records might bring, but pages do not

PRESSMILL_PLUGIN_PATH=$built
if "$pressmill" plugin quotes >/dev/null 2>&1; then
    printf 'pressmill: 1\npipeline: [read, quotes, jsonl]\n' >forgot.yaml
    exits 0 "a forgotten step may be brought by records" \
        "$pressmill" check forgot.yaml
    has "but is told" "$(cat err)" "warning: step 'quotes' needs 'sentence'"
    has "with the step that is meant" "$(cat err)" "add 'segment' before line 2"
    exits 0 "it can be said" "$pressmill" check forgot.yaml \
        --set 'read.brings=[sentence, paragraph]'
    is "and then all is well" "$(cat err)" ""
    cat >slip.yaml <<.
pressmill: 1
pipeline: [read, language, {jsonl: {}, when: lnag == uk or mine == 3}]
.
    exits 0 "records may bring any field" "$pressmill" check slip.yaml
    like "but a slip in a condition is told at its place" "$(head -n 1 err)" \
        "slip.yaml:2:46: warning: step 'jsonl' asks for 'lnag', *"
    has "with the name that is meant" "$(cat err)" "did you mean 'lang'?"
    is "and nothing else" "$(grep -c warning err)" 1
else
    skip "a forgotten step" "no plugin 'quotes' is built"
fi

# ---- init

exits 64 "an unknown starter is wrong use" "$pressmill" init news
has "which lists what there is" "$(cat err)" "research"

done_testing
