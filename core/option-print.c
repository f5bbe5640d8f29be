/* SPDX-License-Identifier: Apache-2.0
 *
 * option-print.c: telling what a table of options holds, and whether the
 * table itself is right. */
#include "option.h"

#include <string.h>

#include "report.h"

const char *
option_kind_name(uint32_t kind)
{
    static const char *const names[] = {
        [MILL_OPT_KIND_STR] = "text",
        [MILL_OPT_KIND_INT] = "whole number",
        [MILL_OPT_KIND_NUM] = "number",
        [MILL_OPT_KIND_BOOL] = "true or false",
        [MILL_OPT_KIND_SIZE] = "size",
        [MILL_OPT_KIND_DURATION] = "duration",
        [MILL_OPT_KIND_ENUM] = "choice",
        [MILL_OPT_KIND_PATH] = "path",
        [MILL_OPT_KIND_LIST] = "list of texts",
        [MILL_OPT_KIND_PATHS] = "list of paths",
        [MILL_OPT_KIND_NODE] = "YAML"
    };

    return kind > 0 && kind < sizeof(names) / sizeof(names[0]) ? names[kind]
                                                               : "value";
}

/* The largest unit that divides the value. */
static void
with_unit(double value, const char *const *names, const double *factors,
          char *out, size_t size)
{
    size_t i = 0;

    while (names[i + 1] != NULL && value > 0 &&
           (double)(uint64_t)(value / factors[i + 1]) * factors[i + 1] == value)
        i++;
    snprintf(out, size, "%.0f%s", value / factors[i], names[i]);
}

void
option_limit(const struct mill_option *opt, double value, char *out,
             size_t size)
{
    static const char *const times[] = { "ms", "s", "m", "h", "d", NULL };
    static const double time_factors[] = { 1, 1e3, 60e3, 3600e3, 86400e3 };
    static const char *const sizes[] = { "B", "KiB", "MiB", "GiB", NULL };
    static const double size_factors[] = { 1, 1024.0, 1048576.0, 1073741824.0 };

    if (opt->kind == MILL_OPT_KIND_DURATION)
        with_unit(value, times, time_factors, out, size);
    else if (opt->kind == MILL_OPT_KIND_SIZE)
        with_unit(value, sizes, size_factors, out, size);
    else
        snprintf(out, size, "%.15g%s%s", value, opt->unit != NULL ? " " : "",
                 opt->unit != NULL ? opt->unit : "");
}

void
option_describe(const struct mill_option *opt, char *out, size_t size)
{
    const char *kind = option_kind_name(opt->kind);
    bool timed =
        opt->kind == MILL_OPT_KIND_DURATION || opt->kind == MILL_OPT_KIND_SIZE;
    char low[48], high[48];
    size_t used;

    if (opt->kind == MILL_OPT_KIND_ENUM) {
        snprintf(out, size, "one of ");
        for (size_t i = 0; opt->choices != NULL && opt->choices[i] != NULL;
             i++) {
            used = strlen(out);
            snprintf(out + used, size - used, "%s%s", i > 0 ? ", " : "",
                     opt->choices[i]);
        }
        return;
    }
    if (opt->min == 0 && opt->max == 0) {
        /* the unit of a duration is part of the value */
        snprintf(out, size, "%s%s%s%s", kind,
                 opt->unit != NULL && !timed ? " (" : "",
                 opt->unit != NULL && !timed ? opt->unit : "",
                 opt->unit != NULL && !timed ? ")" : "");
        return;
    }
    if (timed) {
        option_limit(opt, opt->min, low, sizeof(low));
        option_limit(opt, opt->max, high, sizeof(high));
    } else {
        snprintf(low, sizeof(low), "%.15g", opt->min);
        option_limit(opt, opt->max, high, sizeof(high));
    }
    snprintf(out, size, "%s, %s to %s", kind, low, high);
}

/* Prints words in lines of at most 78 columns, each begun with blanks. */
static void
print_wrapped(FILE *out, const char *text, unsigned indent)
{
    unsigned column = 0;

    while (*text != '\0') {
        size_t len = strcspn(text, " \n");
        unsigned width = 0;

        for (size_t i = 0; i < len; i++)
            width += ((unsigned char)text[i] & 0xc0) != 0x80;
        if (column != 0 && column + 1 + width > 78) {
            fputc('\n', out);
            column = 0;
        }
        if (column == 0) {
            fprintf(out, "%*s", (int)indent, "");
            column = indent;
        } else if (len > 0) {
            fputc(' ', out);
            column++;
        }
        fwrite(text, 1, len, out);
        column += width;
        text += len;
        while (*text == ' ' || *text == '\n')
            text++;
    }
    if (column != 0)
        fputc('\n', out);
}

