/* SPDX-License-Identifier: Apache-2.0
 *
 * speakers.c: the person behind a mention. Names go to their cluster;
 * pronouns to whoever fits by gender and was spoken of or spoke last; roles to
 * the person who was given that role; nobody is guessed when nobody fits. */
#include "speakers.h"

#include <string.h>

#define RECENT 10

struct seen { /* somebody the author spoke of lately */
    uint32_t cluster, sent, para, count;
    bool subject;
};

struct stage {
    struct work *w;
    struct seen recent[RECENT];
    uint32_t recent_count;
    uint32_t next_name;      /* names before this have been seen */
    uint32_t *roles;         /* table: key -> entry + 1 */
    uint32_t roles_mask;
    uint32_t *person_of;     /* cluster -> person + 1 */
    uint32_t *by_role;       /* table: role persons */
    uint32_t by_role_mask;
    uint32_t last, last_para; /* person who spoke last */
    uint32_t last_quote;      /* and where, by name or role */
    struct { uint32_t cluster, pos, end, key, next; } *entry;
    uint32_t entry_count, entry_cap;
};

/* ---- roles */

static bool
add_role(struct stage *st, uint32_t t, uint32_t cluster, uint32_t end)
{
    uint32_t key = name_key(st->w, t), k = key & st->roles_mask;

    if (st->entry_count == st->entry_cap)
        return true;
    while (st->roles[k] != 0 && st->entry[st->roles[k] - 1].key != key)
        k = (k + 1) & st->roles_mask;
    st->entry[st->entry_count].cluster = cluster;
    st->entry[st->entry_count].pos = t;
    st->entry[st->entry_count].end = end;
    st->entry[st->entry_count].key = key;
    st->entry[st->entry_count].next =
        st->roles[k] != 0 ? st->roles[k] - 1 : NONE;
    st->roles[k] = ++st->entry_count;
    return true;
}

/* Do tokens x and y begin alike: "украинский", "Украины"? */
static bool
alike(const struct work *w, uint32_t x, uint32_t y)
{
    char lx[200], ly[200];
    size_t n = token_low(w, x, lx), m = token_low(w, y, ly), k = 0;
    size_t want = (unsigned char)lx[0] >= 0x80 ? 8 : 4;

    while (k < n && k < m && lx[k] == ly[k])
        k++;
    return k >= want || (k == n && k == m);
}

/* Whether word t of a mention narrows its role down: a place, an adjective,
 * an organisation. */
static bool
modifier(const struct work *w, uint32_t t, uint32_t role)
{
    return t != role && w->tok.v[t].kind == T_WORD &&
           !tok_is(w, t, W_DET | W_PREP | W_CONJ | W_ADV | W_INDEF);
}

/* Whether the tokens [a, b) have a word like one of the mention's. */
static bool
narrowed(const struct work *w, const struct mention *m, uint32_t role,
         uint32_t a, uint32_t b)
{
    if (b > a + 16)
        b = a + 16;
    for (uint32_t t = m->a; t < m->b && t < m->a + 8; t++) {
        if (!modifier(w, t, role))
            continue;
        for (uint32_t k = a; k < b; k++)
            if (w->tok.v[k].kind == T_WORD && alike(w, t, k))
                return true;
    }
    return false;
}

/* The cluster with a role, the last one given it before the mention, else
 * the first one after. A mention that narrows its role down ("глава
 * Казахстана") wants the same word there. */
static uint32_t
find_role(const struct stage *st, const struct mention *m, uint32_t t,
          bool narrow)
{
    const struct work *w = st->w;
    uint32_t key = name_key(w, t), k = key & st->roles_mask, e, left = 64;
    uint32_t after = NONE;

    while (st->roles[k] != 0 && st->entry[st->roles[k] - 1].key != key)
        k = (k + 1) & st->roles_mask;
    for (e = st->roles[k] != 0 ? st->roles[k] - 1 : NONE;
         e != NONE && left > 0; e = st->entry[e].next, left--) {
        if (narrow && !narrowed(w, m, t, st->entry[e].pos + 1,
                                st->entry[e].end))
            continue;
        if (st->entry[e].pos < m->a)
            return st->entry[e].cluster;
        if (w->cl.v[st->entry[e].cluster].words > 1)
            after = st->entry[e].cluster;
    }
    return after;
}

