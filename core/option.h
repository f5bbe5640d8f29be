/* SPDX-License-Identifier: Apache-2.0
 *
 * option.h (private): what is done with a table of options: binding a map of
 * the pipeline file to a plugin's struct, and telling what the table holds. */
#ifndef CORE_OPTION_H
#define CORE_OPTION_H

#include <pressmill/arena.h>
#include <pressmill/node.h>
#include <pressmill/option.h>
#include <pressmill/report.h>

#include <stdio.h>

/**
 * Fills a struct from a map by a table: defaults first, then what the map
 * says. Reports every error it finds, not the first.
 *
 * @param table   ends with MILL_OPT_END; NULL is a plugin without options
 * @param map     the options as written; NULL or an empty value is an empty
 *                map
 * @param self    the struct, zeroed by the caller
 * @param arena   keeps the strings and lists
 * @param rep     says what is wrong and where; a step may be at hand
 * @param plugin  for hints ("see 'pressmill plugin NAME'"); NULL for tables
 *                that are no plugin's
 * @return whether there were no errors; on false `self` must not be used
 */
bool option_bind(const struct mill_option *table, const struct mill_node *map,
                 void *self, struct mill_arena *arena, struct mill_report *rep,
                 const char *plugin) MILL_MUST_USE;

/** The option of a name, or NULL. */
const struct mill_option *
option_find(const struct mill_option *table, const char *name);

/** "text", "whole number", "duration" ...: what a kind is called. */
const char *option_kind_name(uint32_t kind);

/** The type with its range, unit or choices, such as "whole number, 1 to 10
 * tokens" or "one of: en, uk, ru". Ends with a NUL, cut when it must be. */
void option_describe(const struct mill_option *opt, char *out, size_t size);

/** A limit of the option's range with its unit: "10 tokens", "5m". */
void option_limit(const struct mill_option *opt, double value, char *out,
                  size_t size);

/** The default as a node, as if it stood in `file`; NULL when memory ran out
 * or it is no YAML (told). The option must have one. */
const struct mill_node *
option_fallback(const struct mill_option *opt, const char *file,
                struct mill_arena *arena, struct mill_report *rep);

/** Prints the table as `pressmill plugin NAME` shows it. */
void option_print(const struct mill_option *table, FILE *out);

/** A path as it stands in `file`, made relative to where we are: absolute
 * ones, "-" and URLs stay. NULL when memory ran out. */
const char *
option_path(struct mill_arena *arena, const char *file, const char *path);

/** Numbers with units, as they stand in YAML: "64KiB", "1.5MB", "512"; "2s",
 * "250ms". False when the text is none. */
bool option_parse_size(const char *text, uint64_t *bytes);
bool option_parse_duration(const char *text, int64_t *ms);

/** A whole decimal number, nothing around it; false when it is none or does
 * not fit. */
bool option_parse_int(const char *text, int64_t *number);

/** Whether a table is unusable; `out` receives why, in words that follow "the
 * plugin". Quick: for every plugin that is loaded. */
bool option_defect(const struct mill_option *table, size_t self_size,
                   char *out, size_t size);

/**
 * Says what is wrong with a table itself, one finding a line: an option
 * twice, a default that does not parse or lies outside the range, a field
 * past the end of the struct, no help.
 *
 * @return how many findings
 */
size_t option_check_table(const struct mill_option *table, size_t self_size,
                          struct mill_report *rep);

#endif
