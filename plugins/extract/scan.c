/* SPDX-License-Identifier: Apache-2.0
 *
 * scan.c: takes out of a page what no article is made of, before the parser
 * sees it: comments, scripts, styles, drawings, and the attributes that
 * nothing here asks for. Those have names that libxml2 takes for an error
 * ("@click") and values that it would copy. */
#define _GNU_SOURCE /* memmem */

#include "html.h"

#include <string.h>
#include <strings.h>

/* Elements that go as a whole. For RAW ones the first end tag ends them,
 * whatever stands between, and a missing one means the end of the page, as
 * browsers have it; the others stay when they are never closed. */
static const struct skipped {
    const char *name;
    size_t len;
    bool raw;
} skipped[] = {
    { "script", 6, true },  { "style", 5, true },
    { "svg", 3, false },    { "noscript", 8, false },
    { "iframe", 6, false }, { "template", 8, false },
    { "select", 6, false }, { "textarea", 8, false },
    { "canvas", 6, false }, { "object", 6, false },
    { "math", 4, false },   { "xmp", 3, false },
};
#define SKIPPED (sizeof(skipped) / sizeof(skipped[0]))

/* Attributes that stay, by their first letters. */
static const struct {
    const char *name;
    size_t len;
} wanted[] = {
    { "aria-hidden", 11 },
    { "charset", 7 },
    { "class", 5 },
    { "content", 7 },
    { "datetime", 8 },
    { "data-component", 14 },
    { "data-date", 9 },
    { "data-datetime", 13 },
    { "data-publish-date", 17 },
    { "data-published", 14 },
    { "data-testid", 11 },
    { "data-time", 9 },
    { "data-timestamp", 14 },
    { "data-type", 9 },
    { "data-utime", 10 },
    { "hidden", 6 },
    { "href", 4 },
    { "hreflang", 8 },
    { "http-equiv", 10 },
    { "id", 2 },
    { "itemprop", 8 },
    { "lang", 4 },
    { "name", 4 },
    { "property", 8 },
    { "rel", 3 },
    { "role", 4 },
    { "style", 5 },
};
#define WANTED (sizeof(wanted) / sizeof(wanted[0]))

/* More of <meta> and <link> than any page has with something to say. */
enum { MOST_METAS = 1000 };

struct scan {
    const char *p, *end;
    char *out;
    bool never[SKIPPED]; /* no end tag of that name from here on */
    uint32_t skips; /* first letters of `skipped` */
    uint32_t metas; /* and links */
    uint8_t from[32]; /* first of `wanted` with the letter */
};

static bool
name_ends(const char *p, const char *end)
{
    return p >= end || *p == '>' || *p == '/' || *p == ' ' || *p == '\n' ||
           *p == '\t' || *p == '\r' || *p == '\f';
}

/* Behind the '>' of the tag that begins at p; quotes are honoured. */
static const char *
tag_end(const char *p, const char *end)
{
    while (p < end && *p != '>') {
        if (*p == '"' || *p == '\'') {
            /* a quote opens a value only behind '=' */
            const char *q = p;

            while (q[-1] == ' ' || q[-1] == '\n')
                q--;
            if (q[-1] == '=') {
                q = memchr(p + 1, *p, (size_t)(end - p - 1));
                if (q == NULL)
                    return end;
                p = q;
            }
        }
        p++;
    }
    return p < end ? p + 1 : end;
}

/* The "</name" that closes; NULL when there is none. */
static const char *
find_close(const char *p, const char *end, const struct skipped *s)
{
    while ((p = memchr(p, '<', (size_t)(end - p))) != NULL) {
        if ((size_t)(end - p) > s->len + 1 && p[1] == '/' &&
            strncasecmp(p + 2, s->name, s->len) == 0 &&
            name_ends(p + 2 + s->len, end))
            return p;
        p++;
    }
    return NULL;
}

static bool
is_ld_json(const char *tag, const char *tag_close)
{
    for (const char *p = tag; p + 8 < tag_close; p++)
        if ((*p == 'l' || *p == 'L') && strncasecmp(p, "ld+json", 7) == 0)
            return true;
    return false;
}

