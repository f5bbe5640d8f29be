/* SPDX-License-Identifier: Apache-2.0
 *
 * tokens.c: the text as tokens: words with what the language knows of them,
 * numbers, punctuation and quotation marks, each in its sentence and
 * paragraph. One pass. */
#include "quotes.h"

#include <string.h>

/* Longest word that is looked up, in bytes. */
#define WORD_MAX 96

bool
vec_room(struct work *w, void **v, uint32_t *cap, uint32_t n, size_t size)
{
    if (n < *cap)
        return true;
    uint32_t more = *cap < 32 ? 64 : *cap * 2;
    void *grown;

    if (more <= *cap) {
        w->failed = true;
        return false;
    }
    grown = mill_arena_grow(w->arena, *v, *cap * size, more * size);
    if (grown == NULL) {
        w->failed = true;
        return false;
    }
    *v = grown;
    *cap = more;
    return true;
}

static bool
is_space(uint32_t c)
{
    return c <= ' ' || c == 0xa0 || c == 0x202f || c == 0x200b ||
           c == 0x3000 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0xfeff;
}

static bool
is_mark(uint32_t c)
{
    switch (c) {
    case '"': case '\'': case '`': case 0xab: case 0xbb: case 0xb4:
    case 0x5f4: case 0x2018: case 0x2019: case 0x201a: case 0x201b: case 0x201c:
    case 0x201d: case 0x201e: case 0x201f: case 0x2039: case 0x203a:
    case 0x300a: case 0x300b: case 0x300c: case 0x300d: case 0x300e:
    case 0x300f: case 0x301d: case 0x301e: case 0x301f: case 0xff02:
        return true;
    default:
        return false;
    }
}

static bool
wordy(uint32_t c)
{
    enum mill_class k;

    if (c < 0x80)
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               (c >= '0' && c <= '9') || c == '_';
    k = mill_char_class(c);
    return k >= MILL_CLASS_UPPER && k <= MILL_CLASS_NUMBER;
}

static bool
apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x2bc || c == '`' || c == 0x5f4;
}

struct pen {
    struct work *w;
    uint32_t at, end, sent;
    bool space;
};

static struct tok *
push(struct pen *p, uint32_t begin, uint32_t end, unsigned kind)
{
    struct work *w = p->w;
    struct tok *t = VEC_PUSH(w, w->tok);

    if (t == NULL)
        return NULL;
    *t = (struct tok){ .begin = begin, .end = end, .kind = (uint8_t)kind,
                       .sent = p->sent, .name = NONE };
    if (p->space) {
        t->flags |= TF_SPACE;
        if (w->tok.n > 1)
            w->tok.v[w->tok.n - 2].flags |= TF_SPACE_AFTER;
    }
    p->space = false;
    return t;
}

/* Whether a name begins behind a short particle and a hyphen: al-Ansari. */
static bool
particle(const struct work *w, const struct tok *t)
{
    size_t at = t->begin;

    for (uint32_t letters = 0; at < t->end && letters < 4; letters++) {
        uint32_t c = mill_utf8_next(w->text, w->len, &at);

        if (c == '-' && letters >= 2 && at < t->end)
            return mill_char_class(mill_utf8_next(w->text, w->len, &at)) ==
                   MILL_CLASS_UPPER;
        if (mill_char_class(c) != MILL_CLASS_LOWER)
            return false;
    }
    return false;
}

