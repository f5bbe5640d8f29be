/* SPDX-License-Identifier: Apache-2.0
 *
 * xml.c: RSS of all versions, Atom and sitemaps, by libxml2's SAX interface
 * in recovery: what is ill-formed is read as far as it makes sense. No
 * entities of the document's own beyond plain words, no files, no network. */
#include "xml.h"

#include <libxml/parserInternals.h>
#include <pressmill/unicode.h>
#include <string.h>
#include <strings.h>

bool
xml_is(const xmlChar *name, const char *word)
{
    return strcasecmp((const char *)name, word) == 0;
}

struct mill_str
xml_attribute(struct attributes a, const char *name, bool of_xml)
{
    for (int i = 0; i < a.count; i++) {
        const xmlChar **at = a.list + 5 * i;
        bool in_xml = at[1] != NULL && xml_is(at[1], "xml");

        if (xml_is(at[0], name) && in_xml == of_xml)
            return (struct mill_str){ (const char *)at[3],
                                      (size_t)(at[4] - at[3]) };
    }
    return MILL_STR("");
}

const struct level *
xml_top(const struct xml *x)
{
    size_t depth = x->depth < XML_DEPTH ? x->depth : XML_DEPTH;

    return &x->levels[depth > 0 ? depth - 1 : 0];
}

/* ---- levels */

static enum place
place_of(struct xml *x, enum place parent, const xmlChar *name,
         enum space space)
{
    if (space == SPACE_UNKNOWN || space == SPACE_XHTML)
        return IN_OTHER;
    if (parent == IN_OTHER && !xml_is(name, "item") && !xml_is(name, "entry"))
        return IN_OTHER;
    if (xml_is(name, "item") || xml_is(name, "entry") ||
        (xml_is(name, "url") && (space == SPACE_SITEMAP ||
                             space == SPACE_PLAIN) &&
         x->feed->kind == FEED_SITEMAP) ||
        (xml_is(name, "sitemap") && x->feed->kind == FEED_INDEX))
        return parent == IN_ITEM ? IN_OTHER : IN_ITEM;
    if (parent == IN_ITEM && xml_is(name, "author"))
        return IN_AUTHOR;
    if (parent == IN_ITEM && xml_is(name, "news") && space == SPACE_NEWS)
        return IN_ITEM; /* a box around what is of the item */
    if (parent == IN_ITEM && space == SPACE_MEDIA && xml_is(name, "group"))
        return IN_ITEM;
    if (parent == IN_NOTHING || xml_is(name, "channel"))
        return IN_FEED;
    return IN_OTHER;
}

static void
root(struct xml *x, const xmlChar *name, enum space space,
     struct attributes a)
{
    enum feed_kind kind = FEED_NONE;

    if (xml_is(name, "rss") || xml_is(name, "rdf") || xml_is(name, "channel"))
        kind = FEED_RSS;
    else if (xml_is(name, "feed"))
        kind = FEED_ATOM;
    else if (xml_is(name, "urlset"))
        kind = FEED_SITEMAP;
    else if (xml_is(name, "sitemapindex"))
        kind = FEED_INDEX;
    (void)space;
    x->feed->kind = kind;
    x->feed->lang = feed_copy(x->feed, xml_attribute(a, "lang", true));
}

/* Tags inside of a text belong to it. */
static void
put_tag(struct xml *x, const xmlChar *name, struct attributes a, bool end)
{
    mill_buf_put(&x->text, end ? "</" : "<", end ? 2 : 1);
    mill_buf_put(&x->text, name, strlen((const char *)name));
    for (int i = 0; i < a.count && !end; i++) {
        const xmlChar **at = a.list + 5 * i;

        mill_buf_char(&x->text, ' ');
        mill_buf_put(&x->text, at[0], strlen((const char *)at[0]));
        mill_buf_put(&x->text, "=\"", 2);
        mill_buf_put(&x->text, at[3], (size_t)(at[4] - at[3]));
        mill_buf_char(&x->text, '"');
    }
    mill_buf_char(&x->text, '>');
}

/*
 * Whether an element that begins inside of a text cannot be part of it: the
 * text's own end was lost, most likely to a tag in it that is never closed.
 * libxml2 ends one element for each end tag there is, whatever its name, so
 * that from here on the levels are right again.
 */
