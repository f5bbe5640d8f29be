/* SPDX-License-Identifier: Apache-2.0
 *
 * pipeline-steps.c: the entries of `pipeline:`: steps with what stands beside
 * their names, switches and their branches, and files that are included. */
#include "pipeline-read.h"

#include <string.h>

static const char *const reserved[] = { "when", "on_error", "retry", "as",
                                        NULL };
static const char *const on_error_words[] = { "default", "stop",        "skip",
                                              "drop",    "dead-letter", NULL };

const char *
on_error_name(enum on_error on_error)
{
    return on_error_words[on_error];
}

static bool
is_reserved(const char *key)
{
    for (size_t i = 0; reserved[i] != NULL; i++) {
        if (strcmp(key, reserved[i]) == 0)
            return true;
    }
    return false;
}

/* ---- what stands beside a step's name */

static void
read_on_error(struct reading *r, struct pipeline_step *step,
              const struct mill_node *node)
{
    struct suggest s;

    step->on_error_loc = node->loc;
    if (node->kind == MILL_NODE_SCALAR && !node_is_null(node)) {
        suggest_begin(&s, node->value);
        for (int i = ON_ERROR_STOP; on_error_words[i] != NULL; i++) {
            suggest_offer(&s, on_error_words[i]);
            if (strcmp(node->value, on_error_words[i]) == 0) {
                step->on_error = (enum on_error)i;
                return;
            }
        }
        report_error(r->rep, MSG_STEP_ON_ERROR, node->loc,
                     s.best != NULL
                         ? "on_error: '%.60s' is not one of stop, skip, drop, "
                           "dead-letter (did you mean '%s'?)"
                         : "on_error: '%.60s' is not one of stop, skip, drop, "
                           "dead-letter",
                     node->value, s.best);
        report_width(r->rep, node_width(node));
    } else {
        report_error(r->rep, MSG_STEP_ON_ERROR, node->loc,
                     "on_error: %s, expected one of stop, skip, drop, "
                     "dead-letter",
                     node_kind_name(node));
    }
}

struct retry {
    int64_t times, wait;
};

static const struct mill_option retry_options[] = {
    MILL_OPT_INT(struct retry, times, .required = true, .max = 100,
                 .help = "How many times to try again."),
    MILL_OPT_DURATION(struct retry, wait, .fallback = "1s", .max = 3600e3,
                      .help = "The wait before the first retry; it doubles "
                              "each time."),
    MILL_OPT_END
};

static void
read_retry(struct reading *r, struct pipeline_step *step,
           const struct mill_node *node)
{
    struct retry retry = { 0, 0 };

    step->retry.loc = node->loc;
    if (node->kind != MILL_NODE_MAP) {
        report_error(r->rep, MSG_STEP_RETRY, node->loc,
                     "retry: %s, expected {times: NUMBER, wait: DURATION}",
                     node_kind_name(node));
        report_width(r->rep, node_width(node));
        return;
    }
    if (option_bind(retry_options, node, &retry, r->arena, r->rep, NULL)) {
        step->retry.times = (unsigned)retry.times;
        step->retry.wait_ms = retry.wait;
    }
}

static const char name_letters[] = "abcdefghijklmnopqrstuvwxyz"
                                   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

static bool
is_good_name(const char *name)
{
    size_t len = strspn(name, name_letters);

    return len > 0 && len <= 64 && name[len] == '\0';
}

static void
read_as(struct reading *r, struct pipeline_step *step,
        const struct mill_node *node)
{
    if (node->kind != MILL_NODE_SCALAR || !is_good_name(node->value) ||
        strcmp(node->value, "run") == 0) {
        report_error(r->rep, MSG_STEP_AS, node->loc,
                     "as: %s%.60s%s is no name for a step",
                     node->kind == MILL_NODE_SCALAR ? "'" : "",
                     node->kind == MILL_NODE_SCALAR ? node->value
                                                    : node_kind_name(node),
                     node->kind == MILL_NODE_SCALAR ? "'" : "");
        report_width(r->rep, node_width(node));
        report_hint(r->rep, "letters, digits, '-' and '_', at most 64; 'run' "
                            "is taken");
        return;
    }
    step->name = node->value;
}

bool
pipeline_read_reserved(struct reading *r, struct pipeline_step *step,
                       const struct mill_node *node)
{
    if (strcmp(node->key, "when") == 0) {
        step->when = when_compile(r->arena, node, r->rep);
        step->when_node = node;
    } else if (strcmp(node->key, "on_error") == 0)
        read_on_error(r, step, node);
    else if (strcmp(node->key, "retry") == 0)
        read_retry(r, step, node);
    else if (strcmp(node->key, "as") == 0)
        read_as(r, step, node);
    else
        return false;
    return true;
}

/* ---- steps */

