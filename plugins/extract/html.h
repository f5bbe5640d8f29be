/* SPDX-License-Identifier: Apache-2.0
 *
 * html.h: a page as a flat array of nodes in document order. The parser
 * stands behind this one header, so that another can take its place. */
#ifndef EXTRACT_HTML_H
#define EXTRACT_HTML_H

#include <pressmill/arena.h>
#include <pressmill/base.h>

/* Elements that something here asks for; every other one is TAG_OTHER. */
enum html_tag {
    TAG_TEXT = 0, /* not an element: a run of characters */
    TAG_OTHER,
    TAG_A,
    TAG_ABBR,
    TAG_ADDRESS,
    TAG_ARTICLE,
    TAG_ASIDE,
    TAG_AUDIO,
    TAG_B,
    TAG_BLOCKQUOTE,
    TAG_BODY,
    TAG_BR,
    TAG_BUTTON,
    TAG_CAPTION,
    TAG_CENTER,
    TAG_CITE,
    TAG_CODE,
    TAG_DD,
    TAG_DETAILS,
    TAG_DIALOG,
    TAG_DIV,
    TAG_DL,
    TAG_DT,
    TAG_EM,
    TAG_FIELDSET,
    TAG_FIGCAPTION,
    TAG_FIGURE,
    TAG_FONT,
    TAG_FOOTER,
    TAG_FORM,
    TAG_H1,
    TAG_H2,
    TAG_H3,
    TAG_H4,
    TAG_H5,
    TAG_H6,
    TAG_HEAD,
    TAG_HEADER,
    TAG_HGROUP,
    TAG_HR,
    TAG_HTML,
    TAG_I,
    TAG_IMG,
    TAG_INPUT,
    TAG_LABEL,
    TAG_LEGEND,
    TAG_LI,
    TAG_LINK,
    TAG_MAIN,
    TAG_MENU,
    TAG_META,
    TAG_NAV,
    TAG_OL,
    TAG_OPTION,
    TAG_P,
    TAG_PICTURE,
    TAG_PRE,
    TAG_Q,
    TAG_S,
    TAG_SECTION,
    TAG_SMALL,
    TAG_SPAN,
    TAG_STRONG,
    TAG_SUB,
    TAG_SUMMARY,
    TAG_SUP,
    TAG_TABLE,
    TAG_TBODY,
    TAG_TD,
    TAG_TFOOT,
    TAG_TH,
    TAG_THEAD,
    TAG_TIME,
    TAG_TITLE,
    TAG_TR,
    TAG_U,
    TAG_UL,
    TAG_VIDEO,
    TAG_CUSTOM, /* a name with a hyphen: a component of the site's own */
    TAG_COUNT
};

/* Attributes that are kept. */
enum html_attr_name {
    ATTR_NONE = 0,
    ATTR_ALT,
    ATTR_ARIA_HIDDEN,
    ATTR_ARIA_LABEL,
    ATTR_CHARSET,
    ATTR_CLASS,
    ATTR_CONTENT,
    ATTR_DATA, /* data-component, data-testid, ... */
    ATTR_DATETIME,
    ATTR_HIDDEN,
    ATTR_HREF,
    ATTR_HREFLANG,
    ATTR_HTTP_EQUIV,
    ATTR_ID,
    ATTR_ITEMPROP,
    ATTR_ITEMTYPE,
    ATTR_LANG,
    ATTR_NAME,
    ATTR_PROPERTY,
    ATTR_REL,
    ATTR_ROLE,
    ATTR_SRC,
    ATTR_STYLE,
    ATTR_TITLE,
    ATTR_TYPE,
    ATTR_WHEN /* data-time, data-date, data-timestamp ... */
};

struct html_attr {
    uint32_t name; /* enum html_attr_name */
    struct mill_str value;
};

struct html_node {
    uint32_t parent; /* index; the root's is 0, itself */
    uint32_t end;    /* index behind the last node inside */
    uint32_t text;   /* where its text begins in html.text */
    uint32_t len;    /* of TAG_TEXT: bytes there */
    uint32_t attr;   /* index of the first attribute */
    uint16_t attrs;  /* how many */
    uint16_t depth;
    uint16_t tag;   /* enum html_tag */
    uint16_t flags; /* for the reader of the tree */
};

/* Why a page was cut short. */
enum html_limit {
    HTML_WHOLE = 0,
    HTML_CUT_NODES,
    HTML_CUT_WORK /* a page made to be slow */
};

struct html_entities;

struct html {
    struct html_node *nodes; /* nodes[0] is a root made up here */
    uint32_t count;
    struct html_attr *attrs;
    uint32_t attr_count;
    const char *text; /* characters of all text nodes, valid UTF-8 */
    uint32_t text_len;
    struct mill_str *ld; /* contents of <script type="application/ld+json"> */
    uint32_t ld_count;
    enum html_limit cut;
    const struct html_entities *entities;
};

struct html_limits {
    uint32_t max_nodes, max_depth;
};

struct html_parser;

/* One per worker; NULL when memory ran out. */
struct html_parser *html_parser_create(void) MILL_MUST_USE;
void html_parser_destroy(struct html_parser *parser);

/* Parses a page of valid UTF-8. Everything `page` points to lies in `arena`
 * or in `bytes`. False when the arena is full. Linear in time. */
bool html_parse(struct html_parser *parser, struct mill_arena *arena,
                struct mill_str bytes, const struct html_limits *limits,
                struct html *page) MILL_MUST_USE;

/* The value of an attribute; `ptr` is NULL when the node has none. */
struct mill_str
html_attr(const struct html *page, uint32_t node, enum html_attr_name name);

/* The text of a node and all within, white space collapsed, in the arena. */
struct mill_str
html_text(const struct html *page, uint32_t node, struct mill_arena *arena);

/* The same, with a line for each element that is a box of its own, or stands
 * against its neighbour without a space. */
struct mill_str
html_lines(const struct html *page, uint32_t node, struct mill_arena *arena);

/* From html-entity.c: names of characters, "amp" and so on. */
enum { HTML_ENTITY_SLOTS = 1024 };
struct html_entities {
    const char *name[HTML_ENTITY_SLOTS];
    uint32_t c[HTML_ENTITY_SLOTS];
};
void html_entities_init(struct html_entities *entities);
/* Resolves character references in place, where `mark` stands for their '&';
 * returns the new length. A mark that begins none becomes '&'. */
size_t html_entities_decode(const struct html_entities *entities, char *text,
                            size_t len, char mark);

/* The text with character references resolved, in the arena; the same text
 * when it has none. For values that were escaped once too often. */
struct mill_str html_unescape(const struct html *page, struct mill_arena *arena,
                              struct mill_str text);

/* What html_strip() puts for '&': libxml2 takes it for any character. */
enum { HTML_REFERENCE = 0x7f };

/* From scan.c: the page without comments and without elements that hold no
 * text of an article (scripts, styles, drawings ...): those are more than
 * half of a page, and are passed over by memchr(). Control characters become
 * spaces, '&' becomes HTML_REFERENCE. The contents of ld+json scripts are
 * noted in `page`. */
bool html_strip(struct mill_arena *arena, struct mill_str bytes,
                struct mill_str *out, struct html *page) MILL_MUST_USE;

#endif
