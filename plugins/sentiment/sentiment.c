/* SPDX-License-Identifier: Apache-2.0
 *
 * sentiment.c: the plugin: opens the languages it finds and hands each
 * document to the levels (levels.c). */
#include "sentiment.h"
#include "scores.h"

#include <string.h>

static const struct mill_option options[] = {
    MILL_OPT_LIST(struct sentiment, languages,
                  .help = "Languages to load; all that have a lexicon when "
                          "empty. The cases of those named are run by "
                          "pressmill test."),
    MILL_OPT_PATHS(struct sentiment, lexicon,
                   .help = "Word lists of your own, for every language: "
                           "word, tab, weight from -5 to 5. They replace "
                           "ours."),
    MILL_OPT_LIST(struct sentiment, ignore,
                  .help = "Words and phrases that carry no tone in your "
                          "texts."),
    MILL_OPT_BOOL(struct sentiment, model, .fallback = "true",
                  .help = "Whether to use the trained models; without them "
                          "the rules decide alone."),
    MILL_OPT_BOOL(struct sentiment, selftest,
                  .help = "Whether to run the cases that each language's "
                          "sentiment.yaml has under test: before the first "
                          "document."),
    MILL_OPT_BOOL(struct sentiment, targets, .fallback = "true",
                  .help = "Whether to score the tone toward speakers, named "
                          "people and organisations."),
    MILL_OPT_END
};

#define TONE_FEATURES \
    "sentiment.label:text, sentiment.score:num, sentiment.confidence:num"

static const struct mill_use uses[] = {
    MILL_READS_FIELD("text"),
    MILL_MAY_READ_FIELD("lang"),
    MILL_MAY_READ(struct sentiment, sentence, "sentence"),
    MILL_MAY_READ(struct sentiment, quote, "quote"),
    MILL_MAY_READ(struct sentiment, speaker, "speaker"),
    MILL_MAY_READ(struct sentiment, mention, "mention"),
    MILL_MAY_READ(struct sentiment, target, "target"),
    MILL_WRITES(struct sentiment, target, "target", TONE_FEATURES),
    MILL_WRITES_FIELD("sentiment.label", "negative, neutral or positive"),
    MILL_WRITES_FIELD("sentiment.score", "from -1 to 1"),
    MILL_WRITES_FIELD("sentiment.confidence", "chance that the label is right"),
    MILL_WRITES_FIELD("sentiment.mixed",
                      "0: all of one tone, 1: as much good as bad"),
    MILL_WRITES_FIELD("sentiment.reason", "why there is no score"),
    MILL_USE_END
};

static const char manual[] =
    "Says in which tone an article is written: as a whole, by sentence, by "
    "quote, and toward each person and organisation it names. What is said "
    "in quotes is scored apart and never counts as the newsroom's voice: the "
    "document's tone is the mean over its narration.\n\n"
    "A language is a folder lang/XX with lexicon.tsv and sentiment.yaml; "
    "some have a trained model besides. A text in another language gets no "
    "score, and sentiment.reason says why. docs/sentiment.md tells how it "
    "works, what each language scores on which texts, and how to add one.\n\n"
    "Macro-F1 on development sets (1 is perfect; always the commonest label "
    "gives 0.2 to 0.25): " SENTIMENT_SCORES
    ". Czech and Polish have been tried on cases of their own only.";

static bool
wanted(const struct sentiment *se, const char *code)
{
    for (size_t i = 0; i < se->languages.count; i++)
        if (strcmp(se->languages.items[i], code) == 0)
            return true;
    return se->languages.count == 0;
}

static bool
has_lexicon(struct mill_arena *a, const char *code)
{
    char *name = mill_arena_printf(a, "lang/%s/sentiment.yaml", code);

    return name != NULL && mill_data_find(a, name) != NULL;
}

