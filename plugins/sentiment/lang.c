/* SPDX-License-Identifier: Apache-2.0
 *
 * lang.c: a language as its files describe it: lang/XX/lexicon.tsv (words and
 * weights), lang/XX/sentiment.yaml (what changes a weight, and idioms), and
 * lang/faces.tsv (emoji and emoticons, for every language). */
#include "model.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct tone_idiom {
    uint64_t at; /* key of the word it starts with */
    pcre2_code *code;
    float weight;
};

struct reader {
    struct mill_arena *arena;
    struct mill_report *rep;
    struct tone_lang *lang;
    bool ok;
};

static const struct {
    const char *name;
    uint8_t shift;
    float factor, before, after;
    double scope, back;
} kinds[] = {
    { "negation", SHIFT_NEGATION, -0.65f, 1, 1, 4, 0 },
    { "booster", SHIFT_BOOSTER, 1.3f, 1, 1, 3, 0 },
    { "dampener", SHIFT_BOOSTER, 0.7f, 1, 1, 3, 0 },
    { "reversal", SHIFT_REVERSAL, -0.5f, 1, 1, 3, 0 },
    { "contrast", SHIFT_CONTRAST, 1, 0.6f, 1.3f, 0, 0 },
    { "concession", SHIFT_CONCESSION, 0.5f, 1, 1, 20, 0 },
    { "irrealis", SHIFT_IRREALIS, 0.6f, 1, 1, 6, 0 },
    { "report", SHIFT_REPORT, 1, 1, 1, 0, 0 },
    { "passive", SHIFT_PASSIVE, 1, 1, 1, 2, 0 },
};

static void
wrong(struct reader *r, const struct mill_node *node, const char *what)
{
    mill_fail_node(r->rep, node, "%s", what);
    r->ok = false;
}

static double
number(struct reader *r, const struct mill_node *map, const char *key,
       double fallback, double min, double max)
{
    const struct mill_node *n = mill_node_get(map, key);
    double v;

    if (n == NULL)
        return fallback;
    if (!mill_node_num(n, &v) || !(v >= min && v <= max)) {
        mill_fail_node(r->rep, n, "%s: expected a number from %g to %g", key,
                       min, max);
        r->ok = false;
        return fallback;
    }
    return v;
}

/* Puts the words of a list into the table as shifters of a group. */
static void
words(struct reader *r, const struct mill_node *list, uint8_t shift,
      uint16_t group, uint8_t move)
{
    if (list == NULL || list->kind != MILL_NODE_LIST) {
        if (list != NULL)
            wrong(r, list, "expected a list of words");
        return;
    }
    MILL_NODE_EACH(n, list) {
        struct mill_str w = { n->value, n->value_len };
        struct tone_entry *e;
        const char *why = "expected a word";

        if (n->kind != MILL_NODE_SCALAR || w.len > 200 ||
            (e = tone_table_add(&r->lang->table, r->arena, w, &why)) == NULL) {
            wrong(r, n, why);
            continue;
        }
        if (shift == SHIFT_NONE && move == MOVE_NONE) {
            e->flags |= ENTRY_PLAIN;
            continue;
        }
        if (move != 0) {
            e->move = move;
            continue;
        }
        if (e->shift != 0 && e->shift != shift) {
            mill_fail_node(r->rep, n, "'%s' is in two groups of shifters",
                           n->value);
            r->ok = false;
            continue;
        }
        e->shift = shift;
        e->group = group;
    }
}

static void
known_keys(struct reader *r, const struct mill_node *map,
           const char *const *keys)
{
    MILL_NODE_EACH(n, map) {
        size_t i = 0;

        while (keys[i] != NULL && (n->key == NULL || strcmp(keys[i], n->key)))
            i++;
        if (keys[i] == NULL) {
            mill_fail_node(r->rep, n, "unknown key '%s'",
                           n->key != NULL ? n->key : "");
            r->ok = false;
        }
    }
}

/* What a participle ends in, in languages where that tells the passive. */
static void
endings(struct reader *r, const struct mill_node *list)
{
    struct tone_lang *lang = r->lang;

    if (list == NULL)
        return;
    lang->n_passive = 0;
    lang->passive =
        mill_arena_zalloc(r->arena, (list->count + 1) * sizeof *lang->passive);
    if (list->kind != MILL_NODE_LIST || lang->passive == NULL) {
        wrong(r, list, "expected a list of endings");
        return;
    }
    MILL_NODE_EACH(n, list) {
        if (n->kind != MILL_NODE_SCALAR || n->value_len == 0)
            wrong(r, n, "expected an ending");
        else
            lang->passive[lang->n_passive++] = n->value;
    }
}

