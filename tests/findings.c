/* SPDX-License-Identifier: Apache-2.0
 *
 * findings.c: a report as one line. */
#include "findings.h"

#include <string.h>

static int
is_before(const struct diag *a, const struct diag *b)
{
    if (a->loc.line != b->loc.line)
        return a->loc.line < b->loc.line;
    if (a->loc.column != b->loc.column)
        return a->loc.column < b->loc.column;
    return strcmp(message_get(a->msg)->code, message_get(b->msg)->code) < 0;
}

const char *
findings(const struct mill_report *rep, const char *file)
{
    static char out[4096];
    const struct diag *all[256];
    size_t n = 0, used = 0;

    for (const struct diag *d = rep->first; d != NULL && n < 256; d = d->next) {
        size_t i = n++;

        for (; i > 0 && is_before(d, all[i - 1]); i--)
            all[i] = all[i - 1];
        all[i] = d;
    }
    out[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        const struct mill_loc *loc = &all[i]->loc;
        int len = snprintf(
            out + used, sizeof(out) - used, "%s%s%s%u:%u %s",
            used > 0 ? " " : "",
            loc->file != NULL && strcmp(loc->file, file) != 0 ? loc->file : "",
            loc->file != NULL && strcmp(loc->file, file) != 0 ? ":" : "",
            loc->line, loc->column, message_get(all[i]->msg)->code);

        if (len < 0 || (size_t)len >= sizeof(out) - used)
            break;
        used += (size_t)len;
    }
    return out;
}

const char *
finding(const struct mill_report *rep, const char *code)
{
    static char out[1024];

    out[0] = '\0';
    for (const struct diag *d = rep->first; d != NULL; d = d->next) {
        if (strcmp(message_get(d->msg)->code, code) != 0)
            continue;
        snprintf(out, sizeof(out), "%s%s%s", d->text,
                 d->hint != NULL ? " | " : "", d->hint != NULL ? d->hint : "");
        break;
    }
    return out;
}
