#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a host asks of those who fetch is kept to: robots.txt, who we are, how
# often. The server on loopback behaves as the host's name says.
. "${top_srcdir:-.}/tests/tap.sh"
"$pressmill" plugin fetch >/dev/null 2>&1 || skip_all "built without libcurl"
. "$src/tests/serve.sh"
need_names

# ---- robots.txt

host=localhost:$port
get rules "allow_private: true, retries: 0" "http://open.$host/private/a" \
    "http://open.$host/private/but/b" "http://open.$host/c" \
    "http://shut.$host/a" "http://none.$host/a"
is "robots.txt is kept to" \
    "$(sed 's/.*"url":"http:..\([^.]*\)[^"]*\/\([^"]*\)".*"errors":\[\(.*\)\].*/\1 \2 \3/
        s/{.*"code":"\([^"]*\)".*}/\1/' rules.out)" \
    "open a robots
open b 
open c 
shut a robots
none a "
get norules "allow_private: true, robots: false" "http://shut.$host/a"
is "unless told otherwise" $got 0
get broken "allow_private: true, retries: 0" "http://brokenrobots.$host/a"
has "rules that cannot be read forbid all" "$(cat broken.out)" \
    '"code":"robots-unreachable"'
get hang "allow_private: true, retries: 0, timeout: 500ms" \
    "http://hangrobots.$host/a" "http://none.$host/b"
has "a robots.txt that hangs is a failure" "$(sed -n 1p hang.out)" \
    '"code":"timeout"'
has "that holds up nobody else" "$(sed -n 2p hang.out)" '"http_status":200'
get looped "allow_private: true, retries: 0" "http://looprobots.$host/a"
is "rules that only redirect are none" $got 0

# ---- manners

get manners "allow_private: true, contact: desk@example.org" \
    "http://manners.$host/to?/cookie"
"$pressmill" run -q manners.yaml 2>/dev/null
get log "allow_private: true, robots: false" "$local/log"
log=$(cat log.out)
has "we say who we are" "$log" "manners /cookie"
has "with a contact" "$log" "agent=pressmill/"
has "and how to reach us" "$log" "(+desk@example.org)"
case $log in
*"cookie=a"* | *"referer=http"*) fail "no cookies, no referrer" "$log" ;;
*) pass "no cookies, no referrer" ;;
esac

# ---- patience

begin=$(date +%s)
get slow "allow_private: true" "http://slow.$host/1" "http://slow.$host/2" \
    "http://slow.$host/3"
test $(($(date +%s) - begin)) -ge 2
is "a Crawl-delay is kept to" $? 0
done_testing
