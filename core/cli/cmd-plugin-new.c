/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-plugin-new.c: `pressmill plugin new`: a small package outside the tree
 * that builds, is tested and installs at once. The files come from
 * docs/template/, with the name worked in. */
#include "cli.h"

#include "../node.h"

#include <pressmill/pressmill.h>
#include <pressmill/str.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct making {
    struct cli *cli;
    const char *name, *id, *kind, *lang;
    const char *folder;
};

/* A file of the package: where it comes from (with %s for the kind) and what
 * it is called there. */
struct part {
    const char *from, *to;
    bool program;
};

static const struct part c_parts[] = {
    { "c/%s.c", "@NAME@.c", false },
    { "c/%s.yaml", "test.yaml", false },
    { "c/%s.expected", "@NAME@.expected", false },
    { "c/configure.ac", "configure.ac", false },
    { "c/Makefile.am", "Makefile.am", false },
    { "c/README.md", "README.md", false },
    { "c/test.sh", "test.sh", true },
    { NULL, NULL, false }
};

static const struct part python_parts[] = {
    { "python/stage.py", "@NAME@.py", true },
    { "python/plugin.yaml", "@NAME@.yaml", false },
    { "python/stage.yaml", "test.yaml", false },
    { "python/stage.expected", "@NAME@.expected", false },
    { "python/Makefile", "Makefile", false },
    { "python/README.md", "README.md", false },
    { NULL, NULL, false }
};

static const struct part sh_parts[] = {
    { "sh/stage.sh", "@NAME@.sh", true },
    { "sh/plugin.yaml", "@NAME@.yaml", false },
    { "sh/stage.yaml", "test.yaml", false },
    { "sh/stage.expected", "@NAME@.expected", false },
    { "sh/Makefile", "Makefile", false },
    { "sh/README.md", "README.md", false },
    { NULL, NULL, false }
};

/* ---- writing */

static bool
cannot(const char *what, const char *path)
{
    fprintf(stderr, "pressmill: cannot %s '%s': %s\n", what, path,
            strerror(errno));
    return false;
}

/* What stands for a word between two '@', or NULL. */
static const char *
stands_for(const struct making *m, const char *word, size_t len)
{
    const char *const words[][2] = {
        { "NAME", m->name },
        { "ID", m->id },
        { "KIND", m->kind },
        /* a source needs no input, a stage's output is the jsonl's */
        { "INPUT", strcmp(m->kind, "source") == 0 ? "" : "input.jsonl" },
        { "OUTPUT", strcmp(m->kind, "sink") == 0 ? m->name : "jsonl" },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i][0]) == len &&
            memcmp(words[i][0], word, len) == 0)
            return words[i][1];
    return NULL;
}

/* A text with the words between '@' replaced; NULL when memory ran out. */
static const char *
filled(const struct making *m, struct mill_str text)
{
    struct mill_buf out = { .arena = m->cli->arena };

    for (size_t i = 0; i < text.len; i++) {
        const char *end =
            text.ptr[i] == '@'
                ? memchr(text.ptr + i + 1, '@', text.len - i - 1)
                : NULL;
        const char *word =
            end != NULL ? stands_for(m, text.ptr + i + 1,
                                     (size_t)(end - text.ptr) - i - 1)
                        : NULL;

        if (word == NULL) {
            mill_buf_char(&out, text.ptr[i]);
            continue;
        }
        mill_buf_put(&out, word, strlen(word));
        i = (size_t)(end - text.ptr);
    }
    mill_buf_char(&out, '\0');
    return out.failed ? NULL : out.ptr;
}

/* Writes a file of the data folders, filled in, into the package. */
static bool
write_part(const struct making *m, const char *from, const char *to,
           bool program)
{
    struct mill_arena *arena = m->cli->arena;
    const char *path = mill_data_find(arena, from), *content;
    struct mill_str text;
    FILE *out;
    bool good;

    if (path == NULL) {
        fprintf(stderr, "pressmill: '%s' is not installed; "
                        "PRESSMILL_DATA_PATH names folders to look in\n",
                from);
        return false;
    }
    if (!node_slurp(arena, path, (struct mill_loc){ 0 }, &m->cli->report,
                    &text)) {
        report_print(&m->cli->report, stderr);
        return false;
    }
    to = mill_arena_printf(arena, "%s/%s", m->folder,
                           filled(m, mill_str_of(to)));
    content = filled(m, text);
    if (to == NULL || content == NULL)
        return false;
    out = fopen(to, "wx");
    if (out == NULL)
        return cannot("write", to);
    fputs(content, out);
    good = ferror(out) == 0;
    if (fclose(out) != 0 || !good)
        return cannot("write", to);
    if (program && chmod(to, 0755) != 0)
        return cannot("write", to);
    return true;
}

