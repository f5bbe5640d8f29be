/* SPDX-License-Identifier: Apache-2.0
 *
 * rules.c: from tokens to hits. One walk from left to right: each word with
 * a weight is taken as what stands before it in its clause leaves it. What
 * does what is data of the language; here is only how. */
#include "tone.h"

#include <math.h>
#include <string.h>

struct walk {
    const struct tone_lang *lang;
    const char *text;
    struct tone_scratch *s;
    size_t clause_hit; /* first hit since the last contrast */
    /* tokens up to which each shifter reaches, its factor and its place */
    size_t neg_to, irr_to, con_to, boost_to, rev_to, pas_to;
    float neg, neg_bad, irr, con, boost, rev, after;
    size_t neg_at, irr_at, con_at, boost_at, rev_at, but_at;
    uint32_t n_neg, n_contrast, n_irr, n_report, n_neg_hit;
    float move;
    bool names; /* capitals tell names */
};

static void
scopes_end(struct walk *w, size_t i)
{
    w->neg_to = w->boost_to = w->rev_to = w->pas_to = i;
}

/* A word with a capital next to another is part of a name: Jane Grace. */
static bool
is_name(const struct tone_scratch *s, size_t i)
{
    const struct tone_token *t = s->tokens;

    if (i == 0 || !(t[i].flags & TOKEN_CAPITAL))
        return false;
    return (t[i - 1].kind == TOKEN_WORD && (t[i - 1].flags & TOKEN_CAPITAL)) ||
           (i + 1 < s->n_tokens && t[i + 1].kind == TOKEN_WORD &&
            (t[i + 1].flags & TOKEN_CAPITAL));
}

/* Whether capitals tell names here: not in a Headline Like This. */
static bool
capitals_tell(const struct tone_scratch *s)
{
    return s->count.longer_capitals * 5 < s->count.longer * 3;
}

static bool
ends_passive(const struct walk *w, const struct tone_token *t)
{
    for (size_t k = 0; k < w->lang->n_passive; k++) {
        size_t n = strlen(w->lang->passive[k]);

        if (n < t->end - t->begin &&
            memcmp(w->text + t->end - n, w->lang->passive[k], n) == 0)
            return true;
    }
    return false;
}

/* In the passive whom it is done to stands where else the doer is. */
static uint8_t
role_here(const struct walk *w, size_t first, size_t last, uint8_t role)
{
    if ((role != ROLE_OBJECT && role != ROLE_DOER) ||
        (first >= w->pas_to && !ends_passive(w, &w->s->tokens[last])))
        return role;
    return role == ROLE_OBJECT ? ROLE_DOER : ROLE_VICTIM;
}

static void
hit_add(struct walk *w, size_t first, size_t last, float weight, uint8_t role)
{
    struct tone_scratch *s = w->s;
    struct tone_hit *h = &s->hits[s->n_hits++];
    float v = weight;

    *h = (struct tone_hit){ .first = (uint32_t)first,
                            .last = (uint32_t)last,
                            .weight = weight,
                            .role = role_here(w, first, last, role) };
    if (first < w->boost_to) {
        v *= w->boost;
        h->shift = SHIFT_BOOSTER;
        h->shifter = (uint16_t)w->boost_at;
        w->boost_to = first; /* boosts one word */
    }
    if (first == last && (s->tokens[first].flags & TOKEN_CAPS))
        v *= w->lang->caps;
    else if (first == last && w->names && is_name(s, first))
        v *= w->lang->names;
    if (first < w->con_to) {
        v *= w->con;
        h->shift = SHIFT_CONCESSION;
        h->shifter = (uint16_t)w->con_at;
    }
    if (first < w->irr_to) {
        v *= w->irr;
        h->shift = SHIFT_IRREALIS;
        h->shifter = (uint16_t)w->irr_at;
    }
    if (first < w->rev_to) {
        v *= w->rev;
        h->shift = SHIFT_REVERSAL;
        h->shifter = (uint16_t)w->rev_at;
    }
    if (first < w->neg_to) {
        v *= v < 0 ? w->neg_bad : w->neg;
        w->n_neg_hit++;
        /* "no" counts by what it turns, not by itself, too */
        for (size_t k = s->n_hits - 1; k-- > 0 && s->hits[k].last >= w->neg_at;)
            if (s->hits[k].first == w->neg_at)
                s->hits[k].value = 0;
        h->shift = SHIFT_NEGATION;
        h->shifter = (uint16_t)w->neg_at;
    }
    if (w->after != 1 && h->shift == SHIFT_NONE) {
        h->shift = SHIFT_CONTRAST;
        h->shifter = (uint16_t)w->but_at;
    }
    h->value = v * w->after;
}

