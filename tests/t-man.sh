#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The manual says what the program's help says, and both are well formed.
. "${top_srcdir:-.}/tests/tap.sh"

"$src/tools/gen-man" "$pressmill" "$src/docs/pressmill.1.in" >page 2>err
same_file "docs/pressmill.1 is what tools/gen-man makes (make update)" \
    "$src/docs/pressmill.1" page

"$pressmill" help 2>/dev/null |
    awk '/^commands:/ { on = 1; next } on && NF == 0 { exit }
         on { print $1 }' >commands
while read -r command; do
    "$pressmill" "$command" --help >one 2>&1
    is "$command --help exits with 0" $? 0
    "$pressmill" help "$command" >two 2>&1
    same_file "$command --help and help $command say the same" one two
done <commands

if command -v mandoc >/dev/null 2>&1; then
    for page in "$src"/docs/*.[1578]; do
        is "${page##*/} has no mistakes in its markup" \
            "$(mandoc -T lint -W error "$page" 2>&1)" ""
    done
elif command -v man >/dev/null 2>&1 && man --version 2>/dev/null | grep -q man; then
    for page in "$src"/docs/*.[1578]; do
        is "${page##*/} has no mistakes in its markup" \
            "$(man --warnings -l "$page" 2>&1 >/dev/null)" ""
    done
else
    skip "the manual has no mistakes in its markup" "no man"
fi
done_testing
