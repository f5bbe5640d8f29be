/* SPDX-License-Identifier: Apache-2.0
 *
 * plan.c: from a pipeline file to steps that are ready to work. Everything
 * that can be wrong with a pipeline is found here, before the first document,
 * and all of it is told at once. */
#include "plan.h"

#include "intern.h"
#include "manifest.h"
#include "option.h"
#include "report.h"
#include "suggest.h"

#include <pressmill/str.h>

#include <string.h>

enum plan_kind
plan_step_kind(const struct plan_step *step)
{
    if (step->desc->next != NULL)
        return PLAN_SOURCE;
    return step->desc->write != NULL ? PLAN_SINK : PLAN_STAGE;
}

/* ---- what steps read and write */

static struct plan_use *
add_use(struct mill_declare *decl, const char *name, mill_type type,
        bool writes, bool optional)
{
    struct plan_use *use = mill_arena_zalloc(decl->arena, sizeof *use), **at;
    struct mill_str str = mill_str_of(name);

    if (use != NULL)
        use->name = mill_arena_strdup(decl->arena, str);
    if (use == NULL || use->name == NULL) {
        decl->failed = true;
        return NULL;
    }
    use->type = type;
    use->writes = writes;
    use->optional = optional;
    for (at = &decl->step->uses; *at != NULL; at = &(*at)->next)
        ;
    *at = use;
    return use;
}

static mill_type
declare_type(struct mill_declare *decl, const char *name, bool writes,
             bool optional)
{
    mill_type type = intern_type(name);

    if (type == 0) {
        mill_fail(decl->rep, MILL_ERR_STAGE,
                  "'%s' is no name for annotations: letters a-z, digits, '_' "
                  "and '-', at most 63, and at most %d names in all",
                  name, INTERN_MAX - 1);
        return 0;
    }
    return add_use(decl, name, type, writes, optional) != NULL ? type : 0;
}

mill_type
mill_declare_reads(struct mill_declare *decl, const char *type, bool optional)
{
    return declare_type(decl, type, false, optional);
}

mill_type
mill_declare_writes(struct mill_declare *decl, const char *type)
{
    return declare_type(decl, type, true, false);
}

void
mill_declare_reads_field(struct mill_declare *decl, const char *field,
                         bool optional)
{
    add_use(decl, field, 0, false, optional);
}

void
mill_declare_writes_field(struct mill_declare *decl, const char *field)
{
    add_use(decl, field, 0, true, false);
}

/* Enters the plugin's own table and writes the ids into `self`. */
static void
bind_uses(struct mill_declare *decl)
{
    const struct mill_use *use = decl->step->desc->uses;

    for (; use != NULL && use->name != NULL; use++) {
        bool writes = use->kind == MILL_USE_KIND_WRITES_TYPE ||
                      use->kind == MILL_USE_KIND_WRITES_FIELD;
        mill_type type;

        if (use->kind == MILL_USE_KIND_READS_FIELD ||
            use->kind == MILL_USE_KIND_WRITES_FIELD) {
            add_use(decl, use->name, 0, writes, use->optional);
            continue;
        }
        type = declare_type(decl, use->name, writes, use->optional);
        memcpy((char *)decl->step->self + use->offset, &type, sizeof type);
    }
}

/* The fields without which a document is not given to the step. */
static bool
list_needs(struct mill_declare *decl)
{
    size_t n = 0;
    const char **needs;

    for (struct plan_use *u = decl->step->uses; u != NULL; u = u->next)
        n += u->type == 0 && !u->writes && !u->optional;
    needs = mill_arena_alloc(decl->arena, (n + 1) * sizeof *needs);
    if (needs == NULL)
        return false;
    n = 0;
    for (struct plan_use *u = decl->step->uses; u != NULL; u = u->next)
        if (u->type == 0 && !u->writes && !u->optional)
            needs[n++] = u->name;
    needs[n] = NULL;
    decl->step->needs = needs;
    return true;
}

