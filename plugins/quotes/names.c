/* SPDX-License-Identifier: Apache-2.0
 *
 * names.c: runs of capitalised words that are names. */
#include "phrase.h"

#include <string.h>

static const uint32_t NOT_IN_NAME =
    W_PREP | W_CONJ | W_THAT | W_AS | W_REL | W_ADV | W_CLAUSE | W_NEG | W_AUX |
    W_POSS | W_OBJ | W_TIME | W_STOPNAME | W_INDEF | W_PRON | W_DET;

size_t
token_low(const struct work *w, uint32_t t, char *low)
{
    size_t n = w->tok.v[t].end - w->tok.v[t].begin, m;
    const char *s = w->text + w->tok.v[t].begin;

    if (n > 96) {
        n = 96;
        while (n > 0 && ((unsigned char)s[n] & 0xc0) == 0x80)
            n--;
    }
    m = mill_utf8_lower((struct mill_str){ s, n }, low);
    while (m > 0 && low[m - 1] == '.')
        m--;
    return m;
}

bool
name_ends(const char *s, size_t n, const struct ending *e)
{
    return n > e->from_len &&
           memcmp(s + n - e->from_len, e->from, e->from_len) == 0;
}

uint32_t
name_key(const struct work *w, uint32_t t)
{
    char low[200];
    size_t n = token_low(w, t, low), cut = 0;

    for (size_t i = 0; i + 1 < n; i++) /* ё is written е as often as not */
        if ((unsigned char)low[i] == 0xd1 &&
            (unsigned char)low[i + 1] == 0x91) {
            low[i] = (char)0xd0;
            low[i + 1] = (char)0xb5;
        }

    for (uint32_t i = 0; i < w->lang->key_count; i++) {
        const struct ending *e = &w->lang->keys[i];

        if (e->from_len > cut && name_ends(low, n, e) &&
            mill_utf8_count((struct mill_str){ low, n - e->from_len }) >= 3)
            cut = e->from_len;
    }
    return word_hash(low, n - cut);
}

/* Whether a capital at token t says nothing: a sentence begins there. */
bool
name_starts(const struct work *w, uint32_t t)
{
    if ((w->tok.v[t].flags & (TF_SENT | TF_PARA)) != 0)
        return true;
    switch (w->tok.v[t - 1].kind) {
    case T_MARK:
    case T_DASH:
    case T_COLON:
    case T_LPAR:
    case T_STOP:
        return true;
    default:
        return false;
    }
}

static bool
seen_lower(const struct work *w, uint32_t hash)
{
    for (uint32_t k = hash & w->seen_mask; w->seen_low[k] != 0;
         k = (k + 1) & w->seen_mask)
        if (w->seen_low[k] == hash)
            return true;
    return false;
}

/* The party and place of a member of parliament: ", D-Va.," "(R-Fla.)" */
static bool
constituency(const struct work *w, uint32_t t)
{
    const char *s = w->text + w->tok.v[t].begin;

    return w->lang->titlecase && t > 0 &&
           w->tok.v[t].end - w->tok.v[t].begin >= 4 && s[1] == '-' &&
           (w->tok.v[t - 1].kind == T_COMMA || w->tok.v[t - 1].kind == T_LPAR);
}

static bool
name_word(const struct work *w, uint32_t t)
{
    const struct tok *k = &w->tok.v[t];

    if (k->kind != T_WORD || (k->flags & TF_CAP) == 0)
        return false;
    if (constituency(w, t))
        return false;
    if (k->word == NULL || (k->flags & TF_INITIAL) != 0)
        return true;
    if ((k->word->classes & (W_FIRST | W_HONOR | W_PLACE)) != 0)
        return true;
    if ((k->flags & TF_ALLCAPS) != 0 && k->end - k->begin <= 5)
        return (k->word->classes & (W_PRON | W_DET | W_PREP)) == 0 ||
               !name_starts(w, t);
    return (k->word->classes & NOT_IN_NAME) == 0;
}

/* Whether the language is written in Latin letters, by its prepositions and
 * endings of names. */
