/* SPDX-License-Identifier: Apache-2.0
 *
 * clusters.c: which names name the same person, organisation or place. */
#include "names.h"

#include <string.h>

/* Words in a row that may still be one name. */
#define NAME_MAX 6
/* Clusters that share a key and are compared. */
#define CHAIN_MAX 16

static bool
suffix_word(const struct work *w, uint32_t t)
{
    char low[200];
    size_t n = token_low(w, t, low);

    return (n == 2 &&
            (memcmp(low, "jr", 2) == 0 || memcmp(low, "sr", 2) == 0 ||
             memcmp(low, "ii", 2) == 0 || memcmp(low, "iv", 2) == 0)) ||
           (n == 3 && memcmp(low, "iii", 3) == 0);
}

bool
surname_first(const struct work *w, const struct name *n)
{
    return w->lang->case_count > 0 && n->b - n->a == 2 &&
           tok_is(w, n->b - 1, W_FIRST) && !tok_is(w, n->a, W_FIRST) &&
           (w->tok.v[n->a].flags & TF_INITIAL) == 0;
}

static uint32_t
last_word(const struct work *w, const struct name *n)
{
    uint32_t t = n->b - 1;

    while (t > n->a && suffix_word(w, t))
        t--;
    if (surname_first(w, n))
        return n->a;
    return t;
}

/* Do two first words name one person: equal stems, one first name's forms,
 * an initial and a name. */
static bool
first_fits(const struct work *w, const struct name *a, const struct name *b)
{
    const struct tok *x = &w->tok.v[a->a], *y = &w->tok.v[b->a];
    char lx[200], ly[200];
    size_t i = 0, j = 0;

    if (name_key(w, a->a) == name_key(w, b->a))
        return true;
    if (x->word != NULL && y->word != NULL && x->word->base != NULL &&
        y->word->base != NULL && strcmp(x->word->base, y->word->base) == 0)
        return true;
    if ((x->flags & TF_INITIAL) == 0 && (y->flags & TF_INITIAL) == 0)
        return false;
    (void)token_low(w, a->a, lx);
    (void)token_low(w, b->a, ly);
    return mill_utf8_next(lx, 4, &i) == mill_utf8_next(ly, 4, &j);
}

static uint32_t *
bucket(struct work *w, uint32_t key)
{
    uint32_t k = key & w->table_mask;

    while (w->table[k] != 0 && w->cl.v[w->table[k] - 1].key != key)
        k = (k + 1) & w->table_mask;
    return &w->table[k];
}

/* Whether a name's first name stands in another case than the nominative. */
static bool
bent_first(const struct work *w, const struct name *n)
{
    for (uint32_t t = n->a; t < n->b; t++)
        if (tok_is(w, t, W_FIRST))
            return w->tok.v[t].word->oblique;
    return false;
}

static bool
join(struct work *w, uint32_t c, uint32_t n)
{
    struct cluster *cl = &w->cl.v[c];
    struct name *nm = &w->name.v[n];
    const struct name *best = &w->name.v[cl->best];
    uint32_t words = nm->b - nm->a, had = best->b - best->a;
    uint32_t initials = 0, had_initials = 0;

    nm->cluster = c;
    if (cl->first == NONE)
        cl->first = n;
    else
        w->next_name.v[cl->last] = n;
    cl->last = n;
    cl->count++;
    for (uint32_t t = nm->a; t < nm->b; t++)
        initials += (w->tok.v[t].flags & TF_INITIAL) != 0;
    for (uint32_t t = best->a; t < best->b; t++)
        had_initials += (w->tok.v[t].flags & TF_INITIAL) != 0;
    if (words - initials > had - had_initials ||
        (words - initials == had - had_initials && words > had &&
         words <= NAME_MAX) ||
        (words == had && initials == had_initials && bent_first(w, best) &&
         !bent_first(w, nm) &&
         (!name_patronymic(w, nm->b - 1) || name_patronymic(w, best->b - 1))))
        cl->best = n;
    if (cl->gender == G_NONE)
        cl->gender = nm->gender;
    if (cl->role_name == NONE && nm->role_b > nm->role_a)
        cl->role_name = n;
    return true;
}

/* Whether a name is made of abbreviations: "УПЛ ТБ". */
static bool
letters(const struct work *w, const struct name *n)
{
    for (uint32_t t = n->a; t < n->b; t++)
        if ((w->tok.v[t].flags & (TF_ALLCAPS | TF_INITIAL)) != TF_ALLCAPS ||
            w->tok.v[t].end - w->tok.v[t].begin > 8)
            return false;
    return true;
}

