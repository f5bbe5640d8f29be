# SPDX-License-Identifier: Apache-2.0
#
# stage.sh: an installation for tests that are strangers to the source tree;
# source it behind tap.sh. `make check` makes it once, in tests/stage of the
# build; a test run by hand, or one that says own_stage=yes, makes its own. Afterwards pkg-config finds it,
# $program is the program there, and $plugins and $data are its folders.

stage=$build/tests/stage
if test -z "${MAKELEVEL-}" || test -n "${own_stage-}"; then
    stage=$tmp/stage
    env -u MAKEFLAGS -u MFLAGS make -C "$build" install DESTDIR="$stage" \
        >log 2>&1
fi
unset MAKEFLAGS MFLAGS MAKELEVEL
pc=$(find "$stage" -name pressmill.pc 2>/dev/null)
if test -n "$pc"; then
    pass "make install DESTDIR works"
else
    fail "make install DESTDIR works" "$(cat log "$build/tests/stage.log" \
        2>/dev/null | tail -n 20)"
    done_testing
fi

PKG_CONFIG_PATH=${pc%/*}
PKG_CONFIG_SYSROOT_DIR=$stage
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR
libdir=$stage$(PKG_CONFIG_SYSROOT_DIR='' pkg-config --variable=libdir pressmill)
LD_LIBRARY_PATH=$libdir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH
program=$(find "$stage" -type f -name pressmill -perm -100)

plugins=$stage$(PKG_CONFIG_SYSROOT_DIR='' pkg-config --variable=plugindir pressmill)
data=$(find "$stage" -type d -path '*/share/pressmill' | head -n 1)
data=$data/config:$data
