/* @NAME@.c: counts the words of each document. */
#include <pressmill/pressmill.h>

struct @ID@ { /* bound from the options; read only while documents run */
    int64_t letters;
};

static const struct mill_option options[] = {
    MILL_OPT_INT(struct @ID@, letters, .fallback = "1", .min = 1, .max = 100,
                 .unit = "letters", .help = "Shorter words do not count."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_READS_FIELD("text"),
    MILL_WRITES_FIELD("@ID@", "how many words the text has"),
    MILL_USE_END
};

static enum mill_status
process(const void *self, void *worker, struct mill_doc *doc,
        struct mill_report *rep)
{
    const struct @ID@ *opt = self;
    struct mill_str text = mill_doc_text(doc);
    int64_t words = 0, letters = 0;

    (void)worker;
    for (size_t at = 0; at < text.len;) {
        if (mill_char_is_letter(mill_utf8_next(text.ptr, text.len, &at))) {
            letters++;
            continue;
        }
        words += letters >= opt->letters;
        letters = 0;
    }
    words += letters >= opt->letters;
    if (!mill_doc_set_int(doc, "@ID@", words))
        return mill_fail(rep, MILL_ERR_DOC, "the document is full");
    return MILL_OK;
}

MILL_PLUGIN(@ID@) = {
    MILL_PLUGIN_HEAD,
    .name = "@NAME@", .version = "0.1", .license = "Apache-2.0",
    .summary = "Counts the words of each document",
    .example = "- @NAME@: {letters: 3}",
    .options = options, .uses = uses,
    .self_size = sizeof(struct @ID@),
    .process = process,
};