static void
shifter_group(struct reader *r, const struct mill_node *node,
              struct tone_group *g, uint16_t index)
{
    static const char *const keys[] = { "kind",  "factor",  "factor-bad",
                                        "scope", "back",    "before",
                                        "after", "endings", "words",
                                        NULL };
    const struct mill_node *kind = mill_node_get(node, "kind");
    size_t k = 0;

    known_keys(r, node, keys);
    while (k < sizeof kinds / sizeof *kinds &&
           (kind == NULL || kind->value == NULL ||
            strcmp(kinds[k].name, kind->value) != 0))
        k++;
    if (k == sizeof kinds / sizeof *kinds) {
        wrong(r, kind != NULL ? kind : node,
              "kind: expected negation, booster, dampener, reversal, "
              "contrast, concession, irrealis, report or passive");
        return;
    }
    g->kind = kinds[k].shift;
    g->factor = (float)number(r, node, "factor", kinds[k].factor, -3, 3);
    g->bad = (float)number(
        r, node, "factor-bad",
        (double)g->factor * (g->kind == SHIFT_NEGATION ? 0.5 : 1), -3, 3);
    g->before = (float)number(r, node, "before", kinds[k].before, -3, 3);
    g->after = (float)number(r, node, "after", kinds[k].after, -3, 3);
    g->scope = (uint8_t)number(r, node, "scope", kinds[k].scope, 0, 100);
    g->back = (uint8_t)number(r, node, "back", kinds[k].back, 0, 20);
    words(r, mill_node_get(node, "words"), g->kind, index, 0);
    endings(r, mill_node_get(node, "endings"));
}

static void
idiom(struct reader *r, const struct mill_node *node)
{
    static const char *const keys[] = { "at", "match", "weight", NULL };
    const struct mill_node *at = mill_node_get(node, "at"),
                           *match = mill_node_get(node, "match");
    struct tone_lang *lang = r->lang;
    struct tone_idiom *i = &lang->idioms[lang->n_idioms];
    struct tone_entry *e;
    const char *why = "expected a word";
    PCRE2_SIZE offset;
    int error;

    known_keys(r, node, keys);
    if (at == NULL || match == NULL || at->kind != MILL_NODE_SCALAR ||
        match->kind != MILL_NODE_SCALAR) {
        wrong(r, node, "expected at: (first word), match: (pattern), weight:");
        return;
    }
    e = tone_table_add(&lang->table, r->arena,
                       (struct mill_str){ at->value, at->value_len }, &why);
    if (e == NULL) {
        wrong(r, at, why);
        return;
    }
    i->weight = (float)number(r, node, "weight", 0, -5, 5);
    i->at = e->key;
    i->code = pcre2_compile((PCRE2_SPTR)match->value, match->value_len,
                            PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS |
                                PCRE2_ANCHORED | PCRE2_NO_UTF_CHECK,
                            &error, &offset, NULL);
    if (i->code == NULL) {
        PCRE2_UCHAR text[120];

        pcre2_get_error_message(error, text, sizeof text);
        mill_fail_node(r->rep, match, "%s at character %zu of the pattern",
                       (const char *)text, (size_t)offset + 1);
        r->ok = false;
        return;
    }
    pcre2_jit_compile(i->code, PCRE2_JIT_COMPLETE);
    e->flags |= ENTRY_IDIOM;
    lang->n_idioms++;
}