/* Looks a word up and notes its shape. */
static void
know(struct work *w, struct tok *t)
{
    char low[WORD_MAX * 2];
    size_t n = t->end - t->begin, at = t->begin;
    const char *s = w->text + t->begin;
    uint32_t upper = 0, letters = 0, first = 0, digits = 0;
    bool ascii = true;

    digits = s[0] >= '0' && s[0] <= '9'; /* 34-Jährige */
    if (n > WORD_MAX) {
        n = WORD_MAX;
        while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
            n--;
    }
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];

        if (c >= 0x80) {
            ascii = false;
            break;
        }
        if (c >= 'A' && c <= 'Z') {
            upper++;
            letters++;
            low[i] = (char)(c | 0x20);
            if (i == 0)
                first = 1;
        } else {
            if (c >= 'a' && c <= 'z')
                letters++;
            low[i] = (char)c;
        }
    }
    if (!ascii) {
        upper = letters = first = 0;
        while (at < t->begin + n) {
            uint32_t c = mill_utf8_next(w->text, w->len, &at);
            enum mill_class k = mill_char_class(c);

            if (k == MILL_CLASS_UPPER) {
                upper++;
                if (letters == 0)
                    first = 1;
            }
            if (k >= MILL_CLASS_UPPER && k <= MILL_CLASS_LETTER)
                letters++;
        }
        n = mill_utf8_lower((struct mill_str){ s, n }, low);
    }
    for (size_t i = 0; i + 2 < n; i++) /* one apostrophe for all */
        if ((unsigned char)low[i] == 0xe2 &&
            (unsigned char)low[i + 1] == 0x80 &&
            (unsigned char)low[i + 2] == 0x99) {
            low[i] = '\'';
            memmove(low + i + 1, low + i + 3, n - i - 3);
            n -= 2;
        }
    if (first != 0 || (upper > 0 && particle(w, t)))
        t->flags |= TF_CAP;
    if (upper == letters && letters > 1)
        t->flags |= TF_ALLCAPS;
    t->hash = word_hash(low, n);
    t->word = lang_word(w->lang, low, n, t->hash);
    /* Finanzministerium, Regierungssprecherin: the last part tells */
    if (t->word == NULL && w->lang->all_nouns && n > 5 &&
        (first != 0 || digits > 0))
        for (size_t i = 3; i + 4 <= n; i++) {
            const struct word *part;

            if (((unsigned char)low[i] & 0xc0) == 0x80 ||
                (low[i - 1] != '-' && (n <= 9 || i + 5 > n)))
                continue;
            part = lang_word(w->lang, low + i, n - i,
                             word_hash(low + i, n - i));
            if (part != NULL && (part->classes & (W_ROLE | W_ORG | W_GROUP |
                                                  W_DOC)) != 0) {
                t->word = part;
                break;
            }
        }
}

/* A word from p->at; `c` is its first character, `i` behind it. */
static bool
word(struct pen *p, uint32_t c, size_t i)
{
    struct work *w = p->w;
    uint32_t begin = p->at;
    size_t end = i, split = 0;
    bool digits = c < 0x80 && c >= '0' && c <= '9', initials = false;
    struct tok *t;

    /* initials: J.D. or J. */
    if (mill_char_class(c) == MILL_CLASS_UPPER && i < p->end &&
        w->text[i] == '.') {
        size_t k = i + 1;

        while (k < p->end) {
            size_t j = k;
            uint32_t d = mill_utf8_next(w->text, w->len, &j);

            if (mill_char_class(d) != MILL_CLASS_UPPER || j >= p->end ||
                w->text[j] != '.')
                break;
            k = j + 1;
        }
        if (k >= p->end ||
            !wordy((unsigned char)w->text[k] < 0x80
                       ? (unsigned char)w->text[k]
                       : 'a') ||
            (unsigned char)w->text[k] >= 0x80) {
            initials = true;
            end = k;
        } else {
            initials = true; /* J.Smith, А.Иванов */
            end = k;
        }
    }
    while (!initials && end < p->end) {
        size_t j = end, k;
        uint32_t d = mill_utf8_next(w->text, w->len, &j);

        if (wordy(d)) {
            if (!(d < 0x80 && d >= '0' && d <= '9'))
                digits = false;
            end = j;
            continue;
        }
        if (j >= p->end)
            break;
        k = j;
        if (apostrophe(d) || d == '-' || d == 0x2010 || d == 0x2011) {
            uint32_t e = mill_utf8_next(w->text, w->len, &k);

            if (!wordy(e))
                break;
            if (apostrophe(d) && (e == 's' || e == 'S') &&
                (k >= p->end || !wordy((unsigned char)w->text[k])) &&
                (k >= p->end || (unsigned char)w->text[k] < 0x80))
                split = end;
            if (split != 0) {
                end = k;
                break;
            }
            digits = false;
            end = k;
            continue;
        }
        if (d == '.' && !digits && j + 1 < p->end && w->text[j] >= 'a' &&
            w->text[j] <= 'z' && end > begin + 1 &&
            (unsigned char)w->text[end - 1] < 0x80) {
            end = j; /* NEWSru.com */
            continue;
        }
        if (digits && (d == '.' || d == ',' || d == ':')) {
            if (w->text[j] < '0' || w->text[j] > '9')
                break;
            end = j + 1;
            continue;
        }
        break;
    }
    t = push(p, begin, (uint32_t)(split != 0 ? split : end),
             digits ? T_NUM : T_WORD);
    if (t == NULL)
        return false;
    know(w, t);
    if (initials)
        t->flags |= TF_INITIAL;
    if (split != 0 && (t = push(p, (uint32_t)split, (uint32_t)end,
                                T_GENITIVE)) == NULL)
        return false;
    p->at = (uint32_t)end;
    return true;
}

