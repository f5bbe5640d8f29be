/* SPDX-License-Identifier: Apache-2.0
 *
 * html.c: libxml2's HTML parser, by its SAX interface, into the flat array
 * of html.h. Nothing else here knows libxml2. */
#include "html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <pressmill/unicode.h>
#include <string.h>

/* Names by length and letters: a table built once per parser. */
struct name {
    const char *name;
    uint32_t id;
};

static const struct name tag_names[] = {
    { "a", TAG_A },
    { "abbr", TAG_ABBR },
    { "address", TAG_ADDRESS },
    { "article", TAG_ARTICLE },
    { "aside", TAG_ASIDE },
    { "audio", TAG_AUDIO },
    { "b", TAG_B },
    { "blockquote", TAG_BLOCKQUOTE },
    { "body", TAG_BODY },
    { "br", TAG_BR },
    { "button", TAG_BUTTON },
    { "caption", TAG_CAPTION },
    { "center", TAG_CENTER },
    { "cite", TAG_CITE },
    { "code", TAG_CODE },
    { "dd", TAG_DD },
    { "details", TAG_DETAILS },
    { "dialog", TAG_DIALOG },
    { "div", TAG_DIV },
    { "dl", TAG_DL },
    { "dt", TAG_DT },
    { "em", TAG_EM },
    { "fieldset", TAG_FIELDSET },
    { "figcaption", TAG_FIGCAPTION },
    { "figure", TAG_FIGURE },
    { "font", TAG_FONT },
    { "footer", TAG_FOOTER },
    { "form", TAG_FORM },
    { "h1", TAG_H1 },
    { "h2", TAG_H2 },
    { "h3", TAG_H3 },
    { "h4", TAG_H4 },
    { "h5", TAG_H5 },
    { "h6", TAG_H6 },
    { "head", TAG_HEAD },
    { "header", TAG_HEADER },
    { "hgroup", TAG_HGROUP },
    { "hr", TAG_HR },
    { "html", TAG_HTML },
    { "i", TAG_I },
    { "img", TAG_IMG },
    { "input", TAG_INPUT },
    { "label", TAG_LABEL },
    { "legend", TAG_LEGEND },
    { "li", TAG_LI },
    { "link", TAG_LINK },
    { "main", TAG_MAIN },
    { "menu", TAG_MENU },
    { "meta", TAG_META },
    { "nav", TAG_NAV },
    { "ol", TAG_OL },
    { "option", TAG_OPTION },
    { "p", TAG_P },
    { "picture", TAG_PICTURE },
    { "pre", TAG_PRE },
    { "q", TAG_Q },
    { "s", TAG_S },
    { "section", TAG_SECTION },
    { "small", TAG_SMALL },
    { "span", TAG_SPAN },
    { "strong", TAG_STRONG },
    { "sub", TAG_SUB },
    { "summary", TAG_SUMMARY },
    { "sup", TAG_SUP },
    { "table", TAG_TABLE },
    { "tbody", TAG_TBODY },
    { "td", TAG_TD },
    { "tfoot", TAG_TFOOT },
    { "th", TAG_TH },
    { "thead", TAG_THEAD },
    { "time", TAG_TIME },
    { "title", TAG_TITLE },
    { "tr", TAG_TR },
    { "u", TAG_U },
    { "ul", TAG_UL },
    { "video", TAG_VIDEO },
};

static const struct name attr_names[] = {
    { "alt", ATTR_ALT },
    { "aria-hidden", ATTR_ARIA_HIDDEN },
    { "aria-label", ATTR_ARIA_LABEL },
    { "charset", ATTR_CHARSET },
    { "class", ATTR_CLASS },
    { "content", ATTR_CONTENT },
    { "data-component", ATTR_DATA },
    { "data-date", ATTR_WHEN },
    { "data-datetime", ATTR_WHEN },
    { "data-publish-date", ATTR_WHEN },
    { "data-published", ATTR_WHEN },
    { "data-testid", ATTR_DATA },
    { "data-time", ATTR_WHEN },
    { "data-timestamp", ATTR_WHEN },
    { "data-type", ATTR_DATA },
    { "data-utime", ATTR_WHEN },
    { "datetime", ATTR_DATETIME },
    { "hidden", ATTR_HIDDEN },
    { "href", ATTR_HREF },
    { "hreflang", ATTR_HREFLANG },
    { "http-equiv", ATTR_HTTP_EQUIV },
    { "id", ATTR_ID },
    { "itemprop", ATTR_ITEMPROP },
    { "itemtype", ATTR_ITEMTYPE },
    { "lang", ATTR_LANG },
    { "name", ATTR_NAME },
    { "property", ATTR_PROPERTY },
    { "rel", ATTR_REL },
    { "role", ATTR_ROLE },
    { "src", ATTR_SRC },
    { "style", ATTR_STYLE },
    { "title", ATTR_TITLE },
    { "type", ATTR_TYPE },
};

