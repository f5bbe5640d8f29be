/* SPDX-License-Identifier: Apache-2.0
 *
 * quotes.c: the `quotes` plugin: who said what. */
#include "quotes.h"

#include "headline.h"
#include "output.h"

#include <pressmill/pressmill.h>
#include <stdio.h>
#include <string.h>

/* Scratch that a worker keeps from one document to the next. */
#define KEEP_BYTES ((size_t)32 << 20)

struct quotes {
    bool indirect;
    double abstain_below;
    uint64_t max_text;
    mill_type paragraph, sentence;
    mill_type speaker, mention, cue, quote, headline_check;
    /* built by open */
    struct mill_arena *arena;
    struct lang *langs;
    size_t count;
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

    mill_arena_destroy(qs->arena);
}

static enum mill_status
quotes_open(void *self, struct mill_report *rep)
{
    struct quotes *qs = self;
    const char *const *names = NULL;
    size_t n;

    qs->arena = mill_arena_create(0);
    if (qs->arena == NULL)
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    n = mill_data_list(qs->arena, "lang", &names);
    qs->langs = mill_arena_zalloc(qs->arena, (n + 1) * sizeof *qs->langs);
    if (qs->langs == NULL)
        goto fail;
    for (size_t i = 0; i < n; i++) {
        const char *path;
        char *name = mill_arena_printf(qs->arena, "lang/%s/quotes.yaml",
                                       names[i]);

        if (name == NULL)
            goto fail;
        path = mill_data_find(qs->arena, name);
        if (path == NULL)
            continue;
        if (!lang_read(&qs->langs[qs->count], qs->arena, names[i], path,
                       rep)) {
            quotes_close(qs);
            return MILL_ERR_STAGE;
        }
        qs->count++;
    }
    return MILL_OK;
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

/* The data of "uk" for "uk", "uk-UA" and "uk_UA". */
static const struct lang *
lang_for(const struct quotes *qs, struct mill_str lang)
{
    for (size_t i = 0; i < qs->count; i++) {
        size_t n = strlen(qs->langs[i].code);

        if (lang.len >= n && memcmp(lang.ptr, qs->langs[i].code, n) == 0 &&
            (lang.len == n || lang.ptr[n] == '-' || lang.ptr[n] == '_'))
            return &qs->langs[i];
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
    w.lang = lang_for(qs, mill_doc_get_str(doc, "lang"));
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
