#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Web archives of a conformance suite, beside a second, plain reader.

From the build folder:  python3 ../bench/eval-warc.py FOLDER

Reads each .warc, .arc, .gz file of FOLDER with `read`, and with the few lines
below, which believe what headers say and give up where that is wrong. A file
passes when both find the same pages, with the same bytes in them. Where the
plain reader gives up, the file passes when `read` ends with 0 or 1, says what
is wrong with a code, and finds no fewer pages.
"""
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zlib


class Wrong(Exception):
    pass


def unpack(raw):
    if raw[:2] != b"\x1f\x8b":
        return raw
    out = b""
    while raw:
        member = zlib.decompressobj(31)
        try:
            out += member.decompress(raw)
        except zlib.error:
            break
        raw = member.unused_data
    return out


def headers(block):
    head, _, body = block.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    found = {}
    for line in lines[1:]:
        name, _, value = line.partition(b":")
        found[name.strip().lower()] = value.strip()
    return lines[0], found, body


def payload(block):
    """Status, media type and body of an HTTP answer."""
    if not block.startswith(b"HTTP/"):
        return 0, b"", block
    first, found, body = headers(block)
    if b"chunked" in found.get(b"transfer-encoding", b""):
        whole, rest = b"", body
        while rest:
            size, _, rest = rest.partition(b"\r\n")
            try:
                n = int(size.split(b";")[0], 16)
            except ValueError:
                whole = whole or body  # it was put together before
                break
            whole += rest[:n]
            rest = rest[n + 2:]
            if n == 0:
                break
        body = whole
    if body[:2] == b"\x1f\x8b":
        body = zlib.decompressobj(31).decompress(body)
    return int(first.split()[1]), found.get(b"content-type", b""), body


def is_text(kind):
    return not kind or kind.startswith((b"text/html", b"text/plain",
                                        b"application/xhtml"))


def records(data):
    """(kind, url, media type, content) of each record."""
    while data.strip():
        is_warc = data.startswith(b"WARC/")
        if is_warc:
            _, found, data = headers(data)
            length = int(found.get(b"content-length", b"-1"))
            kind = found.get(b"warc-type", b"")
            url = found.get(b"warc-target-uri", b"").strip(b"<>")
            media = found.get(b"content-type", b"")
        else:
            line, _, data = data.partition(b"\n")
            words = line.split(b" ")
            if len(words) < 5 or not words[-1].isdigit():
                raise Wrong
            length, media = int(words[-1]), words[-2]
            url, kind = b" ".join(words[:-4]), b"response"
            if len(words[-3]) != 14:
                raise Wrong
        if length < 0 or length > len(data):
            raise Wrong
        yield kind, url, media, data[:length]
        data = data[length:]
        rest = data.lstrip(b"\r\n")
        if rest and (len(rest) == len(data) or is_warc != rest.startswith(b"WARC/")):
            raise Wrong
        data = rest


def pages(raw):
    found, wrong = [], False
    try:
        for kind, url, media, content in records(unpack(raw)):
            if not url.startswith((b"http:", b"https:")):
                continue
            if kind not in (b"response", b"resource", b"conversion"):
                continue
            if kind == b"response":
                status, media, content = payload(content)
                if status not in (0, 200, 203):
                    continue
            if is_text(media):
                found.append((url.decode(), content))
    except Wrong:
        wrong = True
    return found, wrong


def ours(path, folder):
    program = os.path.abspath("pressmill")
    with open(os.path.join(folder, "p.yaml"), "w", encoding="utf-8") as out:
        out.write("pressmill: 1\npipeline:\n"
                  "  - read: {path: %s, format: warc}\n"
                  "  - warc: {path: out.warc}\n  - jsonl: {path: out.jsonl}\n"
                  % json.dumps(os.path.abspath(path)))
    run = subprocess.run([program, "run", "-q", "p.yaml"], cwd=folder,
                         check=False)
    with open(os.path.join(folder, "out.warc"), "rb") as back:
        found = [(u.decode(), payload(c)[2] if k == b"response" else c)
                 for k, u, m, c in records(back.read())
                 if k in (b"response", b"resource")]
    with open(os.path.join(folder, "out.jsonl"), encoding="utf-8") as lines:
        codes = [e["code"] for line in lines
                 for e in json.loads(line)["errors"]]
    return run.returncode, found, codes


def main():
    os.environ.setdefault("PRESSMILL_PLUGIN_PATH", os.path.abspath("plugins"))
    passed, names = 0, sorted(
        n for n in os.listdir(sys.argv[1])
        if n.endswith((".warc", ".arc", ".gz", ".bad")))
    for name in names:
        path = os.path.join(sys.argv[1], name)
        with open(path, "rb") as raw:
            want, wrong = pages(raw.read())
        with tempfile.TemporaryDirectory() as folder:
            status, found, codes = ours(path, folder)
        digests = [[(u, hashlib.sha1(b).hexdigest()) for u, b in side]
                   for side in (want, found)]
        if wrong:
            good = status in (0, 1) and codes and len(found) >= len(want)
        else:
            good = status == 0 and not codes and digests[0] == digests[1]
        passed += bool(good)
        print("%-6s %s: %d pages, %d wanted%s%s" % (
            "ok" if good else "NOT OK", name, len(found), len(want),
            ", damaged" if wrong else "",
            " (%s)" % ", ".join(codes) if codes else ""))
    print("%d of %d archives passed" % (passed, len(names)))
    return 0 if passed == len(names) else 1


sys.exit(main())