bool
name_latin(const struct work *w)
{
    return w->lang->case_count > 0 &&
           (unsigned char)w->lang->cases[0].from[0] < 0x80;
}

/* Headlines that capitalise every word tell nothing of names. */
static bool
title_case(const struct work *w, struct mill_span para)
{
    uint32_t caps = 0, low = 0;

    if (!w->lang->titlecase || para.end - para.begin > 40)
        return false;
    for (uint32_t t = para.begin; t < para.end; t++)
        if (w->tok.v[t].kind == T_WORD &&
            w->tok.v[t].end - w->tok.v[t].begin > 3) {
            if ((w->tok.v[t].flags & TF_CAP) != 0)
                caps++;
            else
                low++;
        }
    return caps >= 4 && caps > 3 * low;
}

static bool
add(struct work *w, uint32_t a, uint32_t b, uint32_t role_a, uint32_t role_b,
    bool in_quote)
{
    struct name *n;
    uint32_t *next;

    if (a >= b)
        return true;
    n = VEC_PUSH(w, w->name);
    if (n == NULL)
        return false;
    next = VEC_PUSH(w, w->next_name);
    if (next == NULL)
        return false;
    *n = (struct name){ .a = a,
                        .b = b,
                        .role_a = role_a,
                        .role_b = role_b,
                        .cluster = NONE,
                        .in_quote = in_quote };
    *next = NONE;
    for (uint32_t t = a; t < b; t++)
        w->tok.v[t].name = w->name.n - 1;
    n->gender = name_gender(w, n);
    return true;
}

/* Whether an unknown word has the ending of a common noun in the plural. */
static bool
common_noun(const struct work *w, uint32_t t)
{
    char low[200];
    size_t n = token_low(w, t, low);

    for (uint32_t i = 0; i < w->lang->common_count; i++)
        if (name_ends(low, n, &w->lang->commons[i]))
            return true;
    return false;
}

/* "Віра Всеволодівна": a first name and the father's. */
bool
name_patronymic(const struct work *w, uint32_t t)
{
    char low[200];
    size_t n = token_low(w, t, low);

    for (uint32_t i = 0; i < w->lang->gender_count; i++) {
        const struct ending *e = &w->lang->genders[i];

        if (e->from_len >= 8 && name_ends(low, n, e))
            return true;
    }
    return false;
}

