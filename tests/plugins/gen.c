/* SPDX-License-Identifier: Apache-2.0
 *
 * gen.c: a source for tests: as many documents as asked for, with texts that
 * depend on their number alone. */
#include <pressmill/pressmill.h>

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

struct gen {
    int64_t count, bad_every, pause_ms, bytes, at;
};

static const struct mill_option options[] = {
    MILL_OPT_INT(struct gen, count, .fallback = "10",
                 .help = "How many documents."),
    MILL_OPT_INT(struct gen, bad_every, .fallback = "0",
                 .help = "Every how many one cannot be read."),
    MILL_OPT_DURATION(struct gen, pause_ms, .fallback = "0ms",
                      .help = "How long to wait before each."),
    MILL_OPT_INT(struct gen, bytes, .fallback = "100",
                 .help = "How long the texts are, about."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_WRITES_FIELD("text", "the text"),
    MILL_WRITES_FIELD("number", "which it is"),
    MILL_USE_END
};

static enum mill_status
gen_open(void *self, struct mill_report *rep)
{
    (void)rep;
    ((struct gen *)self)->at = 0;
    return MILL_OK;
}

static enum mill_status
gen_next(void *self, struct mill_doc *doc, struct mill_report *rep)
{
    struct gen *gen = self;
    struct timespec ts = { gen->pause_ms / 1000,
                           (long)(gen->pause_ms % 1000) * 1000000 };
    struct mill_buf text = { .arena = mill_doc_arena(doc) };
    char source[32];

    if (gen->at == gen->count)
        return MILL_END;
    if (gen->pause_ms > 0)
        nanosleep(&ts, NULL);
    snprintf(source, sizeof source, "gen:%" PRId64, gen->at++);
    if (!mill_doc_set_source(doc, source))
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    if (gen->bad_every > 0 && gen->at % gen->bad_every == 0)
        return mill_fail(rep, MILL_ERR_DOC, "number %" PRId64 " is bad",
                         gen->at);
    while ((int64_t)text.len < gen->bytes)
        mill_buf_printf(&text, "%s document %" PRId64 "\n",
                        gen->at % 3 == 0 ? "\xd0\xb4\xd0\xb0" : "yes",
                        gen->at);
    if (text.failed ||
        !mill_doc_set_text(doc, (struct mill_str){ text.ptr, text.len }) ||
        !mill_doc_set_int(doc, "number", gen->at))
        return mill_fail(rep, MILL_ERR_DOC, "too large");
    return MILL_OK;
}

static void
gen_close(void *self)
{
    (void)self;
}

MILL_PLUGIN(gen) = {
    MILL_PLUGIN_HEAD,
    .name = "gen", .version = "1", .license = "Apache-2.0",
    .summary = "Makes documents for tests",
    .options = options, .uses = uses, .self_size = sizeof(struct gen),
    .open = gen_open, .close = gen_close, .next = gen_next,
};
