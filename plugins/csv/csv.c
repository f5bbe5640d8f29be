/* SPDX-License-Identifier: Apache-2.0
 *
 * csv.c: the sink `csv`: a table for spreadsheets and statistics, RFC 4180,
 * one row a document or one row a quote. */
#include "../io/outfile.h"

#include <pressmill/json.h>
#include <pressmill/plugin.h>
#include <pressmill/record.h>
#include <pressmill/str.h>
#include <pressmill/unicode.h>
#include <string.h>

enum rows { ROWS_DOCUMENT, ROWS_QUOTE };

struct csv;

/* Where a document's row is being written from. */
struct row {
    const struct csv *csv;
    const struct mill_doc *doc;
    const struct mill_ann *quote; /* NULL: a row of a document */
    size_t number;                /* of the quote, from 1 */
    uint32_t start, end;          /* of the quote, in code points */
    struct mill_buf *out;
};

typedef void column_fn(const struct row *row);

enum { CSV_COLUMNS = 128 };

struct csv {
    /* options */
    const char *path, *separator;
    int rows;
    bool header, defuse, bom, append;
    struct mill_list columns;

    char sep;
    const char *names[CSV_COLUMNS];
    column_fn *fns[CSV_COLUMNS]; /* NULL: a field of the document */
    size_t count;
    mill_type quote, speaker;
    struct mill_str resume;
    struct outfile *out;
};

static const char *const row_kinds[] = { "document", "quote", NULL };

