/* SPDX-License-Identifier: Apache-2.0
 *
 * segment.c: the `segment` plugin: paragraphs, sentences and, on request,
 * words. What a language needs stands in lang/XX/segment.yaml. */
#include "segment.h"

#include <pressmill/pressmill.h>
#include <stdio.h>
#include <string.h>

struct segment {
    bool words;
    mill_type paragraph, sentence, word;
    /* built by open */
    struct mill_arena *arena;
    struct rules *rules;
    size_t count;
};

static const struct mill_option options[] = {
    MILL_OPT_BOOL(struct segment, words, .fallback = "false",
                  .help = "Annotate words, too."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_MAY_READ_FIELD("lang"),
    MILL_WRITES(struct segment, paragraph, "paragraph", ""),
    MILL_WRITES(struct segment, sentence, "sentence", ""),
    MILL_WRITES(struct segment, word, "word", ""),
    MILL_USE_END
};

static void
segment_close(void *self)
{
    struct segment *seg = self;

    mill_arena_destroy(seg->arena);
}

static enum mill_status
segment_open(void *self, struct mill_report *rep)
{
    struct segment *seg = self;
    const char *const *names = NULL;
    size_t n;

    seg->arena = mill_arena_create(0);
    if (seg->arena == NULL)
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    n = mill_data_list(seg->arena, "lang", &names);
    seg->rules = mill_arena_zalloc(seg->arena, (n + 1) * sizeof *seg->rules);
    if (seg->rules == NULL)
        goto fail;
    for (size_t i = 0; i < n; i++) {
        const char *path;
        char *name = mill_arena_printf(seg->arena, "lang/%s/segment.yaml",
                                       names[i]);

        if (name == NULL)
            goto fail;
        path = mill_data_find(seg->arena, name);
        if (path == NULL)
            continue;
        if (!rules_read(&seg->rules[seg->count], seg->arena, names[i], path,
                        rep)) {
            segment_close(seg);
            return MILL_ERR_STAGE;
        }
        seg->count++;
    }
    return MILL_OK;
fail:
    segment_close(seg);
    return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
}

/* The rules of "uk" for "uk", "uk-UA" and "uk_UA". */
static const struct rules *
rules_for(const struct segment *seg, struct mill_str lang)
{
    for (size_t i = 0; i < seg->count; i++) {
        size_t n = strlen(seg->rules[i].lang);

        if (lang.len >= n && memcmp(lang.ptr, seg->rules[i].lang, n) == 0 &&
            (lang.len == n || lang.ptr[n] == '-' || lang.ptr[n] == '_'))
            return &seg->rules[i];
    }
    return NULL;
}

struct job {
    const struct segment *seg;
    struct mill_doc *doc;
    struct splitter split;
};

static bool
add_word(void *ctx, struct mill_span span)
{
    struct job *job = ctx;

    return mill_annotate(job->doc, job->seg->word, span) != NULL;
}

static bool
add_sentence(void *ctx, struct mill_span span)
{
    struct job *job = ctx;

    if (mill_annotate(job->doc, job->seg->sentence, span) == NULL)
        return false;
    return !job->seg->words || split_words(&job->split, span, add_word, job);
}

static bool
add_paragraph(void *ctx, struct mill_span span)
{
    struct job *job = ctx;

    if (mill_annotate(job->doc, job->seg->paragraph, span) == NULL)
        return false;
    return split_sentences(&job->split, span, add_sentence, job);
}

static enum mill_status
segment_process(const void *self, void *worker, struct mill_doc *doc,
                struct mill_report *rep)
{
    const struct segment *seg = self;
    struct mill_str text = mill_doc_text(doc);
    struct job job = { seg, doc, { 0 } };

    (void)worker;
    if (text.len == 0)
        return MILL_OK;
    if (!mill_doc_renew(doc, seg->paragraph) ||
        !mill_doc_renew(doc, seg->sentence) ||
        !mill_doc_renew(doc, seg->word))
        return mill_fail(rep, MILL_ERR_DOC,
                         "the document's memory limit is reached");
    splitter_init(&job.split, text.ptr, (uint32_t)text.len,
                  rules_for(seg, mill_doc_get_str(doc, "lang")));
    if (!split_paragraphs(&job.split, add_paragraph, &job))
        return mill_fail(rep, MILL_ERR_DOC,
                         "the document's memory limit is reached");
    mill_doc_explain(doc, (struct mill_span){ 0, 0 },
                     "rules of %s; line ends %s",
                     job.split.rules != NULL ? job.split.rules->lang
                                             : "no language",
                     job.split.wrapped ? "cut by width" : "end paragraphs");
    return MILL_OK;
}

MILL_PLUGIN(segment) = {
    MILL_PLUGIN_HEAD,
    .name = "segment",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "Splits the text into paragraphs, sentences and words",
    .manual = "Knows abbreviations, initials, ordinals, quote marks and "
              "dashes of the languages that have lang/XX/segment.yaml in the "
              "data folder; other languages go by marks and capitals. A "
              "line is a paragraph unless the text is cut by width.",
    .example = "segment: {words: false}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct segment),
    .open = segment_open,
    .close = segment_close,
    .process = segment_process,
};
