/* SPDX-License-Identifier: Apache-2.0
 *
 * frames.c: the author's clause beside a quotation: its cue and its subject,
 * behind the quotation, before it, or a phrase such as "according to". */
#include "frames.h"

#include <string.h>

uint32_t
stretch_last(const struct work *w, const struct stretch *s)
{
    uint32_t t = s->b;

    while (t > s->a && w->tok.v[t - 1].kind == T_MARK)
        t--;
    return t > s->a ? t - 1 : s->a;
}

bool
stretch_sentence(const struct work *w, const struct stretch *s)
{
    uint32_t t = s->a;

    while (t + 1 < s->b && w->tok.v[t].kind != T_WORD &&
           w->tok.v[t].kind != T_NUM)
        t++;
    if (s->words < 3)
        return false;
    if (w->tok.v[t].kind == T_WORD) { /* scripts without capitals */
        size_t at = w->tok.v[t].begin;

        if (mill_char_class(mill_utf8_next(w->text, w->len, &at)) ==
            MILL_CLASS_LETTER)
            return true;
    }
    return w->tok.v[t].kind == T_NUM || (w->tok.v[t].flags & TF_CAP) != 0;
}

bool
stretch_title(const struct work *w, const struct stretch *s)
{
    uint32_t caps = 0;

    if (s->words < 2 || s->words > 10)
        return false;
    for (uint32_t t = s->a; t < s->b; t++)
        if (w->tok.v[t].kind == T_WORD) {
            if ((w->tok.v[t].flags & TF_CAP) != 0)
                caps++;
            else if (w->tok.v[t].end - w->tok.v[t].begin > 3)
                return false;
        }
    return caps >= 2;
}

/* "one commented", "another wrote": not "another report". */
static bool
stands_alone(const struct work *w, uint32_t i, const struct tok *cue)
{
    return item_is(w, i, W_INDEF) && !item_is(w, i, W_DET) &&
           w->tok.v[w->item.v[i].tok].end - w->tok.v[w->item.v[i].tok].begin >
               2 &&
           cue->word->vform == F_FINITE && w->text[cue->end - 1] != 's';
}

bool
frame_cue(const struct work *w, uint32_t start, uint32_t i)
{
    const struct tok *t;

    if (!item_is(w, i, W_CUE))
        return false;
    t = &w->tok.v[w->item.v[i].tok];
    if (t->name != NONE && (t->flags & TF_CAP) != 0 &&
        (t->flags & TF_SENT) == 0)
        return false;
    if ((t->flags & TF_CAP) != 0 && i > start &&
        item_kind(w, i - 1) == T_WORD && !w->lang->all_nouns &&
        (w->tok.v[w->item.v[i - 1].tok].flags & TF_CAP) == 0)
        return false; /* "the United States" in the middle */
    if (w->lang->all_nouns && (t->flags & TF_CAP) != 0 && i > start)
        return false;
    if (i > start && item_kind(w, i - 1) == T_WORD) {
        if (item_is(w, i - 1, W_DET | W_INDEF) && w->lang->zero_that &&
            !item_is(w, i - 1, W_PRON | W_THAT) &&
            !stands_alone(w, i - 1, t))
            return false;
        if (item_is(w, i - 1, W_POSS) && !item_is(w, i - 1, W_PRON) &&
            (t->word->vform == F_BASE || w->lang->zero_that))
            return false;
        if (item_is(w, i - 1, W_PREP) && t->word->vform != F_GERUND &&
            w->lang->zero_that)
            return false;
        if (t->word->vform == F_BASE && w->lang->zero_that &&
            item_is(w, i - 1, W_AUX | W_NEG))
            return false; /* would decide */
    }
    return true;
}

