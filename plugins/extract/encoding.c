/* SPDX-License-Identifier: Apache-2.0
 *
 * encoding.c: which encoding a page is in, and out of it. In this order: byte
 * order mark, charset of the media type, <meta>, then what it looks like. What
 * is declared is not believed when the bytes speak against it: a page of
 * well-formed UTF-8 is UTF-8. */
#include "encoding.h"

#include <pressmill/unicode.h>
#include <string.h>
#include <strings.h>

enum {
    PRESCAN = 4096,     /* bytes searched for a <meta> */
    DETECT = 64 * 1024, /* bytes of text shown to the detector */
};

/* "charset" and "=" and a value, in a header or a <meta>. */
static bool
find_label(const char *p, const char *end, char to[CHARSET_NAME])
{
    for (; end - p > 8; p++) {
        const char *q = p + 7;

        if ((*p | 0x20) != 'c' || strncasecmp(p, "charset", 7) != 0)
            continue;
        while (q < end && (*q == ' ' || *q == '\t' || *q == '\n'))
            q++;
        if (q == end || *q != '=')
            continue;
        q++;
        while (q < end && (*q == ' ' || *q == '"' || *q == '\''))
            q++;
        if (charset_name((struct mill_str){ q, (size_t)(end - q) }, to))
            return true;
    }
    return false;
}

static bool
find_meta(struct mill_str bytes, char to[CHARSET_NAME])
{
    const char *p = bytes.ptr;
    const char *end = p + (bytes.len < PRESCAN ? bytes.len : PRESCAN);

    while ((p = memchr(p, '<', (size_t)(end - p))) != NULL) {
        const char *close;

        p++;
        if (end - p >= 3 && memcmp(p, "!--", 3) == 0) {
            const char *dash = p + 3;

            while ((dash = memchr(dash, '-', (size_t)(end - dash))) != NULL &&
                   (end - dash < 3 || memcmp(dash, "-->", 3) != 0))
                dash++;
            if (dash == NULL)
                return false;
            p = dash;
            continue;
        }
        if (end - p > 5 && (strncasecmp(p, "meta", 4) == 0 ||
                            strncasecmp(p, "?xml ", 5) == 0)) {
            close = memchr(p, '>', (size_t)(end - p));
            if (close == NULL)
                return false;
            if (find_label(p, close, to)) {
                /* a <meta> that could be read is not UTF-16 */
                if (strncmp(to, "utf-16", 6) == 0)
                    memcpy(to, "utf-8", 6);
                return true;
            }
            if (*p == '?') {
                const char *e = p;

                for (; close - e > 10; e++)
                    if (strncasecmp(e, "encoding=", 9) == 0) {
                        struct mill_str label = { e + 9,
                                                  (size_t)(close - e - 9) };

                        return charset_name(label, to);
                    }
            }
        }
    }
    return false;
}

/* The declared name, or "" with the source "content". */
static void
declared(struct mill_str bytes, const char *type, bool html,
         struct encoding *found)
{
    const char *bom = charset_bom(bytes);

    found->source = "bom";
    if (bom != NULL) {
        strcpy(found->name, bom);
        return;
    }
    found->source = "header";
    if (charset_of_type(type, found->name))
        return;
    found->source = "meta";
    if (html && find_meta(bytes, found->name))
        return;
    found->source = "content";
    found->name[0] = '\0';
}

/* The bytes that are no markup: names of tags would make any page look
 * English. */
static struct mill_str
without_tags(struct mill_arena *arena, struct mill_str bytes)
{
    size_t room = bytes.len < DETECT ? bytes.len : DETECT, n = 0;
    char *out = mill_arena_alloc(arena, room + 1);
    bool inside = false;

    if (out == NULL)
        return bytes;
    for (size_t i = 0; i < bytes.len && n < room; i++) {
        char c = bytes.ptr[i];

        if (c == '<')
            inside = true;
        if (!inside)
            out[n++] = c;
        if (c == '>')
            inside = false;
    }
    return (struct mill_str){ out, n };
}

static bool
is_utf16(const char *name)
{
    return strncmp(name, "utf-16", 6) == 0 || strncmp(name, "utf-32", 6) == 0;
}

bool
encoding_decode(struct charset *cs, struct mill_arena *arena,
                struct mill_str bytes, const char *type, bool html,
                struct mill_str *out, struct encoding *found)
{
    memset(found, 0, sizeof *found);
    *out = (struct mill_str){ NULL, 0 };
    declared(bytes, type, html, found);
    if (!is_utf16(found->name)) {
        bool says_utf8 = strcmp(found->name, "utf-8") == 0;

        if (mill_utf8_valid(bytes.ptr, bytes.len) == bytes.len) {
            if (!says_utf8)
                found->source = "content";
            strcpy(found->name, "utf-8");
            *out = bytes;
        } else if (says_utf8 || found->name[0] == '\0') {
            const char *seems =
                charset_detect(cs, html ? without_tags(arena, bytes) : bytes);

            if (!says_utf8 || strcmp(seems, "utf-8") != 0)
                found->source = "detector";
            strcpy(found->name, seems);
        }
    }
    if (out->ptr == NULL)
        *out = charset_decode(cs, found->name, bytes, &found->replaced, arena);
    if (out->len >= 3 && memcmp(out->ptr, "\xef\xbb\xbf", 3) == 0) {
        out->ptr += 3;
        out->len -= 3;
    }
    return out->ptr != NULL;
}