static bool
fresh(struct work *w, uint32_t n, uint32_t key, uint32_t *slot)
{
    struct cluster *cl = VEC_PUSH(w, w->cl);
    const struct name *nm = &w->name.v[n];
    uint32_t words = nm->b - nm->a;

    if (cl == NULL)
        return false;
    *cl = (struct cluster){ .best = n,
                            .first = NONE,
                            .last = NONE,
                            .key = key,
                            .next_same = NONE,
                            .role_name = NONE,
                            .kind = N_PERSON };
    cl->key1 = name_key(w, nm->a);
    cl->words = (uint8_t)(words > 255 ? 255 : words);
    if (*slot != 0) { /* newest first */
        cl->next_same = *slot - 1;
    }
    *slot = w->cl.n;
    for (uint32_t t = nm->a; t < nm->b; t++)
        if (tok_is(w, t, W_ORG))
            cl->kind = N_ORG;
    /* "the Port Alder hospital" */
    if (words > 1 && w->lang->titlecase && nm->b < w->tok.n &&
        tok_is(w, nm->b, W_ORG) && !tok_is(w, nm->a, W_FIRST) &&
        (w->tok.v[nm->b].flags & TF_CAP) == 0 && nm->role_a == nm->role_b)
        cl->kind = N_ORG;
    if (words > NAME_MAX || nm->in_title || (words > 1 && letters(w, nm)))
        cl->kind = N_ORG;
    /* a Latin name in a Cyrillic text */
    if (w->lang->case_count > 0 && !name_latin(w) &&
        (unsigned char)w->text[w->tok.v[nm->a].begin] < 0x80 &&
        !tok_is(w, nm->a, W_FIRST) && (w->tok.v[nm->a].flags & TF_INITIAL) == 0)
        cl->kind = N_ORG;
    if (words == 1 && cl->kind == N_PERSON) {
        const struct tok *k = &w->tok.v[nm->a];

        if (tok_is(w, nm->a, W_PLACE))
            cl->kind = N_PLACE;
        else if ((k->flags & TF_ALLCAPS) != 0 && nm->role_a == nm->role_b)
            cl->kind = N_ORG;
    }
    return join(w, w->cl.n - 1, n);
}

static bool
key_in(const uint32_t *set, uint32_t mask, uint32_t key)
{
    for (uint32_t k = key & mask; set[k] != 0; k = (k + 1) & mask)
        if (set[k] == key)
            return true;
    return false;
}

static void
key_put(uint32_t *set, uint32_t mask, uint32_t key)
{
    uint32_t k = key & mask;

    while (set[k] != 0 && set[k] != key)
        k = (k + 1) & mask;
    set[k] = key;
}

/* Cuts "Дем'янчук Суспільному" behind a surname that has a first name
 * elsewhere in the text: what follows is an object. */
static bool
cut_at_surnames(struct work *w, uint32_t size)
{
    uint32_t *known, names = w->name.n;

    if (w->lang->case_count == 0 || w->lang->titlecase)
        return true;
    known = mill_arena_zalloc(w->arena, size * sizeof *known);
    if (known == NULL)
        return false;
    for (uint32_t n = 0; n < names; n++) {
        const struct name *nm = &w->name.v[n];

        if (nm->b - nm->a == 2 && tok_is(w, nm->a, W_FIRST) &&
            !tok_is(w, nm->b - 1, W_FIRST) && !name_patronymic(w, nm->b - 1))
            key_put(known, size - 1, name_key(w, nm->b - 1));
    }
    for (uint32_t n = 0; n < names; n++) {
        struct name *nm = &w->name.v[n];

        if (nm->b - nm->a < 2 || tok_is(w, nm->a, W_FIRST) ||
            tok_is(w, nm->a + 1, W_FIRST) ||
            (w->tok.v[nm->a].flags & TF_INITIAL) != 0 ||
            (w->tok.v[nm->a + 1].flags & TF_INITIAL) != 0 ||
            name_patronymic(w, nm->b - 1) ||
            !key_in(known, size - 1, name_key(w, nm->a)))
            continue;
        while (nm->b > nm->a + 1)
            w->tok.v[--nm->b].name = NONE;
    }
    return true;
}

