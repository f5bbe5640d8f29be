#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Records through the whole program: what it writes it reads back, bad lines
# stay in their place, and other programs understand what comes out.
. "${top_srcdir:-.}/tests/tap.sh"

test -x "$pressmill" || skip_all "the program is not built"

cat >chain.yaml <<END
pressmill: 1
pipeline:
  - read: {path: "$src/tests/data/articles/*.html"}
  - extract
  - language
  - segment
  - quotes
  - sentiment
  - jsonl
END
cat >nothing.yaml <<END
pressmill: 1
pipeline:
  - jsonl
END

if "$pressmill" check chain.yaml >/dev/null 2>&1; then
    exits 0 "articles become records" "$pressmill" run -q chain.yaml
    mv out records.jsonl
    for workers in 1 2 8; do
        "$pressmill" filter -q -j $workers nothing.yaml <records.jsonl \
            >again.jsonl
        same_file "records read and written again are the same, $workers workers" \
            again.jsonl records.jsonl
    done
    # the same steps once more make the same again, and nothing twice
    cat >again.yaml <<END
pressmill: 1
pipeline:
  - segment
  - quotes
END
    "$pressmill" filter -q again.yaml <records.jsonl | tr ',{' '\n\n' |
        grep -c '"id":"q' >again
    tr ',{' '\n\n' <records.jsonl | grep -c '"id":"q' >once
    same_file "no quote is there twice after the second time" again once
    for unit in byte utf16; do
        sed "s/- jsonl/- jsonl: {offsets: $unit}/" chain.yaml >$unit.yaml
        "$pressmill" run -q $unit.yaml >$unit.jsonl
        cat >back.yaml <<END
pressmill: 1
pipeline:
  - read: {path: $unit.jsonl, format: jsonl, offsets: $unit}
  - jsonl
END
        "$pressmill" run -q back.yaml >back.jsonl
        same_file "offsets in ${unit}s lead to the same places" \
            back.jsonl records.jsonl
    done
else
    skip "records of articles" "a plugin is missing in this build"
fi

# ---- bad lines

{
    printf '\357\273\277{"id":"bom","text":"one"}\r\n'
    printf '{"id":"crlf","text":"a\\r\\nb"}\r\n'
    printf '{"id":"cut","text":"a\n'
    printf '{"id":"nul","text":"a\\u0000b"}\n'
    printf '{"id":"raw","text":"a\000b"}\n'
    printf '\n'
    printf '{"id":"latin1","text":"caf\351"}\n'
    printf '{"id":"half","text":"a\\ud800b"}\n'
    printf '{"id":"twice","text":"a","text":"b"}\n'
    printf '{"id":"huge","n":123456789012345678901234567890,"x":1e999}\n'
    printf '{"id":"deep","x":'
    awk 'BEGIN { for (i = 0; i < 100; i++) printf "["
                 for (i = 0; i < 100; i++) printf "]" }'
    printf '}\n'
    printf '{"id":"long","text":"'
    awk 'BEGIN { for (i = 0; i < 5000; i++) printf "0123456789" }'
    printf '"}\n'
    printf '[1,2]\n'
    printf '{"id":"places","text":"ab","quotes":[{"start":0,"end":9}]}\n'
    printf '{"id":"empty","text":""}\n'
    printf '{"id":"last","text":"no line feed behind"}'
} >bad.jsonl
cat >bad.yaml <<END
pressmill: 1
pipeline:
  - read: {path: bad.jsonl, format: jsonl, max_document: 40KB}
  - jsonl
END
exits 1 "some lines fail and the run says so" "$pressmill" run bad.yaml
cp out bad.out
cp err bad.err
sed 's/.*"code":"\([^"]*\)".*/\1/; s/^{.*"errors":\[\]}$/fine/' bad.out |
    tr '\n' ' ' >codes
is "each in its place" "$(cat codes)" "fine fine json nul-replaced json \
utf8-repaired surrogate-replaced record fine json too-large record record fine \
fine "
sed 's/^{"id":"\([^"]*\)".*/\1/' bad.out | sed 's/^[0-9a-f]\{16\}$/-/' |
    tr '\n' ' ' >ids
is "with its id, where there is one" "$(cat ids)" "bom crlf cut nul raw \
latin1 half twice huge deep - - places empty last "
has "the line is named" "$(cat bad.out)" \
    '{"id":"cut","source":"bad.jsonl:3","errors":['
has "and told" "$(cat bad.err)" "bad.jsonl:3: read: no JSON: a string is not closed (byte 20)"
has "numbers of any size pass" "$(cat bad.out)" \
    '"n":123456789012345678901234567890,"x":1e999,'
has "a wrong place is told in words" "$(cat bad.out)" \
    'quotes[0].end: 9 is past the end of the text, which has 2 code points'
"$pressmill" filter -q nothing.yaml <bad.out >again.jsonl
same_file "what failed is read back as it was told" again.jsonl bad.out

# ---- what another program says of it

if command -v python3 >/dev/null 2>&1; then
    cat >judge.py <<'END'
import json, sys

def places(v, text):
    if isinstance(v, dict):
        if "start" in v and "text" in v:
            assert text[v["start"]:v["end"]] == v["text"], v
        for x in v.values():
            places(x, text)
    elif isinstance(v, list):
        for x in v:
            places(x, text)

def once(pairs):
    assert len({k for k, _ in pairs}) == len(pairs), pairs
    return dict(pairs)

for name in sys.argv[1:]:
    with open(name, "rb") as f:
        data = f.read()
    assert data.endswith(b"\n")
    for line in data.decode("utf-8").split("\n")[:-1]:
        d = json.loads(line, object_pairs_hook=once)
        text = d.get("text", "")
        assert isinstance(d["id"], str) and isinstance(d["errors"], list)
        for part in ("speakers", "quotes", "targets"):
            places(d.get(part, []), text)
        for a, b in d.get("sentences", []):
            assert 0 <= a <= b <= len(text)
        speakers = {s["id"] for s in d.get("speakers", [])}
        for q in d.get("quotes", []):
            who = q["speaker"]
            assert who is None or "id" not in who or who["id"] in speakers
            assert q["pieces"]
            assert all(q["start"] <= a <= b <= q["end"]
                       for a, b in q["pieces"]), q
END
    exits 0 "Python reads every line and finds the words at their places" \
        python3 judge.py bad.out $(test -f records.jsonl && echo records.jsonl)
else
    skip "Python reads every line" "python3 is missing"
fi

done_testing
