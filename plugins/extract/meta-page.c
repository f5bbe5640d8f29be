/* SPDX-License-Identifier: Apache-2.0
 *
 * meta-page.c: bylines and dates in the elements and the text of a page. */
#define _GNU_SOURCE /* memmem */

#include "article.h"
#include "collect.h"
#include "words.h"

#include <pressmill/unicode.h>
#include <string.h>
#include <strings.h>

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

/* Within what stands under a headline, or right above it. */
static bool
is_near(const struct collect *c, uint32_t i)
{
    return c->h1_at > 0 && i + 60 > c->h1_at && i < c->h1_at + 350;
}

/* The same for dates: those of a footer are the site's. */
static bool
is_near_date(const struct collect *c, uint32_t i)
{
    return i >= c->footer_end && is_near(c, i);
}

/* A date in the headline is what the article is about. */
static bool
in_heading(const struct collect *c, uint32_t i)
{
    return c->h1_at > 0 && i > c->h1_at && i < c->in->page->nodes[c->h1_at].end;
}

/* "Updated", "Last modified" and so on: another date than the one looked
 * for. */
static bool
says_updated(const struct collect *c, struct mill_str s)
{
    char low[160];
    size_t len;

    len = words_fold(mill_utf8_cut(s, 60), low, sizeof(low));
    return words_within(c->in->words, WORDS_UPDATED, low, len, true);
}

static bool
has_digit(struct mill_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((s.ptr[i] >= '0' && s.ptr[i] <= '9') || date_is_digit(s, i))
            return true;
    return false;
}

static bool
is_updated(const struct collect *c, uint32_t i)
{
    return c->updated > 0 && i - c->updated < 6;
}

/* "/author/ann-lee", "?_author=7": a part of the path says so, and another
 * follows it. */
static bool
leads_to_author(struct mill_str href)
{
    static const char *const parts[] = {
        "author",      "authors",      "autor",   "autoren", "auteur",
        "avtor",       "bio",          "by",      "experts", "people",
        "contributor", "contributors", "profile", "staff",   "producers",
        "team",        "journalist",   "writers", "writer",
    };
    const char *p = href.len != 0 ? href.ptr : "", *end = p + href.len;

    while ((p = memchr(p, '/', (size_t)(end - p))) != NULL) {
        const char *part = ++p, *stop;
        size_t len;

        if (p == end || memchr("abcejpstw", *p, 9) == NULL)
            continue;
        stop = memchr(p, '/', (size_t)(end - p));
        if (stop == NULL || stop + 1 == end)
            break;
        len = (size_t)(stop - part);
        for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
            if (parts[i][0] == *part && strlen(parts[i]) == len &&
                memcmp(parts[i], part, len) == 0)
                return true;
        p = stop;
    }
    return href.len > 8 && memmem(href.ptr, href.len, "_author=", 8) != NULL;
}

