/* SPDX-License-Identifier: Apache-2.0
 *
 * read.c: the source `read`: documents from files, folders and stdin. `next`
 * does what has to be done in order, cutting bytes into documents; decoding
 * and parsing are left to `prepare` (prepare.c), in parallel. */
#include "read.h"

#include "shard.h"

#include <pressmill/hooks.h>
#include <pressmill/str.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const char *const formats[] = { "auto", "html",  "text", "jsonl",
                                       "json", "lines", "csv",  "warc",
                                       "raw",  NULL };
static const char *const offsets[] = { "codepoint", "byte", "utf16", NULL };

static const struct mill_option options[] = {
    MILL_OPT_PATHS(struct read, path, .fallback = "['-']",
                   .help = "Files, globs and folders to read, in this order; "
                           "'-' is stdin. Folders are read with all below "
                           "them, files in the order of their names."),
    MILL_OPT_ENUM(struct read, format, .fallback = "auto", .choices = formats,
                  .help = "What the files are. 'auto' tells by name, then by "
                          "the first bytes. html, text and json are one "
                          "document a file; jsonl, lines and csv one a "
                          "line; warc, also ARC, one a page that was "
                          "archived; raw a file as it is, for extract to "
                          "clean texts as well as pages. gzip and zstd are "
                          "unpacked."),
    MILL_OPT_LIST(struct read, names,
                  .help = "In folders, read only files whose names match one "
                          "of these globs."),
    MILL_OPT_STR(struct read, text, .fallback = "text",
                 .help = "Key (JSONL) or column (CSV) that holds the text."),
    MILL_OPT_STR(struct read, html,
                 .help = "Key or column that holds a page of HTML, for "
                         "'extract'."),
    MILL_OPT_STR(struct read, id, .fallback = "id",
                 .help = "Key or column that holds the document's id."),
    MILL_OPT_STR(struct read, url, .fallback = "url",
                 .help = "Key or column that holds the document's address."),
    MILL_OPT_ENUM(struct read, offsets, .fallback = "codepoint",
                  .choices = offsets,
                  .help = "What 'start' and 'end' count in records that are "
                          "read back."),
    MILL_OPT_LIST(struct read, brings,
                  .help = "Types of annotations that the records are known "
                          "to bring, such as 'quote'."),
    MILL_OPT_STR(struct read, charset, .fallback = "auto",
                 .help = "Character set of plain text and CSV. 'auto' takes "
                         "UTF-8 where it is valid and else guesses; pages "
                         "of HTML declare their own."),
    MILL_OPT_STR(struct read, separator, .fallback = "auto",
                 .help = "Between the cells of CSV: one character, or "
                         "'tab'. 'auto' tells by the first line."),
    MILL_OPT_BOOL(struct read, header, .fallback = "true",
                  .help = "Whether CSV begins with the names of its columns. "
                          "If not, 'text', 'id' and 'url' are numbers of "
                          "columns, from 1."),
    MILL_OPT_SIZE(struct read, max_document, .fallback = "16MiB", .min = 1,
                  .max = 2147483648.0,
                  .help = "Largest document. A larger one becomes an error "
                          "in its place and the next one is read."),
    MILL_OPT_SIZE(struct read, max_unpacked, .fallback = "1TiB",
                  .help = "Most that one packed file may unpack to."),
    MILL_OPT_INT(struct read, max_ratio, .fallback = "500", .min = 2,
                 .max = 1000000, .unit = "times",
                 .help = "Most that a packed file may grow by, looked at "
                         "once it has given 32 MiB: what grows more is made "
                         "to fill disks."),
    MILL_OPT_INT(struct read, limit, .fallback = "0", .min = 0,
                 .max = 9e15, .unit = "documents",
                 .help = "Stop after so many; 0 reads all."),
    MILL_OPT_STR(struct read, shard, .fallback = "1/1",
                 .help = "Read only part i of N, such as '2/8': every N-th "
                         "document, or, of an archive in which each record "
                         "is packed by itself or none is, a part of the "
                         "file, without reading the others. The parts "
                         "together are the whole."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_WRITES_FIELD("body", "the file's bytes, of HTML"),
    MILL_WRITES_FIELD("text", "the text, of all other formats"),
    MILL_WRITES_FIELD("id", "as the input has it"),
    MILL_WRITES_FIELD("url", "as the input has it"),
    MILL_WRITES_FIELD("fetched", "of WARC: when"),
    MILL_WRITES_FIELD("http_status", "of WARC: number"),
    MILL_WRITES_FIELD("content_type", "of WARC: media type"),
    MILL_USE_END
};

bool
read_mine(struct read *r)
{
    return r->divided || r->ordinal++ % r->shard_of == r->shard_at;
}

bool
read_name_line(const struct read *r, struct mill_doc *doc, uint64_t line)
{
    char name[4200];

    snprintf(name, sizeof name, "%.4096s:%llu", r->name,
             (unsigned long long)line);
    return mill_doc_set_source(doc, name);
}

static enum mill_status
read_declare(void *self, struct mill_declare *decl, struct mill_report *rep)
{
    struct read *r = self;
    unsigned long long at = 0, of = 0;
    char charset[CHARSET_NAME];
    int used = 0;

    for (size_t i = 0; i < r->brings.count; i++)
        mill_declare_writes(decl, r->brings.items[i]);
    if (sscanf(r->shard, "%llu/%llu%n", &at, &of, &used) != 2 ||
        r->shard[used] != '\0' || at < 1 || at > of)
        return mill_fail_option(rep, "shard",
                                "'%s' is no part: expected i/N with i from 1 "
                                "to N",
                                r->shard);
    r->shard_at = at - 1;
    r->shard_of = of;
    if (strcmp(r->charset, "auto") != 0 &&
        !charset_name(mill_str_of(r->charset), charset))
        return mill_fail_option(rep, "charset",
                                "'%s' is no character set that iconv knows",
                                r->charset);
    if (strcmp(r->separator, "auto") != 0 &&
        strcmp(r->separator, "tab") != 0 && strlen(r->separator) != 1)
        return mill_fail_option(rep, "separator",
                                "'%s' is not one character", r->separator);
    r->rename = strcmp(r->text, "text") != 0 || strcmp(r->id, "id") != 0 ||
                strcmp(r->url, "url") != 0 || r->html != NULL;
    return MILL_OK;
}

static void
read_close(void *self)
{
    struct read *r = self;

    lines_finish(&r->lines);
    inputs_finish(&r->inputs);
    charset_destroy(r->detector);
    mill_arena_destroy(r->columns_arena);
}

static enum mill_status
read_open(void *self, struct mill_report *rep)
{
    struct read *r = self;
    struct stream_limits limits = { r->max_unpacked,
                                    (uint64_t)r->max_ratio };

    inputs_init(&r->inputs, &r->path, &r->names);
    r->detector = charset_create();
    r->columns_arena = mill_arena_create(0);
    if (r->detector != NULL && r->columns_arena != NULL &&
        lines_init(&r->lines, limits, (size_t)r->max_document))
        return MILL_OK;
    charset_destroy(r->detector);
    mill_arena_destroy(r->columns_arena);
    return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
}

static enum mill_status
worker_open(const void *self, void *worker, struct mill_report *rep)
{
    struct read_worker *w = worker;

    (void)self;
    w->parser = mill_json_parser_create();
    w->charset = charset_create();
    if (w->parser != NULL && w->charset != NULL)
        return MILL_OK;
    mill_json_parser_destroy(w->parser);
    charset_destroy(w->charset);
    return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
}

static void
worker_close(const void *self, void *worker)
{
    struct read_worker *w = worker;

    (void)self;
    mill_json_parser_destroy(w->parser);
    charset_destroy(w->charset);
}

static enum mill_status
fail_input(struct read *r, struct mill_doc *doc, const char *path,
           const char *code, const char *why, struct mill_report *rep)
{
    r->is_open = false;
    if (!mill_doc_set_source(doc, strcmp(path, "-") == 0 ? "stdin" : path))
        return mill_fail(rep, MILL_ERR_DOC, "out of memory");
    return mill_fail_code(rep, MILL_ERR_DOC, code, "cannot read: %s", why);
}

/* What is at hand of the file, without half a character at its end. */
static struct mill_str
at_hand(const struct read *r)
{
    struct mill_str s = { r->lines.buf + r->lines.at,
                          r->lines.end - r->lines.at };

    for (int i = 0; i < 3 && s.len > 0; i++) {
        unsigned char c = (unsigned char)s.ptr[s.len - 1];

        if (c < 0x80)
            break;
        s.len--;
        if (c >= 0xc0)
            break;
    }
    return s;
}

static void
choose_charset(struct read *r)
{
    const char *charset = r->charset;

    /* A pipe gives what it has: nobody waits for more than a line. */
    lines_peek(&r->lines, 64 * 1024, stream_size(r->lines.stream) == 0 &&
                                         !stream_packed(r->lines.stream));
    if (strcmp(charset, "auto") == 0)
        charset = charset_detect(r->detector, at_hand(r));
    snprintf(r->body_type, sizeof r->body_type, "text/plain; charset=%s",
             charset);
    r->csv_charset = strrchr(r->body_type, '=') + 1;
}

/* Goes on with this shard's part of an archive, where it can be divided. */
static bool
open_part(struct read *r, const char *path)
{
    uint64_t begin, end;

    r->divided = r->shard_of > 1 && shard_of_archive(path, r->shard_at,
                                                     r->shard_of, &begin,
                                                     &end);
    if (!r->divided)
        return true;
    if (begin > 0) {
        snprintf(r->part_name, sizeof r->part_name, "%.4096s@%llu", path,
                 (unsigned long long)begin);
        r->name = r->part_name;
    }
    return lines_open_part(&r->lines, path, begin, end);
}

/* Opens the file that comes next and finds out what it is. */
static int
next_input(struct read *r, struct mill_doc *doc, struct mill_report *rep)
{
    enum format found;
    const char *path;
    bool tabs = false;

    switch (inputs_next(&r->inputs, &path)) {
    case INPUTS_END:
        return MILL_END;
    case INPUTS_FAIL:
        return fail_input(r, doc, path, "no-input", r->inputs.why, rep);
    default:
        break;
    }
    r->name = strcmp(path, "-") == 0 ? "stdin" : path;
    r->divided = false;
    if (!lines_open(&r->lines, path))
        return fail_input(r, doc, path, stream_code(r->lines.stream),
                          stream_why(r->lines.stream), rep);
    lines_peek(&r->lines, 4096, stream_size(r->lines.stream) == 0);
    if (r->lines.failed && r->lines.end == 0)
        return fail_input(r, doc, path, stream_code(r->lines.stream),
                          stream_why(r->lines.stream), rep);
    r->now = format_of_name(path, &tabs);
    if (r->format != FORMAT_AUTO)
        r->now = (enum format)r->format;
    found = format_of_bytes(at_hand(r));
    if (r->now == FORMAT_AUTO)
        r->now = found;
    if (r->now == FORMAT_UTF16)
        r->now = FORMAT_TEXT;
    if (r->now == FORMAT_BINARY)
        return fail_input(r, doc, path, "binary",
                          "it is neither text nor a page", rep);
    if (r->now == FORMAT_JSON_LIST)
        return fail_input(r, doc, path, "json",
                          "it is one list of records; 'jq -c .[]' makes a "
                          "line of each",
                          rep);
    if (r->now == FORMAT_WARC) {
        read_warc_start(r);
        if (!open_part(r, path))
            return fail_input(r, doc, path, stream_code(r->lines.stream),
                              stream_why(r->lines.stream), rep);
    }
    r->is_open = true;
    if (r->now == FORMAT_HTML || r->now == FORMAT_TEXT ||
        r->now == FORMAT_JSON || r->now == FORMAT_WARC ||
        r->now == FORMAT_RAW)
        return MILL_OK;
    if (found == FORMAT_UTF16) {
        return fail_input(r, doc, path, "charset",
                          "it is in UTF-16: convert it to UTF-8 first", rep);
    }
    if (r->lines.end - r->lines.at >= 3 &&
        memcmp(r->lines.buf + r->lines.at, "\xef\xbb\xbf", 3) == 0)
        r->lines.at += 3;
    if (r->now == FORMAT_LINES || r->now == FORMAT_CSV)
        choose_charset(r);
    if (r->now == FORMAT_CSV) {
        enum mill_status status;

        r->tab = tabs ? '\t' : '\0';
        status = read_csv_start(r, doc, rep);
        if (status != MILL_OK) {
                        r->is_open = false;
            if (!mill_doc_set_source(doc, r->name))
                return mill_fail(rep, MILL_ERR_DOC, "out of memory");
        }
        return status;
    }
    return MILL_OK;
}

static enum mill_status
too_large(const struct read *r, const char *what, struct mill_report *rep)
{
    return mill_fail_code(rep, MILL_ERR_DOC, "too-large",
                          "the %s is longer than the limit of %llu bytes "
                          "(option 'max_document')",
                          what, (unsigned long long)r->max_document);
}

static bool
is_blank(struct mill_str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != ' ' && line.ptr[i] != '\t')
            return false;
    return true;
}

