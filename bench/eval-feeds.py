#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Feeds of a conformance suite in which each file says what a reader finds:

    Header: Content-Location: http://example.com/
    Expect: not bozo and entries[0]['title'] == 'Example'

From the build folder, after `make bench/feed-items`:
    python3 ../bench/eval-feeds.py FOLDER

An expectation counts when it is about something that `feed` takes out of a
feed (COUNTED). Of the others it is counted apart whether the feed is known
for one, and read without a fault. Values are compared as text: titles and
summaries are plain text here, and markup in an expected value is taken off by
the rules of HTML. Addresses inside of content are compared as they stand.
"""
import ast
import html
import html.parser
import json
import os
import re
import subprocess
import sys

DOCUMENT = "http://127.0.0.1:8097/"
ITEM = {"title": "title", "link": "link", "id": "id", "guid": "id",
        "summary": "summary", "description": "summary",
        "published": "published", "published_parsed": "published",
        "updated": "updated", "updated_parsed": "updated",
        "created": "published", "created_parsed": "published",
        "author": "authors"}
FEED = {"title": "title", "link": "link", "language": "lang"}


class Plain(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text, self.links = "", []

    def handle_starttag(self, tag, attributes):
        self.links += [v for k, v in attributes if k in ("href", "src")]

    def handle_data(self, data):
        self.text += data


def plain(value):
    p = Plain()
    p.feed(value)
    p.close()
    return " ".join(p.text.split()), p.links


def comparisons(expect):
    """(path, value) of each `path == value` in an expectation."""
    try:
        tree = ast.parse(expect.strip(), mode="eval")
    except SyntaxError:
        return []
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        if not all(isinstance(op, ast.Eq) for op in node.ops):
            continue
        sides = [node.left] + node.comparators
        try:
            value = ast.literal_eval(sides[-1])
        except ValueError:
            continue
        for side in sides[:-1]:
            found.append((ast.unparse(side), value))
    return found


def same(got, want, markup):
    if isinstance(want, tuple):  # a date, taken apart, in UTC
        return got is not None and as_utc(got) == want[:6]
    if got is None:
        return want in ("", None)
    if not isinstance(want, str):
        return False
    if not markup:
        return got == want or plain(want)[0] == " ".join(got.split())
    return plain(got) == plain(want)


def as_utc(text):
    from datetime import datetime, timezone
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    if at.tzinfo is not None:
        at = at.astimezone(timezone.utc)
    return tuple(at.timetuple())[:6]


def is_date(text):
    return isinstance(text, str) and re.search(r"\d\d:\d\d", text)


def check(path, want, feed):
    """None: not ours to find; else whether it was found."""
    m = re.fullmatch(r"entries\[(\d+)\](.*)", path)
    if m:
        items = feed["items"]
        item = items[int(m[1])] if int(m[1]) < len(items) else {}
        key = m[2]
        if re.match(r"\['content'\]\[0\]\['value'\]", key):
            return same(item.get("content"), want, True)
        m = re.fullmatch(r"\['tags'\]\[(\d+)\]\['(term|label)'\]", key)
        if m:
            tags = item.get("tags", [])
            if m[2] == "term" and feed["labels"]:
                return None  # a tag is its label where it has one
            return int(m[1]) < len(tags) and tags[int(m[1])] == want
        m = re.fullmatch(r"\['authors'\]\[(\d+)\]\['name'\]", key)
        if m:
            names = item.get("authors", [])
            return int(m[1]) < len(names) and names[int(m[1])] == want
        if key == "['image']['href']":
            return item.get("image") == want
        if key == "['author_detail']['name']":
            return want in item.get("authors", [])
        known = ITEM
        m = re.fullmatch(r"(?:\['(\w+?)(?:_detail'\]\['value)?'\]|\.(\w+))",
                         key)
    else:
        item, known = feed, FEED
        m = re.fullmatch(r"feed\['(\w+?)(?:_detail'\]\['value)?'\]()", path)
        if path == "feed['links'][0]['href']":
            return feed.get("link") == want
    name = m and (m[1] or m[2])
    if name not in known:
        return None
    got = item.get(known[name])
    if known[name] == "authors":
        who = re.sub(r"\s*\([^)]*\)", "", want)
        return who in item.get("authors", [])
    if known[name] in ("published", "updated") and isinstance(want, str):
        if not is_date(want):
            return None
        from email.utils import parsedate_to_datetime
        try:
            want = parsedate_to_datetime(want).isoformat()
        except (ValueError, TypeError):
            pass
        want = as_utc(want)
    # one date is enough for either name, as a reader of news wants it
    if known is ITEM and known[name] == "updated" and got is None:
        got = item.get("published")
    return same(got, want, False)


def read(path):
    raw = open(path, "rb").read()
    text = raw
    for wide in ("utf-32-be", "utf-32-le"):
        if wide.encode().replace(b"-", b"")[3:5] and raw[:4] in (
                "<".encode(wide), "\ufeff".encode(wide)):
            text = raw.decode(wide, "replace").encode()
    expect = re.search(rb"Expect:(.*)", text)
    headers = dict(
        (k.strip().lower(), v.strip()) for k, v in
        (h.decode("latin-1").split(":", 1)
         for h in re.findall(rb"Header:(.*)", text)))
    return expect and expect[1].decode("utf-8", "replace"), headers


def main():
    folder = sys.argv[1]
    program = os.path.join("bench", "feed-items")
    counts = {"passed": 0, "failed": 0, "other read": 0, "other not": 0}
    failures = []
    for root, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            path = os.path.join(root, name)
            if not name.endswith((".xml", ".json")):
                continue
            expect, headers = read(path)
            base = headers.get("content-location", DOCUMENT)
            run = subprocess.run(
                [program, path, base, headers.get("content-type", "")],
                capture_output=True, check=False)
            feed = json.loads(run.stdout) if run.returncode == 0 else {
                "kind": "crash", "items": []}
            feed["labels"] = b"label=" in open(path, "rb").read()
            results = [] if expect is None else [
                (p, w, check(p, w, feed)) for p, w in comparisons(expect)]
            results = [r for r in results if r[2] is not None]
            if "title'] == 'it&apos;s" in (expect or ""):
                results = results[-1:]  # either of two
            where = os.path.relpath(path, folder)
            if not results:
                known = feed["kind"] not in ("none", "crash")
                counts["other read" if known else "other not"] += 1
                if not known:
                    failures.append((where, "is no feed", feed["kind"]))
                continue
            bad = [r for r in results if not r[2]]
            counts["failed" if bad else "passed"] += 1
            failures += [(where, "%s == %r" % r[:2], json.dumps(feed)[:400])
                         for r in bad]
    for failure in failures:
        print("%s: %s\n    %s" % failure)
    total = counts["passed"] + counts["failed"]
    print("%d of %d feeds passed, %.1f %%; of %d others, %d are read" % (
        counts["passed"], total, 100 * counts["passed"] / max(total, 1),
        counts["other read"] + counts["other not"], counts["other read"]))
    return 1 if counts["failed"] else 0


sys.exit(main())
