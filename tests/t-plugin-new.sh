#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# t-plugin-new.sh: `plugin new` against a staged installation: what it writes
# builds, passes its own check, installs into the user's folder and is found
# there, for each kind and language.
. "${top_srcdir:-.}/tests/tap.sh"
slow_test
shared_only
. "$src/tests/stage.sh"
PATH=${program%/*}:$PATH
PRESSMILL_PLUGIN_PATH=$plugins PRESSMILL_DATA_PATH=$data
export PATH PRESSMILL_PLUGIN_PATH PRESSMILL_DATA_PATH

for kind in stage source sink; do
    name=my-$kind
    if ! command -v autoreconf >/dev/null 2>&1; then
        skip "$kind in C" "no autoconf, automake or libtool"
        continue
    fi
    exits 0 "$kind in C: written" pressmill plugin new $name --kind $kind
    if (cd $name && CC="${CC:-cc}" CFLAGS='-O1 -Wall -Wextra -pedantic' \
        ./configure --prefix="$tmp/prefix" --with-plugindir=user && make && make check) >log 2>&1; then
        pass "$kind in C: builds and passes its check"
    else
        fail "$kind in C: builds and passes its check" \
            "$(cat $name/test-suite.log 2>/dev/null | tail -n 20)" \
            "$(tail -n 20 log)"
        continue
    fi
    is "$kind in C: without a warning" "$(grep '\.c:.*warning' log)" ""
    (cd $name && make install) >log 2>&1 ||
        fail "$kind in C: installs" "$(tail -n 20 log)"
    has "$kind in C: is found in the user's folder" \
        "$(pressmill plugin list 2>err)" "$name"
    exits 0 "$kind in C: nothing is wrong with it" \
        pressmill plugin check "$XDG_DATA_HOME/pressmill/plugins/$name.so"
done
if test -d my-stage; then
    if (cd my-stage && make distcheck \
        DISTCHECK_CONFIGURE_FLAGS=--with-plugindir='\${libdir}') \
        >log 2>&1; then
        pass "the package passes distcheck"
    else
        fail "the package passes distcheck" "$(tail -n 20 log)"
    fi
    # shellcheck disable=SC2046
    if (cd my-stage && ${CC:-cc} -shared -fPIC -O2 -o my-stage.so my-stage.c \
        $(pkg-config --cflags --libs pressmill)) 2>err; then
        pass "the two lines of its README do, too"
    else
        fail "the two lines of its README do, too" "$(cat err)"
    fi
    is "a plugin that counts words has at most 60 lines" \
        "$(test "$(wc -l <my-stage/my-stage.c)" -le 60 && echo so)" so
fi

for lang in python sh; do
    if test $lang = python && ! command -v python3 >/dev/null 2>&1; then
        skip "a step in $lang" "no python3"
        continue
    fi
    exits 0 "a step in $lang: written" pressmill plugin new my-$lang --lang \
        $lang
    if make -C my-$lang check install >log 2>&1; then
        pass "a step in $lang: passes its check and installs"
    else
        fail "a step in $lang: passes its check and installs" \
            "$(tail -n 20 log)"
    fi
    has "a step in $lang: is found in the user's folder" \
        "$(pressmill plugin list 2>err)" "my-$lang"
done

exits 73 "nothing is written over" pressmill plugin new my-sh --lang sh
exits 64 "a name that is none is refused" pressmill plugin new Bad_Name
exits 64 "so is a kind" pressmill plugin new x --kind filter
exits 64 "and a language" pressmill plugin new x --lang cobol
exits 64 "a sink in python is no plugin" \
    pressmill plugin new x --lang python --kind sink
has "and what it is, is told" "$(cat err)" "init stream"
done_testing
