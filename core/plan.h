/* SPDX-License-Identifier: Apache-2.0
 *
 * plan.h: a pipeline file with its plugins: loaded, bound, checked, opened. */
#ifndef CORE_PLAN_H
#define CORE_PLAN_H

#include "loader.h"
#include "pipeline-file.h"

#include <pressmill/plugin.h>

/* A name that a step reads or writes. */
struct plan_use {
    struct plan_use *next;
    const char *name;
    mill_type type; /* 0 for a field */
    bool writes, optional;
};

struct plan_step {
    const struct loaded *plugin;
    const struct mill_plugin *desc;
    const struct pipeline_step *conf;
    const char *name;
    uint16_t number; /* from 1; 0 is the input */
    enum on_error on_error;
    void *self;
    struct plan_use *uses;
    const char *const *needs; /* fields a document must have, then NULL */
    bool opened;
};

/* What `declare` is handed. */
struct mill_declare {
    struct mill_arena *arena;
    struct plan_step *step;
    struct mill_report *rep;
    bool failed;
};

enum plan_kind { PLAN_SOURCE, PLAN_STAGE, PLAN_SINK };

struct plan {
    struct mill_arena *arena;
    const struct pipeline_file *file;
    struct plan_step *steps; /* sources, then stages, then sinks */
    size_t n_steps;
    size_t n_sources, n_stages, n_sinks;
    const char *const *names; /* by number; [0] is "" */
};

/* What the caller wants to be different from the file. */
struct plan_changes {
    /* take these instead of what the file has; NULL: leave them */
    const struct pipeline_file *sources, *sinks;
    bool no_sources, no_sinks;
};

/**
 * Loads the plugins of a pipeline file, binds their options, lets them
 * declare what they read and write, and checks order and data flow. Reports
 * all errors it finds.
 *
 * @return the plan, in `arena`, also when there were errors (rep->errors), so
 *         that the caller may look at it; NULL when memory ran out
 */
struct plan *plan_compile(const struct pipeline_file *file,
                          const struct plan_changes *changes,
                          struct loader *loader, struct mill_arena *arena,
                          struct mill_report *rep) MILL_MUST_USE;

/** Opens every step, in order. False when one fails: the report says why, and
 * those opened are closed again. */
bool plan_open(struct plan *plan, struct mill_report *rep) MILL_MUST_USE;

/** Closes what is open, last first. */
void plan_close(struct plan *plan);

enum plan_kind plan_step_kind(const struct plan_step *step);

static inline struct plan_step *
plan_stages(const struct plan *plan)
{
    return plan->steps + plan->n_sources;
}

static inline struct plan_step *
plan_sinks(const struct plan *plan)
{
    return plan->steps + plan->n_sources + plan->n_stages;
}

#endif