static bool
literal(const struct work *w, uint32_t i, const char *word, uint32_t len)
{
    const struct tok *t = &w->tok.v[w->item.v[i].tok];
    char low[200];
    size_t n;

    if (item_stretch(w, i) != NONE)
        return false;
    if (t->kind == T_GENITIVE)
        return len == 2 && word[0] == '\'' && word[1] == 's';
    if (t->kind == T_COMMA)
        return len == 1 && word[0] == ',';
    if (t->kind != T_WORD && t->kind != T_NUM)
        return false;
    if (t->word != NULL && !t->word->stem)
        return t->word->len == len && memcmp(t->word->form, word, len) == 0;
    n = token_low(w, w->item.v[i].tok, low);
    return n == len && memcmp(low, word, len) == 0;
}

/* The possessive or genitive in the middle of a phrase: his, Okonjo's. */
static bool
slot_inside(const struct work *w, uint32_t i, uint32_t end,
            const struct phrase *ph, uint32_t *next, struct mention *m)
{
    uint32_t k = i, left = 7;
    const char *stop = ph->words[ph->slot + 1];
    uint32_t stop_len = ph->lens[ph->slot + 1];

    if (ph->possessive) {
        if (i >= end || !item_is(w, i, W_POSS))
            return false;
        *m = phrase_make(w, w->item.v[i].tok, w->item.v[i].tok + 1);
        *next = i + 1;
        return true;
    }
    while (k < end && left-- > 0 && !literal(w, k, stop, stop_len))
        k++;
    if (k >= end || k == i || !literal(w, k, stop, stop_len))
        return false;
    if (!phrase_left(w, i, k, NULL, m))
        return false;
    *next = k;
    return true;
}

/* Whether a noun phrase may begin at item i, where nouns have capitals. */
static bool
begins_phrase(const struct work *w, uint32_t i)
{
    if (item_kind(w, i) != T_WORD)
        return item_kind(w, i) == I_QUOTE;
    return item_is(w, i, W_DET | W_INDEF | W_POSS | W_OBJ | W_PREP) ||
           (w->tok.v[w->item.v[i].tok].flags & TF_CAP) != 0;
}

bool
frame_phrase(const struct work *w, uint32_t i, uint32_t end, struct frame *f,
             const struct phrase **which)
{
    const struct word *first;
    uint32_t p;

    if (item_stretch(w, i) != NONE)
        return false;
    first = w->tok.v[w->item.v[i].tok].word;
    if (first == NULL || first->phrase == NONE)
        return false;
    for (p = first->phrase; p != NONE; p = w->lang->phrases[p].next) {
        const struct phrase *ph = &w->lang->phrases[p];
        uint32_t k = i, n, last = i;
        struct mention m = { .name = NONE };
        bool ok = true;

        for (n = 0; n < ph->count && ok; n++) {
            if (ph->words[n] == NULL) {
                if (n + 1 == ph->count) {
                    if (ph->noun && w->lang->all_nouns && k < end &&
                        !begins_phrase(w, k)) {
                        /* "nach jüngsten Untersuchungen sind" */
                        m = phrase_make(w, w->item.v[last].tok,
                                        w->item.v[last].tok + 1);
                        break;
                    }
                    ok = phrase_right(w, k, end, NULL, &m);
                    break;
                }
                ok = slot_inside(w, k, end, ph, &k, &m);
                continue;
            }
            ok = k < end && literal(w, k, ph->words[n], ph->lens[n]);
            /* "за попередніми даними @": a word we do not know between */
            if (!ok && n == 1 && ph->count > 2 && k + 1 < end &&
                item_kind(w, k) == T_WORD && item_is(w, i, W_PREP) &&
                w->tok.v[w->item.v[k].tok].word == NULL &&
                w->tok.v[w->item.v[k].tok].name == NONE)
                ok = literal(w, ++k, ph->words[n], ph->lens[n]);
            last = k++;
        }
        if (ok && ph->trailing)
            ok = i > 0 && (item_kind(w, i - 1) == T_COMMA ||
                           item_kind(w, i - 1) == T_DASH ||
                           item_kind(w, i - 1) == I_QUOTE);
        if (ok && ph->behind) {
            uint32_t from = i > 16 ? i - 16 : 0, at = i;

            if (ph->possessive) {
                ok = i > 0 && item_is(w, i - 1, W_POSS);
                if (ok)
                    m = phrase_make(w, w->item.v[i - 1].tok,
                                    w->item.v[i - 1].tok + 1);
            } else {
                ok = phrase_left(w, from, i, NULL, &m);
            }
            while (ok && at > from && w->item.v[at].tok > m.a)
                at--;
            if (ok) {
                *f = (struct frame){ .cue_item = at, .who = m,
                                     .cue_a = w->item.v[i].tok,
                                     .cue_b = w->item.v[i].tok + 1,
                                     .stance = ph->stance,
                                     .basis = "phrase", .confidence = 0.8f,
                                     .vgender = G_ANY, .end_item = i + 1 };
                *which = ph;
                return true;
            }
        }
        if (ok && ph->known && m.kind == M_ROLE)
            ok = phrase_known(w, &m);
        if (!ok)
            continue;
        if (ph->noun && m.kind != M_NONE && m.kind != M_PRONOUN)
            m.lead = w->item.v[item_is(w, last, W_PREP) && last > i
                                   ? last - 1
                                   : last].tok;
        *f = (struct frame){ .cue_item = i, .who = m,
                             .cue_a = w->item.v[i].tok,
                             .cue_b = w->item.v[last].tok + 1,
                             .stance = ph->stance, .basis = "phrase",
                             .confidence = 0.85f, .vgender = G_ANY };
        f->end_item = k;
        while (f->end_item < end && m.kind != M_NONE &&
               w->item.v[f->end_item].tok < m.b)
            f->end_item++;
        *which = ph;
        return true;
    }
    return false;
}

