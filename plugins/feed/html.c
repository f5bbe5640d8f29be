/* SPDX-License-Identifier: Apache-2.0
 *
 * html.c: the feeds that a page of HTML names in its head. */
#include "parse.h"

#include <pressmill/str.h>

#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

struct search {
    struct feed *feed;
    const char *base;
    bool failed;
};

static const char *
attribute(const xmlChar **list, const char *name)
{
    for (; list != NULL && list[0] != NULL; list += 2)
        if (strcasecmp((const char *)list[0], name) == 0)
            return (const char *)list[1];
    return NULL;
}

/* Whether one of the words of rel="..." is `word`. */
static bool
has_word(const char *words, const char *word)
{
    size_t n = strlen(word);

    while (words != NULL && *words != '\0') {
        size_t len = strcspn(words, " \t\r\n");

        if (len == n && strncasecmp(words, word, n) == 0)
            return true;
        words += len;
        words += strspn(words, " \t\r\n");
    }
    return false;
}

static void
start(void *context, const xmlChar *name, const xmlChar **attributes)
{
    static const char *const types[] = {
        "application/rss+xml", "application/atom+xml",
        "application/feed+json", "application/json", "application/rdf+xml",
        "text/xml", "application/xml"
    };
    struct search *s = context;
    const char *href = attribute(attributes, "href");
    const char *type = attribute(attributes, "type");

    if (href == NULL)
        return;
    if (strcasecmp((const char *)name, "base") == 0 && s->base[0] != '\0') {
        s->base = feed_resolve(s->feed, mill_str_of(href), s->base).ptr;
        return;
    }
    if (strcasecmp((const char *)name, "link") != 0 || type == NULL ||
        !has_word(attribute(attributes, "rel"), "alternate"))
        return;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (strncasecmp(type, types[i], strlen(types[i])) == 0) {
            /* WordPress names its interface, which is no feed, this way */
            if (strstr(href, "/wp-json/") != NULL)
                return;
            if (!feed_add_child(
                    s->feed, feed_resolve(s->feed, mill_str_of(href), s->base)))
                s->failed = true;
            return;
        }
}

bool
feed_parse_html(struct feed *feed, struct mill_str utf8, const char *base)
{
    htmlSAXHandler sax = { .startElement = start };
    struct search s = { feed, base, false };
    htmlParserCtxtPtr context;

    feed->kind = FEED_PAGE;
    if (utf8.len > 4u << 20) /* what we want stands in the head */
        utf8.len = 4u << 20;
    context = htmlCreatePushParserCtxt(&sax, &s, NULL, 0, NULL,
                                       XML_CHAR_ENCODING_UTF8);
    if (context == NULL)
        return false;
    htmlCtxtUseOptions(context, HTML_PARSE_NONET | HTML_PARSE_NOERROR |
                                    HTML_PARSE_NOWARNING);
    htmlParseChunk(context, utf8.ptr, (int)utf8.len, 0);
    htmlParseChunk(context, NULL, 0, 1);
    if (context->myDoc != NULL)
        xmlFreeDoc(context->myDoc);
    htmlFreeParserCtxt(context);
    return !s.failed;
}
