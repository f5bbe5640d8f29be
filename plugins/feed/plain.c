/* SPDX-License-Identifier: Apache-2.0
 *
 * plain.c: titles and names that are written in HTML, as one line of text. */
#include "parse.h"

#include <libxml/HTMLparser.h>
#include <pressmill/unicode.h>
#include <string.h>
#include <strings.h>

uint32_t
feed_meant(uint32_t c)
{
    static const uint16_t table[32] = {
        0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
        0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,   0x017d, 0x8f,
        0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
        0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178
    };

    return c >= 128 && c < 160 ? table[c - 128] : c;
}

/* A character reference at `s` ("&amp;", "&#8212;", "&#x2014;"); returns its
 * length and writes the character, 0 when it is none. */
static size_t
reference(struct mill_str s, uint32_t *character)
{
    char name[32];
    size_t n = 1;
    const htmlEntityDesc *entity;

    *character = 0;
    if (s.len > 2 && s.ptr[1] == '#') {
        bool hex = s.len > 3 && (s.ptr[2] | 32) == 'x';
        uint32_t c = 0;

        for (n = hex ? 3 : 2; n < s.len && n < 12; n++) {
            int digit = s.ptr[n] >= '0' && s.ptr[n] <= '9' ? s.ptr[n] - '0'
                        : hex && (s.ptr[n] | 32) >= 'a' &&
                                (s.ptr[n] | 32) <= 'f'
                            ? (s.ptr[n] | 32) - 'a' + 10
                            : -1;

            if (digit < 0)
                break;
            c = c * (hex ? 16 : 10) + (uint32_t)digit;
        }
        if (n == (hex ? 3u : 2u) || c == 0 || c > 0x10ffff ||
            (c >= 0xd800 && c < 0xe000))
            return 0;
        *character = feed_meant(c);
        return n < s.len && s.ptr[n] == ';' ? n + 1 : n;
    }
    while (n < s.len && n < sizeof name &&
           (((s.ptr[n] | 32) >= 'a' && (s.ptr[n] | 32) <= 'z') ||
            (s.ptr[n] >= '0' && s.ptr[n] <= '9'))) {
        name[n - 1] = s.ptr[n];
        n++;
    }
    if (n < 3 || n >= s.len || s.ptr[n] != ';')
        return 0;
    name[n - 1] = '\0';
    if (strcmp(name, "apos") == 0) {
        *character = '\'';
        return n + 1;
    }
    entity = htmlEntityLookup((const xmlChar *)name);
    if (entity == NULL)
        return 0;
    *character = entity->value;
    return n + 1;
}

/* Length of a tag, comment or declaration at `s`; 0 when '<' is only a
 * sign. A script or style goes with all that is in it. */
static size_t
tag(struct mill_str s)
{
    static const char *const whole[] = { "script", "style" };
    const char *end;

    if (s.len < 3 || !(((s.ptr[1] | 32) >= 'a' && (s.ptr[1] | 32) <= 'z') ||
                       s.ptr[1] == '/' || s.ptr[1] == '!') ||
        (s.ptr[1] == '!' && s.ptr[2] != '-' && s.ptr[2] != '[' &&
         ((s.ptr[2] | 32) < 'a' || (s.ptr[2] | 32) > 'z')))
        return 0;
    if (s.len >= 4 && memcmp(s.ptr, "<!--", 4) == 0) {
        for (size_t i = 4; i + 2 < s.len; i++)
            if (memcmp(s.ptr + i, "-->", 3) == 0)
                return i + 3;
        return s.len;
    }
    for (size_t k = 0; k < 2; k++) {
        size_t n = strlen(whole[k]);

        if (s.len <= n + 1 || strncasecmp(s.ptr + 1, whole[k], n) != 0)
            continue;
        for (size_t i = n + 1; i + n + 2 < s.len; i++)
            if (s.ptr[i] == '<' && s.ptr[i + 1] == '/' &&
                strncasecmp(s.ptr + i + 2, whole[k], n) == 0) {
                s.ptr += i;
                s.len -= i;
                end = memchr(s.ptr, '>', s.len);
                return i + (end != NULL ? (size_t)(end - s.ptr) + 1 : s.len);
            }
    }
    end = memchr(s.ptr, '>', s.len);
    return end != NULL ? (size_t)(end - s.ptr) + 1 : 0;
}

struct mill_str
feed_plain(struct feed *feed, struct mill_str html)
{
    /* a character is never longer than what stands for it, but for U+0080 and
     * the like, 2 bytes that become 3 */
    char *out = mill_arena_alloc(feed->arena, html.len * 3 / 2 + 8);
    char *o = out;
    bool space = false;

    if (out == NULL)
        return MILL_STR("");
    while (html.len > 0) {
        size_t skip = 0;
        uint32_t c = (unsigned char)html.ptr[0];

        if (c == '<') {
            skip = tag(html);
            if (skip > 0)
                c = ' ';
        } else if (c == '&') {
            skip = reference(html, &c);
            if (skip == 0)
                c = '&';
        } else if (c == 0xc2 && html.len > 1 &&
                   (unsigned char)html.ptr[1] < 0xa1) {
            c = feed_meant((unsigned char)html.ptr[1]); /* U+0080 to U+00A0 */
            skip = 2;
        }
        if (skip == 0)
            skip = 1;
        /* an inline tag is no space: only <br>, <p> and the like would be,
         * and titles have none */
        if (html.ptr[0] == '<' && skip > 1) {
            html.ptr += skip;
            html.len -= skip;
            continue;
        }
        if (c <= ' ' || (c == 0xa0 && skip > 1)) {
            space = o > out;
        } else {
            if (space)
                *o++ = ' ';
            space = false;
            if (c < 0x80 || skip > 1)
                o += mill_utf8_put(o, c);
            else
                *o++ = html.ptr[0];
        }
        html.ptr += skip;
        html.len -= skip;
    }
    *o = '\0';
    return (struct mill_str){ out, (size_t)(o - out) };
}
