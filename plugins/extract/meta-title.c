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
