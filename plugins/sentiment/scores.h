/* SPDX-License-Identifier: Apache-2.0
 *
 * scores.h: made by tools/gen-sentiment-scores from docs/sentiment.md. */
#ifndef SENTIMENT_SCORES_H
#define SENTIMENT_SCORES_H

#define SENTIMENT_SCORES \
    "en news 0.618, " \
    "en toward people 0.712, " \
    "uk news 0.601, " \
    "uk toward people 0.611, " \
    "ru news 0.628, " \
    "ru toward people 0.584, " \
    "de tweets 0.509, " \
    "es tweets 0.503, " \
    "fr tweets 0.575, " \
    "it tweets 0.466, " \
    "pt tweets 0.550"

#endif
