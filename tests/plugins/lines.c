/* SPDX-License-Identifier: Apache-2.0
 *
 * lines.c: a sink for tests: a line a document, with its number, its words
 * and its errors. */
#include <pressmill/pressmill.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct lines {
    const char *path;
    int64_t fail_at, written;
    FILE *out;
    mill_type word;
};

static const struct mill_option options[] = {
    MILL_OPT_PATH(struct lines, path, .fallback = "-", .help = "Where to."),
    MILL_OPT_INT(struct lines, fail_at, .fallback = "0",
                 .help = "Which document cannot be written."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_MAY_READ(struct lines, word, "word"),
    MILL_USE_END
};

static enum mill_status
lines_open(void *self, struct mill_report *rep)
{
    struct lines *lines = self;

    lines->out = stdout;
    if (strcmp(lines->path, "-") != 0)
        lines->out = fopen(lines->path, "w");
    if (lines->out == NULL)
        return mill_fail_option(rep, "path", "cannot open '%s'",
                                lines->path);
    return MILL_OK;
}

static void
lines_close(void *self)
{
    struct lines *lines = self;

    if (lines->out != stdout)
        fclose(lines->out);
}

static enum mill_status
lines_render(const void *self, void *worker, struct mill_doc *doc,
             struct mill_str *out, struct mill_report *rep)
{
    const struct lines *lines = self;
    struct mill_buf buf = { .arena = mill_doc_arena(doc) };
    const char *step, *code, *message;
    const void *at = NULL;

    (void)worker;
    mill_buf_printf(&buf, "%s words=%zu bytes=%zu", mill_doc_source(doc),
                    mill_doc_count(doc, lines->word),
                    mill_doc_text(doc).len);
    while (mill_doc_next_error(doc, &at, &step, &code, &message))
        mill_buf_printf(&buf, " %s[%s]: %s", step, code, message);
    mill_buf_char(&buf, '\n');
    if (buf.failed)
        return mill_fail(rep, MILL_ERR_DOC, "no room");
    *out = (struct mill_str){ buf.ptr, buf.len };
    return MILL_OK;
}

static enum mill_status
lines_write(void *self, const struct mill_doc *doc, struct mill_str rendered,
            struct mill_report *rep)
{
    struct lines *lines = self;

    (void)doc;
    if (++lines->written == lines->fail_at)
        return mill_fail(rep, MILL_ERR_STAGE, "no space left");
    if (fwrite(rendered.ptr, 1, rendered.len, lines->out) != rendered.len)
        return mill_fail_code(rep, MILL_ERR_STAGE, "closed", "closed");
    return MILL_OK;
}

static enum mill_status
lines_flush(void *self, struct mill_report *rep)
{
    struct lines *lines = self;

    if (fflush(lines->out) != 0)
        return mill_fail_code(rep, MILL_ERR_STAGE, "closed", "closed");
    return MILL_OK;
}

MILL_PLUGIN(lines) = {
    MILL_PLUGIN_HEAD,
    .name = "lines", .version = "1", .license = "Apache-2.0",
    .summary = "Writes a line a document for tests",
    .options = options, .uses = uses, .self_size = sizeof(struct lines),
    .open = lines_open, .close = lines_close,
    .render = lines_render, .write = lines_write, .flush = lines_flush,
};
