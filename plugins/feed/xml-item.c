/* SPDX-License-Identifier: Apache-2.0
 *
 * xml-item.c: items out of the elements of RSS, Atom and sitemaps. */
#include "xml.h"

#include <pressmill/str.h>
#include <string.h>
#include <strings.h>

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

/* ---- taking texts */

void
xml_take(struct xml *x, enum what what)
{
    if (x->what != WHAT_NOTHING)
        return;
    x->what = what;
    x->what_depth = x->depth;
    x->text.len = 0;
    x->markup = x->plain = x->base64 = false;
}

static bool
is_textual(struct mill_str type)
{
    return type.len == 0 || equals(type, "text") || equals(type, "html") ||
           equals(type, "xhtml") || equals(type, "escaped") ||
           contains(type, "text/") || contains(type, "/xml") ||
           contains(type, "+xml");
}

void
xml_text_type(struct xml *x, struct attributes a)
{
    struct mill_str type = xml_attribute(a, "type", false);
    struct mill_str mode = xml_attribute(a, "mode", false);

    x->base64 = equals(mode, "base64") || !is_textual(type);
    x->markup = !x->base64 && (equals(type, "xhtml") ||
                               equals(type, "application/xhtml+xml") ||
                               (equals(mode, "xml") && contains(type, "html")));
    x->plain = !x->base64 && (type.len == 0 || equals(type, "text") ||
                              equals(type, "text/plain"));
}

static void
add_tag(struct xml *x, struct mill_str tag)
{
    struct feed_item *item = x->item;

    tag = feed_plain(x->feed, mill_str_trim(tag));
    if (item == NULL || tag.len == 0 || item->n_tags == FEED_TAGS)
        return;
    for (size_t i = 0; i < item->n_tags; i++)
        if (item->tags[i].len == tag.len &&
            memcmp(item->tags[i].ptr, tag.ptr, tag.len) == 0)
            return;
    item->tags[item->n_tags++] = tag;
}

/* Words with commas between them. */
static void
add_tags(struct xml *x, struct mill_str words)
{
    while (words.len > 0) {
        const char *comma = memchr(words.ptr, ',', words.len);
        size_t len = comma != NULL ? (size_t)(comma - words.ptr) : words.len;

        add_tag(x, (struct mill_str){ words.ptr, len });
        len += comma != NULL;
        words.ptr += len;
        words.len -= len;
    }
}

