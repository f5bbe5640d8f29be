#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Feeds and sitemaps from a server on loopback.
. "${top_srcdir:-.}/tests/tap.sh"
"$pressmill" plugin feed >/dev/null 2>&1 ||
    skip_all "built without libcurl, libxml2 or SQLite"
. "$src/tests/serve.sh"
host=http://localhost:$port

# feed NAME OPTIONS URL...: a record a line in NAME.out
feed()
{
    name=$1 options=$2
    shift 2
    for url; do echo "$url"; done >"$name.list"
    cat >"$name.yaml" <<.
pressmill: 1
pipeline:
  - feed: {list: $name.list, per_host_delay: 0s, allow_private: true, retries: 0, $options}
  - jsonl: {path: $name.out}
.
    "$pressmill" run "$name.yaml" 2>"$name.err"
    got=$?
}

urls()
{
    sed -n 's/.*"url":"http:..[^/]*\([^"]*\)".*/\1/p' "$1" | tr '\n' ' '
}

feed rss "robots: true" "$host/feed/rss"
is "a feed names its articles" "$(urls rss.out)" "/news/one /news/two "
has "with their titles" "$(cat rss.out)" '"title":"Number one"'
has "and dates" "$(cat rss.out)" '"published":"2025-05-07T10:30:00+03:00"'
feed kinds "robots: true" "$host/feed/atom" "$host/feed/json" \
    "$host/feed/index"
is "of every kind, in their order" "$(urls kinds.out)" \
    "/news/atom /news/json /news/map /news/packed "
has "with authors" "$(cat kinds.out)" '"author":["O. Ko"]'
feed page "robots: true" "$host/feed/page"
is "a page leads to its feed" "$(urls page.out)" "/news/one /news/two "
feed nodiscover "discover: false" "$host/feed/page"
is "unless told otherwise" "$(urls nodiscover.out)" ""
feed broken "robots: true" "$host/feed/broken"
is "ill-formed XML is read as far as it goes" "$(urls broken.out)" \
    "/news/one /news/two /news/broken?a=1&b=2 "
has "entities and tags in titles are no trouble" "$(cat broken.out)" \
    '"title":"A & B C"'
has "and the user is told" "$(cat broken.err)" "ill-formed"
feed content "content: true" "$host/feed/json"
cat >content2.yaml <<.
pressmill: 1
pipeline:
  - feed: {urls: ["$host/feed/json"], allow_private: true, content: true}
  - extract
  - jsonl: {path: content2.out}
.
"$pressmill" run -q content2.yaml
has "the article may come from the feed" "$(cat content2.out)" "All of it"

for case in nothing:empty-feed noitems:empty-feed barepage:no-feed \
    404:http-404 circle:empty; do
    feed bad "robots: true" "$host/feed/${case%:*}" "$host/feed/rss"
    case $case in
    circle:*)
        has "a circle of indexes is left" "$(cat bad.err)" "too many indexes"
        ;;
    *)
        has "${case%:*} is told" "$(cat bad.out)" "\"code\":\"${case#*:}\""
        ;;
    esac
    is "${case%:*} harms no other" "$(urls bad.out)" "/news/one /news/two "
done
feed nolink "robots: true" "$host/feed/nolink"
has "an article without an address is told" "$(cat nolink.out)" \
    '"code":"no-link"'
has "and keeps what the feed says of it" "$(cat nolink.out)" \
    '"title":"Only words"'
feed dns "robots: true" "http://nobody.invalid/feed"
has "a feed that cannot be reached is told" "$(cat dns.out)" '"code":"dns"'

feed twice "robots: true" "$host/feed/rss" "$host/feed/rss"
is "an article is named once" "$(urls twice.out)" "/news/one /news/two "

feed cut "seen: cut.db" "$host/feed/rss?grow-cut"
rm cut.db*
"$pressmill" run -q cut.yaml --resume --limit 1
"$pressmill" run -q cut.yaml --resume
is "a run that goes on knows what is done, also in a feed that has grown" \
    "$(urls cut.out)" "/news/one /news/two /news/three "
"$pressmill" run -q cut.yaml
is "and it is remembered" "$(urls cut.out)" ""

feed seen "seen: seen.db" "$host/feed/rss?grow-seen"
is "new articles go on" "$(urls seen.out)" "/news/one /news/two "
"$pressmill" run -q seen.yaml
is "old ones do not" "$(urls seen.out)" "/news/three "
"$pressmill" run -q seen.yaml
is "and then nothing is new" "$(urls seen.out)" ""

# watching: a round each second; stopped when the third article is there
cat >watch.yaml <<.
pressmill: 1
pipeline:
  - feed: {urls: ["$host/feed/rss?grow-watched"],
           allow_private: true, per_host_delay: 0s, every: 1s}
  - jsonl: {path: watch.out}
.
"$pressmill" run -q watch.yaml 2>watch.err &
run=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    test "$(grep -c three watch.out 2>/dev/null)" = 1 && break
    sleep 0.3
done
kill -TERM $run
wait $run
is "a feed is watched" "$(urls watch.out)" "/news/one /news/two /news/three "
done_testing
