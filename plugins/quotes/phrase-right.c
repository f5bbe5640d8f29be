/* SPDX-License-Identifier: Apache-2.0
 *
 * phrase-right.c: who is said to have said it, behind the cue: "said the mayor,
 * Ann Cole", "повідомили в мерії". */
#include "phrase.h"

#include <string.h>

/* Items that a phrase may have. */
#define REACH 18

static const uint32_t CLAUSE_WORDS = W_THAT | W_REL | W_CLAUSE;

/* Whether a single name behind a noun is no person, or in another case. */
static bool
object_name(const struct work *w, uint32_t i)
{
    const struct name *n = &w->name.v[phrase_name(w, i)];

    return n->cluster != NONE && w->cl.v[n->cluster].words == 1 &&
           (w->cl.v[n->cluster].kind != N_PERSON ||
            phrase_case(w, n->a, false));
}

/* A role that ends without a name may still be followed by one: "директор
 * школи «Промінь», депутат Іван Петренко". The person's name among the next
 * items, or NONE. */
static uint32_t
late_name(const struct work *w, uint32_t i, uint32_t end)
{
    for (uint32_t left = 26; i < end && left > 0; i++, left--) {
        unsigned k = item_kind(w, i);
        uint32_t n;

        if (k == I_QUOTE && phrase_title(w, i))
            continue;
        if (k == T_COMMA || k == T_NUM || k == T_GENITIVE || k == T_MARK)
            continue;
        if (k != T_WORD ||
            item_is(w, i, W_THAT | W_REL | W_CLAUSE | W_AUX | W_NEG | W_PRON))
            return NONE;
        n = phrase_name(w, i);
        if (n == NONE && item_is(w, i, W_CUE | W_VERB) &&
            !item_is(w, i, W_ROLE | W_DOC))
            return NONE;
        if (n != NONE && w->name.v[n].cluster != NONE &&
            w->cl.v[w->name.v[n].cluster].kind == N_PERSON &&
            w->cl.v[w->name.v[n].cluster].words > 1 &&
            w->name.v[n].b - w->name.v[n].a > 1 &&
            (tok_is(w, w->name.v[n].a, W_FIRST) ||
             item_kind(w, i - 1) == T_WORD))
            return n;
    }
    return NONE;
}

/* A search for a subject, from the cue on. */
struct search {
    const struct work *w;
    const struct word *verb; /* the cue, or NULL behind a phrase */
    uint32_t i, end;         /* where it stands, where it must stop */
    uint32_t locative;       /* first preposition on the way, or NONE */
    bool doc;                /* the verb's subject is a document */
    bool seen_prep;
};

/* Items up to the end of a name. */
static uint32_t
behind_name(const struct search *s, uint32_t i, uint32_t name)
{
    uint32_t b = s->w->name.v[name].b;

    while (i < s->end && phrase_token(s->w, i) != NONE &&
           phrase_token(s->w, i) < b)
        i++;
    return i;
}

/* Items that name whom "they" told it, before those who did. */
static uint32_t
listener(const struct search *s)
{
    const struct work *w = s->w;
    uint32_t i = s->i, name = phrase_name(w, i);

    if (s->verb == NULL || s->verb->vgender != G_PL || !w->lang->verb_first ||
        name == NONE)
        return 0;
    /* "сообщили РИА Новости в суде" */
    if (i + 3 < s->end &&
        (w->tok.v[w->item.v[i].tok].flags & TF_ALLCAPS) != 0 &&
        item_kind(w, i + 1) == T_WORD && item_is(w, i + 2, W_PREP) &&
        item_is(w, i + 3, W_ORG))
        return 2;
    /* "розповіли Суспільному у пресслужбі" */
    if (i + 2 < s->end && w->name.v[name].b - w->name.v[name].a == 1 &&
        item_is(w, i + 1, W_PREP) &&
        (item_is(w, i + 2, W_ORG) ||
         item_is(w, i + 3 < s->end ? i + 3 : i, W_ORG)))
        return 1;
    return 0;
}

