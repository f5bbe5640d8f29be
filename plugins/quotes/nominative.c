/* SPDX-License-Identifier: Apache-2.0
 *
 * nominative.c: a person's name in the nominative, for languages that bend
 * names: from the first names the language knows, from other forms in the
 * article, and from endings. */
#include "speakers.h"

#include <string.h>

/* Forms of a surname that are looked at. */
#define FORMS 12

static bool
ends(const char *s, size_t n, const char *e, size_t m)
{
    return n >= m && memcmp(s + n - m, e, m) == 0;
}

/* The nominative that a case ending stands for; the length written, 0 when
 * no ending of that gender fits. */
static size_t
bend(const struct work *w, const char *low, size_t n, uint8_t gender,
     bool sure_only, char *out)
{
    size_t best = 0, len = 0;

    for (uint32_t i = 0; i < w->lang->case_count; i++) {
        const struct ending *e = &w->lang->cases[i];

        if ((e->gender != G_ANY && gender != G_NONE && gender != G_ANY &&
             e->gender != gender) ||
            (sure_only && !e->sure) || e->from_len <= best ||
            !ends(low, n, e->from, e->from_len))
            continue;
        best = e->from_len;
        len = n - e->from_len;
        memcpy(out, low, len);
        memcpy(out + len, e->to, e->to_len);
        len += e->to_len;
    }
    return len;
}

/* Copies `low` with the capitals of token t. */
static size_t
recase(const struct work *w, uint32_t t, const char *low, size_t n, char *out)
{
    const char *s = w->text + w->tok.v[t].begin;
    size_t len = w->tok.v[t].end - w->tok.v[t].begin, same = 0, at = 0, o = 0;
    char mine[400];
    size_t m;

    if (len > 96)
        len = 96;
    m = mill_utf8_lower((struct mill_str){ s, len }, mine);
    while (same < m && same < n && mine[same] == low[same])
        same++;
    while (same > 0 && same < n &&
           ((unsigned char)low[same] & 0xc0) == 0x80)
        same--;
    if (same > 0 && m == len) { /* the part that did not change */
        memcpy(out, s, same);
        memcpy(out + same, low + same, n - same);
        return n;
    }
    while (at < n) {
        uint32_t c = mill_utf8_next(low, n, &at);

        o += mill_utf8_put(out + o, o == 0 ? mill_char_upper(c) : c);
    }
    return o;
}

/* The surname's nominative, from the article's other forms or endings. */
static size_t
surname(const struct work *w, uint32_t cluster, uint32_t t, uint8_t gender,
        bool oblique, char *out)
{
    char mine[200], other[200], bent[200];
    size_t n = token_low(w, t, mine), m, k;
    const struct cluster *cl = &w->cl.v[cluster];
    uint32_t seen = 0;
    bool all_oblique = true;

    memcpy(out, mine, n);
    for (uint32_t i = cl->first; i != NONE && seen < FORMS;
         i = w->next_name.v[i], seen++) {
        const struct name *nm = &w->name.v[i];

        if (!nm->oblique)
            all_oblique = false;
        if (name_key(w, nm->b - 1) != name_key(w, t))
            continue;
        m = token_low(w, nm->b - 1, other);
        if (m == n && memcmp(mine, other, n) == 0)
            continue;
        /* does a case ending of mine lead to the other form? */
        for (uint32_t e = 0; e < w->lang->case_count; e++) {
            const struct ending *c = &w->lang->cases[e];

            if (c->gender != G_ANY && gender != G_NONE &&
                c->gender != gender)
                continue;
            if (!ends(mine, n, c->from, c->from_len))
                continue;
            k = n - c->from_len;
            if (k + c->to_len == m && memcmp(mine, other, k) == 0 &&
                memcmp(other + k, c->to, c->to_len) == 0 && !nm->oblique) {
                memcpy(out, other, m);
                return m;
            }
        }
    }
    if (!oblique) {
        m = bend(w, mine, n, gender, true, bent);
        if (m == 0 && all_oblique)
            m = bend(w, mine, n, gender, false, bent);
    } else {
        m = bend(w, mine, n, gender, false, bent);
    }
    if (m > 0) {
        memcpy(out, bent, m);
        return m;
    }
    return n;
}

/* Bends the part before a hyphen, too: Цикори-Ладохіної. */
static size_t
first_part(const struct work *w, char *low, size_t n, uint8_t gender,
           bool oblique)
{
    char *hyphen = memchr(low, '-', n), bent[240];
    size_t part, m;

    if (!oblique || hyphen == NULL)
        return n;
    part = (size_t)(hyphen - low);
    m = bend(w, low, part, gender, false, bent);
    if (m == 0 || m + n - part > 190)
        return n;
    memmove(low + m, hyphen, n - part);
    memcpy(low, bent, m);
    return m + n - part;
}