enum { BUCKETS = 512, KNOWN = 256, MOST_NAMES = 4096 };

/* Names come from a dictionary of libxml2's and keep their address as long as
 * it lives: each is looked up once. */
struct known {
    const xmlChar *name;
    uint32_t id;
};

struct html_parser {
    htmlParserCtxtPtr ctxt;
    xmlSAXHandler sax, *own_sax;
    const struct name *tags[BUCKETS], *attrs[BUCKETS];
    struct known known_tags[KNOWN], known_attrs[KNOWN];
    struct html_entities entities;

    /* of the page at hand */
    struct mill_arena *arena;
    struct html *page;
    const struct html_limits *limits;
    char *text;
    uint32_t cap, attr_cap, text_cap;
    uint32_t at;       /* innermost open node */
    uint32_t too_deep; /* open elements below max_depth */
    uint32_t left_out; /* all that were */
    uint64_t work, max_work;
    bool failed;
};

static uint32_t
name_hash(const char *s)
{
    uint32_t h = 2166136261u;

    while (*s != 0)
        h = (h ^ (unsigned char)*s++) * 16777619u;
    return (h ^ h >> 15) % BUCKETS;
}

static void
name_add(const struct name **table, const struct name *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint32_t h = name_hash(names[i].name);

        while (table[h] != NULL)
            h = (h + 1) % BUCKETS;
        table[h] = &names[i];
    }
}

static uint32_t
name_find(const struct name *const *table, const char *s)
{
    for (uint32_t h = name_hash(s); table[h] != NULL; h = (h + 1) % BUCKETS)
        if (strcmp(table[h]->name, s) == 0)
            return table[h]->id;
    return 0;
}

static struct known *
known_slot(struct known *known, const xmlChar *name)
{
    uintptr_t at = (uintptr_t)name;

    return &known[(at ^ at >> 8) % KNOWN];
}

static uint32_t
tag_of(struct html_parser *p, const xmlChar *name)
{
    struct known *k = known_slot(p->known_tags, name);

    if (k->name != name) {
        k->name = name;
        k->id = name_find(p->tags, (const char *)name);
        if (k->id == 0)
            k->id = strchr((const char *)name, '-') != NULL ? TAG_CUSTOM
                                                            : TAG_OTHER;
    }
    return k->id;
}

static uint32_t
attr_of(struct html_parser *p, const xmlChar *name)
{
    struct known *k = known_slot(p->known_attrs, name);

    if (k->name != name) {
        k->name = name;
        k->id = name_find(p->attrs, (const char *)name);
    }
    return k->id;
}

static void
stop(struct html_parser *p, enum html_limit why)
{
    if (p->page->cut == HTML_WHOLE)
        p->page->cut = why;
    xmlStopParser(p->ctxt);
}

static void
fail(struct html_parser *p)
{
    p->failed = true;
    xmlStopParser(p->ctxt);
}

/* Character references of the last node, when it is text: it is complete
 * once another one follows. */
static void
end_text(struct html_parser *p)
{
    struct html_node *last = &p->page->nodes[p->page->count - 1];
    size_t len;

    if (p->page->count == 0 || last->tag != TAG_TEXT)
        return;
    len = html_entities_decode(&p->entities, p->text + last->text, last->len,
                               HTML_REFERENCE);
    p->page->text_len -= last->len - (uint32_t)len;
    last->len = (uint32_t)len;
}

