#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Fetching from a server on loopback that misbehaves in every way we know of.
. "${top_srcdir:-.}/tests/tap.sh"
"$pressmill" plugin fetch >/dev/null 2>&1 || skip_all "built without libcurl"
. "$src/tests/serve.sh"

# failed NAME CODE URL [OPTIONS]: fetching gives this code and exit status 1
failed()
{
    get one "allow_private: true, ${4-retries: 0}" "$3"
    has "$1" "$(cat one.out)" "\"code\":\"$2\""
}

get plain "allow_private: true" "$local/a" "$local/b?c=d"
is "pages are fetched: exit status" $got 0
is "each page is a record" "$(grep -c '"http_status":200' plain.out)" 2
has "its media type is told" "$(cat plain.out)" \
    '"content_type":"text/html; charset=utf-8"'

get words "allow_private: true" "$local/новини/мій міст?q=ї#part"
is "letters of the world and spaces in addresses are encoded" $got 0
has "but the record has them as they came" "$(cat words.out)" \
    '/новини/мій міст?q=ї#part"'

# ---- what servers say and do not say

failed "404 has its code" http-404 "$local/status/404"
is "and the run ends with 1" $got 1
failed "403 has its code" http-403 "$local/status/403"
has "and what may help" "$(cat one.out)" "option 'contact'"
failed "429 has its code" http-429 "$local/status/429"
failed "410 has its code" http-410 "$local/status/410"
failed "500 has its code" http-500 "$local/status/500"
has "and the words say which page" "$(cat one.out)" "/status/500"
failed "an odd status has a code of its class" http-4xx "$local/status/499"
failed "an endless redirect is ended" redirects "$local/loop"
failed "a redirect to a file is refused" bad-url "$local/to?file:///etc/passwd"
failed "a page over the limit is cut off" too-large "$local/endless" \
    "retries: 0, max_size: 1MiB"
failed "a gzip bomb is cut off" too-large "$local/bomb" \
    "retries: 0, max_size: 1MiB"
failed "broken gzip is told" encoding "$local/badgzip"
failed "endless headers are ended" too-large "$local/headers"
has "and told from pages" "$(cat one.out)" "its headers are larger"
failed "a body at ten bytes a second is ended" timeout "$local/drip" \
    "retries: 0, stall: 1s"
has "by an option" "$(cat one.out)" "'stall'"
failed "a server that never answers is left" timeout "$local/silent" \
    "retries: 0, timeout: 500ms"
failed "a connection that is dropped is told" connection "$local/hangup"
failed "a body that is cut short is told" connection "$local/short"
failed "what is no HTTP is told" connection "$local/garbage"
failed "a picture is not fetched" content-type "$local/binary"
failed "a name that nobody has" dns "http://nobody.invalid/"
failed "a port where nobody listens" connect "http://127.0.0.1:1/"
failed "TLS with one who does not speak it" tls "https://127.0.0.1:$port/"
if command -v openssl >/dev/null 2>&1 &&
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
        -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost \
        -keyout key.pem -out cert.pem >/dev/null 2>&1; then
    python3 - >tls.port 2>tls.err <<'.' &
