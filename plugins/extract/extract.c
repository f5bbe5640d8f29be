/* SPDX-License-Identifier: Apache-2.0
 *
 * extract.c: the plugin: options, fields and annotations around engine.h. */
#include "engine.h"
#include "model.h"

#include <pressmill/data.h>
#include <pressmill/plugin.h>
#include <pressmill/unicode.h>
#include <string.h>
#include <strings.h>

struct extract {
    int64_t max_nodes, max_depth, max_blocks;
    bool keep_title;
    struct mill_list keep;
    mill_type block, aside, link;
    uint32_t asides; /* bit set of enum reason: those that are kept */
    bool links;
    struct engine engine;
    struct mill_arena *arena; /* of the words of all languages */
    struct model model;
    bool has_model;
};

static const struct mill_option options[] = {
    MILL_OPT_BOOL(struct extract, keep_title, .fallback = "false",
                  .help = "Leave the title in the text, too, where the page "
                          "has it."),
    MILL_OPT_LIST(struct extract, keep,
                  .help = "What is left out of the text and still wanted, as "
                          "annotations: captions, titles, related, bylines, "
                          "dates, tags, comments, newsletters, shares, "
                          "notices, other; links (of the text itself); all."),
    MILL_OPT_INT(struct extract, max_nodes, .fallback = "30000", .min = 1000,
                 .max = 10000000, .unit = "nodes",
                 .help = "Largest page that is read to its end; the rest "
                         "of a larger one is left out, with a note."),
    MILL_OPT_INT(struct extract, max_depth, .fallback = "400", .min = 16,
                 .max = 10000, .unit = "elements",
                 .help = "Deepest nesting that is told apart; text below "
                         "counts to the element at that depth."),
    MILL_OPT_INT(struct extract, max_blocks, .fallback = "3000", .min = 100,
                 .max = 1000000, .unit = "blocks",
                 .help = "Most paragraphs, headings, list items and so on "
                         "that are looked at."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_MAY_READ_FIELD("body"), /* a text that is there already passes */
    MILL_MAY_READ_FIELD("url"),
    MILL_MAY_READ_FIELD("title"),
    MILL_WRITES_FIELD("text", "the article, blocks parted by blank lines"),
    MILL_WRITES_FIELD("title", "text"),
    MILL_WRITES_FIELD("author", "list of names"),
    MILL_WRITES_FIELD("published", "2025-05-07 or 2025-05-07T10:30:00+03:00"),
    MILL_WRITES_FIELD("modified", "the same"),
    MILL_WRITES_FIELD("site", "name of the site"),
    MILL_WRITES_FIELD("section", "part of the site"),
    MILL_WRITES_FIELD("url", "canonical, when the document has none"),
    MILL_WRITES_FIELD("html_lang", "language that the page says it is in"),
    MILL_WRITES_FIELD("alternates", "list: language, space, URL"),
    MILL_WRITES_FIELD("image", "URL"),
    MILL_WRITES_FIELD("description", "text"),
    MILL_WRITES_FIELD("charset", "encoding of the body"),
    MILL_WRITES(struct extract, block, "block",
                "kind: paragraph|heading|list-item|blockquote|table|caption|"
                "code"),
    MILL_WRITES(struct extract, aside, "aside",
                "with keep: where something was left out; kind, text, why"),
    MILL_WRITES(struct extract, link, "link", "with keep: [links]: url"),
    MILL_USE_END
};

/* Names for `keep`: the plural of what `kind` says. */
static const struct kept {
    const char *name;
    uint32_t reasons;
} kept[] = {
    { "captions", 1u << REASON_CAPTION },
    { "titles", 1u << REASON_TITLE },
    { "related", 1u << REASON_RELATED },
    { "bylines", 1u << REASON_BYLINE },
    { "dates", 1u << REASON_DATE },
    { "tags", 1u << REASON_TAGS },
    { "comments", 1u << REASON_COMMENT },
    { "newsletters", 1u << REASON_NEWSLETTER },
    { "shares", 1u << REASON_SHARE },
    { "notices", 1u << REASON_NOTICE | 1u << REASON_COOKIE | 1u << REASON_AD },
    { "other", 1u << REASON_OTHER | 1u << REASON_MENU | 1u << REASON_REPEAT },
    { "links", 0 },
    { "all", UINT32_MAX },
};

static const char *const kinds[KIND_COUNT] = { "paragraph", "heading",
                                               "list-item", "blockquote",
                                               "table",     "caption",
                                               "code" };

/* ---- what kind of body it is */

enum body { BODY_HTML, BODY_TEXT, BODY_BINARY, BODY_OTHER };

static bool
says(const char *type, const char *what)
{
    return strncasecmp(type, what, strlen(what)) == 0;
}

static enum body
sniff(struct mill_str body)
{
    size_t n = body.len < 1024 ? body.len : 1024, controls = 0;
    size_t markup = 0;

    if (n >= 2 && (memcmp(body.ptr, "\xff\xfe", 2) == 0 ||
                   memcmp(body.ptr, "\xfe\xff", 2) == 0))
        return BODY_HTML; /* UTF-16 is full of NULs */
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)body.ptr[i];

        controls += c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f';
        if (c == '<' && i + 1 < n) {
            unsigned char d = (unsigned char)body.ptr[i + 1] | 0x20;

            markup += (d >= 'a' && d <= 'z') || body.ptr[i + 1] == '!' ||
                      body.ptr[i + 1] == '/';
        }
    }
    if (controls * 10 > n)
        return BODY_BINARY;
    return markup > 0 ? BODY_HTML : BODY_TEXT;
}