static const struct mill_option options[] = {
    MILL_OPT_PATH(struct csv, path, .fallback = "-",
                  .help = "File to write; '-' is stdout. A name that ends in "
                          ".gz or .zst is packed."),
    MILL_OPT_ENUM(struct csv, rows, .fallback = "quote", .choices = row_kinds,
                  .help = "What a row is: a document, or a quote with who "
                          "said it."),
    MILL_OPT_LIST(struct csv, columns,
                  .help = "Columns in order: fields of the document such as "
                          "url, title, lang or sentiment.label, and 'text', "
                          "'source', 'quotes' (how many); in rows of quotes "
                          "also quote, number, type, speaker, role, kind, "
                          "gender, mention, cue, stance, start, end, "
                          "confidence, basis, unattributed, tone, "
                          "tone_score. A useful choice when empty."),
    MILL_OPT_STR(struct csv, separator, .fallback = "auto",
                 .help = "Between cells: one character, or 'tab'. 'auto' is "
                         "a tab for names in .tsv, else a comma."),
    MILL_OPT_BOOL(struct csv, header, .fallback = "true",
                  .help = "Whether the first row names the columns."),
    MILL_OPT_BOOL(struct csv, defuse, .fallback = "true",
                  .help = "Put ' before text that a spreadsheet would run "
                          "as a formula (it begins with = + - @)."),
    MILL_OPT_BOOL(struct csv, bom, .fallback = "false",
                  .help = "Begin with a byte order mark: Excel takes the "
                          "file for UTF-8 then."),
    MILL_OPT_BOOL(struct csv, append, .fallback = "false",
                  .help = "Write behind what the file has instead of "
                          "replacing it."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_MAY_READ(struct csv, quote, "quote"),
    MILL_MAY_READ(struct csv, speaker, "speaker"),
    MILL_USE_END
};

/* ---- cells */

/* Whether a spreadsheet would take the text for a formula. The wide forms
 * count in East Asian versions. */
static bool
is_formula(struct mill_str s)
{
    static const char *const wide[] = { "＝", "＋", "－", "＠" };

    if (s.len == 0)
        return false;
    if (strchr("=+-@\t\r\n", s.ptr[0]) != NULL)
        return s.ptr[0] != '\0';
    for (size_t i = 0; i < 4 && s.len >= 3; i++)
        if (memcmp(s.ptr, wide[i], 3) == 0)
            return true;
    return false;
}

static void
put_text(const struct row *row, struct mill_str s)
{
    const struct csv *c = row->csv;
    bool defuse = c->defuse && is_formula(s), quote = defuse;

    for (size_t i = 0; i < s.len && !quote; i++)
        quote = s.ptr[i] == '"' || s.ptr[i] == '\n' || s.ptr[i] == '\r' ||
                s.ptr[i] == c->sep;
    if (s.len > 0 && (s.ptr[0] == ' ' || s.ptr[s.len - 1] == ' '))
        quote = true;
    if (!quote) {
        mill_buf_put(row->out, s.ptr, s.len);
        return;
    }
    mill_buf_char(row->out, '"');
    if (defuse)
        mill_buf_char(row->out, '\'');
    while (s.len > 0) {
        const char *q = memchr(s.ptr, '"', s.len);
        size_t n = q != NULL ? (size_t)(q - s.ptr) + 1 : s.len;

        mill_buf_put(row->out, s.ptr, n);
        if (q != NULL)
            mill_buf_char(row->out, '"');
        s.ptr += n;
        s.len -= n;
    }
    mill_buf_char(row->out, '"');
}

static void
put_list(const struct row *row, const struct mill_value *v)
{
    struct mill_buf joined = { .arena = row->out->arena };

    for (uint32_t i = 0; i < v->count; i++) {
        if (i > 0)
            mill_buf_put(&joined, "; ", 2);
        mill_buf_put(&joined, v->list[i].ptr, v->list[i].len);
    }
    if (joined.failed)
        row->out->failed = true;
    put_text(row, (struct mill_str){ joined.ptr, joined.len });
}

static void
put_value(const struct row *row, const struct mill_value *v)
{
    switch (v != NULL ? v->kind : (uint32_t)MILL_NONE) {
    case MILL_TEXT:
    case MILL_JSON:
        put_text(row, mill_value_str(v));
        break;
    case MILL_INT:
        mill_buf_int(row->out, v->integer);
        break;
    case MILL_NUM:
        mill_buf_num(row->out, v->number);
        break;
    case MILL_BOOL:
        put_text(row, v->boolean ? MILL_STR("true") : MILL_STR("false"));
        break;
    case MILL_LIST:
        put_list(row, v);
        break;
    default:
        break;
    }
}

/* ---- columns that are no fields */

static const struct mill_ann *
speaker_of(const struct row *row)
{
    return mill_ann_get_ref(row->quote, "speaker");
}

static void
put_feature(const struct row *row, const struct mill_ann *ann,
            const char *name)
{
    if (ann != NULL)
        put_value(row, mill_ann_get(ann, name));
}

static void
put_slice(const struct row *row, const struct mill_ann *ann)
{
    if (ann != NULL)
        put_text(row, mill_doc_slice(row->doc, mill_ann_span(ann)));
}

static void
col_id(const struct row *row)
{
    char room[24];

    put_text(row, mill_record_id(row->doc, room));
}

static void
col_text(const struct row *row)
{
    put_text(row, mill_doc_text(row->doc));
}

static void
col_source(const struct row *row)
{
    const char *source = mill_doc_source(row->doc);

    put_text(row, mill_str_of(source));
}

static void
col_quotes(const struct row *row)
{
    mill_buf_int(row->out,
                 (int64_t)mill_doc_count(row->doc, row->csv->quote));
}

static void
col_quote(const struct row *row)
{
    put_slice(row, row->quote);
}

static void
col_number(const struct row *row)
{
    mill_buf_int(row->out, (int64_t)row->number);
}

static void
col_speaker(const struct row *row)
{
    const struct mill_ann *speaker = speaker_of(row);

    if (speaker == NULL)
        return;
    if (mill_ann_get(speaker, "name") != NULL)
        put_feature(row, speaker, "name");
    else
        put_slice(row, speaker);
}

static void
col_start(const struct row *row)
{
    mill_buf_int(row->out, row->start);
}

static void
col_end(const struct row *row)
{
    mill_buf_int(row->out, row->end);
}

static void
col_confidence(const struct row *row)
{
    float c = mill_ann_confidence(row->quote);

    /* as the record: three digits, not the noise of a float */
    if (c >= 0)
        mill_buf_num(row->out, (double)(long)(c * 1000 + 0.5f) / 1000);
}

static void
col_mention(const struct row *row)
{
    put_slice(row, mill_ann_get_ref(row->quote, "mention"));
}

static void
col_cue(const struct row *row)
{
    put_slice(row, mill_ann_get_ref(row->quote, "cue"));
}

#define FEATURE_OF(fn, ann, feature)          \
    static void fn(const struct row *row)     \
    {                                         \
        put_feature(row, ann, feature);       \
    }

FEATURE_OF(col_type, row->quote, "type")
FEATURE_OF(col_basis, row->quote, "basis")
FEATURE_OF(col_stance, row->quote, "stance")
FEATURE_OF(col_unattributed, row->quote, "unattributed")
FEATURE_OF(col_tone, row->quote, "sentiment.label")
FEATURE_OF(col_tone_score, row->quote, "sentiment.score")
FEATURE_OF(col_role, speaker_of(row), "role")
FEATURE_OF(col_kind, speaker_of(row), "kind")
FEATURE_OF(col_gender, speaker_of(row), "gender")

static const struct {
    const char *name;
    column_fn *fn;
    bool of_quote;
} known[] = {
    { "id", col_id, false },
    { "text", col_text, false },
    { "source", col_source, false },
    { "quotes", col_quotes, false },
    { "quote", col_quote, true },
    { "number", col_number, true },
    { "type", col_type, true },
    { "speaker", col_speaker, true },
    { "role", col_role, true },
    { "kind", col_kind, true },
    { "gender", col_gender, true },
    { "mention", col_mention, true },
    { "cue", col_cue, true },
    { "stance", col_stance, true },
    { "start", col_start, true },
    { "end", col_end, true },
    { "confidence", col_confidence, true },
    { "basis", col_basis, true },
    { "unattributed", col_unattributed, true },
    { "tone", col_tone, true },
    { "tone_score", col_tone_score, true },
};

static const char *const quote_columns[] = {
    "id",      "source", "url", "published", "lang", "title", "number",
    "type",    "quote", "speaker",  "role",       "cue",   "mention",
    "start",   "end",  "confidence", "basis",     "unattributed",
    "tone",    "tone_score", NULL
};

static const char *const document_columns[] = {
    "id",   "source", "url",  "title", "author", "published",
    "site", "section", "lang", "lang_confidence", "sentiment.label",
    "sentiment.score", "sentiment.confidence", "quotes", "text", NULL
};

/* ---- lifecycle */

static enum mill_status
add_column(struct csv *c, const char *name, struct mill_report *rep)
{
    if (c->count == CSV_COLUMNS)
        return mill_fail_option(rep, "columns", "more than %d columns",
                                CSV_COLUMNS);
    c->names[c->count] = name;
    c->fns[c->count] = NULL;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strcmp(known[i].name, name) != 0)
            continue;
        /* in rows of documents a field may have the same name */
        if (!known[i].of_quote || c->rows == ROWS_QUOTE)
            c->fns[c->count] = known[i].fn;
    }
    c->count++;
    return MILL_OK;
}