static void
shifters(struct reader *r, const struct mill_node *root)
{
    struct tone_lang *lang = r->lang;
    const struct mill_node *list = mill_node_get(root, "shifters"),
                           *move = mill_node_get(root, "movement"),
                           *idioms = mill_node_get(root, "idioms");
    static const char *const move_keys[] = { "weight", "up",  "down",
                                             "good",   "bad", NULL };
    static const struct {
        const char *key;
        uint8_t move;
    } moves[] = { { "up", MOVE_UP },
                  { "down", MOVE_DOWN },
                  { "good", MOVE_GOOD },
                  { "bad", MOVE_BAD } };

    lang->groups = mill_arena_zalloc(
        r->arena, sizeof *lang->groups * ((list ? list->count : 0) + 1));
    lang->idioms = mill_arena_zalloc(
        r->arena, sizeof *lang->idioms * ((idioms ? idioms->count : 0) + 1));
    if (lang->groups == NULL || lang->idioms == NULL) {
        wrong(r, root, "out of memory");
        return;
    }
    MILL_NODE_EACH(n, list) {
        shifter_group(r, n, &lang->groups[lang->n_groups],
                      (uint16_t)lang->n_groups);
        lang->n_groups++;
    }
    words(r, mill_node_get(root, "stops"), SHIFT_STOP, 0, 0);
    words(r, mill_node_get(root, "plain"), SHIFT_NONE, 0, 0);
    known_keys(r, move, move_keys);
    lang->movement = (float)number(r, move, "weight", 1.5, 0, 5);
    for (size_t i = 0; i < 4; i++)
        words(r, mill_node_get(move, moves[i].key), 0, 0, moves[i].move);
    MILL_NODE_EACH(n, idioms)
        idiom(r, n);
}

static const char *
text_of(const struct mill_node *map, const char *key, const char *fallback)
{
    const struct mill_node *n = mill_node_get(map, key);

    return n != NULL && n->kind == MILL_NODE_SCALAR ? n->value : fallback;
}

static bool
flag_of(struct reader *r, const struct mill_node *map, const char *key)
{
    const struct mill_node *n = mill_node_get(map, key);
    bool v = false;

    if (n != NULL && !mill_node_bool(n, &v))
        wrong(r, n, "expected true or false");
    return v;
}

/* About how many entries a word list of this size has. */
static size_t
entries_in(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && st.st_size > 0
               ? (size_t)st.st_size / 13 + 800
               : 0;
}

struct tone_lang *
tone_lang_read(struct mill_arena *a, const char *code, struct mill_report *rep)
{
    static const char *const keys[] = { "name",
                                        "note",
                                        "threshold",
                                        "scale",
                                        "caps",
                                        "ending",
                                        "elision",
                                        "hyphen",
                                        "shifters",
                                        "stops",
                                        "movement",
                                        "idioms",
                                        "test",
                                        "threshold-negative",
                                        "sure",
                                        "surer",
                                        "names",
                                        "plain",
                                        "noun-capitals",
                                        "bare",
                                        "threshold-target",
                                        NULL };
    struct tone_lang *lang = mill_arena_zalloc(a, sizeof *lang);
    struct reader r = { a, rep, lang, true };
    const char *yaml, *words_path, *faces;
    const struct mill_node *root;
    char file[80];

    if (lang == NULL) {
        mill_fail(rep, MILL_ERR_STAGE, "out of memory");
        return NULL;
    }
    snprintf(file, sizeof file, "lang/%.20s/sentiment.yaml", code);
    yaml = mill_data_find(a, file);
    snprintf(file, sizeof file, "lang/%.20s/lexicon.tsv", code);
    words_path = mill_data_find(a, file);
    faces = mill_data_find(a, "lang/faces.tsv");
    if (yaml == NULL || words_path == NULL) {
        mill_fail(rep, MILL_ERR_STAGE,
                  "language '%s' has no %s in the data folders", code,
                  yaml == NULL ? "sentiment.yaml" : "lexicon.tsv");
        return NULL;
    }
    if (!tone_table_init(&lang->table, a, entries_in(words_path))) {
        mill_fail(rep, MILL_ERR_STAGE, "out of memory");
        return NULL;
    }
    root = mill_node_read(a, yaml, rep);
    if (root == NULL)
        return NULL;
    known_keys(&r, root, keys);
    lang->code = mill_arena_strdup(a, (struct mill_str){ code, strlen(code) });
    lang->name = text_of(root, "name", code);
    lang->note = text_of(root, "note", "");
    lang->threshold = (float)number(&r, root, "threshold", 0.32, 0, 1);
    lang->threshold_neg =
        (float)number(&r, root, "threshold-negative", 0.1, 0, 1);
    lang->threshold_target =
        (float)number(&r, root, "threshold-target", 0.14, 0, 1);
    lang->sure[0] = (float)number(&r, root, "sure", 0.45, 0.2, 1);
    lang->sure[1] = (float)number(&r, root, "surer", 0.35, 0, 2);
    lang->scale = (float)number(&r, root, "scale", 15, 0.1, 1000);
    lang->bare = (float)number(&r, root, "bare", 0.5, 0, 3);
    lang->caps = (float)number(&r, root, "caps", 1.25, 0.1, 3);
    lang->names = (float)number(&r, root, "names", 0.4, 0, 1);
    lang->longest_ending = (uint32_t)number(&r, root, "ending", 6, 0, 20);
    lang->elision = flag_of(&r, root, "elision");
    lang->tests = mill_node_get(root, "test");
    lang->glue = flag_of(&r, root, "hyphen");
    lang->noun_capitals = flag_of(&r, root, "noun-capitals");
    shifters(&r, root);
    if (lang->code == NULL || !r.ok ||
        (faces != NULL &&
         !tone_lexicon_read(&lang->table, a, faces, false, rep)) ||
        !tone_lexicon_read(&lang->table, a, words_path, false, rep)) {
        tone_lang_free(lang);
        return NULL;
    }
    lang->entries = lang->table.used;
    return lang;
}