static enum body
body_of(struct mill_str body, const char *type)
{
    enum body found = sniff(body);

    if (type[0] == 0 || says(type, "application/octet-stream"))
        return found;
    if (says(type, "text/html") || says(type, "application/xhtml"))
        return found == BODY_BINARY ? BODY_BINARY : BODY_HTML;
    if (says(type, "text/plain"))
        return found == BODY_BINARY ? BODY_BINARY : BODY_TEXT;
    if (says(type, "text/") || strstr(type, "xml") != NULL)
        return found;
    return BODY_OTHER;
}

/* ---- writing */

static bool
set_value(struct mill_doc *doc, const char *name,
          const struct meta_value *value)
{
    char field[48];
    size_t n = strlen(name);

    if (value->value.len == 0 || mill_doc_get(doc, name) != NULL)
        return true;
    memcpy(field, "meta.", 5);
    memcpy(field + 5, name, n);
    memcpy(field + 5 + n, ".source", 8);
    if (!mill_doc_set_str(doc, name, value->value) ||
        !mill_doc_set_str(
            doc, field,
            (struct mill_str){ value->source, strlen(value->source) }))
        return false;
    memcpy(field + 5 + n, ".confidence", 12);
    return mill_doc_set_num(
        doc, field, (double)(int)(value->confidence * 100 + 0.5f) / 100);
}

static bool
set_meta(struct mill_doc *doc, const struct meta *m)
{
    bool ok = set_value(doc, "title", &m->title);

    if (m->author_count > 0 && mill_doc_get(doc, "author") == NULL) {
        ok = ok &&
             mill_doc_set_list(doc, "author", m->authors, m->author_count) &&
             mill_doc_set_str(doc, "meta.author.source",
                              (struct mill_str){ m->author_source,
                                                 strlen(m->author_source) }) &&
             mill_doc_set_num(doc, "meta.author.confidence",
                              (double)(int)(m->author_confidence * 100 + 0.5f) /
                                  100);
    }
    ok = ok && set_value(doc, "published", &m->published) &&
         set_value(doc, "modified", &m->modified) &&
         set_value(doc, "site", &m->site) &&
         set_value(doc, "section", &m->section) &&
         set_value(doc, "url", &m->url) && set_value(doc, "image", &m->image) &&
         set_value(doc, "description", &m->description) &&
         set_value(doc, "html_lang", &m->lang);
    if (m->alternate_count > 0)
        ok = ok && mill_doc_set_list(doc, "alternates", m->alternates,
                                     m->alternate_count);
    return ok;
}

