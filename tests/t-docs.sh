#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The examples in the documentation work: every pipeline passes `pressmill
# check`, every C example compiles without a warning, every plugin loads.
. "${top_srcdir:-.}/tests/tap.sh"

# Cuts the fenced examples out of a guide: NAME-LINE.yaml, NAME-LINE.c. Those
# that have file names are used by tests/t-guide.sh; a C file is a plugin here,
# too.
cut_examples()
{
    awk -v name="$2" '
        /^```(yaml$|c( |$))/ { kind = substr($1, 4); file = name "-" NR "." kind; next }
        /^```/ { kind = ""; next }
        kind != "" { print >file }' "$1"
}

mkdir examples plugins
cd examples || exit 99
for guide in "$src"/README.md "$src"/docs/*.md; do
    name=${guide##*/}
    cut_examples "$guide" "${name%.md}"
done

PRESSMILL_PLUGIN_PATH=$tmp/plugins:${PRESSMILL_PLUGIN_PATH-}
test -e "$build/.libs/libpressmill.so" || rm -f ./*.c
for file in *.c; do
    test -f "$file" || continue
    id=$(sed -n 's/^MILL_PLUGIN(\([a-z0-9_]*\)).*/\1/p' "$file")
    if ${CC:-cc} -std=gnu11 -Wall -Wextra -Wconversion -Wshadow -Wpedantic \
        -Werror -shared -fPIC -O1 -I"$src/core" -o example.so "$file" \
        -L"$build/.libs" -lpressmill 2>err; then
        pass "$file compiles"
    else
        fail "$file compiles" "$(head -n 10 err)"
        continue
    fi
    test -n "$id" || continue
    name=$(echo "$id" | tr _ -)
    mv example.so "$tmp/plugins/$name.so"
    test -x "$pressmill" || continue
    exits 0 "$file: plugin $name loads" "$pressmill" plugin "$name"
done

if test -x "$pressmill"; then
    for file in *.yaml; do
        "$pressmill" check "$file" >out 2>err
        status=$?
        # built without a library, or by a distribution that splits packages
        if test $status -eq 78 && ! grep ' error: ' err | grep -qv '\[D110\]'
        then
            skip "$file passes check" "$(sed -n \
                's/.* error: \(unknown plugin .*\) \[D110\]/\1/p;' err | tr '\n' ' ')"
        elif test $status -eq 0; then
            pass "$file passes check"
        else
            fail "$file passes check" "$(head -n 20 err)"
        fi
    done
fi
done_testing
