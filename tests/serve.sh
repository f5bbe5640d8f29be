# SPDX-License-Identifier: Apache-2.0
#
# serve.sh: after tap.sh: starts tests/server.py on loopback until the script
# ends; $port is where. Skips all tests where that cannot be.
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
