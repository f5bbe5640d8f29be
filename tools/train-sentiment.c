/* SPDX-License-Identifier: Apache-2.0
 *
 * train-sentiment.c: trains the hashed linear model of a language and writes
 * it as models/sentiment-XX.bin and its card; run by tools/train-sentiment.
 *
 *   train-sentiment-bin LANG OUT.bin CARD.md [name=value ...]
 * KIND=ROWS.jsonl[:weight] ...
 *
 * KIND is "sentence", "target" or "review"; the rows of a review with the full
 * weight teach also what a review is. Rows of another language lend what does
 * not depend on words: where words of which weight stand. The same
 * rows give the same bytes. */
#include "train-sentiment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/report.h"

static const struct options defaults = { .epochs = 12,
                                         .rate = 0.05,
                                         .rate_review = 0.1,
                                         .rate_target = 0.1,
                                         .dense_rate = 0.05,
                                         .l2 = 2e-4,
                                         .dense_l2 = 1e-5,
                                         .bits = 18,
                                         .least = 2,
                                         .square = 1,
                                         .blend = 0.2,
                                         .smooth = 0.05,
                                         .slow = 0.1,
                                         .slow_target = 0.1 };

static struct mill_arena *arena;
static struct mill_report report;
static struct tone_lang *langs[LANGS]; /* the model's own comes first */
static size_t n_langs;

void
die(const char *what, const char *which)
{
    fprintf(stderr, "train-sentiment: %s%s\n", what, which);
    exit(1);
}

void *
need(void *p)
{
    if (p == NULL)
        die("out of memory", "");
    return p;
}

bool
is_left_out(const struct trainer *tr, const struct example *e,
            struct left_out out)
{
    return e->fold == out.fold ||
           (out.name != NULL && strcmp(tr->names[e->file], out.name) == 0);
}

static struct tone_lang *
lang_get(const char *code)
{
    for (size_t i = 0; i < n_langs; i++)
        if (strcmp(langs[i]->code, code) == 0)
            return langs[i];
    if (n_langs == LANGS)
        die("too many languages: ", code);
    langs[n_langs] = tone_lang_read(arena, code, &report);
    if (langs[n_langs] == NULL)
        die("no language ", code);
    return langs[n_langs++];
}

/* Rows of one document, or with one text, fall into one fold. */
static uint8_t
fold_of(const struct row *r)
{
    uint64_t h = TONE_HASH;

    for (size_t i = 0; i < r->text.len && i < 60; i++)
        h = tone_hash_add(h, (unsigned char)r->text.ptr[i]);
    return (uint8_t)(tone_mix(h) >> 40) % FOLDS;
}

static void
example_add(struct trainer *tr, const struct row *r, enum model_head_kind kind,
            float weight)
{
    const struct options *opt = &tr->opt;
    struct set *set = &tr->set[kind];
    struct tone_scratch *scratch = tr->scratch;
    struct tone_lang *lang = lang_get(r->lang);
    struct example *e;
    struct tone_sum sum;
    uint32_t shift = 32 - (uint32_t)opt->bits;

    if (set->count == set->room) {
        set->room = set->room ? set->room * 2 : 4096;
        set->item = need(realloc(set->item, set->room * sizeof *set->item));
    }
    e = &set->item[set->count++];
    memset(e, 0, sizeof *e);
    e->row = r;
    e->lang = lang;
    tone_tokenise(lang, r->text.ptr, 0, (uint32_t)r->text.len, scratch);
    tone_rules(lang, r->text.ptr, scratch, &sum);
    if (kind == HEAD_TARGET) {
        struct tone t;

        tone_target(lang, r->text.ptr, 0, (uint32_t)r->text.len, r->target,
                    scratch, &t);
        e->rules = t.score;
        tone_target_dense(scratch, &sum, e->dense);
        model_target_features(r->text.ptr, scratch);
    } else {
        e->rules = sum.dense[DENSE_SUM];
        memcpy(e->dense, sum.dense, sizeof e->dense);
        model_sentence_features(scratch);
    }
    e->n = (uint32_t)scratch->n_features;
    e->feature = need(malloc((e->n + 1) * sizeof *e->feature));
    for (uint32_t i = 0; i < e->n; i++)
        e->feature[i] = scratch->features[i] >> shift;
    e->value = 1 / sqrtf((float)e->n + 1);
    e->weight = weight;
    e->sound = weight >= 1;
    tone_by_rules(lang, e->rules, kind == HEAD_TARGET, &e->by_rules);
    e->label = (uint8_t)r->label;
    e->scored = r->scored || kind == HEAD_TARGET || opt->weak > 0;
    e->score = r->scored ? r->score
                         : (kind == HEAD_TARGET ? 0.6f : (float)opt->weak) *
                               (float)(r->label - 1);
    e->fold = fold_of(r);
    e->file = (uint8_t)tr->n_files;
    e->review = kind == HEAD_REVIEW && weight >= 1;
    e->words = need(malloc((scratch->n_tokens + 1) * sizeof *e->words));
    for (size_t i = 0; i < scratch->n_tokens; i++)
        if (scratch->tokens[i].kind == TOKEN_WORD)
            e->words[e->n_words++] = model_known_bit(scratch->tokens[i].key);
}