/* A new node behind the last, or NULL. */
static struct html_node *
add_node(struct html_parser *p, uint32_t tag)
{
    struct html *page = p->page;
    struct html_node *n;

    if (p->failed || page->cut != HTML_WHOLE)
        return NULL;
    if (page->count >= p->limits->max_nodes) {
        stop(p, HTML_CUT_NODES);
        return NULL;
    }
    end_text(p);
    if (page->count == p->cap) {
        uint32_t cap = p->cap * 2;
        void *grown;

        grown = mill_arena_grow(p->arena, page->nodes, p->cap * sizeof(*n),
                                cap * sizeof(*n));
        if (grown == NULL) {
            fail(p);
            return NULL;
        }
        page->nodes = grown;
        p->cap = cap;
    }
    n = &page->nodes[page->count];
    *n = (struct html_node){
        .parent = p->at,
        .end = page->count + 1,
        .text = page->text_len,
        .tag = (uint16_t)tag,
        .depth = page->count == 0 ? 0 : (uint16_t)(page->nodes[p->at].depth + 1)
    };
    page->count++;
    return n;
}

static void
add_attrs(struct html_parser *p, struct html_node *n, const xmlChar **atts)
{
    struct html *page = p->page;

    n->attr = page->attr_count;
    for (; atts[0] != NULL; atts += 2) {
        uint32_t id = attr_of(p, atts[0]);
        struct html_attr *a;
        char *copy;
        size_t len;

        if (id == 0 || n->attrs == UINT16_MAX)
            continue;
        if (page->attr_count == p->attr_cap) {
            uint32_t cap = p->attr_cap * 2;
            void *grown =
                mill_arena_grow(p->arena, page->attrs, p->attr_cap * sizeof(*a),
                                cap * sizeof(*a));

            if (grown == NULL) {
                fail(p);
                return;
            }
            page->attrs = grown;
            p->attr_cap = cap;
        }
        len = atts[1] != NULL ? strlen((const char *)atts[1]) : 0;
        copy = mill_arena_alloc(p->arena, len + 1);
        if (copy == NULL) {
            fail(p);
            return;
        }
        if (len > 0)
            memcpy(copy, atts[1], len);
        len = html_entities_decode(&p->entities, copy, len, HTML_REFERENCE);
        copy[len] = 0;
        a = &page->attrs[page->attr_count++];
        *a = (struct html_attr){ id, { copy, len } };
        n->attrs++;
    }
}

static void
on_start(void *user, const xmlChar *name, const xmlChar **atts)
{
    struct html_parser *p = user;
    uint32_t at = p->page->count;
    struct html_node *n;

    /* nested beyond reason: the text still counts, the element does not */
    if (p->too_deep > 0 ||
        p->page->nodes[p->at].depth >= p->limits->max_depth) {
        p->too_deep++;
        if (++p->left_out > p->limits->max_nodes)
            stop(p, HTML_CUT_NODES);
        return;
    }
    n = add_node(p, tag_of(p, name));
    if (n == NULL)
        return;
    if (atts != NULL)
        add_attrs(p, n, atts);
    p->at = at;
}

static void
on_end(void *user, const xmlChar *name)
{
    struct html_parser *p = user;
    struct html_node *n = &p->page->nodes[p->at];

    (void)name;
    if (p->too_deep > 0) {
        p->too_deep--;
        return;
    }
    if (p->at == 0)
        return;
    n->end = p->page->count;
    p->at = n->parent;
}

static void
on_text(void *user, const xmlChar *chars, int length)
{
    struct html_parser *p = user;
    struct html *page = p->page;
    uint32_t len = (uint32_t)length;
    struct html_node *last;

    if (p->failed || page->cut != HTML_WHOLE)
        return;
    if (p->text_cap - page->text_len < len) {
        /* entities may be longer than what they stand for */
        uint32_t cap = p->text_cap * 2 + len;
        void *grown = mill_arena_grow(p->arena, p->text, p->text_cap, cap);

        if (grown == NULL) {
            fail(p);
            return;
        }
        p->text = grown;
        p->text_cap = cap;
    }
    last = &page->nodes[page->count - 1];
    if (last->tag != TAG_TEXT || last->parent != p->at) {
        last = add_node(p, TAG_TEXT);
        if (last == NULL)
            return;
    }
    memcpy(p->text + page->text_len, chars, len);
    page->text_len += len;
    last->len += len;
}

/* libxml2 looks through its stack of open elements for each end tag that
 * closes nothing. On a page made for that, this takes the square of its
 * length: count, and stop. */
static void
on_error(void *user, xmlErrorPtr error)
{
    struct html_parser *p = user;

    (void)error;
    /* a message is made for each */
    p->work += 600 + (uint64_t)p->ctxt->nameNr;
    if (p->work > p->max_work)
        stop(p, HTML_CUT_WORK);
}