/* Divides a run of capitalised words [a, b) into role, place and name. */
static bool
divide(struct work *w, uint32_t a, uint32_t b, bool in_quote, bool title)
{
    uint32_t role_a = a, role_b = a, k;
    bool role = false;

    if (title) { /* a first name and one more, no guess else */
        for (k = a; k + 1 < b; k++)
            if (tok_is(w, k, W_FIRST) && !tok_is(w, k + 1, W_ROLE | W_CUE))
                return add(w, k, k + 2, k, k, in_quote);
        if (b - a == 1 && !name_starts(w, a))
            return add(w, a, b, a, a, in_quote);
        return true;
    }
    for (k = a; k < b; k++)
        if (tok_is(w, k, W_ROLE | W_HONOR) &&
            (w->tok.v[k].flags & TF_INITIAL) == 0 &&
            !(tok_is(w, k, W_FIRST) && k > a)) {
            role = true;
            role_b = k + 1;
        }
    /* "Imran Qadir KC": letters behind a name */
    if (w->lang->titlecase && b - a > 2 &&
        (w->tok.v[b - 1].flags & (TF_ALLCAPS | TF_INITIAL)) == TF_ALLCAPS &&
        w->tok.v[b - 1].end - w->tok.v[b - 1].begin <= 3 &&
        (w->tok.v[b - 2].flags & TF_ALLCAPS) == 0 &&
        (tok_is(w, b - 3, W_FIRST) ||
         (b - a > 3 && tok_is(w, b - 4, W_FIRST))))
        b--;
    if (role && role_b >= b)
        return true; /* "the Prime Minister": a role, no name */
    if (role)
        a = role_b;
    else
        role_b = role_a;
    /* "Защитники Алёхиной": a common noun begins the sentence */
    if (!role && a + 1 < b && name_starts(w, a) && w->tok.v[a].word == NULL &&
        common_noun(w, a))
        a++;
    /* "Labour MP Dawn Butler", "Beekeeper Alma Reyes": a role in front */
    for (k = a + 1; k + 1 < b && w->lang->titlecase && !role; k++)
        if (tok_is(w, k, W_FIRST) && !tok_is(w, k - 1, W_FIRST) &&
            ((w->tok.v[k - 1].flags & (TF_ALLCAPS | TF_INITIAL)) ==
                 TF_ALLCAPS ||
             (k == a + 1 && name_starts(w, a) && b - a == 3 &&
              w->tok.v[a].word == NULL)))
            return add(w, k, b, a, k, in_quote);
    /* "Великобритании Борис Джонсон", "РБК Маршакова" */
    for (k = a + 1; k < b; k++)
        if (tok_is(w, k, W_FIRST) && w->lang->titlecase && k == a + 1 &&
            k + 1 < b && !role && a > 1 && tok_is(w, a - 1, W_PREP) &&
            tok_is(w, a - 2, W_ROLE)) /* Secretary of State Marco Rubio */
            return add(w, k, b, a - 2, k, in_quote);
        else if (tok_is(w, k, W_FIRST) && !tok_is(w, k - 1, W_FIRST) &&
                 (w->tok.v[k - 1].flags & TF_INITIAL) == 0 &&
                 (k + 1 < b || (k == a + 1 && name_starts(w, a) && !role)) &&
                 !w->lang->titlecase) {
            if (!add(w, a, k, a, a, in_quote))
                return false;
            return add(w, k, b, role_a, k, in_quote);
        }
    for (k = a; k + 1 < b; k++)
        if ((w->tok.v[k].flags & (TF_ALLCAPS | TF_INITIAL)) != TF_ALLCAPS)
            break;
    if (k > a && k < b && !w->lang->titlecase &&
        (w->tok.v[k].flags & TF_ALLCAPS) == 0) {
        if (!add(w, a, k, a, a, in_quote))
            return false;
        return add(w, k, b, role_a, k, in_quote);
    }
    /* a place in front: "US", "Украины" */
    for (k = a; k + 1 < b && !tok_is(w, k, W_FIRST) &&
                (tok_is(w, k, W_PLACE) ||
                 (w->lang->case_count > 0 && !w->lang->titlecase && k + 2 < b &&
                  tok_is(w, k, W_ORG)));)
        k++;
    /* "речниця Єврокомісії Паула Пінту": the first one is an office */
    if (k == a && b - a == 3 && a > 0 && tok_is(w, a - 1, W_ROLE) &&
        w->lang->case_count > 0 && !w->lang->titlecase &&
        !name_patronymic(w, b - 1) && !name_patronymic(w, a + 1) &&
        !tok_is(w, a, W_FIRST) && !tok_is(w, a + 1, W_PARTICLE) &&
        ((w->tok.v[a].flags | w->tok.v[a + 1].flags) & TF_INITIAL) == 0)
        k = a + 1;
    if (k > a && b - k >= 1 && !tok_is(w, b - 1, W_ORG)) {
        if (!add(w, a, k, a, a, in_quote))
            return false;
        return add(w, k, b, role_a, k, in_quote);
    }
    return add(w, a, b, role_a, role ? role_b : role_a, in_quote);
}

/* "Scottish Fire and Rescue Service": one office, not two names. The run of
 * capitals began at t and meets "and" at b. */
static bool
joins_office(const struct work *w, uint32_t t, uint32_t b, uint32_t end)
{
    uint32_t k = b + 1;

    if (!w->lang->titlecase || b + 2 >= end || !tok_is(w, b, W_CONJ) ||
        t == 0 || !tok_is(w, t - 1, W_DET))
        return false;
    for (uint32_t i = t; i < b; i++)
        if (tok_is(w, i, W_FIRST | W_ORG | W_PLACE))
            return false;
    while (k < end && k < b + 5 && name_word(w, k) && !tok_is(w, k, W_FIRST))
        k++;
    return k > b + 1 && tok_is(w, k - 1, W_ORG) &&
           !tok_is(w, b + 1, W_ORG | W_PLACE);
}