/* Whether the same surname stands in an oblique case somewhere, for a man
 * whose first name tells no case: "по словам Валруса". */
static bool
bent_elsewhere(const struct work *w, const struct cluster *cl)
{
    const struct name *best = &w->name.v[cl->best];
    uint32_t seen = 0;

    if (cl->gender != G_M)
        return false;
    for (uint32_t i = cl->first; i != NONE && seen < FORMS;
         i = w->next_name.v[i], seen++)
        if (w->name.v[i].oblique && w->tok.v[w->name.v[i].b - 1].hash ==
                                        w->tok.v[best->b - 1].hash)
            return true;
    return false;
}

/* Whether token t, "Богдана", is a man's first name in another case: his
 * cluster, the surname, or the place of the name say so. */
static bool
other_man(const struct work *w, const struct cluster *cl,
          const struct name *nm, uint32_t t)
{
    char low[240], bent[240];

    if (!tok_is(w, t, W_FIRST) || w->tok.v[t].word->other == NULL ||
        cl->gender == G_F)
        return false;
    return cl->gender == G_M || nm->oblique ||
           bend(w, low, token_low(w, nm->b - 1, low), G_M, true, bent) > 0;
}

/* The last letter of token t. */
static uint32_t
last_letter(const struct work *w, uint32_t t)
{
    char low[200];
    size_t n = token_low(w, t, low), at = n;

    while (at > 0 && ((unsigned char)low[at - 1] & 0xc0) == 0x80)
        at--;
    if (at > 0)
        at--;
    return n > 0 ? mill_utf8_next(low, n, &at) : 0;
}

/* "Сергея Шойгу": one ends as in the genitive, the other as in the dative, so
 * that the one in -у has no cases. */
static bool
caseless(const struct work *w, const struct name *nm, uint32_t t)
{
    uint32_t mine = last_letter(w, t);

    if (mine != 0x443 && mine != 0x44e) /* у ю */
        return false;
    for (uint32_t i = nm->a; i < nm->b; i++) {
        uint32_t its = last_letter(w, i);

        if (i != t && (its == 0x430 || its == 0x44f)) /* а я */
            return true;
    }
    return false;
}

const char *
nominative_name(struct work *w, uint32_t cluster, uint32_t *len)
{
    const struct cluster *cl = &w->cl.v[cluster];
    const struct name *nm = &w->name.v[cl->best];
    uint32_t bytes = w->tok.v[nm->b - 1].end - w->tok.v[nm->a].begin;
    char *out = mill_arena_alloc(w->arena, bytes + 64 + 16 * (nm->b - nm->a));
    size_t n = 0;
    bool oblique = false, known = false;

    if (out == NULL)
        return NULL;
    if (w->lang->case_count == 0 || cl->kind != N_PERSON ||
        nm->b - nm->a > 6) {
        memcpy(out, w->text + w->tok.v[nm->a].begin, bytes);
        out[bytes] = '\0';
        *len = bytes;
        return out;
    }
    for (uint32_t t = nm->a; t < nm->b; t++)
        if (tok_is(w, t, W_FIRST) && w->tok.v[t].word->declines &&
            (cl->gender == G_NONE ||
             w->tok.v[t].word->gender == cl->gender ||
             w->tok.v[t].word->gender == G_ANY)) {
            known = true;
            oblique = w->tok.v[t].word->oblique || other_man(w, cl, nm, t);
            break;
        }
    if (!known) {
        oblique = nm->oblique || bent_elsewhere(w, cl);
        for (uint32_t t = nm->a; t < nm->b && nm->b - nm->a > 1; t++) {
            char low[240], bent[240];

            if (bend(w, low, token_low(w, t, low), cl->gender, true, bent) >
                0)
                oblique = true;
        }
    }
    for (uint32_t t = nm->a; t < nm->b; t++) {
        const struct tok *k = &w->tok.v[t];
        char low[240];
        size_t m;

        if (t > nm->a && (k->flags & TF_SPACE) != 0)
            out[n++] = ' ';
        if ((k->flags & TF_INITIAL) != 0 || k->end - k->begin > 90) {
            memcpy(out + n, w->text + k->begin, k->end - k->begin);
            n += k->end - k->begin;
            continue;
        }
        if (tok_is(w, t, W_FIRST) && k->word->base != NULL && known &&
            (t + 1 < nm->b || nm->b - nm->a == 1)) {
            const char *base = other_man(w, cl, nm, t) ? k->word->other
                                                       : k->word->base;

            m = strlen(base);
            if (m > 200)
                m = 200;
            memcpy(low, base, m);
        } else if (caseless(w, nm, t) ||
                   (tok_is(w, t, W_FIRST) && t + 1 < nm->b &&
                    !k->word->declines)) {
            m = token_low(w, t, low);
        } else {
            m = surname(w, cluster, t, cl->gender, oblique, low);
            m = first_part(w, low, m, cl->gender, oblique);
        }
        n += recase(w, t, low, m, out + n);
    }
    if (surname_first(w, nm)) { /* as in a register: first name first */
        char *blank = memchr(out, ' ', n);
        char *turned = mill_arena_alloc(w->arena, n + 1);

        if (turned == NULL)
            return NULL;
        if (blank != NULL) {
            size_t first = (size_t)(blank - out), rest = n - first - 1;

            memcpy(turned, blank + 1, rest);
            turned[rest] = ' ';
            memcpy(turned + rest + 1, out, first);
            out = turned;
        }
    }
    out[n] = '\0';
    *len = (uint32_t)n;
    return out;
}