/* One document a line. */
static int
next_line(struct read *r, struct mill_doc *doc, struct mill_report *rep)
{
    struct mill_str line;
    char *copy;

    for (;;) {
        enum lines_got got = lines_next(&r->lines, &line);

        if (got == LINES_END)
            return READ_FILE_ENDS;
        if (got == LINES_OK && is_blank(line))
            continue;
        if (got != LINES_FAIL && !read_mine(r))
            continue;
        if (!read_name_line(r, doc, r->lines.line))
            return mill_fail(rep, MILL_ERR_DOC, "out of memory");
        if (got == LINES_LONG)
            return too_large(r, "line", rep);
        if (got == LINES_FAIL)
            return mill_fail_code(rep, MILL_ERR_DOC,
                                  stream_code(r->lines.stream), "%s",
                                  stream_why(r->lines.stream));
        break;
    }
    copy = mill_doc_alloc(doc, line.len + 1);
    if (copy == NULL)
        return mill_fail_code(rep, MILL_ERR_DOC, "memory",
                              "no memory for a line of %zu bytes", line.len);
    memcpy(copy, line.ptr, line.len);
    copy[line.len] = '\0';
    line.ptr = copy;
    if (!mill_doc_set_body(doc, line,
                           r->now == FORMAT_JSONL ? "application/json"
                                                  : r->body_type))
        return mill_fail(rep, MILL_ERR_DOC, "out of memory");
    return MILL_OK;
}

