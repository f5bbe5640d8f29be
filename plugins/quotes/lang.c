/* SPDX-License-Identifier: Apache-2.0
 *
 * lang.c: the words of a language, from lang/XX/quotes.yaml, expanded into
 * one hash table of word forms. docs/quotes.md describes the file. */
#include "judge.h"

#include <pressmill/node.h>
#include <stdio.h>
#include <string.h>

const char *const stance_names[STANCE_COUNT] = {
    "neutral", "claimed", "admitted", "denied", "critical", "supportive",
    "promised", "demanded", "warned", "asked", "emphatic", "thought"
};

uint32_t
word_hash(const char *p, size_t n)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * 16777619u;
    h ^= h >> 15;
    return h != 0 ? h : 1;
}

static const struct word *
find(const struct lang *lang, const char *low, size_t len, uint32_t hash,
     bool stem)
{
    for (uint32_t i = hash & lang->mask; lang->words[i].form != NULL;
         i = (i + 1) & lang->mask) {
        const struct word *w = &lang->words[i];

        if (w->hash == hash && w->len == len && w->stem == stem &&
            memcmp(w->form, low, len) == 0)
            return w;
    }
    return NULL;
}

const struct word *
lang_word(const struct lang *lang, const char *low, size_t len, uint32_t hash)
{
    const struct word *w;
    uint32_t h = 2166136261u, letters = 0;
    uint32_t at[128];
    size_t n = 0;

    if (lang->words == NULL)
        return NULL;
    w = find(lang, low, len, hash, false);
    if (w != NULL || lang->max_stem == 0 || len < lang->min_stem)
        return w;
    /* hashes of all prefixes in one pass, then the longest that is a stem
     * and leaves at most four letters */
    for (size_t i = 0; i < len && i < sizeof at / sizeof at[0]; i++) {
        h = (h ^ (unsigned char)low[i]) * 16777619u;
        at[i] = h;
        n = i + 1;
    }
    for (size_t i = n; i > 0 && i >= lang->min_stem; i--) {
        uint32_t k = at[i - 1];

        if (i < len && ((unsigned char)low[i] & 0xc0) == 0x80)
            continue;
        if (i < len && ++letters > 4)
            break;
        if (i > lang->max_stem)
            continue;
        k ^= k >> 15;
        w = find(lang, low, i, k != 0 ? k : 1, true);
        if (w != NULL)
            return w;
    }
    return NULL;
}

/* ---- reading */

struct reader {
    struct lang *lang;
    struct mill_arena *arena;
    struct mill_report *rep;
    const struct mill_node *paradigms;
    bool failed;
};

static bool
grow(struct reader *r)
{
    struct lang *lang = r->lang;
    uint32_t size = lang->mask != 0 ? (lang->mask + 1) * 2 : 4096;
    struct word *words = mill_arena_zalloc(r->arena, size * sizeof *words);

    if (words == NULL)
        return false;
    if (lang->words != NULL)
        for (uint32_t i = 0; i <= lang->mask; i++)
            if (lang->words[i].form != NULL) {
                uint32_t k = lang->words[i].hash & (size - 1);

                while (words[k].form != NULL)
                    k = (k + 1) & (size - 1);
                words[k] = lang->words[i];
            }
    lang->words = words;
    lang->mask = size - 1;
    return true;
}

uint8_t
lang_verb(const struct lang *lang, const char *form, size_t len)
{
    uint32_t best = 0;
    uint8_t gender = G_NONE;

    for (uint32_t i = 0; i < lang->verb_count; i++) {
        const struct ending *e = &lang->verbs[i];

        if (len > e->from_len + 3 && e->from_len > best &&
            memcmp(form + len - e->from_len, e->from, e->from_len) == 0) {
            best = e->from_len;
            gender = e->gender;
        }
    }
    return gender;
}

