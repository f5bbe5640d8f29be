# SPDX-License-Identifier: Apache-2.0
#
# serve.sh: after tap.sh: starts tests/server.py on loopback until the script
# ends; $port is where, $local the address. Skips all tests where that cannot
# be.
#
#     get NAME OPTIONS URL...   fetches; a record a line in NAME.out
#     need_names                skips all where hosts of any name, anything
#                               below .localhost, are not found: libcurl knows
#                               them since 7.85, and some systems do
command -v python3 >/dev/null 2>&1 || skip_all "no python3 to serve with"
python3 - <<'.' 2>/dev/null || skip_all "no loopback network here"
import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
.

mkfifo hold
python3 "$src/tests/server.py" <hold >port 2>server.err &
server=$!
exec 9>hold
trap 'exec 9>&-; kill $server 2>/dev/null; cd /; rm -rf "$tmp"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    test -s port && break
    sleep 0.2
done
port=$(cat port)
test -n "$port" || skip_all "the server does not start"
local=http://127.0.0.1:$port

get()
{
    name=$1 options=$2
    shift 2
    for url; do echo "$url"; done >"$name.urls"
    cat >"$name.yaml" <<.
pressmill: 1
pipeline:
  - urls: {list: $name.urls}
  - fetch: {per_host_delay: 0s, backoff: 10ms, $options}
  - jsonl: {path: $name.out}
.
    "$pressmill" run -q "$name.yaml" 2>"$name.err"
    got=$?
}

need_names()
{
    get named "allow_private: true, robots: false, retries: 0" \
        "http://none.localhost:$port/a"
    ! grep -q '"code":"dns"' named.out || skip_all "no names below .localhost"
}