static bool
ends_text(const struct xml *x, const xmlChar *name, enum space space)
{
    bool has_html = x->what == WHAT_SUMMARY || x->what == WHAT_CONTENT;

    if (x->markup || x->item == NULL)
        return false;
    if (xml_is(name, "item") || xml_is(name, "entry"))
        return true;
    if (names_what((const char *)name, space) == WHAT_NOTHING)
        return false;
    if (!has_html)
        return true;
    return xml_is(name, "pubDate") || xml_is(name, "guid") || xml_is(name, "updated") ||
           xml_is(name, "published") || space == SPACE_DC ||
           space == SPACE_CONTENT;
}

static void
start_element(void *context, const xmlChar *name, const xmlChar *prefix,
              const xmlChar *uri, int n_namespaces,
              const xmlChar **namespaces, int n_attributes, int n_defaulted,
              const xmlChar **list)
{
    struct xml *x = context;
    struct attributes a = { list, n_attributes };
    enum space space = names_space((const char *)uri, (const char *)prefix);
    const struct level *parent;
    enum place outer;
    struct level level;
    struct mill_str base;

    if (x->what != WHAT_NOTHING && ends_text(x, name, space)) {
        x->depth = x->what_depth - 1;
        xml_end_text(x);
        if (xml_is(name, "item") || xml_is(name, "entry")) {
            /* its own end is lost, too */
            xml_end_item(x);
            while (x->depth > 0 && xml_top(x)->place == IN_ITEM)
                x->depth--;
        }
    }
    parent = xml_top(x);
    outer = x->depth == 0 ? IN_NOTHING : parent->place;
    (void)n_namespaces;
    (void)namespaces;
    (void)n_defaulted;
    if (x->depth == 0)
        root(x, name, space, a);
    level.place = place_of(x, outer, name, space);
    level.base = x->depth == 0 ? x->levels[0].base : parent->base;
    base = xml_attribute(a, "base", true);
    if (base.len > 0) {
        base = feed_resolve(x->feed, feed_plain(x->feed, base), level.base);
        if (base.ptr != NULL && base.len > 0)
            level.base = base.ptr;
    }
    if (x->depth < XML_DEPTH)
        x->levels[x->depth] = level;
    x->depth++;
    if (x->what != WHAT_NOTHING) {
        if (x->text.len < XML_CAPTURE && x->depth > x->what_depth + 1)
            put_tag(x, name, a, false);
        else if (x->text.len < XML_CAPTURE && !(x->markup &&
                                                xml_is(name, "div")))
            put_tag(x, name, a, false);
        return;
    }
    if (level.place == IN_ITEM && outer != IN_ITEM) {
        xml_start_item(x, a);
        return;
    }
    if (outer == IN_ITEM) {
        xml_start_child(x, name, space, a);
    } else if (outer == IN_AUTHOR && xml_is(name, "name")) {
        xml_take(x, WHAT_AUTHOR);
        x->plain = true;
    } else if (outer == IN_AUTHOR && xml_is(name, "email")) {
        xml_take(x, WHAT_SECOND_AUTHOR);
        x->plain = true;
    } else if (outer == IN_FEED) {
        if (xml_is(name, "link"))
            xml_add_link(x, a);
        if (xml_is(name, "title") && space != SPACE_MEDIA) {
            xml_take(x, WHAT_TITLE);
            if (space == SPACE_ATOM)
                xml_text_type(x, a);
        } else if (xml_is(name, "link") && space == SPACE_PLAIN)
            xml_take(x, WHAT_LINK);
        else if (xml_is(name, "language"))
            xml_take(x, WHAT_LANG);
    }
}

static void
end_element(void *context, const xmlChar *name, const xmlChar *prefix,
            const xmlChar *uri)
{
    struct xml *x = context;
    enum place place = xml_top(x)->place;

    (void)prefix;
    (void)uri;
    if (x->what != WHAT_NOTHING) {
        if (x->depth == x->what_depth)
            xml_end_text(x);
        else if (x->text.len < XML_CAPTURE &&
                 !(x->markup && x->depth == x->what_depth + 1 &&
                   xml_is(name, "div")))
            put_tag(x, name, (struct attributes){ NULL, 0 }, true);
    }
    if (x->depth > 0)
        x->depth--;
    if (place == IN_ITEM && x->item != NULL &&
        (x->depth == 0 || xml_top(x)->place != IN_ITEM))
        xml_end_item(x);
}

