#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Tone in a pipeline: whose voice counts, toward whom, in which language, with
# whose words, and what is said of files that are wrong.
. "${top_srcdir:-.}/tests/tap.sh"

# pipeline NAME: the steps between reading and writing, on stdin
pipeline()
{
    { echo "pressmill: 1"; echo "pipeline:"
      echo "  - read: {path: '-', format: jsonl}"; cat
      echo "  - jsonl"; } >"$1.yaml"
}

# record NAME JSON: runs a record through a pipeline; $got is what comes out
record()
{
    got=$(printf '%s\n' "$2" | "$pressmill" run "$1.yaml" 2>err) || cat err
}

pipeline full <<'.'
  - segment
  - quotes
  - sentiment
.

# ---- whose voice

record full '{"lang":"en","text":"The council met on Monday in the town hall. \"This is a terrible disaster, a shameful and corrupt fraud,\" said Anna Berg. The next meeting is in May, the clerk added in a short note."}'
has "a quote has its own tone" "$(echo "$got" | sed 's/.*"quotes"//')" \
    '"sentiment":{"label":"negative"'
has "and is not the newsroom's voice" "$(echo "$got" |
    sed 's/.*"sentence_features":\[[^]]*\],//; s/"speakers".*//')" \
    '"label":"neutral"'
has "a speaker has the tone of what they say" "$got" \
    '"said":{"label":"negative"'

# ---- toward whom

record full '{"lang":"en","text":"Critics praised Anna Berg for her brilliant work. Carl Roth was jailed for fraud."}'
has "one is praised" "$(echo "$got" | sed 's/.*"text":"Anna Berg"//')" \
    '"label":"positive"'
has "one is jailed" "$(echo "$got" | sed 's/.*"text":"Carl Roth"//')" \
    '"label":"negative"'
record full '{"lang":"en","text":"The thief lied to us.","targets":[{"start":4,"end":9,"text":"thief"}]}'
has "targets that a record brings are scored" "$(echo "$got" |
    sed 's/.*"targets"//')" '"label":"negative"'

again='{"lang":"en","text":"Critics praised Anna Berg for her brilliant work. Berg was later jailed for fraud. NATO met her, and Berg said: \"A lie.\""}'
record full "$again"
first=$got
record full "$first"
is "an article that comes back keeps its scores" "$got" "$first"
record full '{"lang":"en","text":"Anna Berg was jailed for fraud. Many praised Carl Roth.","targets":[{"start":0,"end":9,"text":"Anna Berg"}]}'
is "a name is no target twice" "$(echo "$got" |
    grep -o '"text":"Anna Berg"' | wc -l)" 1
has "beside brought targets stand those found" "$(echo "$got" |
    sed 's/.*"text":"Carl Roth"//')" '"label":"positive"'

# ---- which language

record full '{"lang":"xx","text":"Something good."}'
has "an unknown language has a reason" "$got" \
    '"sentiment":{"reason":"no lexicon for language '"'xx'"'"}'
record full '{"text":"Something good."}'
has "as has none at all" "$got" 'the language is not known'
record full '{"lang":"en","text":"😀😀😀"}'
has "emoji alone have a reason" "$got" 'the text has no words'
record full '{"lang":"uk-UA","text":"Рятувальники врятували всіх дітей."}'
has "a region does not matter" "$got" '"label":"positive"'

# ---- whose words

printf 'quark\t-4\ngluon soup\t3.5\n' >own.tsv
record full '{"lang":"en","text":"A murder.","sentiment":{"reason":"old"}}'
is "a reason of an earlier run goes when there is a score" \
    "$(echo "$got" | grep -c reason)" 0
record full '{"lang":"xx","text":"A murder.","sentiment":{"label":"negative","score":-0.5,"confidence":0.9,"mixed":0}}'
has "and a score when there is a reason" "$got" '"sentiment":{"reason"'
is "with all that belongs to it" "$(echo "$got" | grep -c mixed)" 0

pipeline own <<'.'
  - sentiment: {languages: [en], lexicon: own.tsv, ignore: [fraud], model: false}
.
record own '{"lang":"en","text":"The quark came."}'
has "own words count" "$got" '"label":"negative"'
record own '{"lang":"en","text":"They served gluon soup."}'
has "so do own phrases" "$got" '"label":"positive"'
record own '{"lang":"en","text":"The word is fraud."}'
has "ignored words do not" "$got" '"label":"neutral"'

# ---- a language by data alone

# block KIND: the lines of the guide's block of that kind
block()
{
    sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$top_srcdir/docs/sentiment.md" | sed '/^```/d'
}

mkdir -p more/lang/eo
block eo >more/lang/eo/sentiment.yaml
block tsv >more/lang/eo/lexicon.tsv
pipeline eo <<'.'
  - sentiment: {languages: [eo], selftest: true}
.
PRESSMILL_DATA_PATH=$tmp/more:$PRESSMILL_DATA_PATH
export PRESSMILL_DATA_PATH
record eo '{"lang":"eo","text":"Du homoj mortis."}'
has "two files make a language" "$got" '"label":"negative"'
block yaml-cases >cases.yaml
"$pressmill" test cases.yaml >out
is "pressmill test runs a language's own cases" "$(tail -n 1 out)" '1..3'
has "and names them" "$(cat out)" 'ok 2 - eo: La ponto ne estas bona.'
echo '  - {text: La domo estas malbona., label: positive}' \
    >>more/lang/eo/sentiment.yaml
exits 1 "one that fails makes it fail" "$pressmill" test cases.yaml
has "with its place and what it is" "$("$pressmill" test cases.yaml)" \
    "sentiment.yaml:10:12: is negative"
exits 78 "its own cases are checked" "$pressmill" run eo.yaml </dev/null
has "and the one that fails is named" "$(cat err)" "sentiment.yaml:10:"

# ---- files that are wrong

printf 'good\t2\nfine\tmuch\n' >own.tsv
exits 78 "a bad lexicon line stops the run" "$pressmill" run own.yaml </dev/null
has "and is named" "$(cat err)" "own.tsv:2:6"
cat >more/lang/eo/sentiment.yaml <<'.'
name: Esperanto
shifters:
  - {kind: negative, words: [ne]}
idioms:
  - {at: bon, match: 'bon(', weight: 1}
.
exits 78 "a bad shifter stops the run" "$pressmill" run eo.yaml </dev/null
has "the kind is named" "$(cat err)" "sentiment.yaml:3:12"
has "and the pattern" "$(cat err)" "sentiment.yaml:5:22"

done_testing
