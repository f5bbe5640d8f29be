/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-run.c: `pressmill run` and `pressmill filter`. */
#include "cli.h"

#include "../journal.h"

#include <pressmill/pressmill.h>

#include <string.h>
#include <unistd.h>

/* The sink that fits a file's name. */
static const char *
sink_for(const char *path)
{
    static const struct {
        const char *end, *sink;
    } known[] = { { ".csv", "csv" },
                  { ".tsv", "csv" },
                  { ".db", "sqlite" },
                  { ".sqlite", "sqlite" } };
    size_t len = strlen(path);

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        size_t end = strlen(known[i].end);

        if (len > end && strcmp(path + len - end, known[i].end) == 0)
            return known[i].sink;
    }
    return "jsonl";
}

static struct pipeline_file *
output(struct cli *cli, const char *path)
{
    char *yaml = mill_arena_printf(
        cli->arena, "pressmill: 1\npipeline:\n  - %s: {path: %s}\n",
        sink_for(path), cli_quote(cli, path));

    return yaml != NULL ? cli_snippet(cli, "--output", yaml) : NULL;
}

/* Beside the pipeline file, where it does not say. */
static const char *
state_folder(struct cli *cli, const struct pipeline_file *file)
{
    const char *slash = strrchr(file->path, '/');

    return mill_arena_printf(
        cli->arena, "%.*s.pressmill",
        slash != NULL ? (int)(slash + 1 - file->path) : 0, file->path);
}

/* Begins to note how far the run is, or goes on with what is noted. */
static bool
keep_state(struct cli *cli, struct pipeline_file *file, struct plan *plan,
           struct run_options *options)
{
    struct journal_options wanted = {
        .resume = cli_given(cli, "resume") != NULL,
    };

    wanted.required = wanted.resume;
    if (!wanted.resume && file->run.state == NULL)
        return true;
    if (file->run.state == NULL &&
        (file->run.state = state_folder(cli, file)) == NULL)
        return false;
    options->journal = journal_open(plan, &wanted, &cli->report);
    return cli->report.errors == 0;
}

static int
run_run(struct cli *cli)
{
    struct plan_changes changes = { .sources = NULL };
    const char *out = cli_given(cli, "output");
    struct pipeline_file file;
    struct run_options options = {
        .quiet = cli->quiet,
        .progress = !cli->quiet && isatty(STDERR_FILENO),
        .timed = cli_given(cli, "stats") != NULL,
    };
    uint64_t workers;
    struct plan *plan;

    if (cli->n_args == 0)
        return cli_usage(cli, "which pipeline?");
    if (!cli_number(cli, "jobs", &workers, 0) ||
        !cli_number(cli, "limit", &options.limit, 0))
        return EXIT_USAGE;
    options.workers = (size_t)workers;
    if (cli->n_args > 1 &&
        (changes.sources = cli_inputs(cli, cli->args + 1, cli->n_args - 1,
                                      "")) == NULL)
        return cli_conclude(cli);
    if (out != NULL && (changes.sinks = output(cli, out)) == NULL)
        return cli_conclude(cli);
    plan = cli_plan(cli, &file, cli->args[0], &changes);
    if (plan == NULL)
        return cli_conclude(cli);
    if (!keep_state(cli, &file, plan, &options))
        return cli_conclude(cli);
    return cli_run_plan(cli, plan, &options, true);
}

const struct command cmd_run = {
    .name = "run",
    .summary = "Run a pipeline",
    .usage = "PIPELINE.yaml [INPUT]... [OPTION]...",
    .examples =
        "  pressmill run desk.yaml\n"
        "  pressmill run quotes.yaml saved/*.html -o quotes.db\n"
        "  pressmill run quotes.yaml page.html --set quotes.indirect=false\n",
    .options =
        (const struct cli_option[]){
            { "output", 'o', "FILE",
              "write there instead (.jsonl, .csv, .db; - is stdout)" },
            { "jobs", 'j', "N", "worker threads (0: one a processor)" },
            { "limit", '\0', "N", "stop after N documents" },
            { "resume", '\0', NULL,
              "go on where a run that was cut off ended" },
            { "stats", '\0', NULL, "in the end, time and counts by step" },
            { NULL, '\0', NULL, NULL } },
    .run = run_run,
};

static int
run_filter(struct cli *cli)
{
    struct plan_changes changes = { .sources = NULL };
    struct run_options options = { .quiet = cli->quiet };
    struct pipeline_file file;
    uint64_t workers;
    struct plan *plan;

    if (cli->n_args != 1)
        return cli_usage(cli, "filter takes one pipeline");
    if (!cli_number(cli, "jobs", &workers, 0))
        return EXIT_USAGE;
    options.workers = (size_t)workers;
    options.timed = cli_given(cli, "stats") != NULL;
    changes.sources = cli_snippet(cli, "filter",
                                  "pressmill: 1\npipeline:\n"
                                  "  - read: {path: '-', format: jsonl}\n");
    changes.sinks = cli_snippet(cli, "filter",
                                "pressmill: 1\npipeline:\n"
                                "  - jsonl: {path: '-'}\n");
    if (changes.sources == NULL || changes.sinks == NULL)
        return cli_conclude(cli);
    plan = cli_plan(cli, &file, cli->args[0], &changes);
    if (plan == NULL)
        return cli_conclude(cli);
    return cli_run_plan(cli, plan, &options, false);
}

const struct command cmd_filter = {
    .name = "filter",
    .summary = "Records in, records out: JSONL from stdin to stdout",
    .usage = "PIPELINE.yaml <IN.jsonl >OUT.jsonl",
    .examples =
        "  pressmill filter quotes.yaml <articles.jsonl >quotes.jsonl\n"
        "  zcat in.jsonl.gz | pressmill filter quotes.yaml | gzip >out.gz\n",
    .options =
        (const struct cli_option[]){
            { "jobs", 'j', "N", "worker threads (0: one a processor)" },
            { "stats", '\0', NULL, "in the end, time and counts by step" },
            { NULL, '\0', NULL, NULL } },
    .run = run_filter,
};