static void
characters(void *context, const xmlChar *bytes, int len)
{
    struct xml *x = context;

    if (x->what == WHAT_NOTHING || x->text.len >= XML_CAPTURE)
        return;
    if (!x->markup && memchr(bytes, 0xc2, (size_t)len) == NULL) {
        mill_buf_put(&x->text, bytes, (size_t)len);
        return;
    }
    for (int i = 0; i < len; i++)
        if (x->markup && bytes[i] == '&') {
            mill_buf_put(&x->text, "&amp;", 5);
        } else if (x->markup && bytes[i] == '<') {
            mill_buf_put(&x->text, "&lt;", 4);
        } else if (x->markup && bytes[i] == '>') {
            mill_buf_put(&x->text, "&gt;", 4);
        } else if (bytes[i] == 0xc2 && i + 1 < len && bytes[i + 1] < 0xa0) {
            char meant[4];

            mill_buf_put(&x->text, meant,
                         mill_utf8_put(meant, feed_meant(bytes[++i])));
        } else {
            mill_buf_char(&x->text, (char)bytes[i]);
        }
}

static xmlEntityPtr
make_entity(struct xml *x, size_t slot, const xmlChar *name, size_t len)
{
    xmlEntity *e = &x->entities[slot];

    memset(e, 0, sizeof *e);
    e->type = XML_ENTITY_DECL;
    e->name = name;
    e->etype = XML_INTERNAL_PREDEFINED_ENTITY;
    e->content = x->entity_text[slot];
    e->orig = x->entity_text[slot];
    e->length = (int)len;
    return e;
}

/* Entities of the document's own: only short ones of plain text, so that none
 * can grow out of others. */
static void
declare_entity(void *context, const xmlChar *name, int type,
               const xmlChar *public_id, const xmlChar *system_id,
               xmlChar *content)
{
    struct xml *x = context;
    size_t slot = x->n_entities, len;

    (void)public_id;
    (void)system_id;
    if (type != XML_INTERNAL_GENERAL_ENTITY || content == NULL ||
        slot == XML_ENTITIES)
        return;
    len = strlen((const char *)content);
    if (len >= XML_ENTITY || strlen((const char *)name) >= 64 ||
        strpbrk((const char *)content, "&<") != NULL)
        return;
    memcpy(x->entity_text[slot], content, len + 1);
    strcpy((char *)x->entity_name[slot], (const char *)name);
    make_entity(x, slot, x->entity_name[slot], len);
    x->n_entities++;
}

/* Entities of HTML are numbers by now, see repair.c. */
static xmlEntityPtr
get_entity(void *context, const xmlChar *name)
{
    struct xml *x = context;

    for (size_t i = 0; i < x->n_entities; i++)
        if (strcmp((const char *)name, (char *)x->entity_name[i]) == 0)
            return &x->entities[i];
    return xmlGetPredefinedEntity(name);
}

static void
silence(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

void
feed_parse_init(void)
{
    xmlInitParser();
}

bool
feed_parse_xml(struct feed *feed, struct mill_str utf8, const char *base)
{
    xmlSAXHandler sax = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = start_element,
        .endElementNs = end_element,
        .characters = characters,
        .cdataBlock = characters,
        .ignorableWhitespace = characters,
        .getEntity = get_entity,
        .entityDecl = declare_entity,
        .warning = silence,
        .error = silence,
    };
    struct xml *x = mill_arena_zalloc(feed->arena, sizeof *x);
    struct mill_str text = feed_escape_signs(feed, utf8);
    xmlParserCtxtPtr context;
    xmlDocPtr document;
    bool damaged;

    if (x == NULL)
        return false;
    x->feed = feed;
    x->text.arena = feed->arena;
    x->levels[0].base = base;
    context = xmlNewParserCtxt();
    if (context == NULL)
        return false;
    *context->sax = sax;
    context->userData = x;
    /* it is UTF-8, whatever its declaration says */
    document = xmlCtxtReadMemory(
        context, text.ptr, (int)text.len, NULL, "UTF-8",
        XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR |
            XML_PARSE_NOWARNING);
    damaged = context->wellFormed == 0;
    if (document != NULL)
        xmlFreeDoc(document);
    xmlFreeParserCtxt(context);
    if (x->item != NULL)
        xml_end_item(x); /* the feed is cut inside of it */
    feed->damaged = feed->damaged || damaged;
    return !x->failed && !x->text.failed;
}
