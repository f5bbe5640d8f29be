/* SPDX-License-Identifier: Apache-2.0
 *
 * scan.c: from text to the keys of its n-grams; see scan.h. */
#include "scan.h"

#include "compose.h"
#include <pressmill/unicode.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define MULTIPLIER UINT64_C(0x9e3779b97f4a7c15)
#define SALT_WORD UINT64_C(0xd6e8feb86659fd93)
#define EDGE 1u /* begin and end of a word */

enum {
    LATIN = MILL_SCRIPT_LATIN,
    CYRILLIC = MILL_SCRIPT_CYRILLIC,
    GREEK = MILL_SCRIPT_GREEK,
    ARABIC = MILL_SCRIPT_ARABIC,
    HEBREW = MILL_SCRIPT_HEBREW
};

/* Letters that look alike, in lower case; what only capitals share (H and
 * Cyrillic En) is here as well, since case is gone. */
static const struct {
    uint16_t latin, cyrillic;
} look_alikes[] = { { 'a', 0x430 },  { 'b', 0x432 }, { 'c', 0x441 },
                    { 'e', 0x435 },  { 'h', 0x43d }, { 'i', 0x456 },
                    { 'j', 0x458 },  { 'k', 0x43a }, { 'm', 0x43c },
                    { 'o', 0x43e },  { 'p', 0x440 }, { 's', 0x455 },
                    { 't', 0x442 },  { 'x', 0x445 }, { 'y', 0x443 },
                    { 0xef, 0x457 }, { 0xeb, 0x451 } };

uint32_t
scan_compose(uint32_t base, uint32_t mark)
{
    size_t low = 0, high = sizeof(compositions) / sizeof(compositions[0]);

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (compositions[mid].base < base ||
            (compositions[mid].base == base && compositions[mid].mark < mark))
            low = mid + 1;
        else
            high = mid;
    }
    if (low < sizeof(compositions) / sizeof(compositions[0]) &&
        compositions[low].base == base && compositions[low].mark == mark)
        return compositions[low].whole;
    return 0;
}

uint32_t
scan_base(uint32_t c)
{
    for (size_t i = 0; i < sizeof(compositions) / sizeof(compositions[0]); i++)
        if (compositions[i].whole == c)
            return scan_base(compositions[i].base);
    return c;
}

void
scan_init(struct scan *s, const struct scan_chars *chars, const uint8_t *mode,
          const char *text, size_t len)
{
    s->chars = chars;
    s->mode = mode;
    s->words = 0;
    s->table = (const unsigned char *)s; /* anywhere will do */
    s->lines = 0;
    s->step = 1;
    s->full = SCAN_KEYS_FULL;
    s->groups = 0;
    memset(s->letters, 0, sizeof s->letters);
    s->word[0] = EDGE;
    scan_more(s, text, len);
}

void
scan_more(struct scan *s, const char *text, size_t len)
{
    s->text = (const unsigned char *)text;
    s->len = len;
    s->at = 0;
}

static inline int32_t
entry_of(const struct scan_chars *chars, uint32_t c)
{
    return chars->pages[(uint32_t)chars->first[c >> 8] << 8 | (c & 255)];
}

