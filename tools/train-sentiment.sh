#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Trains models/sentiment-XX.bin and writes their cards, from labelled rows
# whose licence lets the weights be given away:
#
#     tools/train-sentiment.sh BUILD DATA
#
# BUILD is a folder in which configure has run; DATA holds NAME.train.jsonl.
# The same rows, the same compiler: the same bytes. Takes two minutes.
set -eu
[ $# = 2 ] || { sed -n '3,10s/^# \{0,1\}//p' "$0" >&2; exit 64; }
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$1" && pwd)
data=$2
PRESSMILL_DATA_PATH=$top/config:$top
export PRESSMILL_DATA_PATH

make -s -C "$build" tools/train-sentiment-bin
train()
{
    lang=$1 name=$2 sources=$3
    shift 3
    out=$top/models/sentiment-$lang
    "$build/tools/train-sentiment-bin" "$lang" "$out.bin" "$out.cv" "$@"
    {
        printf '# Tone, %s: sentiment-%s.bin\n\n' "$name" "$lang"
        printf '%s %s\n\n' "A hashed linear model (int8) on top of the" \
            "lexicon and rules of config/lang/$lang. It holds no text."
        printf '## Trained on\n\n%s\n\n' "$sources"
        printf '## Made with\n\n    tools/train-sentiment.sh BUILD DATA\n\n'
        printf 'Settings: %s\n\n' "$(for a; do
            case $a in *=*/*) ;; *) printf '%s ' "$a" ;; esac
        done)"
        cat "$out.cv"
        printf '\n%s %s\n' 'Figures on development sets, which no weight' \
            'has seen, are in docs/sentiment.md.'
    } >"$out.md"
    rm -f "$out.cv"
}

nyt=$data/vader_nyt.train.jsonl movie=$data/vader_movie.train.jsonl
amazon=$data/vader_amazon.train.jsonl tweets=$data/vader_tweets.train.jsonl
mtsc=$data/newsmtsc.train.jsonl rune=$data/rusentne.train.jsonl

train en English \
'- Human ratings of NYT editorials, film and Amazon reviews and tweets
  published with VADER (C.J. Hutto, ICWSM 2014): MIT licence.
- NewsMTSC, tone toward people in US news (F. Hamborg, K. Donnay, EACL 2021):
  MIT licence; for whole sentences it counts as a weak label.' \
    balance=0.3 blend=0.25 blend-target=0.1 \
    rate-review=0.15 bits=18 weak=0.5 \
    rate-target=0.15 slow-target=0.05 \
    "sentence=$nyt" "sentence=$tweets" "sentence=$movie:0.3" \
    "sentence=$amazon:0.3" "sentence=$mtsc:0.3" \
    "review=$movie" "review=$amazon" "review=$nyt:0.3" \
    "review=$tweets:0.3" "target=$mtsc"
train ru Russian \
'- RuSentNE, tone toward people, organisations and countries in Russian news
  (A. Golubev, N. Rusnachenko, N. Loukachevitch, 2023): MIT licence.
- NewsMTSC, English, with a tenth of the weight, for what does not depend on
  the words: MIT licence.' \
    balance=0.5 rare=3 blend-target=0.25 bits=18 least=1 \
    rate-target=0.2 slow-target=0.02 "target=$rune" "target=$mtsc:0.1"