/* One document a file: what is at hand already, then the rest straight into
 * the document's memory. */
static int
next_whole(struct read *r, struct mill_doc *doc, struct mill_report *rep)
{
    struct lines *l = &r->lines;
    uint64_t size = stream_size(l->stream);
    size_t have = l->end - l->at, cap = have + 64 * 1024;
    struct mill_str body;
    const char *type;
    char *bytes;

    r->is_open = false;
    if (!read_mine(r))
        return READ_NOT_MINE;
    if (!mill_doc_set_source(doc, r->name))
        return mill_fail(rep, MILL_ERR_DOC, "out of memory");
    if (size > r->max_document)
        return too_large(r, "file", rep);
    if (size >= have)
        cap = (size_t)size + 2; /* one to see the end, one for a NUL */
    bytes = mill_doc_alloc(doc, cap);
    if (bytes == NULL)
        goto memory;
    memcpy(bytes, l->buf + l->at, have);
    while (!l->eof) {
        ssize_t n;

        if (cap - have < 2) {
            char *grown;

            if (cap > r->max_document)
                return too_large(r, "file", rep);
            grown = mill_arena_grow(mill_doc_arena(doc), bytes, have,
                                    cap * 2);
            if (grown == NULL)
                goto memory;
            bytes = grown;
            cap *= 2;
        }
        n = stream_read(l->stream, bytes + have, cap - have - 1);
        if (n < 0)
            return mill_fail_code(rep, MILL_ERR_DOC, stream_code(l->stream),
                                  "%s", stream_why(l->stream));
        if (n == 0)
            break;
        have += (size_t)n;
    }
    if (l->failed)
        return mill_fail_code(rep, MILL_ERR_DOC, stream_code(l->stream), "%s",
                              stream_why(l->stream));
    if (have > r->max_document)
        return too_large(r, "file", rep);
    bytes[have] = '\0';
    body = (struct mill_str){ bytes, have };
    type = r->now == FORMAT_HTML   ? "text/html"
           : r->now == FORMAT_JSON ? "application/json"
           : r->now == FORMAT_RAW  ? ""
                                   : "text/plain";
    if (mill_doc_set_body(doc, body, type))
        return MILL_OK;
memory:
    return mill_fail_code(rep, MILL_ERR_DOC, "memory",
                          "no memory for this file");
}

