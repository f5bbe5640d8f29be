/* SPDX-License-Identifier: Apache-2.0
 *
 * xml.c: RSS of all versions, Atom and sitemaps, by libxml2's SAX interface
 * in recovery: what is ill-formed is read as far as it makes sense. No
 * entities of the document's own, no files, no network. */
#include "names.h"
#include "parse.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>
#include <strings.h>

enum {
    XML_DEPTH = 64,
    XML_CAPTURE = 4 * 1024 * 1024,
    XML_ENTITIES = 64, /* that a document may declare */
    XML_ENTITY = 256   /* bytes of one, plain text only */
};

/* Where we are: what an element is for its children. */
enum place {
    IN_NOTHING, /* before the root */
    IN_FEED,    /* channel, feed, rss, RDF */
    IN_ITEM,
    IN_AUTHOR,  /* of an item */
    IN_OTHER    /* image, textinput, source ...: have titles of their own */
};

struct level {
    enum place place;
    const char *base; /* xml:base, resolved */
};

struct xml {
    struct feed *feed;
    struct feed_item *item; /* at hand */
    struct level levels[XML_DEPTH];
    size_t depth; /* may be more than levels has */
    bool failed;

    /* a text that is being taken */
    enum what what;
    size_t what_depth;
    bool markup;    /* Atom's xhtml: text is escaped again */
    bool plain;     /* Atom's text: no HTML in it */
    bool permalink; /* of a guid */
    struct mill_buf text;

    /* of the item */
    struct mill_str guid_link, self_link, enclosure;

    /* declared by the document */
    xmlEntity entities[XML_ENTITIES];
    xmlChar entity_text[XML_ENTITIES][XML_ENTITY];
    xmlChar entity_name[XML_ENTITIES][64];
    size_t n_entities;
};

static bool
is(const xmlChar *name, const char *word)
{
    return strcasecmp((const char *)name, word) == 0;
}

/* ---- attributes of SAX2: name, prefix, uri, value, end */

struct attributes {
    const xmlChar **list;
    int count;
};

static struct mill_str
attribute(struct attributes a, const char *name, bool of_xml)
{
    for (int i = 0; i < a.count; i++) {
        const xmlChar **at = a.list + 5 * i;
        bool in_xml = at[1] != NULL && is(at[1], "xml");

        if (is(at[0], name) && in_xml == of_xml)
            return (struct mill_str){ (const char *)at[3],
                                      (size_t)(at[4] - at[3]) };
    }
    return MILL_STR("");
}

static bool
equals(struct mill_str s, const char *word)
{
    return strlen(word) == s.len && strncasecmp(s.ptr, word, s.len) == 0;
}

static bool
contains(struct mill_str s, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i + n <= s.len; i++)
        if (strncasecmp(s.ptr + i, word, n) == 0)
            return true;
    return false;
}

/* ---- levels */

static const struct level *
top(const struct xml *x)
{
    size_t depth = x->depth < XML_DEPTH ? x->depth : XML_DEPTH;

    return &x->levels[depth > 0 ? depth - 1 : 0];
}

static enum place
place_of(struct xml *x, enum place parent, const xmlChar *name,
         enum space space)
{
    if (space == SPACE_UNKNOWN || space == SPACE_XHTML)
        return IN_OTHER;
    if (parent == IN_OTHER && !is(name, "item") && !is(name, "entry"))
        return IN_OTHER;
    if (is(name, "item") || is(name, "entry") ||
        (is(name, "url") && (space == SPACE_SITEMAP ||
                             space == SPACE_PLAIN) &&
         x->feed->kind == FEED_SITEMAP) ||
        (is(name, "sitemap") && x->feed->kind == FEED_INDEX))
        return parent == IN_ITEM ? IN_OTHER : IN_ITEM;
    if (parent == IN_ITEM && is(name, "author"))
        return IN_AUTHOR;
    if (parent == IN_ITEM && is(name, "news") && space == SPACE_NEWS)
        return IN_ITEM; /* a box around what is of the item */
    if (parent == IN_ITEM && space == SPACE_MEDIA && is(name, "group"))
        return IN_ITEM;
    if (parent == IN_NOTHING || is(name, "channel"))
        return IN_FEED;
    return IN_OTHER;
}

static void
root(struct xml *x, const xmlChar *name, enum space space)
{
    enum feed_kind kind = FEED_NONE;

    if (is(name, "rss") || is(name, "rdf") || is(name, "channel"))
        kind = FEED_RSS;
    else if (is(name, "feed"))
        kind = FEED_ATOM;
    else if (is(name, "urlset"))
        kind = FEED_SITEMAP;
    else if (is(name, "sitemapindex"))
        kind = FEED_INDEX;
    (void)space;
    x->feed->kind = kind;
}

