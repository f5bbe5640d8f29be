/* SPDX-License-Identifier: Apache-2.0
 *
 * split.c: paragraphs, sentences and words of a text. Every function is one
 * pass with bounded looking around, so the time is linear in the text. */
#include "segment.h"

#include <pressmill/unicode.h>
#include <string.h>

/* Longest word that is looked up as an abbreviation, in bytes. */
#define ABBR_MAX 32

static bool
is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0 ||
           c == 0x202f || c == 0x200b || c == 0x3000 ||
           (c >= 0x2000 && c <= 0x200a);
}

static bool
is_dash(uint32_t c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2015);
}

static bool
is_terminal(uint32_t c)
{
    return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x3002 ||
           c == 0xff01 || c == 0xff1f || c == 0x61f || c == 0x6d4 ||
           c == 0x964 || c == 0x203c || c == 0x2047 || c == 0x2049 ||
           c == 0x203d;
}

static bool
is_cjk_terminal(uint32_t c)
{
    return c == 0x3002 || c == 0xff01 || c == 0xff1f;
}

/* What may stand between a sentence's last mark and the next sentence. */
static bool
is_closer(uint32_t c)
{
    return c == '"' || c == '\'' || c == ')' || c == ']' || c == '}' ||
           c == 0xbb || c == 0xab || c == 0x2019 || c == 0x201d ||
           c == 0x201c || c == 0x203a || c == 0x300d || c == 0x300f ||
           c == 0xff09;
}

static bool
is_opener(uint32_t c)
{
    return c == '"' || c == '\'' || c == '(' || c == '[' || c == 0xab ||
           c == 0xbb || c == 0x2018 || c == 0x201c || c == 0x201e ||
           c == 0x201a || c == 0x2039 || c == 0x300c || c == 0x300e ||
           c == 0xbf || c == 0xa1;
}

/* ---- paragraphs */

void
splitter_init(struct splitter *s, const char *text, uint32_t len,
              const struct rules *rules)
{
    size_t lines = 0, open_ended = 0, longest = 0, at = 0;

    *s = (struct splitter){ text, len, rules, false };
    /* A text cut by width has many single line ends in the middle of a
     * sentence, and no long line. */
    while (at < len) {
        const char *nl = memchr(text + at, '\n', len - at);
        size_t end = nl != NULL ? (size_t)(nl - text) : len;
        size_t last = end;

        while (last > at && (unsigned char)text[last - 1] <= ' ')
            last--;
        if (last - at > longest)
            longest = last - at;
        if (last > at && end + 1 < len && text[end + 1] != '\n' &&
            text[end + 1] != '\r') {
            char c = text[last - 1];
            unsigned char next = (unsigned char)text[end + 1];

            lines++;
            if (c != '.' && c != '!' && c != '?' && c != ':' && c != '"' &&
                c != ';' && last - at >= 40 && next > ' ' && next != '-' &&
                next != '*')
                open_ended++;
        }
        at = end + 1;
    }
    s->wrapped = lines >= 3 && open_ended * 10 >= lines * 7 && longest <= 180;
}

bool
split_paragraphs(const struct splitter *s, span_fn fn, void *ctx)
{
    size_t at = 0;

    while (at < s->len) {
        size_t begin, end, next;

        while (at < s->len && (unsigned char)s->text[at] <= ' ')
            at++;
        if (at >= s->len)
            break;
        begin = at;
        for (;;) {
            const char *nl = memchr(s->text + at, '\n', s->len - at);

            next = nl != NULL ? (size_t)(nl - s->text) : s->len;
            if (nl == NULL || !s->wrapped)
                break;
            at = next + 1;
            while (at < s->len &&
                   (s->text[at] == ' ' || s->text[at] == '\t'))
                at++;
            if (at >= s->len || s->text[at] == '\n' || s->text[at] == '\r')
                break;
        }
        for (end = next;
             end > begin && (unsigned char)s->text[end - 1] <= ' ';)
            end--;
        if (end > begin &&
            !fn(ctx, (struct mill_span){ (uint32_t)begin, (uint32_t)end }))
            return false;
        at = next + 1;
    }
    return true;
}

/* ---- sentences */

/* The word that ends before the full stop at `dot`, lower-cased into `low`;
 * inner stops belong to it ("p.m"). Returns its length, 0 when it is longer
 * than any abbreviation. `*start` receives where it begins. */
static size_t
word_before(const struct splitter *s, size_t begin, size_t dot, char *low,
            size_t *start)
{
    size_t at = dot;

    while (at > begin && dot - at < ABBR_MAX) {
        size_t i = at;
        uint32_t c = mill_utf8_prev(s->text, &i);
        enum mill_class k = mill_char_class(c);

        if (i < begin || (c != '.' && c != '-' && c != '\'' && c != 0x2019 &&
                          !(k >= MILL_CLASS_UPPER && k <= MILL_CLASS_DIGIT)))
            break;
        at = i;
    }
    *start = at;
    if (dot - at >= ABBR_MAX || at == dot)
        return 0;
    return mill_utf8_lower((struct mill_str){ s->text + at, dot - at }, low);
}

/* Whether [start, end) is one letter, as in "J. D. Vance". */
static bool
one_capital(const struct splitter *s, size_t start, size_t end)
{
    size_t at = start;
    uint32_t c;

    if (start >= end)
        return false;
    c = mill_utf8_next(s->text, s->len, &at);
    return at == end && mill_char_class(c) == MILL_CLASS_UPPER;
}

static bool
all_digits(const struct splitter *s, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        if (s->text[i] < '0' || s->text[i] > '9')
            return false;
    return end > start;
}