void
option_print(const struct mill_option *table, FILE *out)
{
    char type[256];

    for (; table != NULL && table->name != NULL; table++) {
        option_describe(table, type, sizeof(type));
        fprintf(out, "  %s: %s", table->name, type);
        if (table->required)
            fputs(" (must be given)", out);
        else if (table->fallback != NULL && table->fallback[0] != '\0')
            fprintf(out, " [%s]", table->fallback);
        if (table->secret)
            fputs(" (secret)", out);
        fputc('\n', out);
        if (table->help != NULL)
            print_wrapped(out, table->help, 6);
    }
}

/* ---- a table that is wrong */

static size_t
width_of(uint32_t kind)
{
    switch ((enum mill_option_kind)kind) {
    case MILL_OPT_KIND_BOOL:
        return sizeof(bool);
    case MILL_OPT_KIND_ENUM:
        return sizeof(int);
    case MILL_OPT_KIND_LIST:
    case MILL_OPT_KIND_PATHS:
        return sizeof(struct mill_list);
    case MILL_OPT_KIND_STR:
    case MILL_OPT_KIND_PATH:
    case MILL_OPT_KIND_NODE:
        return sizeof(void *);
    default:
        return sizeof(int64_t);
    }
}

static bool
good_name(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return len > 0 && name[len] == '\0' && len <= 48;
}

static void
table_error(struct mill_report *rep, const struct mill_option *opt,
            const char *what)
{
    report_error(rep, MSG_PLUGIN_TABLE, rep->step_loc, "option '%s': %s",
                 opt->name, what);
}

/* Whether the default binds; tried on memory of its own. */
static void
check_fallback(const struct mill_option *opt, struct mill_report *rep)
{
    union {
        struct mill_list list;
        int64_t integer;
        double number;
        const void *pointer;
    } field = { 0 };
    struct mill_option one[2] = { *opt, MILL_OPT_END };
    struct mill_arena *arena = mill_arena_create(0);
    struct mill_report quiet;

    if (arena == NULL)
        return;
    one[0].offset = 0;
    one[0].required = false;
    report_init(&quiet, arena);
    if (!option_bind(one, NULL, &field, arena, &quiet, NULL))
        report_error(rep, MSG_PLUGIN_TABLE, rep->step_loc,
                     "option '%s': the default is wrong: %s", opt->name,
                     quiet.first != NULL ? quiet.first->text : "?");
    mill_arena_destroy(arena);
}

bool
option_defect(const struct mill_option *table, size_t self_size, char *out,
              size_t size)
{
    for (const struct mill_option *o = table; o != NULL && o->name != NULL;
         o++) {
        const char *what = NULL;

        if (o->kind == MILL_OPT_KIND_END || o->kind > MILL_OPT_KIND_NODE)
            what = "of a kind that does not exist";
        else if (o->offset + width_of(o->kind) > self_size)
            what = "outside of its struct";
        else if (option_find(table, o->name) != o)
            what = "twice in its table";
        else if (o->kind == MILL_OPT_KIND_ENUM &&
                 (o->choices == NULL || o->choices[0] == NULL))
            what = "that is a choice without choices";
        if (what == NULL)
            continue;
        snprintf(out, size, "has an option '%.40s' %s", o->name, what);
        return true;
    }
    return false;
}

size_t
option_check_table(const struct mill_option *table, size_t self_size,
                   struct mill_report *rep)
{
    size_t before = rep->errors;

    for (const struct mill_option *o = table; o != NULL && o->name != NULL;
         o++) {
        if (!good_name(o->name))
            table_error(rep, o, "names have a-z, 0-9 and '_'");
        if (option_find(table, o->name) != o)
            table_error(rep, o, "stands in the table twice");
        if (o->kind == MILL_OPT_KIND_END || o->kind > MILL_OPT_KIND_NODE) {
            table_error(rep, o, "has a kind that does not exist");
            continue;
        }
        if (o->offset + width_of(o->kind) > self_size)
            table_error(rep, o, "lies outside of the struct (self_size)");
        if (o->help == NULL || o->help[0] == '\0')
            table_error(rep, o, "has no help");
        if (o->min > o->max)
            table_error(rep, o, "the range ends before it begins");
        if (o->kind == MILL_OPT_KIND_ENUM &&
            (o->choices == NULL || o->choices[0] == NULL)) {
            table_error(rep, o, "is a choice without choices");
            continue;
        }
        if (o->required && o->fallback != NULL)
            table_error(rep, o, "must be given, and yet has a default");
        if (o->fallback != NULL)
            check_fallback(o, rep);
    }
    return rep->errors - before;
}
