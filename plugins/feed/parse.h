/* SPDX-License-Identifier: Apache-2.0
 *
 * parse.h: what stands in a feed, whatever kind it is. All strings are UTF-8
 * and live in the arena the feed is read into. */
#ifndef FEED_PARSE_H
#define FEED_PARSE_H

#include <pressmill/arena.h>
#include <pressmill/base.h>
#include <pressmill/json.h>

#include "../io/charset.h"

enum feed_kind {
    FEED_NONE, /* nothing that we know */
    FEED_RSS,  /* all of 0.9x, 1.0, 2.0 */
    FEED_ATOM,
    FEED_JSON,
    FEED_SITEMAP,
    FEED_INDEX, /* of sitemaps: `children` */
    FEED_PAGE,  /* HTML; the feeds it names are `children` */
    FEED_ROBOTS /* the sitemaps it names are `children` */
};

enum { FEED_AUTHORS = 16, FEED_TAGS = 32, FEED_ALTERNATES = 64 };

/* An article that a feed names. What is missing is empty. */
struct feed_item {
    struct mill_str title, link, id, summary, content, lang, image;
    struct mill_str published, updated; /* ISO 8601 */
    struct mill_str authors[FEED_AUTHORS], tags[FEED_TAGS];
    size_t n_authors, n_tags;
    struct mill_str *alternates; /* "uk https://..." */
    size_t n_alternates;
};

struct feed {
    enum feed_kind kind;
    struct mill_str title, link, lang;
    struct feed_item *items;
    size_t count, cap;
    struct mill_str *children; /* addresses */
    size_t n_children, children_cap;
    bool damaged; /* ill-formed, read as far as it goes */
    struct mill_arena *arena;
    size_t most; /* items and children that are kept */
};

/** Once, from the main thread, before threads parse: libxml2's globals. */
void feed_parse_init(void);

/** Reads a feed.
 *
 * @param bytes  as they came
 * @param type   media type as the server says, or ""
 * @param base   its address, for relative links, or ""
 * @return false when memory ran out; else `feed` has what was found
 */
bool feed_parse(struct feed *feed, struct mill_str bytes, const char *type,
                const char *base, struct charset *charset,
                struct mill_json_parser *json);

/* ---- shared by the parsers */

struct feed_item *feed_add_item(struct feed *feed);
bool feed_add_child(struct feed *feed, struct mill_str url);
struct mill_str feed_copy(struct feed *feed, struct mill_str s);
/** An absolute address, or the relative one when it cannot be made so. */
struct mill_str feed_resolve(struct feed *feed, struct mill_str url,
                             const char *base);

bool feed_parse_xml(struct feed *feed, struct mill_str utf8,
                    const char *base);
bool feed_parse_json(struct feed *feed, struct mill_str utf8,
                     const char *base, struct mill_json_parser *json);
bool feed_parse_html(struct feed *feed, struct mill_str utf8,
                     const char *base);
bool feed_parse_robots(struct feed *feed, struct mill_str utf8,
                       const char *base);

/** XML with each '&' that stands for itself, as people write it, and each
 * entity of HTML as a reference by number. */
struct mill_str feed_escape_signs(struct feed *feed, struct mill_str xml);

/** HTML as one line of text: no tags, entities decoded, white space single.
 * In the feed's arena. */
struct mill_str feed_plain(struct feed *feed, struct mill_str html);

/** The character that is meant: U+0080 to U+009F are bytes of windows-1252
 * where people write "&#146;". */
uint32_t feed_meant(uint32_t c);

/** HTML with the addresses of its links and images made absolute. */
struct mill_str feed_absolute(struct feed *feed, struct mill_str html,
                              const char *base);

/** What base64 stands for; empty when it is no UTF-8. */
struct mill_str feed_base64(struct feed *feed, struct mill_str text);

/** A date as feeds write it, in ISO 8601: "2025-05-07" or
 * "2025-05-07T10:30:00+03:00"; empty when it is none. */
struct mill_str feed_date(struct feed *feed, struct mill_str text);

#endif
