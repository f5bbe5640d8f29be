/* @NAME@.c: a sink that writes one line for each document. */
#include <pressmill/pressmill.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct @ID@ {
    const char *path; /* from the options */
    FILE *file;       /* ours: `write` is called from one thread */
};

static const struct mill_option options[] = {
    MILL_OPT_PATH(struct @ID@, path, .required = true,
                  .help = "File to write."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_MAY_READ_FIELD("text"),
    MILL_USE_END
};

static enum mill_status
open_file(void *self, struct mill_report *rep)
{
    struct @ID@ *s = self;

    s->file = fopen(s->path, "w");
    if (s->file == NULL)
        return mill_fail_option(rep, "path", "cannot write '%s': %s", s->path,
                                strerror(errno));
    return MILL_OK;
}

static void
close_file(void *self)
{
    struct @ID@ *s = self;

    fclose(s->file);
}

/* The line is made in parallel, in the document's memory, ... */
static enum mill_status
render(const void *self, void *worker, struct mill_doc *doc,
       struct mill_str *out, struct mill_report *rep)
{
    struct mill_buf line = { .arena = mill_doc_arena(doc) };
    struct mill_str text = mill_doc_text(doc);

    (void)self;
    (void)worker;
    mill_buf_int(&line, (int64_t)mill_utf8_count(text));
    mill_buf_char(&line, '\n');
    if (line.failed)
        return mill_fail(rep, MILL_ERR_DOC, "the document is full");
    *out = (struct mill_str){ line.ptr, line.len };
    return MILL_OK;
}

/* ... and written in the order of the input. */
static enum mill_status
write_line(void *self, const struct mill_doc *doc, struct mill_str rendered,
           struct mill_report *rep)
{
    struct @ID@ *s = self;

    (void)doc;
    if (fwrite(rendered.ptr, 1, rendered.len, s->file) != rendered.len)
        return mill_fail(rep, MILL_ERR_STAGE, "cannot write '%s': %s",
                         s->path, strerror(errno));
    return MILL_OK;
}

static enum mill_status
flush(void *self, struct mill_report *rep)
{
    struct @ID@ *s = self;

    if (fflush(s->file) != 0)
        return mill_fail(rep, MILL_ERR_STAGE, "cannot write '%s': %s",
                         s->path, strerror(errno));
    return MILL_OK;
}

MILL_PLUGIN(@ID@) = {
    MILL_PLUGIN_HEAD,
    .name = "@NAME@", .version = "0.1", .license = "Apache-2.0",
    .summary = "Writes the length of each document",
    .example = "- @NAME@: {path: lengths.txt}",
    .options = options, .uses = uses,
    .self_size = sizeof(struct @ID@),
    .open = open_file, .close = close_file,
    .render = render, .write = write_line, .flush = flush,
};
