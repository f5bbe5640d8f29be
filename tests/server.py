#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A web server on 127.0.0.1 that misbehaves on request, for t-fetch.sh.

Prints its port, then serves until its stdin is closed. The path says what to
do; the host name (any *.localhost) says what its robots.txt is. GET /log gives
the requests it had, one a line: host, path, a few headers.
"""
import gzip
import http.server
import socketserver
import sys
import threading
import time
import urllib.parse

PAGE = ("<!DOCTYPE html><html><head><title>%s</title></head><body><article>"
        "<p>A page that a test asked for.</p></article></body></html>")
LOG = []
SEEN = {}
LOCK = threading.Lock()

ROBOTS = {
    "open": "User-agent: *\nDisallow: /private\nAllow: /private/but\n",
    "shut": "User-agent: *\nDisallow: /\n",
    "slow": "User-agent: *\nCrawl-delay: 1\n",
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def send(self, status, body=b"", headers=()):
        if isinstance(body, str):
            body = body.encode()
        self.send_response(status)
        names = [name.lower() for name, _ in headers]
        if "content-type" not in names:
            self.send_header("Content-Type", "text/html; charset=utf-8")
        for name, value in headers:
            self.send_header(name, value)
        if "content-length" not in names and status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def times(self, key):
        with LOCK:
            SEEN[key] = SEEN.get(key, 0) + 1
            return SEEN[key]

    def do_GET(self):
        host = self.headers.get("Host", "").split(":")[0].split(".")[0]
        # asked as a proxy: what it would fetch
        target = self.path
        if target.startswith("http://"):
            host = "proxied"
            target = "/" + target.split("/", 3)[3]
        path, _, query = target.partition("?")
        if path == "/log":
            with LOCK:
                body = "".join(line + "\n" for line in LOG)
            return self.send(200, body, [("Content-Type", "text/plain")])
        with LOCK:
            LOG.append("%s %s %.3f agent=%s cookie=%s referer=%s inm=%s" % (
                host, self.path, time.monotonic(),
                self.headers.get("User-Agent", "-").replace(" ", "_"),
                self.headers.get("Cookie", "-"),
                self.headers.get("Referer", "-"),
                self.headers.get("If-None-Match", "-")))
        if path == "/robots.txt":
            return self.robots(host)
        name = path.strip("/").split("/")[0]
        act = getattr(self, "do_" + name.replace("-", "_"), None)
        if act is not None:
            return act(path, query)
        self.send(200, PAGE % path)

    def robots(self, host):
        if host == "brokenrobots":
            return self.send(503)
        if host == "hangrobots":
            time.sleep(30)
            return None
        if host == "looprobots":
            return self.send(301, headers=[("Location", "/robots.txt")])
        if host in ROBOTS:
            return self.send(200, ROBOTS[host],
                             [("Content-Type", "text/plain")])
        return self.send(404)

    # ---- what a path does

    def do_status(self, path, query):
        status = int(path.split("/")[2])
        self.send(status, PAGE % status)

    def do_flaky(self, path, query):
        # fails so many times, then works
        if self.times(path) <= int(path.split("/")[2]):
            return self.send(503)
        self.send(200, PAGE % "at last")

    def do_later(self, path, query):
        if self.times(path) == 1:
            return self.send(429, headers=[("Retry-After", "1")])
        self.send(200, PAGE % "later")

    def do_never(self, path, query):
        self.send(503, headers=[("Retry-After", "86400")])

    def do_loop(self, path, query):
        n = int(query or 0)
        self.send(302, headers=[("Location", "/loop?%d" % (n + 1))])

    def do_to(self, path, query):
        self.send(302, headers=[("Location", urllib.parse.unquote(query)),
                                ("Set-Cookie", "a=b")])

    def do_etag(self, path, query):
        tag = '"v1"'
        if self.headers.get("If-None-Match") == tag:
            return self.send(304, headers=[("ETag", tag)])
        self.send(200, PAGE % "tagged", [("ETag", tag)])

    def do_bomb(self, path, query):
        body = gzip.compress(b"a" * (64 << 20))
        self.send(200, body, [("Content-Encoding", "gzip")])

    def do_badgzip(self, path, query):
        self.send(200, b"this is no gzip at all",
                  [("Content-Encoding", "gzip")])

    def do_wait(self, path, query):
        if self.times(path) == 1:
            time.sleep(float(query))
        self.send(200, PAGE % "patience")

    def do_packed(self, path, query):
        body = gzip.compress((PAGE % "packed").encode(), mtime=0)
        self.send(200, body, [("Content-Encoding", "gzip"),
                              ("X-Own", "kept")])

    def do_chunks(self, path, query):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (PAGE % "in chunks").encode().split(b" "):
            self.wfile.write(b"%x\r\n%s \r\n" % (len(part) + 1, part))
        self.wfile.write(b"0\r\n\r\n")

    def do_large(self, path, query):
        # cannot be packed, and is the same each time
        self.send(200, "<p>" + "".join(
            "%x" % (i * 2654435761 % 4294967296) for i in range(12000)))

    def do_echo(self, path, query):
        self.send(200, self.raw_requestline.decode() + "".join(
            "%s: %s\r\n" % h for h in self.headers.items()))

    def do_endless(self, path, query):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            pass

    def do_drip(self, path, query):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            while True:
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    def do_headers(self, path, query):
        self.send_response(200)
        try:
            while True:
                self.send_header("X-More", "y" * 1000)
                self.flush_headers()
        except OSError:
            self.close_connection = True

    def do_silent(self, path, query):
        time.sleep(30)
        self.close_connection = True

    def do_hangup(self, path, query):
        self.close_connection = True

    def do_short(self, path, query):
        # promises more than it sends
        self.send(200, b"<p>cut", [("Content-Length", "1000")])
        self.close_connection = True

    def do_garbage(self, path, query):
        self.wfile.write(b"\x00\xff this is no HTTP\r\n\r\n")
        self.close_connection = True

    def do_binary(self, path, query):
        self.send(200, b"\x89PNG", [("Content-Type", "image/png")])

    def do_plain(self, path, query):
        self.send(200, "Привіт, світе.".encode("koi8_u"),
                  [("Content-Type", "text/plain; charset=KOI8-U")])

    # ---- feeds

    def do_feed(self, path, query):
        kind = path.split("/")[2]
        base = "http://" + self.headers["Host"]
        n = self.times(path + "?" + query)
        types = {"atom": "application/atom+xml", "json": "application/json"}
        items = ["one", "two"] + (["three"] if n > 1 and query else [])
        rss = "".join(
            "<item><title>Number %s</title><link>/news/%s</link>"
            "<pubDate>Wed, 07 May 2025 10:30:00 +0300</pubDate></item>"
            % (i, i) for i in items)
        body = {
            "rss": "<rss version='2.0'><channel><title>News</title>%s"
                   "</channel></rss>" % rss,
            "broken": "<rss><channel>%s<item><title>A & B &nbsp;<b>C</title>"
                      "<link>/news/broken?a=1&b=2</link>" % rss,
            "atom": "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>"
                    "A</title><link href='/news/atom'/><author><name>O. Ko"
                    "</name></author><updated>2025-05-07T10:30:00Z</updated>"
                    "</entry></feed>",
            "json": '{"version": "https://jsonfeed.org/version/1.1", "title":'
                    ' "J", "items": [{"id": 7, "url": "/news/json", '
                    '"title": "J", "content_html": "<p>All of it</p>"}]}',
            "page": "<!DOCTYPE html><html><head><link rel='alternate' "
                    "type='application/rss+xml' href='/feed/rss'></head>"
                    "<body></body></html>",
            "nolink": "<rss><channel><item><title>Only words</title>"
                      "<guid isPermaLink='false'>1</guid></item></channel>"
                      "</rss>",
            "barepage": "<!DOCTYPE html><html><body>No feed.</body></html>",
            "index": "<sitemapindex xmlns='http://www.sitemaps.org/schemas/"
                     "sitemap/0.9'><sitemap><loc>%s/feed/sitemap</loc>"
                     "</sitemap><sitemap><loc>%s/feed/packed</loc></sitemap>"
                     "</sitemapindex>" % (base, base),
            "circle": "<sitemapindex><sitemap><loc>%s/feed/circle</loc>"
                      "</sitemap></sitemapindex>" % base,
            "sitemap": "<urlset xmlns='http://www.sitemaps.org/schemas/"
                       "sitemap/0.9'><url><loc>%s/news/map</loc><lastmod>"
                       "2025-05-07</lastmod></url></urlset>" % base,
            "packed": "<urlset><url><loc>%s/news/packed</loc></url></urlset>"
                      % base,
            "noitems": "<rss><channel><title>x</title></channel></rss>",
            "nothing": "",
        }.get(kind)
        if body is None:
            return self.send(404)
        body = body.encode()
        if kind == "packed":
            return self.send(200, gzip.compress(body),
                             [("Content-Type", "application/x-gzip")])
        tag = '"%d"' % (hash(body) & 0xffffffff)
        if self.headers.get("If-None-Match") == tag:
            return self.send(304)
        return self.send(200, body, [
            ("Content-Type", types.get(kind, "text/xml")), ("ETag", tag)])

    def do_empty(self, path, query):
        self.send(200, b"")


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request, client_address):
        pass


def main():
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
