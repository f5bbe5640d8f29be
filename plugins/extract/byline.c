/* SPDX-License-Identifier: Apache-2.0
 *
 * byline.c: the names in a byline: "By Ann Lee and Bob Ray, Kyiv". */
#include "meta.h"
#include "words.h"

#include <pressmill/unicode.h>
#include <string.h>

static struct mill_str
trim(struct mill_str s)
{
    static const char junk[] = " \t\n\r,;:|/-*\"'.()[]";

    while (s.len > 0 && strchr(junk, s.ptr[0]) != NULL && s.ptr[0] != 0) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && s.ptr[s.len - 1] != 0 &&
           strchr(junk, s.ptr[s.len - 1]) != NULL) {
        /* "Martin Luther King Jr.", "J. R." */
        if (s.ptr[s.len - 1] == '.' && s.len > 2 &&
            (s.ptr[s.len - 3] == ' ' || s.ptr[s.len - 3] == '.' ||
             memcmp(s.ptr + s.len - 3, "Jr.", 3) == 0))
            break;
        s.len--;
    }
    return s;
}

static bool
only_roles(const struct words *words, const char *low)
{
    const char *p = low;
    bool any = false;

    while (*p != 0) {
        size_t n = strcspn(p, " -/");

        if (n > 0 && words_equal(words, WORDS_ROLES, p, n) == NULL)
            return false;
        any = any || n > 0;
        p += n;
        p += strspn(p, " -/");
    }
    return any;
}

/* "Updated", "Photo:", "in Kyiv". */
static bool
is_other(const struct words *words, const char *low, size_t len)
{
    const struct word *w = NULL;

    while ((w = words_begin(words, WORDS_OTHERS, low, len, w)) != NULL)
        /* long ones may go on: "illustrations" */
        if (w->text[w->len - 1] == ' ' || w->len >= 8 || low[w->len] == 0 ||
            low[w->len] == ' ' || low[w->len] == ':')
            return true;
    return len > 4 && memcmp(low, "http", 4) == 0;
}

/* One name at the most. */
static bool
is_name(const struct words *words, struct mill_str s, bool alone)
{
    char low[128];
    size_t len;
    uint32_t count = 0, capitals = 0, digits = 0;
    bool upper = false, uncased = false, in_word = false, number = false;
    bool space = true, number_at = false;

    if (s.len < 2 || s.len > 80)
        return false;
    for (size_t i = 0; i < s.len;) {
        uint32_t c = mill_utf8_next(s.ptr, s.len, &i);
        enum mill_class k = mill_char_class(c);
        bool letter = k >= MILL_CLASS_UPPER && k <= MILL_CLASS_LETTER;

        if (c == '@' || c == '/' || c == '<' || c == '=' || c == '{' ||
            c == '?' || c == '!')
            return false;
        digits += k == MILL_CLASS_DIGIT;
        /* "28 August" is none, "ann28" may be */
        if (number_at && k != MILL_CLASS_DIGIT)
            number = number || c == ' ' || c == '.';
        number_at = k == MILL_CLASS_DIGIT && (space || number_at);
        space = c == ' ' || c == '.';
        if (letter && !in_word) {
            count++;
            capitals += k == MILL_CLASS_UPPER;
        }
        upper = upper || k == MILL_CLASS_UPPER;
        uncased = uncased || k == MILL_CLASS_LETTER;
        in_word = letter || c == '\'' || c == '-' || c == 0x2019 || c == '.';
    }
    if (count == 0 || count > 6 || digits > (alone ? 2 : 0) ||
        ((number || number_at) && count < 3))
        return false;
    /* "Learn about our policies"; but "Ana de la Cruz" */
    if (count >= 3 && !uncased && 2 * capitals < count)
        return false;
    if (!upper && !uncased && !alone)
        return false;
    len = words_fold(s, low, sizeof(low));
    return !is_other(words, low, len) && (alone || !only_roles(words, low));
}

static struct mill_str
strip_lead(const struct words *words, struct mill_str s)
{
    char low[512];

    for (int again = 0; again < 2; again++) {
        const struct word *w = NULL;
        size_t len;

        s = trim(s);
        if (s.len >= sizeof(low) / 2)
            return s;
        len = words_fold(s, low, sizeof(low));
        do
            w = words_begin(words, WORDS_LEADS, low, len, w);
        while (w != NULL && w->text[w->len - 1] != ':' && low[w->len] != ' ' &&
               low[w->len] != ':');
        if (w == NULL)
            continue;
        /* by characters: in lower case they may take other bytes */
        for (size_t i = 0, k = 0; i < w->len && k < s.len;) {
            (void)mill_utf8_next(w->text, w->len, &i);
            (void)mill_utf8_next(s.ptr, s.len, &k);
            if (i == w->len) {
                s.ptr += k;
                s.len -= k;
                break;
            }
        }
    }
    return trim(s);
}

static size_t
joint_at(const struct words *words, struct mill_str s, size_t i)
{
    const struct word *w;

    if (s.ptr[i] == ',' || s.ptr[i] == ';' || s.ptr[i] == '|' ||
        s.ptr[i] == '\n' || s.ptr[i] == '/')
        return 1;
    if ((unsigned char)s.ptr[i] == 0xc2 && i + 1 < s.len &&
        (unsigned char)s.ptr[i + 1] == 0xb7) /* a middle dot */
        return 2;
    if ((unsigned char)s.ptr[i] == 0xe2 && i + 2 < s.len &&
        (unsigned char)s.ptr[i + 1] == 0x80 &&
        ((unsigned char)s.ptr[i + 2] == 0xa2 ||
         (unsigned char)s.ptr[i + 2] == 0x93 ||
         (unsigned char)s.ptr[i + 2] == 0x94)) /* a bullet, dashes */
        return 3;
    if (s.ptr[i] == '-' && i > 0 && s.ptr[i - 1] == ' ' && i + 1 < s.len &&
        s.ptr[i + 1] == ' ')
        return 1;
    if (s.ptr[i] != ' ')
        return 0;
    w = words_begin(words, WORDS_JOINTS, s.ptr + i, s.len - i, NULL);
    return w != NULL ? w->len : 0;
}

uint32_t
byline_names(const struct words *words, struct mill_str text, bool strict,
             struct mill_str *out, uint32_t most)
{
    uint32_t n = 0;
    struct mill_str first = { NULL, 0 };
    size_t from = 0;

    if (text.len > 1000)
        return 0;
    text = strip_lead(words, text);
    for (size_t i = 0; i <= text.len && n < most; i++) {
        size_t joint = i < text.len ? joint_at(words, text, i) : 1;
        struct mill_str piece;
        bool known = false;

        if (joint == 0)
            continue;
        piece =
            strip_lead(words, (struct mill_str){ text.ptr + from, i - from });
        from = i + joint;
        if (joint > 1)
            i += joint - 1;
        if (first.ptr == NULL && piece.len > 0)
            first = piece;
        for (uint32_t k = 0; k < n; k++)
            known = known || (out[k].len == piece.len &&
                              memcmp(out[k].ptr, piece.ptr, piece.len) == 0);
        if (!known && is_name(words, piece, false))
            out[n++] = piece;
    }
    /* "Staff", "editor": better than nobody, when it is all there is */
    if (n == 0 && !strict && most > 0 && first.ptr != NULL &&
        is_name(words, first, true))
        out[n++] = first;
    return n;
}