/* Items of an adverbial of time: "тем же вечером". */
static uint32_t
time_ahead(const struct search *s)
{
    const struct work *w = s->w;
    uint32_t i = s->i, t = i + 1;

    if (s->verb == NULL || item_kind(w, i) != T_WORD ||
        phrase_name(w, i) != NONE || !w->lang->verb_first)
        return 0;
    while (t < s->end && t < i + 3 && item_kind(w, t) == T_WORD &&
           phrase_name(w, t) == NONE && !item_is(w, t, W_TIME))
        t++;
    if (t < s->end && t < i + 3 && item_is(w, t, W_TIME) &&
        !item_is(w, i, W_ROLE | W_ORG | W_GROUP | W_PRON))
        return t + 1 - i;
    return 0;
}

/* Whether the item is an adverb, a time, an object: no subject. */
static bool
no_subject(const struct search *s)
{
    const struct work *w = s->w;
    uint32_t i = s->i;

    return item_kind(w, i) == T_NUM ||
           item_is(w, i, W_ADV | W_TIME | W_LISTENER | W_NEG) ||
           (item_is(w, i, W_OBJ) && phrase_name(w, i) == NONE &&
            (w->tok.v[w->item.v[i].tok].flags & TF_ALLCAPS) == 0);
}

/* Behind a preposition at i: the words that belong to it. */
static uint32_t
behind_preposition(const struct search *s, uint32_t i)
{
    const struct work *w = s->w;

    i++;
    if (i < s->end && phrase_name(w, i) != NONE)
        return behind_name(s, i, phrase_name(w, i));
    for (uint32_t n = 0;
         n < 2 && i < s->end && item_kind(w, i) == T_WORD &&
         phrase_name(w, i) == NONE && !item_is(w, i, W_ROLE | W_PREP | W_DET);
         n++) {
        bool ends = item_is(w, i, W_TIME | W_LISTENER | W_ORG | W_DOC);

        i++;
        if (ends)
            break;
    }
    return i;
}

enum skipped { SKIP_ON, SKIP_STOP, SKIP_FOUND, SKIP_NOTHING };

/* What only stands behind a phrase, where no verb tells a subject: "laut „Die
 * Welt“", "according to him", "за словами її директора". */
static enum skipped
behind_phrase(struct search *s, struct mention *m)
{
    const struct work *w = s->w;
    uint32_t i = s->i;

    if (item_is(w, i, W_NEG | W_CUE) && phrase_name(w, i) == NONE)
        return SKIP_NOTHING;
    if (phrase_title(w, i)) {
        *m = phrase_make(w, w->st.v[item_stretch(w, i)].a,
                         w->st.v[item_stretch(w, i)].b);
        m->who = N_ORG;
        return m->kind != M_NONE ? SKIP_FOUND : SKIP_NOTHING;
    }
    if (item_is(w, i, W_POSS) && i + 1 < s->end &&
        item_kind(w, i + 1) == T_WORD &&
        !item_is(w, i + 1, W_CUE | W_VERB | W_PREP)) {
        s->i++;
        return SKIP_ON;
    }
    if (item_is(w, i, W_OBJ) && !item_is(w, i, W_DET)) {
        *m = phrase_make(w, w->item.v[i].tok, w->item.v[i].tok + 1);
        return SKIP_FOUND;
    }
    return SKIP_STOP;
}

/* Passes over one thing that may stand between the cue and its subject. */
static enum skipped
skip_one(struct search *s, struct mention *m)
{
    const struct work *w = s->w;
    uint32_t i = s->i, n;

    /* "erklärte dessen Sprecherin" */
    if (s->verb != NULL && w->lang->all_nouns && item_is(w, i, W_REL) &&
        i + 1 < s->end && item_is(w, i + 1, W_ROLE) &&
        phrase_name(w, i + 1) == NONE && !item_is(w, i, W_DET)) {
        s->i++;
        return SKIP_ON;
    }
    n = listener(s);
    if (n > 0) {
        s->i += n;
        return SKIP_ON;
    }
    if (item_kind(w, i) == T_WORD && item_is(w, i, W_PRON | W_DET))
        return SKIP_STOP;
    if (s->verb == NULL) {
        enum skipped skipped = behind_phrase(s, m);

        if (skipped != SKIP_STOP)
            return skipped;
    }
    if (item_adverb(w, i)) {
        s->i++;
        return SKIP_ON;
    }
    n = time_ahead(s);
    if (n > 0) {
        s->i += n;
        return SKIP_ON;
    }
    if (no_subject(s)) {
        if (item_kind(w, i) == T_NUM && i + 1 < s->end &&
            !item_is(w, i + 1, W_TIME) && item_kind(w, i + 1) == T_WORD)
            return SKIP_STOP;
        s->i++;
        return SKIP_ON;
    }
    if (item_kind(w, i) == T_WORD && item_is(w, i, W_PREP) &&
        !item_is(w, i, W_DET)) {
        if (s->locative == NONE)
            s->locative = i;
        if (s->doc)
            return SKIP_STOP;
        s->i = behind_preposition(s, i);
        return SKIP_ON;
    }
    /* сообщил «Интерфаксу» координатор ... */
    if (phrase_title(w, i) && i + 1 < s->end && item_kind(w, i + 1) == T_WORD &&
        !item_is(w, i + 1, W_PREP | W_CUE)) {
        s->i++;
        return SKIP_ON;
    }
    return SKIP_STOP;
}

