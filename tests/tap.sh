# SPDX-License-Identifier: Apache-2.0
#
# tap.sh: tests that run the program. Begin a test with
#
#     . "${top_srcdir:-.}/tests/tap.sh"
#
# and end it with `done_testing`. The test then runs in an empty folder of its
# own, $tmp, which is removed at the end; $pressmill is the program that was
# built, $src the source tree, $build the build tree. With
# PRESSMILL=/usr/bin/pressmill in the environment an installed one is tested.
#
#     is "two is two" "$got" "$want"         strings are equal
#     like "says why" "$got" "*no such*"     matches a shell pattern
#     has "says why" "$got" "no such"        the text is somewhere in it
#     same_file "golden" got.txt want.txt    files are equal, else their diff
#     exits 78 "refuses it" $pressmill check bad.yaml   exit status; stdout and
#                                            stderr are in $tmp/out and $tmp/err
#     pass "name"; fail "name" "why"; skip "name" "reason"
#     skip_all "reason"                      the whole test; before any other
#     shared_only                            skips it all in a build with
#                                            embedded plugins
#     slow_test                              skips it all in a quick run, where
#                                            PRESSMILL_QUICK is set

src=$(cd "${top_srcdir:-.}" && pwd)
build=$(cd "${top_builddir:-.}" && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/pressmill-XXXXXX") || exit 99
trap 'cd /; rm -rf "$tmp"' EXIT
trap 'exit 99' HUP INT TERM
cd "$tmp" || exit 99

if test -z "${PRESSMILL-}"; then
    pressmill=$build/pressmill
    PRESSMILL_PLUGIN_PATH=
    for folder in "$build"/plugins/*/; do
        folder=${folder%/}
        PRESSMILL_PLUGIN_PATH=$PRESSMILL_PLUGIN_PATH${PRESSMILL_PLUGIN_PATH:+:}$folder
    done
    PRESSMILL_DATA_PATH=$src/config:$src
    export PRESSMILL_PLUGIN_PATH PRESSMILL_DATA_PATH
else
    pressmill=$PRESSMILL
fi
# make memcheck: the same tests, with the program under valgrind
if test -n "${PRESSMILL_VALGRIND-}"; then
    printf '#!/bin/sh\nexec %s/libtool --mode=execute %s %s "$@"\n' \
        "$build" "$PRESSMILL_VALGRIND" "$pressmill" >"$tmp/.pressmill"
    chmod +x "$tmp/.pressmill"
    pressmill=$tmp/.pressmill
fi
LC_ALL=C TZ=UTC HOME=$tmp NO_COLOR=1
XDG_CONFIG_HOME=$tmp/.config XDG_DATA_HOME=$tmp/.local/share
export LC_ALL TZ HOME NO_COLOR XDG_CONFIG_HOME XDG_DATA_HOME
unset PRESSMILL_CONFIG http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY

tap_count=0

pass()
{
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1"
}

fail()
{
    tap_count=$((tap_count + 1))
    echo "not ok $tap_count - $1"
    shift
    test $# -eq 0 || printf '%s\n' "$@" | sed 's/^/# /'
}

skip()
{
    tap_count=$((tap_count + 1))
    echo "ok $tap_count - $1 # SKIP $2"
}

skip_all()
{
    echo "1..0 # SKIP $1"
    exit 0
}

shared_only()
{
    test -e "$build/.libs/libpressmill.so" || test -e "$build/.libs/libpressmill.dylib" ||
        skip_all "plugins are embedded in this build"
}

slow_test()
{
    test -z "${PRESSMILL_QUICK-}" || skip_all "takes long"
}

has()
{
    case $2 in
    *"$3"*) pass "$1" ;;
    *) fail "$1" "does not have: $3" "has: $2" ;;
    esac
}

is()
{
    if test "x$2" = "x$3"; then
        pass "$1"
    else
        fail "$1" "got:  $2" "want: $3"
    fi
}

like()
{
    # the pattern is meant to be one
    # shellcheck disable=SC2254
    case $2 in
    $3) pass "$1" ;;
    *) fail "$1" "got:  $2" "want: $3" ;;
    esac
}

same_file()
{
    if cmp -s "$2" "$3"; then
        pass "$1"
    else
        fail "$1" "$(diff "$3" "$2" 2>&1 | head -n 20 | cut -c 1-300)"
    fi
}

exits()
{
    tap_want=$1 tap_name=$2
    shift 2
    "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    tap_got=$?
    if test $tap_got -eq "$tap_want"; then
        pass "$tap_name"
    else
        fail "$tap_name" "exit $tap_got, not $tap_want: $*" \
            "$(head -n 20 "$tmp/err")"
    fi
}

done_testing()
{
    echo "1..$tap_count"
    exit 0
}
