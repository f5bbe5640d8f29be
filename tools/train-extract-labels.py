#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Labels for the trainer of extract: which blocks of a page are in its gold.

  train-extract-labels.py DUMP GOLD.json LABELS [PRED.json]

DUMP is written by bench/eval-extract --dump. LABELS receives, for each block
in the order of DUMP, four floats: label (0 or 1), weight, fold, page.

PRED is what models of a first round say of pages that they have not seen.
Where that and the gold text hardly agree, it is as a rule the gold that is
short of the page or of another part of it: such a page weighs a tenth.

A block is in the gold when its words stand there, in the order of the page.
Two blocks may claim the same stretch (a teaser and the text): the longest
chain of blocks whose stretches follow one another decides, as in a diff.
"""
import bisect
import collections
import json
import re
import struct
import sys

TOKEN = re.compile(r'\w+')
FOLDS = 5
N = 4


def tokens(text):
    return TOKEN.findall(text or '')


def pages(path):
    with open(path, 'rb') as f:
        data = f.read()
    at = 0

    def u32():
        nonlocal at
        at += 4
        return struct.unpack_from('<I', data, at - 4)[0]

    def text():
        nonlocal at
        n = u32()
        at += n
        return data[at - n:at].decode('utf-8', 'replace')

    while at < len(data):
        ident, url = text(), text()
        count, stride = u32(), u32()
        at += 4 * count * stride
        yield ident, url, [tokens(text()) for _ in range(count)]


def site(url):
    host = re.sub(r'^\w+://', '', url).split('/')[0].lower()
    return '.'.join(host.split('.')[-2:])


def fold(url):
    h = 2166136261
    for b in site(url).encode():
        h = (h ^ b) * 16777619 & 0xffffffff
    return (h ^ h >> 15) % FOLDS


def chain(spans):
    """The heaviest chain of (block, gold position, weight): positions rise
    with blocks. O(n log n) by a tree of prefix maxima."""
    order = sorted({s[1] for s in spans})
    best = [(0, -1)] * (len(order) + 1)
    back, value = [-1] * len(spans), [0] * len(spans)

    def query(i):
        r = (0, -1)
        while i > 0:
            r = max(r, best[i])
            i -= i & -i
        return r

    for k, (_, pos, weight) in enumerate(spans):
        i = bisect.bisect_left(order, pos) + 1
        w, p = query(i)
        value[k], back[k] = w + weight, p
        j = i
        while j <= len(order):
            best[j] = max(best[j], (value[k], k))
            j += j & -j
    k = max(range(len(spans)), key=lambda x: value[x]) if spans else -1
    taken = set()
    while k >= 0:
        taken.add(k)
        k = back[k]
    return taken


def label(blocks, gold):
    where = collections.defaultdict(list)
    for i in range(len(gold) - N + 1):
        where[tuple(gold[i:i + N])].append(i)
    spans, cover = [], {}
    for b, words in enumerate(blocks):
        if len(words) < N:
            continue
        hit, starts = set(), collections.Counter()
        for i in range(len(words) - N + 1):
            at = where.get(tuple(words[i:i + N]))
            if at:
                hit.update(range(i, i + N))
                for p in at[:8]:
                    starts[p - i] += 1
        if not hit:
            continue
        cover[b] = len(hit) / len(words)
        if cover[b] >= .5:
            for p, n in starts.most_common(4):
                spans.append((b, p, n))
    # candidates of one block: higher positions first, so that a chain does
    # not take two of them
    spans.sort(key=lambda s: (s[0], -s[1]))
    taken = {}
    for k in chain(spans):
        b, p, n = spans[k]
        if b not in taken or n > taken[b][1]:
            taken[b] = (p, n)
    used = set()
    labels = [0] * len(blocks)
    for b, (p, _) in taken.items():
        labels[b] = 1
        used.update(range(max(p, 0), p + len(blocks[b])))
    # out of order, but its words are nobody else's
    for b, c in cover.items():
        if labels[b] or c < .7:
            continue
        for i in range(len(blocks[b]) - N + 1):
            p = where.get(tuple(blocks[b][i:i + N]))
            if p and not any(x in used for x in p):
                labels[b] = 1
                used.update(x + j for x in p[:1] for j in range(N))
    # short blocks: where the chain leaves room for them
    at = 0
    ordered = sorted(taken)
    for b, words in enumerate(blocks):
        if b in taken:
            at = max(at, taken[b][0] + len(words))
            continue
        if not 0 < len(words) < N:
            continue
        i = bisect.bisect_right(ordered, b)
        end = taken[ordered[i]][0] if i < len(ordered) else len(gold)
        for p in range(max(at - 1, 0), min(end, len(gold)) - len(words) + 1):
            if gold[p:p + len(words)] == words and p not in used:
                labels[b] = 1
                used.update(range(p, p + len(words)))
                at = p + len(words)
                break
    return labels


def agreement(gold, text):
    """F1 of the shingles of two token lists."""
    def count(words):
        return collections.Counter(tuple(words[i:i + N])
                                   for i in range(len(words) - N + 1))
    a, b = count(gold), count(text)
    both, n = sum((a & b).values()), sum(a.values()) + sum(b.values())
    return 2 * both / n if n else 1


def main():
    dump, gold_path, out = sys.argv[1:4]
    with open(gold_path, encoding='utf-8') as f:
        gold = json.load(f)
    said = {}
    if len(sys.argv) > 4:
        with open(sys.argv[4], encoding='utf-8') as f:
            said = json.load(f)
    rows = positive = doubted = 0
    with open(out, 'wb') as f:
        for number, (ident, url, blocks) in enumerate(pages(dump)):
            truth = tokens(gold.get(ident, {}).get('articleBody'))
            labels = label(blocks, truth) if truth else [0] * len(blocks)
            size, trust = max(len(truth), 60), 1
            if ident in said and agreement(
                    truth, tokens(said[ident]['articleBody'])) < .7:
                trust, doubted = .1, doubted + 1
            for words, y in zip(blocks, labels):
                n = min(len(words), size)
                w = trust * (n / size) ** .75 if truth and n else 0
                f.write(struct.pack('<4f', y, w, fold(url), number))
            rows += len(labels)
            positive += sum(labels)
    print(f'{rows} blocks, {positive} in the gold; {doubted} pages doubted')


if __name__ == '__main__':
    main()