/* The entry of a form, made when it is new. */
static struct word *
entry(struct reader *r, const char *form, size_t len, bool stem)
{
    struct lang *lang = r->lang;
    char *low = mill_arena_alloc(r->arena, len + len / 2 + 5);
    uint32_t hash, k;

    if (low == NULL ||
        (lang->used * 2 >= lang->mask && !grow(r))) {
        r->failed = true;
        return NULL;
    }
    len = mill_utf8_lower((struct mill_str){ form, len }, low);
    low[len] = '\0';
    hash = word_hash(low, len);
    for (k = hash & lang->mask; lang->words[k].form != NULL;
         k = (k + 1) & lang->mask)
        if (lang->words[k].hash == hash && lang->words[k].len == len &&
            lang->words[k].stem == stem &&
            memcmp(lang->words[k].form, low, len) == 0)
            return &lang->words[k];
    lang->words[k] = (struct word){ .form = low, .len = (uint32_t)len,
                                    .hash = hash, .stem = stem,
                                    .phrase = NONE };
    lang->used++;
    if (stem) {
        if (lang->min_stem == 0 || len < lang->min_stem)
            lang->min_stem = (uint32_t)len;
        if (len > lang->max_stem)
            lang->max_stem = (uint32_t)len;
    }
    return &lang->words[k];
}

struct spec { /* what the words of a list are */
    uint32_t classes;
    uint8_t gender, need, stance;
    bool names; /* first names: keep the nominative */
};

static uint8_t
gender_of(const char *tag)
{
    if (strcmp(tag, "m") == 0)
        return G_M;
    if (strcmp(tag, "f") == 0)
        return G_F;
    if (strcmp(tag, "n") == 0)
        return G_N;
    if (strcmp(tag, "pl") == 0)
        return G_PL;
    return G_ANY;
}

static void
put(struct reader *r, const char *form, size_t len, bool stem,
    const struct spec *spec, const char *tag, const char *base)
{
    struct word *w = entry(r, form, len, stem);

    if (w == NULL)
        return;
    if ((spec->classes & W_CUE) != 0 && (w->classes & W_CUE) == 0) {
        w->need = spec->need;
        w->stance = spec->stance;
        w->vform = F_FINITE;
        w->vgender = G_ANY;
        if (tag != NULL && strcmp(tag, "g") == 0)
            w->vform = F_GERUND;
        else if (tag != NULL && strcmp(tag, "base") == 0)
            w->vform = F_BASE;
        else if (tag != NULL)
            w->vgender = gender_of(tag);
    } else if ((spec->classes & W_CUE) == 0) {
        if (tag != NULL && (spec->classes & W_VERB) == 0 &&
            gender_of(tag) == G_PL && (w->gender == G_NONE ||
                                       w->gender == G_ANY))
            w->gender = G_PL;
        else if (tag != NULL && !spec->names && spec->gender == G_NONE &&
                 (gender_of(tag) == G_M || gender_of(tag) == G_F))
            w->gender = gender_of(tag);
        else if (w->gender == G_NONE)
            w->gender = spec->gender;
        else if (w->gender == G_F && spec->gender == G_PL &&
                 (spec->classes & W_PRON) != 0)
            w->gender = G_F; /* "sie": the verb tells */
        else if (w->gender != spec->gender && spec->gender != G_NONE)
            w->gender = G_ANY;
    }
    w->classes |= spec->classes;
    if (tag != NULL &&
        (spec->classes & (W_ROLE | W_ORG | W_GROUP | W_DOC)) != 0 &&
        base != NULL && (w->noun == NULL || strcmp(w->noun, w->form) != 0))
        w->noun = base;
    if (spec->names) {
        const char *had = w->base;

        if (had == NULL || strcmp(had, w->form) != 0)
            w->base = base;
        /* "Богдана" is a woman, or Богдан in another case */
        if (had != NULL && base != NULL && strcmp(had, base) != 0 &&
            (strcmp(had, w->form) == 0) != (strcmp(base, w->form) == 0))
            w->other = strcmp(had, w->form) == 0 ? base : had;
        w->oblique = base != NULL && strcmp(w->base, w->form) != 0;
        w->declines = w->declines || tag != NULL;
    }
}

/* A lower-case copy; NULL and `failed` when memory ran out. */
static char *
lowered(struct reader *r, const char *form, size_t len)
{
    char *low = mill_arena_alloc(r->arena, len * 2 + 5);

    if (low == NULL) {
        r->failed = true;
        return NULL;
    }
    len = mill_utf8_lower((struct mill_str){ form, len }, low);
    low[len] = '\0';
    return low;
}

/* One word of a list: "said", "сказа/v" (a stem and its paradigm), "минист*"
 * (any ending). */
