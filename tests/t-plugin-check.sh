#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Plugins that are wrong in every way: one clear sentence for each.
. "${top_srcdir:-.}/tests/tap.sh"
# plugins as a stranger builds them
CC=${CC:-cc}
CC=${CC%% -fsanitize=*}
# a crash is to be one, not a report of the sanitizer and exit(1)
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}handle_segv=0
TSAN_OPTIONS=${TSAN_OPTIONS:+$TSAN_OPTIONS:}handle_segv=0
export ASAN_OPTIONS TSAN_OPTIONS
shared_only

libs=$build/.libs
cflags="-std=gnu11 -shared -fPIC -I$src/core -L$libs -Wl,-rpath,$libs"
test -n "${MILL_SANITIZED-}" && skip_all "a sanitizer must come first"

# plugin NAME [FLAGS]: compiles stdin as NAME.so
plugin()
{
    name=$1
    shift
    { echo '#include <pressmill/pressmill.h>'
      echo '#include <stdio.h>'
      echo '#include <stdlib.h>'
      cat; } >"$name.c"
    # flags are words
    # shellcheck disable=SC2086
    ${CC:-cc} $cflags -fvisibility=hidden "$@" -o "$name.so" "$name.c" \
        -lpressmill 2>cc.err || fail "$name compiles" "$(cat cc.err)"
}

# says NAME WHAT TEXT [ARGS]
says()
{
    name=$1 what=$2 text=$3
    shift 3
    timeout 100 "$pressmill" plugin check "./$name.so" "$@" \
        >"$name.out" 2>&1
    has "$what" "$(cat "$name.out")" "$text"
}

head='MILL_PLUGIN_HEAD, .version = "1", .license = "MIT", .summary = "S"'
process='static enum mill_status
p(const void *self, void *worker, struct mill_doc *doc, struct mill_report *rep)'

plugin good <<END
static const struct mill_use uses[] = {
    MILL_READS_FIELD("text"), MILL_WRITES_FIELD("seen", "how long"),
    MILL_USE_END };
$process
{ (void)self; (void)worker;
  if (!mill_doc_set_int(doc, "seen", (int64_t)mill_doc_text(doc).len))
      return mill_fail(rep, MILL_ERR_DOC, "full");
  return MILL_OK; }
MILL_PLUGIN(good) = { $head, .name = "good", .uses = uses, .process = p };
END
says good "nothing is found where nothing is wrong" "nothing wrong"
exits 0 "and the exit status says so" "$pressmill" plugin check ./good.so

plugin abi <<END
$process { (void)self; (void)worker; (void)doc; (void)rep; return MILL_OK; }
MILL_PLUGIN(abi) = { .size = sizeof(struct mill_plugin), .abi = 99,
    .name = "abi", .version = "1", .summary = "S", .process = p };
END
says abi "another ABI is told with both numbers" \
    "speaks plugin ABI 99, this pressmill speaks 1"
exits 65 "and the exit status says so" "$pressmill" plugin check ./abi.so

plugin size <<END
$process { (void)self; (void)worker; (void)doc; (void)rep; return MILL_OK; }
MILL_PLUGIN(size) = { .size = 8, .abi = 1, .name = "size", .version = "1",
    .summary = "S", .process = p };
END
says size "a descriptor that is too small is told" "descriptor of 8 bytes"

plugin both <<END
$process { (void)self; (void)worker; (void)doc; (void)rep; return MILL_OK; }
static enum mill_status n(void *self, struct mill_doc *doc,
                          struct mill_report *rep)
{ (void)self; (void)doc; (void)rep; return MILL_END; }
MILL_PLUGIN(both) = { $head, .name = "both", .process = p, .next = n };
END
says both "two kinds at once are told" "exactly one of next, process and write"

plugin twice <<END
struct s { int64_t a; bool b; };
static const struct mill_option options[] = {
    MILL_OPT_INT(struct s, a, .fallback = "7", .min = 1, .max = 5, .help = "A."),
    MILL_OPT_INT(struct s, a, .fallback = "2", .help = "A."),
    MILL_OPT_BOOL(struct s, b, .fallback = "maybe"),
    MILL_OPT_END };
$process { (void)self; (void)worker; (void)doc; (void)rep; return MILL_OK; }
MILL_PLUGIN(twice) = { $head, .name = "twice", .options = options,
    .self_size = sizeof(struct s), .process = p };
END
says twice "a table that repeats an option is told" "'a'"

plugin outside <<END
struct s { int64_t a; };
static const struct mill_option options[] = {
    MILL_OPT_INT(struct s, a, .fallback = "1", .help = "A."), MILL_OPT_END };
$process { (void)self; (void)worker; (void)doc; (void)rep; return MILL_OK; }
MILL_PLUGIN(outside) = { $head, .name = "outside", .options = options,
    .process = p };
END
says outside "an option outside of the struct is told" \
    "outside of its struct"

