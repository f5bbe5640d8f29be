/* SPDX-License-Identifier: Apache-2.0
 *
 * table.c: the sink behind `pressmill quotes` on a terminal: who said what,
 * for people. */
#include "config.h"

#include "table.h"

#include "cli.h"

#include <pressmill/pressmill.h>

#include <string.h>

struct table {
    int64_t width;
    mill_type quote, headline_check;
};

static const struct mill_option options[] = {
    MILL_OPT_INT(struct table, width, .fallback = "100", .min = 40,
                 .max = 1000, .unit = "columns",
                 .help = "How wide the table may be."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_MAY_READ(struct table, quote, "quote"),
    MILL_MAY_READ(struct table, headline_check, "headline_check"),
    MILL_USE_END
};

/* Text on one line in at most `width` characters, the rest cut with an
 * ellipsis; padded with blanks when `pad`. */
static void
put_cell(struct mill_buf *out, struct mill_str text, size_t width, bool pad)
{
    size_t at = 0, used = 0, total = 0;
    bool blank = false;

    for (size_t i = 0; i < text.len;) {
        mill_utf8_next(text.ptr, text.len, &i);
        total++;
    }
    while (at < text.len && used < width) {
        size_t begin = at;
        uint32_t c = mill_utf8_next(text.ptr, text.len, &at);
        bool space = mill_char_class(c) == MILL_CLASS_SPACE;

        /* controls and marks that turn the direction are no business of a
         * terminal's */
        if (mill_char_class(c) == MILL_CLASS_OTHER || (space && blank))
            continue;
        if (used + 1 == width && total > width) {
            mill_buf_put(out, "\xe2\x80\xa6", 3);
            used++;
            break;
        }
        blank = space;
        if (space)
            mill_buf_char(out, ' ');
        else
            mill_buf_put(out, text.ptr + begin, at - begin);
        used++;
    }
    for (; pad && used < width; used++)
        mill_buf_char(out, ' ');
}

/* What was said, without the words of the author in between. */
static struct mill_str
said(const struct mill_doc *doc, const struct mill_ann *quote,
     struct mill_arena *arena)
{
    const struct mill_value *pieces = mill_ann_get(quote, "pieces");
    struct mill_buf text = { .arena = arena };

    if (pieces == NULL || pieces->kind != MILL_SPANS || pieces->count < 2)
        return mill_doc_slice(doc, mill_ann_span(quote));
    for (uint32_t i = 0; i < pieces->count; i++) {
        struct mill_str piece = mill_doc_slice(doc, pieces->spans[i]);

        if (i != 0)
            mill_buf_put(&text, " ... ", 5);
        mill_buf_put(&text, piece.ptr, piece.len);
    }
    return (struct mill_str){ text.ptr, text.len };
}

static void
put_quote(const struct table *table, const struct mill_doc *doc,
          const struct mill_ann *quote, struct mill_buf *out)
{
    const struct mill_ann *speaker = mill_ann_get_ref(quote, "speaker");
    const struct mill_ann *mention = mill_ann_get_ref(quote, "mention");
    const struct mill_ann *cue = mill_ann_get_ref(quote, "cue");
    struct mill_str name = { "?", 1 }, verb = { "", 0 };
    struct mill_str basis = mill_ann_get_str(quote, "basis");
    size_t width = (size_t)table->width;
    size_t name_width = width / 5, verb_width = 10, basis_width = 20;
    size_t text_width;
    char confidence[16] = "";

    if (speaker != NULL)
        name = mill_ann_get_str(speaker, "name");
    else if (mention != NULL)
        name = mill_doc_slice(doc, mill_ann_span(mention));
    if (cue != NULL)
        verb = mill_doc_slice(doc, mill_ann_span(cue));
    if (speaker == NULL && mention == NULL)
        basis = mill_ann_get_str(quote, "unattributed");
    if (mill_ann_confidence(quote) >= 0)
        snprintf(confidence, sizeof confidence, "  %.2f",
                 (double)mill_ann_confidence(quote));

    text_width = width - name_width - verb_width - basis_width - 12;
    mill_buf_put(out, "  ", 2);
    put_cell(out, name, name_width, true);
    mill_buf_put(out, "  ", 2);
    put_cell(out, verb, verb_width, true);
    mill_buf_put(out, "  ", 2);
    put_cell(out, said(doc, quote, out->arena), text_width, true);
    mill_buf_put(out, "  ", 2);
    put_cell(out, basis, basis_width, confidence[0] != '\0');
    mill_buf_put(out, confidence, strlen(confidence));
    mill_buf_char(out, '\n');
}

static void
put_field(struct mill_buf *out, const char *label, struct mill_str value,
          size_t width)
{
    if (value.len == 0)
        return;
    mill_buf_printf(out, "%s", label);
    put_cell(out, value, width, false);
}

static enum mill_status
table_render(const void *self, void *worker, struct mill_doc *doc,
             struct mill_str *rendered, struct mill_report *rep)
{
    const struct table *table = self;
    struct mill_buf out = { .arena = mill_doc_arena(doc) };
    struct mill_str title = mill_doc_get_str(doc, "title");
    struct mill_str source = { mill_doc_source(doc),
                               strlen(mill_doc_source(doc)) };
    size_t width = (size_t)table->width;

    (void)worker;
    put_cell(&out, title.len != 0 ? title : source, width, false);
    mill_buf_char(&out, '\n');
    if (title.len != 0)
        put_field(&out, "  ", source, width / 2);
    put_field(&out, "  language ", mill_doc_get_str(doc, "lang"), 16);
    put_field(&out, "  tone ", mill_doc_get_str(doc, "sentiment.label"), 16);
    put_field(&out, "  published ", mill_doc_get_str(doc, "published"), 30);
    mill_buf_char(&out, '\n');
    if (mill_doc_count(doc, table->quote) == 0)
        mill_buf_printf(&out, "  nobody is quoted\n");
    MILL_FOR_EACH(quote, doc, table->quote)
        put_quote(table, doc, quote, &out);
    MILL_FOR_EACH(check, doc, table->headline_check) {
        struct mill_str quote = mill_ann_get_str(check, "quote");
        struct mill_str near = mill_ann_get_str(check, "nearest");

        if (quote.len == 0 ||
            mill_ann_get_str(check, "status").len == strlen("verbatim"))
            continue;
        mill_buf_printf(&out, "  ! the headline's quote is not in the body: ");
        put_cell(&out, quote, width / 2, false);
        put_field(&out, "\n    nearest: ", near, width - 14);
        mill_buf_char(&out, '\n');
    }
    mill_buf_char(&out, '\n');
    if (out.failed)
        return mill_fail(rep, MILL_ERR_DOC, "no room for the table");
    rendered->ptr = out.ptr;
    rendered->len = out.len;
    return MILL_OK;
}

static enum mill_status
table_write(void *self, const struct mill_doc *doc, struct mill_str rendered,
            struct mill_report *rep)
{
    (void)self;
    (void)doc;
    if (fwrite(rendered.ptr, 1, rendered.len, stdout) != rendered.len)
        return mill_fail_code(rep, MILL_ERR_STAGE, "closed",
                              "stdout is closed");
    return MILL_OK;
}

static enum mill_status
table_flush(void *self, struct mill_report *rep)
{
    (void)self;
    if (fflush(stdout) != 0)
        return mill_fail_code(rep, MILL_ERR_STAGE, "closed",
                              "stdout is closed");
    return MILL_OK;
}

const struct mill_plugin table_plugin = {
    MILL_PLUGIN_HEAD,
    .name = "table",
    .version = PACKAGE_VERSION,
    .license = "Apache-2.0",
    .summary = "Prints who said what as a table",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct table),
    .render = table_render,
    .write = table_write,
    .flush = table_flush,
};