/* Binds one step; what is wrong is in the report. */
static bool
bind(struct plan *plan, struct plan_step *step, struct mill_report *rep)
{
    struct mill_declare decl = { plan->arena, step, rep, false };
    const struct mill_plugin *desc = step->desc;
    const struct mill_node *map = step->conf->options;
    enum mill_status status = MILL_OK;
    size_t errors = rep->errors;

    step->self = mill_arena_zalloc(plan->arena, desc->self_size + 1);
    if (step->plugin->preset != NULL)
        map = manifest_options(step->plugin->preset, map, plan->arena);
    if (step->self == NULL || (map == NULL && step->conf->options != NULL))
        return false;
    report_begin_step(rep, step->name, step->conf->loc, map);
    if (option_bind(desc->options, map, step->self,
                    plan->arena, rep, desc->name)) {
        bind_uses(&decl);
        if (desc->declare != NULL && rep->errors == errors)
            status = desc->declare(step->self, &decl, rep);
    }
    report_end_step(rep, status);
    return !decl.failed && list_needs(&decl);
}

/* ---- the data flow */

static bool
provides(const struct plan_step *step, const char *name, bool is_type)
{
    for (struct plan_use *u = step->uses; u != NULL; u = u->next)
        if (u->writes && (u->type != 0) == is_type &&
            strcmp(u->name, name) == 0)
            return true;
    return false;
}

enum provided { PROVIDED_NOT, PROVIDED_PERHAPS, PROVIDED };

static enum provided
provided_before(const struct plan *plan, size_t n, const char *name,
                bool is_type)
{
    enum provided best = PROVIDED_NOT;

    for (size_t i = 0; i < n; i++) {
        if (provides(&plan->steps[i], name, is_type))
            return PROVIDED;
        if ((plan->steps[i].desc->flags & MILL_BRINGS_ANY) != 0)
            best = PROVIDED_PERHAPS;
    }
    /* a plan without a source is given its documents by the caller */
    return !is_type && plan->n_sources == 0 ? PROVIDED : best;
}

/* A plugin on the search path that writes `name`, for the hint. */
static const char *
who_writes(struct loader *loader, const char *name, bool is_type)
{
    uint32_t kind = is_type ? MILL_USE_KIND_WRITES_TYPE
                            : MILL_USE_KIND_WRITES_FIELD;
    const char *const *names;
    size_t n = loader_list(loader, &names);
    struct mill_loc nowhere = { 0 };
    struct mill_report quiet;

    report_init(&quiet, NULL);
    for (size_t i = 0; i < n; i++) {
        const struct loaded *p =
            loader_get(loader, names[i], nowhere, &quiet);

        if (p == NULL || p->desc.process == NULL || p->desc.uses == NULL)
            continue;
        for (const struct mill_use *u = p->desc.uses; u->name != NULL; u++)
            if (u->kind == kind && strcmp(u->name, name) == 0)
                return names[i];
    }
    return NULL;
}

static void
report_missing(const struct plan_step *step, const char *name, bool is_type,
               struct mill_loc loc, struct loader *loader,
               struct mill_report *rep)
{
    const char *writer = who_writes(loader, name, is_type);

    report_error(rep, MSG_PLAN_NEEDS, loc,
                 "step '%s' needs '%s', which no earlier step provides",
                 step->name, name);
    if (writer != NULL)
        report_hint(rep, "add '%s' before line %u", writer,
                    step->conf->loc.line);
}

/* Records may bring annotations, but pages and texts do not: without this, a
 * forgotten 'segment' would be a run that finds nothing. */
static void
warn_missing(const struct plan_step *step, const char *name,
             struct loader *loader, struct mill_report *rep)
{
    const char *writer = who_writes(loader, name, true);

    if (writer == NULL)
        return;
    report_warning(rep, MSG_PLAN_NEEDS, step->conf->loc,
                   "step '%s' needs '%s', which no earlier step provides; "
                   "only records that bring it will do",
                   step->name, name);
    report_hint(rep, "add '%s' before line %u, or say that the records bring "
                     "it: 'brings: [%s]'",
                writer, step->conf->loc.line, name);
}

/* Records may bring any field; but one that is nearly what a step before
 * writes is a slip, and a condition that never holds says nothing of it. */
static void
warn_misspelt(const struct plan *plan, size_t i, const struct when_use *use,
              struct mill_report *rep)
{
    struct suggest nearest;

    suggest_begin(&nearest, use->name);
    for (size_t s = 0; s < i; s++)
        for (struct plan_use *u = plan->steps[s].uses; u != NULL; u = u->next)
            if (u->writes && (u->type != 0) == use->is_type)
                suggest_offer(&nearest, u->name);
    if (nearest.best == NULL)
        return;
    report_warning(rep, MSG_PLAN_NEEDS, use->loc,
                   "step '%s' asks for '%s', which no earlier step provides; "
                   "only records that bring it will do",
                   plan->steps[i].name, use->name);
    report_hint(rep, "did you mean '%s'?", nearest.best);
}

