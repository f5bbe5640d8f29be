# SPDX-License-Identifier: Apache-2.0
#
# stage.sh: an installation below $tmp/stage, for tests that are strangers to
# the source tree; source it behind tap.sh. Afterwards pkg-config finds it,
# $program is the program there, and $plugins and $data are its folders.

unset MAKEFLAGS MFLAGS MAKELEVEL

stage=$tmp/stage
if make -C "$build" install DESTDIR="$stage" >log 2>&1; then
    pass "make install DESTDIR works"
else
    fail "make install DESTDIR works" "$(tail -n 20 log)"
    done_testing
fi

pc=$(find "$stage" -name pressmill.pc)
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