/* Words before and behind a name that give its bearer a role. */
static void
roles_of(struct stage *st, uint32_t n)
{
    struct work *w = st->w;
    struct name *nm = &w->name.v[n];
    struct cluster *cl = &w->cl.v[nm->cluster];
    uint32_t from = nm->a, left = 10, t;

    if (cl->kind == N_PLACE || (cl->kind == N_ORG && cl->words > 1))
        return;
    for (t = nm->a; t > 0 && left > 0; t--, left--) {
        const struct tok *k = &w->tok.v[t - 1];

        if ((w->tok.v[t].flags & TF_SENT) != 0)
            break;
        if (k->kind == T_MARK || k->kind == T_GENITIVE || k->kind == T_NUM)
            continue;
        if (k->kind != T_WORD ||
            (k->word != NULL &&
             (k->word->classes & (W_CUE | W_VERB | W_AUX | W_CONJ | W_THAT |
                                  W_REL | W_PRON | W_CLAUSE)) != 0 &&
             (k->word->classes & (W_ROLE | W_DET)) == 0))
            break;
        if (k->name != NONE && k->name != n && left == 10 &&
            w->cl.v[w->name.v[k->name].cluster].words > 1)
            break;
        if (tok_is(w, t - 1, W_PREP) && w->lang->titlecase)
            break;
        if (tok_is(w, t - 1, W_ROLE)) {
            if (!tok_is(w, t - 1, W_HONOR) && w->lang->titlecase)
                (void)add_role(st, t - 1, nm->cluster, nm->a);
            from = t - 1;
        }
    }
    /* elsewhere the first word is the head: заступник міністра */
    if (from < nm->a && !w->lang->titlecase && !tok_is(w, from, W_HONOR)) {
        if (phrase_office(w, nm, from))
            return; /* "глава Росатома": no person */
        (void)add_role(st, from, nm->cluster, nm->a);
    }
    if (from < nm->a && nm->role_a == nm->role_b) {
        nm->role_a = from;
        nm->role_b = nm->a;
    } else if (from < nm->role_a) {
        nm->role_a = from;
    }
    if (nm->role_a < nm->role_b) {
        if (cl->role_name == NONE)
            cl->role_name = n;
        if (cl->kind == N_ORG && cl->words == 1 && from < nm->a)
            cl->kind = N_PERSON;
        for (t = nm->role_a; t < nm->role_b && cl->gender == G_NONE; t++)
            if (tok_is(w, t, W_ROLE | W_HONOR) &&
                (w->tok.v[t].word->gender == G_F ||
                 w->tok.v[t].word->gender == G_M) &&
                w->lang->case_count == 0)
                cl->gender = w->tok.v[t].word->gender;
    }
    t = nm->b;
    if (t + 1 < w->tok.n && w->tok.v[t].kind == T_COMMA) {
        left = 7;
        for (t++; t < w->tok.n && left > 0; t++, left--) {
            if (w->tok.v[t].kind != T_WORD ||
                tok_is(w, t, W_CUE | W_REL | W_VERB))
                break;
            if (tok_is(w, t, W_ROLE) && w->tok.v[t].name == NONE) {
                (void)add_role(st, t, nm->cluster, t + left);
                if (cl->gender == G_NONE && w->lang->titlecase &&
                    (w->tok.v[t].word->gender == G_F ||
                     w->tok.v[t].word->gender == G_M))
                    cl->gender = w->tok.v[t].word->gender;
            }
        }
    }
}

/* ---- who was spoken of */

static void
see(struct stage *st, uint32_t cluster, uint32_t sent, uint32_t para,
    bool subject)
{
    uint32_t i, count = 0;

    for (i = 0; i < st->recent_count; i++)
        if (st->recent[i].cluster == cluster) {
            count = st->recent[i].count;
            break;
        }
    if (i == st->recent_count) {
        if (st->recent_count < RECENT)
            st->recent_count++;
        i = st->recent_count - 1;
    }
    memmove(st->recent + 1, st->recent, i * sizeof st->recent[0]);
    st->recent[0] = (struct seen){ cluster, sent, para, count + 1, subject };
}

static void
see_until(struct stage *st, uint32_t tok)
{
    struct work *w = st->w;

    for (; st->next_name < w->name.n && w->name.v[st->next_name].a < tok;
         st->next_name++) {
        const struct name *n = &w->name.v[st->next_name];
        uint32_t a = n->role_a < n->role_b ? n->role_a : n->a;
        bool subject;

        if (n->in_quote || n->cluster == NONE ||
            w->cl.v[n->cluster].kind == N_PLACE)
            continue;
        subject = (w->tok.v[a].flags & TF_SENT) != 0 ||
                  (w->tok.v[n->a].flags & TF_SENT) != 0 || n->subject ||
                  (a > 0 && (w->tok.v[a - 1].flags & TF_SENT) != 0 &&
                   tok_is(w, a - 1, W_DET | W_ROLE | W_CONJ));
        see(st, n->cluster, w->tok.v[n->a].sent, 0, subject);
    }
}

