#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Gathers freely licensed text for languages of which little is at hand.

  language-text.py OUT [mediawiki=DIR] [autshumato=DIR]
                   [tei=LABEL:DIR] [lines=LABEL:FILE] [bible=LABEL:FILE]
                   [nchlt=DIR] [words=LABEL:FILE.dic] [latin=LANG:FILE]
                   [gettext=DIR] [pak=DIR] [html=LABEL:DIR] [stories=DIR]
                   [fluent=DIR] [sword=LABEL:FILE.zip]

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
  gettext     a tree with LOCALE/LC_MESSAGES/*.mo: translated messages of
              some length
  pak         a folder of Chromium's LOCALE.pak
  html        a tree of pages: their paragraphs
  stories     a folder LOCALE/*.md of storybooks; those under CC-BY or in the
              public domain
  sword       a Bible as a module of the SWORD project
  fluent      a folder LOCALE/*.ftl of Mozilla's translations
  lines       plain text
  bible       XML with <seg> verses (bible-corpus)
"""
import html as entities
import json
import lzma
import os
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
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


# what other projects write for the same, in lower case
LOCALES = {
    "ar-dz": None, "as": "asm", "bas": "bas", "bem": "bem", "be@latin": None, "bn-bd": "ben",
    "bn-in": "ben", "bs": "bos", "ca@valencia": "cat", "ca-valencia": "cat",
    "crh": "crh", "en": None, "fa-af": "prs", "fil": "fil", "ga-ie": "gle",
    "hy-am": "hye", "iw": "heb", "kk": "kaz", "kmr": "kmr", "ku": "kmr",
    "lug": "lug", "mn": "mon", "nb-no": "nob", "nd": "nde", "ne-np": "nep",
    "nn-no": "nno", "no": "nob", "nr": "nbl", "pa-in": "pan", "prs": "prs",
    "rm-sursilv": "roh", "rm-vallader": "roh", "sr": "srp-Cyrl",
    "sr@ijekavian": "srp-Cyrl", "sr@ijekavianlatin": "srp-Latn",
    "sr@latin": "srp-Latn", "sr-latn": "srp-Latn", "tg": "tgk", "tt": "tat",
    "ug": "uig", "uz@cyrillic": None, "yue": "yue", "zh": None,
    "zh-cn": "zho-Hans", "zh-hans": "zho-Hans", "zh-hk": "zho-Hant",
    "zh-hant": "zho-Hant", "zh-tw": "zho-Hant",
}


def locale_label(name):
    name = name.lower().replace("_", "-")
    if name in LOCALES:
        return LOCALES[name]
    base = name.split("-")[0]
    if name == base or name[len(base) + 1:] in (
            "ar", "at", "br", "ch", "es", "et", "fi", "fr", "fy-nl", "il",
            "in", "ir", "it", "lk", "mx", "nl", "pt", "ro", "se", "za"):
        return CODES.get(base)
    return None


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


def message(s):
    """A message of a program as text: no mnemonics, formats, markup."""
    s = re.sub(r"%(?:\d+\$)?[-+ #0]*\d*(?:\.\d+)?(?:l|ll|h|z)?[a-zA-Z]|"
               r"%\(\w+\)[sd]|%\d+|\$\{?\w+\}?|\\[ntr]|[@#]\w+|~{1,2}", " ", s)
    s = re.sub(r"(?<=\w)[_&](?=\w)|(?<!\w)[_&](?=\w)", "",
               entities.unescape(re.sub(r"<[^>]*>", " ", s)))
    return clean(re.sub(r"\([&_]\w\)", "", s))


def is_prose(s):
    letters = sum(c.isalpha() for c in s)
    return letters >= 25 and "://" not in s and "_" not in s and \
        not re.search(r"\b(plural|select|few|other)\b.*\b(other|few)\b", s) and \
        (s.count(" ") >= 3 or letters * 3 < len(s.encode()) * 2)


def read_mo(path):
    with open(path, "rb") as f:
        data = f.read()
    if data[:4] != b"\xde\x12\x04\x95":
        return
    count, ids, strings = struct.unpack_from("<3I", data, 8)
    for i in range(count):
        size, at = struct.unpack_from("<2I", data, ids + 8 * i)
        key = data[at:at + size]
        size, at = struct.unpack_from("<2I", data, strings + 8 * i)
        if key != b"" and key != data[at:at + size]:
            yield (key.split(b"\4")[-1].decode("utf-8", "replace"),
                   data[at:at + size].decode("utf-8", "replace"))


def gettext(out, folder):
    for here, folders, files in sorted(os.walk(folder)):
        folders.sort()
        if not here.endswith("/LC_MESSAGES"):
            continue
        label = locale_label(here.split("/")[-2])
        for name in sorted(files) if label else ():
            if not name.endswith(".mo"):
                continue
            for key, value in read_mo(os.path.join(here, name)):
                for line in re.split(r"[\0\n]", value):
                    line = message(line)
                    if is_prose(line) and line not in key and \
                            "\ufffd" not in line:
                        out.add(label, line, 900000)


def pak(out, folder):
    for name in sorted(os.listdir(folder)):
        label = locale_label(name[:-4]) if name.endswith(".pak") else None
        if label is None:
            continue
        with open(os.path.join(folder, name), "rb") as f:
            data = f.read()
        version, _, count, _ = struct.unpack_from("<IIHH", data, 0)
        assert version == 5, name
        places = [struct.unpack_from("<HI", data, 12 + 6 * i)[1]
                  for i in range(count + 1)]
        for begin, end in zip(places, places[1:]):
            try:
                line = message(data[begin:end].decode("utf-8"))
            except UnicodeDecodeError:
                continue
            if is_prose(line):
                out.add(label, line, 900000)


def html(out, label, folder):
    for here, folders, files in sorted(os.walk(folder)):
        folders.sort()
        for name in sorted(files):
            if not name.endswith(".html"):
                continue
            with open(os.path.join(here, name), encoding="utf-8",
                      errors="replace") as f:
                text = f.read()
            for p in re.findall(r"<p\b[^>]*>(.*?)</p>", text, flags=re.S):
                for s in re.split(r"(?<=[.?!])\s+(?=\S)", message(p)):
                    if is_prose(s):
                        out.add(label, s, 900000)


def stories(out, folder):
    for locale in sorted(os.listdir(folder)):
        label = locale_label(locale)
        where = os.path.join(folder, locale)
        if label is None or not os.path.isdir(where):
            continue
        for name in sorted(os.listdir(where)):
            if not name.endswith(".md"):
                continue
            with open(os.path.join(where, name), encoding="utf-8",
                      errors="replace") as f:
                text, _, facts = f.read().partition("* License:")
            # what may be had for no trade alone, or not altered, may not
            if not re.match(r" *\[?(CC[- ]BY\]?\s*\n|Public Domain)", facts):
                continue
            for s in re.split(r"\n|(?<=[.?!।])\s+", text):
                out.add(label, s.strip("#* "))


def fluent(out, folder):
    for locale in sorted(os.listdir(folder)):
        label = locale_label(locale)
        where = os.path.join(folder, locale)
        if label is None or not os.path.isdir(where):
            continue
        for name in sorted(os.listdir(where)):
            with open(os.path.join(where, name), encoding="utf-8") as f:
                for line in f:
                    m = re.match(r"(?:[\w-]+ =| +(?![.\[*]))(.*)", line)
                    if m and is_prose(message(m.group(1))):
                        out.add(label, message(m.group(1)))


def sword(out, label, path):
    with zipfile.ZipFile(path) as z:
        names = {n.rsplit("/", 1)[-1]: n for n in z.namelist()}
        for part in ("nt", "ot"):
            if part + ".bzz" not in names:
                continue
            blocks, verses, packed = (z.read(names[part + "." + kind])
                                      for kind in ("bzs", "bzv", "bzz"))
            text = []
            for i in range(len(blocks) // 12):
                at, size, _ = struct.unpack_from("<3I", blocks, 12 * i)
                text.append(zlib.decompress(packed[at:at + size]))
            for i in range(len(verses) // 10):
                block, at, size = struct.unpack_from("<2IH", verses, 10 * i)
                if size == 0 or block >= len(text):
                    continue
                verse = text[block][at:at + size].decode("utf-8", "replace")
                verse = re.sub(r"<(note|title|rdg)\b.*?</\1>", " ", verse,
                               flags=re.S)
                verse = clean(entities.unescape(verse))
                if "\ufffd" not in verse:
                    out.add(label, verse, 900000)


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
        if kind in ("mediawiki", "autshumato", "nchlt", "gettext", "pak",
                    "stories", "fluent"):
            {"mediawiki": mediawiki, "autshumato": autshumato, "nchlt": nchlt,
             "gettext": gettext, "pak": pak, "stories": stories,
             "fluent": fluent}[kind](out, where)
        else:
            label, _, path = where.partition(":")
            {"tei": tei, "lines": lines, "html": html, "sword": sword,
             "bible": bible, "words": words, "latin": latin}[kind](out, label, path)
    out.write()


if __name__ == "__main__":
    main()
