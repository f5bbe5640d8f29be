/* SPDX-License-Identifier: Apache-2.0
 *
 * pipeline-expand.c: ${NAME} and ${NAME:-default} in the values of a pipeline
 * file. Not in keys, and not in `tests:`, which mean the same everywhere. */
#include "pipeline-read.h"

#include <stdlib.h>
#include <string.h>

#include <pressmill/json.h>

static bool
is_name(const char *name, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char c = name[i];

        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
              (c >= '0' && c <= '9' && i > 0)))
            return false;
    }
    return len > 0;
}

/* The place of byte `at` of a scalar, as far as one line goes. */
static struct mill_loc
place(const struct mill_node *node, size_t at)
{
    struct mill_loc loc = node->loc;

    if (memchr(node->value, '\n', at) != NULL)
        return loc;
    loc.column += node->quoted ? 1 : 0;
    for (size_t i = 0; i < at; i++)
        loc.column += ((unsigned char)node->value[i] & 0xc0) != 0x80;
    return loc;
}

/* Appends what stands for the reference at `p`, just behind "${"; returns the
 * byte behind its '}'. NULL when it is none: told. */
static const char *
reference(struct mill_buf *out, const struct mill_node *node, const char *p,
          struct mill_report *rep)
{
    size_t at = (size_t)(p - node->value) - 2;
    const char *close = strchr(p, '}');
    size_t name_len = strcspn(p, ":}");
    const char *value;
    char name[128];

    if (close == NULL || !is_name(p, name_len) || name_len >= sizeof(name) ||
        (p[name_len] == ':' && p[name_len + 1] != '-')) {
        report_error(
            rep, MSG_ENV_SYNTAX, place(node, at),
            close == NULL ? "'${' without its '}'" : "'${%.*s}' is no variable",
            close != NULL ? (int)(close - p > 60 ? 60 : close - p) : 0, p);
        report_width(rep, close != NULL ? (size_t)(close - p) + 3 : 2);
        report_hint(rep, "write ${NAME} or ${NAME:-default}; '$${' stands "
                         "for '${' itself");
        return NULL;
    }
    memcpy(name, p, name_len);
    name[name_len] = '\0';
    value = getenv(name);
    if (value != NULL && (value[0] != '\0' || p[name_len] == '}')) {
        mill_buf_put(out, value, strlen(value));
    } else if (p[name_len] == ':') {
        const char *fallback = p + name_len + 2;

        mill_buf_put(out, fallback, (size_t)(close - fallback));
    } else {
        report_error(rep, MSG_ENV_UNSET, place(node, at),
                     "the environment has no %s", name);
        report_width(rep, name_len + 3);
        report_hint(rep, "set it, or write a default: ${%s:-default}", name);
    }
    return close + 1;
}

static bool
expand_scalar(struct mill_arena *arena, struct mill_node *node,
              struct mill_report *rep)
{
    struct mill_buf out = { .arena = arena };
    const char *p = node->value;
    bool whole =
        strncmp(p, "${", 2) == 0 && strchr(p, '}') == p + node->value_len - 1;

    if (strstr(p, "${") == NULL)
        return true;
    while (*p != '\0') {
        const char *dollar = strchr(p, '$');

        if (dollar == NULL) {
            mill_buf_put(&out, p, strlen(p));
            break;
        }
        mill_buf_put(&out, p, (size_t)(dollar - p));
        if (strncmp(dollar, "$${", 3) == 0) {
            mill_buf_put(&out, "${", 2);
            p = dollar + 3;
        } else if (dollar[1] == '{') {
            p = reference(&out, node, dollar + 2, rep);
            if (p == NULL)
                return true; /* told; the value stays */
        } else {
            mill_buf_char(&out, '$');
            p = dollar + 1;
        }
    }
    mill_buf_char(&out, '\0');
    if (out.failed)
        return false;
    node->value = out.ptr;
    node->value_len = out.len - 1;
    if (!whole)
        return true;
    /* within { } a reference needs quotes, so they say nothing about the
     * type of what it stands for */
    node->quoted = false;
    node->quoted = node_is_null(node);
    return true;
}

struct mill_node *
pipeline_expand(struct mill_arena *arena, const struct mill_node *node,
                struct mill_report *rep)
{
    struct mill_node *copy = mill_arena_alloc(arena, sizeof(*copy));
    const struct mill_node **link;

    if (copy == NULL)
        goto no_memory;
    *copy = *node;
    copy->next = NULL;
    if (node->kind == MILL_NODE_SCALAR) {
        if (!expand_scalar(arena, copy, rep))
            goto no_memory;
        return copy;
    }
    link = &copy->first;
    MILL_NODE_EACH(child, node) {
        struct mill_node *c = pipeline_expand(arena, child, rep);

        if (c == NULL)
            return NULL;
        *link = c;
        link = &c->next;
    }
    return copy;

no_memory:
    report_error(rep, MSG_NO_MEMORY, node->loc, "memory ran out");
    return NULL;
}