static bool
has_role(const struct work *w, const struct cluster *cl, uint32_t key)
{
    const struct name *n = &w->name.v[cl->role_name];

    for (uint32_t t = n->role_a; t < n->role_b && t < n->role_a + 10; t++)
        if (tok_is(w, t, W_ROLE) && name_key(w, t) == key)
            return true;
    return false;
}

static uint32_t
best_recent(const struct stage *st, uint8_t gender, uint32_t sent,
            uint32_t para, uint32_t role, bool *close)
{
    const struct work *w = st->w;
    uint32_t best = NONE;
    int best_score = -100, second = -100;
    uint32_t newest = 0;

    for (uint32_t i = 0; i < st->recent_count; i++) {
        const struct cluster *cl = &w->cl.v[st->recent[i].cluster];

        if (cl->kind == N_PERSON && st->recent[i].sent > newest &&
            (gender == G_ANY || gender == G_NONE || cl->gender == gender))
            newest = st->recent[i].sent;
    }

    for (uint32_t i = 0; i < st->recent_count; i++) {
        const struct seen *s = &st->recent[i];
        const struct cluster *cl = &w->cl.v[s->cluster];
        uint32_t d = sent > s->sent ? sent - s->sent : 0;
        int score = -(int)(d > 12 ? 24 : 2 * d);

        if (cl->kind != N_PERSON)
            continue;
        if (role != NONE && cl->role_name != NONE &&
            !has_role(w, cl, name_key(w, role)))
            score -= 5; /* somebody with another role */
        if (gender != G_NONE && gender != G_ANY && cl->gender != G_NONE &&
            cl->gender != G_ANY && cl->gender != gender)
            continue;
        if (cl->gender == gender && gender != G_ANY)
            score += 4;
        if (s->subject)
            score += 3;
        if (cl->words > 1)
            score += 2;
        else if (cl->role_name == NONE && cl->gender == G_NONE && !cl->spoke)
            continue; /* nothing says that this is a person */
        if (cl->spoke)
            score += 1;
        if (st->last != NONE && w->who.v[st->last].cluster == s->cluster)
            score += para - st->last_para > 1 ? 2 : s->sent < newest ? 3 : 6;
        if (s->count > 1)
            score += 1;
        if (score > best_score) {
            second = best_score;
            best_score = score;
            best = s->cluster;
        } else if (score > second) {
            second = score;
        }
    }
    *close = best_score - second < 2;
    return best_score > -16 ? best : NONE;
}

/* ---- persons */

static uint32_t
person_of_cluster(struct stage *st, uint32_t cluster)
{
    struct work *w = st->w;
    struct person *p;

    if (st->person_of[cluster] != 0)
        return st->person_of[cluster] - 1;
    p = VEC_PUSH(w, w->who);
    if (p == NULL)
        return NONE;
    p->cluster = cluster;
    p->pronouns = NONE;
    p->name = NULL; /* filled in when all forms are known */
    p->who.name = w->cl.v[cluster].best;
    p->who.a = w->name.v[p->who.name].a;
    p->who.b = w->name.v[p->who.name].b;
    p->who.kind = M_NAME;
    p->who.who = w->cl.v[cluster].kind;
    st->person_of[cluster] = w->who.n;
    return w->who.n - 1;
}

static uint32_t
person_of_role(struct stage *st, const struct mention *m)
{
    struct work *w = st->w;
    uint32_t a = m->a, h = 2166136261u, k;
    struct person *p;

    while (a + 1 < m->b && tok_is(w, a, W_DET))
        a++;
    for (uint32_t t = a; t < m->b; t++)
        h = (h ^ name_key(w, t)) * 16777619u;
    if (m->indefinite) /* "a source" is another one each time */
        h ^= a * 2654435761u;
    for (k = h & st->by_role_mask; st->by_role[k] != 0;
         k = (k + 1) & st->by_role_mask)
        if (w->who.v[st->by_role[k] - 1].hash == h)
            return st->by_role[k] - 1;
    p = VEC_PUSH(w, w->who);
    if (p == NULL)
        return NONE;
    p->cluster = NONE;
    p->pronouns = NONE;
    p->who = *m;
    p->who.a = a;
    p->hash = h;
    p->name = w->text + w->tok.v[a].begin;
    p->name_len = w->tok.v[m->b - 1].end - w->tok.v[a].begin;
    st->by_role[k] = w->who.n;
    return w->who.n - 1;
}