/* ---- taking texts */

static void
take(struct xml *x, enum what what)
{
    if (x->what != WHAT_NOTHING)
        return;
    x->what = what;
    x->what_depth = x->depth;
    x->text.len = 0;
    x->markup = x->plain = false;
}

static void
add_tag(struct xml *x, struct mill_str tag)
{
    struct feed_item *item = x->item;

    tag = feed_trim(tag);
    if (item != NULL && tag.len > 0 && item->n_tags < FEED_TAGS)
        item->tags[item->n_tags++] = feed_plain(x->feed, tag);
}

static void
add_link(struct xml *x, struct attributes a)
{
    struct mill_str href = attribute(a, "href", false);
    struct mill_str rel = attribute(a, "rel", false);
    struct mill_str type = attribute(a, "type", false);
    struct mill_str url;

    if (href.len == 0)
        return;
    /* the parser leaves references in attributes as they are written */
    href = feed_plain(x->feed, href);
    url = feed_resolve(x->feed, href, top(x)->base);
    if (x->item == NULL) {
        if (x->feed->link.len == 0 &&
            (rel.len == 0 || equals(rel, "alternate")))
            x->feed->link = url;
        return;
    }
    if (rel.len == 0 || equals(rel, "alternate") ||
        equals(rel, "http://www.iana.org/assignments/relation/alternate")) {
        /* of several, the page */
        if (x->item->link.len == 0 || contains(type, "html"))
            x->item->link = url;
    } else if (equals(rel, "self")) {
        x->self_link = url;
    } else if (equals(rel, "enclosure")) {
        x->enclosure = url;
    }
}

static void
add_image(struct xml *x, struct attributes a)
{
    struct mill_str url = attribute(a, "url", false);
    struct mill_str type = attribute(a, "type", false);
    struct mill_str medium = attribute(a, "medium", false);

    if (url.len == 0 || x->item == NULL || x->item->image.len > 0 ||
        contains(type, "video") || contains(type, "audio") ||
        contains(medium, "video") || contains(medium, "audio"))
        return;
    x->item->image = feed_resolve(x->feed, feed_plain(x->feed, url),
                                  top(x)->base);
}

static void
start_item(struct xml *x, struct attributes a)
{
    struct mill_str about = attribute(a, "about", false);

    x->guid_link = x->self_link = x->enclosure = MILL_STR("");
    if (x->feed->kind == FEED_INDEX)
        return;
    x->item = feed_add_item(x->feed);
    if (x->item == NULL) {
        x->failed = x->feed->count < x->feed->most;
        return;
    }
    if (about.len > 0)
        x->item->id = feed_plain(x->feed, about);
}

static void
start_child(struct xml *x, const xmlChar *name, enum space space,
            struct attributes a)
{
    enum what what = names_what((const char *)name, space);

    if ((space == SPACE_ATOM || space == SPACE_PLAIN) && is(name, "link"))
        add_link(x, a);
    if (space == SPACE_ATOM && is(name, "link")) {
        if (attribute(a, "href", false).len == 0 &&
            equals(attribute(a, "rel", false), "alternate"))
            take(x, WHAT_LINK);
        return;
    }
    if (is(name, "category")) {
        struct mill_str label = attribute(a, "label", false);

        if (label.len == 0)
            label = attribute(a, space == SPACE_ITUNES ? "text" : "term",
                              false);
        add_tag(x, label);
    }
    if (is(name, "enclosure") && space == SPACE_PLAIN) {
        struct mill_str url = attribute(a, "url", false);

        if (x->enclosure.len == 0)
            x->enclosure = feed_resolve(
                x->feed, feed_plain(x->feed, url), top(x)->base);
        if (contains(attribute(a, "type", false), "image"))
            add_image(x, a);
    }
    if (space == SPACE_MEDIA && (is(name, "content") ||
                                 is(name, "thumbnail")))
        add_image(x, a);
    if (what == WHAT_NOTHING)
        return;
    take(x, what);
    if (what == WHAT_GUID)
        x->permalink =
            !equals(attribute(a, "isPermaLink", false), "false") &&
            space == SPACE_PLAIN;
    if (space == SPACE_ATOM) {
        struct mill_str type = attribute(a, "type", false);

        x->markup = equals(type, "xhtml") ||
                    equals(type, "application/xhtml+xml");
        x->plain = type.len == 0 || equals(type, "text") ||
                   equals(type, "text/plain");
    }
}

