#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What libpressmill exports is what its headers declare, and what the list
# core/libpressmill.sym says: a name that comes or goes is seen in review.
. "${top_srcdir:-.}/tests/tap.sh"

lib=$build/.libs/libpressmill.so
test -f "$lib" || skip_all "no shared library in this build"
${NM:-nm} -D "$lib" >nm 2>/dev/null || skip_all "nm cannot read the library"
grep -q '@@PRESSMILL_0$' nm || skip_all "no symbol versions here"

sed -n 's/^[0-9a-f]* [A-Z] \(.*\)@@PRESSMILL_0$/\1/p' nm | LC_ALL=C sort >have
grep -v '^#' "$src/core/libpressmill.sym" >listed
same_file "exports what core/libpressmill.sym lists" have listed

# a declaration ends at its semicolon; its name stands before the bracket
echo '#include <pressmill/pressmill.h>' |
    ${CC:-cc} -E -P -I"$src/core" -x c - | tr '\n' ' ' | tr ';' '\n' |
    sed -n 's/.*visibility("default")))[^(]*[ *]\(mill_[a-z0-9_]*\) *(.*/\1/p' |
    LC_ALL=C sort -u >declared
same_file "exports what the installed headers declare" have declared

grep ' [TDBRVW] ' nm | grep -v '@@PRESSMILL' |
    grep -vE ' (_init|_fini|__bss_start|_edata|_end)$' >others
same_file "exports no name without a version" others /dev/null

# In a build with embedded plugins they share one name space, where the linker
# would take one for the other without a word.
for folder in "$build" "$build"/plugins/*/; do
    find "$folder" -path "${folder%/}*/.libs/*.o" ! -path '*/tests/*' \
        ! -path '*/bench/*' ! -path '*/tools/*' >objects
    test "$folder" != "$build" ||
        find "$build" -name 'libpressmill_la-*.o' -path '*/.libs/*' >objects
    xargs ${NM:-nm} -g --defined-only <objects 2>/dev/null |
        awk 'NF == 3 { print $3 }' | LC_ALL=C sort -u
done >names
is "the names of the plugins were read" \
    "$(grep -c '_LTX_mill_plugin$' names | awk '{ print ($1 > 9) }')" 1
is "no two plugins, nor a plugin and the library, have a name in common" \
    "$(LC_ALL=C sort names | uniq -d | tr '\n' ' ')" ""
done_testing