/* The user's own words, into every language. */
static bool
own_words(const struct sentiment *se, struct tone_lang *lang,
          struct mill_arena *arena, struct mill_report *rep)
{
    for (size_t i = 0; i < se->lexicon.count; i++)
        if (!tone_lexicon_read(&lang->table, arena, se->lexicon.items[i], true,
                               rep))
            return false;
    for (size_t i = 0; i < se->ignore.count; i++) {
        const char *w = se->ignore.items[i], *why;
        struct tone_entry *e = tone_table_add(
            &lang->table, arena, (struct mill_str){ w, strlen(w) }, &why);

        if (e == NULL) {
            mill_fail_option(rep, "ignore", "'%s': %s", w, why);
            return false;
        }
        e->weight = 0;
        e->shift = e->move = 0;
        e->flags |= ENTRY_WEIGHT | ENTRY_USER;
    }
    return true;
}

static enum mill_status
cases_run(const struct tone_lang *lang, const struct mill_test *test,
          bool *passed, struct mill_report *rep)
{
    struct tone_scratch *s = mill_hooks()->memory(NULL, sizeof *s);

    if (s == NULL)
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    memset(s, 0, sizeof *s);
    s->match = tone_idiom_scratch();
    *passed = tone_lang_test(lang, s, test);
    tone_idiom_scratch_free(s->match);
    mill_hooks()->memory(s, 0);
    return MILL_OK;
}

/* Before a run a case that fails is an error of the file. */
static void
case_fails(void *context, const struct mill_node *at, const char *name,
           const char *wrong)
{
    struct mill_report *rep = context;

    if (wrong != NULL)
        mill_fail_node(rep, at, "'%s' %s", name, wrong);
}

static bool
selftest(const struct tone_lang *lang, struct mill_report *rep)
{
    const struct mill_test test = { case_fails, rep };
    bool passed;

    return cases_run(lang, &test, &passed, rep) == MILL_OK && passed;
}

/* Reads a language, unless another thread has. NULL: the report says why. */
static struct tone_lang *
slot_read(const struct sentiment *se, struct tone_slot *slot,
          struct mill_report *rep)
{
    struct tone_lang *lang;

    pthread_mutex_lock(se->reading);
    lang = atomic_load_explicit(&slot->lang, memory_order_acquire);
    if (lang == NULL) {
        slot->arena = mill_arena_create(0);
        if (slot->arena != NULL)
            lang = tone_lang_read(slot->arena, slot->code, rep);
        if (lang != NULL && (!own_words(se, lang, slot->arena, rep) ||
                             (se->selftest && !selftest(lang, rep)))) {
            tone_lang_free(lang);
            lang = NULL;
        }
        if (lang != NULL) {
            if (se->model)
                tone_lang_model(lang, slot->arena, rep);
            atomic_store_explicit(&slot->lang, lang, memory_order_release);
        } else {
            mill_arena_destroy(slot->arena);
            slot->arena = NULL;
        }
    }
    pthread_mutex_unlock(se->reading);
    return lang;
}

static void
sentiment_close(void *self)
{
    struct sentiment *se = self;

    for (size_t i = 0; i < se->n_langs; i++) {
        struct tone_lang *lang = atomic_load(&se->langs[i].lang);

        if (lang != NULL)
            tone_lang_free(lang);
        mill_arena_destroy(se->langs[i].arena);
    }
    if (se->reading != NULL)
        pthread_mutex_destroy(se->reading);
    mill_arena_destroy(se->arena);
}

static enum mill_status
sentiment_open(void *self, struct mill_report *rep)
{
    struct sentiment *se = self;
    /* what the user brought along is looked at before the run */
    bool now = se->languages.count != 0 || se->lexicon.count != 0 ||
               se->ignore.count != 0 || se->selftest;
    const char *const *names;
    size_t n;

    se->arena = mill_arena_create(0);
    if (se->arena == NULL)
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    for (size_t i = 0; i < se->languages.count; i++)
        if (!has_lexicon(se->arena, se->languages.items[i])) {
            mill_fail_option(rep, "languages",
                             "there is no lang/%s/sentiment.yaml in the "
                             "data folders",
                             se->languages.items[i]);
            goto fail;
        }
    n = mill_data_list(se->arena, "lang", &names);
    se->langs = mill_arena_zalloc(se->arena, sizeof *se->langs * (n + 1));
    se->reading = mill_arena_alloc(se->arena, sizeof *se->reading);
    if (se->langs == NULL || se->reading == NULL) {
        se->reading = NULL;
        mill_fail(rep, MILL_ERR_STAGE, "out of memory");
        goto fail;
    }
    pthread_mutex_init(se->reading, NULL);
    for (size_t i = 0; i < n; i++) {
        if (!wanted(se, names[i]) || !has_lexicon(se->arena, names[i]))
            continue;
        se->langs[se->n_langs++].code = names[i];
        if (now && slot_read(se, &se->langs[se->n_langs - 1], rep) == NULL)
            goto fail;
    }
    return MILL_OK;
fail:
    sentiment_close(self);
    return MILL_ERR_STAGE;
}

