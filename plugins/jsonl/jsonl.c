/* SPDX-License-Identifier: Apache-2.0
 *
 * jsonl.c: the sink `jsonl`: one record a line (docs/record.md). Records are
 * made in parallel and written in order. */
#include "../io/outfile.h"

#include <pressmill/json.h>
#include <pressmill/plugin.h>
#include <pressmill/record.h>

struct jsonl {
    /* options */
    const char *path;
    int offsets;
    bool text, append;
    struct mill_list keep;

    struct mill_record_options record;
    struct mill_str resume;
    struct outfile *out;
};

static const char *const offsets[] = { "codepoint", "byte", "utf16", NULL };

static const struct mill_option options[] = {
    MILL_OPT_PATH(struct jsonl, path, .fallback = "-",
                  .help = "File to write; '-' is stdout. A name that ends in "
                          ".gz or .zst is packed."),
    MILL_OPT_ENUM(struct jsonl, offsets, .fallback = "codepoint",
                  .choices = offsets,
                  .help = "What 'start' and 'end' count. With codepoint, "
                          "text[start:end] is right in Python; utf16 fits "
                          "JavaScript and Java, byte fits C and Go."),
    MILL_OPT_LIST(struct jsonl, keep,
                  .help = "Write only these keys, such as [url, quotes]. "
                          "All when empty."),
    MILL_OPT_BOOL(struct jsonl, text, .fallback = "true",
                  .help = "Whether to write the article's text."),
    MILL_OPT_BOOL(struct jsonl, append, .fallback = "false",
                  .help = "Write behind what the file has instead of "
                          "replacing it. What a killed run left of a line "
                          "goes."),
    MILL_OPT_END
};

static enum mill_status
jsonl_open(void *self, struct mill_report *rep)
{
    struct jsonl *j = self;

    j->record.offsets = (enum mill_offsets)j->offsets;
    j->record.no_text = !j->text;
    j->record.keep = j->keep.count > 0 ? &j->keep : NULL;
    j->out = outfile_open(j->path,
                          (struct outfile_mode){ .append = j->append,
                                                 .resume = j->resume },
                          rep);
    return j->out != NULL ? MILL_OK : MILL_ERR_STAGE;
}

static void
jsonl_close(void *self)
{
    struct jsonl *j = self;

    outfile_close(j->out);
}

static enum mill_status
jsonl_render(const void *self, void *worker, struct mill_doc *doc,
             struct mill_str *out, struct mill_report *rep)
{
    const struct jsonl *j = self;
    struct mill_buf buf = { .arena = mill_doc_arena(doc) };

    (void)worker;
    mill_record_write(doc, &j->record, &buf);
    mill_buf_char(&buf, '\n');
    if (buf.failed)
        return mill_fail(rep, MILL_ERR_DOC, "out of memory for the record");
    *out = (struct mill_str){ buf.ptr, buf.len };
    return MILL_OK;
}

static enum mill_status
jsonl_write(void *self, const struct mill_doc *doc, struct mill_str rendered,
            struct mill_report *rep)
{
    struct jsonl *j = self;

    (void)doc;
    return outfile_write(j->out, rendered, rep);
}

static enum mill_status
jsonl_flush(void *self, struct mill_report *rep)
{
    struct jsonl *j = self;

    return outfile_flush(j->out, rep);
}

static enum mill_status
jsonl_finish(void *self, struct mill_report *rep)
{
    struct jsonl *j = self;

    return outfile_finish(j->out, rep);
}

static enum mill_status
jsonl_save(void *self, struct mill_buf *state, struct mill_report *rep)
{
    struct jsonl *j = self;

    return outfile_save(j->out, state, rep);
}

static enum mill_status
jsonl_resume(void *self, struct mill_str state, struct mill_report *rep)
{
    struct jsonl *j = self;

    (void)rep;
    j->resume = state;
    return MILL_OK;
}

MILL_PLUGIN(jsonl) = {
    MILL_PLUGIN_HEAD,
    .name = "jsonl",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "Writes each document as a line of JSON",
    .manual =
        "The record is described in docs/record.md and can be read back by "
        "'read'. When the disk is full or stdout is closed, the run stops "
        "and what was written is whole lines.",
    .example = "- jsonl: {path: articles.jsonl.zst}",
    .options = options,
    .self_size = sizeof(struct jsonl),
    .open = jsonl_open,
    .close = jsonl_close,
    .render = jsonl_render,
    .write = jsonl_write,
    .flush = jsonl_flush,
    .finish = jsonl_finish,
    .save = jsonl_save,
    .resume = jsonl_resume,
};