/* ---- one mention */

static uint32_t
resolve_role(struct stage *st, const struct quote *q, float *sure)
{
    struct work *w = st->w;
    const struct mention *m = &q->who;
    uint32_t a = m->a, role = NONE, c;
    bool close, narrow = false;

    while (a < m->b && tok_is(w, a, W_DET))
        a++;
    /* the last word of a role counts in English, the first elsewhere */
    for (uint32_t t = a; t < m->b && t < a + 8; t++) {
        if (tok_is(w, t, W_PREP))
            break;
        if (tok_is(w, t, W_ROLE)) {
            role = t;
            if (!w->lang->titlecase)
                break;
        }
    }
    for (uint32_t t = a; t < m->b && t < a + 8 && !w->lang->titlecase; t++)
        narrow = narrow || (modifier(w, t, role) &&
                            !tok_is(w, t, W_ROLE));
    if (role != NONE && w->tok.v[role].word->gender == G_PL)
        role = NONE; /* several are no person */
    if (role != NONE && !m->indefinite) {
        c = find_role(st, m, role, narrow);
        if (c != NONE && w->cl.v[c].kind == N_PERSON &&
            (q->vgender == G_ANY || q->vgender == G_NONE ||
             q->vgender == G_PL || w->cl.v[c].gender == G_NONE ||
             w->cl.v[c].gender == q->vgender) &&
            q->vgender != G_PL) {
            *sure = 0.9f;
            return person_of_cluster(st, c);
        }
    }
    /* "глава КНР" for the "председатель КНР" spoken of lately */
    if (role != NONE && narrow && tok_is(w, role, W_GENERIC))
        for (uint32_t i = 0; i < st->recent_count; i++) {
            const struct cluster *cl = &w->cl.v[st->recent[i].cluster];
            const struct name *n;

            if (cl->kind != N_PERSON || cl->role_name == NONE)
                continue;
            n = &w->name.v[cl->role_name];
            if (narrowed(w, m, role, n->role_a, n->role_b)) {
                *sure = 0.75f;
                return person_of_cluster(st, st->recent[i].cluster);
            }
        }
    /* "the spokesman" after "a spokesman for the union" */
    if (role != NONE && !m->indefinite && m->b - a <= 2) {
        uint32_t key = name_key(w, role), left = 16;

        for (uint32_t i = w->who.n; i > 0 && left > 0; i--, left--) {
            const struct person *p = &w->who.v[i - 1];

            if (p->cluster != NONE || p->who.who != N_PERSON)
                continue;
            for (uint32_t t = p->who.a; t < p->who.b && t < p->who.a + 6; t++)
                if (tok_is(w, t, W_ROLE) && name_key(w, t) == key) {
                    *sure = 0.85f;
                    return i - 1;
                }
        }
    }
    if (role != NONE && !m->indefinite && m->b - a <= 2 &&
        q->vgender != G_PL && !(narrow && m->b - a > 2) &&
        (tok_is(w, role, W_GENERIC) || m->b - a == 1) &&
        (!w->lang->titlecase || a > m->a)) {
        c = best_recent(st, m->gender != G_NONE && m->gender != G_ANY &&
                                    w->lang->case_count == 0
                                ? m->gender
                                : q->vgender,
                        w->tok.v[m->a].sent, q->para, role, &close);
        if (c != NONE) {
            *sure = close ? 0.6f : 0.75f;
            return person_of_cluster(st, c);
        }
    }
    *sure = 1.0f;
    return person_of_role(st, m);
}