static bool
option(struct options *opt, const char *arg)
{
    const struct {
        const char *name;
        double *at;
    } known_options[] = {
        { "epochs", &opt->epochs },
        { "rate", &opt->rate },
        { "balance", &opt->balance },
        { "rare", &opt->rare },
        { "weak", &opt->weak },
        { "rate-review", &opt->rate_review },
        { "rate-target", &opt->rate_target },
        { "blend-target", &opt->blend_target },
        { "dense-rate", &opt->dense_rate },
        { "l2", &opt->l2 },
        { "dense-l2", &opt->dense_l2 },
        { "bits", &opt->bits },
        { "least", &opt->least },
        { "square", &opt->square },
        { "slow-target", &opt->slow_target },
        { "slow", &opt->slow },
        { "blend", &opt->blend },
        { "smooth", &opt->smooth },
        { "blend-review", &opt->blend_review },
    };
    const char *eq = strchr(arg, '=');

    for (size_t i = 0; i < sizeof known_options / sizeof *known_options; i++)
        if (strncmp(known_options[i].name, arg, (size_t)(eq - arg)) == 0 &&
            strlen(known_options[i].name) == (size_t)(eq - arg)) {
            *known_options[i].at = atof(eq + 1);
            return true;
        }
    return false;
}

static void
rows_add(struct trainer *tr, char *arg)
{
    char *path = strchr(arg, '=') + 1, *colon = strrchr(path, ':');
    enum model_head_kind kind = strncmp(arg, "target=", 7) == 0 ? HEAD_TARGET
                                : strncmp(arg, "review=", 7) == 0
                                    ? HEAD_REVIEW
                                    : HEAD_SENTENCE;
    float weight = 1;
    struct rows rows = { 0 };
    const char *base;

    if (colon != NULL) {
        weight = (float)atof(colon + 1);
        *colon = '\0';
    }
    if (tr->n_files == FILES)
        die("too many files", "");
    rows_read(&rows, path);
    base = strrchr(path, '/');
    tr->names[tr->n_files] = base != NULL ? base + 1 : path;
    for (size_t i = 0; i < rows.count; i++)
        example_add(tr, &rows.row[i], kind, weight);
    tr->n_files++; /* the rows stay until the end */
}

/* A bit for each word that a head has met twice. */
static void
known_words(const struct trainer *tr, enum model_head_kind kind,
            struct left_out out, uint8_t *known)
{
    static uint8_t seen[1 << MODEL_KNOWN_BITS];
    const struct set *set = &tr->set[kind];

    memset(seen, 0, sizeof seen);
    for (size_t i = 0; i < set->count; i++) {
        const struct example *e = &set->item[i];

        if (is_left_out(tr, e, out) || e->lang != langs[0])
            continue;
        for (uint32_t k = 0; k < e->n_words; k++) {
            uint32_t bit = e->words[k];

            if (seen[bit] < 2 && ++seen[bit] == 2)
                known[bit >> 3] |= (uint8_t)(1u << (bit & 7));
        }
    }
}

