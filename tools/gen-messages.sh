#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# gen-messages.sh: writes docs/messages.md from core/messages.def to stdout.
# The C compiler's preprocessor reads the list, so it means the same here.
#
#     tools/gen-messages.sh > docs/messages.md
set -eu
top=$(dirname "$0")/..
cc=${CC:-cc}

cat <<'END'
<!-- Generated from core/messages.def by tools/gen-messages.sh: edit there. -->
# Messages

Every message of pressmill ends with a code such as `[D041]`. A code keeps its
meaning for ever. This page says for each when it comes and what to do; the
exit status is the one pressmill ends with when the message is an error and
nothing worse happened. `pressmill check --json` prints the codes for programs.

| Exit status | Meaning |
| --- | --- |
| 0 | all documents are done |
| 1 | some documents failed, the others are done |
| 64 | the command line is wrong |
| 65 | the input is no good |
| 66 | the input is missing or cannot be read |
| 69 | a service does not answer |
| 70 | a mistake in pressmill |
| 73, 74 | an output cannot be made, or written |
| 78 | the pipeline file, or data a plugin reads, is wrong |
| 128 + n | ended by signal n |
END

# @@ begins a field: it stands in no text
$cc -E -P -x c - <<END | sed -n '/^@@/p' | LC_ALL=C sort | awk -F'@@' '
function unquote(s) {
    gsub(/^ *"|" *$/, "", s)
    gsub(/" *"/, "", s)
    gsub(/\\"/, "\"", s)
    return s
}
{
    printf "\n## %s: %s\n\n", unquote($2), markdown($4)
    print fold(markdown($5))
    print "\n" fold("**What to do:** " markdown($6))
    printf "\nExit status: %d\n", $3
}
function markdown(s) { # as Markdown
    s = unquote(s)
    gsub(/[*`<]/, "\\\\&", s)
    return s
}
function fold(s,    n, words, i, line, out) {
    n = split(s, words, " ")
    line = words[1]
    for (i = 2; i <= n; i++) {
        if (length(line) + 1 + length(words[i]) > 79) {
            out = out line "\n"
            line = words[i]
        } else
            line = line " " words[i]
    }
    return out line
}'
#define EXIT_CONFIG 78
#define EXIT_USAGE 64
#define EXIT_DATA 65
#define EXIT_NO_INPUT 66
#define EXIT_UNAVAILABLE 69
#define EXIT_BUG 70
#define EXIT_CANT_CREATE 73
#define EXIT_IO 74
#define EXIT_SOME_FAILED 1
#define EXIT_ALL_DONE 0
#define MSG(id, code, status, title, cause, remedy) \\
@@code@@status@@title@@cause@@remedy
#include "$top/core/messages.def"
END
