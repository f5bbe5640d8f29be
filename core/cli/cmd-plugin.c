/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-plugin.c: `pressmill plugin`: what plugins there are, and what one
 * takes, reads and writes. */
#include "cli.h"

#include "../option.h"
#include "../schema.h"

#include <pressmill/pressmill.h>

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Prints what `write` makes of a plugin; false when memory ran out. */
static bool
print_json(const struct loaded *p)
{
    struct mill_arena *arena = mill_arena_create(0);
    struct mill_buf out = { .arena = arena };

    if (arena == NULL)
        return false;
    schema_write_plugin(&out, &p->desc, p->path);
    if (!out.failed)
        fwrite(out.ptr, 1, out.len, stdout);
    mill_arena_destroy(arena);
    return !out.failed;
}

static int
list(struct cli *cli)
{
    const char *const *names;
    struct mill_loc nowhere = { 0 };
    size_t n = loader_list(cli->loader, &names), shown = 0;

    if (cli->json)
        printf("[");
    for (size_t i = 0; i < n; i++) {
        const struct loaded *p = loader_get(cli->loader, names[i], nowhere,
                                            &cli->report);

        if (p == NULL)
            continue;
        if (cli->json) {
            fputs(shown++ == 0 ? "\n" : ",\n", stdout);
            if (!print_json(p))
                return EXIT_BUG;
        } else {
            printf("%-12s %-7s %-8s %s\n", p->name, schema_plugin_kind(&p->desc),
                   p->desc.version, p->desc.summary);
        }
        if (cli->verbose && !cli->json)
            printf("%-12s %s\n", "", p->path);
    }
    if (cli->json)
        printf("\n]\n");
    else if (n == 0)
        fprintf(stderr, "no plugins on the search path\n");
    report_print(&cli->report, stderr);
    return report_exit_status(&cli->report);
}

static void
print_uses(const struct mill_plugin *desc, bool writes)
{
    bool any = false;

    for (const struct mill_use *u = desc->uses; u && u->name; u++) {
        bool w = u->kind == MILL_USE_KIND_WRITES_TYPE ||
                 u->kind == MILL_USE_KIND_WRITES_FIELD;
        bool type = u->kind == MILL_USE_KIND_READS_TYPE ||
                    u->kind == MILL_USE_KIND_WRITES_TYPE;

        if (w != writes)
            continue;
        if (!any)
            printf("\n%s:\n", writes ? "writes" : "reads");
        any = true;
        printf("  %-18s %s%s", u->name, type ? "annotations" : "field",
               u->optional ? ", when there" : "");
        if (u->help != NULL && u->help[0] != '\0')
            printf(": %s", u->help);
        printf("\n");
    }
}

/* A man page is dated as the build is: SOURCE_DATE_EPOCH, else today. */
static int
print_man(struct cli *cli, const struct mill_plugin *desc)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    struct mill_buf out = { .arena = cli->arena };
    time_t now = time(NULL);
    char date[64];
    int64_t given;
    struct tm tm;

    if (epoch != NULL && option_parse_int(epoch, &given))
        now = (time_t)given;
    if (gmtime_r(&now, &tm) == NULL ||
        strftime(date, sizeof date, "%B %e, %Y", &tm) == 0)
        return EXIT_BUG;
    schema_write_man(&out, desc, date);
    if (out.failed)
        return EXIT_BUG;
    fwrite(out.ptr, 1, out.len, stdout);
    return cli_conclude(cli);
}

static int
info(struct cli *cli, const char *name)
{
    struct mill_loc nowhere = { 0 };
    const struct loaded *p =
        loader_get(cli->loader, name, nowhere, &cli->report);
    const struct mill_plugin *desc;

    if (p == NULL)
        return cli_conclude(cli);
    desc = &p->desc;
    if (cli_given(cli, "man") != NULL)
        return print_man(cli, desc);
    if (cli->json) {
        if (!print_json(p))
            return EXIT_BUG;
        printf("\n");
        report_print(&cli->report, stderr);
        return report_exit_status(&cli->report);
    }
    printf("%s - %s\n\n", p->name, desc->summary);
    printf("  a %s, version %s, licence %s\n  %s\n", schema_plugin_kind(desc),
           desc->version, desc->license != NULL ? desc->license : "not said",
           p->path);
    if (desc->manual != NULL)
        printf("\n%s\n", desc->manual);
    printf("\noptions:\n");
    option_print(desc->options, stdout);
    print_uses(desc, false);
    print_uses(desc, true);
    if (desc->example != NULL)
        printf("\nexample:\n%s\n", desc->example);
    return cli_conclude(cli);
}

static int
run_plugin(struct cli *cli)
{
    const char *what = cli->n_args != 0 ? cli->args[0] : "list";

    if (cli_loader(cli) == NULL)
        return EXIT_BUG;
    if (strcmp(what, "list") == 0)
        return list(cli);
    if (strcmp(what, "path") == 0) {
        loader_print_path(cli->loader, stdout);
        return cli_conclude(cli);
    }
    if (strcmp(what, "check") == 0) {
        if (cli->n_args != 2)
            return cli_usage(cli, "plugin check takes one file");
        return plugin_check(cli, cli->args[1]);
    }
    if (strcmp(what, "new") == 0) {
        if (cli->n_args != 2)
            return cli_usage(cli, "plugin new takes one name");
        return plugin_new(cli, cli->args[1]);
    }
    if (strcmp(what, "info") == 0 && cli->n_args == 2)
        what = cli->args[1];
    return info(cli, what);
}

const struct command cmd_plugin = {
    .name = "plugin",
    .summary = "List plugins, or tell all about one",
    .usage = "list|path|NAME|check FILE|new NAME",
    .examples = "  pressmill plugin list\n"
                "  pressmill plugin quotes      "
                "# options, what it reads and writes\n"
                "  pressmill plugin quotes --json\n"
                "  pressmill plugin quotes --man | man -l -\n"
                "  pressmill plugin check ./mine.so "
                "# everything that is wrong with it\n"
                "  pressmill plugin new mine    "
                "# a package of one's own: --kind sink, --lang python\n"
                "  pressmill plugin path        # where plugins are looked "
                "for\n",
    .options =
        (const struct cli_option[]){
            { "man", '\0', NULL, "print a man page, in mdoc" },
            { "kind", '\0', "KIND", "new: source, stage or sink" },
            { "lang", '\0', "LANGUAGE", "new: c, python or sh" },
            { "no-configure", '\0', NULL, "new: do not run autoreconf" },
            { NULL, '\0', NULL, NULL } },
    .run = run_plugin,
};