static void end_of_text(struct xml *x);
static void end_item(struct xml *x);

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
    if (is(name, "item") || is(name, "entry"))
        return true;
    if (names_what((const char *)name, space) == WHAT_NOTHING)
        return false;
    if (!has_html)
        return true;
    return is(name, "pubDate") || is(name, "guid") || is(name, "updated") ||
           is(name, "published") || space == SPACE_DC ||
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
        end_of_text(x);
        if (is(name, "item") || is(name, "entry")) {
            /* its own end is lost, too */
            end_item(x);
            while (x->depth > 0 && top(x)->place == IN_ITEM)
                x->depth--;
        }
    }
    parent = top(x);
    outer = x->depth == 0 ? IN_NOTHING : parent->place;
    (void)n_namespaces;
    (void)namespaces;
    (void)n_defaulted;
    if (x->depth == 0)
        root(x, name, space);
    level.place = place_of(x, outer, name, space);
    level.base = x->depth == 0 ? x->levels[0].base : parent->base;
    base = attribute(a, "base", true);
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
                                                is(name, "div")))
            put_tag(x, name, a, false);
        return;
    }
    if (level.place == IN_ITEM && outer != IN_ITEM) {
        start_item(x, a);
        return;
    }
    if (outer == IN_ITEM) {
        start_child(x, name, space, a);
    } else if (outer == IN_AUTHOR && is(name, "name")) {
        take(x, WHAT_AUTHOR);
        x->plain = true;
    } else if (outer == IN_FEED) {
        if (is(name, "link"))
            add_link(x, a);
        if (is(name, "title") && space != SPACE_MEDIA)
            take(x, WHAT_TITLE);
        else if (is(name, "link") && space == SPACE_PLAIN)
            take(x, WHAT_LINK);
        else if (is(name, "language"))
            take(x, WHAT_LANG);
    }
}

/* ---- texts that are complete */

/* "mail@host (Name)", "Name <mail@host>", "Name (mail@host)" to the name. */
static struct mill_str
author_name(struct mill_str s)
{
    const char *open, *close;

    s = feed_trim(s);
    open = s.len > 0 ? memchr(s.ptr, '(', s.len) : NULL;
    if (open != NULL && memchr(s.ptr, '@', s.len) != NULL) {
        struct mill_str outer = { s.ptr, (size_t)(open - s.ptr) }, inner;

        close = memchr(open, ')', (size_t)(s.ptr + s.len - open));
        inner.ptr = open + 1;
        inner.len = (size_t)((close != NULL ? close : s.ptr + s.len) -
                             inner.ptr);
        if (outer.len > 0 && memchr(outer.ptr, '@', outer.len) != NULL)
            return inner.len > 0 ? feed_trim(inner) : feed_trim(outer);
        return feed_trim(outer);
    }
    open = s.len > 0 ? memchr(s.ptr, '<', s.len) : NULL;
    if (open != NULL && open > s.ptr &&
        memchr(open, '@', (size_t)(s.ptr + s.len - open)) != NULL)
        s.len = (size_t)(open - s.ptr);
    return feed_trim(s);
}

static void
add_author(struct xml *x, struct mill_str text, bool plain)
{
    struct feed_item *item = x->item;
    struct mill_str name;

    if (item == NULL || item->n_authors >= FEED_AUTHORS)
        return;
    /* before the tags go: "Name <mail@host>" looks like one */
    name = author_name(text);
    name = plain ? feed_copy(x->feed, name) : feed_plain(x->feed, name);
    for (size_t i = 0; i < item->n_authors; i++)
        if (item->authors[i].len == name.len &&
            memcmp(item->authors[i].ptr, name.ptr, name.len) == 0)
            return;
    if (name.len > 0)
        item->authors[item->n_authors++] = name;
}

static void
set(struct mill_str *field, struct mill_str value)
{
    if (field->len == 0)
        *field = value;
}

static struct mill_str
one_line(struct xml *x, struct mill_str text)
{
    /* Atom's plain text may have '<' and '&' for themselves */
    if (!x->plain)
        return feed_plain(x->feed, text);
    return feed_copy(x->feed, feed_trim(text));
}