static struct pipeline_step *
add_step(struct reading *r, const char *plugin, struct mill_loc loc)
{
    struct pipeline_file *out = r->out;
    struct pipeline_step *step;

    if (out->n_steps == PIPELINE_MAX_STEPS) {
        report_error(r->rep, MSG_TOO_MANY, loc, "more than %d steps",
                     PIPELINE_MAX_STEPS);
        return NULL;
    }
    if (out->n_steps == r->steps_room) {
        size_t room = r->steps_room == 0 ? 16 : 2 * r->steps_room;
        struct pipeline_step *grown = mill_arena_grow(
            r->arena, out->steps, r->steps_room * sizeof(*grown),
            room * sizeof(*grown));

        if (grown == NULL) {
            pipeline_no_memory(r);
            return NULL;
        }
        out->steps = grown;
        r->steps_room = room;
    }
    step = &out->steps[out->n_steps++];
    *step = (struct pipeline_step){ .plugin = plugin,
                                    .name = plugin,
                                    .loc = loc,
                                    .switch_id = -1,
                                    .branch = -1 };
    return step;
}

/* Whether a text can be a plugin's name; what is none is most often a blank
 * forgotten behind the colon, "read:{path: x}". */
static bool
is_plugin_name(struct reading *r, const char *text, struct mill_loc loc)
{
    size_t len = strspn(text, name_letters);

    if (len > 0 && text[len] == '\0')
        return true;
    r->out->incomplete = true;
    report_error(r->rep, MSG_STEP_NAME, loc, "'%.60s' is no name of a plugin",
                 text);
    report_width(r->rep, strlen(text));
    if (text[len] == ':' && len > 0)
        report_hint(r->rep, "a blank belongs behind the colon: '- %.*s: ...'",
                    (int)(len > 60 ? 60 : len), text);
    return false;
}

/* The key of an entry that names the step; what else stands there and should
 * not is told. */
static const struct mill_node *
find_name(struct reading *r, const struct mill_node *entry)
{
    const struct mill_node *name = NULL;

    MILL_NODE_EACH(node, entry) {
        struct suggest s;

        if (is_reserved(node->key))
            continue;
        if (name == NULL) {
            name = node;
            continue;
        }
        suggest_begin(&s, node->key);
        for (size_t i = 0; reserved[i] != NULL; i++)
            suggest_offer(&s, reserved[i]);
        if (s.best != NULL) {
            report_error(r->rep, MSG_PIPELINE_KEY, node->key_loc,
                         "unknown key '%.64s' beside the step '%.64s' (did "
                         "you mean '%s'?)",
                         node->key, name->key, s.best);
        } else {
            report_error(r->rep, MSG_STEP_NAME, node->key_loc,
                         "'%.64s' stands beside the step '%.64s'", node->key,
                         name->key);
            report_hint(r->rep,
                        "begin a step of its own with '- '; indent an option "
                        "of '%.64s' further",
                        name->key);
        }
        report_width(r->rep, strlen(node->key));
    }
    if (name == NULL) {
        r->out->incomplete = true;
        report_error(r->rep, MSG_STEP_NAME, entry->loc,
                     "a step without a name");
        report_hint(r->rep, "write '- NAME: {option: value}' with what "
                            "stands here beside it");
    }
    if (name != NULL && !is_plugin_name(r, name->key, name->key_loc))
        return NULL;
    return name;
}

static void
read_step(struct reading *r, const struct mill_node *entry,
          const struct mill_node *name, int switch_id, int branch)
{
    struct pipeline_step *step = add_step(r, name->key, name->key_loc);

    if (step == NULL)
        return;
    step->switch_id = switch_id;
    step->branch = branch;
    step->options = node_is_null(name) ? NULL : name;
    MILL_NODE_EACH(node, entry) {
        if (node != name)
            (void)pipeline_read_reserved(r, step, node);
    }
}

/* ---- switches */

static void switch_error(struct reading *r, struct mill_loc loc,
                         const char *format, ...) MILL_PRINTF(3, 4);

static void
switch_error(struct reading *r, struct mill_loc loc, const char *format, ...)
{
    va_list va;

    r->out->incomplete = true;
    va_start(va, format);
    report_verror(r->rep, MSG_SWITCH, loc, format, va);
    va_end(va);
    report_hint(r->rep, "a branch is {when: CONDITION, steps: [STEP, ...]}, "
                        "the last may be {else: [STEP, ...]}");
}

