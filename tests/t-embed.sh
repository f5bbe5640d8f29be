#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# t-embed.sh: the program of docs/embedding.md builds, in C and in C++, runs,
# and says what is wrong with a pipeline.
. "${top_srcdir:-.}/tests/tap.sh"
shared_only

awk '/^```c$/ && !n { on = 1; n = 1; next } /^```/ { on = 0 } on' \
    "$src/docs/embedding.md" >program.c
awk '/^```yaml$/ { on = 1; next } /^```/ { on = 0 } on' \
    "$src/docs/embedding.md" >desk.yaml
LD_LIBRARY_PATH=$build/.libs${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH

build()
{
    # options of the compiler are words
    # shellcheck disable=SC2086
    if $1 -Wall -Wextra -Wpedantic -Werror -I"$src/core" -o "$3" "$2" \
        -L"$build/.libs" -lpressmill 2>err; then
        pass "$3 is built by $1"
    else
        fail "$3 is built by $1" "$(head -n 20 err)"
    fi
}

build "${CC:-cc} -std=c11" program.c in-c
cp program.c program.cc
build "${CXX:-c++} -std=c++17" program.cc in-c++

for name in in-c in-c++; do
    if ! "$pressmill" check desk.yaml >/dev/null 2>err; then
        skip "$name runs" "$(head -n 1 err)"
        continue
    fi
    exits 0 "$name runs" ./$name
    has "$name finds the quote" "$(cat out)" '"text":"We are ready'
    has "$name finds who said it" "$(cat out)" '"name":"Ann Lee"'
    is "$name writes nothing else" "$(cat err)" ""
done

printf 'pressmill: 1\npipeline: [segmnet]\n' >desk.yaml
exits 78 "a pipeline that is wrong is refused" ./in-c
has "with the place" "$(cat err)" "desk.yaml:2:12: error: unknown plugin"
done_testing