/* Where no subject stands behind the preposition that was passed over, those
 * in its place speak: "повідомили в мерії". False when nobody does. */
static bool
speaks_from(struct search *s)
{
    const struct work *w = s->w;
    const struct word *verb = s->verb;
    uint32_t i = s->i;

    if (s->locative == NONE)
        return true;
    if (!s->doc && i < s->end && item_kind(w, i) == T_WORD &&
        (verb == NULL || verb->vgender != G_PL || phrase_name(w, i) != NONE ||
         item_is(w, i, W_ROLE | W_GROUP | W_PRON | W_INDEF) ||
         (item_is(w, i, W_ORG) &&
          (i <= s->locative + 1 || !item_is(w, i - 1, W_ORG)))))
        return true;
    if (!s->doc && (verb == NULL || verb->vgender != G_PL ||
                    item_is(w, s->locative + 1, W_OBJ)))
        return false;
    s->i = s->locative + 1;
    s->seen_prep = true;
    return true;
}

/* "нагадала про блокування з боку Будапешта": the name is the object's;
 * "сказал в интервью РБК директор": the subject comes behind it. False when
 * none does. */
static bool
skip_object(struct search *s)
{
    const struct work *w = s->w;
    uint32_t i = s->i;

    if (s->locative == NONE || s->seen_prep || s->verb == NULL ||
        i <= s->locative + 1 || !w->lang->verb_first ||
        phrase_name(w, i) == NONE || item_is(w, i - 1, W_TIME | W_LISTENER) ||
        !object_name(w, i))
        return true;
    s->i = i = behind_name(s, i, phrase_name(w, i));
    return i < s->end && item_kind(w, i) == T_WORD &&
           (phrase_name(w, i) != NONE || item_is(w, i, W_ROLE | W_GROUP));
}

/* "інформаційному каналу «Вісті» керівник дирекції": the subject is the role,
 * what stands before it is an object. */
static void
skip_to_role(struct search *s)
{
    const struct work *w = s->w;
    uint32_t i = s->i;

    if (!w->lang->verb_first || s->verb == NULL || s->doc || s->seen_prep ||
        item_kind(w, i) != T_WORD || item_stretch(w, i) != NONE ||
        w->tok.v[w->item.v[i].tok].word != NULL || phrase_name(w, i) != NONE)
        return;
    for (uint32_t k = i + 1; k < s->end && k < i + 6; k++) {
        if (item_kind(w, k) != T_WORD && item_kind(w, k) != I_QUOTE)
            return;
        if (item_is(w, k, W_ROLE) &&
            (item_is(w, k - 1, W_ORG) || item_kind(w, k - 1) == I_QUOTE)) {
            s->i = k;
            return;
        }
    }
}

/* The words of a subject: items [from, last), the name among them, and where a
 * role ends whose office follows behind a preposition. */
struct subject {
    uint32_t from, last, name, role_end;
};

/* Whether the word at s->i ends the phrase. */
static bool
ends_phrase(const struct search *s, const struct subject *sub)
{
    const struct work *w = s->w;
    uint32_t i = s->i;
    bool named = phrase_name(w, i) != NONE;

    if (named)
        return false;
    if (item_is(w, i, CLAUSE_WORDS | W_VERB | W_AUX | W_CONJ | W_NEG) &&
        !item_is(w, i, W_DET))
        return true;
    if (i == sub->from)
        return false;
    return (item_is(w, i, W_CUE) && !item_is(w, i, W_ROLE | W_DOC)) ||
           item_is(w, i, W_TIME | W_LISTENER | W_ADV | W_PRON);
}

