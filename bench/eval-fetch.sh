#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pages a second from a server on loopback with 64 host names, politeness off,
# beside `curl -Z`. From the build folder, after
# `make bench/web-server`:   sh ../bench/eval-fetch.sh [PAGES-PER-HOST]
set -u
each=${1:-200}
tmp=$(mktemp -d) || exit 99
trap 'exec 9>&-; rm -rf "$tmp"' EXIT
PRESSMILL_PLUGIN_PATH=$(echo "$PWD"/plugins/*/ | sed 's,/ ,:,g; s,/$,,')
export PRESSMILL_PLUGIN_PATH

mkfifo "$tmp/hold"
bench/web-server <"$tmp/hold" >"$tmp/port" &
exec 9>"$tmp/hold"
while ! test -s "$tmp/port"; do sleep 0.1; done
port=$(cat "$tmp/port")

page=0
while test $page -lt "$each"; do
    host=0
    while test $host -lt 64; do
        echo "http://h$host.localhost:$port/$page"
        host=$((host + 1))
    done
    page=$((page + 1))
done >"$tmp/urls"
sed "s,.*,url = \"&\"\\noutput = /dev/null," "$tmp/urls" >"$tmp/curlrc"
cat >"$tmp/fetch.yaml" <<.
pressmill: 1
pipeline:
  - urls: {list: urls}
  - fetch: {per_host_delay: 0s, robots: false, allow_private: true}
  - jsonl: {path: out, keep: [http_status]}
run: {network: 64}
.

now() { date +%s.%N; }

# rate NAME COMMAND...: best of three
rate()
{
    name=$1
    shift
    best=0
    for _ in 1 2 3; do
        begin=$(now)
        "$@" >/dev/null 2>&1
        end=$(now)
        best=$(echo "$begin $end $each $best" | awk '{
            r = $3 * 64 / ($2 - $1); print (r > $4 ? r : $4) }')
    done
    printf '%-12s %8.0f pages/s\n' "$name" "$best"
    last=$best
}

rate pressmill ./pressmill run -q "$tmp/fetch.yaml"
got=$(grep -c 200 "$tmp/out")
test "$got" -eq $((each * 64)) || echo "only $got pages came"
ours=$last
if command -v curl >/dev/null; then
    rate "curl -Z" curl -s -Z --parallel-max 64 -K "$tmp/curlrc"
    echo "$ours $last" | awk '{ printf "%-12s %8.2f\n", "ratio", $1 / $2 }'
fi