struct written {
    struct mill_span *spans; /* of each block that is kept */
    uint32_t count;
};

/* The kept blocks as one text in the document's arena. */
static bool
write_text(const struct extract *ex, struct mill_doc *doc,
           struct engine_result *r, struct written *out)
{
    const struct article *art = &r->art;
    size_t room = 1, n = 0;
    char *to;

    for (uint32_t i = 0; i < art->count; i++) {
        struct block *b = &art->blocks[i];

        if (!b->keep && ex->keep_title && i == r->features.title &&
            r->features.rows != NULL && r->way != WAY_LD)
            b->keep = true;
        if (b->keep) {
            room += b->text.len + 2;
            out->count++;
        }
    }
    to = mill_doc_alloc(doc, room);
    out->spans =
        mill_arena_alloc(art->arena, out->count * sizeof(*out->spans) + 1);
    if (to == NULL || out->spans == NULL)
        return false;
    out->count = 0;
    for (uint32_t i = 0; i < art->count; i++) {
        const struct block *b = &art->blocks[i];

        if (!b->keep)
            continue;
        if (n > 0) {
            memcpy(to + n, "\n\n", 2);
            n += 2;
        }
        memcpy(to + n, b->text.ptr, b->text.len);
        out->spans[out->count++] =
            (struct mill_span){ (uint32_t)n, (uint32_t)(n + b->text.len) };
        n += b->text.len;
    }
    to[n] = 0;
    return mill_doc_set_text(doc, (struct mill_str){ to, n });
}

static bool
write_blocks(const struct extract *ex, struct mill_doc *doc,
             const struct engine_result *r, const struct written *out)
{
    uint32_t k = 0;

    for (uint32_t i = 0; i < r->art.count; i++) {
        const struct block *b = &r->art.blocks[i];
        struct mill_ann *a;
        const char *kind = kinds[b->kind];

        if (!b->keep)
            continue;
        a = mill_annotate(doc, ex->block, out->spans[k++]);
        if (a == NULL ||
            !mill_ann_set_str(doc, a, "kind",
                              (struct mill_str){ kind, strlen(kind) }))
            return false;
        if (b->score > 0 && b->score < 1)
            mill_ann_set_confidence(a, b->score);
    }
    return true;
}

/* What was left out and is wanted: an empty span where it stood. */
static bool
write_asides(const struct extract *ex, struct mill_doc *doc,
             const struct engine_result *r, const struct written *out)
{
    uint32_t k = 0, at = 0;

    for (uint32_t i = 0; i < r->art.count; i++) {
        const struct block *b = &r->art.blocks[i];
        const char *kind = choose_reason_name((enum reason)b->reason);
        struct mill_ann *a;

        if (b->keep) {
            at = out->spans[k++].end;
            continue;
        }
        if (!(ex->asides >> b->reason & 1))
            continue;
        a = mill_annotate(doc, ex->aside, (struct mill_span){ at, at });
        if (a == NULL ||
            !mill_ann_set_str(doc, a, "kind",
                              (struct mill_str){ kind, strlen(kind) }) ||
            !mill_ann_set_str(doc, a, "text", b->text) ||
            !mill_ann_set_str(doc, a, "why",
                              (struct mill_str){ b->why, strlen(b->why) }))
            return false;
    }
    return true;
}

static bool
write_links(const struct extract *ex, struct mill_doc *doc,
            const struct engine_result *r, const struct written *out)
{
    const struct article *art = &r->art;
    uint32_t block = 0, k = 0;

    for (uint32_t i = 0; i < art->link_count; i++) {
        const struct link *l = &art->links[i];
        struct mill_str url = html_attr(&r->page, l->node, ATTR_HREF);
        struct mill_ann *a;
        uint32_t base;

        for (; block < l->block; block++)
            k += art->blocks[block].keep;
        if (!art->blocks[l->block].keep || url.len == 0)
            continue;
        base = out->spans[k].begin;
        a = mill_annotate(doc, ex->link,
                          (struct mill_span){ base + l->begin, base + l->end });
        if (a == NULL || !mill_ann_set_str(doc, a, "url", url))
            return false;
    }
    return true;
}