import http.server, ssl, sys, os
server = http.server.HTTPServer(("127.0.0.1", 0),
                                http.server.SimpleHTTPRequestHandler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("cert.pem", "key.pem")
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
for _ in range(4):
    server.handle_request()
.
    tls=$!
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        test -s tls.port && break
        sleep 0.1
    done
    tls_url=https://localhost:$(cat tls.port)/cert.pem
    failed "a certificate that nobody vouches for" tls "$tls_url" \
        "retries: 0, robots: false"
    has "and what may help" "$(cat one.out)" "option 'ca'"
    get own "allow_private: true, robots: false, types: [], ca: cert.pem" \
        "$tls_url"
    is "unless it is one of our own" $got 0
    failed "a certificate of another name" tls \
        "https://127.0.0.1:$(cat tls.port)/" \
        "retries: 0, robots: false, ca: cert.pem"
    kill $tls 2>/dev/null
else
    skip "certificates" "no openssl to make one with"
fi
failed "another scheme is no address" bad-url "ftp://127.0.0.1/a"

get empty "allow_private: true" "$local/empty"
is "an empty page is a page" $got 0
get text "allow_private: true" "$local/plain"
has "plain text is decoded" "$(cat text.out)" '"text":"Привіт, світе."'

# ---- again, and not again

get flaky "allow_private: true" "$local/flaky/2"
is "what may pass is tried again" $got 0
failed "but not for ever" http-503 "$local/flaky/9" "retries: 3"
get later "allow_private: true, max_wait: 3s" "$local/later"
is "Retry-After is waited for" $got 0
failed "but not until tomorrow" http-503 "$local/never" \
    "retries: 3, max_wait: 1s"

# ---- one bad page harms no other

get mixed "allow_private: true, retries: 0" "$local/a" "$local/status/404" \
    "$local/b" "http://nobody.invalid/" "$local/loop" "$local/c"
is "order is kept" "$(sed 's/.*"url":"\([^"]*\)".*/\1/' mixed.out)" \
    "$(cat mixed.urls)"
is "good ones are good" "$(grep -c '"http_status":200' mixed.out)" 3

# ---- redirects

get moved "allow_private: true" "$local/to?$local/goal"
has "a redirect is followed" "$(cat moved.out)" \
    "\"fetched_url\":\"$local/goal\""

# ---- addresses of our own network

for url in "$local/a" "http://[64:ff9b::7f00:1]:$port/" \
    "http://[2002:7f00:1::]:$port/" "http://[::127.0.0.1]:$port/" \
    "http://[fe80::1]/" "http://localhost:$port/a" "http://127.1:$port/" \
    "http://0x7f000001:$port/" "http://2130706433:$port/" "http://[::1]/" \
    "http://[::ffff:127.0.0.1]:$port/" "http://169.254.169.254/latest" \
    "http://10.0.0.1/" "http://192.168.1.1/" "http://0.0.0.0:$port/" \
    "http://x.localhost:$port/" "http://100.100.100.200/"; do
    get private "retries: 0" "$url"
    has "refused: $url" "$(cat private.out)" '"code":"refused-address"'
done

# behind a proxy the names of others are the proxy's business, but not what
# redirects say
get proxied "retries: 0, robots: false, proxy: 'http://127.0.0.1:$port'" \
    "http://news.example/a" "http://news.example/to?http://127.0.0.1:$port/a" \
    "http://news.example/to?http://169.254.169.254/latest" \
    "http://news.example/to?http://[::ffff:10.0.0.1]/"
is "pages come through a proxy" "$(grep -c '"http_status":200' proxied.out)" 1
is "a redirect into our own network is refused" \
    "$(grep -c '"code":"refused-address"' proxied.out)" 3

# ---- the cache

get cache "allow_private: true, cache: pages.db, fresh: 0s" "$local/etag/1"
"$pressmill" run -q cache.yaml 2>/dev/null
is "what has not changed comes from the cache" \
    "$(grep -c '"http_status":200' cache.out)" 1
get log "allow_private: true, robots: false" "$local/log"
is "and is asked for with its tag" \
    "$(grep -o '/etag/1 [0-9.]* [^ ]* [^ ]* [^ ]* inm=..v1' log.out |
        wc -l | tr -d ' ')" 1
get fresh "allow_private: true, cache: pages.db" "$local/fresh"
"$pressmill" run -q fresh.yaml 2>/dev/null
get log "allow_private: true, robots: false" "$local/log"
is "what is fresh is not asked for at all" \
    "$(grep -o ' /fresh ' log.out | wc -l | tr -d ' ')" 1

# ---- killed, and run again

for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "$local/kill/$i"; done >kill.urls
cat >kill.yaml <<.
pressmill: 1
pipeline:
  - urls: {list: kill.urls}
  - fetch: {per_host_delay: 100ms, allow_private: true, cache: kill.db}
  - jsonl: {path: kill.out}
.
"$pressmill" run -q kill.yaml 2>/dev/null &
run=$!
sleep 0.7
kill -9 $run
wait $run 2>/dev/null
"$pressmill" run -q kill.yaml 2>/dev/null
is "a run that was killed can be run again" \
    "$(grep -c '"http_status":200' kill.out)" 12
get log "allow_private: true, robots: false" "$local/log"
times=$(grep -o ' /kill/[0-9]* ' log.out | wc -l | tr -d ' ')
test "$times" -ge 12 && test "$times" -le 14
is "and fetches no page twice but those on their way" $? 0

done_testing
