/* SPDX-License-Identifier: Apache-2.0
 *
 * meta.c: metadata of a page: <meta>, <link>, and who reads the rest. JSON-LD
 * is in meta-ld.c. */
#define _GNU_SOURCE /* memmem */

#include "collect.h"
#include "words.h"

#include <string.h>
#include <strings.h>

void
meta_offer(struct meta_value *to, struct mill_str value, const char *source,
           float confidence)
{
    while (value.len > 0 && (unsigned char)value.ptr[0] <= ' ') {
        value.ptr++;
        value.len--;
    }
    while (value.len > 0 && (unsigned char)value.ptr[value.len - 1] <= ' ')
        value.len--;
    if (value.len == 0 || confidence <= to->confidence)
        return;
    *to = (struct meta_value){ value, source, confidence };
}

void
meta_offer_published(struct meta *meta, struct mill_str value,
                     const char *source, float confidence)
{
    if (value.len > 0 && meta->said_count < META_SAID)
        meta->said[meta->said_count++] = value;
    meta_offer(&meta->published, value, source, confidence);
}

bool
meta_is(struct mill_str s, const char *text)
{
    return s.len == strlen(text) && strncasecmp(s.ptr, text, s.len) == 0;
}

bool
meta_contains(struct mill_str s, const char *text)
{
    return s.ptr != NULL && memmem(s.ptr, s.len, text, strlen(text)) != NULL;
}

/* Where values of <meta> go. */
enum field {
    TITLE,
    PUBLISHED,
    MODIFIED,
    SITE,
    SECTION,
    URL,
    LANG,
    IMAGE,
    DESCRIPTION,
    AUTHOR,
    FIELDS
};

#define KNOWN(name, field, confidence)            \
    {                                             \
        name, sizeof(name) - 1, field, confidence \
    }