static enum mill_status
read_next(void *self, struct mill_doc *doc, struct mill_report *rep)
{
    struct read *r = self;
    int status;

    if (r->limit > 0 && r->given >= (uint64_t)r->limit)
        return MILL_END;
    for (;;) {
        if (!r->is_open) {
            status = next_input(r, doc, rep);
            if (status != MILL_OK)
                return (enum mill_status)status;
        }
        if (r->now == FORMAT_CSV)
            status = read_csv_next(r, doc, rep);
        else if (r->now == FORMAT_WARC)
            status = read_warc_next(r, doc, rep);
        else if (r->now == FORMAT_JSONL || r->now == FORMAT_LINES)
            status = next_line(r, doc, rep);
        else
            status = next_whole(r, doc, rep);
        if (status == READ_FILE_ENDS || !r->is_open) {
            lines_close(&r->lines);
            r->is_open = false;
        }
        if (status == READ_FILE_ENDS || status == READ_NOT_MINE)
            continue;
        r->given++;
        return (enum mill_status)status;
    }
}

/* Known when all paths are plain files: nobody waits for a folder to be walked
 * twice, and packed files grow by nobody knows how much. */
static uint64_t
read_input_bytes(const void *self)
{
    const struct read *r = self;
    uint64_t sum = 0;

    if (r->limit > 0 || r->shard_of > 1)
        return 0;
    for (size_t i = 0; i < r->path.count; i++) {
        const char *path = r->path.items[i];
        size_t len = strlen(path);
        struct stat st;

        if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) ||
            (len > 3 && strcmp(path + len - 3, ".gz") == 0) ||
            (len > 4 && strcmp(path + len - 4, ".zst") == 0))
            return 0;
        sum += (uint64_t)st.st_size;
    }
    return sum;
}

MILL_PLUGIN(read) = {
    MILL_PLUGIN_HEAD,
    .name = "read",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "Reads documents from files, folders and stdin",
    .manual =
        "Files that are missing, damaged or no text become errors in their "
        "place, and the rest is read. Text in an old character set is "
        "decoded and the record says from which. A line over the limit is "
        "passed over in constant memory. A record of WARC that is wrong is "
        "reported and reading goes on with the next one.\n\n"
        "In folders, names that begin with a dot are passed over, and what "
        "browsers save beside a page (pictures, scripts, styles).",
    .example = "- read: {path: [articles/*.html, archive.jsonl.gz]}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct read),
    .worker_size = sizeof(struct read_worker),
    .flags = MILL_BRINGS_ANY,
    .declare = read_declare,
    .open = read_open,
    .close = read_close,
    .worker_open = worker_open,
    .worker_close = worker_close,
    .next = read_next,
    .prepare = read_prepare,
    .input_bytes = read_input_bytes,
};
