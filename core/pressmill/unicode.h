/* SPDX-License-Identifier: Apache-2.0
 *
 * unicode.h: UTF-8 and the few properties of characters that reading news
 * needs. Text of a document is valid already: the decoders here trust it. */
#ifndef PRESSMILL_UNICODE_H
#define PRESSMILL_UNICODE_H

#include <pressmill/arena.h>
#include <pressmill/base.h>

MILL_BEGIN_DECLS

/**
 * How many bytes from the start are valid UTF-8 (Unicode 15, table 3-7: no
 * surrogates, no overlong forms). `len` when all are. Vectorised where the
 * processor allows; every path gives the same answer.
 */
MILL_API size_t mill_utf8_valid(const char *bytes, size_t len);

/**
 * Copies bytes with every maximal ill-formed part (W3C, "U+FFFD substitution
 * of maximal subparts") replaced by U+FFFD.
 *
 * @param replaced  receives how many were; may be NULL
 * @return the copy with a NUL behind it; `ptr` NULL when the arena is full
 */
MILL_API struct mill_str mill_utf8_repair(struct mill_arena *arena,
                                          struct mill_str bytes,
                                          size_t *replaced) MILL_MUST_USE;

/** Number of code points in valid UTF-8. */
MILL_API size_t mill_utf8_count(struct mill_str text);

/** Number of UTF-16 code units that valid UTF-8 would take. */
MILL_API size_t mill_utf16_count(struct mill_str text);

/** Decodes the character at `*at` of valid UTF-8 and moves `*at` behind it.
 * `*at` must be below `len`. */
static inline uint32_t
mill_utf8_next(const char *text, size_t len, size_t *at)
{
    const unsigned char *p = (const unsigned char *)text + *at;

    (void)len;
    if (p[0] < 0x80) {
        *at += 1;
        return p[0];
    }
    if (p[0] < 0xe0) {
        *at += 2;
        return (uint32_t)(p[0] & 0x1f) << 6 | (p[1] & 0x3f);
    }
    if (p[0] < 0xf0) {
        *at += 3;
        return (uint32_t)(p[0] & 0x0f) << 12 |
               (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    }
    *at += 4;
    return (uint32_t)(p[0] & 0x07) << 18 | (uint32_t)(p[1] & 0x3f) << 12 |
           (uint32_t)(p[2] & 0x3f) << 6 | (p[3] & 0x3f);
}

/** Decodes the character that ends at `*at` and moves `*at` to its start.
 * `*at` must be above 0. */
static inline uint32_t
mill_utf8_prev(const char *text, size_t *at)
{
    size_t i = *at - 1, j;

    while (i > 0 && ((unsigned char)text[i] & 0xc0) == 0x80)
        i--;
    *at = j = i;
    return mill_utf8_next(text, i + 4, &j);
}

/** The beginning of a text: `most` bytes at most, and no character cut. */
static inline struct mill_str
mill_utf8_cut(struct mill_str text, size_t most)
{
    if (text.len > most) {
        text.len = most;
        while (text.len > 0 &&
               ((unsigned char)text.ptr[text.len] & 0xc0) == 0x80)
            text.len--;
    }
    return text;
}

/** Writes a character; returns its 1 to 4 bytes. */
static inline size_t
mill_utf8_put(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

/* General category, folded to what text processing asks. */
enum mill_class {
    MILL_CLASS_OTHER = 0, /* controls, unassigned, private */
    MILL_CLASS_UPPER,     /* Lu, Lt */
    MILL_CLASS_LOWER,     /* Ll */
    MILL_CLASS_LETTER,    /* Lm, Lo: letters without case */
    MILL_CLASS_MARK,      /* Mn, Mc, Me */
    MILL_CLASS_DIGIT,     /* Nd */
    MILL_CLASS_NUMBER,    /* Nl, No */
    MILL_CLASS_SPACE,     /* Z*, and the ASCII white space */
    MILL_CLASS_PUNCT,     /* P* */
    MILL_CLASS_SYMBOL     /* S* */
};

/* Scripts (UAX #24) that languages of the news are written in. */
enum mill_script {
    MILL_SCRIPT_COMMON = 0, /* also inherited and unknown */
    MILL_SCRIPT_LATIN, MILL_SCRIPT_CYRILLIC, MILL_SCRIPT_GREEK,
    MILL_SCRIPT_ARABIC, MILL_SCRIPT_HEBREW, MILL_SCRIPT_ARMENIAN,
    MILL_SCRIPT_GEORGIAN, MILL_SCRIPT_DEVANAGARI, MILL_SCRIPT_BENGALI,
    MILL_SCRIPT_GURMUKHI, MILL_SCRIPT_GUJARATI, MILL_SCRIPT_ORIYA,
    MILL_SCRIPT_TAMIL, MILL_SCRIPT_TELUGU, MILL_SCRIPT_KANNADA,
    MILL_SCRIPT_MALAYALAM, MILL_SCRIPT_SINHALA, MILL_SCRIPT_THAI,
    MILL_SCRIPT_LAO, MILL_SCRIPT_TIBETAN, MILL_SCRIPT_MYANMAR,
    MILL_SCRIPT_KHMER, MILL_SCRIPT_ETHIOPIC, MILL_SCRIPT_HANGUL,
    MILL_SCRIPT_HIRAGANA, MILL_SCRIPT_KATAKANA, MILL_SCRIPT_HAN,
    MILL_SCRIPT_BOPOMOFO, MILL_SCRIPT_THAANA, MILL_SCRIPT_SYRIAC,
    MILL_SCRIPT_MONGOLIAN, MILL_SCRIPT_CHEROKEE, MILL_SCRIPT_TIFINAGH,
    MILL_SCRIPT_NKO, MILL_SCRIPT_OL_CHIKI, MILL_SCRIPT_CANADIAN,
    MILL_SCRIPT_OTHER, /* a script not named here */
    MILL_SCRIPT_COUNT
};

/** Class, script and simple lower or upper case of a code point; any number
 * is allowed. O(1), from tables made of Unicode 15 by tools/. */
MILL_API enum mill_class mill_char_class(uint32_t c);
MILL_API enum mill_script mill_char_script(uint32_t c);
MILL_API uint32_t mill_char_lower(uint32_t c);
MILL_API uint32_t mill_char_upper(uint32_t c);

static inline bool
mill_char_is_letter(uint32_t c)
{
    enum mill_class k = mill_char_class(c);

    return k >= MILL_CLASS_UPPER && k <= MILL_CLASS_LETTER;
}

/** Lower-cases valid UTF-8 (simple mapping) into `out`, which must have room
 * for `text.len + text.len / 2 + 4` bytes; returns the bytes written. */
MILL_API size_t mill_utf8_lower(struct mill_str text, char *out);

MILL_END_DECLS
#endif