/* A negator behind its word: ganar nada, gut nicht. */
static void
negate_back(struct walk *w, size_t i, const struct tone_group *g)
{
    struct tone_scratch *s = w->s;

    for (size_t k = s->n_hits; k-- > w->clause_hit;) {
        struct tone_hit *h = &s->hits[k];

        if (h->last + g->back < i)
            break;
        if (h->shift == SHIFT_NEGATION)
            continue;
        h->value *= h->value < 0 ? g->bad : g->factor;
        h->shift = SHIFT_NEGATION;
        h->shifter = (uint16_t)i;
    }
}

static void
shift_apply(struct walk *w, const struct tone_entry *e, size_t i, size_t last)
{
    const struct tone_group *g = &w->lang->groups[e->group];
    struct tone_scratch *s = w->s;

    s->shift[i] = e->shift;
    switch (e->shift) {
    case SHIFT_NEGATION:
        w->n_neg++;
        w->neg_to = last + 1 + g->scope;
        w->neg = g->factor;
        w->neg_bad = g->bad;
        w->neg_at = i;
        if (g->back > 0)
            negate_back(w, i, g);
        break;
    case SHIFT_BOOSTER:
        w->boost = i < w->boost_to ? w->boost * g->factor : g->factor;
        if (w->boost > 2.5f)
            w->boost = 2.5f;
        w->boost_to = last + 1 + g->scope;
        w->boost_at = i;
        break;
    case SHIFT_REVERSAL:
        w->rev_to = last + 1 + g->scope;
        w->rev = g->factor;
        w->rev_at = i;
        break;
    case SHIFT_CONTRAST:
        for (size_t k = w->clause_hit; k < s->n_hits; k++) {
            s->hits[k].value *= g->before;
            s->hits[k].shift = SHIFT_CONTRAST;
            s->hits[k].shifter = (uint16_t)i;
        }
        w->but_at = i;
        w->clause_hit = s->n_hits;
        w->after = g->after;
        w->n_contrast++;
        scopes_end(w, i);
        w->con_to = w->irr_to = i;
        break;
    case SHIFT_CONCESSION:
        w->con_to = last + 1 + g->scope;
        w->con = g->factor;
        w->con_at = i;
        w->n_contrast++;
        break;
    case SHIFT_IRREALIS:
        w->irr_to = last + 1 + g->scope;
        w->irr = g->factor;
        w->irr_at = i;
        w->n_irr++;
        break;
    case SHIFT_REPORT:
        w->n_report++;
        break;
    case SHIFT_PASSIVE:
        w->pas_to = last + 1 + g->scope;
        break;
    case SHIFT_STOP:
        scopes_end(w, i);
        break;
    default:
        break;
    }
}

static const struct tone_entry *
effective(const struct tone_token *t)
{
    if (t->word != NULL &&
        ((t->word->flags & ENTRY_WEIGHT) || t->word->shift || t->word->move))
        return t->word;
    return t->stem != NULL ? t->stem : t->word;
}

/* The longest phrase from token i; `*last` is its last token. */
static const struct tone_entry *
phrase_find(const struct walk *w, size_t i, size_t *last)
{
    const struct tone_token *t = w->s->tokens;
    const struct tone_entry *starts[2] = { t[i].word, t[i].more };
    const struct tone_entry *best = NULL;

    for (int k = 0; k < 2; k++) {
        const struct tone_entry *e = starts[k];
        uint64_t key;

        if (e == NULL || !(e->flags & ENTRY_MORE))
            continue;
        key = e->key;
        for (size_t j = i + 1; j < w->s->n_tokens && j < i + TONE_PHRASE; j++) {
            if (t[j].kind == TOKEN_PUNCT && t[j].c == '-')
                continue;
            e = tone_phrase_next(w->lang, w->text, e, key, &t[j], &key);
            if (e == NULL)
                break;
            if (((e->flags & ENTRY_WEIGHT) || e->shift || e->move) &&
                (best == NULL || j > *last)) {
                best = e;
                *last = j;
            }
            if (!(e->flags & ENTRY_MORE))
                break;
        }
    }
    return best;
}

