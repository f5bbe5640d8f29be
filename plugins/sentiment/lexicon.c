/* SPDX-License-Identifier: Apache-2.0
 *
 * lexicon.c: the table of words. A word, a stem ("trium*") or a phrase is
 * one 64-bit key; a text's words are looked up by hash alone, and a small
 * table by the first three characters says which stem lengths are worth a
 * look, so that most words cost one probe. */
#include "tone.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool
tone_table_init(struct tone_table *t, struct mill_arena *a, size_t expected)
{
    memset(t, 0, sizeof *t);
    t->mask = 1023;
    while (t->mask / 2 < expected && t->mask < 1 << 24)
        t->mask = t->mask * 2 + 1;
    t->slots = mill_arena_zalloc(a, sizeof *t->slots * ((size_t)t->mask + 1));
    return t->slots != NULL;
}

static bool
table_grow(struct tone_table *t, struct mill_arena *a)
{
    uint32_t mask = t->mask * 2 + 1;
    struct tone_entry *slots =
        mill_arena_zalloc(a, sizeof *slots * ((size_t)mask + 1));

    if (slots == NULL)
        return false;
    for (uint32_t i = 0; i <= t->mask; i++) {
        uint32_t j = (uint32_t)(t->slots[i].key >> 20) & mask;

        if (t->slots[i].key == 0)
            continue;
        while (slots[j].key != 0)
            j = (j + 1) & mask;
        slots[j] = t->slots[i];
    }
    t->slots = slots;
    t->mask = mask;
    return true;
}

static struct tone_entry *
table_slot(struct tone_table *t, struct mill_arena *a, uint64_t key)
{
    uint32_t i;

    if (t->used * 2 > t->mask && !table_grow(t, a))
        return NULL;
    i = (uint32_t)(key >> 20) & t->mask;
    while (t->slots[i].key != 0 && t->slots[i].key != key)
        i = (i + 1) & t->mask;
    if (t->slots[i].key == 0) {
        t->slots[i].key = key;
        t->sieve[tone_sieve_word(key)] |= tone_sieve_bits(key);
        t->used++;
    }
    return &t->slots[i];
}

/* The key of one word of an entry; a final '*' makes it a stem. */
static uint64_t
word_key(struct tone_table *t, struct mill_str w, const char **why)
{
    uint64_t h = TONE_HASH, first = 0;
    size_t at = 0, chars = 0;
    bool stem = w.len > 1 && w.ptr[w.len - 1] == '*';

    if (stem)
        w.len--;
    while (at < w.len) {
        uint32_t c = mill_utf8_next(w.ptr, w.len, &at);

        if (c == 0x2019 || c == 0x02bc)
            c = '\'';
        if (c < 0x80)
            c += c >= 'A' && c <= 'Z' ? 32 : 0;
        else if (c < 0x430 || c > 0x45f)
            c = mill_char_lower(c);
        h = tone_hash_add(h, c);
        if (++chars == TONE_STEM_MIN)
            first = h;
    }
    if (!stem)
        return tone_mix(h);
    if (chars < TONE_STEM_MIN || chars > TONE_STEM_MAX) {
        *why = "a stem has 3 to 18 characters before its '*'";
        return 0;
    }
    t->stems[tone_mix(first) >> 52] |=
        (uint16_t)(1u << (chars - TONE_STEM_MIN));
    return tone_key_stem(h);
}

/* Emoji and emoticons: no letter first, and no rules about '*' and '-'. */
static bool
is_face(struct mill_str w)
{
    size_t at = 0;
    uint32_t c = mill_utf8_next(w.ptr, w.len, &at);
    enum mill_class k;

    if ((c >= 'a' && c <= 'z') || (c >= 0x430 && c <= 0x45f))
        return false;
    k = mill_char_class(c);
    return k == MILL_CLASS_PUNCT || k == MILL_CLASS_SYMBOL ||
           k == MILL_CLASS_OTHER;
}

static uint64_t
face_key(struct mill_str w)
{
    uint64_t h = TONE_HASH;

    for (size_t at = 0; at < w.len;)
        h = tone_hash_add(h,
                          mill_char_lower(mill_utf8_next(w.ptr, w.len, &at)));
    return tone_mix(h);
}

struct tone_entry *
tone_table_add(struct tone_table *t, struct mill_arena *a,
               struct mill_str words, const char **why)
{
    struct tone_entry *e = NULL;
    uint64_t key = 0;
    size_t at = 0, n = 0;

    *why = "no word";
    if (words.len > 0 && is_face(words)) {
        e = table_slot(t, a, face_key(words));
        if (e == NULL)
            *why = "out of memory";
        return e;
    }
    while (at < words.len) {
        size_t from = at;
        uint64_t k;

        while (at < words.len && words.ptr[at] != ' ' && words.ptr[at] != '-' &&
               words.ptr[at] != '_')
            at++;
        if (at == from) {
            at++;
            continue;
        }
        k = word_key(t, (struct mill_str){ words.ptr + from, at - from }, why);
        if (k == 0)
            return NULL;
        if (++n > TONE_PHRASE) {
            *why = "a phrase has at most 8 words";
            return NULL;
        }
        if (e != NULL)
            e->flags |= words.ptr[at - 1] == '*' ? ENTRY_MORE | ENTRY_STEMS
                                                 : ENTRY_MORE;
        key = n == 1 ? k : tone_key_more(key, k);
        e = table_slot(t, a, key);
        if (e == NULL) {
            *why = "out of memory";
            return NULL;
        }
    }
    return e;
}

/* What a word is in "profit rose" by a shorter stem: a longer one with a
 * weight must not hide that. */
