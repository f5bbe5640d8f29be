#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# t-fetch-keep.sh: what was fetched is kept: for a run that is killed, in a
# cache of limited size, in an archive.
. "${top_srcdir:-.}/tests/tap.sh"
"$pressmill" plugin fetch >/dev/null 2>&1 || skip_all "built without libcurl"
. "$src/tests/serve.sh"

# hits NAME: how often each page was asked for
hits()
{
    python3 - "$port" "$1" <<'.'
import collections, sys, urllib.request
log = urllib.request.urlopen("http://127.0.0.1:%s/log" % sys.argv[1]).read()
paths = [line.split()[1] for line in log.decode().splitlines()]
counts = collections.Counter(p for p in paths if sys.argv[2] in p)
print(len(counts), max(counts.values(), default=0))
.
}

# ---- killed, and gone on with: the first page holds up the order of all

page()
{
    echo "$local/wait/$1?5"
    for i in 1 2 3 4 5 6 7 8 9; do
        echo "$local/page/$1/$i"
        echo "$local/status/404?$1-$i"
        echo "$local/to?/moved/$1/$i"
    done
}

pipeline()
{
    mkdir -p "$1"
    page "$2" >"$1/urls"
    cat >"$1/p.yaml" <<.
pressmill: 1
pipeline:
  - urls: {list: urls}
  - fetch: {per_host_delay: 0s, per_host: 8, allow_private: true, retries: 0}
  - jsonl: {path: out.jsonl}
  - warc: {path: pages.warc.gz}
run: {state: state}
.
}

pipeline killed again
"$pressmill" run -q killed/p.yaml 2>/dev/null &
run=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    test "$(hits again)" = "37 1" && break
    sleep 0.1
done
sleep 0.2 # the last answer is on its way
kill -9 $run
wait $run 2>/dev/null
is "pages were fetched and not written" "$(cat killed/out.jsonl)" ""
"$pressmill" run -q --resume killed/p.yaml 2>/dev/null
is "all come out when the run goes on" "$(wc -l <killed/out.jsonl)" 28
is "failures, too" "$(grep -c '"code":"http-404"' killed/out.jsonl)" 9
is "and where redirects led to" "$(grep -c '"fetched_url"' killed/out.jsonl)" 9
is "no page was asked for twice" \
    "$(hits /page/again/)" "9 1"
is "nor any that redirects led to" "$(hits /moved/again/)" "18 1"
is "nor what was refused" "$(hits 404?again-)" "9 1"
is "nothing is left" "$(ls killed | tr '\n' ' ')" \
    "out.jsonl p.yaml pages.warc.gz urls "
pipeline whole again
"$pressmill" run -q whole/p.yaml 2>/dev/null
plain() { sed 's/"fetched":"[^"]*",*//' "$1" | sed 's/,}/}/'; }
plain killed/out.jsonl >one
plain whole/out.jsonl >two
same_file "the records are those of a run that nobody disturbed" two one

# ---- a cache has a size and an age

for i in 1 2 3 4 5 6 7 8 9; do echo "$local/large/$i"; done >many
cat >many.yaml <<.
pressmill: 1
pipeline:
  - urls: {list: many}
  - fetch: {per_host_delay: 0s, allow_private: true, robots: false, cache: c.db, cache_size: 300KiB}
  - jsonl: {path: many.out}
.
"$pressmill" run -q many.yaml --set run.network=1
size=$(wc -c <c.db)
test "$size" -lt 500000
is "a cache does not grow beyond its size" $? 0
sed 9q many | tail -n 1 >last
"$pressmill" run -q many.yaml --set urls.list=last
is "what is newest is in it" "$(hits /large/9)" "1 1"
"$pressmill" run -q many.yaml --set urls.list=last --set fetch.cache_age=0s
is "until it is too old" "$(hits /large/9)" "1 2"

# ---- an archive

cat >archive.yaml <<.
pressmill: 1
pipeline:
  - urls: {urls: [$local/packed, $local/chunks, $local/plain, '$local/to?/goal']}
  - fetch: {per_host_delay: 0s, allow_private: true, contact: a@b.example}
  - warc: {path: archive.warc.gz}
  - warc: {path: archive.warc}
    as: plain
.
"$pressmill" run -q archive.yaml
is "each page is an answer and a question" \
    "$(grep -a -c '^WARC-Type: re' archive.warc)" 8
text=$(tr -d '\r' <archive.warc)
has "with the headers of the answer" "$text" "X-Own: kept"
has "whose packing is told as what it was" "$text" \
    "X-Archive-Orig-Content-Encoding: gzip"
has "of chunks, too" "$text" "X-Archive-Orig-Transfer-Encoding: chunked"
has "and what was asked" "$text" "GET /packed HTTP/1.1
Host: 127.0.0.1:$port
User-Agent: pressmill/"
has "by whom" "$text" "(+a@b.example)"
get_echo="$local/echo?a=b"
cat >echo.yaml <<.
pressmill: 1
pipeline:
  - urls: {urls: ['$get_echo']}
  - fetch: {allow_private: true, robots: false}
  - warc: {path: echo.warc}
.
"$pressmill" run -q echo.yaml
tr -d '\r' <echo.warc >echo.text
is "as the server has it" \
    "$(sed -n '/^GET/,/^$/p' echo.text | sed -n '1,/^$/p' | sed '/^$/d' | sort)" \
    "$(sed -n '/^GET/,/^$/p' echo.text | sed -n '/^$/,$p' | sed '/^$/d' | sort)"
is "the question names its answer" \
    "$(sed -n 's/^WARC-Concurrent-To: //p' archive.warc | sort)" \
    "$(grep -a -A1 '^WARC-Type: response' archive.warc |
        sed -n 's/^WARC-Record-ID: //p' | sort)"
for name in archive.warc archive.warc.gz; do
    cat >back.yaml <<.
pressmill: 1
pipeline:
  - read: {path: $name}
  - warc: {path: back.warc}
  - jsonl: {path: back.out}
.
    "$pressmill" run -q back.yaml
    is "$name is read back" \
        "$(sed 's/.*"url":"http:..[^/]*\([^"]*\)".*/\1/' back.out |
            tr '\n' ' ')" "/packed /chunks /plain /goal "
    is "with the answers as they were" \
        "$(grep -a -c 'X-Archive-Orig-' back.warc)" \
        "$(grep -a -c 'X-Archive-Orig-' archive.warc)"
done
has "plain text in its character set" "$(cat back.out)" "Привіт, світе."
python3 - <<'.'
import re
def bodies(name):
    text = open(name, "rb").read()
    return [(len(b), b) for b in re.findall(
        rb"msgtype=response\r\nContent-Length: \d+\r\n\r\n.*?\r\n\r\n"
        rb"(.*?)\r\n\r\n(?=WARC/|$)", text, re.S)]
one, two = bodies("archive.warc"), bodies("back.warc")
open("same", "w").write(str(len(one) == 4 and one == two))
.
is "and the same bytes" "$(cat same)" True
if command -v warcio >/dev/null 2>&1; then
    exits 0 "other readers of archives agree" warcio check archive.warc.gz
fi
done_testing
