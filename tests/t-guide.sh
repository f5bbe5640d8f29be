#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# t-guide.sh: docs/writing-a-plugin.md, done command by command with a staged
# installation, as a stranger would: files are written (```c numbers.c), and
# what follows `$ ` in a console block is run and must print what the guide
# shows. `...` stands for any lines, or for the rest of one.
. "${top_srcdir:-.}/tests/tap.sh"
slow_test
shared_only
command -v autoreconf >/dev/null 2>&1 ||
    skip_all "no autoconf, automake or libtool"
test -z "${PRESSMILL_VALGRIND-}" || skip_all "valgrind in valgrind"
if ${NM:-nm} -D "$build/.libs/pressmill" 2>/dev/null |
    grep -qE '__(asan|tsan|ubsan)_'; then
    skip_all "the guide brings sanitizers of its own"
fi
. "$src/tests/stage.sh"
PATH=${program%/*}:$PATH
PRESSMILL_PLUGIN_PATH=$plugins PRESSMILL_DATA_PATH=$data CC=${CC:-cc}
export PATH PRESSMILL_PLUGIN_PATH PRESSMILL_DATA_PATH CC

# Whether what was printed is what the guide shows.
shown()
{
    awk '
        FNR == NR { want[++n] = $0; next }
        { got[++m] = $0 }
        function fits(w, g, at) {
            at = index(w, "...")
            return w == g || (at > 1 && at + 2 == length(w) &&
                substr(g, 1, at - 1) == substr(w, 1, at - 1))
        }
        END {
            for (i = j = 1; i <= n; i++) {
                if (want[i] ~ /^ *\.\.\.$/) {
                    any = 1
                    continue
                }
                while (any && j <= m && !fits(want[i], got[j]))
                    j++
                if (j > m || !fits(want[i], got[j])) {
                    print "in the guide: " want[i]
                    print "now:          " got[j]
                    exit 1
                }
                any = 0
                j++
            }
            if (j <= m && !any) {
                print "not in the guide: " got[j]
                exit 1
            }
        }' "$1" "$2"
}

# Runs the command that was read, if any, in the folder where the last one
# ended.
run_command()
{
    test -n "$command" || return 0
    for tool in valgrind python3; do
        case $command in
        *"$tool "*) command -v $tool >/dev/null 2>&1 || without=$tool ;;
        esac
    done
    case $command in
    *fsanitize=*)
        echo 'int main(void) { return 0; }' >"$tmp/try.c"
        $CC -fsanitize=address,undefined -o "$tmp/try" "$tmp/try.c" \
            2>/dev/null || without="the sanitizers' libraries"
        ;;
    esac
    if test -n "$without"; then
        skip "line $line: $command" "no $without here"
        command=
        return 0
    fi
    eval "$command" >"$tmp/printed" 2>"$tmp/said"
    status=$?
    cat "$tmp/said" >>"$tmp/printed"
    if differs=$(shown "$tmp/expected" "$tmp/printed"); then
        pass "line $line: $command"
    else
        fail "line $line: $command" "$differs" "exit status $status" \
            "$(head -n 20 "$tmp/printed")"
    fi
    command=
}

mkdir "$tmp/work" && cd "$tmp/work" || exit 99
state=text number=0 command='' without=''
while IFS= read -r text; do
    number=$((number + 1))
    case $state:$text in
    text:'```console') state=console without='' ;;
    text:'```'*' '*)
        file=${text#* }
        state=file
        : >"$file"
        ;;
    text:'```'*) state=other ;;
    *:'```')
        test $state != console || run_command
        state=text
        ;;
    console:'$ '*)
        run_command
        command=${text#??} line=$number
        : >"$tmp/expected"
        ;;
    console:*) printf '%s\n' "$text" >>"$tmp/expected" ;;
    file:*) printf '%s\n' "$text" >>"$file" ;;
    esac
done <"$src/docs/writing-a-plugin.md"
is "the guide ends outside a block" $state text
done_testing