static const struct mill_node *
read_branch(struct reading *r, const struct mill_node *branch, bool last,
            const struct when **when, const struct mill_node **text)
{
    const struct mill_node *condition = mill_node_get(branch, "when");
    const struct mill_node *steps = mill_node_get(branch, "steps");
    const struct mill_node *other = mill_node_get(branch, "else");

    *when = NULL;
    *text = NULL;
    if (branch->kind != MILL_NODE_MAP) {
        switch_error(r, branch->loc, "%s where a branch belongs",
                     node_kind_name(branch));
        return NULL;
    }
    MILL_NODE_EACH(node, branch) {
        if (node != condition && node != steps && node != other) {
            report_error(r->rep, MSG_PIPELINE_KEY, node->key_loc,
                         "unknown key '%.64s' in a branch", node->key);
            report_width(r->rep, strlen(node->key));
            report_hint(r->rep, "a branch has 'when' and 'steps', or 'else'");
        }
    }
    if (other != NULL) {
        if (!last || condition != NULL || steps != NULL)
            switch_error(r, other->key_loc,
                         !last ? "'else' before the last branch"
                               : "'else' beside 'when' or 'steps'");
        steps = other;
    } else if (condition == NULL) {
        switch_error(r, branch->loc, "a branch without 'when'");
    } else {
        *when = when_compile(r->arena, condition, r->rep);
        *text = condition;
    }
    if (steps == NULL)
        switch_error(r, branch->loc, "a branch without 'steps'");
    return steps;
}

static void
read_switch(struct reading *r, const struct mill_node *entry,
            const struct mill_node *value, int parent_id, int parent_branch)
{
    struct pipeline_file *out = r->out;
    int id = (int)out->n_switches;
    struct pipeline_switch *sw;
    size_t n = 0;

    MILL_NODE_EACH(node, entry) {
        if (node != value && is_reserved(node->key))
            switch_error(r, node->key_loc, "'%s' beside a switch", node->key);
    }
    if (value->kind != MILL_NODE_LIST || value->count == 0) {
        switch_error(r, value->loc, "%s where a list of branches belongs",
                     value->kind == MILL_NODE_LIST ? "an empty list"
                                                   : node_kind_name(value));
        return;
    }
    if (id == PIPELINE_MAX_SWITCHES || value->count > PIPELINE_MAX_BRANCHES) {
        report_error(r->rep, MSG_TOO_MANY, value->key_loc,
                     id == PIPELINE_MAX_SWITCHES
                         ? "more than 16 switches"
                         : "a switch of more than 32 branches");
        return;
    }
    sw = &out->switches[out->n_switches++];
    *sw = (struct pipeline_switch){ .n_branches = value->count,
                                    .parent_id = parent_id,
                                    .parent_branch = parent_branch,
                                    .loc = value->key_loc };
    sw->branches =
        mill_arena_zalloc(r->arena, value->count * sizeof(*sw->branches));
    sw->conditions =
        mill_arena_zalloc(r->arena, value->count * sizeof(*sw->conditions));
    if (sw->branches == NULL || sw->conditions == NULL) {
        sw->n_branches = 0;
        pipeline_no_memory(r);
        return;
    }
    MILL_NODE_EACH(branch, value) {
        const struct mill_node *steps =
            read_branch(r, branch, n + 1 == value->count, &sw->branches[n],
                        &sw->conditions[n]);

        if (steps != NULL)
            pipeline_read_steps(r, steps, id, (int)n);
        n++;
    }
}

/* ---- the list */

/* An entry that is a name and nothing else; false when there are too many. */
static bool
read_name_alone(struct reading *r, const struct mill_node *entry, int switch_id,
                int branch)
{
    struct pipeline_step *step;

    if (!is_plugin_name(r, entry->value, entry->loc))
        return true;
    step = add_step(r, entry->value, entry->loc);
    if (step == NULL)
        return false;
    step->switch_id = switch_id;
    step->branch = branch;
    return true;
}

void
pipeline_read_steps(struct reading *r, const struct mill_node *list,
                    int switch_id, int branch)
{
    if (list->kind != MILL_NODE_LIST) {
        r->out->incomplete = true;
        report_error(r->rep, MSG_PIPELINE_SHAPE, list->loc,
                     "%s where a list of steps belongs", node_kind_name(list));
        report_width(r->rep, node_width(list));
        report_hint(r->rep, "write each step on a line of its own, begun "
                            "with '- '");
        return;
    }
    MILL_NODE_EACH(entry, list) {
        const struct mill_node *name;

        if (entry->kind == MILL_NODE_SCALAR && !node_is_null(entry)) {
            if (!read_name_alone(r, entry, switch_id, branch))
                return;
            continue;
        }
        if (entry->kind != MILL_NODE_MAP) {
            r->out->incomplete = true;
            report_error(r->rep, MSG_STEP_NAME, entry->loc,
                         "%s where a step belongs", node_kind_name(entry));
            continue;
        }
        name = find_name(r, entry);
        if (name == NULL)
            continue;
        if (strcmp(name->key, "switch") == 0)
            read_switch(r, entry, name, switch_id, branch);
        else if (strcmp(name->key, "include") == 0)
            pipeline_include(r, name, switch_id, branch);
        else
            read_step(r, entry, name, switch_id, branch);
        if (r->out->n_steps == PIPELINE_MAX_STEPS && entry->next != NULL) {
            report_error(r->rep, MSG_TOO_MANY, entry->next->loc,
                         "more than %d steps", PIPELINE_MAX_STEPS);
            return;
        }
    }
}