bool
names_cluster(struct work *w)
{
    uint32_t size = 64, *first_table, *recent, *mid;

    while (size < w->name.n * 2)
        size *= 2;
    if (!cut_at_surnames(w, size))
        return false;
    w->table = mill_arena_zalloc(w->arena, size * sizeof *w->table);
    first_table = mill_arena_zalloc(w->arena, size * sizeof *first_table);
    if (w->table == NULL || first_table == NULL)
        return false;
    w->table_mask = size - 1;
    /* full names first, so that a surname alone finds its bearer even when
     * the full name comes later */
    for (uint32_t n = 0; n < w->name.n; n++) {
        struct name *nm = &w->name.v[n];
        uint32_t key, *slot, c, left = CHAIN_MAX;

        if (nm->b - nm->a < 2 ||
            (nm->b - nm->a == 2 && name_patronymic(w, nm->b - 1)))
            continue;
        key = name_key(w, last_word(w, nm));
        slot = bucket(w, key);
        for (c = *slot != 0 ? *slot - 1 : NONE; c != NONE && left > 0;
             c = w->cl.v[c].next_same, left--)
            if (first_fits(w, &w->name.v[w->cl.v[c].best], nm) &&
                (nm->gender == G_NONE || w->cl.v[c].gender == G_NONE ||
                 nm->gender == w->cl.v[c].gender))
                break;
        if (c != NONE && left > 0) {
            if (!join(w, c, n))
                return false;
            continue;
        }
        if (!fresh(w, n, key, slot))
            return false;
        for (uint32_t k = w->cl.v[w->cl.n - 1].key1 & w->table_mask;;
             k = (k + 1) & w->table_mask)
            if (first_table[k] == 0 ||
                w->cl.v[first_table[k] - 1].key1 == w->cl.v[w->cl.n - 1].key1) {
                if (first_table[k] == 0)
                    first_table[k] = w->cl.n;
                break;
            }
    }
    /* keys that appear with a capital in the middle of a sentence */
    mid = mill_arena_zalloc(w->arena, size * sizeof *mid);
    if (mid == NULL)
        return false;
    for (uint32_t n = 0; n < w->name.n; n++)
        if (!name_starts(w, w->name.v[n].a))
            key_put(mid, w->table_mask, name_key(w, w->name.v[n].a));
    /* then words that stand alone, in order, to the bearer met last */
    recent = mill_arena_zalloc(w->arena, (w->name.n + 1) * sizeof *recent);
    if (recent == NULL)
        return false;
    for (uint32_t n = 0; n < w->name.n; n++) {
        struct name *nm = &w->name.v[n];
        uint32_t key, *slot, c, best = NONE, left = CHAIN_MAX;

        if (nm->cluster == NONE) {
            key = name_key(w, last_word(w, nm));
            slot = bucket(w, key);
            for (c = *slot != 0 ? *slot - 1 : NONE; c != NONE && left > 0;
                 c = w->cl.v[c].next_same, left--) {
                if (nm->gender != G_NONE && w->cl.v[c].gender != G_NONE &&
                    nm->gender != w->cl.v[c].gender && w->cl.v[c].words > 1)
                    continue;
                if (best == NONE || recent[c] > recent[best] ||
                    (recent[best] == 0 && c < best))
                    best = c;
            }
            if (best == NONE) {
                uint32_t k1 = name_key(w, nm->a), k = k1 & w->table_mask;

                while (first_table[k] != 0 &&
                       w->cl.v[first_table[k] - 1].key1 != k1)
                    k = (k + 1) & w->table_mask;
                if (first_table[k] != 0 &&
                    (tok_is(w, nm->a, W_FIRST) || w->lang->case_count > 0 ||
                     w->cl.v[first_table[k] - 1].kind == N_ORG))
                    best = first_table[k] - 1;
            }
            if (best == NONE && !w->lang->titlecase && nm->b - nm->a == 1 &&
                name_starts(w, nm->a) && nm->role_a == nm->role_b &&
                !tok_is(w, nm->a, W_FIRST | W_PLACE | W_ORG | W_ROLE) &&
                (w->tok.v[nm->a].flags & TF_ALLCAPS) == 0 &&
                !key_in(mid, w->table_mask, name_key(w, nm->a))) {
                w->tok.v[nm->a].name = NONE; /* a word like any other */
                continue;
            }
            if (best == NONE && w->lang->all_nouns && nm->b - nm->a == 1 &&
                !tok_is(w, nm->a, W_FIRST | W_PLACE) &&
                nm->role_a == nm->role_b &&
                (w->tok.v[nm->a].flags & TF_ALLCAPS) == 0) {
                w->tok.v[nm->a].name = NONE; /* a noun like any other */
                continue;
            }
            if (best == NONE) {
                if (!fresh(w, n, key, slot))
                    return false;
                best = nm->cluster;
            } else if (!join(w, best, n)) {
                return false;
            }
        }
        if (nm->cluster != NONE)
            recent[nm->cluster] = n + 1;
    }
    return true;
}