/* A preposition within the phrase. False when it ends there. */
static bool
take_preposition(struct search *s, struct subject *sub)
{
    /* "a spokesman for the union"; "директор з питань ..." has one at most */
    if (s->i == sub->from || sub->name != NONE ||
        (s->w->lang->verb_first && s->seen_prep))
        return false;
    if (!s->seen_prep)
        sub->role_end = sub->last;
    s->seen_prep = true;
    return true;
}

/* A word of the phrase, which may be part of a name. False when the phrase
 * ends before it. */
static bool
take_word(struct search *s, struct subject *sub)
{
    const struct work *w = s->w;
    uint32_t n = phrase_name(w, s->i), had = sub->name;
    const struct name *name = had != NONE ? &w->name.v[had] : NULL;
    bool full = name != NULL && name->b - name->a > 1;

    if (n != NONE) {
        bool several = w->name.v[n].b - w->name.v[n].a > 1;

        if (name != NULL && had != n && full && !several)
            return false; /* «...», — сказал Иван Петров Интерфаксу */
        if (!s->seen_prep ||
            (w->lang->verb_first && (name == NULL || several) &&
             w->cl.v[w->name.v[n].cluster].kind == N_PERSON))
            sub->name = n;
        return true;
    }
    if (name == NULL)
        return true;
    if (!s->seen_prep && item_kind(w, s->i) == T_WORD) {
        if (w->lang->titlecase) {
            sub->name = NONE; /* "one Democratic source" */
            return true;
        }
        if (full && w->lang->verb_first)
            return false; /* a full name, then an object: "Вовчок
                           * журналістам" */
    }
    return !(w->lang->verb_first && name->a == w->item.v[sub->from].tok &&
             !tok_is(w, name->a, W_FIRST) && name->cluster != NONE &&
             w->cl.v[name->cluster].words > 1);
}

/* The words of the subject that begins here. False when there are none. */
static bool
read_subject(struct search *s, struct subject *sub)
{
    const struct work *w = s->w;

    *sub = (struct subject){ s->i, s->i, NONE, NONE };
    for (uint32_t left = REACH; s->i < s->end && left > 0; s->i++, left--) {
        unsigned k = item_kind(w, s->i);

        if (k == I_QUOTE && !phrase_title(w, s->i))
            break;
        if (k == I_QUOTE || k == T_GENITIVE) {
            sub->last = s->i + 1;
            continue;
        }
        if (k != T_WORD && k != T_NUM)
            break;
        if (s->i == sub->from && item_is(w, s->i, W_PRON) &&
            !item_is(w, s->i, W_DET)) {
            sub->last = s->i + 1;
            return true;
        }
        if (ends_phrase(s, sub))
            break;
        if (item_is(w, s->i, W_PREP) && phrase_name(w, s->i) == NONE &&
            !(s->i == sub->from && item_is(w, s->i, W_DET))) {
            if (!take_preposition(s, sub))
                break;
            continue;
        }
        if (!take_word(s, sub))
            break;
        sub->last = s->i + 1;
    }
    while (sub->last > sub->from && item_kind(w, sub->last - 1) == T_GENITIVE)
        sub->last--;
    return sub->last > sub->from;
}

/* The mention that a subject's words make. False when they name nobody. */
static bool
make_subject(const struct search *s, struct subject *sub, struct mention *m)
{
    const struct work *w = s->w;
    uint32_t from = w->item.v[sub->from].tok;

    if (sub->name != NONE && s->seen_prep && w->lang->verb_first && !s->doc &&
        w->name.v[sub->name].b - w->name.v[sub->name].a < 2 &&
        s->locative == NONE)
        sub->name = NONE;
    if (sub->name != NONE && !s->doc && s->locative != sub->from - 1 &&
        !phrase_of_role(w, &w->name.v[sub->name], from, s->verb)) {
        *m = phrase_with_name(w, from, sub->name);
        return true;
    }
    if (w->lang->verb_first && s->verb != NULL && !s->doc &&
        (s->locative == NONE || sub->from != s->locative + 1) &&
        item_is(w, sub->from, W_ROLE)) {
        uint32_t name = late_name(w, sub->last, s->end);

        if (name != NONE) {
            *m = phrase_with_name(w, from, name);
            if (mention_fits(w, m, s->verb))
                return true;
        }
    }
    if (sub->role_end != NONE && sub->role_end > sub->from &&
        w->lang->verb_first && !item_is(w, sub->from, W_INDEF))
        sub->last = sub->role_end;
    *m = phrase_make(w, from, phrase_item_end(w, sub->last - 1));
    if (m->kind == M_NONE)
        return false;
    if (m->kind == M_ROLE && m->b - m->a == 1 &&
        phrase_name(w, sub->from) != NONE) {
        *m = phrase_with_name(w, m->a, phrase_name(w, sub->from));
        m->role_b = m->role_a;
    }
    if (s->doc)
        m->who = N_DOC;
    else if (s->seen_prep && s->locative != NONE && m->who == N_PERSON)
        m->who = N_ORG;
    return true;
}