bool
tone_lang_test(const struct tone_lang *lang, struct tone_scratch *s,
               const struct mill_test *test)
{
    struct tone_lang rules = *lang;
    bool ok = true;

    rules.model = NULL; /* the model's judgement is not the file's */
    MILL_NODE_EACH(n, lang->tests) {
        const struct mill_node *text = mill_node_get(n, "text"),
                               *label = mill_node_get(n, "label");
        char name[600], wrong[80] = "";
        struct tone t;

        if (text == NULL || label == NULL || text->value == NULL ||
            label->value == NULL) {
            test->tell(test->context, n, lang->code,
                       "expected text: and label:");
            ok = false;
            continue;
        }
        tone_sentence(&rules, text->value, 0, (uint32_t)text->value_len, s, &t);
        if (strcmp(tone_labels[t.label], label->value) != 0)
            snprintf(wrong, sizeof wrong, "is %s (%.2f), not %.40s",
                     tone_labels[t.label], (double)t.score, label->value);
        snprintf(name, sizeof name, "%s: %.500s", lang->code, text->value);
        test->tell(test->context, text, name, wrong[0] ? wrong : NULL);
        ok = ok && wrong[0] == '\0';
    }
    return ok;
}

void
tone_lang_free(struct tone_lang *lang)
{
    if (lang == NULL)
        return;
    for (size_t i = 0; i < lang->n_idioms; i++)
        pcre2_code_free(lang->idioms[i].code);
    lang->n_idioms = 0;
    if (lang->model != NULL)
        mill_map_close(&lang->model->map);
    lang->model = NULL;
}

struct idiom_scratch {
    pcre2_match_data *data;
    pcre2_match_context *context;
};

void *
tone_idiom_scratch(void)
{
    struct idiom_scratch *m = mill_hooks()->memory(NULL, sizeof *m);

    if (m == NULL)
        return NULL;
    m->data = pcre2_match_data_create(4, NULL);
    m->context = pcre2_match_context_create(NULL);
    if (m->data == NULL || m->context == NULL) {
        tone_idiom_scratch_free(m);
        return NULL;
    }
    pcre2_set_match_limit(m->context, 100000);
    pcre2_set_depth_limit(m->context, 10000);
    pcre2_set_heap_limit(m->context, 8192);
    return m;
}

void
tone_idiom_scratch_free(void *match)
{
    struct idiom_scratch *m = match;

    if (m == NULL)
        return;
    pcre2_match_data_free(m->data);
    pcre2_match_context_free(m->context);
    mill_hooks()->memory(m, 0);
}

uint32_t
tone_idiom_match(const struct tone_lang *lang, const char *text,
                 const struct tone_entry *first, uint32_t at, uint32_t end,
                 void *match, float *weight)
{
    struct idiom_scratch *m = match;
    uint32_t best = 0;

    for (size_t i = 0; m != NULL && i < lang->n_idioms; i++) {
        const struct tone_idiom *d = &lang->idioms[i];
        PCRE2_SIZE *v;

        if (d->at != first->key ||
            pcre2_match(d->code, (PCRE2_SPTR)text, end, at, PCRE2_NO_UTF_CHECK,
                        m->data, m->context) < 0)
            continue;
        v = pcre2_get_ovector_pointer(m->data);
        if (v[1] > v[0] && (uint32_t)v[1] > best) {
            best = (uint32_t)v[1];
            *weight = d->weight;
        }
    }
    return best;
}