static const char *
w_text(const struct pen *p)
{
    return p->w->text;
}

/* Whether the stop at `at` is inside its sentence, so that it belongs to the
 * word before it: "Mr. Voss". */
static bool
inner_stop(const struct pen *p, uint32_t sent_end)
{
    size_t i = p->at + 1;
    uint32_t c;

    if (i >= sent_end)
        return false;
    c = mill_utf8_next(p->w->text, p->w->len, &i);
    if (c == ',')
        return true;
    if (c == ')' || c == ']') { /* (R-Fla.) said */
        while (i < sent_end && (w_text(p)[i] == ' ' || w_text(p)[i] == ','))
            i++;
        return i < sent_end;
    }
    if (!is_space(c))
        return wordy(c);
    while (i < sent_end) {
        c = mill_utf8_next(p->w->text, p->w->len, &i);
        if (!is_space(c))
            return wordy(c) || c == '(';
    }
    return false;
}

static bool
one(struct pen *p, uint32_t sent_end)
{
    struct work *w = p->w;
    size_t i = p->at;
    uint32_t c = mill_utf8_next(w->text, w->len, &i);
    unsigned kind = T_OTHER;
    uint16_t mark = 0;
    struct tok *t;

    if (is_space(c)) {
        p->space = true;
        p->at = (uint32_t)i;
        return true;
    }
    if (wordy(c))
        return word(p, c, i);
    switch (c) {
    case ',': case 0x60c: case 0x3001: case 0xff0c:
        kind = T_COMMA;
        break;
    case ';': case 0x61b:
        kind = T_SEMI;
        break;
    case ':': case 0xff1a:
        kind = T_COLON;
        break;
    case '(': case '[': case 0xff08:
        kind = T_LPAR;
        break;
    case ')': case ']': case 0xff09:
        kind = T_RPAR;
        break;
    case '.':
        if (w->tok.n > 0 && !p->space &&
            w->tok.v[w->tok.n - 1].kind == T_WORD &&
            inner_stop(p, sent_end)) {
            w->tok.v[w->tok.n - 1].end = (uint32_t)i;
            w->tok.v[w->tok.n - 1].flags |= TF_ABBR;
            p->at = (uint32_t)i;
            return true;
        }
        /* fall through */
    case '!': case '?': case 0x2026: case 0x3002: case 0xff01: case 0xff1f:
    case 0x61f: case 0x203c: case 0x2047: case 0x2049:
        kind = T_STOP;
        mark = c == '!' || c == 0xff01   ? '!'
               : c == '?' || c == 0xff1f || c == 0x61f ? '?'
               : c == 0x2026             ? 'a'
                                         : '.';
        if (mark == '.' && w->tok.n > 0 && !p->space &&
            w->tok.v[w->tok.n - 1].kind == T_STOP) {
            t = &w->tok.v[w->tok.n - 1]; /* "..." is one */
            t->end = (uint32_t)i;
            if (t->mark == '.')
                t->mark = 'a';
            p->at = (uint32_t)i;
            return true;
        }
        break;
    case 0x2010: case 0x2012: case 0x2013: case 0x2014: case 0x2015:
        kind = T_DASH;
        break;
    case '-':
        if (i < p->end && w->text[i] == '-') {
            while (i < p->end && w->text[i] == '-')
                i++;
            kind = T_DASH;
        } else if (p->space || w->tok.n == 0 ||
                   w->tok.v[w->tok.n - 1].kind != T_WORD) {
            kind = T_DASH;
        }
        break;
    default:
        if (is_mark(c)) {
            kind = T_MARK;
            mark = (uint16_t)c;
            if ((c == '`' || c == '\'') && i < p->end &&
                w->text[i] == (char)c) { /* ``TeX'' */
                i++;
                mark = c == '`' ? 0x201c : 0x201d;
            }
        }
    }
    t = push(p, p->at, (uint32_t)i, kind);
    if (t == NULL)
        return false;
    t->mark = mark;
    p->at = (uint32_t)i;
    return true;
}