static bool
add_ld(struct mill_arena *arena, struct html *page, const char *p,
       const char *end)
{
    enum { MOST = 64 };

    if (page->ld == NULL) {
        page->ld = mill_arena_alloc(arena, MOST * sizeof(*page->ld));
        if (page->ld == NULL)
            return false;
    }
    if (page->ld_count < MOST)
        page->ld[page->ld_count++] = (struct mill_str){ p, (size_t)(end - p) };
    return true;
}

/* Passes over the element whose start tag begins at `lt`; returns where to
 * go on, or NULL when it is to stay. */
static const char *
skip_element(struct scan *s, const char *lt, struct mill_arena *arena,
             struct html *page, bool *failed)
{
    const char *name = lt + 1;

    /* most tags are none of them */
    if ((s->skips >> (name[0] & 31) & 1) == 0)
        return NULL;
    for (size_t i = 0; i < SKIPPED; i++) {
        const struct skipped *k = &skipped[i];
        const char *body, *close;

        if ((name[0] | 0x20) != k->name[0] ||
            (size_t)(s->end - name) <= k->len ||
            strncasecmp(name, k->name, k->len) != 0 ||
            !name_ends(name + k->len, s->end))
            continue;
        if (s->never[i])
            return k->raw ? s->end : NULL;
        body = tag_end(name + k->len, s->end);
        if (!k->raw && body[-1] == '>' && body[-2] == '/')
            return body; /* <svg/> */
        close = find_close(body, s->end, k);
        if (close == NULL) {
            s->never[i] = true;
            return k->raw ? s->end : NULL;
        }
        if (i == 0 && is_ld_json(name, body) &&
            !add_ld(arena, page, body, close))
            *failed = true;
        return tag_end(close + 2, s->end);
    }
    return NULL;
}

static const char *
skip_comment(const char *p, const char *end)
{
    const char *q = p + 4;

    if (q < end && *q == '>')
        return q + 1;
    while ((q = memchr(q, '-', (size_t)(end - q))) != NULL) {
        if (end - q >= 3 && q[1] == '-' && (q[2] == '>' || q[2] == '!'))
            return q + (q[2] == '!' && end - q > 3 && q[3] == '>' ? 4 : 3);
        q++;
    }
    return end;
}

/* Whether a name of `len` bytes is `want`, in whatever letters. */
static bool
is_name(const char *name, const char *want, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((name[i] | 0x20) != want[i])
            return false;
    return true;
}

/* Attributes that stay; see html.h. */
static bool
is_wanted(const struct scan *s, const char *name, size_t len)
{
    int first = name[0] | 0x20;

    for (size_t i = s->from[first & 31];
         i < WANTED && wanted[i].name[0] == first; i++)
        if (wanted[i].len == len && is_name(name, wanted[i].name, len))
            return true;
    return false;
}

/* Only a style that may hide the element says something. */
static bool
is_telling(const char *name, const char *value, const char *end)
{
    if ((name[0] | 0x20) != 's')
        return true;
    return memmem(value, (size_t)(end - value), "none", 4) != NULL ||
           memmem(value, (size_t)(end - value), "hidden", 6) != NULL;
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

/* Copies the start tag at `lt` with the attributes that are wanted; returns
 * what lies behind it. Cut as the HTML standard has it. */
static const char *
copy_tag(struct scan *s, const char *lt)
{
    const char *p = lt + 1, *end = s->end;

    while (p < end && !name_ends(p, end))
        p++;
    if (p - lt == 5 &&
        (strncasecmp(lt + 1, "meta", 4) == 0 ||
         strncasecmp(lt + 1, "link", 4) == 0) &&
        s->metas++ >= MOST_METAS)
        return tag_end(p, end);
    memcpy(s->out, lt, (size_t)(p - lt));
    s->out += p - lt;
    while (p < end && *p != '>') {
        const char *name, *value, *value_end;
        size_t len;

        if (is_blank(*p) || *p == '/') {
            p++;
            continue;
        }
        name = p++;
        while (p < end && !is_blank(*p) && *p != '/' && *p != '>' && *p != '=')
            p++;
        len = (size_t)(p - name);
        value = value_end = p;
        while (p < end && is_blank(*p))
            p++;
        if (p < end && *p == '=') {
            p++;
            while (p < end && is_blank(*p))
                p++;
            value = p;
            if (p < end && (*p == '"' || *p == '\'')) {
                const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));

                if (close == NULL)
                    return end; /* the page ends within a tag */
                p = close + 1;
            } else {
                while (p < end && !is_blank(*p) && *p != '>')
                    p++;
            }
            value_end = p;
        } else {
            p = value_end;
        }
        if (!is_wanted(s, name, len) || !is_telling(name, value, value_end))
            continue;
        *s->out++ = ' ';
        memcpy(s->out, name, (size_t)(value_end - name));
        s->out += value_end - name;
    }
    *s->out++ = '>';
    return p < end ? p + 1 : end;
}

