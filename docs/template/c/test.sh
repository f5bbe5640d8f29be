#!/bin/sh
# Runs the plugin as it was built, not yet installed, through test.yaml and
# compares what comes out with @NAME@.expected.
set -eu
srcdir=${srcdir:-.}
pressmill=${PRESSMILL:-pressmill}

# a folder that others may write to is never looked into for plugins
chmod go-w .libs
"$pressmill" plugin check "$PWD/.libs/@NAME@.so"
"$pressmill" run "$srcdir/test.yaml" --plugin-path "$PWD/.libs" \
    --set "@OUTPUT@.path=$PWD/@NAME@.out" --quiet
diff "$srcdir/@NAME@.expected" @NAME@.out