static enum mill_status
sentiment_worker_open(const void *self, void *worker, struct mill_report *rep)
{
    struct levels *lv = worker;

    (void)self;
    lv->scratch.match = tone_idiom_scratch();
    if (lv->scratch.match == NULL)
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    return MILL_OK;
}

static void
sentiment_worker_close(const void *self, void *worker)
{
    struct levels *lv = worker;

    (void)self;
    tone_idiom_scratch_free(lv->scratch.match);
}

/* The cases of the languages that `languages:` names: those have been read. */
static enum mill_status
sentiment_test(const void *self, const struct mill_test *test,
               struct mill_report *rep)
{
    const struct sentiment *se = self;

    for (size_t i = 0; i < se->n_langs && se->languages.count > 0; i++) {
        const struct tone_lang *lang = atomic_load(&se->langs[i].lang);
        bool passed;

        if (lang != NULL && cases_run(lang, test, &passed, rep) != MILL_OK)
            return MILL_ERR_STAGE;
    }
    return MILL_OK;
}

/* The language of a tag such as "uk-UA" or "zh_Hant". */
static struct tone_slot *
slot_find(const struct sentiment *se, struct mill_str tag)
{
    for (size_t i = 0; i < se->n_langs; i++) {
        const char *code = se->langs[i].code;
        size_t n = strlen(code);

        if (tag.len >= n && memcmp(tag.ptr, code, n) == 0 &&
            (tag.len == n || tag.ptr[n] == '-' || tag.ptr[n] == '_'))
            return &se->langs[i];
    }
    return NULL;
}

static enum mill_status
sentiment_process(const void *self, void *worker, struct mill_doc *doc,
                  struct mill_report *rep)
{
    const struct sentiment *se = self;
    struct mill_str tag = mill_doc_get_str(doc, "lang");
    struct tone_slot *slot = slot_find(se, tag);
    const struct tone_lang *lang = NULL;
    char *why;

    if (slot != NULL) {
        lang = atomic_load_explicit(&slot->lang, memory_order_acquire);
        if (lang == NULL && (lang = slot_read(se, slot, rep)) == NULL)
            return MILL_ERR_STAGE;
    }
    if (lang != NULL)
        return levels_run(se, worker, lang, doc, rep);
    why = tag.len == 0
              ? mill_arena_printf(mill_doc_arena(doc),
                                  "the language is not known")
              : mill_arena_printf(mill_doc_arena(doc),
                                  "no lexicon for language '%.*s'",
                                  tag.len > 40 ? 40 : (int)tag.len, tag.ptr);
    if (why == NULL || !doc_reason(doc, (struct mill_str){ why, strlen(why) }))
        return mill_fail(rep, MILL_ERR_DOC, "out of memory");
    mill_doc_explain(doc, (struct mill_span){ 0, 0 }, "no tone: %s", why);
    return MILL_OK;
}

MILL_PLUGIN(sentiment) = {
    MILL_PLUGIN_HEAD,
    .name = "sentiment",
    .version = "0.1.0",
    .license = "Apache-2.0",
    .summary = "Scores the tone of articles, sentences, quotes, and toward "
               "people",
    .manual = manual,
    .example = "sentiment: {ignore: [crude, shares]}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct sentiment),
    .worker_size = sizeof(struct levels),
    .open = sentiment_open,
    .close = sentiment_close,
    .worker_open = sentiment_worker_open,
    .worker_close = sentiment_worker_close,
    .process = sentiment_process,
    .test = sentiment_test,
};
