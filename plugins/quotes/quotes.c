/* SPDX-License-Identifier: Apache-2.0
 *
 * quotes.c: the `quotes` plugin: who said what. */
#include "quotes.h"

#include "headline.h"
#include "judge.h"
#include "output.h"

#include <pressmill/pressmill.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

/* Scratch that a worker keeps from one document to the next. */
#define KEEP_BYTES ((size_t)32 << 20)

/* A language's data, read when its first document comes: a run that meets one
 * language does not wait for ten. */
struct lang_slot {
    struct judge judge; /* none: the rules' own confidence */
    const char *code, *path;
    struct mill_arena *arena;
    struct lang lang;
    atomic_bool ready;
};

struct quotes {
    bool indirect;
    double abstain_below;
    uint64_t max_text;
    struct mill_list languages;
    mill_type paragraph, sentence;
    mill_type speaker, mention, cue, quote, headline_check;
    /* built by open */
    struct mill_arena *arena;
    struct lang_slot *langs;
    size_t count;
    pthread_mutex_t *reading; /* held while a language is read */
};

struct scratch {
    struct mill_arena *arena;
};

static const struct mill_option options[] = {
    MILL_OPT_BOOL(struct quotes, indirect, .fallback = "true",
                  .help = "Report indirect quotes, too."),
    MILL_OPT_NUM(struct quotes, abstain_below, .fallback = "0", .min = 0,
                 .max = 1,
                 .help = "Name no speaker below this confidence; the quote "
                         "says why."),
    MILL_OPT_SIZE(struct quotes, max_text, .fallback = "8MiB",
                  .help = "Read no more of a text than this; the rest is "
                          "noted in the record."),
    MILL_OPT_LIST(struct quotes, languages,
                  .help = "Only these languages, read and checked at the "
                          "start; else each is read when its first document "
                          "comes."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_MAY_READ_FIELD("lang"),
    MILL_MAY_READ_FIELD("title"),
    MILL_READS(struct quotes, sentence, "sentence"),
    MILL_READS(struct quotes, paragraph, "paragraph"),
    MILL_WRITES(struct quotes, speaker, "speaker",
                "name:text aliases:list role:text kind:text gender:text"),
    MILL_WRITES(struct quotes, mention, "mention", "kind:text speaker:ref"),
    MILL_WRITES(struct quotes, cue, "cue", "stance:text"),
    MILL_WRITES(struct quotes, quote, "quote",
                "type:text pieces:spans speaker:ref mention:ref cue:ref "
                "basis:text unattributed:text within:ref stance:text"),
    MILL_WRITES(struct quotes, headline_check, "headline_check",
                "quote:text status:text nearest:text"),
    MILL_USE_END
};

static void
quotes_close(void *self)
{
    struct quotes *qs = self;

    for (size_t i = 0; i < qs->count; i++) {
        mill_arena_destroy(qs->langs[i].arena);
        judge_close(&qs->langs[i].judge);
    }
    if (qs->reading != NULL)
        pthread_mutex_destroy(qs->reading);
    mill_arena_destroy(qs->arena);
}

/* Reads a language, unless another thread has; the others wait for it. */
static bool
slot_read(const struct quotes *qs, struct lang_slot *slot,
          struct mill_report *rep)
{
    bool good = true;

    pthread_mutex_lock(qs->reading);
    if (!atomic_load_explicit(&slot->ready, memory_order_acquire)) {
        slot->arena = mill_arena_create(0);
        good = slot->arena != NULL &&
               lang_read(&slot->lang, slot->arena, slot->code, slot->path,
                         rep);
        if (good) {
            atomic_store_explicit(&slot->ready, true, memory_order_release);
        } else {
            mill_arena_destroy(slot->arena);
            slot->arena = NULL;
        }
    }
    pthread_mutex_unlock(qs->reading);
    return good;
}

/* Whether the user wants a language that there is. */
static bool
wanted(const struct quotes *qs, const char *code)
{
    for (size_t i = 0; i < qs->languages.count; i++)
        if (strcmp(qs->languages.items[i], code) == 0)
            return true;
    return qs->languages.count == 0;
}

/* With `languages`, all of them are there and read before the run. */
static bool
read_wanted(struct quotes *qs, struct mill_report *rep)
{
    for (size_t i = 0; i < qs->languages.count; i++) {
        size_t at = 0;

        while (at < qs->count &&
               strcmp(qs->langs[at].code, qs->languages.items[i]) != 0)
            at++;
        if (at == qs->count) {
            mill_fail_option(rep, "languages",
                             "there is no lang/%s/quotes.yaml in the data "
                             "folders",
                             qs->languages.items[i]);
            return false;
        }
        if (!slot_read(qs, &qs->langs[at], rep))
            return false;
    }
    return true;
}

static enum mill_status
quotes_open(void *self, struct mill_report *rep)
{
    struct quotes *qs = self;
    const char *const *names = NULL, *model;
    size_t n;

    qs->arena = mill_arena_create(0);
    if (qs->arena == NULL)
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    n = mill_data_list(qs->arena, "lang", &names);
    qs->langs = mill_arena_zalloc(qs->arena, (n + 1) * sizeof *qs->langs);
    qs->reading = mill_arena_alloc(qs->arena, sizeof *qs->reading);
    if (qs->langs == NULL || qs->reading == NULL) {
        qs->reading = NULL;
        goto fail;
    }
    pthread_mutex_init(qs->reading, NULL);
    for (size_t i = 0; i < n; i++) {
        struct lang_slot *slot = &qs->langs[qs->count];
        char *name = mill_arena_printf(qs->arena, "lang/%s/quotes.yaml",
                                       names[i]);

        if (name == NULL)
            goto fail;
        slot->code = names[i];
        slot->path = mill_data_find(qs->arena, name);
        if (slot->path == NULL || !wanted(qs, names[i]))
            continue;
        qs->count++;
        name = mill_arena_printf(qs->arena, "models/quotes-%s.bin",
                                 names[i]);
        if (name == NULL)
            goto fail;
        model = mill_data_find(qs->arena, name);
        if (model != NULL && !judge_open(&slot->judge, model, rep)) {
            quotes_close(qs);
            return MILL_ERR_STAGE;
        }
    }
    if (read_wanted(qs, rep))
        return MILL_OK;
    quotes_close(qs);
    return MILL_ERR_STAGE;
fail:
    quotes_close(qs);
    return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
}

static enum mill_status
scratch_open(const void *self, void *worker, struct mill_report *rep)
{
    struct scratch *s = worker;

    (void)self;
    s->arena = mill_arena_create(0);
    if (s->arena == NULL)
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    return MILL_OK;
}

static void
scratch_close(const void *self, void *worker)
{
    struct scratch *s = worker;

    (void)self;
    mill_arena_destroy(s->arena);
}

static const struct lang no_language = { .code = "" };

/* The data of "uk" for "uk", "uk-UA" and "uk_UA". NULL when the language's
 * file is wrong: the report says where. */
static const struct lang *
lang_for(const struct quotes *qs, struct mill_str lang,
         struct mill_report *rep)
{
    for (size_t i = 0; i < qs->count; i++) {
        struct lang_slot *slot = &qs->langs[i];
        size_t n = strlen(slot->code);

        if (lang.len < n || memcmp(lang.ptr, slot->code, n) != 0 ||
            (lang.len != n && lang.ptr[n] != '-' && lang.ptr[n] != '_'))
            continue;
        if (!atomic_load_explicit(&slot->ready, memory_order_acquire) &&
            !slot_read(qs, slot, rep))
            return NULL;
        return &slot->lang;
    }
    return &no_language;
}

static struct mill_span *
spans(struct work *w, struct mill_doc *doc, mill_type type, uint32_t *count)
{
    uint32_t n = 0;
    struct mill_span *out = mill_arena_alloc(
        w->arena, (mill_doc_count(doc, type) + 1) * sizeof *out);

    if (out == NULL)
        return NULL;
    MILL_FOR_EACH(a, doc, type) {
        struct mill_span s = mill_ann_span(a);

        if (s.begin >= w->len)
            break;
        if (s.end > w->len)
            s.end = w->len;
        if (n > 0 && s.begin < out[n - 1].end)
            continue; /* not of one piece with what came before */
        out[n++] = s;
    }
    *count = n;
    return out;
}

static enum mill_status
quotes_process(const void *self, void *worker, struct mill_doc *doc,
               struct mill_report *rep)
{
    const struct quotes *qs = self;
    struct scratch *s = worker;
    struct mill_str text = mill_doc_text(doc);
    struct mill_str title = mill_doc_get_str(doc, "title");
    struct output_types types = { qs->speaker, qs->mention, qs->cue,
                                  qs->quote, qs->headline_check };
    struct work w = { .arena = s->arena, .text = text.ptr,
                      .len = (uint32_t)text.len, .doc = doc,
                      .indirect = qs->indirect };

    if (text.len == 0)
        return MILL_OK;
    mill_arena_reset(s->arena, KEEP_BYTES);
    if (!mill_doc_renew(doc, qs->speaker) ||
        !mill_doc_renew(doc, qs->mention) || !mill_doc_renew(doc, qs->cue) ||
        !mill_doc_renew(doc, qs->quote) ||
        !mill_doc_renew(doc, qs->headline_check))
        goto full;
    if (text.len > qs->max_text) {
        w.len = (uint32_t)qs->max_text;
        while (w.len > 0 && ((unsigned char)text.ptr[w.len] & 0xc0) == 0x80)
            w.len--;
        mill_doc_note(doc, "quotes-limit",
                      "quotes were looked for in the first %lu bytes only",
                      (unsigned long)w.len);
    }
    w.lang = lang_for(qs, mill_doc_get_str(doc, "lang"), rep);
    if (w.lang == NULL)
        return MILL_ERR_STAGE;
    w.sents = spans(&w, doc, qs->sentence, &w.sent_count);
    w.paras_in = spans(&w, doc, qs->paragraph, &w.para_in_count);
    if (w.sents == NULL || w.paras_in == NULL || !tokens_make(&w))
        goto full;
    headline_find(&w, title);
    if (!marks_pair(&w) || !units_make(&w) || !names_find(&w) ||
        !names_cluster(&w) || !attribute_all(&w))
        goto full;
    if (w.lang == &no_language)
        for (uint32_t i = 0; i < w.q.n; i++)
            w.q.v[i].reason = "no language data for this text";
    if (!speakers_resolve(&w))
        goto full;
    headline_attribute(&w);
    judge_scale(&w);
    for (size_t i = 0; i < qs->count; i++)
        if (&qs->langs[i].lang == w.lang && qs->langs[i].judge.weights != NULL)
            judge_all(&qs->langs[i].judge, &w);
    for (uint32_t i = 0; i < w.q.n; i++)
        w.q.v[i].dead = w.q.v[i].dead || w.q.v[i].weak;
    if (!output_all(&w, doc, &types, qs->abstain_below, title))
        goto full;
    return MILL_OK;
full:
    return mill_fail(rep, MILL_ERR_DOC,
                     "the document's memory limit is reached");
}

MILL_PLUGIN(quotes) = {
    MILL_PLUGIN_HEAD,
    .name = "quotes",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "Finds who said what: quotes, speakers, cues",
    .manual =
        "Direct, mixed and indirect quotes with their speakers: pieces when "
        "the author's words part a quote, quotes inside quotes, quotes over "
        "several paragraphs, speech behind dashes, block attribution, "
        "headlines. A speaker is the person behind the mention: the fullest "
        "form of the name in the article, in the nominative, with role and "
        "aliases. Where the text does not tell, the quote has no speaker and "
        "says why. Words of a language stand in lang/XX/quotes.yaml; without "
        "them only marks are read.",
    .example = "quotes: {indirect: true, abstain_below: 0.4}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct quotes),
    .worker_size = sizeof(struct scratch),
    .open = quotes_open,
    .close = quotes_close,
    .worker_open = scratch_open,
    .worker_close = scratch_close,
    .process = quotes_process,
};
