#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Gathers freely licensed text for languages of which little is at hand.

  language-text.py OUT [mediawiki=DIR] [autshumato=DIR]
                   [tei=LABEL:DIR] [lines=LABEL:FILE] [bible=LABEL:FILE]
                   [nchlt=DIR] [words=LABEL:FILE.dic] [latin=LANG:FILE]

Writes OUT/LABEL.txt, one string a line, for train-language. What each
source is, where it comes from and its licence stand in models/language.md.

  mediawiki   an unpacked Debian package `mediawiki`: interface messages,
              translated at translatewiki.net
  autshumato  a folder of ukuxhumana's clean/: parallel government text
  tei         a folder of TEI files in Latin (names with -lat)
  nchlt       a folder of improved_LABEL.txt: government text, South Africa
  words       a Hunspell dictionary, expanded by `unmunch` (Debian package
              hunspell-tools): words, a sample of them, six a line
  latin       Serbian (srp), Russian (rus) or Ukrainian (ukr) in Cyrillic:
              adds it in Latin letters, as LANG-Latn
  lines       plain text
  bible       XML with <seg> verses (bible-corpus)
"""
import json
import lzma
import os
import re
import subprocess
import sys
import tempfile
import zlib

MEDIAWIKI = """ab=abk ace af=afr am=amh ar=arb as=asm ast ay=ayr az=aze ba=bak
ban be=bel be-tarask=bel bg=bul bho bn=ben bo=bod br=bre bs=bos ca=cat ceb ckb
co=cos crh-latn=crh cs=ces cv=chv cy=cym da=dan de=deu dsb dv=div dz=dzo
ee=ewe el=ell eo=epo es=spa et=est eu=eus fa=fas ff=ful fi=fin fj=fij fo=fao
fr=fra fur fy=fry ga=gle gd=gla gl=glg gn=grn gu=guj gv=glv ha=hau haw he=heb
hi=hin hil hr=hrv hsb hu=hun hy=hye ia=ina id=ind ig=ibo ilo is=isl it=ita
ja=jpn jv=jav ka=kat kab kk-cyrl=kaz kl=kal km=khm ku-latn=kmr kn=kan ko=kor
koi=kpv kv=kpv ky=kir la=lat lb=ltz lg=lug lij ln=lin lo=lao lt=lit lv=lav
mai mg=mlg mi=mri mk=mkd ml=mal mn=mon mr=mar ms=msa mt=mlt my=mya nb=nob
ne=nep nl=nld nn=nno nso ny=nya oc=oci om=orm or=ori os=oss pa=pan pl=pol
ps=pus pt=por pt-br=por rm=roh rn=run ro=ron ru=rus rw=kin sa=san sah sat
sc=srd scn sco sd=snd shi=shi si=sin sk=slk skr-arab=skr sl=slv sm=smo sn=sna
so=som sq=sqi sr-ec=srp-Cyrl sr-el=srp-Latn ss=ssw st=sot su=sun sv=swe sw=swa
szl ta=tam te=tel tg-cyrl=tgk th=tha ti=tir tk=tuk tl=fil tn=tsn to=ton tr=tur
ts=tso tt-cyrl=tat ty=tah tyv ug-arab=uig uk=ukr ur=urd uz=uzb ve=ven vec
vi=vie war wo=wol xh=xho yi=yid yo=yor yue=yue yue-hant=yue zh-hans=zho-Hans
zh-hant=zho-Hant zu=zul"""
CODES = {}
for pair in MEDIAWIKI.split():
    a, _, b = pair.partition("=")
    CODES[a] = b or a


def clean(s):
    s = re.sub(r"\{\{[^{}]*\}\}", " ", s)
    s = re.sub(r"\{\{[^{}]*\}\}", " ", s)
    s = re.sub(r"\[\[(?:[^|\]]*\|)?([^\]]*)\]\]", r"\1", s)
    s = re.sub(r"\[\S*(?:://|\$)\S*\s*([^\]]*)\]", r"\1", s)
    s = re.sub(r"<[^>]*>", " ", s)
    s = re.sub(r"&[a-z]+;|'''?|\$\d|[{}\[\]|=*]|__\w+__", " ", s)
    return re.sub(r"\s+", " ", s).strip()


def good(s):
    letters = sum(c.isalpha() for c in s)
    return letters >= 8 and letters * 2 >= len(s)


class Out:
    def __init__(self, folder):
        self.folder, self.seen, self.bytes = folder, {}, {}

    def add(self, label, line, most=None):
        line = re.sub(r"\s+", " ", line).strip()
        seen = self.seen.setdefault(label, {})
        if not good(line) or line in seen:
            return
        size = len(line.encode()) + 1
        if most and self.bytes.get(label, 0) + size > most:
            return
        seen[line] = None
        self.bytes[label] = self.bytes.get(label, 0) + size

    def write(self):
        os.makedirs(self.folder, exist_ok=True)
        for label in sorted(self.seen):
            path = os.path.join(self.folder, label + ".txt")
            with open(path, "w", encoding="utf-8") as f:
                for line in self.seen[label]:
                    f.write(line + "\n")
            print("%s\t%d\t%d" % (label, len(self.seen[label]),
                                  self.bytes[label]))


def mediawiki(out, folder):
    for here, folders, files in sorted(os.walk(folder)):
        folders.sort()
        if "en.json" not in files:
            continue
        try:
            with open(os.path.join(here, "en.json"), encoding="utf-8") as f:
                english = json.load(f)
        except ValueError:
            continue
        if "@metadata" not in english:
            continue
        for name in sorted(files):
            label = CODES.get(name[:-5]) if name.endswith(".json") else None
            if label is None:
                continue
            with open(os.path.join(here, name), encoding="utf-8") as f:
                try:
                    messages = json.load(f)
                except ValueError:
                    continue
            for key, value in messages.items():
                if isinstance(value, str) and value != english.get(key):
                    for line in clean(value.replace("\n\n", "\1")).split("\1"):
                        out.add(label, line, 700000)


def autshumato(out, folder):
    for pair, label in (("af", "afr"), ("nso", "nso"), ("tn", "tsn"),
                        ("ts", "tso"), ("zu", "zul")):
        for here, _, files in sorted(os.walk(folder)):
            for name in sorted(files):
                # the part it was tested on stays aside
                if re.match(r"en%s_parallel(\.8000)?(\.train|\.dev)?\.%s$" %
                            (pair, pair), name):
                    path = os.path.join(here, name)
                    with open(path, encoding="utf-8", errors="replace") as f:
                        for line in f:
                            line = line.replace("@@ ", "")
                            for s in re.split(r"(?<=[.?!;:])(?=\S)", line):
                                if "\ufffd" not in s and "Ã" not in s and \
                                        len(s) < 600:
                                    out.add(label, s, 700000)


def tei(out, label, folder):
    for here, folders, files in sorted(os.walk(folder)):
        folders.sort()
        for name in sorted(files):
            if "-lat" not in name or not name.endswith(".xml"):
                continue
            with open(os.path.join(here, name), encoding="utf-8",
                      errors="replace") as f:
                text = f.read()
            text = text[max(text.find("<body"), 0):]
            text = re.sub(r"<note.*?</note>|<(?:head|bibl|foreign|speaker)\b"
                          r".*?</(?:head|bibl|foreign|speaker)>", " ", text,
                          flags=re.S)
            text = re.sub(r"&[^;]*;|<[^>]*>", " ", text)
            text = re.sub(r"\s+", " ", text)
            sentences = re.split(r"(?<=[.?!;:])\s+", text)
            for s in sentences[:120]:
                if len(s) < 400:
                    out.add(label, s, 1500000)


def bible(out, label, path):
    with open(path, encoding="utf-8") as f:
        text = f.read()
    for s in re.findall(r"<seg[^>]*>(.*?)</seg>", text, flags=re.S):
        out.add(label, s, 500000)


def nchlt(out, folder):
    for name in sorted(os.listdir(folder)):
        m = re.match(r"improved_(\w+)\.txt$", name)
        if m and m.group(1) != "eng":
            with open(os.path.join(folder, name), encoding="utf-8",
                      errors="replace") as f:
                for line in f:
                    if "\ufffd" not in line:
                        out.add(m.group(1), line, 1900000)


def words(out, label, path):
    aff = path[:-4] + ".aff"
    with open(aff, "rb") as f:
        m = re.search(rb"^SET\s+(\S+)", f.read(), flags=re.M)
    charset = m.group(1).decode() if m else "iso8859-1"
    charset = {"microsoft-cp1251": "cp1251"}.get(charset, charset)
    with open(path, "rb") as f:
        roots = f.read().split(b"\n")[1:]
    roots.sort(key=lambda w: (zlib.crc32(w), w))
    roots = [w.split(b"\t")[0].strip() for w in roots[:15000]]
    with tempfile.NamedTemporaryFile(suffix=".dic") as f:
        f.write(b"%d\n" % len(roots) + b"\n".join(roots) + b"\n")
        f.flush()
        command = "unmunch '%s' '%s' | head -c 8000000" % (f.name, aff)
        try:
            found = subprocess.run(["sh", "-c", command], timeout=15,
                                   stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL).stdout
        except subprocess.TimeoutExpired:
            found = b""
    found += b"\n" + b"\n".join(w.split(b"/")[0] for w in roots)
    kept = set()
    for word in found.decode(charset, errors="replace").split("\n"):
        word = word.split("/")[0].strip()
        if 2 < len(word) < 24 and word.replace("'", "").isalpha() and \
                word[0] == word[0].lower():
            kept.add(word)
    kept = sorted(kept, key=lambda w: (zlib.crc32(w.encode()), w))
    size = 0
    for i in range(0, len(kept), 6):
        line = " ".join(kept[i:i + 6])
        size += len(line.encode())
        if size > 450000:
            break
        out.add(label, line)


LATIN = {
    "srp": ("абвгдђежзијклљмнњопрстћуфхцчџш",
            "a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š"),
    "rus": ("абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
            "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch "
            "- y - e yu ya"),
    "ukr": ("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'’ʼ",
            "a b v h g d e ye zh z y i yi y k l m n o p r s t u f kh ts ch sh "
            "shch - yu ya - - -"),
}


def latin(out, language, path):
    letters, words = LATIN[language]
    table = {a: b.replace("-", "") for a, b in zip(letters, words.split())}
    table.update({a.upper(): b.capitalize() for a, b in table.items()})
    with (lzma.open if path.endswith(".xz") else open)(
            path, "rt", encoding="utf-8") as f:
        for line in f:
            out.add(language + "-Latn",
                    "".join(table.get(c, c) for c in line), 1500000)


def lines(out, label, path):
    with open(path, encoding="utf-8", errors="replace") as f:
        for line in f:
            for s in re.split(r"(?<=[.?!])\s+", line):
                if "\ufffd" not in s:
                    out.add(label, s, 1500000)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    out = Out(sys.argv[1])
    for argument in sys.argv[2:]:
        kind, _, where = argument.partition("=")
        if kind in ("mediawiki", "autshumato", "nchlt"):
            {"mediawiki": mediawiki, "autshumato": autshumato,
             "nchlt": nchlt}[kind](out, where)
        else:
            label, _, path = where.partition(":")
            {"tei": tei, "lines": lines,
             "bible": bible, "words": words, "latin": latin}[kind](out, label, path)
    out.write()


if __name__ == "__main__":
    main()
