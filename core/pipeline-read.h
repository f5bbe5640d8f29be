/* SPDX-License-Identifier: Apache-2.0
 *
 * pipeline-read.h: what the files that read a pipeline share: the one reading
 * under way (pipeline-file.c), its steps (pipeline-steps.c), the environment
 * (pipeline-expand.c) and the settings of the command line (pipeline-set.c). */
#ifndef CORE_PIPELINE_READ_H
#define CORE_PIPELINE_READ_H

#include "node.h"
#include "option.h"
#include "pipeline-file.h"
#include "report.h"
#include "suggest.h"

#define PIPELINE_MAX_FILES 64
#define PIPELINE_MAX_INCLUDES 8

struct reading {
    struct pipeline_file *out;
    struct mill_arena *arena;
    struct mill_report *rep;
    /* the files that are open: who includes whom */
    struct {
        const char *path;
        uint64_t device, inode; /* 0, 0: not a file */
    } open[PIPELINE_MAX_INCLUDES];
    size_t n_open;
    const char *files[PIPELINE_MAX_FILES];
    struct mill_node *run; /* what all files say about the run */
    size_t steps_room;
    struct mill_loc first_pipeline; /* where `pipeline:` stands */
};

/** Reads the steps of a list and adds them; `switch_id` and `branch` say
 * where they belong (-1: nowhere). */
void pipeline_read_steps(struct reading *r, const struct mill_node *list,
                         int switch_id, int branch);

/** Sets what a reserved key says of a step; false when it is none. */
bool pipeline_read_reserved(struct reading *r, struct pipeline_step *step,
                            const struct mill_node *node);

/** Reads a file below the one at hand; its steps go where `switch_id` and
 * `branch` say. */
void pipeline_include(struct reading *r, const struct mill_node *path,
                      int switch_id, int branch);

/** A copy of a tree with ${...} replaced; NULL when memory ran out (told).
 * Variables that are not set are told, too, and read as empty. */
struct mill_node *
pipeline_expand(struct mill_arena *arena, const struct mill_node *node,
                struct mill_report *rep);

/** Applies `--set` number `index` (from 0) to the steps and to r->run. */
void pipeline_apply_set(struct reading *r, const char *set, size_t index);

/** A map with `child` (its key set) added, or in the place of the child of
 * that name; `map` may be NULL. NULL when memory ran out (told). */
struct mill_node *
pipeline_map_with(struct reading *r, const struct mill_node *map,
                  const struct mill_node *child);

/** Says that memory ran out. */
void pipeline_no_memory(struct reading *r);

#endif