static bool
right(const struct work *w, uint32_t i, uint32_t end, const struct word *verb,
      struct mention *m)
{
    struct search s = { .w = w,
                        .verb = verb,
                        .i = i,
                        .end = end,
                        .locative = NONE,
                        .doc = verb != NULL && verb->need == NEED_DOC };
    struct subject sub;
    enum skipped skipped = SKIP_ON;

    for (uint32_t left = 12; s.i < end && left > 0 && skipped == SKIP_ON;
         left--)
        skipped = skip_one(&s, m);
    if (skipped == SKIP_FOUND || skipped == SKIP_NOTHING)
        return skipped == SKIP_FOUND;
    if (!speaks_from(&s) || s.i >= end || !skip_object(&s))
        return false;
    skip_to_role(&s);
    if (!read_subject(&s, &sub))
        return false;
    if (item_is(w, sub.from, W_PRON) && !item_is(w, sub.from, W_DET)) {
        *m = phrase_make(w, w->item.v[sub.from].tok,
                         w->item.v[sub.from].tok + 1);
        return true;
    }
    return make_subject(&s, &sub, m);
}

/* "the mayor, Ann Cole": a role whose bearer's name stands between commas. */
static void
apposed(const struct work *w, uint32_t i, uint32_t end, struct mention *m)
{
    uint32_t k = phrase_item(w, i, end, m->b), n, e;
    bool role = false;

    /* "le ministre des transports, Jean Martin" */
    if (k < end && item_is(w, k, W_PREP))
        for (uint32_t left = 6;
             k < end && left > 0 && item_kind(w, k) == T_WORD &&
             phrase_name(w, k) == NONE && !item_is(w, k, W_CUE | W_AUX);
             left--)
            k++;
    if (m->kind != M_ROLE || m->indefinite || k + 1 >= end ||
        item_kind(w, k) != T_COMMA)
        return;
    for (uint32_t t = m->a; t < m->b && t < m->a + 8; t++)
        role = role || tok_is(w, t, W_ROLE);
    n = phrase_name(w, k + 1);
    if (!role || n == NONE || w->name.v[n].b - w->name.v[n].a < 2 ||
        w->name.v[n].a != w->item.v[k + 1].tok ||
        w->name.v[n].cluster == NONE ||
        w->cl.v[w->name.v[n].cluster].kind != N_PERSON)
        return;
    e = phrase_item(w, k, end, w->name.v[n].b);
    if (e < end && item_kind(w, e) != T_COMMA && item_kind(w, e) != T_STOP &&
        item_kind(w, e) != T_DASH && item_kind(w, e) != I_QUOTE)
        return;
    *m = phrase_with_name(w, m->a, n);
}

bool
phrase_right(const struct work *w, uint32_t i, uint32_t end,
             const struct word *verb, struct mention *m)
{
    struct mention other;
    uint32_t k, e;

    if (!right(w, i, end, verb, m))
        return false;
    apposed(w, i, end, m);
    if (!phrase_plural(w, verb) || !phrase_person(w, m))
        return true;
    /* "заявили Іван Верба та Ольга Гай" */
    k = phrase_item(w, i, end, m->b);
    if (k + 1 >= end || !item_is(w, k, W_CONJ) ||
        item_kind(w, k + 1) != T_WORD || !right(w, k + 1, end, verb, &other) ||
        !phrase_person(w, &other) || other.a > w->item.v[k + 1].tok + 12 ||
        w->name.v[other.name].cluster == w->name.v[m->name].cluster)
        return true;
    e = phrase_item(w, k, end, other.b);
    if (e < end && item_kind(w, e) == T_WORD && !w->lang->verb_first)
        return true; /* "said Cole and Marsh left" */
    m->b = other.b;
    m->also = m->name + 1;
    m->name = other.name;
    m->who = N_GROUP;
    return true;
}
