/* SPDX-License-Identifier: Apache-2.0
 *
 * meta.c: metadata of a page: <meta>, <link>, <time>, headings, bylines and
 * the URL. JSON-LD is in meta-ld.c. */
#define _GNU_SOURCE /* memmem */

#include "article.h"
#include "meta.h"

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

static bool
is(struct mill_str s, const char *text)
{
    return s.len == strlen(text) && strncasecmp(s.ptr, text, s.len) == 0;
}

static bool
contains(struct mill_str s, const char *text)
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

static const struct known {
    const char *name;
    enum field field;
    float confidence;
} known[] = {
    { "og:title", TITLE, 0.8f },
    { "twitter:title", TITLE, 0.7f },
    { "title", TITLE, 0.6f },
    { "dc.title", TITLE, 0.7f },
    { "dcterms.title", TITLE, 0.7f },
    { "parsely-title", TITLE, 0.82f },
    { "sailthru.title", TITLE, 0.81f },
    { "citation_title", TITLE, 0.82f },
    { "headline", TITLE, 0.7f },
    { "article:published_time", PUBLISHED, 0.9f },
    { "og:article:published_time", PUBLISHED, 0.88f },
    { "og:published_time", PUBLISHED, 0.87f },
    { "datepublished", PUBLISHED, 0.88f },
    { "article:published", PUBLISHED, 0.85f },
    { "article.published", PUBLISHED, 0.85f },
    { "parsely-pub-date", PUBLISHED, 0.86f },
    { "sailthru.date", PUBLISHED, 0.84f },
    { "cxenseparse:recs:publishtime", PUBLISHED, 0.86f },
    { "cxenseparse:publishtime", PUBLISHED, 0.86f },
    { "citation_publication_date", PUBLISHED, 0.8f },
    { "citation_online_date", PUBLISHED, 0.81f },
    { "publication_date", PUBLISHED, 0.84f },
    { "publish-date", PUBLISHED, 0.84f },
    { "publish_date", PUBLISHED, 0.84f },
    { "publishdate", PUBLISHED, 0.84f },
    { "published-date", PUBLISHED, 0.84f },
    { "publisheddate", PUBLISHED, 0.84f },
    { "pubdate", PUBLISHED, 0.84f },
    { "pub_date", PUBLISHED, 0.84f },
    { "date.issued", PUBLISHED, 0.82f },
    { "dc.date.issued", PUBLISHED, 0.84f },
    { "dcterms.created", PUBLISHED, 0.82f },
    { "dc.date.created", PUBLISHED, 0.82f },
    { "dcterms.issued", PUBLISHED, 0.83f },
    { "dc.date", PUBLISHED, 0.8f },
    { "dcterms.date", PUBLISHED, 0.8f },
    { "date", PUBLISHED, 0.8f },
    { "article_date_original", PUBLISHED, 0.86f },
    { "article:post_date", PUBLISHED, 0.84f },
    { "vr:published_time", PUBLISHED, 0.84f },
    { "datecreated", PUBLISHED, 0.7f },
    { "article:modified_time", MODIFIED, 0.9f },
    { "og:updated_time", MODIFIED, 0.8f },
    { "datemodified", MODIFIED, 0.85f },
    { "dcterms.modified", MODIFIED, 0.8f },
    { "last-modified", MODIFIED, 0.5f },
    { "lastmod", MODIFIED, 0.6f },
    { "revised", MODIFIED, 0.5f },
    { "og:site_name", SITE, 0.9f },
    { "application-name", SITE, 0.6f },
    { "dc.publisher", SITE, 0.5f },
    { "article:section", SECTION, 0.9f },
    { "section", SECTION, 0.6f },
    { "parsely-section", SECTION, 0.85f },
    { "og:url", URL, 0.8f },
    { "og:locale", LANG, 0.5f },
    { "content-language", LANG, 0.5f },
    { "language", LANG, 0.5f },
    { "dc.language", LANG, 0.5f },
    { "og:image", IMAGE, 0.85f },
    { "og:image:url", IMAGE, 0.8f },
    { "twitter:image", IMAGE, 0.7f },
    { "og:description", DESCRIPTION, 0.8f },
    { "description", DESCRIPTION, 0.7f },
    { "author", AUTHOR, 0.8f },
    { "article:author", AUTHOR, 0.75f },
    { "og:article:author", AUTHOR, 0.7f },
    { "parsely-author", AUTHOR, 0.85f },
    { "sailthru.author", AUTHOR, 0.84f },
    { "dc.creator", AUTHOR, 0.8f },
    { "dcterms.creator", AUTHOR, 0.8f },
    { "citation_author", AUTHOR, 0.84f },
    { "byl", AUTHOR, 0.83f },
    { "twitter:data1", AUTHOR, 0.3f },
    { "cxenseparse:author", AUTHOR, 0.8f },
};

