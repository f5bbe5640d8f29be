/* SPDX-License-Identifier: Apache-2.0
 *
 * node-file.c: reading a whole small file, and asking a node what it is. */
#include "node.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pressmill/hooks.h>

#include "report.h"

static void
cannot_read(const char *path, struct mill_loc from, int error,
            struct mill_report *rep)
{
    report_error(rep, MSG_CANNOT_READ, from, "cannot read '%.400s': %s", path,
                 error == EISDIR ? "it is a folder" : strerror(error));
}

bool
node_slurp(struct mill_arena *arena, const char *path, struct mill_loc from,
           struct mill_report *rep, struct mill_str *out)
{
    int fd = strcmp(path, "-") == 0 ? STDIN_FILENO
                                    : open(path, O_RDONLY | O_CLOEXEC);
    size_t room = 16384, used = 0;
    char *bytes = NULL;
    bool ok = false;
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0) {
        cannot_read(path, from, errno, rep);
        goto out;
    }
    if (S_ISDIR(st.st_mode)) {
        cannot_read(path, from, EISDIR, rep);
        goto out;
    }
    if (S_ISREG(st.st_mode) && st.st_size >= 0 &&
        (uintmax_t)st.st_size < NODE_MAX_BYTES)
        room = (size_t)st.st_size + 1;
    bytes = mill_arena_alloc(arena, room);
    while (bytes != NULL) {
        ssize_t n = mill_hooks()->read(fd, bytes + used, room - used);

        if (n == 0) {
            ok = true;
            break;
        }
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            cannot_read(path, from, errno, rep);
            goto out;
        }
        used += (size_t)n;
        if (used > NODE_MAX_BYTES) {
            report_error(rep, MSG_YAML_TOO_LARGE,
                         from.file != NULL ? from
                                           : (struct mill_loc){ path, 0, 0 },
                         "'%.400s' has more than 4 MiB", path);
            goto out;
        }
        if (used == room) {
            bytes = mill_arena_grow(arena, bytes, room, 2 * room);
            room *= 2;
        }
    }
    if (bytes == NULL)
        report_error(rep, MSG_NO_MEMORY, from, "memory ran out");
    *out = (struct mill_str){ bytes, used };
out:
    if (fd > STDIN_FILENO)
        close(fd);
    return ok;
}

const struct mill_node *
mill_node_read(struct mill_arena *arena, const char *path,
               struct mill_report *rep)
{
    struct mill_loc nowhere = { 0 };
    const char *name = mill_arena_printf(arena, "%s", path);
    struct mill_str text;

    if (name == NULL) {
        mill_fail(rep, MILL_ERR_STAGE, "memory ran out");
        return NULL;
    }
    if (!node_slurp(arena, path, nowhere, rep, &text)) {
        /* a worker's report keeps no findings, only the failure */
        if (rep->arena == NULL)
            mill_fail(rep, MILL_ERR_STAGE, "cannot read '%.400s'", path);
        return NULL;
    }
    return node_read_string(arena, name, text, rep);
}

const struct mill_node *
mill_node_get(const struct mill_node *map, const char *key)
{
    if (map == NULL || map->kind != MILL_NODE_MAP)
        return NULL;
    MILL_NODE_EACH(n, map) {
        if (strcmp(n->key, key) == 0)
            return n;
    }
    return NULL;
}

/* What a decimal number looks like; the mantissa's digits and the power of
 * ten come along. */
static bool
scan_number(const char *s, uint64_t *digits, int *power, bool *exact,
            bool *negative)
{
    int seen = 0, fraction = 0, exponent = 0;

    *digits = 0;
    *exact = true;
    *negative = *s == '-';
    if (*s == '-' || *s == '+')
        s++;
    for (; *s >= '0' && *s <= '9'; s++, seen++) {
        *exact = *exact && *digits < 100000000000000u;
        *digits = *exact ? *digits * 10 + (uint64_t)(*s - '0') : 0;
    }
    if (*s == '.' && seen > 0) {
        s++;
        if (*s < '0' || *s > '9')
            return false;
        for (; *s >= '0' && *s <= '9'; s++, fraction++) {
            *exact = *exact && *digits < 100000000000000u;
            *digits = *exact ? *digits * 10 + (uint64_t)(*s - '0') : 0;
        }
    }
    if (seen == 0)
        return false;
    if (*s == 'e' || *s == 'E') {
        bool minus = s[1] == '-';

        s += s[1] == '-' || s[1] == '+' ? 2 : 1;
        if (*s < '0' || *s > '9')
            return false;
        for (; *s >= '0' && *s <= '9'; s++)
            exponent = exponent < 10000 ? exponent * 10 + (*s - '0') : 10000;
        exponent = minus ? -exponent : exponent;
    }
    *power = exponent - fraction;
    return *s == '\0';
}

bool
node_parse_num(const char *text, double *number)
{
    static const double tens[] = { 1e0,  1e1,  1e2,  1e3,  1e4,  1e5,
                                   1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                   1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
                                   1e18, 1e19, 1e20, 1e21, 1e22 };
    uint64_t digits;
    bool exact, negative;
    char copy[64], *point;
    int power;

    if (!scan_number(text, &digits, &power, &exact, &negative))
        return false;
    if (exact && power >= -22 && power <= 22) {
        /* both are exact, so the one operation rounds right */
        double d = (double)digits;

        d = power < 0 ? d / tens[-power] : d * tens[power];
        *number = negative ? -d : d;
        return true;
    }
    /* rare; strtod() wants the decimal point of the locale an embedding
     * program may have set */
    if (strlen(text) >= sizeof(copy))
        return false;
    strcpy(copy, text);
    point = strchr(copy, '.');
    if (point != NULL)
        *point = localeconv()->decimal_point[0];
    *number = strtod(copy, NULL);
    return isfinite(*number);
}

bool
mill_node_num(const struct mill_node *node, double *number)
{
    return node != NULL && node->kind == MILL_NODE_SCALAR && !node->quoted &&
           node_parse_num(node->value, number);
}

bool
mill_node_bool(const struct mill_node *node, bool *boolean)
{
    if (node == NULL || node->kind != MILL_NODE_SCALAR || node->quoted)
        return false;
    *boolean = strcmp(node->value, "true") == 0;
    return *boolean || strcmp(node->value, "false") == 0;
}

bool
node_is_null(const struct mill_node *node)
{
    return node != NULL && node->kind == MILL_NODE_SCALAR && !node->quoted &&
           (node->value[0] == '\0' || strcmp(node->value, "~") == 0 ||
            strcmp(node->value, "null") == 0);
}

const char *
node_kind_name(const struct mill_node *node)
{
    if (node == NULL || node_is_null(node))
        return "nothing";
    return node->kind == MILL_NODE_LIST  ? "a list"
           : node->kind == MILL_NODE_MAP ? "a map"
                                         : "a text";
}

size_t
node_width(const struct mill_node *node)
{
    size_t width = 0;

    if (node == NULL || node->kind != MILL_NODE_SCALAR)
        return 1;
    for (size_t i = 0; i < node->value_len; i++) {
        if (node->value[i] == '\n')
            break;
        if (((unsigned char)node->value[i] & 0xc0) != 0x80)
            width++;
    }
    return width + (node->quoted ? 2 : 0);
}