/* The nominative of an adjective before a noun of gender `g`; 0 when it has
 * none of the endings. */
static size_t
adjective(const struct work *w, const char *low, size_t n, uint8_t g,
          char *out)
{
    size_t best = 0, len = 0;

    for (int any = 0; any < 2 && len == 0; any++)
        for (uint32_t i = 0; i < w->lang->adjective_count; i++) {
            const struct ending *e = &w->lang->adjectives[i];

            if ((any == 0 && e->gender != g) || e->from_len <= best ||
                !ends(low, n, e->from, e->from_len))
                continue;
            best = e->from_len;
            len = n - best;
            memcpy(out, low, len);
            memcpy(out + len, e->to, e->to_len);
            len += e->to_len;
        }
    return len;
}

/* The gender of a noun in the nominative, by its ending. */
static uint8_t
noun_gender(const struct work *w, const char *noun)
{
    size_t n = strlen(noun), best = 0;
    uint8_t gender = G_M;

    for (uint32_t i = 0; i < w->lang->noun_count; i++) {
        const struct ending *e = &w->lang->nouns[i];

        if (e->from_len > best && ends(noun, n, e->from, e->from_len)) {
            best = e->from_len;
            gender = e->gender;
        }
    }
    return gender;
}

const char *
nominative_phrase(struct work *w, const struct mention *m, uint32_t *len)
{
    uint32_t a = m->a, head = NONE;
    const char *from = w->text + w->tok.v[a].begin, *noun = NULL;
    char *out;
    size_t n = 0;

    *len = w->tok.v[m->b - 1].end - w->tok.v[a].begin;
    for (uint32_t t = a; t < m->b && t < a + 6 && head == NONE; t++) {
        const struct word *k = w->tok.v[t].word;

        if (k != NULL && (k->classes & W_PREP) != 0)
            break;
        if (k != NULL &&
            (k->classes & (W_ROLE | W_ORG | W_GROUP | W_DOC)) != 0) {
            if (k->noun == NULL && k->stem)
                continue; /* "управляющая компания" */
            if (k->noun == NULL)
                break;
            head = t;
        }
    }
    if (head == NONE || w->lang->adjective_count == 0)
        return from;
    noun = w->tok.v[head].word->noun;
    out = mill_arena_alloc(w->arena, *len + 192 + strlen(noun));
    if (out == NULL)
        return NULL;
    for (uint32_t t = a; t <= head; t++) {
        const struct tok *k = &w->tok.v[t];
        char low[240], bent[300];
        size_t size = token_low(w, t, low), made = 0;

        if (t > a && (k->flags & TF_SPACE) != 0)
            out[n++] = ' ';
        if (t == head) {
            made = strlen(noun);
            memcpy(bent, noun, made);
        } else if (k->kind == T_WORD) {
            made = adjective(w, low, size, noun_gender(w, noun), bent);
        }
        if (made > 0 && k->kind == T_WORD &&
            (k->flags & TF_ALLCAPS) == 0) {
            n += recase(w, t, bent, made, out + n);
        } else {
            memcpy(out + n, w->text + k->begin, k->end - k->begin);
            n += k->end - k->begin;
        }
    }
    memcpy(out + n, w->text + w->tok.v[head].end,
           w->tok.v[m->b - 1].end - w->tok.v[head].end);
    n += w->tok.v[m->b - 1].end - w->tok.v[head].end;
    out[n] = '\0';
    *len = (uint32_t)n;
    return out;
}
