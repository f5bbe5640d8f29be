#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# t-messages.sh: the list of messages, its page, and its tests go together.
. "${top_srcdir:-.}/tests/tap.sh"

codes=$(sed -n 's/^MSG([A-Z0-9_]*, "\(D[0-9]*\)".*/\1/p' \
    "$src/core/messages.def")

if test -n "$codes"; then
    pass "core/messages.def has messages"
else
    fail "core/messages.def has messages" "no line begins with MSG("
fi
is "every entry has a code of its own" \
    "$(printf '%s\n' "$codes" | sort | uniq -d)" ""
is "every entry is read" "$(printf '%s\n' "$codes" | wc -l | tr -d ' ')" \
    "$(grep -c '^MSG(' "$src/core/messages.def")"

CC=${CC:-cc} sh "$src/tools/gen-messages.sh" >page 2>err ||
    fail "the page can be made" "$(cat err)"
same_file "docs/messages.md is what tools/gen-messages.sh makes" \
    "$src/docs/messages.md" page

untested=
for code in $codes; do
    grep -q "$code" "$src"/tests/t-*.c || {
        # a script, but not this one
        ls "$src"/tests/t-*.sh | grep -v t-messages | xargs grep -q "$code"
    } || untested="$untested $code"
done
is "every message is provoked by a test" "$untested" ""

done_testing
