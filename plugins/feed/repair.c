/* SPDX-License-Identifier: Apache-2.0
 *
 * repair.c: signs that XML wants written otherwise. */
#include "parse.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <string.h>

/*
 * What to write for the '&' at `p`, and how many bytes it stands for. libxml2
 * leaves references by name out once it has met an error; those by number it
 * always takes.
 */
static size_t
reference(const char *p, const char *end, char *out, size_t *len)
{
    const char *q = p + 1;
    const htmlEntityDesc *entity;
    char name[40];

    while (q < end && q - p < 40 &&
           (((*q | 32) >= 'a' && (*q | 32) <= 'z') ||
            (*q >= '0' && *q <= '9') || *q == '#'))
        q++;
    *len = 5;
    memcpy(out, "&#38;", 5); /* the sign itself */
    if (q == end || *q != ';' || q == p + 1)
        return 1;
    if (p[1] == '#') {
        *len = (size_t)(q + 1 - p);
        memcpy(out, p, *len);
        return *len;
    }
    memcpy(name, p + 1, (size_t)(q - p - 1));
    name[q - p - 1] = '\0';
    entity = htmlEntityLookup((const xmlChar *)name);
    if (entity != NULL) {
        *len = (size_t)snprintf(out, 40, "&#%u;", entity->value);
    } else if (strcmp(name, "apos") == 0) {
        memcpy(out, "&#39;", 5);
    } else {
        /* one of the document's own, or of nobody's */
        *len = (size_t)(q + 1 - p);
        memcpy(out, p, *len);
    }
    return (size_t)(q + 1 - p);
}

/* The end of what begins with "<![CDATA[" at `p`. */
static const char *
end_of_cdata(const char *p, const char *end)
{
    for (p += 9; p + 3 <= end; p++) {
        p = memchr(p, ']', (size_t)(end - p));
        if (p == NULL || p + 3 > end)
            break;
        if (p[1] == ']' && p[2] == '>')
            return p + 3;
    }
    return end;
}

/* The next '&' that is markup, or `end`; CDATA is passed over. */
static const char *
next_sign(const char *p, const char *end)
{
    while (p < end) {
        const char *sign = memchr(p, '&', (size_t)(end - p)), *lt = p;

        if (sign == NULL)
            return end;
        while ((lt = memchr(lt, '<', (size_t)(sign - lt))) != NULL) {
            if (end - lt > 9 && memcmp(lt, "<![CDATA[", 9) == 0)
                break;
            lt++;
        }
        if (lt == NULL)
            return sign;
        p = end_of_cdata(lt, end);
    }
    return end;
}

struct mill_str
feed_escape_signs(struct feed *feed, struct mill_str s)
{
    const char *p = s.ptr, *end = p + s.len, *sign = next_sign(p, end);
    struct mill_buf out = { .arena = feed->arena };

    if (sign == end)
        return s;
    for (; p < end; sign = next_sign(p, end)) {
        mill_buf_put(&out, p, (size_t)(sign - p));
        p = sign;
        if (p < end) {
            char made[48];
            size_t len;
            size_t used = reference(p, end, made, &len);

            mill_buf_put(&out, made, len);
            feed->damaged = feed->damaged || used == 1;
            p += used;
        }
    }
    return out.failed ? s : (struct mill_str){ out.ptr, out.len };
}