void
meta_read_element(struct collect *c, uint32_t i)
{
    const struct html *page = c->in->page;
    const struct html_node *n = &page->nodes[i];
    struct meta *m = c->m;
    struct mill_str prop = html_attr(page, i, ATTR_ITEMPROP);
    struct mill_str rel = html_attr(page, i, ATTR_REL);
    bool near = is_near_date(c, i);
    uint32_t signs;

    if (n->tag == TAG_FOOTER && n->end > c->footer_end)
        c->footer_end = n->end;
    if (n->tag == TAG_TIME) {
        struct mill_str when = html_attr(page, i, ATTR_DATETIME);
        struct mill_str text = html_text(page, i, c->in->arena);
        uint32_t up = signs_of(c, i) | signs_of(c, n->parent);
        float trust = near ? 0.7f : 0.48f;

        if (meta_contains(prop, "dateModified") || says_updated(c, text) ||
            is_updated(c, i)) {
            meta_offer_date(c, &m->modified, when.len > 0 ? when : text, "time",
                            0.75f);
            return;
        }
        if (meta_contains(prop, "datePublished"))
            trust += 0.2f;
        /* "top", "more": under the headline they mean nothing */
        if (up & 1u << SIGN_COMMENT || (!near && up & 1u << SIGN_RELATED))
            trust -= 0.3f;
        else if (up & 1u << SIGN_RELATED)
            trust -= 0.03f;
        meta_offer_date(c, &m->published, when, "time", trust);
        meta_offer_date(c, &m->published, text, "time", trust - 0.05f);
        return;
    }
    if (prop.len > 0 && n->tag != TAG_META) {
        if (meta_contains(prop, "datePublished")) {
            struct mill_str v = html_attr(page, i, ATTR_CONTENT);

            if (v.len == 0)
                v = html_attr(page, i, ATTR_DATETIME);
            if (v.len == 0)
                v = html_text(page, i, c->in->arena);
            meta_offer_date(c, &m->published, v, "itemprop", 0.83f);
        } else if (meta_contains(prop, "author")) {
            meta_offer_author(c, html_text(page, i, c->in->arena), "itemprop",
                              0.72f);
        }
    }
    if (n->attrs > 0)
        meta_offer_date(c, &m->published, html_attr(page, i, ATTR_WHEN), "data",
                        near ? 0.58f : 0.32f);
    if (n->tag == TAG_A && meta_is(rel, "author"))
        meta_offer_author(c, html_text(page, i, c->in->arena), "rel=author",
                          0.7f);
    if (n->tag == TAG_A && leads_to_author(html_attr(page, i, ATTR_HREF))) {
        meta_offer_author(c, html_lines(page, i, c->in->arena), "link",
                          is_near(c, i) ? 0.61f : 0.45f);
    }
    if (n->attrs == 0 || n->end - i > 40 || n->tag == TAG_BODY)
        return;
    signs = signs_of(c, i);
    if (signs & 1u << SIGN_AUTHOR && !(signs & 1u << SIGN_COMMENT)) {
        struct mill_str s = html_lines(page, i, c->in->arena);

        if (s.len > 0 && s.len < 120)
            meta_offer_author(c, s, "byline", is_near(c, i) ? 0.62f : 0.5f);
    }
    if (signs & 1u << SIGN_DATE && !(signs & 1u << SIGN_COMMENT) &&
        (near || !(signs & 1u << SIGN_RELATED))) {
        struct mill_str s = html_text(page, i, c->in->arena);

        if (s.len > 0 && s.len < 150)
            meta_offer_date(c,
                            says_updated(c, s) || is_updated(c, i)
                                ? &m->modified
                                : &m->published,
                            s, "date",
                            !near                        ? 0.4f
                            : signs & 1u << SIGN_RELATED ? 0.57f
                                                         : 0.6f);
    }
}

/* All that stands there is what stands before a name. */
static bool
is_lead(const struct collect *c, struct mill_str s)
{
    char low[64];
    size_t len;

    if (s.len > 24)
        return false;
    len = words_fold(s, low, sizeof(low));
    if (words_equal(c->in->words, WORDS_ALONE, low, len) != NULL)
        return true;
    return len > 1 && low[len - 1] == ':' &&
           words_equal(c->in->words, WORDS_ALONE, low, len - 1) != NULL;
}

/* It begins with what stands before a name: "By Ann Lee". */
static bool
leads(const struct collect *c, struct mill_str s)
{
    char low[160];
    size_t len = words_fold(s, low, sizeof(low));
    const struct word *w = NULL;

    do
        w = words_begin(c->in->words, WORDS_ALONE, low, len, w);
    while (w != NULL && w->text[w->len - 1] != ':' && low[w->len] != ' ' &&
           low[w->len] != ':');
    return w != NULL;
}

/* Text near the heading: "By Ann Lee", "7 May 2025, 10:30". */
void
meta_read_text(struct collect *c, uint32_t i)
{
    const struct html_node *n = &c->in->page->nodes[i];
    struct mill_str s = { c->in->page->text + n->text, n->len };
    struct meta *m = c->m;
    bool near = is_near(c, i);
    bool near_date = is_near_date(c, i);
    float trust;

    while (s.len > 0 && (unsigned char)s.ptr[0] <= ' ') {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && (unsigned char)s.ptr[s.len - 1] <= ' ')
        s.len--;
    if (s.len == 0)
        return;
    if (c->lead > 0 && i - c->lead < 14 && s.len > 3) {
        meta_offer_author(c, s, "text", near ? 0.6f : 0.4f);
        c->lead = 0;
    } else if (is_lead(c, s)) {
        c->lead = i;
    }
    if (near_date && s.len < 40 && says_updated(c, s))
        c->updated = i;
    if (s.len < 6 || s.len > 120)
        return;
    if (near && m->author_confidence < 0.45f && s.len < 60 && leads(c, s))
        meta_offer_author(c, s, "text", 0.45f);
    if (!has_digit(s) || in_heading(c, i))
        return;
    if (near_date)
        meta_note_date(c, s);
    trust = near_date ? 0.54f : 0.3f;
    if (m->published.confidence < trust || m->modified.confidence < trust)
        meta_offer_date(c,
                        says_updated(c, s) || is_updated(c, i) ? &m->modified
                                                               : &m->published,
                        s, "text", trust);
}
