/* SPDX-License-Identifier: Apache-2.0
 *
 * pipeline.h (private): one document at a time through a plan of one's own. */
#ifndef CORE_PIPELINE_H
#define CORE_PIPELINE_H

#include "chain.h"

#include <pressmill/pipeline.h>

/**
 * A pipeline over a plan without sources and sinks that is open, and stays
 * the caller's.
 *
 * @return the pipeline, or NULL: the report says why, or memory ran out
 */
struct mill_pipeline *pipeline_over(struct plan *plan,
                                    struct mill_report *rep) MILL_MUST_USE;

/** What became of the document processed last. */
enum outcome pipeline_outcome(const struct mill_pipeline *pipeline);

#endif
