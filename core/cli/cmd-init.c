/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-init.c: `pressmill init`: a commented pipeline to start from, and the
 * schema that lets an editor help with it. */
#include "cli.h"

#include "../node.h"

#include <pressmill/pressmill.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define SCHEMA "pressmill.schema.json"

/* The starters: config/NAME.yaml. */
static const struct {
    const char *name, *what;
} starters[] = {
    { "quotes", "saved pages and texts: who said what, as JSONL and a table" },
    { "feeds", "news feeds into a database, again and again" },
    { "research", "a study of a corpus that others can repeat, with tests" },
    { "stream", "records in, records out, between other programs" },
};

static int
cannot(const char *path)
{
    fprintf(stderr, "pressmill: cannot write '%s': %s\n", path,
            strerror(errno));
    return EXIT_CANT_CREATE;
}

/* Opens a file that must not be there yet, unless `force`. */
static FILE *
create(const char *path, bool force)
{
    return fopen(path, force ? "w" : "wx");
}

static int
write_schema(struct cli *cli, const char *pipeline)
{
    const char *slash = strrchr(pipeline, '/');
    const char *path = mill_arena_printf(
        cli->arena, "%.*s%s", slash != NULL ? (int)(slash - pipeline) + 1 : 0,
        pipeline, SCHEMA);
    FILE *out;
    bool good;

    /* it is made of what is installed, so a new one is the better one */
    out = path != NULL ? create(path, true) : NULL;
    if (out == NULL)
        return cannot(path != NULL ? path : SCHEMA);
    good = cli_print_schema(cli, out) && !ferror(out);
    return fclose(out) == 0 && good ? EXIT_ALL_DONE : cannot(path);
}

static int
run_init(struct cli *cli)
{
    const char *name = cli->n_args > 0 ? cli->args[0] : "quotes";
    const char *path = cli->n_args > 1
                           ? cli->args[1]
                           : mill_arena_printf(cli->arena, "%s.yaml", name);
    bool force = cli_given(cli, "force") != NULL, known = false;
    const char *starter;
    struct mill_str text;
    FILE *out;

    if (cli->n_args > 2)
        return cli_usage(cli, "a kind and a file, no more");
    for (size_t i = 0; i < sizeof starters / sizeof *starters; i++)
        known = known || strcmp(name, starters[i].name) == 0;
    if (!known) {
        cli_usage(cli, "there is no starter '%s'", name);
        for (size_t i = 0; i < sizeof starters / sizeof *starters; i++)
            fprintf(stderr, "  %-10s%s\n", starters[i].name, starters[i].what);
        return EXIT_USAGE;
    }
    starter = mill_data_find(cli->arena,
                             mill_arena_printf(cli->arena, "%s.yaml", name));
    if (starter == NULL || path == NULL) {
        fprintf(stderr,
                "pressmill: the starter '%s.yaml' is not installed; "
                "PRESSMILL_DATA_PATH names folders to look in\n",
                name);
        return EXIT_CONFIG;
    }
    if (!node_slurp(cli->arena, starter, (struct mill_loc){ 0 }, &cli->report,
                    &text))
        return cli_conclude(cli);
    if (strcmp(path, "-") == 0) {
        fwrite(text.ptr, 1, text.len, stdout);
        return EXIT_ALL_DONE;
    }
    out = create(path, force);
    if (out == NULL && errno == EEXIST) {
        fprintf(stderr,
                "pressmill: '%s' is there already; --force writes "
                "over it\n",
                path);
        return EXIT_CANT_CREATE;
    }
    if (out == NULL)
        return cannot(path);
    fwrite(text.ptr, 1, text.len, out);
    if (ferror(out) != 0 || fclose(out) != 0)
        return cannot(path);
    if (!cli->quiet)
        fprintf(stderr, "wrote %s; next: pressmill check %s\n", path, path);
    return write_schema(cli, path);
}

const struct command cmd_init = {
    .name = "init",
    .summary = "Write a commented pipeline to start from",
    .usage = "[quotes|feeds|research|stream] [FILE]",
    .examples = "  pressmill init                      # quotes.yaml\n"
                "  pressmill init feeds desk.yaml\n"
                "  pressmill init research -           # only show it\n",
    .options =
        (const struct cli_option[]){
            { "force", '\0', NULL, "write over a file that is there" },
            { NULL, '\0', NULL, NULL } },
    .run = run_init,
};
