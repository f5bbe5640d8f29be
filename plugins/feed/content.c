/* SPDX-License-Identifier: Apache-2.0
 *
 * content.c: articles that stand in a feed: their links made absolute, for
 * they leave the feed behind, and what is packed unpacked. */
#include "parse.h"

#include <pressmill/unicode.h>
#include <string.h>
#include <strings.h>

/* ---- base64 */

static int
digit(unsigned char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

struct mill_str
feed_base64(struct feed *feed, struct mill_str text)
{
    char *out = mill_arena_alloc(feed->arena, text.len + 1);
    size_t len = 0;
    uint32_t bits = 0;
    int have = 0;

    for (size_t i = 0; out != NULL && i < text.len; i++) {
        int d = digit((unsigned char)text.ptr[i]);

        if (d < 0)
            continue; /* white space, '=' at the end */
        bits = bits << 6 | (uint32_t)d;
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[len++] = (char)(bits >> have & 0xff);
        }
    }
    if (out == NULL || mill_utf8_valid(out, len) != len)
        return MILL_STR("");
    out[len] = '\0';
    return (struct mill_str){ out, len };
}

/* ---- links */

static bool
is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Attributes whose value is an address. */
static bool
is_address(struct mill_str name)
{
    static const char *const names[] = { "href", "src", "cite", "poster",
                                         "data-src", "longdesc", "action" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (name.len == strlen(names[i]) &&
            strncasecmp(name.ptr, names[i], name.len) == 0)
            return true;
    return false;
}

/* Whether an address needs its base: it has no scheme and is no place in the
 * page itself. */
static bool
is_relative(struct mill_str url)
{
    if (url.len == 0 || url.ptr[0] == '#')
        return false;
    for (size_t i = 0; i < url.len; i++) {
        char c = url.ptr[i];

        if (c == ':')
            return false;
        if (c == '/' || c == '?' || c == '#')
            break;
    }
    return true;
}

/* An address as the value of an attribute between double quotes. */
static void
put_address(struct mill_buf *out, struct mill_str url)
{
    for (size_t i = 0; i < url.len; i++)
        if (url.ptr[i] == '&')
            mill_buf_put(out, "&amp;", 5);
        else if (url.ptr[i] == '"')
            mill_buf_put(out, "%22", 3);
        else
            mill_buf_char(out, url.ptr[i]);
}

/* The attribute at `p`: its name, and its value with the quotes around it in
 * `whole`. Returns what follows. */
static const char *
next_attribute(const char *p, const char *end, struct mill_str *name,
               struct mill_str *whole, struct mill_str *value)
{
    while (p < end && (is_space(*p) || *p == '/'))
        p++;
    name->ptr = p;
    while (p < end && !is_space(*p) && *p != '=' && *p != '>')
        p++;
    name->len = (size_t)(p - name->ptr);
    while (p < end && is_space(*p))
        p++;
    *whole = *value = (struct mill_str){ p, 0 };
    if (p == end || *p != '=')
        return p;
    for (p++; p < end && is_space(*p); p++)
        ;
    whole->ptr = value->ptr = p;
    if (p < end && (*p == '"' || *p == '\'')) {
        const char *quote = memchr(p + 1, *p, (size_t)(end - p - 1));

        if (quote == NULL)
            return end;
        value->ptr = p + 1;
        value->len = (size_t)(quote - p - 1);
        p = quote + 1;
    } else {
        while (p < end && !is_space(*p) && *p != '>')
            p++;
        value->len = (size_t)(p - value->ptr);
    }
    whole->len = (size_t)(p - whole->ptr);
    return p;
}

struct mill_str
feed_absolute(struct feed *feed, struct mill_str html, const char *base)
{
    const char *p = html.ptr, *end = p + html.len, *done = p;
    struct mill_buf out = { .arena = feed->arena };

    if (base[0] == '\0' || html.len == 0)
        return html;
    while ((p = memchr(p, '<', (size_t)(end - p))) != NULL) {
        p++;
        if (p == end || (*p | 32) < 'a' || (*p | 32) > 'z')
            continue;
        while (p < end && !is_space(*p) && *p != '>' && *p != '/')
            p++;
        while (p < end && *p != '>') {
            struct mill_str name, whole, value, url;
            const char *from = p;

            p = next_attribute(p, end, &name, &whole, &value);
            if (p == from) {
                p++;
                continue;
            }
            if (!is_address(name) || !is_relative(value))
                continue;
            url = feed_resolve(feed, feed_plain(feed, value), base);
            if (url.len == 0)
                continue;
            mill_buf_put(&out, done, (size_t)(whole.ptr - done));
            mill_buf_char(&out, '"');
            put_address(&out, url);
            mill_buf_char(&out, '"');
            done = whole.ptr + whole.len;
        }
    }
    if (done == html.ptr)
        return html;
    mill_buf_put(&out, done, (size_t)(end - done));
    return out.failed ? html : (struct mill_str){ out.ptr, out.len };
}
