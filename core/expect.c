/* SPDX-License-Identifier: Apache-2.0
 *
 * expect.c: what the record should be against what it is. */
#include "expect.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "node.h"

const struct mill_option expect_case_options[] = {
    MILL_OPT_STR(struct expect_case, name, .required = true,
                 .help = "What the case promises."),
    MILL_OPT_STR(struct expect_case, text, .help = "The article."),
    MILL_OPT_STR(struct expect_case, html, .help = "The page."),
    MILL_OPT_PATH(struct expect_case, file,
                  .help = "A file with the article (.txt), the page (.html) "
                          "or the record (.json)."),
    MILL_OPT_NODE(struct expect_case, fields,
                  .help = "Fields of the record, such as title and lang."),
    MILL_OPT_NODE(struct expect_case, expect,
                  .help = "What the record must hold."),
    MILL_OPT_NODE(struct expect_case, contains,
                  .help = "The same, but lists may hold more."),
    MILL_OPT_NODE(struct expect_case, holds,
                  .help = "A condition that must hold."),
    MILL_OPT_BOOL(struct expect_case, dropped,
                  .help = "Whether a step must leave the article out."),
    MILL_OPT_END
};

struct matching {
    struct mill_arena *arena;
    struct expect_difference *out;
    bool anywhere;  /* entries of a list may stand anywhere in it */
    char path[256]; /* where we are: "quotes[0].speaker" */
};

/* A value of the record as JSON, short enough for a message. */
static const char *
shown(struct matching *m, struct mill_json value)
{
    struct mill_str s;

    switch (mill_json_kind(value)) {
    case MILL_JSON_NONE:
        return "missing";
    case MILL_JSON_NULL:
        return "null";
    case MILL_JSON_BOOL:
        return mill_json_bool(value) ? "true" : "false";
    case MILL_JSON_INT:
        return mill_arena_printf(m->arena, "%lld",
                                 (long long)mill_json_int(value));
    case MILL_JSON_NUM:
        return mill_arena_printf(m->arena, "%.6g", mill_json_num(value));
    case MILL_JSON_STR:
        s = mill_json_str(value);
        return mill_arena_printf(m->arena, "'%.*s%s'",
                                 (int)(s.len > 200 ? 200 : s.len), s.ptr,
                                 s.len > 200 ? "..." : "");
    case MILL_JSON_LIST:
        return mill_arena_printf(m->arena, "a list of %zu",
                                 mill_json_count(value));
    case MILL_JSON_MAP:
        return "a map";
    }
    return "?";
}

/* The names a map answers to, for a message. */
static const char *const names[] = { "name", "text", "label", "id" };

static bool
differs(struct matching *m, const struct mill_node *expected,
        struct mill_json value)
{
    const char *want, *is = shown(m, value);

    if (mill_json_kind(value) == MILL_JSON_MAP) {
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            struct mill_json named = mill_json_get(value, names[i]);

            if (mill_json_kind(named) == MILL_JSON_STR) {
                is = shown(m, named);
                break;
            }
        }
    }
    want = expected->kind != MILL_NODE_SCALAR ? node_kind_name(expected)
           : node_is_null(expected)
               ? "nothing"
               : mill_arena_printf(m->arena, "'%.200s'", expected->value);
    m->out->at = expected;
    m->out->text =
        mill_arena_printf(m->arena, "%s%sis %s, expected %s", m->path,
                          m->path[0] != '\0' ? " " : "", is != NULL ? is : "?",
                          want != NULL ? want : "?");
    return false;
}

static bool
is_text(struct mill_json value, const struct mill_node *expected)
{
    struct mill_str s = mill_json_str(value);

    return mill_json_kind(value) == MILL_JSON_STR &&
           s.len == expected->value_len &&
           memcmp(s.ptr, expected->value, s.len) == 0;
}

static bool
match_scalar(struct matching *m, const struct mill_node *expected,
             struct mill_json value)
{
    enum mill_json_kind kind = mill_json_kind(value);
    double number;
    bool truth;