/* What rose and that it rose count together, not once more each. */
static void
moved(struct tone_scratch *s, size_t dir, size_t qty)
{
    for (size_t k = 0; k < s->n_hits; k++) {
        struct tone_hit *h = &s->hits[k];

        if (h->move == MOVE_NONE && h->first == h->last &&
            (h->first == dir || h->first == qty))
            h->value = 0;
    }
}

/* "Profit rose": a quantity and the nearest direction in its clause. */
static void
movement(struct walk *w)
{
    struct tone_scratch *s = w->s;
    size_t dir = 0, qty = 0;
    bool have_dir = false, have_qty = false;

    for (size_t i = 0; i < s->n_tokens; i++) {
        uint8_t k = s->move[i];

        if (s->tokens[i].kind == TOKEN_PUNCT &&
            (s->tokens[i].c == ';' || s->tokens[i].c == ':'))
            have_dir = have_qty = false;
        if (k == MOVE_UP || k == MOVE_DOWN) {
            dir = i;
            have_dir = true;
        } else if (k == MOVE_GOOD || k == MOVE_BAD) {
            qty = i;
            have_qty = true;
        } else {
            continue;
        }
        if (have_dir && have_qty && (dir > qty ? dir - qty : qty - dir) < 10) {
            bool up = s->move[dir] == MOVE_UP;
            bool good = s->move[qty] == MOVE_GOOD;
            float v = up == good ? w->lang->movement : -w->lang->movement;

            if (s->negated[dir])
                v *= -0.5f;
            moved(s, dir, qty);
            if (s->n_hits < TONE_TOKENS)
                s->hits[s->n_hits++] = (struct tone_hit){
                    .first = (uint32_t)(dir < qty ? dir : qty),
                    .last = (uint32_t)(dir < qty ? qty : dir),
                    .weight = v,
                    .value = v,
                    .move = up ? MOVE_UP : MOVE_DOWN,
                    .shifter = (uint16_t)dir
                };
            w->move += v;
            have_dir = have_qty = false;
        }
    }
}

static float
squash(float v, float alpha)
{
    return v / sqrtf(v * v + alpha);
}

static float
atmost(float v, float top)
{
    return v > top ? top : v;
}

