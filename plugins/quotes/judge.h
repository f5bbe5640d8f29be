/* SPDX-License-Identifier: Apache-2.0
 *
 * judge.h: how likely a quote and its speaker are right, by a small linear
 * model over what the rules found. Replaceable: models/quotes-XX.bin. */
#ifndef QUOTES_JUDGE_H
#define QUOTES_JUDGE_H

#include "quotes.h"

#include <pressmill/data.h>

struct judge {
    struct mill_map map;
    const int8_t *weights; /* NULL: no model */
    uint32_t mask;         /* buckets - 1 */
    float scale, bias;
    float least;           /* reports less likely than this are dropped */
    char lang[8];
};

/** Maps a model; false when the file is wrong (the report says why). */
bool judge_open(struct judge *j, const char *path, struct mill_report *rep);
void judge_close(struct judge *j);

/** Gives every quote the model's confidence; reports that it finds unlikely
 * are dropped. */
void judge_all(const struct judge *j, struct work *w);

/** Multiplies the rules' own confidence by the language's factors. */
void judge_scale(struct work *w);

/** Whether there is a rule of that name. */
bool judge_knows(const char *basis);

#endif