static uint32_t
resolve(struct stage *st, struct quote *q, float *sure)
{
    struct work *w = st->w;
    const struct mention *m = &q->who;
    uint32_t at = m->kind != M_NONE ? m->a : q->cue_b > q->cue_a ? q->cue_a
                                                                 : q->at;
    uint32_t sent = at != NONE && at < w->tok.n ? w->tok.v[at].sent : 0;
    uint32_t c;
    bool close = false;

    *sure = 1.0f;
    switch (m->kind) {
    case M_NAME:
        if (m->name == NONE || w->name.v[m->name].cluster == NONE)
            return person_of_role(st, m);
        w->name.v[m->name].subject = true;
        return person_of_cluster(st, w->name.v[m->name].cluster);
    case M_ROLE:
        return resolve_role(st, q, sure);
    case M_PRONOUN: {
        uint8_t g = m->gender;

        if (g == G_PL || g == G_N) {
            if (st->last != NONE && q->para - st->last_para <= 1 &&
                w->who.v[st->last].who.who != N_PERSON) {
                *sure = 0.8f;
                return st->last;
            }
            *sure = 0.9f;
            if (q->reason == NULL)
                q->reason = "the pronoun names nobody before it";
            return NONE;
        }
        if (g == G_ANY || g == G_NONE) {
            q->reason = "the author or an unnamed person speaks";
            return NONE;
        }
        c = best_recent(st, g, sent, q->para, NONE, &close);
        if (c == NONE) {
            if (st->last != NONE && w->who.v[st->last].cluster == NONE &&
                w->who.v[st->last].who.who == N_PERSON &&
                q->para - st->last_para <= 2) {
                *sure = 0.8f;
                return st->last;
            }
            q->reason = "the pronoun fits nobody before it";
            return NONE;
        }
        /* an unnamed speaker met after the last name: "a nurse ... she" */
        if (st->last != NONE && w->who.v[st->last].cluster == NONE &&
            w->who.v[st->last].who.who == N_PERSON &&
            st->last_para == q->para &&
            (w->who.v[st->last].who.gender == g) &&
            w->who.v[st->last].who.a > w->name.v[w->cl.v[c].best].a) {
            *sure = 0.8f;
            return st->last;
        }
        *sure = close ? 0.75f : 0.92f;
        if (w->cl.v[c].gender == G_NONE)
            w->cl.v[c].gender = g;
        return person_of_cluster(st, c);
    }
    default:
        break;
    }
    if (!q->dropped)
        return NONE;
    /* the subject is left out: whoever the text is about */
    if (st->last != NONE && q->para - st->last_para <= 1) {
        const struct person *p = &w->who.v[st->last];
        uint8_t g = p->cluster != NONE ? w->cl.v[p->cluster].gender
                                       : p->who.gender;

        if (q->vgender == G_PL
                ? p->who.who != N_PERSON || st->last_para == q->para
                : q->vgender == G_ANY || q->vgender == G_NONE ||
                      g == G_NONE || g == q->vgender || g == G_ANY) {
            *sure = 0.85f;
            return st->last;
        }
    }
    if (q->vgender == G_PL) {
        q->reason = "the sentence names no subject";
        return NONE;
    }
    c = best_recent(st, q->vgender, sent, q->para, NONE, &close);
    if (c == NONE) {
        q->reason = "the sentence names no subject";
        return NONE;
    }
    *sure = close ? 0.65f : 0.8f;
    return person_of_cluster(st, c);
}

static bool
prepare(struct stage *st)
{
    struct work *w = st->w;
    uint32_t size = 64, people = 64;

    while (size < w->name.n * 4)
        size *= 2;
    while (people < w->q.n * 4)
        people *= 2;
    st->roles = mill_arena_zalloc(w->arena, size * sizeof *st->roles);
    st->entry_cap = size / 2;
    st->entry = mill_arena_alloc(w->arena,
                                 st->entry_cap * sizeof *st->entry);
    st->person_of = mill_arena_zalloc(
        w->arena, (w->cl.n + 1) * sizeof *st->person_of);
    st->by_role = mill_arena_zalloc(w->arena,
                                    people * sizeof *st->by_role);
    if (st->roles == NULL || st->entry == NULL || st->person_of == NULL ||
        st->by_role == NULL)
        return false;
    st->roles_mask = size - 1;
    st->by_role_mask = people - 1;
    for (uint32_t n = 0; n < w->name.n; n++)
        if (w->name.v[n].cluster != NONE)
            roles_of(st, n);
    /* verbs tell the gender of their subjects */
    for (uint32_t i = 0; i < w->q.n; i++) {
        const struct quote *q = &w->q.v[i];

        if (q->who.kind == M_NAME && q->who.name != NONE &&
            w->name.v[q->who.name].cluster != NONE) {
            struct cluster *cl = &w->cl.v[w->name.v[q->who.name].cluster];

            cl->spoke = true;
            if (cl->gender == G_NONE &&
                (q->vgender == G_M || q->vgender == G_F))
                cl->gender = q->vgender;
            if (cl->kind == N_PLACE)
                cl->kind = N_ORG; /* "Washington said" */
            if (q->basis != NULL && (strncmp(q->basis, "phrase", 6) == 0 ||
                                     strcmp(q->basis, "relay") == 0))
                w->name.v[q->who.name].oblique = true;
        }
    }
    for (uint32_t n = 0; n < w->name.n; n++) {
        uint32_t a = w->name.v[n].role_a < w->name.v[n].role_b
                         ? w->name.v[n].role_a
                         : w->name.v[n].a;

        if (a > 0 && tok_is(w, a - 1, W_PREP) &&
            (w->tok.v[a].flags & TF_SENT) == 0)
            w->name.v[n].oblique = true;
    }
    return true;
}

