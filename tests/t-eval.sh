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
done_testing
