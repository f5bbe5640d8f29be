#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A model of one's own: made from text files, always the same, and used.
. "${top_srcdir:-.}/tests/tap.sh"

train=$build/tools/train-language
test -x "$train" || skip_all "train-language is not in this build"

mkdir texts
cat >texts/en.txt <<'.'
The government promises that new schools will open in autumn.
The teachers are waiting for the money which was promised in spring.
Nobody knows whether the bridge over the river will be repaired.
The mayor said that the ferry is back and that people are glad.
We asked the ministry but there was no answer before the evening.
.
cat >texts/de.txt <<'.'
Die Regierung verspricht, dass neue Schulen im Herbst öffnen.
Die Lehrer warten auf das Geld, das im Frühling versprochen wurde.
Niemand weiß, ob die Brücke über den Fluss repariert wird.
Der Bürgermeister sagte, die Fähre fährt wieder und alle freuen sich.
Wir haben das Ministerium gefragt, aber bis zum Abend keine Antwort.
.
# a language that no model brings: the speech of a puppet theatre
cat >texts/qpt.txt <<'.'
Plimbo zatti grunk ve shoppa lurimo kazzi plon.
Ve grunk plimbo nattu sippa, kazzi lurimo tok.
Shoppa ve tok zatti plon, grunk sippa nattu.
Lurimo plimbo kazzi ve zatti shoppa grunk tok.
Nattu sippa plon ve lurimo, tok kazzi plimbo.
.
exits 0 "a model is made of a folder" "$train" -o one.bin -m 0.1 texts
exits 0 "and once more" "$train" -o two.bin -m 0.1 texts
same_file "the same texts give the same model" one.bin two.bin
xz -k texts/qpt.txt 2>/dev/null && rm texts/qpt.txt &&
    "$train" -o three.bin -m 0.1 texts 2>/dev/null &&
    same_file "packed ones, too" one.bin three.bin

mkdir kept
cp texts/en.txt kept/en.test.txt
cp -R texts flores-200
exits 1 "text that others measure with is refused" \
    "$train" -o four.bin -m 0.1 kept
has "with the name of the file" "$(cat err)" "en.test.txt"
exits 1 "a folder of such text, too" "$train" -o four.bin -m 0.1 flores-200

cat >mine.yaml <<'.'
pressmill: 1
pipeline:
  - read: {path: lines.jsonl, format: jsonl}
  - language: {model: one.bin}
  - jsonl: {path: "-"}
.
cat >lines.jsonl <<'.'
{"text": "Grunk plimbo zatti ve lurimo."}
{"text": "The teachers said that nobody knows."}
{"text": "Die Lehrer haben das Geld für die Schulen."}
.
if "$pressmill" plugin language >/dev/null 2>&1; then
    exits 0 "a pipeline takes it" "$pressmill" run mine.yaml
    is "and tells its languages" \
        "$(sed 's/.*"lang":"\([^"]*\)".*/\1/' out | tr '\n' ' ')" \
        "qpt en de "
    dd if=one.bin of=cut.bin bs=1000 count=50 2>/dev/null
    sed 's/one.bin/cut.bin/' mine.yaml >cut.yaml
    exits 78 "one that is cut short is refused" "$pressmill" run cut.yaml
    has "with a sentence" "$(cat err)" "cut short"
fi

mkdir empty
exits 1 "no text is said to be none" "$train" -o no.bin empty
has "with what was expected" "$(cat err)" "expected files such as uk.txt"
exits 64 "a size that is none is refused" "$train" -o no.bin -m 0 texts
exits 1 "a folder that is missing is named" "$train" -o no.bin nowhere.txt
has "by its name" "$(cat err)" "nowhere.txt"
done_testing
