/* SPDX-License-Identifier: Apache-2.0
 *
 * meta-title.c: the title: what readers see as the headline, without the name
 * of the site. */
#define _GNU_SOURCE /* memmem */

#include "collect.h"

#include <string.h>

static uint32_t
count_words(struct mill_str s)
{
    uint32_t n = 0;

    for (size_t i = 0; i < s.len; i++)
        n += s.ptr[i] != ' ' && (i == 0 || s.ptr[i - 1] == ' ');
    return n;
}

/* What is longer than this is no title, and is not compared with any. */
enum { LONGEST = 600 };

/* A title without " | The Daily", " - The Daily". */
static struct mill_str
strip_site(struct mill_str s, struct mill_str site)
{
    static const char *const bars[] = {
        " | ",  " - ",        " \xe2\x80\x93 ", " \xe2\x80\x94 ",
        " :: ", " \xc2\xbb ", " \xe2\x80\xa2 ", " \xc2\xb7 ",
        " / ",  " // "
    };

    for (int again = 0; again < 2 && s.len < LONGEST; again++) {
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
float
meta_alike(struct mill_str a, struct mill_str b)
{
    uint32_t n = 0, hits = 0;
    size_t from = 0;

    if (a.len > LONGEST)
        a.len = LONGEST;
    if (b.len > LONGEST)
        b.len = LONGEST;
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

/* Begins a letter beyond ASCII; punctuation is in Latin-1 and from U+2000. */
static bool
is_letter(const char *p, const char *end)
{
    unsigned char c = (unsigned char)*p;

    if (c < 0xc0) /* ASCII, or within a character */
        return false;
    return c != 0xe2 &&
           !(c == 0xc2 && end - p > 1 && (unsigned char)p[1] < 0xc0);
}

/* Any byte beyond ASCII may begin a dash. */
static bool
is_separator(char c)
{
    return (unsigned char)c >= 0x80 || (unsigned char)c <= ' ' ||
           strchr("|-:/>.,", c) != NULL;
}

/* What <title> has besides a text that it begins or ends with, and that a
 * bar, a dash or the like parts from it. */
static struct mill_str
rest_of(struct mill_str title, struct mill_str part)
{
    const struct mill_str none = { NULL, 0 };
    const char *from, *end;

    if (part.len < 3 || title.len < part.len + 4)
        return none;
    from = title.ptr;
    end = title.ptr + title.len;
    if (memcmp(from, part.ptr, part.len) == 0) {
        from += part.len;
        if (!is_separator(*from))
            return none;
        while (from < end && is_separator(*from) && !is_letter(from, end))
            from++;
    } else if (memcmp(end - part.len, part.ptr, part.len) == 0) {
        end -= part.len;
        if (!is_separator(end[-1]))
            return none;
        while (end > from && is_separator(end[-1])) {
            const char *p = end - 1;

            while (p > from && ((unsigned char)*p & 0xc0) == 0x80)
                p--;
            if (is_letter(p, end))
                break;
            end = p;
        }
    } else {
        return none;
    }
    return end > from ? (struct mill_str){ from, (size_t)(end - from) } : none;
}

/* On many pages the only <h1> is the name of the site, and the headline an
 * <h2>, or only in <title>. */
static void
not_the_site(struct collect *c, struct meta_value *best)
{
    const struct html *page = c->in->page;
    struct mill_str rest = rest_of(c->title.value, best->value);

    if (rest.len == 0 || count_words(rest) < 2 || meta_is_site(c, rest))
        return;
    for (uint32_t i = c->m->h1 + 1; i < page->count; i++) {
        struct mill_str s;

        if ((page->nodes[i].tag != TAG_H2 && page->nodes[i].tag != TAG_H3) ||
            !meta_is_short(page, i))
            continue;
        s = html_text(page, i, c->in->arena);
        if (s.len == rest.len && memcmp(s.ptr, rest.ptr, s.len) == 0) {
            *best = (struct meta_value){ s, "heading", 0.85f };
            c->m->h1 = i;
            return;
        }
    }
    if (count_words(rest) >= count_words(best->value) &&
        meta_is_site(c, best->value)) {
        *best = (struct meta_value){ rest, "title", 0.7f };
        c->m->h1 = 0;
    }
}

void
meta_pick_title(struct collect *c)
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
        float a = meta_alike(c->h1_all[i], ref);

        if (tag.len > 0 && meta_alike(c->h1_all[i], tag) > a)
            a = meta_alike(c->h1_all[i], tag);
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
    if (best.value.len > 0) {
        not_the_site(c, &best);
    } else if (c->h1_count == 1) {
        struct meta_value h1 = { c->h1_all[0], NULL, 0 };

        not_the_site(c, &h1);
        if (h1.source != NULL)
            best = h1;
    }
    if (best.value.len == 0) {
        /* a single heading that is not the name of the site is the title,
         * whatever was written for search engines */
        if (c->h1_count == 1 && count_words(c->h1_all[0]) >= 3 &&
            count_words(c->h1_all[0]) <= 30 &&
            meta_alike(c->h1_all[0], m->site.value) < 0.6f)
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