static void
one_word(struct reader *r, const struct mill_node *at, const char *p,
         size_t len, const struct spec *spec)
{
    const char *slash = memchr(p, '/', len);
    const struct mill_node *para;
    char name[32], form[256];
    size_t stem, n;

    if (len == 0 || len > 100)
        return;
    if (slash == NULL) {
        if (p[len - 1] == '*' && len > 1)
            put(r, p, len - 1, true, spec, NULL, NULL);
        else {
            char *low = lowered(r, p, len);

            if (low == NULL)
                return;
            put(r, p, len, false, spec, NULL, low);
        }
        return;
    }
    stem = (size_t)(slash - p);
    n = len - stem - 1;
    if (n >= sizeof name)
        n = sizeof name - 1;
    memcpy(name, slash + 1, n);
    name[n] = '\0';
    para = mill_node_get(r->paradigms, name);
    if (para == NULL || para->kind != MILL_NODE_MAP) {
        (void)mill_fail_node(r->rep, at,
                             "'%.*s' asks for paradigm '%s', which is not "
                             "under 'paradigms'",
                             (int)len, p, name);
        r->failed = true;
        return;
    }
    char *base = NULL, *plural = NULL;
    MILL_NODE_EACH(e, para) {
        const char *ending = strcmp(e->key, "_") == 0 ? "" : e->key;
        bool several = e->kind == MILL_NODE_SCALAR && base != NULL &&
                       strcmp(e->value, "pl") == 0;

        n = strlen(ending);
        if (stem + n >= sizeof form)
            continue;
        memcpy(form, p, stem);
        memcpy(form + stem, ending, n);
        /* the first ending is the nominative, the first of several theirs */
        if (base == NULL && (base = lowered(r, form, stem + n)) == NULL)
            return;
        if (base != NULL && plural == NULL && e->kind == MILL_NODE_SCALAR &&
            strcmp(e->value, "pl") == 0 && !several)
            plural = base;
        if (several && plural == NULL &&
            (plural = lowered(r, form, stem + n)) == NULL)
            return;
        put(r, form, stem + n, false, spec, e->value,
            several && !spec->names ? plural : base);
    }
}

static void
words(struct reader *r, const struct mill_node *node, const struct spec *spec)
{
    if (node == NULL)
        return;
    if (node->kind == MILL_NODE_LIST) {
        MILL_NODE_EACH(c, node)
            words(r, c, spec);
        return;
    }
    if (node->kind != MILL_NODE_SCALAR) {
        (void)mill_fail_node(r->rep, node,
                             "expected words with blanks between them");
        r->failed = true;
        return;
    }
    for (const char *p = node->value; *p != '\0' && !r->failed;) {
        size_t n = strcspn(p, " \t\n");

        one_word(r, node, p, n, spec);
        p += n;
        p += strspn(p, " \t\n");
    }
}

/* A list of words, or a map of such lists by gender. */
static void
by_gender(struct reader *r, const struct mill_node *node, struct spec spec)
{
    if (node == NULL)
        return;
    if (node->kind != MILL_NODE_MAP) {
        spec.gender = G_NONE;
        words(r, node, &spec);
        return;
    }
    MILL_NODE_EACH(c, node) {
        if (strcmp(c->key, "m") != 0 && strcmp(c->key, "f") != 0 &&
            strcmp(c->key, "n") != 0 && strcmp(c->key, "pl") != 0 &&
            strcmp(c->key, "any") != 0) {
            (void)mill_fail_node(r->rep, c,
                                 "unknown gender '%s', expected m, f, n, pl "
                                 "or any",
                                 c->key);
            r->failed = true;
            return;
        }
        spec.gender = gender_of(c->key);
        words(r, c, &spec);
    }
}

static int
choice(struct reader *r, const struct mill_node *node,
       const char *const *names, int count, const char *what)
{
    if (node == NULL)
        return 0;
    if (node->kind == MILL_NODE_SCALAR)
        for (int i = 0; i < count; i++)
            if (strcmp(names[i], node->value) == 0)
                return i;
    (void)mill_fail_node(r->rep, node, "unknown %s '%s'", what,
                         node->kind == MILL_NODE_SCALAR ? node->value : "");
    r->failed = true;
    return 0;
}

