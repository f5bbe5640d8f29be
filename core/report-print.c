/* SPDX-License-Identifier: Apache-2.0
 *
 * report-print.c: showing findings to a person (with the line and a caret)
 * and to a program (JSON lines), and making user text safe for a terminal. */
#include "report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The longest stretch of a line that is shown. */
#define SHOWN 100

/* Decodes one character; 0 bytes when it is ill-formed or the end. The text
 * comes from anywhere, so nothing is trusted. */
static size_t
decode(const char *text, uint32_t *c)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t n = p[0] < 0x80                   ? 1
               : p[0] >= 0xc2 && p[0] < 0xe0 ? 2
               : (p[0] & 0xf0) == 0xe0       ? 3
               : p[0] >= 0xf0 && p[0] < 0xf5 ? 4
                                             : 0;

    if (n == 0 || p[0] == '\0')
        return 0;
    *c = n == 1 ? p[0] : p[0] & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        *c = *c << 6 | (p[i] & 0x3fu);
    }
    if ((n == 3 && (*c < 0x800 || (*c >= 0xd800 && *c < 0xe000))) ||
        (n == 4 && (*c < 0x10000 || *c > 0x10ffff)))
        return 0;
    return n;
}

/* Marks that reverse or hide text: they could make a message read as
 * something else. */
static bool
is_deceptive(uint32_t c)
{
    return (c >= 0x80 && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
           c == 0xfeff;
}

void
report_clean(char *out, size_t size, const char *text)
{
    size_t used = 0;

    if (size == 0)
        return;
    while (*text != '\0') {
        char escaped[8];
        const char *from = text;
        uint32_t c = 0;
        size_t n = decode(text, &c), len = n;

        if (n == 0) {
            from = "?";
            len = n = 1;
        } else if (c == '\n' || c == '\t' || c == '\r') {
            from = " ";
            len = 1;
        } else if (c < 0x20 || c == 0x7f) {
            len = (size_t)snprintf(escaped, sizeof(escaped), "\\x%02x",
                                   (unsigned)c);
            from = escaped;
        } else if (is_deceptive(c)) {
            len = 0;
        }
        if (used + len + 1 > size)
            break;
        memcpy(out + used, from, len);
        used += len;
        text += n;
    }
    out[used] = '\0';
}

/* Columns a character takes on a terminal: enough to set a caret by. */
static unsigned
columns_of(uint32_t c)
{
    if ((c >= 0x300 && c < 0x370) || (c >= 0x483 && c < 0x488) ||
        (c >= 0x591 && c < 0x5c0) || (c >= 0x610 && c < 0x61b) ||
        (c >= 0x64b && c < 0x660) || (c >= 0x20d0 && c < 0x2100) ||
        (c >= 0xfe00 && c < 0xfe10) || (c >= 0xfe20 && c < 0xfe30))
        return 0;
    if ((c >= 0x1100 && c < 0x1160) || (c >= 0x2e80 && c < 0xa4d0) ||
        (c >= 0xac00 && c < 0xd7a4) || (c >= 0xf900 && c < 0xfb00) ||
        (c >= 0xfe30 && c < 0xfe70) || (c >= 0xff00 && c < 0xff61) ||
        (c >= 0x1f300 && c < 0x1faff) || (c >= 0x20000 && c < 0x3fffe))
        return 2;
    return 1;
}

bool
report_wants_colour(FILE *out)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

    if (no != NULL && no[0] != '\0')
        return false;
    if (term != NULL && strcmp(term, "dumb") == 0)
        return false;
    return isatty(fileno(out)) == 1;
}

/* ---- the line a finding stands on */

/* Cuts line `line` (from 1) out of a text. */
static bool
cut_line(struct mill_str text, unsigned line, struct mill_str *out)
{
    const char *p = text.ptr, *end = text.ptr + text.len;

    for (unsigned at = 1; p != NULL && p < end; at++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));

        if (stop == NULL)
            stop = end;
        if (at == line) {
            out->ptr = p;
            out->len = (size_t)(stop - p);
            if (out->len > 0 && p[out->len - 1] == '\r')
                out->len--;
            return true;
        }
        p = stop + 1;
    }
    return false;
}

/* The line from what was kept, else from the file; `*owned` is to be freed. */
static bool
find_line(const struct mill_report *rep, struct mill_loc loc,
          struct mill_str *out, char **owned)
{
    size_t room = 0;
    ssize_t len = -1;
    FILE *file;

    *owned = NULL;
    for (const struct report_source *s = rep->sources; s != NULL; s = s->next) {
        if (strcmp(s->name, loc.file) == 0)
            return cut_line(s->text, loc.line, out);
    }
    file = fopen(loc.file, "r");
    if (file == NULL)
        return false;
    for (unsigned at = 1; at <= loc.line && at < 1000000; at++) {
        len = getline(owned, &room, file);
        if (len < 0)
            break;
    }
    fclose(file);
    if (len < 0)
        return false;
    while (len > 0 && ((*owned)[len - 1] == '\n' || (*owned)[len - 1] == '\r'))
        len--;
    out->ptr = *owned;
    out->len = (size_t)len;
    return true;
}

/* Prints the line, cut around the place, and the caret below. Every character
 * is shown in exactly the columns that columns_of() says. */