/* "Bürgermeisterin von Altenau, Katrin Weiß": the particle at b begins no
 * name but says of what, for the name is still to come. */
static bool
belongs_to_role(const struct work *w, uint32_t b, uint32_t end)
{
    uint32_t k = b + 1;

    if (!tok_is(w, b - 1, W_ROLE))
        return false;
    while (k < end && k < b + 4 && name_word(w, k))
        k++;
    return k + 1 < end && w->tok.v[k].kind == T_COMMA && name_word(w, k + 1) &&
           !tok_is(w, k + 1, W_ROLE);
}

bool
names_find(struct work *w)
{
    for (uint32_t p = 0; p < w->para.n; p++) {
        struct mill_span para = w->para.v[p];
        bool title = title_case(w, para);
        uint32_t quoted = 0; /* token where the quotation ends */
        uint32_t titled = 0; /* token where a name in marks ends */

        for (uint32_t t = para.begin; t < para.end;) {
            uint32_t b, first, s = w->stretch_at[t];
            bool real = false;

            if (s != 0 && w->st.v[s - 1].words > 3 &&
                w->st.v[s - 1].outer_b > quoted)
                quoted = w->st.v[s - 1].outer_b;
            else if (s != 0 && w->st.v[s - 1].words <= 4 &&
                     w->st.v[s - 1].outer_b > titled)
                titled = w->st.v[s - 1].outer_b;
            if (!name_word(w, t)) {
                t++;
                continue;
            }
            if (name_starts(w, t) &&
                !tok_is(w, t, W_FIRST | W_HONOR | W_ROLE | W_PLACE | W_ORG) &&
                (tok_is(w, t, W_CUE | W_VERB | W_GROUP | W_DOC) ||
                 seen_lower(w, w->tok.v[t].hash)) &&
                !(t + 1 < para.end &&
                  (w->tok.v[t + 1].flags & TF_INITIAL) != 0)) {
                t++;
                continue;
            }
            if (name_starts(w, t) && w->tok.v[t].word != NULL &&
                w->tok.v[t].word->phrase != NONE && !tok_is(w, t, W_FIRST)) {
                t++; /* "Laut Anna Weber" */
                continue;
            }
            if (w->lang->all_nouns && name_starts(w, t) && t + 1 < para.end &&
                (w->tok.v[t + 1].flags & TF_CAP) == 0 &&
                !tok_is(w, t, W_FIRST | W_HONOR | W_PLACE) &&
                w->tok.v[t].word != NULL) {
                t++;
                continue;
            }
            b = t + 1;
            while (b < para.end && b - t < 12) {
                const struct tok *k = &w->tok.v[b];

                if (w->stretch_at[b] != 0)
                    break;
                if (w->lang->case_count > 0 &&
                    (w->tok.v[b - 1].flags & TF_INITIAL) == 0 &&
                    ((unsigned char)w->text[k->begin] < 0x80) !=
                        ((unsigned char)w->text[w->tok.v[t].begin] < 0x80) &&
                    !name_latin(w))
                    break; /* "Азарова NEWSru.com" are two */
                if ((w->tok.v[b].flags & TF_SPACE) != 0 &&
                    (name_word(w, b) ||
                     (k->kind == T_WORD && (k->flags & TF_CAP) != 0 &&
                      tok_is(w, b, W_TIME) && tok_is(w, b - 1, W_FIRST)))) {
                    b++;
                    continue;
                }
                if ((w->tok.v[b - 1].flags & TF_INITIAL) != 0 &&
                    name_word(w, b)) {
                    b++;
                    continue;
                }
                if (k->kind == T_WORD && tok_is(w, b, W_PARTICLE) &&
                    !belongs_to_role(w, b, para.end) &&
                    /* "John Sifton von Human Rights Watch" */
                    !(w->lang->all_nouns && b - t >= 2 &&
                      !tok_is(w, b - 1, W_FIRST | W_PARTICLE) &&
                      (w->tok.v[b - 1].flags & TF_INITIAL) == 0) &&
                    /* "Sprecher der Polizei", but "van der Bellen" */
                    (!tok_is(w, b, W_DET) || tok_is(w, b - 1, W_PARTICLE)) &&
                    b + 1 < para.end &&
                    !(w->lang->all_nouns &&
                      (tok_is(w, b + 1, W_ORG | W_PLACE) ||
                       (b + 2 < para.end && tok_is(w, b + 1, W_PARTICLE) &&
                        tok_is(w, b + 2, W_ORG | W_PLACE)))) &&
                    (name_word(w, b + 1) ||
                     (tok_is(w, b + 1, W_PARTICLE) && b + 2 < para.end &&
                      name_word(w, b + 2)))) {
                    b++;
                    continue;
                }
                if (joins_office(w, t, b, para.end)) {
                    b += 2;
                    continue;
                }
                break;
            }
            while (b > t + 1 && (w->tok.v[b - 1].flags & TF_CAP) == 0)
                b--;
            for (uint32_t k = t; k < b; k++)
                real = real || (w->tok.v[k].flags & TF_INITIAL) == 0;
            first = w->name.n;
            if (real && !divide(w, t, b, t < quoted, title))
                return false;
            for (uint32_t k = first; k < w->name.n; k++)
                w->name.v[k].in_title = t < titled;
            t = b;
        }
    }
    return true;
}

