#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each installed header compiles alone, as C11 and as C++17, without config.h.
. "${top_srcdir:-.}/tests/tap.sh"

for header in "$src"/core/pressmill/*.h; do
    name=${header##*/}
    echo "#include <pressmill/$name>" >h.c
    cp h.c h.cc
    if ${CC:-cc} -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only \
        -I"$src/core" h.c 2>err; then
        pass "$name compiles alone as C11"
    else
        fail "$name compiles alone as C11" "$(head -n 5 err)"
    fi
    if ${CXX:-c++} -std=c++17 -Wall -Wextra -Werror -fsyntax-only \
        -I"$src/core" h.cc 2>err; then
        pass "$name compiles alone as C++17"
    else
        fail "$name compiles alone as C++17" "$(head -n 5 err)"
    fi
done
done_testing
