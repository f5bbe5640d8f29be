/* SPDX-License-Identifier: Apache-2.0
 *
 * pipeline.h: pressmill inside another program: load a pipeline, give it
 * texts, read the results. */
#ifndef PRESSMILL_PIPELINE_H
#define PRESSMILL_PIPELINE_H

#include <pressmill/base.h>
#include <pressmill/doc.h>

MILL_BEGIN_DECLS

struct mill_pipeline;

/** "0.1.0" */
MILL_API const char *mill_version(void);

/**
 * Loads a pipeline file and opens its steps. Sources and sinks in it are
 * left out: documents come from mill_pipeline_process().
 *
 * @param path   the file
 * @param error  receives what is wrong, all of it, one finding a line, NULL
 *               when nothing is; free() it. May be NULL
 * @return the pipeline, or NULL
 *
 * Threads: load and destroy from one thread; one pipeline is used by one
 *          thread at a time.
 */
MILL_API struct mill_pipeline *mill_pipeline_load(const char *path,
                                                  char **error) MILL_MUST_USE;

/** Closes the steps and frees the pipeline. NULL is allowed. */
MILL_API void mill_pipeline_destroy(struct mill_pipeline *pipeline);

/**
 * Runs a text through the steps.
 *
 * @param text  the article, or a page: `type` says ("text/plain" when NULL,
 *              "text/html", "application/json" for a record)
 * @return the document, valid until the next call; NULL when a step says
 *         that nothing will work any more, see mill_pipeline_error()
 */
MILL_API const struct mill_doc *mill_pipeline_process(
    struct mill_pipeline *pipeline, struct mill_str text, const char *type)
    MILL_MUST_USE;

/** The JSONL record of the document processed last, without a line feed; ends
 * with a NUL; valid until the next call. NULL when memory ran out. */
MILL_API const char *mill_pipeline_record(struct mill_pipeline *pipeline);

/** Why the last call failed, or "". */
MILL_API const char *mill_pipeline_error(const struct mill_pipeline *pipeline);

MILL_END_DECLS
#endif
