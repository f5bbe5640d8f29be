/* SPDX-License-Identifier: Apache-2.0
 *
 * meta.h: what a page says about its article: each value with where it was
 * found and how far that can be trusted. */
#ifndef EXTRACT_META_H
#define EXTRACT_META_H

#include "html.h"

#include <pressmill/json.h>

struct meta_value {
    struct mill_str value; /* `ptr` NULL: not found */
    const char *source;    /* "json-ld", "og:title", "h1" ... */
    float confidence;
};

enum { META_AUTHORS = 12, META_ALTERNATES = 64, META_SAID = 12 };

struct meta {
    struct meta_value title, published, modified, site, section, url, lang,
        image, description;
    struct mill_str said[META_SAID]; /* all that was offered as published */
    uint32_t said_count;
    struct mill_str authors[META_AUTHORS];
    uint32_t author_count;
    const char *author_source;
    float author_confidence;
    struct mill_str alternates[META_ALTERNATES]; /* "uk https://..." */
    uint32_t alternate_count;
    struct mill_str body; /* articleBody of JSON-LD */
    uint32_t h1;          /* node of the heading, 0 when there is none */
};

struct names;
struct words;

struct meta_input {
    const struct html *page;
    const struct names *names;
    const struct words *words;
    struct mill_arena *arena;
    struct mill_json_parser *json; /* NULL: no JSON-LD */
    struct mill_str url;           /* where it was fetched, or empty */
    struct mill_str bytes;         /* the page, as UTF-8 */
};

/* Fills `meta`; strings lie in the arena or in the page. False when the
 * arena is full. */
bool meta_find(const struct meta_input *in, struct meta *meta) MILL_MUST_USE;

/* Takes a candidate when it is better than what is there. */
void meta_offer(struct meta_value *to, struct mill_str value,
                const char *source, float confidence);

/* The same for the date of publication, which is remembered even when another
 * one is trusted more: it may be the same moment in the newsroom's time. */
void meta_offer_published(struct meta *meta, struct mill_str value,
                          const char *source, float confidence);

/* meta-ld.c: JSON-LD; values are offered to `meta`. */
bool meta_ld(const struct meta_input *in, struct meta *meta) MILL_MUST_USE;

/* byline.c: adds the names in a byline ("By Ann Lee and Bob Ray, Kyiv");
 * returns how many were names. Unless `strict`, "editor" or "ann28" will do
 * when it is all there is. */
uint32_t byline_names(const struct words *words, struct mill_str text,
                      bool strict, struct mill_str *names, uint32_t most);

/* date.c */
enum { DATE_NO_ZONE = INT32_MAX };
struct date {
    int year, month, day;     /* year 0: none */
    int hour, minute, second; /* hour -1: no time */
    int zone; /* minutes east of Greenwich; DATE_NO_ZONE: not said */
};
/* Reads the first date in a text, in any of the usual ways to write one.
 * `month_first` decides 5/7/2025. */
bool date_parse(const struct words *words, struct mill_str text,
                bool month_first, struct date *date);
/* The byte at s.ptr[i] begins a digit of a script that has its own: Arabic,
 * Persian, Devanagari, Bengali. */
bool date_is_digit(struct mill_str s, size_t i);
/* Days since 1970-01-01. */
int64_t date_days(const struct date *date);
/* The date so many days later, without a time. */
struct date date_shift(const struct date *date, int days);
/* A date in the path of a URL. */
bool
date_of_url(const struct words *words, struct mill_str url, struct date *date);
/* The date that the bytes of a page name most often, in scripts, comments and
 * all, written 2025-05-07 or 2025/05/07. */
bool date_most_named(struct mill_str bytes, struct date *date);
/* "2025-05-07" or "2025-05-07T10:30:00+03:00", in the arena. */
struct mill_str date_format(struct mill_arena *arena, const struct date *date);

#endif