static bool
write_parts(const struct making *m, const struct part *parts)
{
    for (; parts->from != NULL; parts++) {
        char from[128];

        snprintf(from, sizeof from, "docs/template/");
        /* the one %s of a part is the kind */
        for (const char *p = parts->from; *p != '\0'; p++) {
            size_t used = strlen(from);

            if (p[0] == '%' && p[1] == 's') {
                snprintf(from + used, sizeof from - used, "%s", m->kind);
                p++;
            } else {
                snprintf(from + used, sizeof from - used, "%c", *p);
            }
        }
        if (!write_part(m, from, parts->to, parts->program))
            return false;
    }
    return strcmp(m->kind, "source") == 0 ||
           write_part(m, "docs/template/input.jsonl", "input.jsonl", false);
}

/* ---- making ./configure, where the tools for it are */

static bool
run_autoreconf(const struct making *m)
{
    int status = 0;
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        int log;

        if (chdir(m->folder) != 0)
            _exit(126);
        log = dup(STDERR_FILENO);
        if (!m->cli->verbose && freopen("/dev/null", "w", stderr) == NULL)
            _exit(126);
        if (dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
            _exit(126);
        execlp("autoreconf", "autoreconf", "-fi", (char *)NULL);
        if (log >= 0)
            close(log);
        _exit(127);
    }
    return child > 0 && waitpid(child, &status, 0) == child &&
           WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool
make_c(const struct making *m)
{
    const char *m4 = mill_arena_printf(m->cli->arena, "%s/m4", m->folder);

    if (m4 == NULL || mkdir(m4, 0777) != 0)
        return cannot("make", m4 != NULL ? m4 : m->folder);
    if (!write_parts(m, c_parts) ||
        !write_part(m, "m4/pressmill.m4", "m4/pressmill.m4", false))
        return false;
    if (cli_given(m->cli, "no-configure") != NULL)
        return true;
    if (!m->cli->quiet)
        fprintf(stderr, "making %s/configure ...\n", m->folder);
    if (!run_autoreconf(m))
        fprintf(stderr,
                "pressmill: autoreconf is missing or failed, so there is no "
                "./configure: install autoconf, automake and libtool and run "
                "'autoreconf -fi' there, or see README.md\n");
    return true;
}

/* ---- the command */

static bool
is_good_name(const char *name)
{
    size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return len > 0 && len <= 40 && name[len] == '\0' && name[0] >= 'a' &&
           name[len - 1] != '-' && strncmp(name, "lib", 3) != 0;
}

int
plugin_new(struct cli *cli, const char *name)
{
    struct making m = { .cli = cli, .name = name, .folder = name };
    char *id;
    bool good;

    m.kind = cli_given(cli, "kind") != NULL ? cli_given(cli, "kind")
                                            : "stage";
    m.lang = cli_given(cli, "lang") != NULL ? cli_given(cli, "lang") : "c";
    if (!is_good_name(name))
        return cli_usage(cli, "'%s' is no name for a plugin: a-z, 0-9 and "
                              "'-', a letter first, not 'lib' first",
                         name);
    if (strcmp(m.kind, "source") != 0 && strcmp(m.kind, "stage") != 0 &&
        strcmp(m.kind, "sink") != 0)
        return cli_usage(cli, "--kind is source, stage or sink, not '%s'",
                         m.kind);
    if (strcmp(m.lang, "c") != 0 && strcmp(m.lang, "python") != 0 &&
        strcmp(m.lang, "sh") != 0)
        return cli_usage(cli, "--lang is c, python or sh, not '%s'", m.lang);
    if (strcmp(m.lang, "c") != 0 && strcmp(m.kind, "stage") != 0)
        return cli_usage(cli,
                         "a %s in %s needs no plugin: pressmill reads JSONL "
                         "from stdin and writes it to stdout ('pressmill "
                         "init stream')",
                         m.kind, m.lang);
    id = mill_arena_printf(cli->arena, "%s", name);
    if (id == NULL)
        return EXIT_BUG;
    for (char *p = id; *p != '\0'; p++)
        *p = *p == '-' ? '_' : *p;
    m.id = id;

    if (mkdir(m.folder, 0777) != 0) {
        cannot("make the folder", m.folder);
        return EXIT_CANT_CREATE;
    }
    good = strcmp(m.lang, "c") == 0 ? make_c(&m)
           : write_parts(&m, strcmp(m.lang, "sh") == 0 ? sh_parts
                                                       : python_parts);
    if (!good)
        return EXIT_CANT_CREATE;
    if (!cli->quiet)
        fprintf(stderr, "wrote %s/; next: cd %s && %smake check\n", m.folder,
                m.folder,
                strcmp(m.lang, "c") == 0
                    ? "./configure --with-plugindir=user && make && "
                    : "");
    return EXIT_ALL_DONE;
}