/* What the condition of step `i` looks at; NULL is none. */
static void
check_condition(const struct plan *plan, size_t i, const struct when *when,
                struct loader *loader, struct mill_report *rep)
{
    size_t n = 0;
    const struct when_use *uses = when_uses(when, &n);

    for (size_t w = 0; w < n; w++) {
        const struct when_use *use = &uses[w];
        enum provided got;

        if (!use->is_type && strcmp(use->name, "source") == 0)
            continue; /* every document has one */
        got = provided_before(plan, i, use->name, use->is_type);
        if (got == PROVIDED_NOT && !use->optional)
            report_missing(&plan->steps[i], use->name, use->is_type, use->loc,
                           loader, rep);
        else if (got == PROVIDED_PERHAPS)
            warn_misspelt(plan, i, use, rep);
    }
}

/* A switch decides when its first step is reached. */
static void
check_switches(const struct plan *plan, size_t i, bool *seen,
               struct loader *loader, struct mill_report *rep)
{
    const struct pipeline_file *file = plan->file;
    int id = plan->steps[i].conf->switch_id;

    for (; id >= 0 && !seen[id]; id = file->switches[id].parent_id) {
        const struct pipeline_switch *sw = &file->switches[id];

        seen[id] = true;
        for (size_t b = 0; b < sw->n_branches; b++)
            check_condition(plan, i, sw->branches[b], loader, rep);
    }
}

static void
check_flow(const struct plan *plan, struct loader *loader,
           struct mill_report *rep)
{
    bool seen[PIPELINE_MAX_SWITCHES] = { false };

    for (size_t i = plan->n_sources; i < plan->n_steps; i++) {
        const struct plan_step *step = &plan->steps[i];

        if (step->desc == NULL)
            continue;
        for (struct plan_use *u = step->uses; u != NULL; u = u->next)
            if (!u->writes && !u->optional) {
                enum provided got =
                    provided_before(plan, i, u->name, u->type != 0);

                if (got == PROVIDED_NOT)
                    report_missing(step, u->name, u->type != 0,
                                   step->conf->loc, loader, rep);
                else if (got == PROVIDED_PERHAPS && u->type != 0)
                    warn_missing(step, u->name, loader, rep);
            }
        check_condition(plan, i, step->conf->when, loader, rep);
        check_switches(plan, i, seen, loader, rep);
    }
}

/* ---- order */

static void
check_order(const struct plan *plan, struct mill_report *rep)
{
    static const char *const kinds[] = { "source", "stage", "sink" };
    enum plan_kind highest = PLAN_SOURCE;
    const char *by = NULL;

    for (size_t i = 0; i < plan->n_steps; i++) {
        const struct plan_step *step = &plan->steps[i];
        enum plan_kind kind = plan_step_kind(step);

        if (kind < highest) {
            report_error(rep, MSG_PLAN_ORDER, step->conf->loc,
                         "'%s' is a %s and stands after '%s', a %s",
                         step->name, kinds[kind], by, kinds[highest]);
            report_hint(rep, "sources come first, then stages, then sinks");
            continue;
        }
        highest = kind;
        by = step->name;
        if (kind != PLAN_STAGE && step->conf->switch_id >= 0)
            report_error(rep, MSG_PLAN_ORDER, step->conf->loc,
                         "'%s' is a %s: only stages can stand in a switch",
                         step->name, kinds[kind]);
        if (kind == PLAN_SOURCE && step->conf->when != NULL)
            report_error(rep, MSG_PLAN_ORDER, step->conf->loc,
                         "'%s' is a source: 'when' has no document to look "
                         "at yet",
                         step->name);
    }
}

/* ---- compiling */

struct collect {
    struct plan *plan;
    struct loader *loader;
    struct mill_report *rep;
    bool failed;
};

/* Appends the steps of a file that are of the kinds wanted. A step whose
 * plugin is missing is left out: that error has been told. */