static void
read_cues(struct reader *r, const struct mill_node *list)
{
    static const char *const needs[] = { "nothing", "that", "quote",
                                         "naming", "document", "relay",
                                         "object" };

    MILL_NODE_EACH(g, list) {
        struct spec spec = { .classes = W_CUE };
        int need;

        if (g->kind != MILL_NODE_MAP) {
            (void)mill_fail_node(r->rep, g,
                                 "expected a map of 'stance', 'needs' and "
                                 "'words'");
            r->failed = true;
            return;
        }
        spec.stance = (uint8_t)choice(r, mill_node_get(g, "stance"),
                                      stance_names, STANCE_COUNT, "stance");
        need = choice(r, mill_node_get(g, "needs"), needs, 7, "need");
        if (need == 5) {
            spec.classes |= W_RELAY;
            need = NEED_QUOTE;
        } else if (need == 6) {
            need = NEED_OBJECT;
        }
        spec.need = (uint8_t)need;
        words(r, mill_node_get(g, "words"), &spec);
    }
}

static void
read_phrases(struct reader *r, const struct mill_node *list)
{
    MILL_NODE_EACH(g, list) {
        const struct mill_node *all = mill_node_get(g, "words");
        const struct mill_node *ana = mill_node_get(g, "anaphoric");
        const struct mill_node *tra = mill_node_get(g, "trailing");
        const struct mill_node *nou = mill_node_get(g, "with_noun");
        const struct mill_node *kno = mill_node_get(g, "known_speaker");
        bool anaphoric = false, trailing = false, noun = false;
        bool known = false;
        uint8_t stance = (uint8_t)choice(r, mill_node_get(g, "stance"),
                                         stance_names, STANCE_COUNT,
                                         "stance");

        if (ana != NULL && !mill_node_bool(ana, &anaphoric)) {
            (void)mill_fail_node(r->rep, ana, "expected true or false");
            r->failed = true;
        }
        if (kno != NULL && !mill_node_bool(kno, &known)) {
            (void)mill_fail_node(r->rep, kno, "expected true or false");
            r->failed = true;
        }
        if (nou != NULL && !mill_node_bool(nou, &noun)) {
            (void)mill_fail_node(r->rep, nou, "expected true or false");
            r->failed = true;
        }
        if (tra != NULL && !mill_node_bool(tra, &trailing)) {
            (void)mill_fail_node(r->rep, tra, "expected true or false");
            r->failed = true;
        }
        MILL_NODE_EACH(n, all) {
            struct phrase ph = { .stance = stance, .slot = 255,
                                 .anaphoric = anaphoric,
                                 .trailing = trailing, .noun = noun,
                                 .known = known };
            const char *p = n->kind == MILL_NODE_SCALAR ? n->value : "";
            struct phrase *grown;
            struct word *first;

            while (*p != '\0' && ph.count < 8) {
                size_t len = strcspn(p, " ");

                if (len == 1 && (*p == '@' || *p == '%')) {
                    ph.slot = ph.count;
                    ph.possessive = *p == '%';
                    ph.words[ph.count++] = NULL;
                } else if (len > 0) {
                    char *low = mill_arena_alloc(r->arena, len * 2 + 5);

                    if (low == NULL) {
                        r->failed = true;
                        return;
                    }
                    ph.lens[ph.count] = (uint32_t)mill_utf8_lower(
                        (struct mill_str){ p, len }, low);
                    low[ph.lens[ph.count]] = '\0';
                    ph.words[ph.count++] = low;
                }
                p += len;
                p += strspn(p, " ");
            }
            if (ph.count == 2 && ph.words[0] == NULL) {
                ph.behind = true; /* "@ zufolge" */
                ph.words[0] = ph.words[1];
                ph.lens[0] = ph.lens[1];
                ph.count = 1;
            }
            if (ph.count == 0 || ph.words[0] == NULL) {
                (void)mill_fail_node(
                    r->rep, n,
                    "a phrase begins with a word, or is '@' or '%%' "
                    "and one word");
                r->failed = true;
                return;
            }
            grown = mill_arena_grow(
                r->arena, r->lang->phrases,
                r->lang->phrase_count * sizeof ph,
                (r->lang->phrase_count + 1) * sizeof ph);
            first = entry(r, ph.words[0], ph.lens[0], false);
            if (grown == NULL || first == NULL) {
                r->failed = true;
                return;
            }
            /* longer phrases come first */
            r->lang->phrases = grown;
            ph.next = first->phrase;
            grown[r->lang->phrase_count] = ph;
            uint32_t *link = &first->phrase;
            while (*link != NONE && grown[*link].count > ph.count)
                link = &grown[*link].next;
            grown[r->lang->phrase_count].next = *link;
            *link = r->lang->phrase_count++;
        }
    }
}

