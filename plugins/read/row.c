/* SPDX-License-Identifier: Apache-2.0
 *
 * row.c: see row.h. */
#include "row.h"

#include <string.h>

size_t
row_cut(struct mill_arena *arena, struct mill_str record, char separator,
        struct mill_str *cells, size_t max)
{
    const char *p = record.ptr, *end = p + record.len;
    char *out = mill_arena_alloc(arena, record.len + 1);
    size_t n = 0;

    if (out == NULL)
        return 0;
    while (n < max) {
        char *from = out;

        if (p < end && *p == '"') {
            p++;
            while (p < end) {
                const char *q = memchr(p, '"', (size_t)(end - p));
                size_t len = (size_t)((q != NULL ? q : end) - p);

                memcpy(out, p, len);
                out += len;
                p += len;
                if (q == NULL)
                    break;
                p++;
                if (p == end || *p != '"')
                    break;
                *out++ = '"';
                p++;
            }
        }
        while (p < end && *p != separator)
            *out++ = *p++;
        cells[n++] = (struct mill_str){ from, (size_t)(out - from) };
        if (p == end)
            break;
        p++;
    }
    return n;
}

char
row_separator(struct mill_str header)
{
    static const char candidates[] = ",;\t|";
    size_t counts[sizeof candidates - 1] = { 0 }, best = 0;
    bool quoted = false;

    for (size_t i = 0; i < header.len; i++) {
        const char *at;

        if (header.ptr[i] == '"')
            quoted = !quoted;
        if (quoted || header.ptr[i] == '\0')
            continue;
        at = strchr(candidates, header.ptr[i]);
        if (at != NULL)
            counts[at - candidates]++;
    }
    for (size_t i = 1; i < sizeof counts / sizeof counts[0]; i++)
        if (counts[i] > counts[best])
            best = i;
    return candidates[best];
}