void
xml_add_link(struct xml *x, struct attributes a)
{
    struct mill_str href = xml_attribute(a, "href", false);
    struct mill_str rel = xml_attribute(a, "rel", false);
    struct mill_str type = xml_attribute(a, "type", false);
    struct mill_str url;

    if (href.len == 0)
        return;
    /* the parser leaves references in attributes as they are written */
    href = feed_plain(x->feed, href);
    url = feed_resolve(x->feed, href, xml_top(x)->base);
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

/* The same article in another language, as sitemaps name it. */
static void
add_alternate(struct xml *x, struct attributes a)
{
    struct feed_item *item = x->item;
    struct mill_str lang = xml_attribute(a, "hreflang", false);
    struct mill_str url = xml_attribute(a, "href", false);
    char *text;

    if (item == NULL || lang.len == 0 || url.len == 0 ||
        item->n_alternates == FEED_ALTERNATES)
        return;
    if (item->alternates == NULL)
        item->alternates = mill_arena_alloc(
            x->feed->arena, FEED_ALTERNATES * sizeof *item->alternates);
    url = feed_resolve(x->feed, feed_plain(x->feed, url), xml_top(x)->base);
    text = mill_arena_printf(x->feed->arena, "%.*s %.*s", MILL_FMT(lang),
                             MILL_FMT(url));
    if (item->alternates != NULL && text != NULL)
        item->alternates[item->n_alternates++] = mill_str_of(text);
}

static void
add_image(struct xml *x, struct attributes a)
{
    struct mill_str url = xml_attribute(a, "url", false);
    struct mill_str type = xml_attribute(a, "type", false);
    struct mill_str medium = xml_attribute(a, "medium", false);

    if (url.len == 0)
        url = xml_attribute(a, "href", false);
    if (url.len == 0 || x->item == NULL || x->item->image.len > 0 ||
        contains(type, "video") || contains(type, "audio") ||
        contains(medium, "video") || contains(medium, "audio"))
        return;
    x->item->image = feed_resolve(x->feed, feed_plain(x->feed, url),
                                  xml_top(x)->base);
}

void
xml_start_item(struct xml *x, struct attributes a)
{
    struct mill_str about = xml_attribute(a, "about", false);
    struct mill_str href = xml_attribute(a, "href", false);
    struct mill_str changed = xml_attribute(a, "lastmod", false);

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
    /* the Channel Definition Format has it all in attributes */
    if (href.len > 0)
        x->item->link = feed_resolve(x->feed, feed_plain(x->feed, href),
                                     xml_top(x)->base);
    x->item->updated = feed_date(x->feed, changed);
}

void
xml_start_child(struct xml *x, const xmlChar *name, enum space space,
            struct attributes a)
{
    enum what what = names_what((const char *)name, space);

    if ((space == SPACE_ATOM || space == SPACE_PLAIN) && xml_is(name, "link"))
        xml_add_link(x, a);
    if (space == SPACE_ATOM && xml_is(name, "link")) {
        if (xml_attribute(a, "href", false).len == 0 &&
            equals(xml_attribute(a, "rel", false), "alternate"))
            xml_take(x, WHAT_LINK);
        return;
    }
    if (space == SPACE_XHTML && xml_is(name, "link") &&
        equals(xml_attribute(a, "rel", false), "alternate"))
        add_alternate(x, a);
    if (xml_is(name, "category")) {
        struct mill_str label = xml_attribute(a, "label", false);

        if (label.len == 0)
            label = xml_attribute(a, space == SPACE_ITUNES ? "text" : "term",
                              false);
        add_tag(x, label);
    }
    if (xml_is(name, "enclosure") && space == SPACE_PLAIN) {
        struct mill_str url = xml_attribute(a, "url", false);

        if (x->enclosure.len == 0)
            x->enclosure = feed_resolve(
                x->feed, feed_plain(x->feed, url), xml_top(x)->base);
        if (contains(xml_attribute(a, "type", false), "image"))
            add_image(x, a);
    }
    if ((space == SPACE_MEDIA && (xml_is(name, "content") ||
                                  xml_is(name, "thumbnail"))) ||
        (space == SPACE_ITUNES && xml_is(name, "image")))
        add_image(x, a);
    if (what == WHAT_NOTHING)
        return;
    xml_take(x, what);
    if (what == WHAT_GUID)
        x->permalink =
            !equals(xml_attribute(a, "isPermaLink", false), "false") &&
            space == SPACE_PLAIN;
    if (space == SPACE_ATOM)
        xml_text_type(x, a);
}

/* ---- texts that are complete */

/* "mail@host (Name)", "Name <mail@host>", "Name (mail@host)" to the name. */
static struct mill_str
author_name(struct mill_str s)
{
    const char *open, *close;

    s = mill_str_trim(s);
    open = s.len > 0 ? memchr(s.ptr, '(', s.len) : NULL;
    if (open != NULL && memchr(s.ptr, '@', s.len) != NULL) {
        struct mill_str outer = { s.ptr, (size_t)(open - s.ptr) }, inner;

        close = memchr(open, ')', (size_t)(s.ptr + s.len - open));
        inner.ptr = open + 1;
        inner.len = (size_t)((close != NULL ? close : s.ptr + s.len) -
                             inner.ptr);
        if (outer.len > 0 && memchr(outer.ptr, '@', outer.len) != NULL)
            return inner.len > 0 ? mill_str_trim(inner) : mill_str_trim(outer);
        return mill_str_trim(outer);
    }
    open = s.len > 0 ? memchr(s.ptr, '<', s.len) : NULL;
    if (open != NULL && open > s.ptr &&
        memchr(open, '@', (size_t)(s.ptr + s.len - open)) != NULL)
        s.len = (size_t)(open - s.ptr);
    return mill_str_trim(s);
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
    return feed_copy(x->feed, mill_str_trim(text));
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
            item->link = feed_resolve(feed, text, xml_top(x)->base);
        break;
    case WHAT_ORIGINAL_LINK:
        item->link = feed_resolve(feed, text, xml_top(x)->base);
        break;
    case WHAT_LOC:
        set(&item->link, feed_resolve(feed, text, xml_top(x)->base));
        break;
    case WHAT_GUID:
        item->id = text.len > 0 && text.ptr[0] == '/'
                       ? feed_resolve(feed, text, xml_top(x)->base)
                       : feed_copy(feed, text);
        if (x->permalink)
            x->guid_link = feed_resolve(feed, text, xml_top(x)->base);
        break;
    case WHAT_SUMMARY:
        set(&item->summary, feed_copy(feed, text));
        break;
    case WHAT_CONTENT:
        if (text.len > item->content.len)
            item->content = feed_absolute(feed, feed_copy(feed, text),
                                          xml_top(x)->base);
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
    case WHAT_TAGS:
        add_tags(x, text);
        break;
    case WHAT_LANG:
        set(&item->lang, feed_copy(feed, text));
        break;
    case WHAT_NOTHING:
        break;
    }
}

void
xml_end_text(struct xml *x)
{
    struct mill_str text =
        mill_str_trim((struct mill_str){ x->text.ptr, x->text.len });

    if (text.len == 0)
        text = MILL_STR("");
    if (x->base64)
        text = mill_str_trim(feed_base64(x->feed, text));
    if (x->item != NULL)
        end_of_item_text(x, text);
    else if (x->feed->kind == FEED_INDEX && x->what == WHAT_LOC)
        x->failed = !feed_add_child(
                        x->feed, feed_resolve(x->feed, text, xml_top(x)->base)) ||
                    x->failed;
    else if (x->what == WHAT_TITLE)
        set(&x->feed->title, one_line(x, text));
    else if (x->what == WHAT_LINK)
        set(&x->feed->link, feed_resolve(x->feed, text, xml_top(x)->base));
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

void
xml_end_item(struct xml *x)
{
    struct feed_item *item = x->item;
    const struct mill_str instead[] = { x->guid_link, x->self_link,
                                        item->id, x->enclosure };

    for (size_t i = 0; i < 4 && item->link.len == 0; i++)
        if (is_web(instead[i]))
            item->link = instead[i];
    x->item = NULL;
}
