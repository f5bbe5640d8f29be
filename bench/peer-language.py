#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Other language detectors on the lines of a file, for eval-language.sh.

  peer-language.py fasttext|lingua|gcld3 GOLD.tsv > PRED.tsv
"""
import os
import sys
import time


def detector(name):
    if name == "fasttext":
        import fasttext
        model = fasttext.load_model(os.environ["FASTTEXT"])

        def answer(text):
            labels, odds = model.predict(text)
            return labels[0].replace("__label__", ""), float(odds[0])
    elif name == "lingua":
        import lingua
        found = lingua.LanguageDetectorBuilder.from_all_languages().build()

        def answer(text):
            values = found.compute_language_confidence_values(text)
            if not values:
                return "und", 0.0
            return values[0].language.iso_code_639_1.name.lower(), \
                values[0].value
    else:
        import gcld3
        found = gcld3.NNetLanguageIdentifier(0, 1000)

        def answer(text):
            r = found.FindLanguage(text)
            return r.language, r.probability
    return answer


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    answer = detector(sys.argv[1])
    with open(sys.argv[2], encoding="utf-8", newline="\n") as f:
        lines = [line.rstrip("\r\n").split("\t", 1)[1] for line in f]
    begin = time.process_time()
    answers = [answer(line) for line in lines]
    took = time.process_time() - begin
    for code, confidence in answers:
        print("%s\t%.4f" % (code, confidence))
    size = sum(len(line.encode()) for line in lines)
    sys.stderr.write("%s: %d lines, %.3f MB/s\n" %
                     (sys.argv[1], len(lines), size / took / 1e6))


if __name__ == "__main__":
    main()