static void
print_line(struct mill_str line, const struct diag *diag, FILE *out,
           const char *mark, const char *plain)
{
    unsigned from = diag->loc.column > SHOWN - 20 ? diag->loc.column - 60 : 1;
    unsigned at = 1, before = 0, under = 0;
    char piece[8];
    size_t i = 0;

    fprintf(out, "%5u | %s", diag->loc.line, from > 1 ? "..." : "");
    before = from > 1 ? 3 : 0;
    while (i < line.len && at < from + SHOWN) {
        size_t left = line.len - i, n;
        uint32_t c = 0;

        memset(piece, 0, sizeof(piece));
        memcpy(piece, line.ptr + i, left < 4 ? left : 4);
        n = decode(piece, &c);
        if (n == 0 || c < 0x20 || c == 0x7f || is_deceptive(c)) {
            c = c == '\t' ? ' ' : '?';
            n = n == 0 ? 1 : n;
            piece[0] = (char)c;
            piece[1] = '\0';
        } else {
            piece[n] = '\0';
        }
        if (at >= from) {
            fputs(piece, out);
            if (at < diag->loc.column)
                before += columns_of(c);
            else if (at < diag->loc.column + diag->width)
                under += columns_of(c);
        }
        at++;
        i += n;
    }
    if (i < line.len)
        fputs("...", out);
    fprintf(out, "\n      | %*s%s^", (int)before, "", mark);
    for (unsigned u = 1; u < under; u++)
        fputc('~', out);
    fprintf(out, "%s\n", plain);
}

static void
print_one(const struct mill_report *rep, const struct diag *diag, FILE *out,
          bool colour)
{
    const char *bold = colour ? "\033[1m" : "", *plain = colour ? "\033[m" : "";
    const char *mark = !colour                          ? ""
                       : diag->severity == DIAG_WARNING ? "\033[1;33m"
                                                        : "\033[1;31m";
    const char *code = message_get(diag->msg)->code;
    char name[512];

    if (diag->loc.file != NULL) {
        report_clean(name, sizeof(name), diag->loc.file);
        fprintf(out, "%s%s:", bold, name);
        if (diag->loc.line != 0)
            fprintf(out, "%u:%u:", diag->loc.line, diag->loc.column);
        fprintf(out, "%s ", plain);
    } else {
        fprintf(out, "%spressmill:%s ", bold, plain);
    }
    fprintf(out, "%s%s:%s %s [%s]\n", mark,
            diag->severity == DIAG_WARNING ? "warning" : "error", plain,
            diag->text, code);
    if (diag->loc.file != NULL && diag->loc.line != 0) {
        struct mill_str line;
        char *owned = NULL;

        if (find_line(rep, diag->loc, &line, &owned))
            print_line(line, diag, out, mark, plain);
        free(owned);
    }
    if (diag->hint != NULL)
        fprintf(out, "%shint:%s %s\n", bold, plain, diag->hint);
}

/* ---- order: files as they first come, then lines, then columns */

struct ranked {
    const struct diag *diag;
    size_t file, age;
};

static int
compare(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    const struct mill_loc *m = &x->diag->loc, *n = &y->diag->loc;

    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    if (m->line != n->line)
        return m->line < n->line ? -1 : 1;
    if (m->column != n->column)
        return m->column < n->column ? -1 : 1;
    return x->age < y->age ? -1 : x->age > y->age;
}

/* All findings in order; NULL when memory ran out or there are none. */
static struct ranked *
rank(const struct mill_report *rep, size_t *count)
{
    struct ranked *all;
    size_t n = 0;

    for (const struct diag *d = rep->first; d != NULL; d = d->next)
        n++;
    *count = n;
    all = n > 0 ? calloc(n, sizeof(*all)) : NULL;
    if (all == NULL)
        return NULL;
    n = 0;
    for (const struct diag *d = rep->first; d != NULL; d = d->next, n++) {
        const char *file = d->loc.file != NULL ? d->loc.file : "";

        all[n] = (struct ranked){ .diag = d, .file = n, .age = n };
        for (size_t i = 0; i < n; i++) {
            const char *other = all[i].diag->loc.file;

            if (strcmp(other != NULL ? other : "", file) == 0) {
                all[n].file = all[i].file;
                break;
            }
        }
    }
    qsort(all, n, sizeof(*all), compare);
    return all;
}

void
report_print(const struct mill_report *rep, FILE *out)
{
    bool colour = report_wants_colour(out);
    size_t count;
    struct ranked *all = rank(rep, &count);

    for (size_t i = 0; all != NULL && i < count; i++)
        print_one(rep, all[i].diag, out, colour);
    free(all);
    if (rep->dropped > 0)
        fprintf(out, "pressmill: %zu more findings are not shown\n",
                rep->dropped);
    if (rep->errors > 1)
        fprintf(out, "%zu errors\n", rep->errors);
}

static void
print_json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

void
report_print_json(const struct mill_report *rep, FILE *out)
{
    size_t count;
    struct ranked *all = rank(rep, &count);

    for (size_t i = 0; all != NULL && i < count; i++) {
        const struct diag *d = all[i].diag;
        char name[512];

        fprintf(out, "{\"severity\":\"%s\",\"code\":\"%s\"",
                d->severity == DIAG_WARNING ? "warning" : "error",
                message_get(d->msg)->code);
        if (d->loc.file != NULL) {
            report_clean(name, sizeof(name), d->loc.file);
            fputs(",\"file\":", out);
            print_json_text(out, name);
        }
        if (d->loc.line != 0)
            fprintf(out, ",\"line\":%u,\"column\":%u", d->loc.line,
                    d->loc.column);
        fputs(",\"message\":", out);
        print_json_text(out, d->text);
        if (d->hint != NULL) {
            fputs(",\"hint\":", out);
            print_json_text(out, d->hint);
        }
        fputs("}\n", out);
    }
    free(all);
}
