/* SPDX-License-Identifier: Apache-2.0
 *
 * schema.h: what the tables of options say, for other programs: the JSON
 * Schema of a pipeline file, a plugin as JSON, a plugin as a man page. */
#ifndef CORE_SCHEMA_H
#define CORE_SCHEMA_H

#include <pressmill/json.h>
#include <pressmill/plugin.h>

/** The JSON Schema (draft 7, which editors know best) of a pipeline file with
 * the plugins given. */
void schema_write(struct mill_buf *out,
                  const struct mill_plugin *const *plugins, size_t n);

/** A plugin as one JSON object: what it is, its options, what it reads and
 * writes. `path` is where it was loaded from, or NULL. */
void schema_write_plugin(struct mill_buf *out, const struct mill_plugin *plugin,
                         const char *path);

/** A plugin as a man page pressmill-NAME(7), in mdoc. `date` as in "November
 * 23, 2026". */
void schema_write_man(struct mill_buf *out, const struct mill_plugin *plugin,
                      const char *date);

/** "source", "stage" or "sink". */
const char *schema_plugin_kind(const struct mill_plugin *plugin);

#endif