/* Lists of endings: "ова>ов", "ова", with a gender by map. */
static void
read_endings(struct reader *r, const struct mill_node *node, uint8_t gender,
             struct ending **list, uint32_t *count)
{
    if (node == NULL)
        return;
    if (node->kind == MILL_NODE_MAP) {
        MILL_NODE_EACH(c, node)
            read_endings(r, c, gender_of(c->key), list, count);
        return;
    }
    if (node->kind == MILL_NODE_LIST) {
        MILL_NODE_EACH(c, node)
            read_endings(r, c, gender, list, count);
        return;
    }
    for (const char *p = node->value; *p != '\0';) {
        size_t n = strcspn(p, " \t\n");
        const char *gt = memchr(p, '>', n);
        struct ending e = { .from = p, .from_len = (uint32_t)n, .to = "",
                            .gender = gender };

        if (gt != NULL) {
            e.from_len = (uint32_t)(gt - p);
            e.to = gt + 1;
            e.to_len = (uint32_t)(n - e.from_len - 1);
            if (e.to_len > 0 && e.to[e.to_len - 1] == '!') {
                e.to_len--;
                e.sure = true;
            }
        }
        if (n > 0) {
            struct ending *grown = mill_arena_grow(
                r->arena, *list, *count * sizeof e,
                (*count + 1) * sizeof e);

            if (grown == NULL) {
                r->failed = true;
                return;
            }
            *list = grown;
            grown[(*count)++] = e;
        }
        p += n;
        p += strspn(p, " \t\n");
    }
}

/* Factors of the rules' confidence, by rule; `other` for the rest. */
static void
read_factors(struct reader *r, const struct mill_node *map)
{
    uint32_t n = 0;

    if (map == NULL)
        return;
    if (map->kind != MILL_NODE_MAP) {
        (void)mill_fail_node(r->rep, map,
                             "expected a map of rules and factors");
        r->failed = true;
        return;
    }
    r->lang->factors = mill_arena_alloc(
        r->arena, (map->count + 1) * sizeof *r->lang->factors);
    if (r->lang->factors == NULL) {
        r->failed = true;
        return;
    }
    MILL_NODE_EACH(f, map) {
        bool other = strcmp(f->key, "other") == 0;
        double by = 0;

        if (!other && !judge_knows(f->key)) {
            (void)mill_fail_node(r->rep, f, "there is no rule '%s'", f->key);
            r->failed = true;
        } else if (!mill_node_num(f, &by) || by <= 0 || by > 2) {
            (void)mill_fail_node(r->rep, f,
                                 "expected a factor above 0, at most 2");
            r->failed = true;
        }
        r->lang->factors[n++] =
            (struct factor){ other ? NULL : f->key, (float)by };
    }
    r->lang->factor_count = n;
}

static const struct {
    const char *key;
    uint32_t classes;
} lists[] = {
    { "that", W_THAT },          { "as", W_AS },
    { "reported_mood", W_MOOD },   { "tells", W_TELLS },
    { "auxiliaries", W_AUX },    { "adverbs", W_ADV },
    { "prepositions", W_PREP },  { "conjunctions", W_CONJ },
    { "relatives", W_REL },      { "determiners", W_DET },
    { "indefinite", W_INDEF },   { "negations", W_NEG },
    { "pronouns", W_PRON },      { "objects", W_OBJ },
    { "possessives", W_POSS },   { "honorifics", W_HONOR },
    { "roles", W_ROLE },         { "generic_roles", W_ROLE | W_GENERIC },
    { "organisations", W_ORG },  { "groups", W_GROUP },
    { "documents", W_DOC },      { "works", W_WORK },
    { "places", W_PLACE },       { "times", W_TIME },
    { "listeners", W_LISTENER }, { "verbs", W_VERB },
    { "clauses", W_CLAUSE },     { "not_names", W_STOPNAME },
    { "name_particles", W_PARTICLE }, { "first_names", W_FIRST },
};

