/* SPDX-License-Identifier: Apache-2.0
 *
 * cli.h: what the commands of the `pressmill` program share: their tables
 * (which give the help, and the completion), the options that all take, and
 * the making of a plan. */
#ifndef CORE_CLI_H
#define CORE_CLI_H

#include "../loader.h"
#include "../messages.h"
#include "../pipeline-file.h"
#include "../plan.h"
#include "../report.h"
#include "../runner.h"

struct cli;

/* An option of a command. */
struct cli_option {
    const char *name;   /* without the dashes */
    char letter;        /* or '\0' */
    const char *arg;    /* what the argument is called; NULL: takes none */
    const char *help;
};

struct command {
    const char *name, *summary;
    const char *usage;    /* behind "pressmill NAME " */
    const char *examples; /* lines; shown first in the help */
    const struct cli_option *options; /* ends with a NULL name; may be NULL */
    int (*run)(struct cli *cli);
};

/* All commands, sorted as the help shows them; ends with NULL. */
extern const struct command *const cli_commands[];
/* Options that every command takes. */
extern const struct cli_option cli_common_options[];

#define CLI_MAX_GIVEN 64

/* A call of the program, taken apart. */
struct cli {
    const struct command *command;
    /* options as given, in order: name and argument */
    struct {
        const char *name, *arg;
    } given[CLI_MAX_GIVEN];
    size_t n_given;
    const char *const *args; /* what is no option */
    size_t n_args;

    bool quiet, verbose, json;
    const char *const *plugin_path;
    const char *const *sets;
    size_t n_plugin_path, n_sets;

    struct mill_arena *arena;
    struct mill_report report;
    struct loader *loader; /* see cli_loader() */
};

/** The argument of an option given (the last one), "" for one that takes
 * none, NULL when it was not given. */
const char *cli_given(const struct cli *cli, const char *name);

/** An option's argument as a whole number; `fallback` when it was not given.
 * False when it is no number: told already. */
bool cli_number(const struct cli *cli, const char *name, uint64_t *number,
                uint64_t fallback) MILL_MUST_USE;

/** Says what is wrong with the call and how to learn more; returns 64. */
int cli_usage(const struct cli *cli, const char *format, ...)
    MILL_PRINTF(2, 3);

/** The loader, made at the first call; NULL: told already. */
struct loader *cli_loader(struct cli *cli);

/** Prints the findings, if any, and gives the exit status for them. */
int cli_conclude(struct cli *cli);

/**
 * Reads a pipeline file and compiles its plan.
 *
 * @return the plan, NULL when something is wrong: cli_conclude() tells
 */
struct plan *cli_plan(struct cli *cli, struct pipeline_file *file,
                      const char *path, const struct plan_changes *changes);

/** A pipeline of our own, written in YAML; NULL: out of memory or our
 * mistake. */
struct pipeline_file *cli_snippet(struct cli *cli, const char *name,
                                  const char *yaml);

/** `text` as a YAML scalar in double quotes. */
const char *cli_quote(struct cli *cli, const char *text);

/** YAML of a `read` step for files named on the command line. */
struct pipeline_file *cli_inputs(struct cli *cli, const char *const *paths,
                                 size_t n, const char *options);

/** Opens, runs and closes a plan, tells how it went and gives the exit
 * status. `summary`: say in the end what was counted, unless --quiet. */
int cli_run_plan(struct cli *cli, struct plan *plan,
                 const struct run_options *options, bool summary);

/** Prints the JSON Schema with all plugins there are; false: our mistake. */
bool cli_print_schema(struct cli *cli, FILE *out) MILL_MUST_USE;

/** Columns of the terminal behind a stream, or `fallback`. */
int cli_columns(FILE *out, int fallback);

/** `pressmill plugin check FILE`; see cmd-plugin-check.c. */
int plugin_check(struct cli *cli, const char *path);

/** `pressmill plugin new`; gives the exit status. */
int plugin_new(struct cli *cli, const char *name);

void cli_print_help(FILE *out, const struct command *command);

extern const struct command cmd_check, cmd_completion, cmd_eval, cmd_explain,
    cmd_filter, cmd_help, cmd_init, cmd_plugin, cmd_quotes, cmd_run, cmd_schema,
    cmd_show, cmd_test, cmd_version;

#endif