static const struct known {
    const char *name;
    size_t len;
    enum field field;
    float confidence;
} known[] = {
    KNOWN("og:title", TITLE, 0.8f),
    KNOWN("twitter:title", TITLE, 0.7f),
    KNOWN("title", TITLE, 0.6f),
    KNOWN("dc.title", TITLE, 0.7f),
    KNOWN("dcterms.title", TITLE, 0.7f),
    KNOWN("parsely-title", TITLE, 0.82f),
    KNOWN("sailthru.title", TITLE, 0.81f),
    KNOWN("citation_title", TITLE, 0.82f),
    KNOWN("headline", TITLE, 0.7f),
    KNOWN("article:published_time", PUBLISHED, 0.9f),
    KNOWN("og:article:published_time", PUBLISHED, 0.88f),
    KNOWN("og:published_time", PUBLISHED, 0.87f),
    KNOWN("datepublished", PUBLISHED, 0.88f),
    KNOWN("article:published", PUBLISHED, 0.85f),
    KNOWN("article.published", PUBLISHED, 0.85f),
    KNOWN("parsely-pub-date", PUBLISHED, 0.86f),
    KNOWN("sailthru.date", PUBLISHED, 0.84f),
    KNOWN("cxenseparse:recs:publishtime", PUBLISHED, 0.86f),
    KNOWN("cxenseparse:publishtime", PUBLISHED, 0.86f),
    KNOWN("citation_publication_date", PUBLISHED, 0.8f),
    KNOWN("citation_online_date", PUBLISHED, 0.81f),
    KNOWN("publication_date", PUBLISHED, 0.84f),
    KNOWN("publish-date", PUBLISHED, 0.84f),
    KNOWN("publish_date", PUBLISHED, 0.84f),
    KNOWN("publishdate", PUBLISHED, 0.84f),
    KNOWN("published-date", PUBLISHED, 0.84f),
    KNOWN("publisheddate", PUBLISHED, 0.84f),
    KNOWN("pubdate", PUBLISHED, 0.84f),
    KNOWN("pub_date", PUBLISHED, 0.84f),
    KNOWN("date.issued", PUBLISHED, 0.82f),
    KNOWN("dc.date.issued", PUBLISHED, 0.84f),
    KNOWN("dcterms.created", PUBLISHED, 0.82f),
    KNOWN("dc.date.created", PUBLISHED, 0.82f),
    KNOWN("dcterms.issued", PUBLISHED, 0.83f),
    KNOWN("dc.date", PUBLISHED, 0.8f),
    KNOWN("dcterms.date", PUBLISHED, 0.8f),
    KNOWN("date", PUBLISHED, 0.8f),
    KNOWN("published", PUBLISHED, 0.82f),
    KNOWN("published_at", PUBLISHED, 0.82f),
    KNOWN("article_date_original", PUBLISHED, 0.86f),
    KNOWN("article:post_date", PUBLISHED, 0.84f),
    KNOWN("vr:published_time", PUBLISHED, 0.84f),
    KNOWN("datecreated", PUBLISHED, 0.7f),
    KNOWN("article:modified_time", MODIFIED, 0.9f),
    KNOWN("og:updated_time", MODIFIED, 0.8f),
    KNOWN("datemodified", MODIFIED, 0.85f),
    KNOWN("dcterms.modified", MODIFIED, 0.8f),
    KNOWN("last-modified", MODIFIED, 0.5f),
    KNOWN("lastmod", MODIFIED, 0.6f),
    KNOWN("revised", MODIFIED, 0.5f),
    KNOWN("og:site_name", SITE, 0.9f),
    KNOWN("application-name", SITE, 0.6f),
    KNOWN("dc.publisher", SITE, 0.5f),
    KNOWN("article:section", SECTION, 0.9f),
    KNOWN("section", SECTION, 0.6f),
    KNOWN("parsely-section", SECTION, 0.85f),
    KNOWN("og:url", URL, 0.8f),
    KNOWN("og:locale", LANG, 0.5f),
    KNOWN("content-language", LANG, 0.5f),
    KNOWN("language", LANG, 0.5f),
    KNOWN("dc.language", LANG, 0.5f),
    KNOWN("og:image", IMAGE, 0.85f),
    KNOWN("og:image:url", IMAGE, 0.8f),
    KNOWN("twitter:image", IMAGE, 0.7f),
    KNOWN("og:description", DESCRIPTION, 0.8f),
    KNOWN("description", DESCRIPTION, 0.7f),
    KNOWN("author", AUTHOR, 0.8f),
    KNOWN("article:author", AUTHOR, 0.75f),
    KNOWN("og:article:author", AUTHOR, 0.7f),
    KNOWN("parsely-author", AUTHOR, 0.85f),
    KNOWN("sailthru.author", AUTHOR, 0.84f),
    KNOWN("dc.creator", AUTHOR, 0.8f),
    KNOWN("dcterms.creator", AUTHOR, 0.8f),
    KNOWN("citation_author", AUTHOR, 0.84f),
    KNOWN("byl", AUTHOR, 0.83f),
    KNOWN("twitter:data1", AUTHOR, 0.3f),
    KNOWN("cxenseparse:author", AUTHOR, 0.8f),
};

/* What a site that names itself as the author is trusted: less than a byline
 * near the heading, more than all that is less plain. It may be a person's. */
#define SITE_AUTHOR 0.615f

/* Letters and digits only, lower case. */
static size_t
squeeze(struct mill_str s, char *out, size_t room)
{
    size_t len = words_fold(s, out, room), n = 0;

    for (size_t i = 0; i < len; i++)
        if ((unsigned char)out[i] >= 0x80 || (out[i] >= 'a' && out[i] <= 'z') ||
            (out[i] >= '0' && out[i] <= '9'))
            out[n++] = out[i];
    return n;
}

