/* SPDX-License-Identifier: Apache-2.0
 *
 * pipeline-route.c: which steps a document takes. */
#include "pipeline-file.h"

#define NOT_YET (-1)
#define NO_BRANCH (-2)

void
pipeline_route_begin(struct pipeline_route *route)
{
    for (size_t i = 0; i < PIPELINE_MAX_SWITCHES; i++)
        route->taken[i] = NOT_YET;
}

/* The branch of a switch for this document; decided at the first question. */
static int
branch_of(const struct pipeline_file *file, int id,
          struct pipeline_route *route, const struct mill_doc *doc)
{
    const struct pipeline_switch *sw = &file->switches[id];

    if (route->taken[id] != NOT_YET)
        return route->taken[id];
    route->taken[id] = NO_BRANCH;
    if (sw->parent_id >= 0 &&
        branch_of(file, sw->parent_id, route, doc) != sw->parent_branch)
        return NO_BRANCH;
    for (size_t i = 0; i < sw->n_branches; i++) {
        if (sw->branches[i] == NULL || when_holds(sw->branches[i], doc)) {
            route->taken[id] = (int8_t)i;
            break;
        }
    }
    return route->taken[id];
}

bool
pipeline_step_wanted(const struct pipeline_file *file,
                     const struct pipeline_step *step,
                     struct pipeline_route *route, const struct mill_doc *doc)
{
    if (step->switch_id >= 0 &&
        branch_of(file, step->switch_id, route, doc) != step->branch)
        return false;
    return step->when == NULL || when_holds(step->when, doc);
}
