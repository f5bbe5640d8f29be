/* SPDX-License-Identifier: Apache-2.0
 *
 * scan.h: from text to the keys of its n-grams: the part that training and
 * detection must do alike.
 *
 * Text is cut into words; a word is a run of letters of one script (marks and
 * inner apostrophes belong to it), lower-cased, composed, and freed of look-
 * alike letters of another script. URLs, e-mail addresses, @names, #tags,
 * HTML tags, entities and words with digits are no evidence and are passed
 * over. Each word gives the hashes of its n-grams of 3 and of 5 letters, where
 * its begin and end count as a letter each, and one of the whole word. (More
 * lengths tell less: they repeat what these say.) */
#ifndef LANGUAGE_SCAN_H
#define LANGUAGE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    SCAN_GROUPS = 40,    /* scripts, some of them taken together */
    SCAN_WORD_MAX = 40,  /* letters of a word that count */
    SCAN_KEYS_MAX = 152, /* room that scan_next() needs */
    SCAN_KEYS_FULL = 28  /* it returns at the first word past this many, or
                            past `full` */
};

/* Set in the key of 5 letters: when it is known, the key behind it, of the
 * first 3 of them, has nothing to add. */
#define SCAN_LONG UINT64_C(1)
/* Set in the key of a whole word, which comes behind those of its n-grams. */
#define SCAN_WORD UINT64_C(2)

/* What a character is to the scanner: the low byte of its entry. */
enum {
    SCAN_BREAK = 0, /* ends a word */
    SCAN_DIGIT,     /* ends a word and spoils it */
    SCAN_MARK,      /* belongs to the word before it, if there is one */
    SCAN_APOSTROPHE,
    SCAN_SKIP,      /* as if it were not there */
    SCAN_LETTER = 8 /* and above: SCAN_LETTER + group */
};

/* Characters in two levels: entry = pages[first[c >> 8]][c & 255]; the low
 * byte says what it is, the upper 24 bits are what to add for lower case. */
struct scan_chars {
    const uint8_t *first; /* SCAN_FIRST_COUNT of them */
    const int32_t *pages; /* 256 each */
};

enum {
    SCAN_FIRST_COUNT = 0x110000 >> 8,
    SCAN_GROUP_CYRILLIC = 2, /* MILL_SCRIPT_CYRILLIC; Latin is 1 */
    SCAN_GROUP_HAN = 27,     /* MILL_SCRIPT_HAN: Kana and Bopomofo, too */
    SCAN_GROUP_HANGUL = 24
};

/* How the words of a group are cut into n-grams. */
enum scan_mode {
    SCAN_NGRAMS = 0, /* alphabets: 3, 5 and the word */
    SCAN_SOLO,       /* the script alone says which language */
    SCAN_RUNS        /* no spaces between words: 1 to 3 */
};

struct scan {
    const struct scan_chars *chars;
    const uint8_t *mode;        /* of each group; enum scan_mode */
    const unsigned char *table; /* where keys will be looked up: fetched while
                                   reading on */
    uint32_t lines;             /* of the table */
    const unsigned char *text;
    size_t len, at;
    uint32_t letters[SCAN_GROUPS]; /* letters of words that counted */
    uint64_t groups;               /* a bit for each that has some */
    uint32_t words;
    uint32_t step; /* from n-gram to n-gram: 1; 2 where there is much text */
    uint32_t full; /* as many keys end scan_next(): SCAN_KEYS_FULL or fewer */
    uint32_t word[SCAN_WORD_MAX + 8];
};

/** Which cache line of a table of so many a key is in. */
static inline size_t
scan_place(uint64_t key, uint32_t lines)
{
    return (size_t)((key >> 32) * lines >> 32);
}

/** Starts over `len` bytes of valid UTF-8. */
void scan_init(struct scan *s, const struct scan_chars *chars,
               const uint8_t *mode, const char *text, size_t len);

/** Goes on with another stretch of text; the counts stay. */
void scan_more(struct scan *s, const char *text, size_t len);

/**
 * Reads on until `full` keys are there or the text ends.
 *
 * @param keys  room for SCAN_KEYS_MAX
 * @return how many there are; 0 with `s->at == s->len` at the end (0 alone
 *         may come of words that are no evidence)
 */
size_t scan_next(struct scan *s, uint64_t *keys);

/** Lower case letter with a mark, composed; 0 when there is none. */
uint32_t scan_compose(uint32_t base, uint32_t mark);

/** The letter without its mark; `c` itself when it has none. */
uint32_t scan_base(uint32_t c);

#endif