    if (node_is_null(expected))
        return kind == MILL_JSON_NONE || kind == MILL_JSON_NULL ||
               differs(m, expected, value);
    if (is_text(value, expected))
        return true;
    if (kind == MILL_JSON_BOOL && mill_node_bool(expected, &truth) &&
        truth == mill_json_bool(value))
        return true;
    if ((kind == MILL_JSON_INT || kind == MILL_JSON_NUM) &&
        mill_node_num(expected, &number) &&
        fabs(number - mill_json_num(value)) <= 1e-9)
        return true;
    for (size_t i = 0;
         kind == MILL_JSON_MAP && i < sizeof(names) / sizeof(names[0]); i++) {
        if (is_text(mill_json_get(value, names[i]), expected))
            return true;
    }
    return differs(m, expected, value);
}

/* The value of a key; dots reach into maps. */
static struct mill_json
reach(struct mill_json map, const char *key)
{
    char part[128];

    for (;;) {
        size_t len = strcspn(key, ".");

        if (key[len] == '\0' || len >= sizeof(part))
            return mill_json_get(map, key);
        memcpy(part, key, len);
        part[len] = '\0';
        map = mill_json_get(map, part);
        key += len + 1;
    }
}

static bool match(struct matching *m, const struct mill_node *expected,
                  struct mill_json value);

/* Whether some entry of a list is as expected. What the others differ in is
 * no news. */
static bool
match_somewhere(struct matching *m, const struct mill_node *expected,
                struct mill_json list)
{
    size_t here = strlen(m->path);
    struct mill_json_iter it = mill_json_begin(list);

    while (mill_json_step(&it)) {
        bool found = match(m, expected, it.value);

        m->path[here] = '\0';
        if (found)
            return true;
    }
    m->out->at = expected;
    m->out->text = mill_arena_printf(
        m->arena, "%s has %zu entries, and none is as expected", m->path,
        mill_json_count(list));
    return false;
}

static bool
match(struct matching *m, const struct mill_node *expected,
      struct mill_json value)
{
    size_t here = strlen(m->path), n = 0;
    struct mill_json_iter it;

    if (expected->kind == MILL_NODE_SCALAR)
        return match_scalar(m, expected, value);
    if (mill_json_kind(value) !=
        (expected->kind == MILL_NODE_LIST ? MILL_JSON_LIST : MILL_JSON_MAP))
        return differs(m, expected, value);
    if (expected->kind == MILL_NODE_MAP) {
        MILL_NODE_EACH(child, expected) {
            snprintf(m->path + here, sizeof(m->path) - here, "%s%s",
                     here > 0 ? "." : "", child->key);
            if (!match(m, child, reach(value, child->key)))
                return false;
            m->path[here] = '\0';
        }
        return true;
    }
    if (m->anywhere) {
        MILL_NODE_EACH(child, expected) {
            if (!match_somewhere(m, child, value))
                return false;
        }
        return true;
    }
    it = mill_json_begin(value);
    MILL_NODE_EACH(child, expected) {
        if (!mill_json_step(&it))
            break;
        snprintf(m->path + here, sizeof(m->path) - here, "[%zu]", n++);
        if (!match(m, child, it.value))
            return false;
        m->path[here] = '\0';
    }
    if (mill_json_count(value) == expected->count)
        return true;
    m->out->at = expected;
    m->out->text = mill_arena_printf(
        m->arena, "%s has %zu entries, expected %u%s%s", m->path,
        mill_json_count(value), expected->count,
        mill_json_count(value) > expected->count ? "; one too many is " : "",
        mill_json_count(value) > expected->count && mill_json_step(&it)
            ? shown(m, mill_json_kind(mill_json_get(it.value, "text")) ==
                               MILL_JSON_STR
                           ? mill_json_get(it.value, "text")
                           : it.value)
            : "");
    return false;
}

bool
expect_match(const struct mill_node *expected, struct mill_json record,
             bool anywhere, struct mill_arena *arena,
             struct expect_difference *out)
{
    struct matching m = { .arena = arena, .out = out, .anywhere = anywhere };

    out->at = expected;
    out->text = NULL;
    return match(&m, expected, record);
}
