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

enum { SEEN = 12 };

struct collect {
    const struct meta_input *in;
    struct meta *m;
    struct meta_value h1, title, other_title; /* of <h1>, <title> */
    struct mill_str h1_all[8];
    uint32_t h1_node[8], h1_count;
    struct meta_value text_date;
    uint32_t h1_at;         /* the heading of the article, 0 when not known */
    uint32_t lead;          /* text that was only "by", 0 when none was */
    uint32_t updated;       /* text that said "updated" */
    struct date seen[SEEN]; /* dates that stand near the heading */
    uint32_t seen_count;
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

/* Notes a date that readers see. */
static void
note_date(struct collect *c, struct mill_str s)
{
    struct date d;

    if (c->seen_count < SEEN && s.len >= 6 && s.len < 120 &&
        date_parse(s, month_first(c), &d))
        c->seen[c->seen_count++] = d;
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

/* Within what stands under a headline, or right above it. */
static bool
is_near(const struct collect *c, uint32_t i)
{
    return c->h1_at > 0 && i + 60 > c->h1_at && i < c->h1_at + 350;
}

/* "Updated", "Last modified" and so on: another date than the one looked
 * for. */
static bool
says_updated(struct mill_str s)
{
    static const char *const words[] = {
        "pdated",     "odified",    "UPDATED",   "evised",    "eviewed",
        "ast update", "новлено",    "бновлено",  "зменено",   "ktualisiert",
        "is à jour",  "ctualizado", "ggiornato", "tualizado", "ktualizacja"
    };
    size_t n = s.len < 60 ? s.len : 60;

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (memmem(s.ptr, n, words[i], strlen(words[i])) != NULL)
            return true;
    return false;
}

static bool
has_digit(struct mill_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] >= '0' && s.ptr[i] <= '9')
            return true;
    return false;
}

static bool
is_updated(const struct collect *c, uint32_t i)
{
    return c->updated > 0 && i - c->updated < 6;
}

static bool
leads_to_author(struct mill_str href)
{
    static const char *const paths[] = {
        "/author/",  "/authors/",     "/autor/",        "/autoren/",
        "/auteur/",  "/contributor/", "/contributors/", "/profile/",
        "/people/",  "/staff/",       "/writers/",      "/writer/",
        "/by/",      "/team/",        "/producers/",    "/journalist/",
        "/experts/", "_author=",      "/avtor/",        "/bio/"
    };

    for (size_t i = 0; href.len > 0 && i < sizeof(paths) / sizeof(*paths);
         i++) {
        const char *at = memmem(href.ptr, href.len, paths[i], strlen(paths[i]));

        if (at != NULL && href.ptr + href.len > at + strlen(paths[i]))
            return true;
    }
    return false;
}

