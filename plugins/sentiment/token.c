/* SPDX-License-Identifier: Apache-2.0
 *
 * token.c: one pass over a sentence: words with their hash, their entry in
 * the lexicon and the longest stem that fits, numbers, marks, faces. */
#include "tone.h"

#include <string.h>

/* What an ASCII byte is to the scanner. */
enum { A_OTHER, A_SPACE, A_LOWER, A_UPPER, A_DIGIT };

static const uint8_t ascii[128] = {
    [' '] = A_SPACE,  ['\t'] = A_SPACE, ['\n'] = A_SPACE, ['\r'] = A_SPACE,
    ['\f'] = A_SPACE, ['\v'] = A_SPACE, ['0'] = A_DIGIT,  ['1'] = A_DIGIT,
    ['2'] = A_DIGIT,  ['3'] = A_DIGIT,  ['4'] = A_DIGIT,  ['5'] = A_DIGIT,
    ['6'] = A_DIGIT,  ['7'] = A_DIGIT,  ['8'] = A_DIGIT,  ['9'] = A_DIGIT,
    ['a'] = A_LOWER,  ['b'] = A_LOWER,  ['c'] = A_LOWER,  ['d'] = A_LOWER,
    ['e'] = A_LOWER,  ['f'] = A_LOWER,  ['g'] = A_LOWER,  ['h'] = A_LOWER,
    ['i'] = A_LOWER,  ['j'] = A_LOWER,  ['k'] = A_LOWER,  ['l'] = A_LOWER,
    ['m'] = A_LOWER,  ['n'] = A_LOWER,  ['o'] = A_LOWER,  ['p'] = A_LOWER,
    ['q'] = A_LOWER,  ['r'] = A_LOWER,  ['s'] = A_LOWER,  ['t'] = A_LOWER,
    ['u'] = A_LOWER,  ['v'] = A_LOWER,  ['w'] = A_LOWER,  ['x'] = A_LOWER,
    ['y'] = A_LOWER,  ['z'] = A_LOWER,  ['A'] = A_UPPER,  ['B'] = A_UPPER,
    ['C'] = A_UPPER,  ['D'] = A_UPPER,  ['E'] = A_UPPER,  ['F'] = A_UPPER,
    ['G'] = A_UPPER,  ['H'] = A_UPPER,  ['I'] = A_UPPER,  ['J'] = A_UPPER,
    ['K'] = A_UPPER,  ['L'] = A_UPPER,  ['M'] = A_UPPER,  ['N'] = A_UPPER,
    ['O'] = A_UPPER,  ['P'] = A_UPPER,  ['Q'] = A_UPPER,  ['R'] = A_UPPER,
    ['S'] = A_UPPER,  ['T'] = A_UPPER,  ['U'] = A_UPPER,  ['V'] = A_UPPER,
    ['W'] = A_UPPER,  ['X'] = A_UPPER,  ['Y'] = A_UPPER,  ['Z'] = A_UPPER,
};

static bool
is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x02bc;
}

/* Class and lower case of a character; the alphabets of most news by
 * arithmetic, the rest by the Unicode tables. */
static inline uint8_t
classify(uint32_t c, uint32_t *lower)
{
    *lower = c;
    if (c < 0x80) {
        uint8_t k = ascii[c];

        if (k == A_UPPER)
            *lower = c + 32;
        return k;
    }
    if (c >= 0x430 && c <= 0x45f)
        return A_LOWER;
    if (c >= 0x410 && c <= 0x42f) {
        *lower = c + 32;
        return A_UPPER;
    }
    if (c >= 0x400 && c <= 0x40f) {
        *lower = c + 80;
        return A_UPPER;
    }
    switch (mill_char_class(c)) {
    case MILL_CLASS_UPPER:
        *lower = mill_char_lower(c);
        return A_UPPER;
    case MILL_CLASS_LOWER:
    case MILL_CLASS_LETTER:
    case MILL_CLASS_MARK:
        return A_LOWER;
    case MILL_CLASS_DIGIT:
    case MILL_CLASS_NUMBER:
        return A_DIGIT;
    case MILL_CLASS_SPACE:
        return A_SPACE;
    default:
        return A_OTHER;
    }
}

static bool
entry_means(const struct tone_entry *e)
{
    return e != NULL && ((e->flags & ENTRY_WEIGHT) || e->shift || e->move);
}

static void
word_find(const struct tone_lang *lang, struct tone_token *t,
          const uint64_t *at)
{
    const struct tone_table *table = &lang->table;
    uint32_t n = t->chars, lengths, longest = lang->longest_ending;

    t->word = tone_find(table, t->key);
    if (n < TONE_STEM_MIN)
        return;
    lengths = table->stems[tone_mix(at[TONE_STEM_MIN]) >> 52];
    if (n < TONE_STEM_MAX)
        lengths &= (2u << (n - TONE_STEM_MIN)) - 1;
    while (lengths != 0) {
        uint32_t top = 31u - (uint32_t)__builtin_clz(lengths);
        uint32_t len = top + TONE_STEM_MIN;
        const struct tone_entry *e;

        lengths &= ~(1u << top);
        if (n - len > longest)
            break;
        e = tone_find(table, tone_key_stem(at[len]));
        if (e == NULL)
            continue;
        if (t->stem == NULL && entry_means(e))
            t->stem = e;
        if (t->more == NULL && (e->flags & ENTRY_MORE))
            t->more = e;
    }
}

