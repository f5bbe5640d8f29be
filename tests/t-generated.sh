#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# t-generated.sh: what is made of the tables of options and commands says all
# that the tables say: the schema, the man pages, the JSON, the completion.
. "${top_srcdir:-.}/tests/tap.sh"

names()
{
    "$pressmill" plugin list 2>/dev/null | cut -d' ' -f1
}

exits 0 "the schema is made" "$pressmill" schema
cp out schema.json
test -n "$(names)" || skip_all "no plugins are built"

missing_schema= missing_man= missing_json= unhelpful=
for name in $(names); do
    "$pressmill" plugin "$name" >page.txt 2>/dev/null
    "$pressmill" plugin "$name" --man >page.7 2>/dev/null
    "$pressmill" plugin "$name" --json >page.json 2>/dev/null
    grep -q "\"$name\": {" schema.json || missing_schema="$missing_schema $name"
    for option in $(sed -n '/^options:/,/^$/s/^  \([a-z0-9_]*\): .*/\1/p' \
        page.txt); do
        grep -q "\"$option\": {" schema.json ||
            missing_schema="$missing_schema $name.$option"
        grep -q "^\.It Ic $option No : " page.7 ||
            missing_man="$missing_man $name.$option"
        grep -q "{\"name\":\"$option\"," page.json ||
            missing_json="$missing_json $name.$option"
    done
    # what the table says wrongly would be wrong everywhere
    grep -q '"help"' page.json || grep -q '"options":\[\]' page.json ||
        unhelpful="$unhelpful $name"
done
is "every plugin and option is in the schema" "$missing_schema" ""
is "every option is in its man page" "$missing_man" ""
is "every option is in the JSON" "$missing_json" ""
is "options have help" "$unhelpful" ""

# ---- the schema and the files are JSON and mdoc, as others read them

if command -v python3 >/dev/null 2>&1; then
    exits 0 "the schema is JSON" python3 -c \
        'import json, sys; json.load(open(sys.argv[1]))' schema.json
    "$pressmill" plugin list --json >list.json 2>/dev/null
    exits 0 "the list of plugins is JSON" python3 -c \
        'import json, sys; assert len(json.load(open(sys.argv[1]))) > 0' \
        list.json
else
    skip "the schema is JSON" "no python3"
    skip "the list of plugins is JSON" "no python3"
fi
if command -v mandoc >/dev/null 2>&1; then
    is "the man page is mdoc" \
        "$(mandoc -T lint -W error page.7 2>&1)" ""
elif command -v groff >/dev/null 2>&1; then
    is "the man page is mdoc" \
        "$(groff -K utf8 -mdoc -T utf8 -ww page.7 2>&1 >/dev/null)" ""
else
    skip "the man page is mdoc" "neither mandoc nor groff"
fi
is "a man page is dated by SOURCE_DATE_EPOCH" \
    "$(SOURCE_DATE_EPOCH=86400 "$pressmill" plugin "$name" --man 2>/dev/null |
        sed -n 's/^\.Dd *//p' | tr -s ' ')" "January 2, 1970"

# ---- completion

commands=$("$pressmill" help |
    sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
for shell in bash zsh fish; do
    "$pressmill" completion $shell >completion.$shell
    missing=
    for command in $commands; do
        grep -q "$command" completion.$shell || missing="$missing $command"
        for option in $("$pressmill" help "$command" |
            sed -n 's/^  .*--\([a-z-]*\).*/\1/p'); do
            case $shell in
            fish) word="seen_subcommand_from $command' -l $option " ;;
            *) word="--$option" ;;
            esac
            grep -q -e "$word" completion.$shell ||
                missing="$missing $command.$option"
        done
    done
    is "$shell completes every command and option" "$missing" ""
    if command -v $shell >/dev/null 2>&1; then
        exits 0 "$shell can read it" $shell -n completion.$shell
    else
        skip "$shell can read it" "no $shell here"
    fi
done

# complete WORD...: what bash would offer for the last word
complete()
{
    bash -c '
        compopt() { :; }
        . ./completion.bash
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        _pressmill
        printf "%s\n" "${COMPREPLY[@]}" | sort -u' bash "$pressmill" "$@" |
        tr '\n' ' '
}
if command -v bash >/dev/null 2>&1; then
    : >a.yaml
    : >a.txt
    is "a command is completed" "$(complete comp)" "completion "
    is "an option is completed" "$(complete run --pl)" "--plugin-path= "
    is "a pipeline is completed" "$(complete check a)" "a.yaml "
    is "a word is completed" "$(complete completion f)" "fish "
    has "a plugin is completed" " $(complete plugin "$name")" " $name "
else
    skip "bash completes" "no bash here"
fi

# ---- tables

ucd=/usr/share/unicode
if command -v python3 >/dev/null 2>&1 &&
    grep -q '^# Scripts-15\.0\.0\.txt' $ucd/Scripts.txt 2>/dev/null &&
    test -r $ucd/UnicodeData.txt; then
    python3 "$src/tools/gen-unicode.py" $ucd >tables.h 2>err
    same_file "the tables of characters are those of Unicode" tables.h \
        "$src/core/unicode-tables.h"
else
    skip "the tables of characters" "no Unicode 15 here (package unicode-data)"
fi

done_testing