static const struct {
    const char *key;
    size_t offset;
} flags[] = {
    { "dash_speech", offsetof(struct lang, dash_speech) },
    { "verb_first", offsetof(struct lang, verb_first) },
    { "fragment", offsetof(struct lang, fragment) },
    { "zero_that", offsetof(struct lang, zero_that) },
    { "titlecase", offsetof(struct lang, titlecase) },
    { "capital_nouns", offsetof(struct lang, all_nouns) },
    { "colon_reports", offsetof(struct lang, colon_free) },
    { "comma_reports", offsetof(struct lang, comma_free) },
    { "comma_author", offsetof(struct lang, comma_cut) },
};

static bool
known_key(struct reader *r, const struct mill_node *n)
{
    static const char *const more[] = { "language", "paradigms", "cues",
                                        "confidence",
                                        "phrases", "name_cases", "name_keys",
                                        "name_genders", "noun_genders",
                                        "female_endings", "adjective_cases",
                                        "person_endings",
                                        "verb_endings",
                                        "adverb_endings", "common_endings" };

    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        if (strcmp(more[i], n->key) == 0)
            return true;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (strcmp(lists[i].key, n->key) == 0) {
            struct spec spec = { .classes = lists[i].classes };

            spec.names = lists[i].classes == W_FIRST;
            by_gender(r, n, spec);
            return true;
        }
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (strcmp(flags[i].key, n->key) == 0) {
            if (!mill_node_bool(n, (bool *)((char *)r->lang +
                                            flags[i].offset))) {
                (void)mill_fail_node(r->rep, n, "expected true or false");
                r->failed = true;
            }
            return true;
        }
    return false;
}

bool
lang_read(struct lang *lang, struct mill_arena *arena, const char *code,
          const char *path, struct mill_report *rep)
{
    struct reader r = { lang, arena, rep, NULL, false };
    const struct mill_node *root = mill_node_read(arena, path, rep);

    *lang = (struct lang){ .code = code };
    if (root == NULL)
        return false;
    if (root->kind != MILL_NODE_MAP) {
        (void)mill_fail_node(rep, root, "expected a map");
        return false;
    }
    r.paradigms = mill_node_get(root, "paradigms");
    read_cues(&r, mill_node_get(root, "cues"));
    MILL_NODE_EACH(n, root)
        if (!known_key(&r, n)) {
            (void)mill_fail_node(rep, n, "unknown key '%s'", n->key);
            r.failed = true;
        }
    read_phrases(&r, mill_node_get(root, "phrases"));
    read_factors(&r, mill_node_get(root, "confidence"));
    read_endings(&r, mill_node_get(root, "name_cases"), G_ANY, &lang->cases,
                 &lang->case_count);
    read_endings(&r, mill_node_get(root, "name_keys"), G_ANY, &lang->keys,
                 &lang->key_count);
    read_endings(&r, mill_node_get(root, "name_genders"), G_ANY,
                 &lang->genders, &lang->gender_count);
    read_endings(&r, mill_node_get(root, "noun_genders"), G_ANY,
                 &lang->nouns, &lang->noun_count);
    read_endings(&r, mill_node_get(root, "female_endings"), G_F,
                 &lang->females, &lang->female_count);
    read_endings(&r, mill_node_get(root, "person_endings"), G_ANY,
                 &lang->persons, &lang->person_count);
    read_endings(&r, mill_node_get(root, "adjective_cases"), G_ANY,
                 &lang->adjectives, &lang->adjective_count);
    read_endings(&r, mill_node_get(root, "verb_endings"), G_ANY,
                 &lang->verbs, &lang->verb_count);
    read_endings(&r, mill_node_get(root, "adverb_endings"), G_ANY,
                 &lang->adverbs, &lang->adverb_count);
    read_endings(&r, mill_node_get(root, "common_endings"), G_ANY,
                 &lang->commons, &lang->common_count);
    if (r.failed)
        (void)mill_fail(rep, MILL_ERR_STAGE, "'%s' cannot be used", path);
    return !r.failed;
}