static enum mill_status
csv_declare(void *self, struct mill_declare *decl, struct mill_report *rep)
{
    struct csv *c = self;
    const char *const *fallback =
        c->rows == ROWS_QUOTE ? quote_columns : document_columns;

    (void)decl;
    if (strcmp(c->separator, "auto") == 0)
        c->sep = strstr(c->path, ".tsv") != NULL ? '\t' : ',';
    else if (strcmp(c->separator, "tab") == 0)
        c->sep = '\t';
    else if (strlen(c->separator) == 1 &&
             strchr("\"\r\n", c->separator[0]) == NULL)
        c->sep = c->separator[0];
    else
        return mill_fail_option(rep, "separator",
                                "'%s' cannot stand between cells: expected "
                                "one character, or 'tab'",
                                c->separator);
    for (size_t i = 0; i < c->columns.count; i++)
        if (add_column(c, c->columns.items[i], rep) != MILL_OK)
            return MILL_ERR_STAGE;
    for (; c->columns.count == 0 && *fallback != NULL; fallback++)
        if (add_column(c, *fallback, rep) != MILL_OK)
            return MILL_ERR_STAGE;
    return MILL_OK;
}

static enum mill_status
write_header(struct csv *c, struct mill_report *rep)
{
    struct mill_arena *arena = mill_arena_create(0);
    struct mill_buf buf = { .arena = arena };
    struct row row = { .csv = c, .out = &buf };
    enum mill_status status;

    if (arena == NULL)
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    if (c->bom)
        mill_buf_put(&buf, "\xef\xbb\xbf", 3);
    for (size_t i = 0; i < c->count; i++) {
        if (i > 0)
            mill_buf_char(&buf, c->sep);
        put_text(&row, mill_str_of(c->names[i]));
    }
    mill_buf_put(&buf, "\r\n", 2);
    status = buf.failed
                 ? mill_fail(rep, MILL_ERR_STAGE, "out of memory")
                 : outfile_write(c->out,
                                 (struct mill_str){ buf.ptr, buf.len }, rep);
    mill_arena_destroy(arena);
    return status;
}