static bool
paragraph(struct pen *p, struct mill_span para, uint32_t *sent_at)
{
    struct work *w = p->w;
    uint32_t first = w->tok.n;
    struct mill_span *out;

    p->at = para.begin;
    p->end = para.end;
    p->space = true;
    while (p->at < para.end) {
        uint32_t sent_end = para.end, before = w->tok.n;

        while (*sent_at < w->sent_count &&
               w->sents[*sent_at].end <= p->at)
            ++*sent_at;
        if (*sent_at < w->sent_count &&
            w->sents[*sent_at].begin < para.end) {
            if (w->sents[*sent_at].end < sent_end)
                sent_end = w->sents[*sent_at].end;
            p->sent = *sent_at + 1;
        }
        if (!one(p, sent_end))
            return false;
        if (w->tok.n > before && before < w->tok.n &&
            (before == first ||
             w->tok.v[before].sent != w->tok.v[before - 1].sent))
            w->tok.v[before].flags |= TF_SENT;
    }
    if (w->tok.n == first)
        return true;
    w->tok.v[first].flags |= TF_PARA;
    out = VEC_PUSH(w, w->para);
    if (out == NULL)
        return false;
    *out = (struct mill_span){ first, w->tok.n };
    return true;
}

bool
tokens_make(struct work *w)
{
    struct pen p = { w, 0, 0, 0, true };
    uint32_t sent_at = 0, size = 64, words = 0;

    /* an article has about one token for five bytes: ask once */
    w->tok.cap = w->len / 4 + 64;
    w->tok.v = mill_arena_alloc(w->arena, w->tok.cap * sizeof *w->tok.v);
    if (w->tok.v == NULL)
        return false;
    if (w->para_in_count > 0) {
        for (uint32_t i = 0; i < w->para_in_count; i++)
            if (!paragraph(&p, w->paras_in[i], &sent_at))
                return false;
    } else {
        for (uint32_t at = 0; at < w->len;) {
            const char *nl = memchr(w->text + at, '\n', w->len - at);
            uint32_t end = nl != NULL ? (uint32_t)(nl - w->text) : w->len;

            if (!paragraph(&p, (struct mill_span){ at, end }, &sent_at))
                return false;
            at = end + 1;
        }
    }
    /* words that the text has in lower case are no names at a sentence's
     * start */
    for (uint32_t i = 0; i < w->tok.n; i++)
        words += w->tok.v[i].kind == T_WORD &&
                 (w->tok.v[i].flags & TF_CAP) == 0;
    while (size < words * 2)
        size *= 2;
    w->seen_low = mill_arena_zalloc(w->arena, size * sizeof *w->seen_low);
    if (w->seen_low == NULL)
        return false;
    w->seen_mask = size - 1;
    for (uint32_t i = 0; i < w->tok.n; i++) {
        uint32_t k;

        if (w->tok.v[i].kind != T_WORD || (w->tok.v[i].flags & TF_CAP) != 0)
            continue;
        for (k = w->tok.v[i].hash & w->seen_mask;
             w->seen_low[k] != 0 && w->seen_low[k] != w->tok.v[i].hash;)
            k = (k + 1) & w->seen_mask;
        w->seen_low[k] = w->tok.v[i].hash;
    }
    return true;
}
