/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-check.c: `pressmill check`. */
#include "cli.h"

#include <pressmill/pressmill.h>

static int
run_check(struct cli *cli)
{
    bool open = cli_given(cli, "open") != NULL;

    if (cli->n_args == 0)
        return cli_usage(cli, "which pipeline?");
    for (size_t i = 0; i < cli->n_args; i++) {
        struct plan_changes changes = { .sources = NULL };
        struct pipeline_file file;
        struct plan *plan;

        plan = cli_plan(cli, &file, cli->args[i], &changes);
        if (plan != NULL && open && plan_open(plan, &cli->report))
            plan_close(plan);
        if (plan != NULL && cli->report.errors == 0 && cli->verbose)
            printf("%s: %zu steps, no errors\n", cli->args[i],
                   plan->n_steps);
    }
    return cli_conclude(cli);
}

const struct command cmd_check = {
    .name = "check",
    .summary = "Say everything that is wrong with a pipeline, run nothing",
    .usage = "PIPELINE.yaml...",
    .examples = "  pressmill check desk.yaml\n"
                "  pressmill check --open desk.yaml   "
                "# also loads models and opens files\n",
    .options =
        (const struct cli_option[]){
            { "open", '\0', NULL,
              "open the steps, too: data files, models, outputs" },
            { NULL, '\0', NULL, NULL } },
    .run = run_check,
};
