/* @NAME@.c: a source that brings a few documents. */
#include <pressmill/pressmill.h>

#include <inttypes.h>

struct @ID@ {
    int64_t count; /* from the options */
    int64_t at;    /* ours: `next` is called from one thread */
};

static const struct mill_option options[] = {
    MILL_OPT_INT(struct @ID@, count, .fallback = "3", .max = 1e9,
                 .unit = "documents", .help = "How many to bring."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_WRITES_FIELD("text", "a sentence"),
    MILL_WRITES_FIELD("title", "which one it is"),
    MILL_USE_END
};

static enum mill_status
next(void *self, struct mill_doc *doc, struct mill_report *rep)
{
    struct @ID@ *s = self;
    struct mill_buf title = { .arena = mill_doc_arena(doc) };

    if (s->at == s->count)
        return MILL_END;
    s->at++;
    mill_buf_printf(&title, "number %" PRId64, s->at);
    if (title.failed || !mill_doc_set_source(doc, "@NAME@") ||
        !mill_doc_set_text(doc, MILL_STR("Good news, everyone.")) ||
        !mill_doc_set_str(doc, "title",
                          (struct mill_str){ title.ptr, title.len }))
        return mill_fail(rep, MILL_ERR_DOC, "the document is full");
    return MILL_OK;
}

MILL_PLUGIN(@ID@) = {
    MILL_PLUGIN_HEAD,
    .name = "@NAME@", .version = "0.1", .license = "Apache-2.0",
    .summary = "Brings a few documents",
    .example = "- @NAME@: {count: 10}",
    .options = options, .uses = uses,
    .self_size = sizeof(struct @ID@),
    .next = next,
};
