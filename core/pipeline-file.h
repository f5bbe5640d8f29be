/* SPDX-License-Identifier: Apache-2.0
 *
 * pipeline-file.h: a pipeline file, read: its steps in order, its settings,
 * its tests. Names of plugins and options are not looked at here; plan.c does
 * that with the plugins at hand. docs/pipelines.md tells users the same. */
#ifndef CORE_PIPELINE_FILE_H
#define CORE_PIPELINE_FILE_H

#include <pressmill/arena.h>
#include <pressmill/node.h>
#include <pressmill/option.h>
#include <pressmill/report.h>

#include "when.h"

#include <stdio.h>

/* What happens to a document that a step fails on. */
enum on_error {
    ON_ERROR_DEFAULT = 0, /* not said: what `run: {on_error: ...}` says */
    ON_ERROR_STOP,        /* the run ends */
    ON_ERROR_SKIP,        /* the document goes on without this step */
    ON_ERROR_DROP,        /* the document ends here; counted */
    ON_ERROR_DEAD_LETTER  /* the same, and it goes to run.dead_letter */
};

struct pipeline_retry {
    unsigned times;  /* tries after the first; 0 is no retry */
    int64_t wait_ms; /* before the first retry; doubles each time */
    struct mill_loc loc;
};

/* A step. A `switch` is no step: its branches' steps stand in the list one
 * after the other, each with the branch it belongs to. */
struct pipeline_step {
    const char *plugin;              /* as written */
    const char *name;                /* `as:`, else the plugin's name */
    struct mill_loc loc;             /* of the plugin's name */
    const struct mill_node *options; /* a map, or NULL when none are given */
    const struct when *when;         /* NULL: always */
    const struct mill_node *when_node;
    enum on_error on_error;
    struct mill_loc on_error_loc;
    struct pipeline_retry retry;
    int switch_id; /* index into switches, -1 outside of any */
    int branch;    /* of that switch */
};

/* One `switch:`: the first branch whose condition holds is taken, once, for
 * all its steps. */
struct pipeline_switch {
    const struct when **branches;        /* NULL entry: else */
    const struct mill_node **conditions; /* the same, as written */
    size_t n_branches;
    int parent_id, parent_branch; /* the switch around it, or -1 */
    struct mill_loc loc;
};

#define PIPELINE_MAX_STEPS 256
#define PIPELINE_MAX_SWITCHES 16
#define PIPELINE_MAX_BRANCHES 32

/* The way of one document through the switches; keep it beside the document.
 * Begin with pipeline_route_begin(). */
struct pipeline_route {
    int8_t taken[PIPELINE_MAX_SWITCHES]; /* -1 not yet, -2 no branch */
};

/* What `run:` says; bound by the table below. */
struct pipeline_run {
    int64_t workers;       /* 0: as many as the machine has processors */
    int order;             /* enum run_order */
    uint64_t memory;       /* bytes of documents under way */
    int on_error;          /* of steps that do not say; enum on_error less 1 */
    int64_t max_failures;  /* 0: no limit */
    int64_t network;       /* threads for steps that wait */
    const char *dead_letter; /* a path, or NULL */
    const char *state;       /* a folder, or NULL */
};

enum run_order { ORDER_INPUT = 0, ORDER_NONE };

/* The options of `run:`; also for the schema and the manual. */
extern const struct mill_option pipeline_run_options[];

struct pipeline_file {
    const char *path;
    struct pipeline_step *steps;
    size_t n_steps;
    struct pipeline_switch *switches;
    size_t n_switches;
    struct pipeline_run run;
    const struct mill_node *run_node; /* as written, merged; or NULL */
    const struct mill_node *tests;    /* a list, or NULL */
    const char *const *files;         /* all files read: this one, includes */
    size_t n_files;
    /* steps could not be read (told), so that what seems to be missing may
     * well be there */
    bool incomplete;
};

/**
 * Reads a pipeline file with its includes, expands the environment, applies
 * the settings of the command line and checks its shape.
 *
 * @param path    the file; "-" is stdin
 * @param sets    texts "step.option=value" or "run.option=value"
 * @param arena   keeps everything
 * @param rep     says all that is wrong
 * @return whether nothing was; on false `out` holds what could be read, so
 *         that more can be checked
 */
bool pipeline_file_read(struct pipeline_file *out, const char *path,
                        const char *const *sets, size_t n_sets,
                        struct mill_arena *arena,
                        struct mill_report *rep) MILL_MUST_USE;

/** The same from memory; `name` stands for the path in messages, and paths
 * are relative to its folder. */
bool pipeline_file_read_string(struct pipeline_file *out, const char *name,
                               struct mill_str text, const char *const *sets,
                               size_t n_sets, struct mill_arena *arena,
                               struct mill_report *rep) MILL_MUST_USE;

/** What `on_error` is for a step, with the default of `run:` worked in. */
enum on_error pipeline_on_error(const struct pipeline_file *file,
                                const struct pipeline_step *step);

/** "stop", "skip", "drop", "dead-letter". */
const char *on_error_name(enum on_error on_error);

/** The options a step's plugin has; NULL when it has none or is not known. */
typedef const struct mill_option *
pipeline_options_fn(void *context, const struct pipeline_step *step);

/**
 * Prints a pipeline as it was understood, as YAML that reads back the same:
 * includes, the environment, --set and defaults worked in, paths relative to
 * where we are. Secrets are not shown.
 *
 * @param options_of  gives the options of a step, with their defaults
 * @param origins     say behind every value where it comes from
 */
void
pipeline_show(const struct pipeline_file *file, pipeline_options_fn *options_of,
              void *context, bool origins, struct mill_arena *arena, FILE *out);

/** Before a document's first step. */
void pipeline_route_begin(struct pipeline_route *route);

/**
 * Whether a step is for this document: its branch is taken and its `when:`
 * holds. A switch decides when the first of its steps is asked for; ask for
 * the steps in order. No allocation.
 */
bool
pipeline_step_wanted(const struct pipeline_file *file,
                     const struct pipeline_step *step,
                     struct pipeline_route *route, const struct mill_doc *doc);

#endif