static void
read_element(struct collect *c, uint32_t i)
{
    const struct html *page = c->in->page;
    const struct html_node *n = &page->nodes[i];
    struct meta *m = c->m;
    struct mill_str prop = html_attr(page, i, ATTR_ITEMPROP);
    struct mill_str rel = html_attr(page, i, ATTR_REL);
    bool near = is_near(c, i);
    uint32_t signs;

    if (n->tag == TAG_TIME) {
        struct mill_str when = html_attr(page, i, ATTR_DATETIME);
        struct mill_str text = html_text(page, i, c->in->arena);
        uint32_t up = signs_of(c, i) | signs_of(c, n->parent);
        float trust = near ? 0.7f : 0.48f;

        if (contains(prop, "dateModified") || says_updated(text) ||
            is_updated(c, i)) {
            offer_date(c, &m->modified, when.len > 0 ? when : text, "time",
                       0.75f);
            return;
        }
        if (contains(prop, "datePublished"))
            trust += 0.2f;
        if (up & (1u << SIGN_RELATED | 1u << SIGN_COMMENT))
            trust -= 0.3f;
        offer_date(c, &m->published, when, "time", trust);
        offer_date(c, &m->published, text, "time", trust - 0.05f);
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
    if (n->tag == TAG_A && leads_to_author(html_attr(page, i, ATTR_HREF))) {
        offer_author(c, html_lines(page, i, c->in->arena), "link",
                     near ? 0.61f : 0.45f);
    }
    if (n->attrs == 0 || n->end - i > 40 || n->tag == TAG_BODY)
        return;
    signs = signs_of(c, i);
    if (signs & 1u << SIGN_AUTHOR && !(signs & 1u << SIGN_COMMENT)) {
        struct mill_str s = html_lines(page, i, c->in->arena);

        if (s.len > 0 && s.len < 120)
            offer_author(c, s, "byline", near ? 0.62f : 0.5f);
    }
    if (signs & 1u << SIGN_DATE &&
        !(signs & (1u << SIGN_COMMENT | 1u << SIGN_RELATED))) {
        struct mill_str s = html_text(page, i, c->in->arena);

        if (s.len > 0 && s.len < 150)
            offer_date(c,
                       says_updated(s) || is_updated(c, i) ? &m->modified
                                                           : &m->published,
                       s, "date", near ? 0.6f : 0.4f);
    }
}

/* All that stands there is what stands before a name. */
static bool
is_lead(struct mill_str s)
{
    static const char *const leads[] = {
        "by",         "by:",       "written by",   "written by:",   "author",
        "author:",    "authors:",  "author(s)",    "words by",      "story by",
        "article by", "posted by", "published by", "contributors:", "von",
        "von:",       "par",       "por",          "autor:",        "auteur:",
        "автор",      "автор:",    "Автор",        "Автор:",        "Автори:",
        "Авторы:",    "Текст:",    "Журналіст:"
    };

    for (size_t i = 0; i < sizeof(leads) / sizeof(*leads); i++)
        if (is(s, leads[i]))
            return true;
    return false;
}

/* Text near the heading: "By Ann Lee", "7 May 2025, 10:30". */
static void
read_text(struct collect *c, uint32_t i)
{
    const struct html_node *n = &c->in->page->nodes[i];
    struct mill_str s = { c->in->page->text + n->text, n->len };
    struct meta *m = c->m;
    bool near = is_near(c, i);

    while (s.len > 0 && (unsigned char)s.ptr[0] <= ' ') {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ')
        s.len--;
    if (s.len == 0)
        return;
    if (c->lead > 0 && i - c->lead < 14 && s.len > 3) {
        offer_author(c, s, "text", near ? 0.6f : 0.4f);
        c->lead = 0;
    } else if (is_lead(s)) {
        c->lead = i;
    }
    if (near && s.len < 40 && says_updated(s))
        c->updated = i;
    if (s.len < 6 || s.len > 120)
        return;
    if (near && m->author_confidence < 0.45f &&
        ((strncasecmp(s.ptr, "by ", 3) == 0 && s.len < 60) ||
         memcmp(s.ptr, "Von ", 4) == 0 || memcmp(s.ptr, "Par ", 4) == 0 ||
         memcmp(s.ptr, "Por ", 4) == 0 || contains(s, "Автор:")))
        offer_author(c, s, "text", 0.45f);
    if (near && has_digit(s))
        note_date(c, s);
    if (m->published.confidence < (near ? 0.54f : 0.3f) && has_digit(s))
        offer_date(c,
                   says_updated(s) || is_updated(c, i) ? &m->modified
                                                       : &m->published,
                   s, "text", near ? 0.54f : 0.3f);
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
        /* a single heading that is not the name of the site is the title,
         * whatever was written for search engines */
        if (c->h1_count == 1 && count_words(c->h1_all[0]) >= 3 &&
            count_words(c->h1_all[0]) <= 30 &&
            alike(c->h1_all[0], m->site.value) < 0.6f)
            meta_offer(&best, c->h1_all[0], "h1", 0.85f);
        meta_offer(&best, ld.value, "json-ld", ld.confidence * 0.9f);
        meta_offer(&best, og, c->other_title.source, c->other_title.confidence);
        meta_offer(&best, tag, "title", 0.5f);
        if (c->h1_count == 1)
            meta_offer(&best, c->h1_all[0], "h1", 0.45f);
    }
    best.value = strip_site(best.value, m->site.value);
    m->title = best;
}

/* The number of a day, for comparison: good to a day within a month. */
static int
day_number(const struct date *d)
{
    return (d->year * 12 + d->month) * 31 + d->day;
}

/* A time of Greenwich falls on another day than the one that the newsroom's
 * readers are told: theirs counts. */
static void
local_day(struct collect *c)
{
    struct meta_value *p = &c->m->published;
    struct date d;

    if (p->value.ptr == NULL || !date_parse(p->value, false, &d) ||
        d.hour < 0 || d.zone != 0)
        return;
    for (uint32_t i = 0; i < c->seen_count; i++)
        if (day_number(&c->seen[i]) == day_number(&d))
            return;
    for (uint32_t i = 0; i < c->seen_count; i++) {
        int by = day_number(&c->seen[i]) - day_number(&d);
        bool month = c->seen[i].month != d.month;

        /* over the end of a month the numbers are up to 4 apart */
        if (by == 1 || by == -1 ||
            (month && ((by > 0 && by <= 4 && c->seen[i].day == 1) ||
                       (by < 0 && by >= -4 && d.day == 1)))) {
            p->value = date_format(c->in->arena, &c->seen[i]);
            p->source = "page";
            return;
        }
    }
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
    if (!date_of_url(c->in->url, &d))
        date_of_url(m->url.value, &d);
    if (d.year > 0 && c->seen_count < SEEN)
        c->seen[c->seen_count++] = d;
    local_day(c);
    if (!date_of_url(c->in->url, &d))
        date_of_url(m->url.value, &d);
    if (d.year > 0)
        meta_offer(&m->published, date_format(c->in->arena, &d), "url", 0.75f);
    if (m->published.value.ptr == NULL && m->modified.value.ptr == NULL &&
        date_most_named(c->in->bytes, &d))
        meta_offer(&m->published, date_format(c->in->arena, &d), "bytes", 0.2f);
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
            meta_offer(&c.title, html_text(page, i, in->arena), "title", 0.5f);
            break;
        case TAG_H1:
            if (c.h1_count < 8) {
                c.h1_node[c.h1_count] = i;
                c.h1_all[c.h1_count++] = html_text(page, i, in->arena);
            }
            break;
        default:
            break;
        }
    }
    find_site(&c);
    pick_title(&c);
    c.h1_at = meta->h1 > 0 ? meta->h1 : c.h1_count > 0 ? c.h1_node[0] : 0;
    for (uint32_t i = 1; i < page->count && c.h1_at == 0; i++)
        if ((page->nodes[i].tag == TAG_H2 || page->nodes[i].tag == TAG_H3) &&
            alike(html_text(page, i, in->arena), meta->title.value) > 0.8f)
            c.h1_at = i;
    /* bylines and dates, now that it is known where the article begins */
    for (uint32_t i = 1; i < page->count; i++) {
        uint32_t tag = page->nodes[i].tag;

        if (tag == TAG_TEXT)
            read_text(&c, i);
        else if (tag != TAG_META && tag != TAG_LINK && tag != TAG_TITLE)
            read_element(&c, i);
    }
    pick_dates(&c);
    return true;
}