/* Bytes that libxml2 would report: control characters, of which a page can
 * have a million, and '&', which is read in html-entity.c. Eight at a time
 * are looked at; most have nothing. */
static void
plain_bytes(char *p, size_t len)
{
    static const char becomes[256] = { ['&'] = HTML_REFERENCE, [0x7f] = ' ' };
    const uint64_t ones = 0x0101010101010101u, high = 0x8080808080808080u;
    size_t i = 0;

    while (i < len) {
        size_t stop = i + 8 < len ? i + 8 : len;

        if (stop - i == 8) {
            uint64_t w, amp, del;

            memcpy(&w, p + i, 8);
            amp = w ^ ones * '&';
            del = w ^ ones * 0x7f;
            if (((((w - ones * ' ') | (amp - ones) | (del - ones)) & ~w) &
                 high) == 0) {
                i = stop;
                continue;
            }
        }
        for (; i < stop; i++) {
            unsigned char c = (unsigned char)p[i];

            if (c < ' ' && c != '\n' && c != '\r' && c != '\t')
                p[i] = ' ';
            else if (becomes[c] != 0)
                p[i] = becomes[c];
        }
    }
}

static void
begin(struct scan *s)
{
    memset(s->from, WANTED, sizeof(s->from));
    for (size_t i = WANTED; i-- > 0;)
        s->from[wanted[i].name[0] & 31] = (uint8_t)i;
    for (size_t i = 0; i < SKIPPED; i++)
        s->skips |= (uint32_t)1 << (skipped[i].name[0] & 31);
}

bool
html_strip(struct mill_arena *arena, struct mill_str bytes,
           struct mill_str *out, struct html *page)
{
    struct scan s = { .p = bytes.ptr, .end = bytes.ptr + bytes.len };
    /* id=""id="": a space may come between what had none */
    char *to = mill_arena_alloc(arena, bytes.len + bytes.len / 4 + 16);
    enum { MOST_LONE = 1000 };
    uint32_t lone = 0; /* '<' that begin no tag */
    bool failed = false;

    if (to == NULL)
        return false;
    s.out = to;
    begin(&s);
    while (s.p < s.end) {
        const char *lt = memchr(s.p, '<', (size_t)(s.end - s.p));
        const char *next;

        if (lt == NULL)
            lt = s.end;
        memcpy(s.out, s.p, (size_t)(lt - s.p));
        s.out += lt - s.p;
        s.p = lt;
        if (s.end - lt < 2) {
            if (lt < s.end)
                s.p = s.end;
            continue;
        }
        if (lt[1] == '!' && s.end - lt >= 4 && lt[2] == '-' && lt[3] == '-') {
            s.p = skip_comment(lt, s.end);
            continue;
        }
        if ((lt[1] | 0x20) < 'a' || (lt[1] | 0x20) > 'z') {
            if (lt[1] == '!' || lt[1] == '?') {
                s.p = tag_end(lt + 1, s.end); /* says nothing to us */
                continue;
            }
            if (lt[1] == '/') {
                next = tag_end(lt + 1, s.end);
            } else if (++lone < MOST_LONE) {
                next = lt + 1;
            } else {
                /* each is an error to libxml2 */
                do
                    *s.out++ = ' ';
                while (++lt + 1 < s.end && lt[0] == '<' && lt[1] == '<');
                s.p = lt;
                continue;
            }
        } else {
            next = skip_element(&s, lt, arena, page, &failed);
            if (next != NULL) {
                *s.out++ = ' ';
                s.p = next;
                continue;
            }
            s.p = copy_tag(&s, lt);
            continue;
        }
        memcpy(s.out, lt, (size_t)(next - lt));
        s.out += next - lt;
        s.p = next;
    }
    *s.out = 0;
    plain_bytes(to, (size_t)(s.out - to));
    *out = (struct mill_str){ to, (size_t)(s.out - to) };
    return !failed;
}
