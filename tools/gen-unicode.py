#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes core/unicode-tables.h from the Unicode Character Database.

    tools/gen-unicode.py [FOLDER] > core/unicode-tables.h

FOLDER holds UnicodeData.txt and Scripts.txt, as in Debian's unicode-data
(/usr/share/unicode, the default). The tables are in two levels: the upper bits
of a code point choose a block, its lower bits a record in the block. The
program reads the enumerations from core/pressmill/unicode.h, so that numbers
are written down in one place only.
"""
import os
import re
import sys

TOP = 0x110000
HERE = os.path.dirname(os.path.abspath(__file__))
HEADER = os.path.join(HERE, "..", "core", "pressmill", "unicode.h")

CLASSES = {
    "Lu": "UPPER", "Lt": "UPPER", "Ll": "LOWER", "Lm": "LETTER",
    "Lo": "LETTER", "Mn": "MARK", "Mc": "MARK", "Me": "MARK", "Nd": "DIGIT",
    "Nl": "NUMBER", "No": "NUMBER", "Zs": "SPACE", "Zl": "SPACE",
    "Zp": "SPACE",
}
SCRIPTS = {"Canadian_Aboriginal": "CANADIAN", "Common": "COMMON",
           "Inherited": "COMMON"}


def enum(name):
    """Members of an enumeration of the header, by name."""
    with open(HEADER, encoding="utf-8") as f:
        body = re.search(r"enum mill_%s \{(.*?)\};" % name, f.read(), re.S)
    body = re.sub(r"/\*.*?\*/", "", body.group(1), flags=re.S)
    names = [m.split("=")[0].strip() for m in body.split(",")]
    prefix = "MILL_%s_" % name.upper()
    return {n[len(prefix):]: i for i, n in enumerate(names) if n}


def classes_and_case(folder, classes):
    kind = [classes["OTHER"]] * TOP
    lower, upper = list(range(TOP)), list(range(TOP))
    first = 0
    with open(os.path.join(folder, "UnicodeData.txt"), encoding="ascii") as f:
        for line in f:
            col = line.rstrip("\n").split(";")
            c = int(col[0], 16)
            name = CLASSES.get(col[2])
            if name is None:
                name = {"P": "PUNCT", "S": "SYMBOL"}.get(col[2][0], "OTHER")
            if not col[1].endswith("Last>"):
                first = c
            for k in range(first, c + 1):
                kind[k] = classes[name]
            upper[c] = int(col[12], 16) if col[12] else c
            lower[c] = int(col[13], 16) if col[13] else c
    for c in range(9, 14):  # tab to carriage return
        kind[c] = classes["SPACE"]
    return kind, lower, upper


def scripts(folder, numbers):
    script = [numbers["COMMON"]] * TOP
    version = "?"
    with open(os.path.join(folder, "Scripts.txt"), encoding="utf-8") as f:
        for line in f:
            m = re.match(r"# Scripts-([0-9.]+)\.txt", line)
            version = m.group(1) if m else version
            m = re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*; (\w+)", line)
            if m is None:
                continue
            name = SCRIPTS.get(m.group(3), m.group(3).upper())
            n = numbers.get(name, numbers["OTHER"])
            for c in range(int(m.group(1), 16),
                           int(m.group(2) or m.group(1), 16) + 1):
                script[c] = n
    return script, version


def two_levels(values, bits):
    size = 1 << bits
    blocks, index = {}, []
    for at in range(0, len(values), size):
        block = tuple(values[at:at + size])
        index.append(blocks.setdefault(block, len(blocks)))
    return index, [v for block in blocks for v in block]


def width(values):
    return 1 if max(values) < 256 else 2


def array(name, values):
    print("static const uint%d_t %s[%d] = {" % (8 * width(values), name,
                                                len(values)))
    line = "   "
    for v in values:
        if len(line) + len(str(v)) + 2 > 79:
            print(line)
            line = "   "
        line += " %d," % v
    print(line + "\n};\n")


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/unicode"
    kind, lower, upper = classes_and_case(folder, enum("class"))
    script, version = scripts(folder, enum("script"))

    records, value = {}, []
    for c in range(TOP):
        r = (kind[c], script[c], lower[c] - c, upper[c] - c)
        value.append(records.setdefault(r, len(records)))
    best = None
    for bits in range(5, 10):
        index, data = two_levels(value, bits)
        cost = len(index) * width(index) + len(data) * width(data)
        if best is None or cost < best[0]:
            best = (cost, bits, index, data)
    _, bits, index, data = best

    print("/* SPDX-License-Identifier: Apache-2.0\n"
          " *\n"
          " * unicode-tables.h: made by tools/gen-unicode.py of Unicode %s; "
          "do not edit. */\n" % version)
    print("#define UNICODE_BITS %d\n" % bits)
    print("struct unicode_record {\n    uint8_t kind, script;\n"
          "    int32_t to_lower, to_upper; /* added to the code point */\n"
          "};\n")
    print("static const struct unicode_record unicode_records[%d] = {"
          % len(records))
    for r in records:
        print("    { %d, %d, %d, %d }," % r)
    print("};\n")
    array("unicode_blocks", index)
    array("unicode_data", data)


main()
