#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# t-quotes-data.sh: who said what, in whole articles, by language; every
# language that is shipped has cases; the language that docs/quotes.md adds by
# data alone is added just so.
. "${top_srcdir:-.}/tests/tap.sh"

for file in "$src"/config/lang/*/quotes.yaml; do
    lang=$(basename "$(dirname "$file")")
    cases=$src/tests/data/quotes/$lang.yaml
    if ! test -f "$cases"; then
        fail "$lang has cases" "no tests/data/quotes/$lang.yaml"
        continue
    fi
    "$pressmill" test "$cases" >out 2>err
    is "$lang: its cases hold" $? 0
    grep '^#\|^not ok' out | sed 's/^/# /'
    has "$lang: there are at least three" "$(cat out)" "ok 3 - "
done

# who else a pronoun might mean is explained
printf 'pressmill: 1\npipeline: [segment, quotes]\n' >p.yaml
printf '%s' '{"lang":"en","text":"Mayor Helen Marsh came. Anna Cole waited. \"It is cold,\" she said."}' >a.json
"$pressmill" explain p.yaml a.json >out 2>err
has "explain names the candidates" "$(cat out)" "may be Helen Marsh: "
has "explain says who won, and why" "$(cat out)" "quote of Anna Cole: cue-after"

# block FILE: the example of that name in docs/quotes.md
block()
{
    mkdir -p "$(dirname "$1")"
    awk -v name="   # $1" '
        $0 == name { on = 1 }
        on && /^   ```$/ { exit }
        on { sub(/^   /, ""); print }' "$src/docs/quotes.md" >"$1"
    test -s "$1" || fail "docs/quotes.md has $1"
}
block data/lang/eo/quotes.yaml
block data/lang/eo/segment.yaml
block eo.yaml
PRESSMILL_DATA_PATH=$tmp/data:$PRESSMILL_DATA_PATH
export PRESSMILL_DATA_PATH
"$pressmill" test eo.yaml >out 2>err
is "a language is added by data alone" $? 0
sed 's/^/# /' out err
has "with all its cases" "$(cat out)" "1..3"

# the same file with a mistake in it
sed 's/stance: denied/stance: dennied/' data/lang/eo/quotes.yaml >q &&
    mv q data/lang/eo/quotes.yaml
"$pressmill" test eo.yaml >out 2>err
has "a mistake in it is told with its place" "$(cat out err)" \
    "data/lang/eo/quotes.yaml:7:"
done_testing