static void
set_cue(const struct work *w, uint32_t k, struct frame *f)
{
    const struct tok *t = &w->tok.v[w->item.v[k].tok];

    f->cue_item = k;
    f->cue_a = w->item.v[k].tok;
    f->cue_b = f->cue_a + 1;
    if (t->word != NULL && (t->word->classes & W_CUE) != 0) {
        f->stance = t->word->stance;
        f->vgender = t->word->vgender;
        f->need = t->word->need;
        f->gerund = t->word->vform == F_GERUND;
    } else {
        f->vgender = G_ANY;
    }
}

static void
set_end(const struct work *w, struct frame *f, uint32_t end)
{
    uint32_t t = f->cue_b;

    if (f->who.kind != M_NONE && f->who.b > t)
        t = f->who.b;
    f->end_item = f->cue_item;
    while (f->end_item < end && w->item.v[f->end_item].tok < t)
        f->end_item++;
}

/* For "цитирует X Y": of two names the one in the accusative speaks, the
 * first is the outlet. */
static bool
relayed(const struct work *w, uint32_t k, uint32_t end, struct frame *f)
{
    struct mention one = { .name = NONE }, two;
    uint32_t i = k + 1, n;

    while (i < end && item_is(w, i, W_ADV))
        i++;
    if (i >= end)
        return false;
    f->vgender = G_ANY;
    /* "цитирует его пресс-служба": whose words they are */
    if (i + 1 < end && item_is(w, i, W_OBJ) && item_is(w, i, W_POSS) &&
        item_is(w, i + 1, W_ORG)) {
        f->who = phrase_make(w, w->item.v[i].tok, w->item.v[i].tok + 1);
        return true;
    }
    n = item_stretch(w, i) == NONE ? w->tok.v[w->item.v[i].tok].name : NONE;
    if (item_stretch(w, i) != NONE) {
        i++;
    } else if (n != NONE && w->name.v[n].cluster != NONE &&
               w->cl.v[w->name.v[n].cluster].words == 1) {
        one = phrase_make(w, w->name.v[n].a, w->name.v[n].b);
        one.kind = M_NAME;
        one.name = n;
        one.who = w->cl.v[w->name.v[n].cluster].kind;
        while (i < end && w->item.v[i].tok < one.b)
            i++;
        if (i < end && item_stretch(w, i) != NONE &&
            w->st.v[item_stretch(w, i)].words < 4)
            i++; /* РИА «Новости» */
    } else if (item_is(w, i, W_ORG)) {
        i++;
        if (i < end && item_stretch(w, i) != NONE)
            i++;
    }
    if (i < end && item_kind(w, i) == T_WORD &&
        phrase_right(w, i, end, w->tok.v[f->cue_a].word, &two)) {
        /* "цитирует чиновника «Интерфакс»": the outlet comes last */
        for (uint32_t t = two.a + 1; one.kind == M_NONE && t < two.b; t++)
            if (two.kind == M_ROLE && w->stretch_at[t] != 0 &&
                tok_is(w, two.a, W_ROLE) && t == two.a + 1)
                two = phrase_make(w, two.a, t);
        /* "цитує посадовицю пресслужба відомства" */
        for (uint32_t t = two.a + 1; t < two.b && two.kind == M_ROLE; t++)
            if (tok_is(w, t, W_ORG) && tok_is(w, two.a, W_ROLE) &&
                w->tok.v[t].word->noun != NULL &&
                strcmp(w->tok.v[t].word->noun, w->tok.v[t].word->form) == 0)
                two = phrase_make(w, two.a, t);
        /* "приводит пример специалист" */
        for (uint32_t t = two.a + 1; t < two.b && two.kind == M_ROLE; t++)
            if (tok_is(w, t, W_ROLE) && w->tok.v[two.a].word == NULL &&
                w->tok.v[two.a].name == NONE)
                two = phrase_make(w, t, two.b);
        f->who = two;
        return true;
    }
    if (one.kind == M_NONE)
        return false;
    f->who = one;
    return true;
}