static void
sum_up(const struct walk *w, struct tone_sum *sum)
{
    const struct tone_scratch *s = w->s;
    float *d = sum->dense;
    const struct tone_count *c = &s->count;
    float pos = 0, neg = 0, max = 0, min = 0, total, n = (float)c->words + 1;
    float strong_pos = 0, strong_neg = 0;
    uint32_t bare;

    for (size_t k = 0; k < s->n_hits; k++) {
        float v = s->hits[k].value;

        if (v > 0)
            pos += v;
        else
            neg -= v;
        max = v > max ? v : max;
        min = v < min ? v : min;
        strong_pos += v >= 2 ? 1 : 0;
        strong_neg += v <= -2 ? 1 : 0;
    }
    /* a "no" that turns no word is a little against by itself */
    bare = w->n_neg > w->n_neg_hit ? w->n_neg - w->n_neg_hit : 0;
    neg += w->lang->bare * atmost((float)bare, 2);
    total = pos - neg;
    memset(sum, 0, sizeof *sum);
    sum->total = total;
    sum->words = c->words;
    sum->hits = (uint32_t)s->n_hits;
    d[DENSE_ONE] = 1;
    d[DENSE_SUM] = squash(total, w->lang->scale);
    d[DENSE_POS] = squash(pos, 10);
    d[DENSE_NEG] = squash(neg, 10);
    d[DENSE_RATE] = squash(total / sqrtf(n), 1);
    d[DENSE_MAX] = max / 4;
    d[DENSE_MIN] = min / 4;
    if (s->n_hits > 0) {
        d[DENSE_LAST] = s->hits[s->n_hits - 1].value / 4;
        d[DENSE_FIRST] = s->hits[0].value / 4;
        d[DENSE_ANY] = 1;
    }
    d[DENSE_SIDE] = total / (pos + neg + 1);
    d[DENSE_SHARE] = atmost((float)s->n_hits / n, 1);
    d[DENSE_NEGATIONS] = atmost((float)w->n_neg, 3) / 3;
    d[DENSE_EXCLAIM] = atmost((float)c->exclaims, 4) / 4;
    d[DENSE_QUESTION] = atmost((float)c->questions, 3) / 3;
    d[DENSE_LENGTH] = logf(n) / 5;
    d[DENSE_QUOTED] = (float)c->quoted / n;
    d[DENSE_CONTRAST] = atmost((float)w->n_contrast, 2) / 2;
    d[DENSE_IRREALIS] = atmost((float)w->n_irr, 3) / 3;
    d[DENSE_NUMBERS] = atmost((float)c->numbers * 4 / n, 1);
    d[DENSE_CAPS] = (float)c->caps / n;
    d[DENSE_FACE] = c->faces > 0 ? 1 : 0;
    d[DENSE_BARE_NEGATION] = atmost((float)bare, 3) / 3;
    d[DENSE_MOVEMENT] = squash(w->move, 4);
    d[DENSE_STRONG_NEG] = atmost(strong_neg, 4) / 4;
    d[DENSE_STRONG_POS] = atmost(strong_pos, 4) / 4;
    d[DENSE_MIXED] = (pos < neg ? pos : neg) / (pos + neg + 1);
    d[DENSE_REPORT] = atmost((float)w->n_report, 2) / 2;
}

static bool
closes_clause(uint32_t c)
{
    return c == ',' || c == ';' || c == ':' || c == '.' || c == '!' ||
           c == '?' || c == 0x2014 || c == 0x2013 || c == 0x2026 ||
           c == 0x61f || c == 0x60c || c == 0x3002 || c == 0xff0c;
}

void
tone_rules(const struct tone_lang *lang, const char *text,
           struct tone_scratch *s, struct tone_sum *sum)
{
    struct walk w = { .lang = lang, .text = text, .s = s, .after = 1 };
    uint32_t moves = 0, end = s->n_tokens ? s->tokens[s->n_tokens - 1].end : 0;

    s->n_hits = 0;
    w.names = lang->names < 1 && capitals_tell(s);
    for (size_t i = 0; i < s->n_tokens; i++) {
        const struct tone_token *t = &s->tokens[i];
        const struct tone_entry *e, *p;
        size_t last = i;
        float weight;

        s->shift[i] = s->move[i] = 0;
        s->negated[i] = i < w.neg_to;
        if (t->kind == TOKEN_PUNCT) {
            if (closes_clause(t->c)) {
                scopes_end(&w, i);
                w.con_to = i;
            }
            continue;
        }
        if (t->word == NULL && t->stem == NULL && t->more == NULL)
            continue;
        e = effective(t);
        p = phrase_find(&w, i, &last);
        if (p != NULL) {
            e = p;
        } else if (t->word != NULL && (t->word->flags & ENTRY_IDIOM)) {
            uint32_t stop = tone_idiom_match(lang, text, t->word, t->begin, end,
                                             s->match, &weight);

            if (stop > 0) {
                while (last + 1 < s->n_tokens &&
                       s->tokens[last + 1].begin < stop)
                    last++;
                hit_add(&w, i, last, weight, ROLE_NONE);
                goto skip;
            }
        }
        if (e == NULL)
            continue;
        if (e->flags & ENTRY_WEIGHT && e->weight != 0)
            hit_add(&w, i, last, e->weight, e->role);
        if (e->move != MOVE_NONE) {
            s->move[i] = e->move;
            moves++;
        }
        if (e->shift)
            shift_apply(&w, e, i, last);
    skip:
        while (i < last) { /* the phrase's own words count no more */
            i++;
            s->negated[i] = s->negated[i - 1];
            s->shift[i] = s->move[i] = 0;
        }
    }
    if (moves > 1)
        movement(&w);
    sum_up(&w, sum);
}