static void
explain(struct mill_doc *doc, const struct engine_result *r,
        const struct written *out)
{
    uint32_t k = 0;

    mill_doc_explain(doc, (struct mill_span){ 0, 0 },
                     "encoding %s (%s), text found by way of: %s",
                     r->charset.name, r->charset.source,
                     choose_way_name(r->way));
    for (uint32_t i = 0; i < r->art.count; i++) {
        const struct block *b = &r->art.blocks[i];
        struct mill_span span = { 0, 0 };
        struct mill_str text = mill_utf8_cut(b->text, 80);

        if (b->keep)
            span = out->spans[k++];
        mill_doc_explain(doc, span, "%s %.2f %s: %s: %.*s",
                         b->keep ? "stays" : "goes", (double)b->score,
                         kinds[b->kind], b->why, MILL_FMT(text));
    }
}

static void
notes(struct mill_doc *doc, const struct engine_result *r)
{
    if (r->charset.replaced > 0)
        mill_doc_note(doc, "charset", "%zu places were no %s and became U+FFFD",
                      r->charset.replaced, r->charset.name);
    if (r->page.cut == HTML_CUT_NODES)
        mill_doc_note(doc, "page-cut",
                      "the page has more nodes than "
                      "max_nodes; the rest is left out");
    else if (r->page.cut == HTML_CUT_WORK)
        mill_doc_note(doc, "page-cut",
                      "the page is built so that reading it "
                      "takes too long; the rest is left "
                      "out");
    if (r->art.cut)
        mill_doc_note(doc, "page-cut",
                      "the page has more blocks than "
                      "max_blocks; the rest is left out");
}

static enum mill_status
extract_process(const void *self, void *worker, struct mill_doc *doc,
                struct mill_report *rep)
{
    const struct extract *ex = self;
    struct engine_worker *w = worker;
    struct mill_str body = mill_doc_body(doc);
    const char *type = mill_doc_body_type(doc);
    struct engine_result r;
    struct written out = { NULL, 0 };
    const void *error = NULL;
    enum body kind;
    bool ok;

    if (mill_doc_has_text(doc))
        return MILL_OK;
    if (body.len == 0) {
        /* where a step before failed, that is why: one failure, told once */
        if (mill_doc_next_error(doc, &error, NULL, NULL, NULL))
            return MILL_OK;
        return mill_fail_code(rep, MILL_ERR_DOC, "empty",
                              "the body is empty, expected a page");
    }
    kind = body_of(body, type);
    if (kind == BODY_BINARY)
        return mill_fail_code(rep, MILL_ERR_DOC, "binary",
                              "the body is binary, expected a page or text");
    if (kind == BODY_OTHER)
        return mill_fail_code(rep, MILL_ERR_DOC, "not-html",
                              "the body is '%s', expected HTML or text", type);
    if (kind == BODY_HTML)
        ok = engine_page(&ex->engine, w, body, type,
                         mill_doc_get_str(doc, "url"), &r);
    else
        ok = engine_text(&ex->engine, w, body, type,
                         mill_doc_get_str(doc, "title"), &r);
    if (!ok || !write_text(ex, doc, &r, &out) ||
        !write_blocks(ex, doc, &r, &out) ||
        (ex->asides != 0 && !write_asides(ex, doc, &r, &out)) ||
        (ex->links && !write_links(ex, doc, &r, &out)) ||
        !set_meta(doc, &r.meta) ||
        !mill_doc_set_str(
            doc, "charset",
            (struct mill_str){ r.charset.name, strlen(r.charset.name) }))
        return mill_fail(rep, MILL_ERR_DOC,
                         "out of memory: the page is larger than the limit "
                         "of a document allows");
    notes(doc, &r);
    if (mill_doc_explaining(doc))
        explain(doc, &r, &out);
    if (out.count == 0)
        return mill_fail_code(rep, MILL_ERR_DOC, "no-article",
                              "no article in this page");
    return MILL_OK;
}

