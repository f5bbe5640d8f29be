/* SPDX-License-Identifier: Apache-2.0
 *
 * words.h: words of all languages that tell the parts of a page that are none
 * of its article, its dates and its authors. They are data: words.c reads
 * lang/XX/extract.yaml of each language, once; nothing is done for each page.
 */
#ifndef EXTRACT_WORDS_H
#define EXTRACT_WORDS_H

#include <pressmill/arena.h>
#include <pressmill/report.h>

/* The lists that a file may have. */
enum word_list {
    WORDS_PHRASES = 0, /* value: enum phrase */
    WORDS_MONTHS,      /* how they begin; value: 1 to 12 */
    WORDS_UPDATED,
    WORDS_CREDITS,  /* anywhere in a caption */
    WORDS_SENDS_ON, /* anywhere in a reference to more */
    WORDS_LEADS,    /* before a name */
    WORDS_ALONE,    /* the same, when it is all of a text */
    WORDS_JOINTS,   /* between names */
    WORDS_OTHERS,   /* what begins so is no name */
    WORDS_ROLES,    /* of what people do */
    WORDS_MENU,     /* of languages; value: index into `codes` */
    WORDS_LISTS
};

/* Lower case. */
struct word {
    const char *text;
    uint16_t len, value;
    uint16_t next; /* number of the next that begins alike, from 1 */
    bool whole;    /* the text ends there: "tweet$" */
};

enum { WORDS_SLOTS = 256, WORDS_LANGS = 64, WORDS_LONGEST = 90 };

struct wordlist {
    struct word *items; /* longer ones first */
    uint32_t count, cap;
    uint16_t first[WORDS_SLOTS]; /* by the first two bytes, from 1 */
};

struct words {
    struct wordlist lists[WORDS_LISTS];
    const char *codes[WORDS_LANGS];
    uint32_t code_count;
};

/* Reads what every language has; words lie in the arena. Without any file
 * there are none. MILL_ERR_STAGE when a file is wrong: the report says where.
 */
enum mill_status words_read(struct words *words, struct mill_arena *arena,
                            struct mill_report *rep) MILL_MUST_USE;

/* Lower case into `out`, a typographic apostrophe as the plain one; returns
 * the bytes, at most room - 1. A zero byte follows them. */
size_t words_fold(struct mill_str text, char *out, size_t room);

/* The longest word with which a folded text begins, or the one after `from`;
 * NULL when there is none. That a word ends there is for the caller to see. */
const struct word *
words_begin(const struct words *words, enum word_list list, const char *text,
            size_t len, const struct word *from);
/* The word that is all of a folded text. */
const struct word *words_equal(const struct words *words, enum word_list list,
                               const char *text, size_t len);
/* Whether one stands anywhere in a folded text; with `starts`, only where a
 * word begins. */
bool words_within(const struct words *words, enum word_list list,
                  const char *text, size_t len, bool starts);
/* The byte is part of no word, or the text is over. */
bool words_end(const char *text, size_t len, size_t at);

#endif