static bool
ends_in_a(const struct work *w, uint32_t t)
{
    char low[200];
    size_t n = token_low(w, t, low);

    return (n > 0 && low[n - 1] == 'a') ||
           (n > 1 && (memcmp(low + n - 2, "\xd0\xb0", 2) == 0 ||
                      memcmp(low + n - 2, "\xd1\x8f", 2) == 0));
}

/* Whether a surname is a woman's and no man's in another case: -ская, not
 * -ова. */
static bool
female_only(const struct work *w, uint32_t t)
{
    char low[200];
    size_t n = token_low(w, t, low);
    bool female = false;

    for (uint32_t i = 0; i < w->lang->gender_count; i++)
        female = female || (w->lang->genders[i].gender == G_F &&
                            name_ends(low, n, &w->lang->genders[i]));
    for (uint32_t i = 0; i < w->lang->case_count && female; i++)
        if (w->lang->cases[i].gender == G_M && w->lang->cases[i].from_len > 4 &&
            name_ends(low, n, &w->lang->cases[i]))
            return false;
    return female;
}

uint8_t
name_gender(const struct work *w, const struct name *n)
{
    char low[200];

    if (n->b - n->a > 1 && female_only(w, n->b - 1))
        return G_F;
    for (uint32_t t = n->a; t < n->b; t++)
        if (tok_is(w, t, W_FIRST) && w->tok.v[t].word->gender != G_ANY)
            return w->tok.v[t].word->gender;
    /* "Богдана Хмельницького" */
    if (n->b - n->a > 1 && tok_is(w, n->a, W_FIRST) &&
        w->tok.v[n->a].word->other != NULL && phrase_case(w, n->b - 1, true))
        return G_M;
    for (uint32_t t = n->role_a; t < n->role_b; t++)
        if (tok_is(w, t, W_HONOR) && (w->tok.v[t].word->gender == G_M ||
                                      w->tok.v[t].word->gender == G_F))
            return w->tok.v[t].word->gender;
    for (uint32_t t = n->a; t < n->b; t++) {
        size_t len = token_low(w, t, low);

        /* a surname alone may be a man's in the genitive: Иванова */
        if (t == n->b - 1 && (n->b - n->a < 2 || !ends_in_a(w, n->a)))
            continue;
        for (uint32_t i = 0; i < w->lang->gender_count; i++)
            if (name_ends(low, len, &w->lang->genders[i]))
                return w->lang->genders[i].gender;
    }
    return G_NONE;
}