static uint8_t
stem_move(const struct tone_table *t, struct mill_str w)
{
    uint64_t h = TONE_HASH;
    uint8_t move = MOVE_NONE;
    size_t chars = 0;

    if (w.len > 0 && w.ptr[w.len - 1] == '*')
        w.len--;
    for (size_t at = 0; at < w.len && chars < TONE_STEM_MAX;) {
        const struct tone_entry *e;

        h = tone_hash_add(h,
                          mill_char_lower(mill_utf8_next(w.ptr, w.len, &at)));
        if (++chars < TONE_STEM_MIN || memchr(w.ptr, ' ', w.len) != NULL)
            continue;
        e = tone_find(t, tone_key_stem(h));
        if (e != NULL && e->move != MOVE_NONE)
            move = e->move;
    }
    return move;
}

static bool
role_read(struct mill_str s, uint8_t *role)
{
    static const char *const names[] = { "", "object", "doer", "victim" };

    for (uint8_t i = 0; i < 4; i++)
        if (strlen(names[i]) == s.len && memcmp(names[i], s.ptr, s.len) == 0) {
            *role = i;
            return true;
        }
    return false;
}

/* Reads "-2.5": a plain decimal, the same in every locale. */
static bool
weight_read(struct mill_str s, float *out)
{
    size_t i = 0, digits = 0;
    float v = 0, place = 1;
    bool minus = false;

    if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+'))
        minus = s.ptr[i++] == '-';
    for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++, digits++)
        v = v * 10 + (float)(s.ptr[i] - '0');
    if (i < s.len && s.ptr[i] == '.')
        for (i++; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9';
             i++, digits++)
            v += (float)(s.ptr[i] - '0') * (place /= 10);
    *out = minus ? -v : v;
    return digits > 0 && digits < 9 && i == s.len;
}

static struct mill_str
cell(const char **p, const char *end)
{
    struct mill_str s = { *p, 0 };

    while (*p < end && **p != '\t')
        (*p)++;
    s.len = (size_t)(*p - s.ptr);
    while (s.len > 0 && s.ptr[s.len - 1] == ' ')
        s.len--;
    if (*p < end)
        (*p)++;
    return s;
}

static bool
line_read(struct tone_table *t, struct mill_arena *a, const char *path,
          unsigned line, const char *p, const char *end, bool valid, bool user,
          struct mill_report *rep)
{
    struct mill_str words = cell(&p, end), weight = cell(&p, end),
                    role = cell(&p, end);
    struct tone_entry *e;
    const char *why;
    uint8_t r = ROLE_NONE;
    float v;

    if (words.len > 200 ||
        (!valid && mill_utf8_valid(words.ptr, words.len) != words.len)) {
        mill_fail_at(rep, path, line, 1,
                     "expected UTF-8 text of a word or "
                     "phrase of at most 200 bytes");
        return false;
    }
    if (!weight_read(weight, &v) || !(v >= -5 && v <= 5)) {
        mill_fail_at(rep, path, line, (unsigned)words.len + 2,
                     "'%.*s': '%.*s' is no weight; expected word, tab, a "
                     "number from -5 to 5",
                     MILL_FMT(words), MILL_FMT(weight));
        return false;
    }
    if (!role_read(role, &r)) {
        mill_fail_at(rep, path, line, 0,
                     "'%.*s': role '%.*s' is unknown; expected object, doer "
                     "or victim",
                     MILL_FMT(words), MILL_FMT(role));
        return false;
    }
    e = tone_table_add(t, a, words, &why);
    if (e == NULL) {
        mill_fail_at(rep, path, line, 1, "'%.*s': %s", MILL_FMT(words), why);
        return false;
    }
    if ((e->flags & ENTRY_WEIGHT) && fabsf(e->weight - v) > 1e-6f &&
        (!user || (e->flags & ENTRY_USER))) {
        mill_fail_at(rep, path, line, 1,
                     "'%.*s' has two weights: %g here, %g on line %u; keep "
                     "one",
                     MILL_FMT(words), (double)v, (double)e->weight,
                     (unsigned)e->line);
        return false;
    }
    e->weight = v;
    e->role = r;
    e->line = line;
    if (e->move == MOVE_NONE)
        e->move = stem_move(t, words);
    e->flags |= (uint8_t)(ENTRY_WEIGHT | (user ? ENTRY_USER : 0));
    return true;
}

bool
tone_lexicon_text(struct tone_table *t, struct mill_arena *a, const char *path,
                  struct mill_str text, bool user, struct mill_report *rep)
{
    const char *p = text.ptr, *end = p + text.len;
    bool valid = mill_utf8_valid(p, text.len) == text.len;
    unsigned line = 0, bad = 0;

    if (text.len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
        p += 3;
    while (p < end && bad < 20) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        const char *stop = nl != NULL ? nl : end;
        const char *next = nl != NULL ? nl + 1 : end;

        line++;
        if (stop > p && stop[-1] == '\r')
            stop--;
        if (stop > p && *p != '#' &&
            !line_read(t, a, path, line, p, stop, valid, user, rep))
            bad++;
        p = next;
    }
    return bad == 0;
}

bool
tone_lexicon_read(struct tone_table *t, struct mill_arena *a, const char *path,
                  bool user, struct mill_report *rep)
{
    struct mill_map map;
    bool ok;

    if (!mill_map_open(&map, path, rep))
        return false;
    ok = tone_lexicon_text(t, a, path, (struct mill_str){ map.ptr, map.size },
                           user, rep);
    mill_map_close(&map);
    return ok;
}
