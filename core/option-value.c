/* SPDX-License-Identifier: Apache-2.0
 *
 * option-value.c: the values that options are written as: whole numbers,
 * sizes, durations, paths. */
#include "option.h"

#include <string.h>

#include "node.h"

struct unit {
    const char *name;
    double factor;
};

static const struct unit sizes[] = { { "", 1 },
                                     { "B", 1 },
                                     { "kB", 1e3 },
                                     { "KB", 1e3 },
                                     { "MB", 1e6 },
                                     { "GB", 1e9 },
                                     { "TB", 1e12 },
                                     { "KiB", 1024.0 },
                                     { "MiB", 1048576.0 },
                                     { "GiB", 1073741824.0 },
                                     { "TiB", 1099511627776.0 },
                                     { NULL, 0 } };

static const struct unit durations[] = { { "ms", 1 },     { "s", 1e3 },
                                         { "m", 60e3 },   { "min", 60e3 },
                                         { "h", 3600e3 }, { "d", 86400e3 },
                                         { NULL, 0 } };

bool
option_parse_int(const char *text, int64_t *number)
{
    const char *p = text + (*text == '-' || *text == '+');
    uint64_t limit = (uint64_t)INT64_MAX + (*text == '-'), n = 0;

    if (*p == '\0')
        return false;
    for (; *p != '\0'; p++) {
        uint64_t digit = (uint64_t)(*p - '0');

        if (*p < '0' || *p > '9' || n > (limit - digit) / 10)
            return false;
        n = n * 10 + digit;
    }
    *number = *text == '-' ? (int64_t)(0 - n) : (int64_t)n;
    return true;
}

/* A number with a unit behind it, perhaps after one blank, as a whole number
 * of the smallest unit below 2^53. */
static bool
parse_unit(const char *text, const struct unit *units, double *out)
{
    char number[32];
    size_t digits = strspn(text, "0123456789.");
    const char *rest = text + digits;
    double value;

    if (digits == 0 || digits >= sizeof(number))
        return false;
    memcpy(number, text, digits);
    number[digits] = '\0';
    if (!node_parse_num(number, &value))
        return false;
    if (*rest == ' ')
        rest++;
    for (; units->name != NULL; units++) {
        if (strcmp(units->name, rest) != 0)
            continue;
        value *= units->factor;
        if (value > 9007199254740992.0 || (double)(uint64_t)value != value)
            return false;
        *out = value;
        return true;
    }
    return false;
}

bool
option_parse_size(const char *text, uint64_t *bytes)
{
    double value;

    if (!parse_unit(text, sizes, &value))
        return false;
    *bytes = (uint64_t)value;
    return true;
}

bool
option_parse_duration(const char *text, int64_t *ms)
{
    double value;

    if (strcmp(text, "0") == 0) {
        *ms = 0;
        return true;
    }
    if (!parse_unit(text, durations, &value))
        return false;
    *ms = (int64_t)value;
    return true;
}

/* "https://...", "file:...": no path. */
static bool
is_url(const char *path)
{
    const char *colon = strstr(path, "://");

    if (colon == NULL || colon == path)
        return false;
    for (const char *p = path; p < colon; p++) {
        if (!((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
              (*p >= '0' && *p <= '9') || *p == '+' || *p == '-' || *p == '.'))
            return false;
    }
    return true;
}

const char *
option_path(struct mill_arena *arena, const char *file, const char *path)
{
    const char *slash = file != NULL ? strrchr(file, '/') : NULL;

    if (slash == NULL || path[0] == '/' || strcmp(path, "-") == 0 ||
        is_url(path))
        return mill_arena_printf(arena, "%s", path);
    return mill_arena_printf(arena, "%.*s/%s", (int)(slash - file), file, path);
}
