/* SPDX-License-Identifier: Apache-2.0
 *
 * manifest.h: plugins that are a text file: NAME.yaml in a plugin folder makes
 * an `exec` step, with its options set, a plugin of its own name.
 *
 *     plugin: 1
 *     summary: Says what a story is about
 *     version: "1.0"
 *     license: MIT
 *     exec:
 *       run: python3 "{dir}/frames.py"
 *       needs: [text]
 *       provides: [frame]
 *
 * "{dir}" in `run` is the folder of the file. A pipeline may still set the
 * options of `exec` on the step. */
#ifndef CORE_MANIFEST_H
#define CORE_MANIFEST_H

#include "loader.h"

/**
 * Reads a manifest.
 *
 * @param base    the `exec` plugin
 * @param plugin  `name` and `path` are set; receives the rest
 * @return whether nothing was wrong; the report says what
 */
bool manifest_read(struct loaded *plugin, const struct mill_plugin *base,
                   struct mill_arena *arena,
                   struct mill_report *rep) MILL_MUST_USE;

/** The options of a step of such a plugin: those of the manifest where the
 * pipeline (`map`, may be NULL) does not say otherwise. NULL when memory ran
 * out. */
const struct mill_node *manifest_options(const struct mill_node *preset,
                                         const struct mill_node *map,
                                         struct mill_arena *arena);

#endif