/* A word that has been cut and is still to be looked up: by then its place
 * in the table has come from memory. */
struct pending {
    struct tone_token *token; /* NULL: none */
    uint64_t hashes[TONE_STEM_MAX + 1];
};

static void
look_up(const struct tone_lang *lang, struct pending *p)
{
    if (p->token != NULL)
        word_find(lang, p->token, p->hashes);
    p->token = NULL;
}

/* A word from `at`; its hashes go into the token. */
static uint32_t
word_read(const struct tone_lang *lang, const char *text, uint32_t at,
          uint32_t end, struct tone_token *t, struct pending *p)
{
    uint64_t *hashes = p->hashes;
    uint64_t h = TONE_HASH;
    uint32_t n = 0, upper = 0;
    size_t i = at;

    t->prefix = 0;
    while (i < end) {
        unsigned char byte = (unsigned char)text[i];
        size_t next = i + 1;
        uint32_t lower, c = byte;
        uint8_t k;

        if (byte < 0x80) {
            k = ascii[byte];
            lower = c + (k == A_UPPER ? 32 : 0);
        } else {
            next = i;
            c = mill_utf8_next(text, end, &next);
            k = classify(c, &lower);
        }
        if (k != A_LOWER && k != A_UPPER && k != A_DIGIT) {
            size_t after = next;
            uint32_t l2;
            bool inner = is_apostrophe(c) || (c == '-' && lang->glue);

            /* a mark inside a word: don't, здоров'я, l'homme */
            if (!inner || next >= end || n == 0)
                break;
            k = classify(mill_utf8_next(text, end, &after), &l2);
            if (k != A_LOWER && k != A_UPPER)
                break;
            if (lang->elision && c != '-') {
                i = next;
                break;
            }
            lower = c == '-' ? '-' : '\'';
        }
        if (k == A_UPPER) {
            upper++;
            if (n == 0)
                t->flags |= TOKEN_CAPITAL;
        }
        h = tone_hash_add(h, lower);
        n++;
        if (n <= TONE_STEM_MAX)
            hashes[n] = h;
        if (n == 5)
            t->prefix = h;
        i = next;
    }
    if (n < 5)
        t->prefix = h;
    if (n > 1 && upper == n)
        t->flags |= TOKEN_CAPS;
    t->hash = h;
    t->key = tone_mix(h);
    t->kind = TOKEN_WORD;
    t->chars = (uint8_t)(n > 255 ? 255 : n);
    if (n <= 40) {
        tone_prefetch(&lang->table, t->key);
        p->token = t;
    }
    return (uint32_t)i;
}

/* A number with its points and commas: 1,200.5 */
static uint32_t
number_read(const char *text, uint32_t at, uint32_t end, struct tone_token *t)
{
    while (at < end) {
        unsigned char c = (unsigned char)text[at];

        if (c < 0x80 && ascii[c] == A_DIGIT) {
            at++;
        } else if ((c == '.' || c == ',') && at + 1 < end &&
                   (unsigned char)text[at + 1] < 0x80 &&
                   ascii[(unsigned char)text[at + 1]] == A_DIGIT) {
            at += 2;
        } else {
            break;
        }
    }
    t->kind = TOKEN_NUMBER;
    t->hash = TONE_HASH + 1;
    t->prefix = t->hash;
    t->key = tone_mix(t->hash);
    return at;
}

/* A face such as :-) standing alone, or NULL. */
static const struct tone_entry *
face_find(const struct tone_lang *lang, const char *text, uint32_t at,
          uint32_t end, uint32_t *stop)
{
    uint64_t h = TONE_HASH;
    const struct tone_entry *best = NULL;

    for (uint32_t i = at; i < end && i < at + 5; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c <= ' ' || c >= 0x80)
            break;
        h = tone_hash_add(h, ascii[c] == A_UPPER ? c + 32u : c);
        if (i > at) {
            const struct tone_entry *e = tone_find(&lang->table, tone_mix(h));

            if (e != NULL && (e->flags & ENTRY_WEIGHT)) {
                best = e;
                *stop = i + 1;
            }
        }
    }
    if (best != NULL && *stop < end) {
        unsigned char c = (unsigned char)text[*stop];

        if (c < 0x80 &&
            (ascii[c] == A_LOWER || ascii[c] == A_UPPER || ascii[c] == A_DIGIT))
            return NULL;
    }
    return best;
}

