// SPDX-License-Identifier: Apache-2.0
//
// peer-cld2.cpp: CLD2 on the lines of a file, for bench/eval-language.sh.
// Reads lang<TAB>text, writes lang<TAB>confidence a line, and the CPU time
// that took on stderr: the answers only, reading and writing apart.
#include <cstdio> // before CLD2, which forgets it
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

int
main(int argc, char **argv)
{
    if (argc < 2) {
        std::cerr << "usage: peer-cld2 GOLD.tsv [rounds]\n";
        return 64;
    }
    std::ifstream in(argv[1]);
    std::vector<std::string> lines, answers;
    std::string line;
    std::size_t bytes = 0;
    int rounds = argc > 2 ? std::atoi(argv[2]) : 1;
    double best = 1e9;

    while (std::getline(in, line)) {
        lines.push_back(line.substr(line.find('\t') + 1));
        bytes += lines.back().size();
    }
    answers.resize(lines.size());
    for (int round = 0; round < rounds; round++) {
        std::clock_t begin = std::clock();

        for (std::size_t i = 0; i < lines.size(); i++) {
            CLD2::CLDHints hints = { nullptr, nullptr,
                                     CLD2::UNKNOWN_ENCODING,
                                     CLD2::UNKNOWN_LANGUAGE };
            CLD2::Language three[3];
            int percent[3], text_bytes;
            double score[3];
            bool reliable;
            CLD2::Language found = CLD2::ExtDetectLanguageSummary(
                lines[i].data(), static_cast<int>(lines[i].size()), true,
                &hints, CLD2::kCLDFlagBestEffort, three, percent, score, nullptr, &text_bytes,
                &reliable);
            char confidence[16];

            std::snprintf(confidence, sizeof confidence, "\t%.2f",
                          percent[0] / 100.0);
            answers[i] = CLD2::LanguageCode(found);
            answers[i] += confidence;
        }
        double took = static_cast<double>(std::clock() - begin) /
                      CLOCKS_PER_SEC;

        if (took < best)
            best = took;
    }
    for (const std::string &answer : answers)
        std::cout << answer << '\n';
    std::fprintf(stderr, "CLD2: %zu lines, %.1f MB/s\n", lines.size(),
                 static_cast<double>(bytes) / best / 1e6);
    return 0;
}
