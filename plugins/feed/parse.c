/* SPDX-License-Identifier: Apache-2.0
 *
 * parse.c: finds out what kind of feed bytes are, decodes them, and what the
 * parsers share. */
#define _GNU_SOURCE /* strcasestr */
#include "parse.h"

#include <curl/curl.h>
#include <pressmill/str.h>
#include <pressmill/unicode.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- shared */

struct mill_str
feed_copy(struct feed *feed, struct mill_str s)
{
    char *copy = mill_arena_strdup(feed->arena, s);

    return copy != NULL ? (struct mill_str){ copy, s.len } : MILL_STR("");
}

static void *
more(struct feed *feed, void *array, size_t count, size_t *cap, size_t size)
{
    size_t to = *cap == 0 ? 32 : *cap * 2;
    void *grown = mill_arena_grow(feed->arena, array, count * size,
                                  to * size);

    if (grown != NULL)
        *cap = to;
    return grown;
}

struct feed_item *
feed_add_item(struct feed *feed)
{
    if (feed->count >= feed->most)
        return NULL;
    if (feed->count == feed->cap) {
        struct feed_item *grown = more(feed, feed->items, feed->count,
                                       &feed->cap, sizeof *grown);

        if (grown == NULL)
            return NULL;
        feed->items = grown;
    }
    memset(&feed->items[feed->count], 0, sizeof *feed->items);
    return &feed->items[feed->count++];
}

bool
feed_add_child(struct feed *feed, struct mill_str url)
{
    if (url.len == 0 || feed->n_children >= feed->most)
        return true;
    for (size_t i = 0; i < feed->n_children && i < 256; i++)
        if (feed->children[i].len == url.len &&
            memcmp(feed->children[i].ptr, url.ptr, url.len) == 0)
            return true;
    if (feed->n_children == feed->children_cap) {
        struct mill_str *grown =
            more(feed, feed->children, feed->n_children, &feed->children_cap,
                 sizeof *grown);

        if (grown == NULL)
            return false;
        feed->children = grown;
    }
    feed->children[feed->n_children++] = url;
    return true;
}

struct mill_str
feed_resolve(struct feed *feed, struct mill_str url, const char *base)
{
    struct mill_str result = feed_copy(feed, mill_str_trim(url));
    char *made = NULL;
    CURLU *u;

    if (result.len == 0 || result.len > 8000)
        return MILL_STR("");
    u = curl_url();
    if (u == NULL)
        return result;
    if (base[0] != '\0')
        curl_url_set(u, CURLUPART_URL, base, CURLU_NON_SUPPORT_SCHEME);
    if (curl_url_set(u, CURLUPART_URL, result.ptr,
                     CURLU_NON_SUPPORT_SCHEME | CURLU_URLENCODE |
                         CURLU_ALLOW_SPACE) ==
            CURLUE_OK &&
        curl_url_get(u, CURLUPART_URL, &made, 0) == CURLUE_OK) {
        /* what is whole stays as it is written */
        if (strncasecmp(made, result.ptr, result.len) != 0)
            result = feed_copy(feed, mill_str_of(made));
        curl_free(made);
    }
    curl_url_cleanup(u);
    return result;
}

/* ---- bytes to UTF-8 */

/* The value of encoding="..." in an XML declaration. */
static bool
declared_encoding(struct mill_str bytes, char name[CHARSET_NAME])
{
    size_t end = bytes.len < 300 ? bytes.len : 300;

    for (size_t i = 0; i + 9 < end; i++) {
        struct mill_str label;

        if (bytes.ptr[i] == '?' && bytes.ptr[i + 1] == '>')
            return false;
        if (strncmp(bytes.ptr + i, "encoding", 8) != 0)
            continue;
        i += 8;
        while (i < end && (bytes.ptr[i] == ' ' || bytes.ptr[i] == '='))
            i++;
        if (i >= end || (bytes.ptr[i] != '"' && bytes.ptr[i] != '\''))
            return false;
        i++;
        label = (struct mill_str){ bytes.ptr + i, end - i };
        return charset_name(label, name);
    }
    return false;
}

/* UTF-16 and UTF-32 without a BOM show by the NULs beside "<?". */
static const char *
wide_encoding(struct mill_str b)
{
    if (b.len < 8)
        return NULL;
    if (memcmp(b.ptr, "\0\0\0<", 4) == 0)
        return "UTF-32BE";
    if (memcmp(b.ptr, "<\0\0\0", 4) == 0)
        return "UTF-32LE";
    if (memcmp(b.ptr, "\0<\0", 3) == 0)
        return "UTF-16BE";
    if (memcmp(b.ptr, "<\0", 2) == 0 && b.ptr[3] == '\0')
        return "UTF-16LE";
    return NULL;
}