/* The name of the site, or what its host is called. */
bool
meta_is_site(const struct collect *c, struct mill_str name)
{
    struct mill_str url = c->in->url.len > 0 ? c->in->url : c->m->url.value;
    char a[128], b[128];
    size_t n = squeeze(name, a, sizeof(a)), m;

    if (n < 4)
        return false;
    m = squeeze(c->m->site.value, b, sizeof(b));
    if (m >= 4 && (n < m ? memmem(b, m, a, n) : memmem(a, n, b, m)) != NULL &&
        2 * (n < m ? n : m) >= (n < m ? m : n))
        return true;
    if (url.len < 9)
        return false;
    url.len = url.len < 80 ? url.len : 80;
    for (size_t i = 8; i < url.len; i++)
        if (url.ptr[i] == '/')
            url.len = i;
    while (url.len > 0 && ((unsigned char)url.ptr[url.len - 1] & 0x80) != 0)
        url.len--;
    m = squeeze(url, b, sizeof(b));
    return memmem(b, m, a, n) != NULL;
}

void
meta_offer_author(struct collect *c, struct mill_str s, const char *source,
                  float confidence)
{
    struct meta *m = c->m;
    struct mill_str names[META_AUTHORS];
    uint32_t n;
    bool site;

    if (confidence <= m->author_confidence || s.len == 0 || s.len > 300)
        return;
    s = html_unescape(c->in->page, c->in->arena, s);
    n = byline_names(c->in->words, s, false, names, META_AUTHORS);
    if (n == 0)
        return;
    site = n == 1 && meta_is_site(c, names[0]);
    /* "by integrating": in running text only a whole name counts */
    if (confidence < 0.5f && !site && strcmp(source, "text") == 0)
        n = byline_names(c->in->words, s, true, names, META_AUTHORS);
    if (n == 0)
        return;
    if (site && confidence > SITE_AUTHOR)
        confidence = SITE_AUTHOR;
    if (confidence <= m->author_confidence)
        return;
    memcpy(m->authors, names, n * sizeof(*names));
    m->author_count = n;
    m->author_source = source;
    m->author_confidence = confidence;
}

static void
read_meta(struct collect *c, uint32_t node)
{
    const struct html *page = c->in->page;
    struct meta *m = c->m;
    struct meta_value *const to[FIELDS] = { &c->other_title, &m->published,
                                            &m->modified,    &m->site,
                                            &m->section,     &m->url,
                                            &m->lang,        &m->image,
                                            &m->description, NULL };
    static const enum html_attr_name keys[] = { ATTR_PROPERTY, ATTR_NAME,
                                                ATTR_ITEMPROP,
                                                ATTR_HTTP_EQUIV };
    struct mill_str value = html_attr(page, node, ATTR_CONTENT);

    if (value.ptr == NULL)
        value = html_attr(page, node, ATTR_DATETIME);
    for (size_t k = 0; k < 4 && value.len > 0; k++) {
        struct mill_str key = html_attr(page, node, keys[k]);

        for (size_t i = 0; key.len > 0 && i < sizeof(known) / sizeof(*known);
             i++) {
            if (key.len != known[i].len ||
                strncasecmp(key.ptr, known[i].name, key.len) != 0)
                continue;
            if (known[i].field == AUTHOR) {
                if (meta_contains(value, "://"))
                    break;
                if (m->author_count > 0 && m->author_count < META_AUTHORS &&
                    m->author_source == known[i].name)
                    m->author_count +=
                        byline_names(c->in->words, value, false,
                                     m->authors + m->author_count,
                                     META_AUTHORS - m->author_count);
                else
                    meta_offer_author(c, value, known[i].name,
                                      known[i].confidence);
            } else if (known[i].field == PUBLISHED) {
                meta_offer_published(
                    m, html_unescape(c->in->page, c->in->arena, value),
                    known[i].name, known[i].confidence);
            } else {
                meta_offer(to[known[i].field],
                           html_unescape(c->in->page, c->in->arena, value),
                           known[i].name, known[i].confidence);
            }
            break;
        }
    }
}

