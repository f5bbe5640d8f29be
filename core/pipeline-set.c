/* SPDX-License-Identifier: Apache-2.0
 *
 * pipeline-set.c: --set STEP.OPTION=VALUE, over what the files say. */
#include "pipeline-read.h"

#include <pressmill/str.h>

#include <string.h>

struct mill_node *
pipeline_map_with(struct reading *r, const struct mill_node *map,
                  const struct mill_node *child)
{
    struct mill_node *out = mill_arena_zalloc(r->arena, sizeof(*out));
    const struct mill_node **link;
    struct mill_node *copy;

    if (out == NULL)
        goto no_memory;
    out->kind = MILL_NODE_MAP;
    out->loc = child->loc;
    if (map != NULL) {
        out->loc = map->loc;
        out->key = map->key;
        out->key_loc = map->key_loc;
    }
    link = &out->first;
    MILL_NODE_EACH(node, map) {
        if (strcmp(node->key, child->key) == 0)
            continue;
        copy = mill_arena_alloc(r->arena, sizeof(*copy));
        if (copy == NULL)
            goto no_memory;
        *copy = *node;
        copy->next = NULL;
        *link = copy;
        link = &copy->next;
        out->count++;
    }
    copy = mill_arena_alloc(r->arena, sizeof(*copy));
    if (copy == NULL)
        goto no_memory;
    *copy = *child;
    copy->next = NULL;
    *link = copy;
    out->count++;
    return out;

no_memory:
    pipeline_no_memory(r);
    return NULL;
}

static unsigned
characters(const char *text, size_t len)
{
    unsigned n = 0;

    for (size_t i = 0; i < len; i++)
        n += ((unsigned char)text[i] & 0xc0) != 0x80;
    return n;
}

/* The value as a node. Lists, maps and texts in quotes are YAML; all else is
 * taken as it stands, since the shell has its own quotes. */
static struct mill_node *
read_value(struct reading *r, const char *name, const char *set,
           const char *value)
{
    size_t before = characters(set, (size_t)(value - set));
    struct mill_node *node = mill_arena_zalloc(r->arena, sizeof(*node));

    if (node == NULL) {
        pipeline_no_memory(r);
        return NULL;
    }
    if (value[0] != '\0' && strchr("[{\"'", value[0]) != NULL) {
        /* blanks stand for what is before it, so that columns are right */
        char *padded =
            mill_arena_printf(r->arena, "%*s%s", (int)before, "", value);
        const struct mill_node *read;

        if (padded == NULL) {
            pipeline_no_memory(r);
            return NULL;
        }
        read = node_read_string(r->arena, name, mill_str_of(padded), r->rep);
        if (read == NULL)
            return NULL;
        *node = *read;
    } else {
        node->kind = MILL_NODE_SCALAR;
        node->value = value;
        node->value_len = strlen(value);
        node->quoted = value[0] == '\0';
        node->loc = (struct mill_loc){ name, 1, (unsigned)before + 1 };
    }
    return node;
}

/* Says that no step has this name. */
static void
no_such_step(struct reading *r, const char *step, const char *file)
{
    struct suggest s;

    if (r->out->n_steps == 0)
        return; /* the file is no good: that is told */
    suggest_begin(&s, step);
    suggest_offer(&s, "run");
    for (size_t i = 0; i < r->out->n_steps; i++)
        suggest_offer(&s, r->out->steps[i].name);
    report_error(r->rep, MSG_SET, (struct mill_loc){ file, 1, 1 },
                 s.best != NULL ? "no step is named '%.64s' (did you mean "
                                  "'%s'?)"
                                : "no step is named '%.64s'",
                 step, s.best);
    report_width(r->rep, strlen(step));
}

void
pipeline_apply_set(struct reading *r, const char *set, size_t index)
{
    const char *file = mill_arena_printf(r->arena, "--set #%zu", index + 1);
    const char *equal = strchr(set, '='), *dot = strchr(set, '.');
    struct mill_node *node;
    char *step, *key;
    size_t found = 0;

    if (file == NULL) {
        pipeline_no_memory(r);
        return;
    }
    report_add_source(r->rep, file, mill_str_of(set));
    if (equal == NULL || dot == NULL || dot > equal || dot == set ||
        dot + 1 == equal) {
        report_error(r->rep, MSG_SET, (struct mill_loc){ file, 1, 1 },
                     "'%.80s' is not STEP.OPTION=VALUE", set);
        report_hint(r->rep, "for example --set jsonl.path=out.jsonl or --set "
                            "run.workers=2");
        return;
    }
    step = mill_arena_strdup(r->arena,
                             (struct mill_str){ set, (size_t)(dot - set) });
    key = mill_arena_strdup(
        r->arena, (struct mill_str){ dot + 1, (size_t)(equal - dot) - 1 });
    node = read_value(r, file, set, equal + 1);
    if (step == NULL || key == NULL) {
        pipeline_no_memory(r);
        return;
    }
    /* in front of the padded copy: this is what is shown */
    report_add_source(r->rep, file, mill_str_of(set));
    if (node == NULL)
        return;
    node->key = key;
    node->key_loc =
        (struct mill_loc){ file, 1,
                           characters(set, (size_t)(dot - set) + 1) + 1 };
    if (strcmp(step, "run") == 0) {
        r->run = pipeline_map_with(r, r->run, node);
        return;
    }
    /* steps in different branches may share a name: all of them */
    for (size_t i = 0; i < r->out->n_steps; i++) {
        struct pipeline_step *s = &r->out->steps[i];

        if (strcmp(s->name, step) != 0)
            continue;
        found++;
        if (!pipeline_read_reserved(r, s, node))
            s->options = pipeline_map_with(
                r,
                s->options != NULL && s->options->kind == MILL_NODE_MAP
                    ? s->options
                    : NULL,
                node);
    }
    if (found == 0)
        no_such_step(r, step, file);
}