static bool
face_starts(uint32_t c)
{
    return c == ':' || c == ';' || c == '=' || c == '<' || c == '>' ||
           c == '(' || c == ')' || c == '^' || c == '\\' || c == '/';
}

static uint8_t
quote_depth(uint32_t c, uint8_t depth)
{
    switch (c) {
    case '"':
        return depth == 0 ? 1 : 0;
    case 0xab:   /* « */
    case 0x201c: /* “ */
    case 0x201e: /* „ */
        /* „German“ and “English”: the same mark may open and close */
        return c == 0x201c && depth > 0 ? 0 : 1;
    case 0xbb:
    case 0x201d:
        return 0;
    default:
        return depth;
    }
}

static void
count_token(struct tone_count *n, const struct tone_token *t)
{
    bool longer = t->chars > 3;

    n->words += t->kind == TOKEN_WORD;
    n->numbers += t->kind == TOKEN_NUMBER;
    n->faces += t->kind == TOKEN_FACE;
    n->caps += (t->flags & TOKEN_CAPS) != 0;
    n->quoted += t->quoted != 0;
    n->exclaims += t->c == '!' && t->kind == TOKEN_PUNCT;
    n->questions += t->c == '?' && t->kind == TOKEN_PUNCT;
    n->longer += longer && t->kind == TOKEN_WORD;
    n->longer_capitals += longer && (t->flags & TOKEN_CAPITAL);
}

uint32_t
tone_tokenise(const struct tone_lang *lang, const char *text, uint32_t begin,
              uint32_t end, struct tone_scratch *s)
{
    struct tone_token *t = s->tokens;
    struct tone_count n = { 0 };
    struct pending pending[2];
    unsigned turn = 0;
    uint32_t at = begin;
    uint8_t flags = TOKEN_SPACE, depth = 0;

    pending[0].token = pending[1].token = NULL;

    while (at < end && t < s->tokens + TONE_TOKENS) {
        size_t next = at;
        uint32_t lower, c = mill_utf8_next(text, end, &next);
        uint8_t k = classify(c, &lower);

        if (k == A_SPACE) {
            flags |= TOKEN_SPACE | (c == '\n' ? TOKEN_LINE : 0);
            at = (uint32_t)next;
            continue;
        }
        t->begin = at;
        t->flags = flags;
        t->quoted = depth;
        t->c = 0;
        t->chars = 1;
        t->word = t->stem = t->more = NULL;
        if (k == A_LOWER || k == A_UPPER) {
            at = word_read(lang, text, at, end, t, &pending[turn]);
            turn ^= 1;
            look_up(lang, &pending[turn]); /* the word before */
        } else if (k == A_DIGIT) {
            at = number_read(text, at, end, t);
            if (at == t->begin)
                at = (uint32_t)next;
        } else {
            uint32_t stop = (uint32_t)next;

            t->kind = TOKEN_PUNCT;
            t->c = c;
            t->hash = tone_hash_add(TONE_HASH, c);
            t->prefix = t->hash;
            t->key = 0;
            if (c >= 0x80 || (face_starts(c) && (flags & TOKEN_SPACE))) {
                if (c >= 0x2190)
                    t->word = tone_find(&lang->table, tone_mix(t->hash));
                else if (c < 0x80)
                    t->word = face_find(lang, text, at, end, &stop);
                if (t->word != NULL)
                    t->kind = TOKEN_FACE;
            }
            at = stop;
            depth = quote_depth(c, depth);
        }
        t->end = at;
        flags = 0;
        count_token(&n, t);
        t++;
    }
    look_up(lang, &pending[turn ^ 1]);
    s->n_tokens = (size_t)(t - s->tokens);
    s->count = n;
    return at;
}

const struct tone_entry *
tone_phrase_next(const struct tone_lang *lang, const char *text,
                 const struct tone_entry *from, uint64_t key,
                 const struct tone_token *token, uint64_t *next_key)
{
    const struct tone_table *table = &lang->table;
    const struct tone_entry *e;
    uint64_t h = TONE_HASH, at[TONE_STEM_MAX + 1];
    uint32_t n = 0;

    if (token->kind != TOKEN_WORD && token->kind != TOKEN_NUMBER)
        return NULL;
    *next_key = tone_key_more(key, token->key);
    e = tone_find(table, *next_key);
    if (e != NULL || token->chars < TONE_STEM_MIN ||
        !(from->flags & ENTRY_STEMS))
        return e;
    for (size_t i = token->begin; i < token->end && n < TONE_STEM_MAX;) {
        uint32_t lower, c = mill_utf8_next(text, token->end, &i);

        classify(c, &lower);
        h = tone_hash_add(h, is_apostrophe(c) ? '\'' : lower);
        at[++n] = h;
    }
    for (; n >= TONE_STEM_MIN; n--) {
        *next_key = tone_key_more(key, tone_key_stem(at[n]));
        e = tone_find(table, *next_key);
        if (e != NULL)
            return e;
    }
    return NULL;
}
