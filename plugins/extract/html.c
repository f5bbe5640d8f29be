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

enum { BUCKETS = 512 };

struct html_parser {
    htmlParserCtxtPtr ctxt;
    xmlSAXHandler sax, *own_sax;
    const struct name *tags[BUCKETS], *attrs[BUCKETS];

    /* of the page at hand */
    struct mill_arena *arena;
    struct html *page;
    const struct html_limits *limits;
    char *text;
    uint32_t cap, attr_cap, text_cap;
    uint32_t at;       /* innermost open node */
    uint32_t too_deep; /* open elements below max_depth */
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
        uint32_t id = name_find(p->attrs, (const char *)atts[0]);
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
    uint32_t tag = name_find(p->tags, (const char *)name), at;
    struct html_node *n;

    /* nested beyond reason: the text still counts, the element does not */
    if (p->too_deep > 0 ||
        p->page->nodes[p->at].depth >= p->limits->max_depth) {
        p->too_deep++;
        return;
    }
    if (tag == 0)
        tag = strchr((const char *)name, '-') != NULL ? TAG_CUSTOM : TAG_OTHER;
    at = p->page->count;
    n = add_node(p, tag);
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
    p->work += (uint64_t)p->ctxt->nameNr;
    if (p->work > p->max_work)
        stop(p, HTML_CUT_WORK);
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
    p->ctxt = htmlNewParserCtxt();
    if (p->ctxt == NULL) {
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
    p->own_sax = p->ctxt->sax;
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
    htmlParserCtxtPtr ctxt = p->ctxt;
    xmlParserInputPtr input;
    struct mill_str clean;

    memset(page, 0, sizeof(*page));
    p->arena = arena;
    p->page = page;
    p->limits = limits;
    p->at = p->too_deep = 0;
    p->work = 0;
    p->max_work = 16 * (uint64_t)bytes.len + 1000000;
    p->failed = false;
    if (bytes.len > INT32_MAX / 2 || !html_strip(arena, bytes, &clean, page))
        return false;
    if (!start_arrays(p, clean.len) || add_node(p, TAG_OTHER) == NULL)
        return false;

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

struct mill_str
html_attr(const struct html *page, uint32_t node, enum html_attr_name name)
{
    const struct html_node *n = &page->nodes[node];

    for (uint32_t i = n->attr; i < n->attr + n->attrs; i++)
        if (page->attrs[i].name == name)
            return page->attrs[i].value;
    return (struct mill_str){ NULL, 0 };
}

/* A reference at `p`, up to its ';': its character, or 0. */
static uint32_t
reference(const char *p, const char *semicolon)
{
    char name[12];
    size_t len = (size_t)(semicolon - p - 1);
    const htmlEntityDesc *entity;
    uint32_t c = 0;

    if (p[1] == '#') {
        bool hex = (p[2] | 0x20) == 'x';

        for (p += hex ? 3 : 2; p < semicolon && c < 0x110000; p++) {
            int low = *p | 0x20;

            if (*p >= '0' && *p <= '9')
                c = c * (hex ? 16 : 10) + (uint32_t)(*p - '0');
            else if (hex && low >= 'a' && low <= 'f')
                c = c * 16 + (uint32_t)(low - 'a' + 10);
            else
                return 0;
        }
        return c < 0x110000 && (c < 0xd800 || c > 0xdfff) ? c : 0;
    }
    if (len == 0 || len >= sizeof(name))
        return 0;
    memcpy(name, p + 1, len);
    name[len] = 0;
    entity = htmlEntityLookup((const xmlChar *)name);
    return entity != NULL              ? entity->value
           : strcmp(name, "apos") == 0 ? '\''
                                       : 0;
}

struct mill_str
html_unescape(struct mill_arena *arena, struct mill_str text)
{
    const char *p = text.ptr, *end = p + text.len;
    char *to, *at;

    if (text.len == 0 || memchr(p, '&', text.len) == NULL)
        return text;
    to = at = mill_arena_alloc(arena, text.len + 1);
    if (to == NULL)
        return text;
    while (p < end) {
        const char *semicolon =
            *p == '&' && end - p > 2
                ? memchr(p, ';', (size_t)(end - p > 12 ? 12 : end - p))
                : NULL;
        uint32_t c = semicolon != NULL ? reference(p, semicolon) : 0;

        /* never longer than the reference: "&#0;" would be, and is 0 */
        if (c > 0) {
            at += mill_utf8_put(at, c);
            p = semicolon + 1;
        } else {
            *at++ = *p++;
        }
    }
    return (struct mill_str){ to, (size_t)(at - to) };
}

static bool
is_inline(uint32_t tag)
{
    switch (tag) {
    case TAG_A:
    case TAG_ABBR:
    case TAG_B:
    case TAG_CITE:
    case TAG_EM:
    case TAG_FONT:
    case TAG_I:
    case TAG_Q:
    case TAG_S:
    case TAG_SMALL:
    case TAG_SPAN:
    case TAG_STRONG:
    case TAG_SUB:
    case TAG_SUP:
    case TAG_U:
        return true;
    default:
        return false;
    }
}

/* Whether a line ends between two runs of text. */
static bool
line_between(const struct html *page, uint32_t a, uint32_t b)
{
    const struct html_node *n = page->nodes;

    if (n[a].parent == n[b].parent && b == a + 1)
        return false;
    for (uint32_t i = a + 1; i < b; i++)
        if (!is_inline(n[i].tag) && n[i].tag != TAG_TEXT && n[i].tag != TAG_IMG)
            return true;
    if (n[a].parent != n[b].parent && !is_inline(n[n[a].parent].tag) &&
        n[n[a].parent].end <= b)
        return true;
    return (unsigned char)page->text[n[a].text + n[a].len - 1] > ' ' &&
           (unsigned char)page->text[n[b].text] > ' ';
}

static struct mill_str
collect_text(const struct html *page, uint32_t node, struct mill_arena *arena,
             bool lines)
{
    uint32_t end = page->nodes[node].end, last = 0;
    size_t room = 1, n = 0;
    bool space = false;
    char *to;

    for (uint32_t i = node; i < end; i++)
        room += page->nodes[i].len + 2;
    to = mill_arena_alloc(arena, room);
    if (to == NULL)
        return (struct mill_str){ "", 0 };
    for (uint32_t i = node; i < end; i++) {
        const struct html_node *t = &page->nodes[i];

        if (t->tag == TAG_BR)
            space = true;
        if (t->tag != TAG_TEXT || t->len == 0)
            continue;
        if (lines && last > 0 && n > 0 && to[n - 1] != '\n' &&
            line_between(page, last, i)) {
            to[n++] = '\n';
            space = false;
        }
        last = i;
        for (uint32_t k = 0; k < t->len; k++) {
            char c = page->text[t->text + k];

            /* no-break space: c2 a0 */
            if ((unsigned char)c == 0xc2 && k + 1 < t->len &&
                (unsigned char)page->text[t->text + k + 1] == 0xa0) {
                space = true;
                k++;
                continue;
            }
            if ((unsigned char)c <= ' ') {
                space = true;
                continue;
            }
            if (space && n > 0 && to[n - 1] != '\n')
                to[n++] = ' ';
            space = false;
            to[n++] = c;
        }
    }
    to[n] = 0;
    return (struct mill_str){ to, n };
}

struct mill_str
html_text(const struct html *page, uint32_t node, struct mill_arena *arena)
{
    return collect_text(page, node, arena, false);
}

struct mill_str
html_lines(const struct html *page, uint32_t node, struct mill_arena *arena)
{
    return collect_text(page, node, arena, true);
}