static bool
verb_like(const struct work *w, uint32_t i, uint8_t *gender)
{
    *gender = item_stretch(w, i) == NONE
                  ? tok_verb_shape(w, w->item.v[i].tok)
                  : (uint8_t)G_NONE;
    return *gender != G_NONE;
}

static bool
ends_speech(const struct work *w, uint32_t i, uint32_t end)
{
    unsigned k;

    if (i >= end)
        return true;
    k = item_kind(w, i);
    return k == T_STOP || k == T_COMMA || k == T_DASH || k == T_COLON ||
           k == T_SEMI || k == T_LPAR || k == I_QUOTE;
}

bool
frame_after(const struct work *w, uint32_t q, uint32_t end, struct frame *f)
{
    const struct stretch *s = &w->st.v[item_stretch(w, q)];
    const struct tok *inner = &w->tok.v[stretch_last(w, s)];
    bool sep = inner->kind == T_COMMA || inner->kind == T_STOP, dash = false;
    bool comma = inner->kind == T_COMMA;
    uint32_t i = q + 1, left = 22, commas = 0;
    uint8_t gender = G_ANY;
    const struct phrase *ph;

    *f = (struct frame){ .cue_item = NONE, .who = { .name = NONE },
                         .basis = "cue-after", .vgender = G_ANY };
    if (i < end && item_kind(w, i) == T_COMMA) {
        i++;
        sep = comma = true;
    }
    if (i < end && item_kind(w, i) == T_DASH) {
        i++;
        sep = dash = true;
    }
    if (i >= end)
        return false;
    if (sep && frame_phrase(w, i, end, f, &ph) && !ph->anaphoric) {
        f->basis = "phrase-after";
        return true;
    }
    for (uint32_t k = i; k < end && left > 0; k++, left--) {
        unsigned kind = item_kind(w, k);
        uint32_t c = k;

        if (kind == T_STOP || kind == T_SEMI || kind == T_COLON)
            break;
        if (kind == I_QUOTE) {
            if (w->st.v[item_stretch(w, k)].words > 5)
                break;
            continue;
        }
        if (kind == T_LPAR) {
            uint32_t close = k;

            while (close < end && close < k + 12 &&
                   item_kind(w, close) != T_RPAR)
                close++;
            if (close < end && item_kind(w, close) == T_RPAR)
                k = close;
            continue;
        }
        if (kind == T_COMMA) {
            if (++commas > 3 || k == i)
                break;
            continue;
        }
        if (item_is(w, k, W_THAT) && !item_is(w, k, W_REL | W_DET))
            break;
        if (!frame_cue(w, i, k))
            continue;
        if (w->tok.v[w->item.v[k].tok].word->vform == F_BASE &&
            w->lang->zero_that && k == i)
            continue;
        if (w->tok.v[w->item.v[k].tok].word->vform == F_GERUND) {
            if (k == i && comma) { /* "Q", adding ...: the next one's */
                break;
            }
            continue;
        }
        /* relative clause: "who said" */
        if (k > i && item_is(w, k - 1, W_REL) && !dash)
            continue;
        set_cue(w, k, f);
        if (item_is(w, k, W_RELAY) && relayed(w, k, end, f)) {
            f->basis = "relay";
            f->confidence = 0.85f;
            set_end(w, f, end);
            return true;
        }
        while (c > i && item_is(w, c - 1, W_ADV | W_TIME | W_NEG | W_OBJ |
                                              W_AUX) &&
               !item_is(w, c - 1, W_PRON))
            c--;
        if (c == i) { /* the verb comes first */
            if (phrase_right(w, k + 1, end, w->tok.v[f->cue_a].word,
                             &f->who) &&
                mention_fits(w, &f->who, w->tok.v[f->cue_a].word)) {
                f->confidence = sep ? 0.97f : 0.8f;
            } else if (sep) {
                f->who = (struct mention){ .name = NONE };
                f->dropped = true;
                f->confidence = 0.6f;
            } else {
                return false;
            }
            set_end(w, f, end);
            return true;
        }
        if (!sep && k > i + 4)
            return false;
        if (phrase_left(w, i, k, w->tok.v[f->cue_a].word, &f->who) &&
            mention_fits(w, &f->who, w->tok.v[f->cue_a].word)) {
            /* "Q" of the rest: only when the clause is the speaker's alone */
            if (!sep && !ends_speech(w, k + 1, end))
                return false;
            f->confidence = comma || dash ? 0.97f : sep ? 0.85f : 0.6f;
            set_end(w, f, end);
            return true;
        }
        if (!sep)
            return false;
        if (phrase_right(w, k + 1, end, w->tok.v[f->cue_a].word, &f->who) &&
            mention_fits(w, &f->who, w->tok.v[f->cue_a].word)) {
            f->confidence = 0.8f;
            set_end(w, f, end);
            return true;
        }
        f->who = (struct mention){ .name = NONE };
        f->dropped = true;
        f->confidence = 0.5f;
        set_end(w, f, end);
        return true;
    }
    /* a verb we do not know, at the place of a cue */
    if (sep && (dash || comma)) {
        uint32_t k = i;

        while (k < end && item_is(w, k, W_ADV | W_NEG))
            k++;
        /* "..., — він махає рукою" */
        if (dash && k + 1 < end && item_is(w, k, W_PRON) &&
            !item_is(w, k, W_DET) && verb_like(w, k + 1, &gender)) {
            set_cue(w, k + 1, f);
            f->vgender = gender;
            f->who = phrase_make(w, w->item.v[k].tok, w->item.v[k].tok + 1);
            f->basis = "verb-shape";
            f->confidence = 0.7f;
            set_end(w, f, end);
            return true;
        }
        if (k < end && verb_like(w, k, &gender)) {
            struct word guess = { .vgender = gender };

            set_cue(w, k, f);
            f->vgender = gender;
            if (phrase_right(w, k + 1, end, &guess, &f->who) &&
                mention_fits(w, &f->who, &guess) &&
                (f->who.kind != M_ROLE || (dash && comma) ||
                 tok_is(w, f->who.a,
                        W_ROLE | W_GROUP | W_ORG |
                            (w->lang->all_nouns ? W_DET | W_INDEF : 0)))) {
                f->basis = "verb-shape";
                f->confidence = 0.7f;
                set_end(w, f, end);
                return true;
            }
        }
        if (dash || inner->kind == T_STOP || inner->kind == T_COMMA) {
            /* "..." -Name, or a headline: "..." - Name */
            struct mention m;

            if (dash && phrase_right(w, i, end, NULL, &m) &&
                m.kind == M_NAME) {
                uint32_t e = i;

                while (e < end && w->item.v[e].tok < m.b)
                    e++;
                if (ends_speech(w, e, end)) {
                    f->who = m;
                    f->cue_item = NONE;
                    f->cue_a = f->cue_b = 0;
                    f->basis = "signature";
                    f->confidence = 0.8f;
                    f->end_item = e;
                    return true;
                }
            }
        }
    }
    return false;
}