/* Whether the stop at `dot` followed by the character `next` (the first that
 * is neither blank, nor opening mark) ends a sentence. */
static bool
stop_ends(const struct splitter *s, size_t begin, size_t dot, uint32_t next)
{
    char low[ABBR_MAX * 2];
    size_t start, n = word_before(s, begin, dot, low, &start);
    enum mill_class k = mill_char_class(next);
    enum abbr_kind kind;

    if (n == 0)
        return true;
    kind = rules_abbr(s->rules, low, n);
    if (kind == ABBR_NONE && memchr(low, '.', n) != NULL) {
        /* "U.S" is none of the list but its last part may be */
        const char *last = (const char *)memchr(low, '.', n);
        bool initials = true;
        size_t at = start;

        while (at < dot) { /* letter, stop, letter, stop ...: initials */
            uint32_t c = mill_utf8_next(s->text, s->len, &at);

            if (!mill_char_is_letter(c) || at > dot ||
                (at < dot && s->text[at] != '.'))
                initials = false;
            at++;
        }
        if (initials)
            return false;
        while ((last = memchr(last, '.', n - (size_t)(last - low))) != NULL &&
               memchr(last + 1, '.', n - (size_t)(last + 1 - low)) != NULL)
            last++;
        if (last != NULL)
            kind = rules_abbr(s->rules, last + 1,
                              n - (size_t)(last + 1 - low));
    }
    if (kind == ABBR_INNER)
        return false;
    if (kind == ABBR_MAY_END)
        return k == MILL_CLASS_UPPER || k == MILL_CLASS_LETTER;
    if (one_capital(s, start, dot))
        return false;
    if (all_digits(s, start, dot) && s->rules != NULL && s->rules->ordinals &&
        dot - start <= 2)
        return false;
    return true;
}

bool
split_sentences(const struct splitter *s, struct mill_span p, span_fn fn,
                void *ctx)
{
    size_t begin = p.begin, at = p.begin;

    while (at < p.end) {
        size_t mark = at, after, look;
        uint32_t c, first = 0;
        bool dash = false, opener = false, closed = false, stop_only, cjk;
        enum mill_class k;

        /* ASCII letters and blanks end no sentence: step over them fast */
        if ((unsigned char)s->text[at] < 0x80 && s->text[at] != '.' &&
            s->text[at] != '!' && s->text[at] != '?') {
            at++;
            continue;
        }
        c = mill_utf8_next(s->text, s->len, &at);
        if (!is_terminal(c))
            continue;
        stop_only = c == '.';
        cjk = is_cjk_terminal(c);
        while (at < p.end) { /* ?!..." */
            size_t i = at;

            c = mill_utf8_next(s->text, s->len, &i);
            if (is_terminal(c))
                stop_only = false;
            else if (!is_closer(c))
                break;
            else
                closed = true;
            at = i;
        }
        after = look = at;
        while (look < p.end) {
            size_t i = look;

            c = mill_utf8_next(s->text, s->len, &i);
            if (!is_blank(c))
                break;
            look = i;
        }
        if (look >= p.end)
            break;
        if (look == after && (!cjk || closed))
            continue; /* "3.5", "example.org", 「行く。」と */
        for (size_t i = look; i < p.end;) {
            c = mill_utf8_next(s->text, s->len, &i);
            if (is_dash(c))
                dash = true;
            else if (is_opener(c))
                opener = true;
            else if (!is_blank(c)) {
                first = c;
                break;
            }
        }
        k = mill_char_class(first);
        if (k == MILL_CLASS_LOWER || first == ',' || first == ';' ||
            first == ':')
            continue;
        if (dash && k != MILL_CLASS_UPPER && k != MILL_CLASS_DIGIT)
            continue;
        if (stop_only && !(dash && opener) &&
            !stop_ends(s, begin, mark, first))
            continue;
        if (!fn(ctx,
                (struct mill_span){ (uint32_t)begin, (uint32_t)after }))
            return false;
        begin = at = look;
    }
    if (begin < p.end)
        return fn(ctx, (struct mill_span){ (uint32_t)begin, p.end });
    return true;
}

/* ---- words */

static bool
in_word(uint32_t c)
{
    enum mill_class k = mill_char_class(c);

    return (k >= MILL_CLASS_UPPER && k <= MILL_CLASS_NUMBER) || c == '_';
}

bool
split_words(const struct splitter *s, struct mill_span span, span_fn fn,
            void *ctx)
{
    size_t at = span.begin;

    while (at < span.end) {
        size_t begin = at, end;
        uint32_t c = mill_utf8_next(s->text, s->len, &at);

        if (!in_word(c))
            continue;
        end = at;
        while (at < span.end) {
            size_t i = at, j;

            c = mill_utf8_next(s->text, s->len, &i);
            if (in_word(c)) {
                end = at = i;
                continue;
            }
            /* an apostrophe, hyphen or stop between two letters or digits */
            if ((c != '\'' && c != 0x2019 && c != 0x2bc && c != '-' &&
                 c != 0x2011 && c != '.' && c != ',') ||
                i >= span.end)
                break;
            j = i;
            if (!in_word(mill_utf8_next(s->text, s->len, &j)))
                break;
            if ((c == '.' || c == ',') &&
                !(s->text[at - 1] >= '0' && s->text[at - 1] <= '9' &&
                  s->text[i] >= '0' && s->text[i] <= '9'))
                break;
            end = at = j;
        }
        at = end;
        if (!fn(ctx,
                (struct mill_span){ (uint32_t)begin, (uint32_t)end }))
            return false;
    }
    return true;
}