/* Quotes in the order in which their speakers are told; a quote inside
 * another comes when the outer one has its speaker. */
static uint32_t *
by_place(struct work *w)
{
    uint32_t *count = mill_arena_zalloc(w->arena,
                                        (w->tok.n + 2) * sizeof *count);
    uint32_t *order = mill_arena_alloc(w->arena,
                                       (w->q.n + 1) * sizeof *order);

    if (count == NULL || order == NULL)
        return NULL;
    for (int pass = 0; pass < 2; pass++) {
        for (uint32_t i = 0; i < w->q.n; i++) {
            uint32_t top = i, left = 4, at;

            while (w->q.v[top].outer != NONE && left-- > 0)
                top = w->q.v[top].outer;
            at = w->q.v[top].at < w->tok.n ? w->q.v[top].at : w->tok.n;
            if (pass == 0)
                count[at + 1]++;
            else
                order[count[at]++] = i;
        }
        for (uint32_t t = 0; pass == 0 && t <= w->tok.n; t++)
            count[t + 1] += count[t];
    }
    return order;
}

bool
speakers_resolve(struct work *w)
{
    struct stage st = { .w = w, .last = NONE, .last_quote = NONE };
    uint32_t *order;

    if (!prepare(&st))
        return false;
    order = by_place(w);
    if (order == NULL)
        return false;
    for (uint32_t o = 0; o < w->q.n; o++) {
        uint32_t i = order[o];
        struct quote *q = &w->q.v[i];
        uint32_t at = q->who.kind != M_NONE ? q->who.a
                      : q->cue_b > q->cue_a ? q->cue_a
                                            : q->at;
        bool nested = q->outer != NONE;
        float sure;

        if (q->dead)
            continue;
        if (!nested && at != NONE)
            see_until(&st, at);
        if (nested && q->who.kind == M_PRONOUN && q->who.gender == G_ANY) {
            q->speaker = w->q.v[q->outer].speaker; /* "I told them, '...'" */
            if (q->speaker == NONE)
                q->reason = "the outer quotation has no speaker";
            continue;
        }
        if (q->from != NONE && q->from < i &&
            w->q.v[q->from].speaker != NONE) {
            q->speaker = w->q.v[q->from].speaker;
            sure = 1.0f;
        } else {
            q->speaker = resolve(&st, q, &sure);
        }
        q->confidence *= sure;
        if (q->speaker == NONE) {
            if (q->reason == NULL)
                q->reason = "no cue and no speaker in reach";
            continue;
        }
        w->who.v[q->speaker].quotes++;
        if (q->who.kind == M_PRONOUN &&
            w->who.v[q->speaker].pronouns == NONE)
            w->who.v[q->speaker].pronouns = q->who.a;
        /* a subject left out is the mention nearest before */
        if (q->who.kind == M_NONE && q->dropped && st.last == q->speaker &&
            st.last_quote != NONE && q->para - st.last_para <= 1)
            q->who = w->q.v[st.last_quote].who;
        if (!nested && q->para >= w->title_para && q->who.kind != M_NONE)
            st.last_quote = i;
        if (!nested && q->para >= w->title_para) {
            st.last = q->speaker;
            st.last_para = q->para;
            if (w->who.v[q->speaker].cluster != NONE)
                see(&st, w->who.v[q->speaker].cluster,
                    at != NONE ? w->tok.v[at].sent : 0, q->para, true);
        }
    }
    for (uint32_t i = 0; i < w->who.n; i++)
        if (w->who.v[i].cluster != NONE) {
            struct person *p = &w->who.v[i];

            p->name = nominative_name(w, p->cluster, &p->name_len);
            if (p->name == NULL)
                return false;
            p->who.who = w->cl.v[p->cluster].kind;
        }
    return true;
}
