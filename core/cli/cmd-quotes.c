/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-quotes.c: `pressmill quotes`: who said what in pages and texts, without
 * a pipeline file. */
#include "cli.h"
#include "gold.h"
#include "table.h"

#include <pressmill/pressmill.h>

#include <string.h>
#include <unistd.h>

static const char stages[] = "  - extract\n"
                             "  - language\n"
                             "  - segment\n"
                             "  - quotes\n"
                             "  - sentiment\n";

static bool
is_url(const char *arg)
{
    return strncmp(arg, "http://", 7) == 0 ||
           strncmp(arg, "https://", 8) == 0;
}

/* The stages, with `fetch` before them when there are addresses. */
static struct pipeline_file *
make_stages(struct cli *cli, bool fetch)
{
    struct mill_buf yaml = { .arena = cli->arena };

    mill_buf_printf(&yaml, "pressmill: 1\npipeline:\n%s%s",
                    fetch ? "  - fetch\n" : "", stages);
    mill_buf_char(&yaml, '\0');
    return yaml.failed ? NULL : cli_snippet(cli, "quotes", yaml.ptr);
}

static struct pipeline_file *
make_sources(struct cli *cli, bool urls)
{
    struct mill_buf yaml = { .arena = cli->arena };

    if (!urls)
        return cli_inputs(cli, cli->args, cli->n_args, "");
    mill_buf_printf(&yaml, "pressmill: 1\npipeline:\n  - urls:\n"
                           "      urls: [");
    for (size_t i = 0; i < cli->n_args; i++)
        mill_buf_printf(&yaml, "%s%s", i != 0 ? ", " : "",
                        cli_quote(cli, cli->args[i]));
    mill_buf_printf(&yaml, "]\n");
    mill_buf_char(&yaml, '\0');
    return yaml.failed ? NULL : cli_snippet(cli, "arguments", yaml.ptr);
}

static int
run_quotes(struct cli *cli)
{
    bool gold = cli_given(cli, "gold") != NULL;
    bool table = !gold && !cli->json && (isatty(STDOUT_FILENO) ||
                                cli_given(cli, "table") != NULL);
    struct run_options options = { .quiet = cli->quiet };
    struct plan_changes changes = { .sources = NULL };
    struct pipeline_file *file;
    struct plan *plan;
    size_t urls = 0;
    char *sink;

    if (cli->n_args == 0)
        return cli_usage(cli, "which file, address, or - for stdin?");
    for (size_t i = 0; i < cli->n_args; i++)
        urls += is_url(cli->args[i]);
    if (urls != 0 && urls != cli->n_args)
        return cli_usage(cli, "files or addresses, not both at once");
    if (gold && cli_given(cli, "table") != NULL)
        return cli_usage(cli, "--gold or --table, not both");
    if (cli_loader(cli) == NULL || !loader_add(cli->loader, &table_plugin) ||
        !loader_add(cli->loader, &gold_plugin))
        return EXIT_BUG;

    if (gold)
        sink = mill_arena_printf(cli->arena, "pressmill: 1\npipeline:\n"
                                             "  - gold\n");
    else if (table)
        sink = mill_arena_printf(cli->arena,
                                 "pressmill: 1\npipeline:\n"
                                 "  - table: {width: %d}\n",
                                 cli_columns(stdout, 100));
    else
        sink = mill_arena_printf(cli->arena, "pressmill: 1\npipeline:\n"
                                             "  - jsonl: {path: '-'}\n");
    if (sink == NULL)
        return EXIT_BUG;
    file = make_stages(cli, urls != 0);
    changes.sources = make_sources(cli, urls != 0);
    changes.sinks = cli_snippet(cli, "quotes", sink);
    if (file == NULL || changes.sources == NULL || changes.sinks == NULL)
        return cli_conclude(cli);
    plan = plan_compile(file, &changes, cli->loader, cli->arena,
                        &cli->report);
    if (plan == NULL || cli->report.errors != 0)
        return cli_conclude(cli);
    return cli_run_plan(cli, plan, &options, false);
}

const struct command cmd_quotes = {
    .name = "quotes",
    .summary = "Who said what in pages and texts, no pipeline needed",
    .usage = "FILE|URL|-...",
    .examples =
        "  pressmill quotes article.html\n"
        "  pressmill quotes saved/*.html >quotes.jsonl\n"
        "  pressmill quotes https://example.org/news/1\n"
        "  pressmill quotes --gold article.html >gold.txt\n",
    .options =
        (const struct cli_option[]){
            { "table", 't', NULL,
              "a table also when stdout is no terminal" },
            { "gold", 'g', NULL,
              "the texts with their quotes marked, to correct by hand" },
            { NULL, '\0', NULL, NULL } },
    .run = run_quotes,
};