static void
collect(struct collect *c, const struct pipeline_file *file, bool sources,
        bool stages, bool sinks)
{
    for (size_t i = 0; file != NULL && i < file->n_steps; i++) {
        const struct pipeline_step *conf = &file->steps[i];
        struct plan_step *step = &c->plan->steps[c->plan->n_steps];
        const struct loaded *plugin;
        bool wanted[3];

        plugin = loader_get(c->loader, conf->plugin, conf->loc, c->rep);
        if (plugin == NULL)
            continue;
        *step = (struct plan_step){ .plugin = plugin,
                                    .desc = &plugin->desc,
                                    .conf = conf,
                                    .name = conf->name };
        wanted[PLAN_SOURCE] = sources;
        wanted[PLAN_STAGE] = stages;
        wanted[PLAN_SINK] = sinks;
        if (!wanted[plan_step_kind(step)])
            continue;
        step->on_error = pipeline_on_error(c->plan->file, conf);
        step->number = (uint16_t)++c->plan->n_steps;
        if (!bind(c->plan, step, c->rep))
            c->failed = true;
    }
}

static size_t
count_steps(const struct pipeline_file *file)
{
    return file != NULL ? file->n_steps : 0;
}

static void
check_ends(const struct plan *plan, const struct plan_changes *changes,
           struct mill_report *rep)
{
    struct mill_loc loc = { .file = plan->file->path };

    if (plan->n_sources == 0 && !changes->no_sources) {
        report_error(rep, MSG_PLAN_NO_SOURCE, loc,
                     "the pipeline has no source");
        report_hint(rep, "begin it with 'read', 'urls' or 'feed'");
    }
    if (plan->n_sinks == 0 && !changes->no_sinks) {
        report_error(rep, MSG_PLAN_NO_SINK, loc, "the pipeline has no sink");
        report_hint(rep, "end it with 'jsonl', 'csv' or 'sqlite'");
    }
}

struct plan *
plan_compile(const struct pipeline_file *file,
             const struct plan_changes *changes, struct loader *loader,
             struct mill_arena *arena, struct mill_report *rep)
{
    struct plan *plan = mill_arena_zalloc(arena, sizeof *plan);
    struct collect c = { plan, loader, rep, false };
    size_t errors = rep->errors, room;
    const char **names;

    room = file->n_steps + count_steps(changes->sources) +
           count_steps(changes->sinks) + 1;
    if (plan == NULL)
        return NULL;
    plan->arena = arena;
    plan->file = file;
    plan->steps = mill_arena_zalloc(arena, room * sizeof *plan->steps);
    names = mill_arena_zalloc(arena, (room + 1) * sizeof *names);
    if (plan->steps == NULL || names == NULL)
        return NULL;

    collect(&c, changes->sources, true, false, false);
    collect(&c, file, changes->sources == NULL && !changes->no_sources, true,
            changes->sinks == NULL && !changes->no_sinks);
    collect(&c, changes->sinks, false, false, true);
    if (c.failed)
        return NULL;

    names[0] = "";
    for (size_t i = 0; i < plan->n_steps; i++) {
        enum plan_kind kind = plan_step_kind(&plan->steps[i]);

        names[i + 1] = plan->steps[i].name;
        plan->n_sources += kind == PLAN_SOURCE;
        plan->n_stages += kind == PLAN_STAGE;
        plan->n_sinks += kind == PLAN_SINK;
    }
    plan->names = names;

    check_order(plan, rep);
    /* with steps missing or unbound, more errors would only be echoes */
    if (rep->errors == errors) {
        if (!file->incomplete && file->n_steps != 0)
            check_ends(plan, changes, rep);
        check_flow(plan, loader, rep);
    }
    return plan;
}

/* ---- opening */

bool
plan_open(struct plan *plan, struct mill_report *rep)
{
    bool good = true;

    for (size_t i = 0; i < plan->n_steps; i++) {
        struct plan_step *step = &plan->steps[i];
        enum mill_status status = MILL_OK;

        report_begin_step(rep, step->name, step->conf->loc,
                          step->conf->options);
        if (step->desc->open != NULL)
            status = step->desc->open(step->self, rep);
        step->opened = report_end_step(rep, status);
        /* go on: the user wants to hear of all that is wrong */
        if (!step->opened) {
            good = false;
            if (status == MILL_OK && step->desc->close != NULL)
                step->desc->close(step->self);
        }
    }
    if (!good)
        plan_close(plan);
    return good;
}

void
plan_close(struct plan *plan)
{
    for (size_t i = plan->n_steps; i-- > 0;) {
        struct plan_step *step = &plan->steps[i];

        if (step->opened && step->desc->close != NULL)
            step->desc->close(step->self);
        step->opened = false;
    }
}
