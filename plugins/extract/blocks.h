/* SPDX-License-Identifier: Apache-2.0
 *
 * blocks.h: between blocks.c and blocks-text.c. */
#ifndef EXTRACT_BLOCKS_H
#define EXTRACT_BLOCKS_H

#include "article.h"

struct writer {
    char *to;
    size_t len;
    bool space; /* a space is due before the next character */
};

/* Appends text, with white space as one space and nothing invisible. */
void blocks_write_text(struct writer *w, const char *p, size_t len);

#endif
