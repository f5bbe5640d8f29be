/* SPDX-License-Identifier: Apache-2.0
 *
 * segment.h: what the parts of the `segment` plugin share: the rules of a
 * language and the splitter that applies them. */
#ifndef SEGMENT_H
#define SEGMENT_H

#include <pressmill/arena.h>
#include <pressmill/base.h>
#include <pressmill/report.h>

/* What a word before a full stop says about it. */
enum abbr_kind {
    ABBR_NONE = 0,
    ABBR_INNER,  /* "Mr.": never the last word of a sentence */
    ABBR_MAY_END /* "p.m.": ends one when a capital follows */
};

struct abbr {
    const char *word; /* lower case, without its last full stop */
    uint32_t len;
    uint32_t hash;
    enum abbr_kind kind;
};

/* Rules of one language, read from lang/XX/segment.yaml. */
struct rules {
    const char *lang;
    struct abbr *table; /* open addressing, a power of two */
    uint32_t mask;      /* size - 1 */
    bool ordinals;      /* "3. Juni": a number with a stop goes on */
};

/* Receives spans in order; false stops the splitter. */
typedef bool (*span_fn)(void *ctx, struct mill_span span);

struct splitter {
    const char *text;
    uint32_t len;
    const struct rules *rules; /* NULL: marks and capitals alone */
    bool wrapped;              /* lines are cut by width, not by sense */
};

/** Reads a language's rules; false when the file is wrong (the report says
 * where). */
bool rules_read(struct rules *rules, struct mill_arena *arena,
                const char *lang, const char *path, struct mill_report *rep);

/** What the word [word, word + len), lower case, is before a full stop. */
enum abbr_kind rules_abbr(const struct rules *rules, const char *word,
                          size_t len);

/** Sets the splitter up for a text; looks once at its line ends. */
void splitter_init(struct splitter *s, const char *text, uint32_t len,
                   const struct rules *rules);

bool split_paragraphs(const struct splitter *s, span_fn fn, void *ctx);
bool split_sentences(const struct splitter *s, struct mill_span paragraph,
                     span_fn fn, void *ctx);
bool split_words(const struct splitter *s, struct mill_span span, span_fn fn,
                 void *ctx);

#endif