static bool
is_space(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Behind the next white space. */
static size_t
skip_token(const unsigned char *text, size_t len, size_t at)
{
    while (at < len && !is_space(text[at]))
        at++;
    return at;
}

static bool
ascii_letter(unsigned char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

/* A word has ended at `at`. Says whether what follows shows that it is no
 * word of a language, and moves `at` behind all of it. */
static bool
is_address(const struct scan *s, size_t length, size_t *at)
{
    const unsigned char *t = s->text;
    size_t i = *at, len = s->len;

    if (i + 1 >= len)
        return false;
    switch (t[i]) {
    case '@': /* user@host */
        break;
    case ':': /* scheme://host */
        if (i + 2 >= len || t[i + 1] != '/' || t[i + 2] != '/')
            return false;
        break;
    case '.': /* www.host, host.com/path: a lower-case letter follows */
        if (t[i + 1] < 'a' || t[i + 1] > 'z' || s->word[length] > 0x7f)
            return false;
        break;
    case '_': /* identifiers */
        if (!ascii_letter(t[i + 1]))
            return false;
        break;
    default:
        return false;
    }
    *at = skip_token(t, len, i);
    return true;
}

/* A character that ends words, at `at`: passes over what it opens. */
static size_t
skip_opened(const struct scan *s, size_t at)
{
    const unsigned char *t = s->text;
    size_t i = at + 1, limit;

    if (i >= s->len)
        return i;
    switch (t[at]) {
    case '<':
        if (!ascii_letter(t[i]) && t[i] != '/' && t[i] != '!')
            return i;
        limit = s->len - i > 1024 ? i + 1024 : s->len;
        while (limit > i && t[i] != '>')
            i++;
        return i < limit ? i + 1 : at + 1;
    case '&':
        limit = s->len - i > 10 ? i + 10 : s->len;
        while (i < limit && (ascii_letter(t[i]) || t[i] == '#' ||
                             (t[i] >= '0' && t[i] <= '9')))
            i++;
        return i < limit && t[i] == ';' ? i + 1 : at + 1;
    case '@':
    case '#':
        return is_space(t[i]) ? i : skip_token(t, s->len, i);
    default:
        return i;
    }
}

/* Gives the letters of the smaller script in a word of two their look-alikes
 * in the larger one: Latin 'a' in a Cyrillic word is no sign of anything. */
static uint32_t
settle_scripts(struct scan *s, size_t n)
{
    size_t cyrillic = 0, latin = 0, i, j;
    bool to_cyrillic;

    for (i = 1; i <= n; i++) {
        cyrillic += s->word[i] >= 0x400 && s->word[i] < 0x530;
        latin += s->word[i] < 0x250;
    }
    to_cyrillic = cyrillic >= latin;
    for (i = 1; i <= n; i++)
        for (j = 0; j < sizeof(look_alikes) / sizeof(look_alikes[0]); j++) {
            if (to_cyrillic && s->word[i] == look_alikes[j].latin)
                s->word[i] = look_alikes[j].cyrillic;
            else if (!to_cyrillic && s->word[i] == look_alikes[j].cyrillic)
                s->word[i] = look_alikes[j].latin;
        }
    return to_cyrillic ? CYRILLIC : LATIN;
}

static inline uint64_t
mix(uint64_t hash, uint32_t letter)
{
    return (hash + letter) * MULTIPLIER;
}

static inline uint64_t
three(const uint32_t *w)
{
    return mix(mix(w[0] * MULTIPLIER, w[1]), w[2]);
}

/* Gives a key out and has its line of the table fetched. */
static inline uint64_t *
give(const struct scan *s, uint64_t *out, uint64_t key)
{
    __builtin_prefetch(s->table + 64 * scan_place(key, s->lines));
    *out = key;
    return out + 1;
}

/* Keys of an alphabetic word of n letters; word[0] is an edge already. */
static size_t
emit_ngrams(struct scan *s, size_t n, uint64_t *keys)
{
    static const uint64_t flags = SCAN_LONG | SCAN_WORD;
    uint32_t *w = s->word;
    uint64_t *out = keys, h;
    size_t i, step = s->step;

    w[n + 1] = EDGE;
    for (i = 0; i + 3 <= n; i += step) {
        h = three(w + i);
        out = give(s, out,
                   (mix(mix(h, w[i + 3]), w[i + 4]) & ~flags) | SCAN_LONG);
        out = give(s, out, h & ~flags);
    }
    for (; i + 1 <= n; i += step)
        out = give(s, out, three(w + i) & ~flags);
    if (n >= 4) {
        h = SALT_WORD;
        for (i = 1; i <= n; i++)
            h = mix(h, w[i]);
        out = give(s, out, (h & ~flags) | SCAN_WORD);
    }
    return (size_t)(out - keys);
}

/* Keys of n letters of a script that puts no spaces between words. */
static size_t
emit_runs(struct scan *s, size_t n, uint64_t *keys)
{
    static const uint64_t flags = SCAN_LONG | SCAN_WORD;
    const uint32_t *w = s->word;
    uint64_t *out = keys, h;

    for (size_t i = 1; i <= n; i++) {
        h = w[i] * MULTIPLIER;
        out = give(s, out, h & ~flags);
        if (i + 1 <= n) {
            h = mix(h, w[i + 1]);
            out = give(s, out, h & ~flags);
        }
        if (i + 2 <= n)
            out = give(s, out, mix(h, w[i + 2]) & ~flags);
    }
    return (size_t)(out - keys);
}

/* Most words of Latin text are short and plain: letters of ASCII from `at` up
 * to a blank or stop, sixteen bytes looked at in one go. Puts them, in lower
 * case, where scan_next() puts letters; returns how many, 0 when the word is
 * of another kind. */
static inline size_t
plain_word(const unsigned char *text, size_t len, size_t at,
           const int32_t *ascii, uint32_t *w)
{
#ifdef __SSE2__
    const __m128i none = _mm_setzero_si128();
    __m128i v, low, high;
    unsigned others;
    size_t n;

    if (len - at < 17)
        return 0;
    v = _mm_or_si128(
        _mm_loadu_si128((const __m128i *)(const void *)(text + at)),
        _mm_set1_epi8(0x20));
    others = ~(unsigned)_mm_movemask_epi8(
        _mm_and_si128(_mm_cmpgt_epi8(v, _mm_set1_epi8('a' - 1)),
                      _mm_cmplt_epi8(v, _mm_set1_epi8('z' + 1))));
    n = (size_t)__builtin_ctz(others);
    if (n == 0 || n > 15 || text[at + n] > 0x7f ||
        ((uint32_t)ascii[text[at + n]] & 255) != SCAN_BREAK)
        return 0;
    low = _mm_unpacklo_epi8(v, none);
    high = _mm_unpackhi_epi8(v, none);
    _mm_storeu_si128((__m128i *)(void *)(w + 1), _mm_unpacklo_epi16(low, none));
    _mm_storeu_si128((__m128i *)(void *)(w + 5), _mm_unpackhi_epi16(low, none));
    _mm_storeu_si128((__m128i *)(void *)(w + 9),
                     _mm_unpacklo_epi16(high, none));
    _mm_storeu_si128((__m128i *)(void *)(w + 13),
                     _mm_unpackhi_epi16(high, none));
    return n;
#else
    (void)text, (void)len, (void)at, (void)ascii, (void)w;
    return 0;
#endif
}

size_t
scan_next(struct scan *s, uint64_t *keys)
{
    const unsigned char *text = s->text;
    const struct scan_chars *chars = s->chars;
    const int32_t *ascii = chars->pages + ((size_t)chars->first[0] << 8);
    uint32_t *w = s->word;
    size_t at = s->at, len = s->len, count = 0;

    while (at < len && count < s->full) {
        size_t n = 0, total = 0, next = at, start = at;
        uint32_t group = 0, c;
        bool mixed = false, spoiled = false;

        /* one word, or nothing and one character */
        n = total = plain_word(text, len, at, ascii, w);
        if (n > 0) {
            group = LATIN;
            at += n;
        }
        for (bool is_plain = n > 0; !is_plain;) {
            int32_t e;
            uint32_t kind;

            at = next;
            if (at >= len)
                break;
            c = text[at];
            if (c < 0x80) {
                e = ascii[c];
                next = at + 1;
            } else {
                c = mill_utf8_next((const char *)text, len, &next);
                e = entry_of(chars, c);
            }
            kind = (uint32_t)e & 255;
            if (kind >= SCAN_LETTER) {
                if (kind - SCAN_LETTER != group) {
                    if (group == 0)
                        group = kind - SCAN_LETTER;
                    else if ((group == LATIN || group == CYRILLIC) &&
                             (kind == SCAN_LETTER + LATIN ||
                              kind == SCAN_LETTER + CYRILLIC))
                        mixed = true;
                    else
                        break;
                }
                total++;
                if (n < SCAN_WORD_MAX)
                    w[++n] = (uint32_t)((int32_t)c + (e >> 8));
                else if (group != LATIN && group != CYRILLIC)
                    break; /* scripts without spaces: go on in pieces */
                continue;
            }
            if (kind == SCAN_SKIP)
                continue;
            if (kind == SCAN_MARK) {
                uint32_t whole;

                if (n == 0 || n >= SCAN_WORD_MAX || group == ARABIC ||
                    group == HEBREW)
                    continue;
                whole = scan_compose(w[n], c);
                if (whole != 0)
                    w[n] = whole;
                else
                    w[++n] = c;
                continue;
            }
            if (kind == SCAN_APOSTROPHE && n > 0 && n < SCAN_WORD_MAX &&
                next < len) {
                size_t peek = next;
                uint32_t d = mill_utf8_next((const char *)text, len, &peek);

                if (((uint32_t)entry_of(chars, d) & 255) ==
                    SCAN_LETTER + group) {
                    w[++n] = '\'';
                    continue;
                }
            }
            if (kind == SCAN_DIGIT)
                spoiled = true;
            break;
        }

        if (n == 0) {
            if (at < len)
                at = text[at] < 0x80 ? skip_opened(s, at) : next;
            if (spoiled && at < len) { /* 4x4, 3D: what is glued to digits */
                c = text[at];
                if (c < 0x80 && ((uint32_t)ascii[c] & 255) >= SCAN_LETTER)
                    while (at < len && text[at] < 0x80 &&
                           ((uint32_t)ascii[text[at]] & 255) != SCAN_BREAK)
                        at++;
            }
            continue;
        }
        if (group == LATIN && at < len && text[at] < 0x80) {
            if (spoiled || is_address(s, n, &at))
                continue;
        }
        if (at == start) /* no headway: cannot be, but never loop */
            at++;
        if (mixed)
            group = settle_scripts(s, n);
        if (total > SCAN_WORD_MAX && (group == LATIN || group == CYRILLIC))
            continue; /* no word is that long */
        s->words++;
        s->letters[group] += (uint32_t)total;
        s->groups |= UINT64_C(1) << group;
        if (s->mode[group] == SCAN_NGRAMS)
            count += emit_ngrams(s, n, keys + count);
        else if (s->mode[group] == SCAN_RUNS)
            count += emit_runs(s, n, keys + count);
        if (at < len && text[at] == ' ')
            at++;
    }
    s->at = at;
    return count;
}
