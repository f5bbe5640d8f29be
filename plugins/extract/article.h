/* SPDX-License-Identifier: Apache-2.0
 *
 * article.h: what is known of a page while its article is being found: the
 * blocks of text, what the names of its elements say, its metadata.
 *
 *   html.c -> meta*.c -> blocks.c -> features.c -> model.c -> choose.c
 */
#ifndef EXTRACT_ARTICLE_H
#define EXTRACT_ARTICLE_H

#include "html.h"
#include "words.h"

/* What class and id words of an element say, by names.c. */
enum sign {
    SIGN_ARTICLE = 0, /* article, story, post, entry */
    SIGN_BODY,        /* body, content, text, main */
    SIGN_TITLE,
    SIGN_LEAD, /* subtitle, standfirst, excerpt */
    SIGN_AUTHOR,
    SIGN_DATE,
    SIGN_META,
    SIGN_CAPTION,
    SIGN_TAGS,
    SIGN_COMMENT,
    SIGN_SHARE,
    SIGN_RELATED,
    SIGN_NAV,
    SIGN_FOOTER,
    SIGN_HEADER,
    SIGN_SIDE,
    SIGN_AD,
    SIGN_NEWSLETTER,
    SIGN_COOKIE, /* and other things that lie over the page */
    SIGN_TOC,
    SIGN_QUOTE,
    SIGN_HIDDEN,
    SIGN_VIDEO,
    SIGN_EMBED,
    SIGN_BOX,
    SIGN_LIST, /* cards, items, grids, sliders */
    SIGN_COUNT
};

/* What stands above a node, inherited from its ancestors. */
enum within {
    IN_LINK = 1u << 0,
    IN_BOLD = 1u << 1,
    IN_NAV = 1u << 2,
    IN_HEADER = 1u << 3,
    IN_FOOTER = 1u << 4,
    IN_ASIDE = 1u << 5,
    IN_ARTICLE = 1u << 6,
    IN_MAIN = 1u << 7,
    IN_FIGURE = 1u << 8,
    IN_QUOTE = 1u << 9,
    IN_LIST = 1u << 10,
    IN_TABLE = 1u << 11,
    IN_FORM = 1u << 12,
    IN_HIDDEN = 1u << 13,
    IN_SKIP = 1u << 14, /* <head>, <button>, <option>: no text of an article */
    IN_BODYPROP = 1u << 15, /* itemprop=articleBody */
    IN_HEADING = 1u << 16,
    IN_ITALIC = 1u << 17,
    IN_DETAILS = 1u << 18,
    IN_COMMENTS = 1u << 19
};

enum block_kind {
    KIND_PARAGRAPH = 0,
    KIND_HEADING,
    KIND_LIST_ITEM,
    KIND_BLOCKQUOTE,
    KIND_TABLE,
    KIND_CAPTION,
    KIND_CODE,
    KIND_COUNT
};

/* What a phrase at the start of a block says, by phrases.c. */
enum phrase {
    PHRASE_NONE = 0,
    PHRASE_READ_ALSO, /* "Read also:", "Читайте також:" */
    PHRASE_RELATED, /* a heading: "Related stories", "Новини за темою" */
    PHRASE_CREDIT, /* "Photo: Reuters", "Фото: УНІАН" */
    PHRASE_SHARE,
    PHRASE_SUBSCRIBE,
    PHRASE_COMMENTS,
    PHRASE_COOKIE,
    PHRASE_COPYRIGHT,
    PHRASE_BYLINE,
    PHRASE_DATE,
    PHRASE_TAGS,
    PHRASE_AD,
    PHRASE_TYPO,    /* "Found a mistake? Select it and press Ctrl+Enter" */
    PHRASE_MENU,    /* "Skip to content", "ua en ru" */
    PHRASE_CLOSING, /* "For more on ... read the material by" */
    PHRASE_COUNT
};