unsigned char *
model_image(struct trainer *tr, uint32_t heads, struct left_out out,
            size_t *size)
{
    struct model_file f = tr->file;
    size_t buckets = (size_t)1 << (uint32_t)tr->opt.bits, at = sizeof f;
    size_t from = offsetof(struct model_file, sum) + sizeof f.sum;
    unsigned char *bytes;

    for (int k = 0; k < MODEL_HEADS; k++) {
        f.head[k].bits = 0;
        if (tr->set[k].count == 0 || (heads >> k & 1) == 0)
            continue;
        f.head[k].bits = (uint32_t)tr->opt.bits;
        f.head[k].weights = (uint32_t)at;
        at += buckets * MODEL_OUT;
        f.head[k].known = (uint32_t)at;
        at += (size_t)1 << (MODEL_KNOWN_BITS - 3);
        if (k == HEAD_SENTENCE) {
            f.head[k].review = (uint32_t)at;
            at += (size_t)1 << MODEL_REVIEW_BITS;
        }
    }
    f.size = (uint32_t)at;
    bytes = need(calloc(1, at));
    for (int k = 0; k < MODEL_HEADS; k++) {
        if (f.head[k].bits == 0)
            continue;
        head_learn(tr, (enum model_head_kind)k, out);
        head_quantise(tr, &f.head[k], (int8_t *)bytes + f.head[k].weights);
        known_words(tr, (enum model_head_kind)k, out, bytes + f.head[k].known);
        if (f.head[k].review != 0)
            review_learn(tr, out, &f.head[k],
                         (int8_t *)bytes + f.head[k].review);
    }
    memcpy(bytes, &f, sizeof f);
    f.sum = model_sum(bytes + from, at - from);
    memcpy(bytes, &f, sizeof f);
    *size = at;
    return bytes;
}

static void
blends(struct trainer *tr)
{
    for (int k = 0; k < MODEL_HEADS; k++) {
        struct model_head *h = &tr->file.head[k];

        h->blend = (float)(k == HEAD_TARGET   ? tr->opt.blend_target
                           : k == HEAD_REVIEW ? tr->opt.blend_review
                                              : tr->opt.blend);
    }
}

int
main(int argc, char **argv)
{
    static struct trainer tr = { .file = { .magic = MODEL_MAGIC,
                                           .version = MODEL_VERSION } };
    const struct left_out none = { FOLDS, NULL };
    unsigned char *bytes;
    size_t size;
    FILE *card, *out;

    if (argc < 5)
        die("usage: LANG OUT.bin CARD.md [name=value...] KIND=ROWS...", "");
    tr.opt = defaults;
    arena = need(mill_arena_create(0));
    tr.scratch = need(calloc(1, sizeof *tr.scratch));
    report_init(&report, arena);
    tr.scratch->match = tone_idiom_scratch();
    lang_get(argv[1]);
    snprintf(tr.file.lang, sizeof tr.file.lang, "%s", argv[1]);
    for (int i = 4; i < argc; i++) {
        if (strchr(argv[i], '=') == NULL)
            die("expected name=value: ", argv[i]);
        if (!option(&tr.opt, argv[i]))
            rows_add(&tr, argv[i]);
    }
    weights_init(&tr);
    balance(&tr, &tr.set[HEAD_TARGET]);
    blends(&tr);
    for (int k = 0; k < MODEL_HEADS; k++)
        if (tr.set[k].count > 0)
            head_calibrate(&tr, (enum model_head_kind)k);
    card = need(fopen(argv[3], "w"));
    model_check(&tr, langs[0], card);
    fclose(card);
    bytes = model_image(&tr, 7, none, &size);
    out = fopen(argv[2], "wb");
    if (out == NULL || fwrite(bytes, 1, size, out) != size || fclose(out) != 0)
        die("cannot write ", argv[2]);
    printf("%s: %zu bytes\n", argv[2], size);
    free(bytes);
    return 0;
}
