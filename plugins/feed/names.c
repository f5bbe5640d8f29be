/* SPDX-License-Identifier: Apache-2.0
 *
 * names.c: see names.h. */
#include "names.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

enum space
names_space(const char *uri, const char *prefix)
{
    static const struct {
        const char *uri, *prefix;
        enum space space;
    } spaces[] = {
        { "http://www.w3.org/2005/Atom", "atom", SPACE_ATOM },
        { "http://purl.org/atom/", "atom03", SPACE_ATOM },
        { "http://purl.org/dc/", "dc", SPACE_DC },
        { "http://purl.org/dc/terms/", "dcterms", SPACE_DC },
        { "http://purl.org/rss/1.0/modules/content", "content",
          SPACE_CONTENT },
        { "http://search.yahoo.com/mrss", "media", SPACE_MEDIA },
        { "http://www.itunes.com/", "itunes", SPACE_ITUNES },
        { "http://www.google.com/schemas/sitemap-news", "news", SPACE_NEWS },
        { "http://www.sitemaps.org/schemas/sitemap/", "sm", SPACE_SITEMAP },
        { "http://www.google.com/schemas/sitemap/", "gsm", SPACE_SITEMAP },
        { "http://rssnamespace.org/feedburner", "feedburner",
          SPACE_FEEDBURNER },
        { "http://www.w3.org/1999/xhtml", "xhtml", SPACE_XHTML },
        { "http://www.w3.org/XML/1998/namespace", "xml", SPACE_XML },
        { "http://www.w3.org/1999/02/22-rdf-syntax-ns", "rdf", SPACE_PLAIN },
        { "http://purl.org/rss/1.0/", "rss", SPACE_PLAIN },
        { "http://purl.org/net/rss1.1", "rss11", SPACE_PLAIN },
        { "http://my.netscape.com/", "rss09", SPACE_PLAIN },
        { "http://channel.netscape.com/", "rss091", SPACE_PLAIN },
        { "http://backend.userland.com/", "rss2", SPACE_PLAIN },
        { "http://blogs.law.harvard.edu/tech/rss", "rss20", SPACE_PLAIN },
    };
    if (uri == NULL && prefix == NULL)
        return SPACE_PLAIN;
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++)
        if (uri != NULL ? strncasecmp(uri, spaces[i].uri,
                                    strlen(spaces[i].uri)) == 0
                      : strcasecmp(prefix, spaces[i].prefix) == 0)
            return spaces[i].space;
    /* a default namespace that nobody knows is somebody's idea of RSS */
    return prefix == NULL ? SPACE_PLAIN : SPACE_UNKNOWN;
}

enum what
names_what(const char *name, enum space space)
{
    static const struct {
        const char *name;
        enum space space;
        enum what what;
    } meanings[] = {
        { "title", SPACE_PLAIN, WHAT_TITLE },
        { "title", SPACE_ATOM, WHAT_TITLE },
        { "title", SPACE_NEWS, WHAT_TITLE },
        { "title", SPACE_DC, WHAT_SECOND_TITLE },
        { "title", SPACE_MEDIA, WHAT_SECOND_TITLE },
        { "title", SPACE_ITUNES, WHAT_SECOND_TITLE },
        { "link", SPACE_PLAIN, WHAT_LINK },
        { "loc", SPACE_SITEMAP, WHAT_LOC },
        { "loc", SPACE_PLAIN, WHAT_LOC },
        { "lastmod", SPACE_SITEMAP, WHAT_UPDATED },
        { "lastmod", SPACE_PLAIN, WHAT_UPDATED },
        { "origLink", SPACE_FEEDBURNER, WHAT_ORIGINAL_LINK },
        { "guid", SPACE_PLAIN, WHAT_GUID },
        { "id", SPACE_ATOM, WHAT_GUID },
        { "id", SPACE_PLAIN, WHAT_GUID },
        { "description", SPACE_PLAIN, WHAT_SUMMARY },
        { "summary", SPACE_ATOM, WHAT_SUMMARY },
        { "summary", SPACE_PLAIN, WHAT_SUMMARY },
        { "summary", SPACE_ITUNES, WHAT_SUMMARY },
        { "description", SPACE_DC, WHAT_SUMMARY },
        { "abstract", SPACE_PLAIN, WHAT_SUMMARY }, /* CDF */
        { "encoded", SPACE_CONTENT, WHAT_CONTENT },
        { "fullitem", SPACE_PLAIN, WHAT_CONTENT },
        { "body", SPACE_PLAIN, WHAT_CONTENT },
        { "body", SPACE_XHTML, WHAT_CONTENT },
        { "content", SPACE_ATOM, WHAT_CONTENT },
        { "content", SPACE_PLAIN, WHAT_CONTENT },
        { "pubDate", SPACE_PLAIN, WHAT_PUBLISHED },
        { "published", SPACE_ATOM, WHAT_PUBLISHED },
        { "published", SPACE_PLAIN, WHAT_PUBLISHED },
        { "issued", SPACE_ATOM, WHAT_PUBLISHED },
        { "issued", SPACE_DC, WHAT_PUBLISHED },
        { "date", SPACE_DC, WHAT_PUBLISHED },
        { "created", SPACE_DC, WHAT_PUBLISHED },
        { "created", SPACE_ATOM, WHAT_PUBLISHED },
        { "publication_date", SPACE_NEWS, WHAT_PUBLISHED },
        { "updated", SPACE_ATOM, WHAT_UPDATED },
        { "updated", SPACE_PLAIN, WHAT_UPDATED },
        { "modified", SPACE_ATOM, WHAT_UPDATED },
        { "modified", SPACE_DC, WHAT_UPDATED },
        { "creator", SPACE_DC, WHAT_AUTHOR },
        { "author", SPACE_PLAIN, WHAT_AUTHOR },
        { "author", SPACE_DC, WHAT_AUTHOR },
        { "author", SPACE_ITUNES, WHAT_SECOND_AUTHOR },
        { "category", SPACE_PLAIN, WHAT_TAG },
        { "category", SPACE_ATOM, WHAT_TAG },
        { "subject", SPACE_DC, WHAT_TAG },
        { "keywords", SPACE_ITUNES, WHAT_TAGS },
        { "keywords", SPACE_MEDIA, WHAT_TAGS },
        { "keywords", SPACE_NEWS, WHAT_TAGS },
        { "genres", SPACE_NEWS, WHAT_TAGS },
        { "language", SPACE_DC, WHAT_LANG },
        { "language", SPACE_PLAIN, WHAT_LANG },
        { "language", SPACE_NEWS, WHAT_LANG },
    };

    for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++)
        if (meanings[i].space == space &&
            strcasecmp(name, meanings[i].name) == 0)
            return meanings[i].what;
    return WHAT_NOTHING;
}
