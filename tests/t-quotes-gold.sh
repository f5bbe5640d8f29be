#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# t-quotes-gold.sh: thirty whole articles, labelled before any rule had seen
# them, are read as well as they were; names in other cases are told in the
# nominative.
. "${top_srcdir:-.}/tests/tap.sh"

printf 'pressmill: 1\npipeline: [segment, quotes]\n' >p.yaml

# texts GOLD: the articles of a gold file as records
texts()
{
    awk '
        /^=== / { id = $2; text = ""; body = 0; next }
        /^lang: / && !body { lang = $2; next }
        /^---$/ && id != "" {
            printf "{\"id\":\"%s\",\"lang\":\"%s\",\"text\":\"%s\"}\n", id,
                lang, text
            id = ""
        }
        id == "" { next }
        !body { body = $0 == ""; next }
        {
            gsub(/[{][0-9,]+[:@!]|[:@!][0-9,]+[}]/, "")
            gsub(/"/, "\\\"")
            text = text (text == "" ? "" : "\\n") $0
        }' "$1"
}

# at_least NAME FOUND WANTED
at_least()
{
    if awk -v a="$2" -v b="$3" 'BEGIN { exit !(a >= b) }'; then
        pass "$1"
    else
        fail "$1" "$2 is less than $3"
    fi
}

# scores LANG WORDS SPEAKER NAMES: F1 of the words in quotes, F1 of quotes with
# their speakers, full names that are right
scores()
{
    gold=$src/tests/data/quotes/gold-$1.txt
    texts "$gold" >in.jsonl
    "$pressmill" filter p.yaml <in.jsonl >out.jsonl 2>err
    is "$1: the articles are read" $? 0
    "$pressmill" eval "$gold" out.jsonl >out 2>err
    sed 's/^/# /' err
    at_least "$1: words in quotes" "$(awk '$1 == "words" { print $4 }' out)" "$2"
    at_least "$1: quotes with their speakers" \
        "$(awk '$1 == "with-speaker" { print $4 }' out)" "$3"
    at_least "$1: full names" "$(awk '/full name/ { print $5 }' out)" "$4"
}
scores en 0.928 0.921 58
scores uk 0.969 0.948 52
scores ru 0.985 0.931 48
scores de 0.985 0.982 26

# names LANG SENTENCE: %s of the sentence takes a case that is no nominative
names()
{
    list=$src/tests/data/quotes/names-$1.tsv
    awk -F'\t' -v text="$2" -v lang="$1" '{
        printf "{\"id\":\"%d\",\"lang\":\"%s\",\"text\":\"" text "\"}\n", NR,
            lang, $1
    }' "$list" | "$pressmill" filter p.yaml 2>err |
        sed 's/.*"speaker":{[^}]*"name":"\([^"]*\)".*/\1/' >found
    cut -f2 "$list" >wanted
    same_file "$1: names in the nominative" found wanted
}
names uk 'За словами %s, роботи завершать до кінця року.'
names ru 'По словам %s, работы завершат до конца года.'
done_testing