plugin symbols -fvisibility=default <<END
int helper(void);
int helper(void) { return 1; }
$process { (void)self; (void)worker; (void)doc; (void)rep; return MILL_OK; }
MILL_PLUGIN(symbols) = { $head, .name = "symbols", .process = p };
END
says symbols "what is exported beyond the descriptor is told" \
    "exports 'helper'"

plugin unresolved -Wl,-z,lazy <<END
int nobody_has_this(void);
$process { (void)self; (void)worker; (void)doc; (void)rep;
  return nobody_has_this() ? MILL_OK : MILL_DROP; }
MILL_PLUGIN(unresolved) = { $head, .name = "unresolved", .process = p };
END
says unresolved "a function that nobody has is named" nobody_has_this

plugin crash <<END
$process { (void)self; (void)worker; (void)rep;
  if (mill_doc_text(doc).len > 1000000) *(volatile int *)8 = 1;
  return MILL_OK; }
MILL_PLUGIN(crash) = { $head, .name = "crash", .process = p };
END
says crash "a crash is told with the document" "crashes (Segmentation fault)"
has "which one it was" "$(cat crash.out)" "a text of 4 MiB"

plugin leaves <<END
$process { (void)self; (void)worker; (void)doc; (void)rep; exit(3); }
MILL_PLUGIN(leaves) = { $head, .name = "leaves", .process = p };
END
says leaves "exit() is told" "calls exit(3)"

plugin talks <<END
$process { (void)self; (void)worker; (void)doc; (void)rep;
  puts("hello"); return MILL_OK; }
MILL_PLUGIN(talks) = { $head, .name = "talks", .process = p };
END
says talks "writing to stdout is told" "writes to stdout"

plugin shared <<END
static _Atomic long counter;
static const struct mill_use uses[] = {
    MILL_WRITES_FIELD("n", "how many"), MILL_USE_END };
$process { (void)self; (void)worker; (void)rep;
  if (!mill_doc_set_int(doc, "n", (int64_t)(size_t)worker % 4096 + counter++))
      return MILL_ERR_DOC;
  return MILL_OK; }
MILL_PLUGIN(shared) = { $head, .name = "shared", .uses = uses, .process = p };
END
says shared "output that depends on the workers is told" "differ"

plugin other <<END
$process { (void)self; (void)worker; (void)doc; (void)rep; return MILL_OK; }
MILL_PLUGIN(other) = { $head, .name = "another", .process = p };
END
says other "another name than the file's is told" "another name than its file"

plugin plain <<END
int nothing(void);
__attribute__((visibility("default"))) int nothing(void) { return 0; }
END
says plain "a shared object that is no plugin is told" "exports no descriptor"

echo "not a shared object" >text.so
says text "a file that is no shared object is told" "cannot load"
head -c 3000 good.so >short.so
says short "a truncated one is told" "cannot load"
exits 64 "one that is not there is told" "$pressmill" plugin check ./no.so

# the same from a pipeline: one sentence, and nothing is run
mkdir plugs && cp abi.so text.so plain.so plugs
for name in abi text plain; do
    printf 'pressmill: 1\npipeline:\n  - read\n  - %s\n  - jsonl\n' $name \
        >$name.yaml
    exits 78 "$name: a pipeline with it does not start" \
        "$pressmill" check --plugin-path "$tmp/plugs" $name.yaml
    has "$name: and the place is told" "$(cat err)" "$name.yaml:4:5: error:"
done
# a program that is a plugin by its text file
printf 'plugin: 1\nsummry: x\nexec: {run: cat}\n' >plugs/text2.yaml
printf 'pressmill: 1\npipeline:\n  - read\n  - text2\n  - jsonl\n' >t2.yaml
exits 78 "a manifest with a wrong key is refused" \
    "$pressmill" check --plugin-path "$tmp/plugs" t2.yaml
has "and the place is told" "$(cat err)" \
    "text2.yaml:2:1: error: unknown key 'summry' (did you mean 'summary'?) [D115]"
printf 'plugin: 1\nexec: cat\n' >plugs/text2.yaml
exits 78 "one without a program is refused" \
    "$pressmill" check --plugin-path "$tmp/plugs" t2.yaml
has "and what is missing is told" "$(cat err)" "a map with 'run' is expected"
printf 'plugin: 1\nexec: {run: "cat {dir}/x", provides: [x], tmeout: 3s}\n' \
    >plugs/text2.yaml
exits 78 "its options are checked as any" \
    "$pressmill" check --plugin-path "$tmp/plugs" t2.yaml
has "at their place" "$(cat err)" "text2.yaml:2:"

chmod o+w plugs
exits 78 "a folder others can write to is not used" \
    "$pressmill" check --plugin-path "$tmp/plugs" abi.yaml
has "and that is told" "$(cat err)" "others can write to it"

done_testing
