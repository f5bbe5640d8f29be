#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# pressmill eval: found quotes against a gold file.
. "${top_srcdir:-.}/tests/tap.sh"
cd "$tmp" || exit 99

cat >gold.jsonl <<'END'
{"id":"a","lang":"en","text":"\"It is cold,\" said Ann Cole. Bob left.","quotes":[{"start":0,"end":13,"type":"direct","speaker":{"start":19,"end":27,"text":"Ann Cole","name":"Ann Cole"}}]}
{"id":"b","lang":"uk","text":"За словами Ганни, дощить. Він пішов.","quotes":[{"start":18,"end":24,"type":"indirect","speaker":{"start":11,"end":16,"text":"Ганни"}},{"start":26,"end":35,"type":"direct","optional":true,"speaker":null}]}
END
cat >half.jsonl <<'END'
{"id":"b","lang":"ru","quotes":[]}
{"id":"a","lang":"en","quotes":[{"start":1,"end":11,"type":"direct","speaker":{"start":28,"end":31,"text":"Bob"}}]}
END

# f1 NAME FILE: the F1 of a measure
f1()
{
    "$pressmill" eval gold.jsonl "$2" | awk -v name="$1" '$1 == name { print $4 }'
}

check()
{
    if test "$2" = "$3"; then pass "$1"; else fail "$1" "$2, not $3"; fi
}

check "a file agrees with itself" "$(f1 with-speaker gold.jsonl)" 1.000
check "marks and optional quotes do not count" "$(f1 exact half.jsonl)" 0.667
check "a wrong speaker is no joint match" "$(f1 with-speaker half.jsonl)" 0.000
check "language is scored" \
    "$("$pressmill" eval gold.jsonl half.jsonl | grep -c 'language: 1 of 2')" 1
check "--json is one JSON object" \
    "$("$pressmill" eval --json gold.jsonl half.jsonl | grep -c '^{.*}$')" 1

"$pressmill" eval gold.jsonl nothing.jsonl >/dev/null 2>err
check "a missing file: 66" $? 66
echo '{"id":"zz"}' >other.jsonl
"$pressmill" eval gold.jsonl other.jsonl >/dev/null 2>err
check "an unknown document: 65" $? 65
grep -q 'other.jsonl:1:.*zz' err && pass "it is named with its line" ||
    fail "it is named with its line" "$(cat err)"
echo '{"id":' >broken.jsonl
"$pressmill" eval broken.jsonl gold.jsonl >/dev/null 2>err
check "no JSON: 65" $? 65
"$pressmill" eval gold.jsonl >/dev/null 2>err
check "one file: 64" $? 64

# ---- the gold form: written, corrected by hand, read

cp "$src"/tests/data/articles/en-harbour.html \
    "$src"/tests/data/articles/uk-*.html "$src"/tests/data/articles/ru-*.html .
printf '%s\n' '--- a line {with} "braces :1}" \\ and' '' '===' '\\ end' '' \
    '"We {all} wait," said Ann Cole.' '' '--- "So," said Ann Cole, "be it."' \
    >odd.txt
"$pressmill" quotes -q *.html odd.txt >found.jsonl
"$pressmill" quotes -q --gold *.html odd.txt >gold.txt
check "the gold form agrees with the run it comes from" \
    "$("$pressmill" eval gold.txt found.jsonl | awk '
        /^  (exact|with-speaker|resolved)/ { print $NF }' | sort -u)" 1.000
"$pressmill" eval found.jsonl gold.txt >out
check "with the names" "$("$pressmill" eval --json gold.txt found.jsonl |
    sed 's/.*"names":\([0-9.]*\).*/\1/')" 1.0000
check "either file may be in it" "$(awk '$1 == "exact" { print $4 }' out)" 1.000
check "a brace of the text is doubled" \
    "$(grep -c '^.--- a line {{with}} "braces :1}}"' gold.txt)" 1

cat >hand.txt <<'END'
pressmill gold 1
# a comment

=== a
lang: en

{1:It is cold:1}, {1!said!1} {1,2@Ann Cole@1,2}, {1:and wet:1}. {2:Bob {3@I@3} left:2}.
---
1 direct: Ann Cole
2 indirect, optional: Ann Cole
END
sed 's/{3@I@3} //' hand.txt >gold.txt
cat >found.jsonl <<'END'
{"id":"a","quotes":[{"start":0,"end":10,"type":"direct","speaker":{"start":17,"end":25,"text":"Ann Cole"}},{"start":27,"end":34,"type":"direct","speaker":null}]}
END
"$pressmill" eval gold.txt found.jsonl >out
check "marks moved by hand count: pieces" \
    "$(awk '$1 == "exact" { print $4 }' out)" 1.000
check "marks moved by hand count: speakers" \
    "$(awk '$1 == "with-speaker" { print $4 }' out)" 0.500

# wrong NAME LINE WORDS SED: what a correction that went wrong is told
wrong()
{
    sed "$4" gold.txt >bad.txt
    "$pressmill" eval bad.txt found.jsonl >/dev/null 2>err
    check "$1: 65" $? 65
    case $(cat err) in
    "bad.txt:$2: error: "*"$3"*) pass "$1: the line and the remedy" ;;
    *) fail "$1: the line and the remedy" "$(cat err)" ;;
    esac
}
wrong "a mark that never ends" 10 "put ':1}' behind" 's/wet:1}/wet/'
wrong "a mark that was not opened" 7 "put '{1:'" 's/{1:It/It/'
wrong "a quote without a line" 9 "write '2 direct" '/^2 /d'
wrong "a line without a quote" 11 "'{9:' ... ':9}'" '$a 9 mixed: X'
wrong "a type that is none" 9 "direct, mixed or indirect" 's/^1 direct/1 odd/'
wrong "a single brace" 7 "written twice" 's/wet/{wet/'
wrong "a text without an end" 10 "write '---' below" 's/^---$//'
wrong "two lines for a quote" 10 "a line already" 's/^2 .*/1 mixed: X/'
wrong "no document" 5 "expected '=== ID'" '/^===/d;/^lang/d'
done_testing
