/* SPDX-License-Identifier: Apache-2.0
 *
 * scores.h: made by tools/gen-sentiment-scores from docs/sentiment.md. */
#ifndef SENTIMENT_SCORES_H
#define SENTIMENT_SCORES_H

#define SENTIMENT_SCORES \
    "en news 0.597, " \
    "en toward people 0.714, " \
    "uk news 0.591, " \
    "uk toward people 0.575, " \
    "ru news 0.602, " \
    "ru toward people 0.563, " \
    "de tweets 0.508, " \
    "es tweets 0.502, " \
    "fr tweets 0.579, " \
    "it tweets 0.465, " \
    "pt tweets 0.550"

#endif