static void
end_of_item_text(struct xml *x, struct mill_str text)
{
    struct feed_item *item = x->item;
    struct feed *feed = x->feed;

    switch (x->what) {
    case WHAT_TITLE:
        item->title = one_line(x, text);
        break;
    case WHAT_SECOND_TITLE:
        set(&item->title, one_line(x, text));
        break;
    case WHAT_LINK:
        if (text.len > 0)
            item->link = feed_resolve(feed, text, top(x)->base);
        break;
    case WHAT_ORIGINAL_LINK:
        item->link = feed_resolve(feed, text, top(x)->base);
        break;
    case WHAT_LOC:
        set(&item->link, feed_resolve(feed, text, top(x)->base));
        break;
    case WHAT_GUID:
        item->id = feed_copy(feed, text);
        if (x->permalink)
            x->guid_link = feed_resolve(feed, text, top(x)->base);
        break;
    case WHAT_SUMMARY:
        set(&item->summary, feed_copy(feed, text));
        break;
    case WHAT_CONTENT:
        if (text.len > item->content.len)
            item->content = feed_copy(feed, text);
        break;
    case WHAT_PUBLISHED:
        set(&item->published, feed_date(feed, text));
        break;
    case WHAT_UPDATED:
        set(&item->updated, feed_date(feed, text));
        break;
    case WHAT_AUTHOR:
        add_author(x, text, x->plain);
        break;
    case WHAT_SECOND_AUTHOR:
        if (item->n_authors == 0)
            add_author(x, text, false);
        break;
    case WHAT_TAG:
        add_tag(x, text);
        break;
    case WHAT_LANG:
        set(&item->lang, feed_copy(feed, text));
        break;
    case WHAT_NOTHING:
        break;
    }
}

static void
end_of_text(struct xml *x)
{
    struct mill_str text = feed_trim(
        (struct mill_str){ x->text.ptr, x->text.len });

    if (text.len == 0)
        text = MILL_STR("");
    if (x->item != NULL)
        end_of_item_text(x, text);
    else if (x->feed->kind == FEED_INDEX && x->what == WHAT_LOC)
        x->failed = !feed_add_child(
                        x->feed, feed_resolve(x->feed, text, top(x)->base)) ||
                    x->failed;
    else if (x->what == WHAT_TITLE)
        set(&x->feed->title, one_line(x, text));
    else if (x->what == WHAT_LINK)
        set(&x->feed->link, feed_resolve(x->feed, text, top(x)->base));
    else if (x->what == WHAT_LANG)
        set(&x->feed->lang, feed_copy(x->feed, text));
    x->what = WHAT_NOTHING;
}

static bool
is_web(struct mill_str url)
{
    return (url.len > 7 && strncasecmp(url.ptr, "http://", 7) == 0) ||
           (url.len > 8 && strncasecmp(url.ptr, "https://", 8) == 0);
}

static void
end_item(struct xml *x)
{
    struct feed_item *item = x->item;
    const struct mill_str instead[] = { x->guid_link, x->self_link,
                                        item->id, x->enclosure };

    for (size_t i = 0; i < 4 && item->link.len == 0; i++)
        if (is_web(instead[i]))
            item->link = instead[i];
    x->item = NULL;
}

static void
end_element(void *context, const xmlChar *name, const xmlChar *prefix,
            const xmlChar *uri)
{
    struct xml *x = context;
    enum place place = top(x)->place;

    (void)prefix;
    (void)uri;
    if (x->what != WHAT_NOTHING) {
        if (x->depth == x->what_depth)
            end_of_text(x);
        else if (x->text.len < XML_CAPTURE &&
                 !(x->markup && x->depth == x->what_depth + 1 &&
                   is(name, "div")))
            put_tag(x, name, (struct attributes){ NULL, 0 }, true);
    }
    if (x->depth > 0)
        x->depth--;
    if (place == IN_ITEM && x->item != NULL &&
        (x->depth == 0 || top(x)->place != IN_ITEM))
        end_item(x);
}

static void
characters(void *context, const xmlChar *bytes, int len)
{
    struct xml *x = context;

    if (x->what == WHAT_NOTHING || x->text.len >= XML_CAPTURE)
        return;
    if (!x->markup) {
        mill_buf_put(&x->text, bytes, (size_t)len);
        return;
    }
    for (int i = 0; i < len; i++)
        if (bytes[i] == '&')
            mill_buf_put(&x->text, "&amp;", 5);
        else if (bytes[i] == '<')
            mill_buf_put(&x->text, "&lt;", 4);
        else if (bytes[i] == '>')
            mill_buf_put(&x->text, "&gt;", 4);
        else
            mill_buf_char(&x->text, (char)bytes[i]);
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
        end_item(x); /* the feed is cut inside of it */
    feed->damaged = feed->damaged || damaged;
    return !x->failed && !x->text.failed;
}
