#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Pages of 1 MB made to be slow to read, each in its own way.

    bench/hostile-pages.py FOLDER
    bench/eval-extract --model ../models/extract.bin --each 5 FOLDER

The first makes FOLDER/html/*.html and FOLDER/list.tsv, the second prints how
long `extract` takes for each of them. The same pages each time.
"""

import os
import random
import sys

SIZE = 1 << 20

# What is repeated until the page is full.
REPEATED = {
    "div": "<div>",
    "div-text": "<div>a",
    "attr-each": "<p class=a id=b>x",
    "table-nest": "<table><tr><td>x",
    "tiny": "<b>a</b>",
    "tiny-open": "<b>a",
    "span-nest": "<span>a ",
    "a": "<a href=x>ab</a> ",
    "a-nest": "<a href=x>",
    "entities": "&amp;",
    "entities-mixed": "&lt;&#65;&hearts;",
    "entities-bad": "&bogus;&#x110000;&#1;",
    "ampersands": "&",
    "less": "<",
    "less-letter": "<<a",
    "greater": ">",
    "p": "<p>word ",
    "p-date": "<p>7 May 2025 ",
    "p-digits": "<p>1 2 3 4 5 6 ",
    "h1": "<h1>a</h1>",
    "h2": "<h2>word word word</h2>",
    "time": "<time>May 7, 2025</time>",
    "time-nest": "<time datetime=x>",
    "byline": "<p>By Ann Lee and ",
    "author-nest": "<div class=author>",
    "author": "<p class=author>By Ann Lee, Bob Ray</p>",
    "date-nest": "<div class=date>",
    "meta": '<meta name=author content="Ann Lee">',
    "meta-date":
        "<meta property=article:published_time content=2020-01-01>",
    "link": "<link rel=alternate hreflang=uk href=x>",
    "comments": "<!-- x -->",
    "scripts": "<script>x</script>",
    "scripts-open": "<script>",
    "svg": "<svg><noscript>",
    "ld-many":
        '<script type=application/ld+json>{"@type":"Article",'
        '"headline":"x","datePublished":"2020-01-01"}</script>',
    "p-in-b": "<b><p>",
    "forms": "<form><input>",
    "dates": "2025-01-01 ",
    "words": "word ",
    "one-word": "a",
    "cyrillic": "слово ",
    "same-text":
        "<p>aaaaaaaa aaaaaaa aaaaaaa bbbbbbb ccccc dddd eeee fff</p>",
    "br": "a<br>",
    "br-br": "a<br><br>",
    "custom": "<x-y>a",
    "quote-open": '<p a="',
    "quotes-mixed": "<p a='\"",
    "dl": "<dl><dt>a<dd>b",
    "options": "<select><option>a",
    "buttons": "<button>a",
    "sections":
        '<section><article><div class="article body content">'
        "<ul><li>text here.",
    "doctypes": "<!DOCTYPE html>",
    "instructions": "<?xml x?>",
    "nul": "\0",
    "styles": '<p style="display:none">x',
    "footer": "<footer>1",
    "updated": "<p>updated 1 ",
    "read-also": "<p>read also: <a href=x>the thing of it</a></p>",
    "end-p": "</p>",
    "end-div": "</div>",
}

# The same behind a beginning.
BEGUN = {
    "attributes": ("<p ", "a=1 "),
    "attributes-known": ("<p ", "class=a "),
    "table": ("<table>", "<tr><td>x</td></tr>"),
    "cells": ("<table><tr>", "<td>word "),
    "li": ("<ul>", "<li>word"),
    "li-a": ("<ul>", "<li><a href=x>long enough words here</a>"),
    "comment-open": ("<!--", "-"),
    "ld-nest": ("<script type=application/ld+json>", '{"@graph":['),
    "pre": ("<pre>", "x\n"),
}


def fill(unit, size=SIZE):
    """`unit` again and again, `size` bytes of it."""
    return (unit * (size // len(unit) + 1))[:size]


def ld(json):
    return "<script type=application/ld+json>" + json + "</script>"


def people():
    """JSON-LD with thousands of persons and an article of half of them."""
    persons = ",".join('{"@type":"Person","@id":"#%d","name":"N%d"}' % (i, i)
                       for i in range(18000))
    authors = ",".join('{"@id":"#%d"}' % i for i in range(9000))
    return ld('{"@graph":[%s,{"@type":"Article","author":[%s]}]}'
              % (persons, authors))


def other_dates(count):
    chance = random.Random(1)
    return " ".join("20%02d-%02d-%02d" % (chance.randrange(50),
                                          chance.randrange(1, 13),
                                          chance.randrange(1, 29))
                    for _ in range(count))


def pages():
    half = SIZE // 2
    made = {name: fill(unit) for name, unit in REPEATED.items()}
    made.update((name, begin + fill(unit))
                for name, (begin, unit) in BEGUN.items())
    made["attributes-each-new"] = "<p " + " ".join(
        "a%x=1" % i for i in range(120000)) + ">x"
    made["classes-each-new"] = "".join(
        '<p class="c%d">text %d' % (i, i) for i in range(45000))
    made["dates-each-new"] = other_dates(95000)
    made["ld-people"] = people() + "<p>x"
    made["ld-body"] = ld(
        '{"@type":"Article","articleBody":"%s"}'
        % fill("word and words ", 900000)) + fill("<p>word and words ",
                                                  140000)
    made["ends-that-close-nothing"] = (fill("<i><div><b><u>", half) +
                                       fill("</i></em>", half))
    made["ends-of-others"] = fill("<div>", half) + fill("</p>", half)
    made["title"] = ("<title>" + fill("word ", half) + "</title>" +
                     fill("<p>word word", half))
    made["h1-long"] = ("<h1>" + fill("word ", half) + "</h1>" +
                       fill("<h1>word word", half))
    made = {name: text.encode()[:SIZE] for name, text in made.items()}
    made["no-utf8"] = fill(b"\xff\xfe")
    return made


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    os.makedirs(folder + "/html", exist_ok=True)
    with open(folder + "/list.tsv", "w") as rows:
        for name, page in pages().items():
            with open("%s/html/%s.html" % (folder, name), "wb") as f:
                f.write(page)
            rows.write("%s\thttps://x.example/%s\thtml/%s.html\n"
                       % (name, name, name))


if __name__ == "__main__":
    main()