static bool
new_context(struct html_parser *p)
{
    htmlParserCtxtPtr ctxt = htmlNewParserCtxt();

    if (ctxt == NULL)
        return false;
    if (p->ctxt != NULL)
        htmlFreeParserCtxt(p->ctxt);
    p->ctxt = ctxt;
    p->own_sax = ctxt->sax;
    memset(p->known_tags, 0, sizeof(p->known_tags));
    memset(p->known_attrs, 0, sizeof(p->known_attrs));
    return true;
}

struct html_parser *
html_parser_create(void)
{
    struct html_parser *p = xmlMalloc(sizeof(*p));

    /* libxml2's globals are made by one thread, before the others begin */
    xmlInitParser();
    if (p == NULL)
        return NULL;
    memset(p, 0, sizeof(*p));
    if (!new_context(p)) {
        xmlFree(p);
        return NULL;
    }
    p->sax.initialized = XML_SAX2_MAGIC;
    p->sax.startElement = on_start;
    p->sax.endElement = on_end;
    p->sax.characters = on_text;
    p->sax.ignorableWhitespace = on_text;
    p->sax.cdataBlock = on_text;
    p->sax.serror = on_error;
    html_entities_init(&p->entities);
    name_add(p->tags, tag_names, sizeof(tag_names) / sizeof(*tag_names));
    name_add(p->attrs, attr_names, sizeof(attr_names) / sizeof(*attr_names));
    return p;
}

void
html_parser_destroy(struct html_parser *p)
{
    if (p == NULL)
        return;
    p->ctxt->sax = p->own_sax;
    htmlFreeParserCtxt(p->ctxt);
    xmlFree(p);
}

static bool
start_arrays(struct html_parser *p, size_t bytes)
{
    struct html *page = p->page;

    /* what a page usually takes; more is grown */
    p->cap = (uint32_t)(bytes / 32 + 64);
    p->attr_cap = (uint32_t)(bytes / 48 + 64);
    p->text_cap = (uint32_t)(bytes / 2 + 256);
    page->nodes = mill_arena_alloc(p->arena, p->cap * sizeof(*page->nodes));
    page->attrs =
        mill_arena_alloc(p->arena, p->attr_cap * sizeof(*page->attrs));
    p->text = mill_arena_alloc(p->arena, p->text_cap);
    return page->nodes != NULL && page->attrs != NULL && p->text != NULL;
}

bool
html_parse(struct html_parser *p, struct mill_arena *arena,
           struct mill_str bytes, const struct html_limits *limits,
           struct html *page)
{
    htmlParserCtxtPtr ctxt;
    xmlParserInputPtr input;
    struct mill_str clean;

    memset(page, 0, sizeof(*page));
    page->entities = &p->entities;
    p->arena = arena;
    p->page = page;
    p->limits = limits;
    p->at = p->too_deep = p->left_out = 0;
    p->work = 0;
    p->max_work = 16 * (uint64_t)bytes.len + 1000000;
    p->failed = false;
    if (bytes.len > INT32_MAX / 2 || !html_strip(arena, bytes, &clean, page))
        return false;
    if (!start_arrays(p, clean.len) || add_node(p, TAG_OTHER) == NULL)
        return false;

    /* pages that make up names would fill the dictionary in time */
    if (xmlDictSize(p->ctxt->dict) > MOST_NAMES && !new_context(p))
        return false;
    ctxt = p->ctxt;
    htmlCtxtReset(ctxt);
    ctxt->sax = &p->sax;
    ctxt->userData = p;
    ctxt->options = HTML_PARSE_IGNORE_ENC;
    ctxt->charset = XML_CHAR_ENCODING_UTF8; /* do not guess again */
    /* takes the bytes where they are; they end with a NUL */
    input = xmlNewStringInputStream(ctxt, (const xmlChar *)clean.ptr);
    if (input == NULL || inputPush(ctxt, input) < 0) {
        ctxt->sax = p->own_sax;
        return false;
    }
    htmlParseDocument(ctxt);
    end_text(p);

    /* what is still open ends here */
    for (uint32_t i = p->at;; i = page->nodes[i].parent) {
        page->nodes[i].end = page->count;
        if (i == 0)
            break;
    }
    ctxt->sax = p->own_sax;
    page->text = p->text;
    return !p->failed;
}
