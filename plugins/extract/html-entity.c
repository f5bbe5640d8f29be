/* SPDX-License-Identifier: Apache-2.0
 *
 * html-entity.c: character references. libxml2 knows their names, but looks
 * through its list from the start for each and reports each that is none as
 * an error, with a message: here the names are a hash table, and what is no
 * reference stays as it is. */
#include "html.h"

#include <libxml/HTMLparser.h>
#include <pressmill/unicode.h>
#include <string.h>

static uint32_t
slot_of(const char *name, size_t len)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)name[i]) * 16777619u;
    return (h ^ h >> 15) % HTML_ENTITY_SLOTS;
}

static void
add(struct html_entities *e, const char *name, uint32_t c)
{
    uint32_t at = slot_of(name, strlen(name));

    while (e->name[at] != NULL)
        at = (at + 1) % HTML_ENTITY_SLOTS;
    e->name[at] = name;
    e->c[at] = c;
}

void
html_entities_init(struct html_entities *e)
{
    /* where HTML has characters with names */
    static const uint32_t ranges[][2] = { { 34, 402 },
                                          { 710, 982 },
                                          { 8194, 9830 } };

    memset(e, 0, sizeof(*e));
    for (size_t r = 0; r < sizeof(ranges) / sizeof(*ranges); r++)
        for (uint32_t c = ranges[r][0]; c <= ranges[r][1]; c++) {
            const htmlEntityDesc *desc = htmlEntityValueLookup(c);

            if (desc != NULL && desc->name != NULL)
                add(e, desc->name, c);
        }
}

static uint32_t
find(const struct html_entities *e, const char *name, size_t len)
{
    for (uint32_t at = slot_of(name, len); e->name[at] != NULL;
         at = (at + 1) % HTML_ENTITY_SLOTS)
        if (strncmp(e->name[at], name, len) == 0 && e->name[at][len] == 0)
            return e->c[at];
    return 0;
}

/* A character that text may hold; 0 for others. */
static uint32_t
legal(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' ||
                   (c >= ' ' && c < 0x110000 && (c < 0xd800 || c > 0xdfff))
               ? c
               : 0;
}

/* "#8217;" or "#x2019;", the ';' may be missing. How many bytes it takes, 0
 * when it is none. */
static size_t
numeric(const char *p, const char *end, uint32_t *out)
{
    const char *from = p++;
    bool hex = p < end && (*p | 0x20) == 'x', any = false;
    uint32_t c = 0;

    for (p += hex; p < end; p++) {
        uint32_t low = (unsigned char)*p | 0x20u, digit;

        if (*p >= '0' && *p <= '9')
            digit = (uint32_t)(*p - '0');
        else if (hex && low >= 'a' && low <= 'f')
            digit = low - 'a' + 10;
        else
            break;
        any = true;
        if (c < 0x110000)
            c = c * (hex ? 16 : 10) + digit;
    }
    if (!any)
        return 0;
    p += p < end && *p == ';';
    *out = legal(c);
    return (size_t)(p - from);
}

static size_t
named(const struct html_entities *e, const char *p, const char *end,
      uint32_t *out)
{
    enum { LONGEST = 10 };
    size_t n = 0, left = (size_t)(end - p);

    while (n < left && n < LONGEST &&
           (((p[n] | 0x20) >= 'a' && (p[n] | 0x20) <= 'z') ||
            (p[n] >= '0' && p[n] <= '9')))
        n++;
    if (n == 0 || n == left || p[n] != ';')
        return 0;
    *out = n == 4 && memcmp(p, "apos", 4) == 0 ? '\'' : find(e, p, n);
    return *out > 0 ? n + 1 : 0;
}

size_t
html_entities_decode(const struct html_entities *e, char *text, size_t len,
                     char mark)
{
    const char *p = memchr(text, mark, len), *end = text + len;
    char *to;

    if (p == NULL)
        return len;
    to = text + (p - text);
    while (p < end) {
        const char *next;
        uint32_t c = 0;
        size_t n;

        if (*p == mark) {
            if (++p < end && *p == mark) { /* "&&&&" */
                *to++ = '&';
                continue;
            }
            n = p == end    ? 0
                : *p == '#' ? numeric(p, end, &c)
                            : named(e, p, end, &c);
            /* never longer than the reference itself */
            if (n == 0)
                *to++ = '&';
            else if (c > 0)
                to += mill_utf8_put(to, c);
            p += n;
            continue;
        }
        next = memchr(p, mark, (size_t)(end - p));
        if (next == NULL)
            next = end;
        memmove(to, p, (size_t)(next - p));
        to += next - p;
        p = next;
    }
    return (size_t)(to - text);
}

struct mill_str
html_unescape(const struct html *page, struct mill_arena *arena,
              struct mill_str text)
{
    char *copy;

    if (text.len == 0 || memchr(text.ptr, '&', text.len) == NULL)
        return text;
    copy = mill_arena_strdup(arena, text);
    if (copy == NULL)
        return text;
    return (struct mill_str){ copy, html_entities_decode(page->entities, copy,
                                                         text.len, '&') };
}
