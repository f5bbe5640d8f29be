/* SPDX-License-Identifier: Apache-2.0
 *
 * collect.h: between the files that read metadata from a page: what has been
 * found so far, and who reads what.
 *
 *   meta.c        <meta>, <link>, <title>, the order of things
 *   meta-title.c  the title, without the name of the site
 *   meta-page.c   elements and text that readers see: bylines, dates
 *   meta-date.c   which of the dates it is */
#ifndef EXTRACT_COLLECT_H
#define EXTRACT_COLLECT_H

#include "meta.h"

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
    uint32_t footer_end;    /* of the <footer> that is being read */
    struct date seen[SEEN]; /* dates that stand near the heading */
    uint32_t seen_count;
};

/* Equal but for the case of ASCII letters. */
bool meta_is(struct mill_str s, const char *text);
bool meta_contains(struct mill_str s, const char *text);

/* meta.c: takes the names of a byline when they are better than those that
 * are there. */
void meta_offer_author(struct collect *c, struct mill_str s, const char *source,
                       float confidence);

/* meta.c: the name of the site, or what its host is called. */
bool meta_is_site(const struct collect *c, struct mill_str name);
/* meta.c: whether an element may be a heading: one that was never closed is
 * none. */
bool meta_is_short(const struct html *page, uint32_t node);

/* meta-title.c */
void meta_pick_title(struct collect *c);
/* Share of the words of the shorter text that the other has, too. */
float meta_alike(struct mill_str a, struct mill_str b);

/* meta-page.c */
void meta_read_element(struct collect *c, uint32_t node);
void meta_read_text(struct collect *c, uint32_t node);

/* meta-date.c */
/* Notes a date that readers see. */
void meta_note_date(struct collect *c, struct mill_str s);
/* Takes the first date in a text for the one published or modified. */
void meta_offer_date(struct collect *c, struct meta_value *to,
                     struct mill_str s, const char *source, float confidence);
void meta_pick_dates(struct collect *c);

#endif
