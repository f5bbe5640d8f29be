#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is installed is all a stranger needs: a plugin is built outside the tree
# against a staged installation, in both documented ways, and loaded; and
# uninstalling leaves nothing behind.
. "${top_srcdir:-.}/tests/tap.sh"
slow_test
shared_only
own_stage=yes
. "$src/tests/stage.sh"

is "pressmill.pc knows the plugin ABI" \
    "$(pkg-config --variable=abi pressmill)" \
    "$(sed -n 's/^#define MILL_ABI //p' "$src/core/pressmill/plugin.h")"

# a whole plugin, as a stranger would write it
cat >hello.c <<'END'
#include <pressmill/pressmill.h>

static enum mill_status
hello_process(const void *self, void *worker, struct mill_doc *doc,
              struct mill_report *rep)
{
    (void)self;
    (void)worker;
    if (!mill_doc_set_str(doc, "greeting", MILL_STR("hello")))
        return mill_fail(rep, MILL_ERR_DOC, "no room for a greeting");
    return MILL_OK;
}

static const struct mill_use uses[] = {
    MILL_WRITES_FIELD("greeting", "always hello"),
    MILL_USE_END
};

MILL_PLUGIN(hello) = {
    MILL_PLUGIN_HEAD,
    .name = "hello", .version = "1.0", .license = "Apache-2.0",
    .summary = "Greets every document",
    .uses = uses,
    .process = hello_process,
};
END

greets()
{
    printf 'pressmill: 1\npipeline:\n  - read: {format: jsonl}\n  - hello\n  - jsonl\n' >hello.yaml
    echo '{"text":"Good day."}' |
        PRESSMILL_PLUGIN_PATH=$1:$plugins PRESSMILL_DATA_PATH=$data \
            "$program" run hello.yaml 2>err
}

# options from pkg-config are words
# shellcheck disable=SC2046
if mkdir plain && ${CC:-cc} -shared -fPIC -o plain/hello.so hello.c \
    $(pkg-config --cflags --libs pressmill) 2>err; then
    pass "a plugin is built by cc -shared and pkg-config alone"
else
    fail "a plugin is built by cc -shared and pkg-config alone" "$(cat err)"
fi
if test ! -f "$plugins/read.so" || test ! -f "$plugins/jsonl.so"; then
    program=
fi
if test -n "$program"; then
    like "it loads and runs" "$(greets "$PWD/plain")" '*"greeting":"hello"*'
fi

if command -v autoreconf >/dev/null 2>&1; then
    mkdir package && cd package || exit 99
    cp ../hello.c .
    cat >configure.ac <<'END'
AC_INIT([hello], [1.0])
AM_INIT_AUTOMAKE([foreign -Wall -Werror])
AM_PROG_AR
LT_INIT([disable-static])
AC_PROG_CC
PRESSMILL_PLUGIN([0.1])
AC_CONFIG_FILES([Makefile])
AC_OUTPUT
END
    cat >Makefile.am <<'END'
plugin_LTLIBRARIES = hello.la
hello_la_SOURCES = hello.c
hello_la_CFLAGS = $(PRESSMILL_CFLAGS)
hello_la_LDFLAGS = -module $(PRESSMILL_PLUGIN_LDFLAGS)
hello_la_LIBADD = $(PRESSMILL_LIBS)
END
    m4=$(find "$stage" -path '*aclocal*' -name pressmill.m4)
    if { ACLOCAL_PATH=${m4%/*} autoreconf -fi &&
        ./configure --prefix="$tmp/prefix" --with-plugindir=user &&
        make && make install; } >../log 2>&1; then
        pass "a package with PRESSMILL_PLUGIN builds and installs"
    else
        fail "a package with PRESSMILL_PLUGIN builds and installs" \
            "$(tail -n 20 ../log)"
    fi
    cd ..
    test -f "$XDG_DATA_HOME/pressmill/plugins/hello.so" &&
        pass "its plugin lies in the user's folder" ||
        fail "its plugin lies in the user's folder"
    if ${NM:-nm} -D --defined-only "$XDG_DATA_HOME/pressmill/plugins/hello.so" >names; then
        is "it exports its descriptor and nothing else" \
            "$(awk '{ print $3 }' names)" hello_LTX_mill_plugin
    fi
    if test -n "$program"; then
        like "it is found there and runs" "$(greets "$PWD/none")" \
            '*"greeting":"hello"*'
    fi
else
    skip "a package with PRESSMILL_PLUGIN builds and installs" "no autoconf"
fi

make -C "$build" uninstall DESTDIR="$stage" >log 2>&1
is "make uninstall leaves nothing behind" \
    "$(find "$stage" ! -type d)" ""
done_testing