static enum mill_status
csv_open(void *self, struct mill_report *rep)
{
    struct csv *c = self;

    c->out = outfile_open(c->path,
                          (struct outfile_mode){ .append = c->append,
                                                 .resume = c->resume },
                          rep);
    if (c->out == NULL)
        return MILL_ERR_STAGE;
    if (c->header && outfile_is_empty(c->out) &&
        write_header(c, rep) != MILL_OK) {
        outfile_close(c->out);
        return MILL_ERR_STAGE;
    }
    return MILL_OK;
}

static void
csv_close(void *self)
{
    struct csv *c = self;

    outfile_close(c->out);
}

/* ---- work */

static void
put_row(const struct row *row)
{
    const struct csv *c = row->csv;

    for (size_t i = 0; i < c->count; i++) {
        if (i > 0)
            mill_buf_char(row->out, c->sep);
        if (c->fns[i] != NULL)
            c->fns[i](row);
        else
            put_value(row, mill_doc_get(row->doc, c->names[i]));
    }
    mill_buf_put(row->out, "\r\n", 2);
}

/* Code points up to each quote, counted on from the one before. */
static void
put_quotes(struct row *row)
{
    const struct mill_doc *doc = row->doc;
    struct mill_span before = { 0, 0 };
    size_t points = 0;

    MILL_FOR_EACH(quote, doc, row->csv->quote)
    {
        struct mill_span span = mill_ann_span(quote);

        before.end = span.begin;
        points += mill_utf8_count(mill_doc_slice(doc, before));
        before.begin = span.begin;
        row->quote = quote;
        row->number++;
        row->start = (uint32_t)points;
        row->end = (uint32_t)(points +
                              mill_utf8_count(mill_doc_slice(doc, span)));
        put_row(row);
    }
}

static enum mill_status
csv_render(const void *self, void *worker, struct mill_doc *doc,
           struct mill_str *out, struct mill_report *rep)
{
    const struct csv *c = self;
    struct mill_buf buf = { .arena = mill_doc_arena(doc) };
    struct row row = { .csv = c, .doc = doc, .out = &buf };

    (void)worker;
    if (c->rows == ROWS_QUOTE)
        put_quotes(&row);
    else
        put_row(&row);
    if (buf.failed)
        return mill_fail(rep, MILL_ERR_DOC, "out of memory for the rows");
    *out = (struct mill_str){ buf.ptr, buf.len };
    return MILL_OK;
}

static enum mill_status
csv_write(void *self, const struct mill_doc *doc, struct mill_str rendered,
          struct mill_report *rep)
{
    struct csv *c = self;

    (void)doc;
    return rendered.len == 0 ? MILL_OK : outfile_write(c->out, rendered, rep);
}

static enum mill_status
csv_flush(void *self, struct mill_report *rep)
{
    struct csv *c = self;

    return outfile_flush(c->out, rep);
}

static enum mill_status
csv_finish(void *self, struct mill_report *rep)
{
    struct csv *c = self;

    return outfile_finish(c->out, rep);
}

static enum mill_status
csv_save(void *self, struct mill_buf *state, struct mill_report *rep)
{
    struct csv *c = self;

    return outfile_save(c->out, state, rep);
}

static enum mill_status
csv_resume(void *self, struct mill_str state, struct mill_report *rep)
{
    struct csv *c = self;

    (void)rep;
    c->resume = state;
    return MILL_OK;
}

MILL_PLUGIN(csv) = {
    MILL_PLUGIN_HEAD,
    .name = "csv",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "Writes a table of quotes or of documents",
    .manual =
        "RFC 4180: lines end in CRLF, cells with separators, quotes or line "
        "ends are quoted. Lists are joined by '; '. 'start' and 'end' count "
        "characters from 0. Numbers are written plainly; only text is "
        "defused.",
    .example = "- csv: {path: quotes.csv, rows: quote}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct csv),
    .declare = csv_declare,
    .open = csv_open,
    .close = csv_close,
    .render = csv_render,
    .write = csv_write,
    .flush = csv_flush,
    .finish = csv_finish,
    .save = csv_save,
    .resume = csv_resume,
};