bool
frame_before(const struct work *w, uint32_t start, uint32_t q,
             struct frame *f)
{
    uint32_t j = q, k, left;
    bool colon = false, comma = false, that = false;
    const struct phrase *ph;

    *f = (struct frame){ .cue_item = NONE, .who = { .name = NONE },
                         .basis = "cue-before", .vgender = G_ANY };
    if (j > start && item_kind(w, j - 1) == T_DASH)
        j--;
    if (j > start && item_kind(w, j - 1) == T_COLON) {
        colon = true;
        j--;
    } else if (j > start && item_kind(w, j - 1) == T_COMMA) {
        comma = true;
        j--;
    } else if (j > start && item_is(w, j - 1, W_THAT)) {
        that = true;
    }
    if (j <= start || that)
        return false;
    left = colon ? 40 : 14;
    for (k = j; k > start && left > 0; k--, left--) {
        unsigned kind = item_kind(w, k - 1);
        uint32_t c = k - 1;
        bool found;

        if (kind == T_STOP || kind == T_SEMI)
            break;
        if (kind == I_QUOTE) {
            if (w->st.v[item_stretch(w, c)].words > 5 && !colon)
                break;
            continue;
        }
        if (frame_phrase(w, c, q, f, &ph) && ph->slot != 255 &&
            f->end_item >= j - 1) {
            f->basis = "phrase-before";
            return true;
        }
        *f = (struct frame){ .cue_item = NONE, .who = { .name = NONE },
                             .basis = "cue-before", .vgender = G_ANY };
        if (kind == T_COMMA && !colon && k < j &&
            !(comma || item_is(w, k, W_CUE)))
            break;
        if (item_is(w, c, W_THAT) && !colon)
            break;
        if (!frame_cue(w, start, c))
            continue;
        if (c > start && item_is(w, c - 1, W_REL) && !colon)
            continue;
        if (c == start && w->lang->zero_that && c + 1 < j &&
            item_is(w, c + 1, W_PREP | W_CLAUSE))
            continue; /* "Asked about his future, Tindall bristled:" */
        set_cue(w, c, f);
        if (item_is(w, c, W_RELAY) && c > start + 1 &&
            (item_is(w, c - 1, W_REL) || item_is(w, c - 2, W_REL)) && !colon)
            continue; /* "..., слова которого приводит газета, сказал" */
        if (item_is(w, c, W_RELAY) && relayed(w, c, j, f)) {
            f->basis = "relay";
            f->confidence = colon ? 0.9f : 0.7f;
            f->end_item = q;
            return true;
        }
        if (f->need == NEED_DOC) {
            found = phrase_right(w, c + 1, j, w->tok.v[f->cue_a].word,
                                 &f->who) ||
                    phrase_left(w, start, c, w->tok.v[f->cue_a].word,
                                &f->who);
        } else if (f->gerund) {
            bool own = c > start && (item_kind(w, c - 1) == T_WORD) &&
                       !item_is(w, c - 1, W_CONJ | W_PREP | W_ADV) &&
                       phrase_left(w, start, c, NULL, &f->who);

            if (!own && !phrase_subject(w, start, c, &f->who)) {
                f->who = (struct mention){ .name = NONE };
                f->dropped = true;
            }
            f->confidence = f->dropped ? 0.7f : 0.85f;
            f->end_item = q;
            return colon || comma || c + 1 == q || f->need == NEED_NAMING;
        } else {
            found = phrase_of(w, start, c, j, w->tok.v[f->cue_a].word,
                              &f->who);
        }
        if (!found) {
            f->who = (struct mention){ .name = NONE };
            f->dropped = true;
        }
        f->confidence = !found ? 0.5f
                        : colon ? 0.95f
                        : comma ? 0.92f
                                : 0.85f;
        f->end_item = q;
        return true;
    }
    if (!colon)
        return false;
    /* "Name: "Q"", "His neighbour, a nurse, disagreed: "Q"" */
    f->cue_item = NONE;
    f->basis = "colon";
    for (k = j; k > start && k + 4 > j && w->lang->verb_first; k--)
        if (item_is(w, k - 1, W_PRON) && !item_is(w, k - 1, W_DET) &&
            k - 1 > start) { /* "а він мені: «...»" */
            f->who = phrase_make(w, w->item.v[k - 1].tok,
                                 w->item.v[k - 1].tok + 1);
            f->confidence = 0.55f;
            f->end_item = q;
            return true;
        }
    for (k = start; k < j && k < start + 30; k++) {
        uint32_t n = item_stretch(w, k) == NONE
                         ? w->tok.v[w->item.v[k].tok].name
                         : NONE;

        if (n != NONE && n < w->name.n && w->name.v[n].cluster != NONE &&
            w->cl.v[w->name.v[n].cluster].kind == N_PERSON &&
            !(k > start && item_is(w, k - 1, W_PREP))) {
            const struct word *own = w->tok.v[w->name.v[n].a].word;

            if (k > start && item_is(w, k - 1, W_ROLE) && own != NULL &&
                own->declines && own->oblique &&
                w->name.v[n].b - w->name.v[n].a == 1) {
                /* "Чоловік Людмили обурений:" */
                f->who = phrase_make(w, w->item.v[k - 1].tok, w->name.v[n].b);
                f->confidence = 0.6f;
                f->end_item = q;
                return true;
            }
            f->who = phrase_make(w, w->name.v[n].a, w->name.v[n].b);
            f->who.kind = M_NAME;
            f->who.name = n;
            f->who.gender = w->name.v[n].gender;
            f->who.who = N_PERSON;
            f->confidence = 0.65f;
            f->end_item = q;
            return true;
        }
        if (item_is(w, k, W_PRON) && k <= start + 3 &&
            !item_is(w, k, W_DET)) {
            f->who = phrase_make(w, w->item.v[k].tok, w->item.v[k].tok + 1);
            f->confidence = 0.55f;
            f->end_item = q;
            return true;
        }
    }
    /* "Комментарий телевидения: «...»" */
    if (j - start <= 5 && j - start >= 2) {
        for (k = start; k < j; k++)
            if (item_kind(w, k) != T_WORD ||
                item_is(w, k, W_CUE | W_VERB | W_AUX | W_PREP | W_WORK))
                break;
        if (k == j) {
            k = j;
            for (uint32_t r = start; r < j && r < start + 2; r++)
                if (item_is(w, r, W_ROLE) && w->lang->all_nouns)
                    k = r + 1; /* "Die Ministerin lehnt das ab:" */
            f->who = phrase_make(w, w->item.v[start].tok,
                                 w->item.v[k - 1].tok + 1);
            f->confidence = 0.45f;
            f->end_item = q;
            return f->who.kind == M_ROLE;
        }
    }
    f->confidence = 0.3f;
    return false;
}
