/* SPDX-License-Identifier: Apache-2.0
 *
 * sentiment-rows.h: labelled rows as JSON lines, for the trainer and the
 * accuracy program: {"id","lang","domain","text","target","label","score"}. */
#ifndef TOOLS_SENTIMENT_ROWS_H
#define TOOLS_SENTIMENT_ROWS_H

#include <pressmill/pressmill.h>

struct row {
    const char *id, *lang, *domain;
    struct mill_str text;
    struct mill_span target; /* bytes; begin > end: none */
    int label;               /* 0 negative, 1 neutral, 2 positive */
    bool scored;
    float score;
};

struct rows {
    struct mill_arena *arena;
    struct row *row;
    size_t count, room;
};

extern const char *const row_labels[3];

/* Adds the rows of a file; exits with a message when it cannot. */
void rows_read(struct rows *rows, const char *path);
void rows_free(struct rows *rows);

#endif