struct collect {
    const struct meta_input *in;
    struct meta *m;
    struct meta_value h1, title, other_title; /* of <h1>, <title> */
    struct mill_str h1_all[8];
    uint32_t h1_node[8], h1_count;
    struct meta_value text_date;
    uint32_t h1_at; /* index of the first <h1> */
};

static void
offer_author(struct collect *c, struct mill_str s, const char *source,
             float confidence)
{
    struct meta *m = c->m;
    struct mill_str names[META_AUTHORS];
    uint32_t n;

    if (confidence <= m->author_confidence || s.len == 0 || s.len > 300)
        return;
    n = byline_names(c->in->arena, html_unescape(c->in->arena, s), names,
                     META_AUTHORS);
    if (n == 0)
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
            if (!is(key, known[i].name))
                continue;
            if (known[i].field == AUTHOR) {
                if (contains(value, "://"))
                    break;
                if (m->author_count > 0 && m->author_count < META_AUTHORS &&
                    m->author_source == known[i].name)
                    m->author_count += byline_names(
                        c->in->arena, value, m->authors + m->author_count,
                        META_AUTHORS - m->author_count);
                else
                    offer_author(c, value, known[i].name, known[i].confidence);
            } else {
                meta_offer(to[known[i].field],
                           html_unescape(c->in->arena, value), known[i].name,
                           known[i].confidence);
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
    if (is(rel, "canonical"))
        meta_offer(&m->url, href, "canonical", 0.95f);
    else if (is(rel, "image_src"))
        meta_offer(&m->image, href, "image_src", 0.5f);
    else if (is(rel, "alternate") && lang.len > 0 &&
             m->alternate_count < META_ALTERNATES) {
        char *s = mill_arena_printf(c->in->arena, "%.*s %.*s", MILL_FMT(lang),
                                    MILL_FMT(href));

        if (s != NULL)
            m->alternates[m->alternate_count++] =
                (struct mill_str){ s, strlen(s) };
    }
}

/* Some word of the class or id, or itemprop, says what the element holds. */
static uint32_t
signs_of(const struct collect *c, uint32_t node)
{
    const struct html *page = c->in->page;
    struct mill_str class = html_attr(page, node, ATTR_CLASS);
    struct mill_str id = html_attr(page, node, ATTR_ID);
    uint32_t signs = 0;

    if (class.len > 0)
        signs |= names_signs(c->in->names, class);
    if (id.len > 0)
        signs |= names_signs(c->in->names, id);
    return signs;
}

static bool
month_first(const struct collect *c)
{
    struct mill_str lang = html_attr(c->in->page, 1, ATTR_LANG);

    if (lang.ptr == NULL)
        lang = c->m->lang.value;
    /* "en" alone is mostly American */
    return lang.len == 0 || is(lang, "en") || is(lang, "en-us") ||
           is(lang, "en_us");
}

static void
offer_date(struct collect *c, struct meta_value *to, struct mill_str s,
           const char *source, float confidence)
{
    struct date d;

    if (confidence <= to->confidence || s.len == 0 || s.len > 300 ||
        !date_parse(s, month_first(c), &d))
        return;
    meta_offer(to, date_format(c->in->arena, &d), source, confidence);
}

static void
read_element(struct collect *c, uint32_t i)
{
    const struct html *page = c->in->page;
    const struct html_node *n = &page->nodes[i];
    struct meta *m = c->m;
    struct mill_str prop = html_attr(page, i, ATTR_ITEMPROP);
    struct mill_str rel = html_attr(page, i, ATTR_REL);
    bool after = c->h1_count > 0;
    uint32_t signs;

    if (n->tag == TAG_TIME) {
        struct mill_str when = html_attr(page, i, ATTR_DATETIME);
        float near = after && i - c->h1_at < 400 ? 0.1f : 0;

        if (contains(prop, "dateModified")) {
            offer_date(c, &m->modified, when, "time", 0.8f);
        } else {
            uint32_t up = signs_of(c, i) | signs_of(c, n->parent);
            struct mill_str text;
            float base = contains(prop, "datePublished") ? 0.8f : 0.6f;

            if (up & (1u << SIGN_RELATED | 1u << SIGN_COMMENT))
                base -= 0.3f;
            if (when.len > 0)
                offer_date(c, &m->published, when, "time", base + near);
            if (when.len == 0 || m->published.confidence < base) {
                text = html_text(page, i, c->in->arena);
                offer_date(c, &m->published, text, "time", base + near - 0.05f);
            }
        }
        return;
    }
    if (prop.len > 0 && n->tag != TAG_META) {
        if (contains(prop, "datePublished")) {
            struct mill_str v = html_attr(page, i, ATTR_CONTENT);

            if (v.len == 0)
                v = html_attr(page, i, ATTR_DATETIME);
            if (v.len == 0)
                v = html_text(page, i, c->in->arena);
            offer_date(c, &m->published, v, "itemprop", 0.83f);
        } else if (contains(prop, "author")) {
            offer_author(c, html_text(page, i, c->in->arena), "itemprop",
                         0.72f);
        }
    }
    if (n->tag == TAG_A && is(rel, "author"))
        offer_author(c, html_text(page, i, c->in->arena), "rel=author", 0.7f);
    if (n->attrs == 0 || n->end - i > 40 || n->tag == TAG_BODY)
        return;
    signs = signs_of(c, i);
    if (signs & 1u << SIGN_AUTHOR && !(signs & 1u << SIGN_COMMENT)) {
        struct mill_str s = html_text(page, i, c->in->arena);
        float near = after && i - c->h1_at < 300 ? 0.12f : 0;

        if (s.len > 0 && s.len < 120)
            offer_author(c, s, "byline", 0.5f + near);
    }
    if (signs & 1u << SIGN_DATE &&
        !(signs & (1u << SIGN_COMMENT | 1u << SIGN_RELATED))) {
        struct mill_str s = html_text(page, i, c->in->arena);
        float near = after && i - c->h1_at < 300 ? 0.1f : 0;

        if (s.len > 0 && s.len < 150)
            offer_date(c, &m->published, s, "date", 0.5f + near);
    }
}

/* Text near the heading: "By Ann Lee", "7 May 2025, 10:30". */
static void
read_text(struct collect *c, uint32_t i)
{
    const struct html_node *n = &c->in->page->nodes[i];
    struct mill_str s = { c->in->page->text + n->text, n->len };
    struct meta *m = c->m;
    uint32_t from = c->h1_at;

    while (s.len > 0 && (unsigned char)s.ptr[0] <= ' ') {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ')
        s.len--;
    if (s.len < 6 || s.len > 120)
        return;
    if (c->h1_count > 0 && i - from < 250 && m->author_confidence < 0.45f) {
        if ((strncasecmp(s.ptr, "by ", 3) == 0 && s.len < 60) ||
            memcmp(s.ptr, "Von ", 4) == 0 || memcmp(s.ptr, "Par ", 4) == 0 ||
            memcmp(s.ptr, "Por ", 4) == 0 || contains(s, "Автор:"))
            offer_author(c, s, "text", 0.45f);
    }
    if (m->published.confidence < 0.5f) {
        bool near = c->h1_count > 0 && i - from < 200;

        offer_date(c, &m->published, s, "text", near ? 0.45f : 0.3f);
    }
}

static uint32_t
count_words(struct mill_str s)
{
    uint32_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] != ' ' && (i == 0 || s.ptr[i - 1] == ' ');
    return n;
}

/* A title without " | The Daily", " - The Daily". */
static struct mill_str
strip_site(struct mill_str s, struct mill_str site)
{
    static const char *const bars[] = {
        " | ",  " - ",        " \xe2\x80\x93 ", " \xe2\x80\x94 ",
        " :: ", " \xc2\xbb ", " \xe2\x80\xa2 ", " \xc2\xb7 ",
        " / ",  " // "
    };

    for (int again = 0; again < 2; again++) {
        size_t cut = 0, skip = 0;
        struct mill_str head, tail;
        bool bar, is_site;

        for (size_t k = 0; k < sizeof(bars) / sizeof(*bars); k++) {
            size_t n = strlen(bars[k]);

            for (size_t i = 1; i + n < s.len; i++)
                if (memcmp(s.ptr + i, bars[k], n) == 0 && i > cut) {
                    cut = i;
                    skip = n;
                }
        }
        if (cut == 0)
            return s;
        head = (struct mill_str){ s.ptr, cut };
        tail = (struct mill_str){ s.ptr + cut + skip, s.len - cut - skip };
        bar = s.ptr[cut + 1] == '|' || s.ptr[cut + 1] == ':';
        is_site = site.len > 2 &&
                  (memmem(tail.ptr, tail.len, site.ptr, site.len) != NULL ||
                   memmem(site.ptr, site.len, tail.ptr, tail.len) != NULL);
        if (!is_site && (count_words(head) < 3 || count_words(tail) > 5 ||
                         (!bar && count_words(tail) > 4) ||
                         count_words(tail) >= count_words(head)))
            return s;
        s = head;
    }
    return s;
}

/* Share of the words of the shorter text that the other has, too. */
static float
alike(struct mill_str a, struct mill_str b)
{
    uint32_t n = 0, hits = 0;
    size_t from = 0;

    if (a.len > b.len) {
        struct mill_str t = a;

        a = b;
        b = t;
    }
    for (size_t i = 0; i <= a.len; i++) {
        if (i < a.len && a.ptr[i] != ' ')
            continue;
        if (i > from) {
            n++;
            hits += memmem(b.ptr, b.len, a.ptr + from, i - from) != NULL;
        }
        from = i + 1;
    }
    return n > 0 ? (float)hits / (float)n : 0;
}

static void
pick_title(struct collect *c)
{
    struct meta *m = c->m;
    struct meta_value ld = m->title, best = { { NULL, 0 }, NULL, 0 };
    struct mill_str og = strip_site(c->other_title.value, m->site.value);
    struct mill_str tag = strip_site(c->title.value, m->site.value);
    struct mill_str ref = ld.confidence >= 0.8f ? ld.value
                          : og.len > 0          ? og
                          : tag.len > 0         ? tag
                                                : ld.value;
    float like = 0;

    /* what the reader sees as the heading, when the page's own description
     * of itself agrees that it is one */
    for (uint32_t i = 0; i < c->h1_count; i++) {
        float a = alike(c->h1_all[i], ref);

        if (tag.len > 0 && alike(c->h1_all[i], tag) > a)
            a = alike(c->h1_all[i], tag);
        if (a > like && c->h1_all[i].len > 3) {
            like = a;
            best = (struct meta_value){ c->h1_all[i], "h1", 0.97f };
            m->h1 = c->h1_node[i];
        }
    }
    if (like < 0.6f || (count_words(best.value) < 2 && ref.len > 20)) {
        m->h1 = c->h1_count == 1 ? c->h1_node[0] : 0;
        best = (struct meta_value){ { NULL, 0 }, NULL, 0 };
    }
    if (best.value.len == 0) {
        meta_offer(&best, ld.value, "json-ld", ld.confidence);
        meta_offer(&best, og, c->other_title.source, c->other_title.confidence);
        meta_offer(&best, tag, "title", 0.5f);
        if (c->h1_count == 1)
            meta_offer(&best, c->h1_all[0], "h1", 0.45f);
    }
    m->title = best;
}

static void
pick_dates(struct collect *c)
{
    struct meta *m = c->m;
    struct meta_value *both[] = { &m->published, &m->modified };
    struct date d;

    for (size_t i = 0; i < 2; i++) {
        if (both[i]->value.ptr == NULL)
            continue;
        if (date_parse(both[i]->value, month_first(c), &d))
            both[i]->value = date_format(c->in->arena, &d);
        else
            *both[i] = (struct meta_value){ { NULL, 0 }, NULL, 0 };
    }
    if (date_of_url(m->url.value.ptr != NULL && c->in->url.len == 0
                        ? m->url.value
                        : c->in->url,
                    &d))
        meta_offer(&m->published, date_format(c->in->arena, &d), "url", 0.75f);
    if (m->published.value.ptr == NULL && m->modified.value.ptr != NULL) {
        m->published = m->modified;
        m->published.confidence *= 0.5f;
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

bool
meta_find(const struct meta_input *in, struct meta *meta)
{
    struct collect c = { .in = in, .m = meta };
    const struct html *page = in->page;

    memset(meta, 0, sizeof(*meta));
    if (!meta_ld(in, meta))
        return false;
    for (uint32_t i = 1; i < page->count; i++) {
        const struct html_node *n = &page->nodes[i];

        switch (n->tag) {
        case TAG_TEXT:
            read_text(&c, i);
            break;
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
            meta_offer(&c.title, html_text(page, i, in->arena), "title", 0.5f);
            break;
        case TAG_H1:
            if (c.h1_count < 8) {
                if (c.h1_count == 0)
                    c.h1_at = i;
                c.h1_node[c.h1_count] = i;
                c.h1_all[c.h1_count++] = html_text(page, i, in->arena);
            }
            break;
        default:
            read_element(&c, i);
            break;
        }
    }
    find_site(&c);
    pick_title(&c);
    pick_dates(&c);
    return true;
}