static enum mill_status
read_keep(struct extract *ex, struct mill_report *rep)
{
    enum mill_status status = MILL_OK;

    for (size_t i = 0; i < ex->keep.count; i++) {
        const char *name = ex->keep.items[i];
        size_t k = 0, all = sizeof(kept) / sizeof(*kept);

        while (k < all && strcmp(kept[k].name, name) != 0)
            k++;
        if (k == all) {
            status = mill_fail_option(rep, "keep",
                                      "'%s' is nothing that can be kept, "
                                      "expected captions, titles, related, "
                                      "bylines, dates, tags, comments, "
                                      "newsletters, shares, notices, other, "
                                      "links or all",
                                      name);
            continue;
        }
        ex->asides |= kept[k].reasons;
        ex->links = ex->links || strcmp(name, "links") == 0 ||
                    kept[k].reasons == UINT32_MAX;
    }
    return status;
}

static void
extract_close(void *self)
{
    struct extract *ex = self;

    if (ex->has_model)
        model_close(&ex->model);
    ex->has_model = false;
    mill_arena_destroy(ex->arena);
    ex->arena = NULL;
}

static enum mill_status
extract_open(void *self, struct mill_report *rep)
{
    struct extract *ex = self;
    const char *path;
    enum mill_status status;

    ex->arena = mill_arena_create(0);
    if (ex->arena == NULL)
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    status = engine_init(&ex->engine, ex->arena, rep);
    if (status == MILL_OK && ex->engine.words.code_count == 0)
        mill_warn(rep, "no lang/XX/extract.yaml is installed: dates, bylines "
                       "and 'read also' are known by their place only");
    ex->engine.limits.max_nodes = (uint32_t)ex->max_nodes;
    ex->engine.limits.max_depth = (uint32_t)ex->max_depth;
    ex->engine.max_blocks = (uint32_t)ex->max_blocks;
    if (status == MILL_OK)
        status = read_keep(ex, rep);
    if (status != MILL_OK) {
        extract_close(ex);
        return status;
    }
    path = mill_data_find(ex->arena, "models/extract.bin");
    if (path == NULL) {
        mill_warn(rep, "models/extract.bin is not installed: articles are "
                       "told from the rest by a few rules, less well");
        return MILL_OK;
    }
    ex->has_model = model_open(&ex->model, path, rep);
    if (!ex->has_model) {
        extract_close(ex);
        return MILL_ERR_STAGE;
    }
    ex->engine.model = &ex->model;
    return MILL_OK;
}

static enum mill_status
extract_worker_open(const void *self, void *worker, struct mill_report *rep)
{
    (void)self;
    if (!engine_worker_init(worker))
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    return MILL_OK;
}

static void
extract_worker_close(const void *self, void *worker)
{
    (void)self;
    engine_worker_finish(worker);
}

MILL_PLUGIN(extract) = {
    MILL_PLUGIN_HEAD,
    .name = "extract",
    .version = "0.1",
    .license = "Apache-2.0",
    .summary = "Finds the article in a page: its text and its metadata",
    .manual =
        "Takes the body of a document (HTML in any encoding, or plain text) "
        "and sets its text: the article without menus, related stories, "
        "credits, sharing, comments and the repeated title. Blocks of the "
        "text are parted by a blank line and annotated with their kind.\n"
        "\n"
        "Title, authors, dates, site, section, canonical URL, image and "
        "alternates become fields; meta.NAME.source and meta.NAME.confidence "
        "say where each was found and how far to trust it. A field that the "
        "document has already is left alone.\n"
        "\n"
        "What was left out is not lost: with keep it comes as annotations "
        "of the type aside, at the place where it stood, with its kind and "
        "why it went.\n"
        "\n"
        "A document that has a text already is left alone.",
    .example = "extract: {keep: [captions, links]}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct extract),
    .worker_size = sizeof(struct engine_worker),
    .open = extract_open,
    .close = extract_close,
    .worker_open = extract_worker_open,
    .worker_close = extract_worker_close,
    .process = extract_process,
};
