/* SPDX-License-Identifier: Apache-2.0
 *
 * rules.c: the abbreviations of a language, from lang/XX/segment.yaml. */
#include "segment.h"

#include <pressmill/node.h>
#include <pressmill/unicode.h>
#include <stdio.h>
#include <string.h>

static uint32_t
hash_of(const char *p, size_t n)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)p[i]) * 16777619u;
    return h ^ h >> 15;
}

enum abbr_kind
rules_abbr(const struct rules *rules, const char *word, size_t len)
{
    uint32_t h;

    if (rules == NULL || rules->table == NULL)
        return ABBR_NONE;
    h = hash_of(word, len);
    for (uint32_t i = h & rules->mask; rules->table[i].word != NULL;
         i = (i + 1) & rules->mask) {
        const struct abbr *a = &rules->table[i];

        if (a->hash == h && a->len == len && memcmp(a->word, word, len) == 0)
            return a->kind;
    }
    return ABBR_NONE;
}

/* Calls `add` for every word of a scalar or of a list of scalars. */
static size_t
each_word(const struct mill_node *node, struct rules *rules,
          struct mill_arena *arena, enum abbr_kind kind)
{
    size_t n = 0;

    if (node == NULL)
        return 0;
    if (node->kind != MILL_NODE_SCALAR) {
        MILL_NODE_EACH(child, node)
            n += each_word(child, rules, arena, kind);
        return n;
    }
    for (const char *p = node->value; *p != '\0';) {
        size_t len = strcspn(p, " \t\n");

        if (len > 0) {
            n++;
            if (rules != NULL) {
                size_t out;
                char *low = mill_arena_alloc(arena, len + len / 2 + 5);
                struct abbr a;
                uint32_t i;

                if (low == NULL)
                    return n;
                out = mill_utf8_lower((struct mill_str){ p, len }, low);
                if (out > 1 && low[out - 1] == '.')
                    out--;
                a = (struct abbr){ low, (uint32_t)out, hash_of(low, out),
                                   kind };
                for (i = a.hash & rules->mask;
                     rules->table[i].word != NULL;)
                    i = (i + 1) & rules->mask;
                rules->table[i] = a;
            }
        }
        p += len;
        p += strspn(p, " \t\n");
    }
    return n;
}

bool
rules_read(struct rules *rules, struct mill_arena *arena, const char *lang,
           const char *path, struct mill_report *rep)
{
    static const char *const known[] = { "abbreviations", "may_end",
                                         "ordinals" };
    const struct mill_node *root = mill_node_read(arena, path, rep);
    const struct mill_node *inner, *may, *ord;
    size_t n, size = 16;
    bool ok = true;

    *rules = (struct rules){ .lang = lang };
    if (root == NULL)
        return false;
    if (root->kind != MILL_NODE_MAP) {
        (void)mill_fail_node(rep, root, "expected a map of 'abbreviations', "
                                        "'may_end' and 'ordinals'");
        return false;
    }
    MILL_NODE_EACH(n_, root) {
        bool found = false;

        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            found = found || strcmp(known[i], n_->key) == 0;
        if (!found) {
            (void)mill_fail_node(rep, n_,
                                 "unknown key '%s', expected abbreviations, "
                                 "may_end or ordinals",
                                 n_->key);
            ok = false;
        }
    }
    inner = mill_node_get(root, "abbreviations");
    may = mill_node_get(root, "may_end");
    ord = mill_node_get(root, "ordinals");
    if (ord != NULL && !mill_node_bool(ord, &rules->ordinals)) {
        (void)mill_fail_node(rep, ord, "expected true or false");
        ok = false;
    }
    if (!ok)
        return false;
    n = each_word(inner, NULL, arena, ABBR_INNER) +
        each_word(may, NULL, arena, ABBR_MAY_END);
    while (size < 2 * n)
        size *= 2;
    rules->mask = (uint32_t)size - 1;
    rules->table = mill_arena_zalloc(arena, size * sizeof *rules->table);
    if (rules->table == NULL) {
        (void)mill_fail(rep, MILL_ERR_STAGE, "out of memory");
        return false;
    }
    (void)each_word(inner, rules, arena, ABBR_INNER);
    (void)each_word(may, rules, arena, ABBR_MAY_END);
    return true;
}