static void
read_link(struct collect *c, uint32_t node)
{
    const struct html *page = c->in->page;
    struct mill_str rel = html_attr(page, node, ATTR_REL);
    struct mill_str href = html_attr(page, node, ATTR_HREF);
    struct mill_str lang = html_attr(page, node, ATTR_HREFLANG);
    struct meta *m = c->m;

    if (href.len == 0)
        return;
    if (meta_is(rel, "canonical"))
        meta_offer(&m->url, href, "canonical", 0.95f);
    else if (meta_is(rel, "image_src"))
        meta_offer(&m->image, href, "image_src", 0.5f);
    else if (meta_is(rel, "alternate") && lang.len > 0 &&
             m->alternate_count < META_ALTERNATES) {
        char *s = mill_arena_printf(c->in->arena, "%.*s %.*s", MILL_FMT(lang),
                                    MILL_FMT(href));

        if (s != NULL)
            m->alternates[m->alternate_count++] =
                (struct mill_str){ s, strlen(s) };
    }
}

static void
find_site(struct collect *c)
{
    struct mill_str url = c->in->url.len > 0 ? c->in->url : c->m->url.value;
    const char *p, *end;

    if (url.len < 9 || (p = memmem(url.ptr, url.len, "://", 3)) == NULL)
        return;
    p += 3;
    end = memchr(p, '/', (size_t)(url.ptr + url.len - p));
    if (end == NULL)
        end = url.ptr + url.len;
    if (end - p > 4 && memcmp(p, "www.", 4) == 0)
        p += 4;
    meta_offer(&c->m->site, (struct mill_str){ p, (size_t)(end - p) }, "url",
               0.3f);
}

/* An element that was never closed is no heading. */
bool
meta_is_short(const struct html *page, uint32_t i)
{
    enum { LONGEST = 4000 };
    uint32_t end = page->nodes[i].end < page->count
                       ? page->nodes[page->nodes[i].end].text
                       : page->text_len;

    return end - page->nodes[i].text < LONGEST;
}

bool
meta_find(const struct meta_input *in, struct meta *meta)
{
    struct collect c = { .in = in, .m = meta };
    const struct html *page = in->page;

    memset(meta, 0, sizeof(*meta));
    if (!meta_ld(in, meta))
        return false;
    for (uint32_t i = 1; i < page->count; i++) {
        switch (page->nodes[i].tag) {
        case TAG_META:
            read_meta(&c, i);
            break;
        case TAG_LINK:
            read_link(&c, i);
            break;
        case TAG_HTML:
            meta_offer(&meta->lang, html_attr(page, i, ATTR_LANG), "html",
                       0.8f);
            break;
        case TAG_TITLE:
            if (meta_is_short(page, i))
                meta_offer(&c.title, html_text(page, i, in->arena), "title",
                           0.5f);
            break;
        case TAG_H1:
            if (c.h1_count < 8 && meta_is_short(page, i)) {
                c.h1_node[c.h1_count] = i;
                c.h1_all[c.h1_count++] = html_text(page, i, in->arena);
            }
            break;
        default:
            break;
        }
    }
    find_site(&c);
    if (meta->author_count == 1 && meta->author_confidence > SITE_AUTHOR &&
        meta_is_site(&c, meta->authors[0]))
        meta->author_confidence = SITE_AUTHOR;
    meta_pick_title(&c);
    c.h1_at = meta->h1 > 0 ? meta->h1 : c.h1_count > 0 ? c.h1_node[0] : 0;
    for (uint32_t i = 1; i < page->count && c.h1_at == 0; i++)
        if ((page->nodes[i].tag == TAG_H2 || page->nodes[i].tag == TAG_H3) &&
            meta_is_short(page, i) &&
            meta_alike(html_text(page, i, in->arena), meta->title.value) > 0.8f)
            c.h1_at = i;
    /* bylines and dates, now that it is known where the article begins */
    for (uint32_t i = 1; i < page->count; i++) {
        uint32_t tag = page->nodes[i].tag;

        if (tag == TAG_TEXT)
            meta_read_text(&c, i);
        else if (tag != TAG_META && tag != TAG_LINK && tag != TAG_TITLE)
            meta_read_element(&c, i);
    }
    meta_pick_dates(&c);
    return true;
}