static const char *
choose_encoding(struct mill_str bytes, const char *type,
                struct charset *charset, char room[CHARSET_NAME])
{
    const char *name = charset_bom(bytes);

    if (name == NULL)
        name = wide_encoding(bytes);
    if (name != NULL)
        return name;
    /* US-ASCII is what servers say who know nothing */
    if (strcasestr(type, "us-ascii") == NULL && charset_of_type(type, room))
        return room;
    if (declared_encoding(bytes, room) && strncmp(room, "utf-16", 6) != 0 &&
        strncmp(room, "utf-32", 6) != 0) {
        /* a lie when the bytes are no good UTF-8 */
        if (strcmp(room, "utf-8") != 0 ||
            mill_utf8_valid(bytes.ptr, bytes.len) == bytes.len)
            return room;
    }
    return charset_detect(charset, bytes);
}

/* Characters that XML forbids become spaces: one of them must not end the
 * feed. */
static void
clean(char *p, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)p[i] < 32 && p[i] != '\n' && p[i] != '\r' &&
            p[i] != '\t')
            p[i] = ' ';
}

static bool
begins(struct mill_str s, const char *word)
{
    size_t n = strlen(word);

    return s.len >= n && strncasecmp(s.ptr, word, n) == 0;
}

/* Whether the first element is one of HTML, whatever its doctype says. */
static bool
is_page(struct mill_str s)
{
    size_t end = s.len < 4096 ? s.len : 4096;

    for (size_t i = 0; i < end; i++) {
        struct mill_str rest = { s.ptr + i, s.len - i };

        if (s.ptr[i] != '<')
            continue;
        if (begins(rest, "<!--")) {
            while (i + 2 < end && memcmp(s.ptr + i, "-->", 3) != 0)
                i++;
            continue;
        }
        if (begins(rest, "<?") || begins(rest, "<!"))
            continue;
        return begins(rest, "<html") || begins(rest, "<head") ||
               begins(rest, "<body");
    }
    return false;
}

bool
feed_parse(struct feed *feed, struct mill_str bytes, const char *type,
           const char *base, struct charset *charset,
           struct mill_json_parser *json)
{
    char room[CHARSET_NAME];
    const char *encoding = choose_encoding(bytes, type, charset, room), *lt;
    struct mill_str text;
    size_t replaced;

    text = charset_decode(charset, encoding, bytes, &replaced, feed->arena);
    if (text.ptr == NULL)
        return false;
    feed->damaged = replaced > 0;
    clean((char *)(uintptr_t)text.ptr, text.len);
    if (begins(text, "\xef\xbb\xbf")) {
        text.ptr += 3;
        text.len -= 3;
    }
    text = mill_str_trim(text);
    if (text.len == 0)
        return true;
    if (text.ptr[0] == '{')
        return feed_parse_json(feed, text, base, json);
    lt = memchr(text.ptr, '<', text.len);
    if (lt == NULL || begins(text, "user-agent") || begins(text, "sitemap:") ||
        begins(text, "#") || begins(text, "http"))
        return feed_parse_robots(feed, text, base);
    if (is_page(text))
        return feed_parse_html(feed, text, base);
    text.len -= (size_t)(lt - text.ptr); /* whatever stands before it */
    text.ptr = lt;
    return feed_parse_xml(feed, text, base);
}

/* ---- lists of sitemaps, lists of pages */

/* "Sitemap:" lines of a robots.txt; or a sitemap that is a plain list. */
bool
feed_parse_robots(struct feed *feed, struct mill_str text, const char *base)
{
    while (text.len > 0) {
        const char *nl = memchr(text.ptr, '\n', text.len);
        size_t len = nl != NULL ? (size_t)(nl - text.ptr) : text.len;
        struct mill_str line =
            mill_str_trim((struct mill_str){ text.ptr, len });

        if (begins(line, "sitemap:")) {
            line.ptr += 8;
            line.len -= 8;
            feed->kind = FEED_ROBOTS;
            if (!feed_add_child(feed, feed_resolve(feed, line, base)))
                return false;
        } else if (begins(line, "user-agent:")) {
            feed->kind = FEED_ROBOTS;
        } else if (feed->kind != FEED_ROBOTS &&
                   (begins(line, "http://") || begins(line, "https://"))) {
            struct feed_item *item = feed_add_item(feed);

            feed->kind = FEED_SITEMAP;
            if (item != NULL)
                item->link = feed_resolve(feed, line, base);
        }
        len += nl != NULL;
        text.ptr += len;
        text.len -= len;
    }
    return true;
}