/* Why a block is not in the text. */
enum reason {
    REASON_NONE = 0, /* it is */
    REASON_OTHER,    /* the classifier */
    REASON_TITLE,
    REASON_CAPTION,
    REASON_RELATED,
    REASON_SHARE,
    REASON_NEWSLETTER,
    REASON_COMMENT,
    REASON_COOKIE,
    REASON_BYLINE,
    REASON_DATE,
    REASON_TAGS,
    REASON_MENU,
    REASON_AD,
    REASON_NOTICE, /* copyright, "found a mistake?" */
    REASON_REPEAT,
    REASON_COUNT
};

struct block {
    uint32_t node;        /* the block element it stands in */
    uint32_t first, last; /* its first and last text node */
    struct mill_str text; /* white space collapsed, valid UTF-8 */
    uint32_t chars, words, links, link_chars, link_words;
    uint32_t bold_chars, italic_chars;
    uint32_t commas, stops, digits, capitals, upper; /* see blocks.c */
    uint32_t within;    /* enum within, of the element */
    uint16_t tag;       /* of the element */
    uint16_t kind;      /* enum block_kind */
    uint16_t phrase;    /* enum phrase */
    uint16_t repeats;   /* other blocks with the same text */
    uint16_t breaks;    /* <br> within */
    uint16_t reason;    /* enum reason */
    bool ends_sentence; /* last character is . ! ? … or a quote behind one */
    bool ends_colon;
    bool keep;
    float score;     /* probability that it belongs to the article */
    uint64_t hash;   /* of the text, case folded for ASCII */
    const char *why; /* what decided */
};

/* A link within the text of a block. */
struct link {
    uint32_t block, node;
    uint32_t begin, end; /* bytes of the block's text */
};

/* Of each node. */
struct node_info {
    uint32_t within;
    uint32_t signs; /* bit set of enum sign, of this element only */
    uint32_t owner; /* nearest block element, itself included */
    uint64_t sig;   /* hash of tag and class */
};

struct article {
    struct mill_arena *arena; /* scratch: dies when the page is done */
    const struct names *names;
    const struct words *words;
    struct html *page;
    struct node_info *info;
    struct block *blocks;
    uint32_t count, cap;
    uint32_t max_blocks;
    bool cut; /* more blocks than max_blocks */
    struct link *links;
    uint32_t link_count, link_cap;
    struct mill_str title;     /* for comparison */
    struct mill_str body_hint; /* JSON-LD articleBody, or empty */
    const struct mill_str *authors;
    uint32_t author_count;
};

/* names.c: bits of enum sign for a class or id. */
enum { NAMES_SLOTS = 1024 };
struct names_slot {
    const char *word;
    uint32_t len, signs;
};
struct names {
    struct names_slot slots[NAMES_SLOTS];
};
void names_init(struct names *names);
uint32_t names_signs(const struct names *names, struct mill_str value);

/* phrases.c: what a block of so many words begins with. */
enum phrase
phrases_of(const struct words *words, struct mill_str text, uint32_t count);
const char *extract_phrase_name(enum phrase phrase);
/* The languages of a menu such as "ua en ru": how many, 0 when the text is
 * none; `codes` receives them as BCP 47. */
size_t phrase_languages(const struct words *words, struct mill_str text,
                        const char **codes, size_t most);

/* blocks.c: fills info and blocks; false when the arena is full. */
bool blocks_find(struct article *art) MILL_MUST_USE;
/* text.c: blocks of a text that has no elements; false when it is full. */
bool blocks_cut(struct article *art, struct mill_str text) MILL_MUST_USE;
/* What can be counted in a block. */
void blocks_measure(struct block *block, struct mill_str text);

/* features.c: what the classifier looks at, a row of numbers for each block. */
struct features {
    float *rows;
    uint32_t stride;
    uint32_t container; /* node that holds most of what looks good */
    uint32_t title;     /* block most like the title; the count if none is */
};
bool features_make(const struct article *art, struct features *f) MILL_MUST_USE;
uint32_t features_count(void);
const char *features_name(uint32_t i);

#endif
