/* SPDX-License-Identifier: Apache-2.0
 *
 * cmd-plugin-check.c: `pressmill plugin check FILE`: everything that is wrong
 * with a plugin, from its symbols to what it does to hostile documents.
 *
 * The plugin's code runs in child processes only: one that crashes, hangs or
 * exits is told in one sentence. */
#include "cli.h"
#include "hostile.h"

#include "../elf-file.h"
#include "../intern.h"
#include "../option.h"

#include <pressmill/pressmill.h>
#include <pressmill/str.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TIME_LIMIT_MS 60000

/* What a child found, besides crashing. */
enum child_status { CHILD_GOOD = 0, CHILD_FOUND = 10 };

struct check {
    struct cli *cli;
    const char *path, *name;
    struct hostile_place *place;
    char folder[64];
    unsigned findings;
};

static void
found(struct check *check, const char *format, ...) MILL_PRINTF(2, 3);

static void
found(struct check *check, const char *format, ...)
{
    va_list va;

    check->findings++;
    printf("%s: ", check->path);
    va_start(va, format);
    vprintf(format, va);
    va_end(va);
    printf("\n");
}

/* ---- children */

/* Waits for a child; kills it when the time is up. */
static int
wait_for(struct check *check, pid_t pid, const char *what)
{
    int status;

    for (int ms = 0; waitpid(pid, &status, WNOHANG) == 0; ms += 10) {
        struct timespec ts = { .tv_nsec = 10000000 };

        nanosleep(&ts, NULL);
        if (ms < TIME_LIMIT_MS)
            continue;
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        found(check, "does not come to an end %s%s%s", what,
              atomic_load(&check->place->document) >= 0 ? ", on " : "",
              atomic_load(&check->place->document) >= 0
                  ? hostile_name(atomic_load(&check->place->document))
                  : "");
        return -1;
    }
    if (WIFSIGNALED(status)) {
        int document = atomic_load(&check->place->document);

        found(check, "crashes (%s) %s%s%s", strsignal(WTERMSIG(status)), what,
              document >= 0 ? ", on " : "",
              document >= 0 ? hostile_name(document) : "");
        return -1;
    }
    if (WEXITSTATUS(status) != CHILD_GOOD &&
        WEXITSTATUS(status) != CHILD_FOUND) {
        found(check, "calls exit(%d) %s: a plugin never does",
              WEXITSTATUS(status), what);
        return -1;
    }
    return WEXITSTATUS(status);
}

/* Starts a child whose stdout and stderr are files of their own. */
static pid_t
start(struct check *check, const char *out, const char *err)
{
    pid_t pid;
    int fd;

    fflush(NULL);
    atomic_store(&check->place->document, -1);
    atomic_store(&check->place->count, 0);
    pid = fork();
    if (pid != 0)
        return pid;
    if (chdir(check->folder) != 0)
        _exit(1);
    fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
        _exit(1);
    fd = open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
        _exit(1);
    fd = open("/dev/null", O_RDONLY);
    if (fd < 0 || dup2(fd, STDIN_FILENO) < 0)
        _exit(1);
    return 0;
}

static char *
file_text(struct check *check, const char *name, size_t *size)
{
    char path[160];
    struct stat st;
    char *text = NULL;
    FILE *in;

    *size = 0;
    snprintf(path, sizeof path, "%s/%s", check->folder, name);
    in = fopen(path, "r");
    if (in == NULL)
        return NULL;
    if (fstat(fileno(in), &st) == 0 &&
        (text = mill_arena_alloc(check->cli->arena,
                                 (size_t)st.st_size + 1)) != NULL) {
        *size = fread(text, 1, (size_t)st.st_size, in);
        text[*size] = '\0';
    }
    fclose(in);
    return text;
}

/* ---- loading, the descriptor, its tables */

static void
check_uses(const struct mill_plugin *desc)
{
    for (const struct mill_use *u = desc->uses; u && u->name; u++) {
        bool type = u->kind == MILL_USE_KIND_READS_TYPE ||
                    u->kind == MILL_USE_KIND_WRITES_TYPE;

        if (type && intern_type(u->name) == 0)
            printf("uses '%s', which is no name for annotations\n", u->name);
        for (const struct mill_use *v = desc->uses; v < u; v++)
            if (strcmp(u->name, v->name) == 0 && u->kind == v->kind)
                printf("lists '%s' twice in its uses\n", u->name);
        if ((u->kind == MILL_USE_KIND_WRITES_TYPE ||
             u->kind == MILL_USE_KIND_WRITES_FIELD) &&
            (u->help == NULL || u->help[0] == '\0'))
            printf("does not say what it writes as '%s'\n", u->name);
    }
}

/* In the child: what is found is printed, one line each. */
static void
check_descriptor(const struct mill_plugin *d)
{
    if (d->license == NULL || d->license[0] == '\0')
        printf("has no licence\n");
    if (d->summary[0] == '\0' ||
        d->summary[strlen(d->summary) - 1] == '.')
        printf("its summary must be one line without a final stop\n");
    if (d->worker_open != NULL && d->worker_close == NULL)
        printf("has worker_open but no worker_close\n");
    if (d->prepare != NULL && d->next == NULL)
        printf("has prepare, which is a source's, but no next\n");
    if ((d->render != NULL || d->flush != NULL) && d->write == NULL)
        printf("has render or flush, which are a sink's, but no write\n");
    check_uses(d);
}

/* The first pass; gives what later ones need to know through files. */
static void
child_loads(struct check *check)
{
    struct cli *cli = check->cli;
    const struct loaded *plugin =
        loader_get_file(cli->loader, check->path, &cli->report);
    FILE *facts;

    if (plugin != NULL) {
        check_descriptor(&plugin->desc);
        option_check_table(plugin->desc.options, plugin->desc.self_size,
                           &cli->report);
        facts = fopen("facts", "w");
        if (facts == NULL)
            _exit(1);
        fprintf(facts, "%s\n", plugin->desc.process != NULL ? "stage"
                               : plugin->desc.next != NULL  ? "source"
                                                            : "sink");
        for (const struct mill_use *u = plugin->desc.uses; u && u->name; u++)
            if (u->kind == MILL_USE_KIND_READS_TYPE)
                fprintf(facts, "%s\n", u->name);
        fclose(facts);
    }
    for (const struct diag *d = cli->report.first; d != NULL; d = d->next)
        printf("%s\n", d->text);
    fflush(stdout);
    _exit(CHILD_FOUND);
}

static void
print_lines(struct check *check, char *text)
{
    for (char *line = strtok(text, "\n"); line != NULL;
         line = strtok(NULL, "\n"))
        found(check, "%s", line);
}

static bool
check_loading(struct check *check)
{
    pid_t pid = start(check, "out", "err");
    size_t size;
    char *text;

    if (pid == 0)
        child_loads(check);
    if (pid < 0 || wait_for(check, pid, "when it is loaded") < 0)
        return false;
    text = file_text(check, "out", &size);
    if (text != NULL)
        print_lines(check, text);
    return file_text(check, "facts", &size) != NULL;
}

static void
check_symbols(struct check *check)
{
    char want[96];
    const char *names[64];
    size_t n;

    snprintf(want, sizeof want, "%s_LTX_mill_plugin", check->name);
    for (char *p = want; *p != '\0'; p++)
        if (*p == '-')
            *p = '_';
    n = elf_exports(check->cli->arena, check->path, names, 64);
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], want) != 0)
            found(check,
                  "exports '%s': only its descriptor should be visible "
                  "(-fvisibility=hidden)",
                  names[i]);
}

/* ---- the smoke run */

static void
child_runs(struct check *check, const char *types, unsigned workers,
           const char *records)
{
    struct cli *cli = check->cli;
    struct run_options options = { .workers = workers, .quiet = true };
    struct plan_changes changes = { .sources = NULL };
    struct run_result result;
    struct pipeline_file file;
    struct plan *plan = NULL;
    struct mill_str text;
    char *yaml;

    hostile_watch(check->place);
    if (!loader_add(cli->loader, &hostile_source) ||
        !loader_add(cli->loader, &hostile_mark) ||
        !loader_add(cli->loader, &hostile_sink) ||
        loader_get_file(cli->loader, check->path, &cli->report) == NULL)
        _exit(1);
    yaml = mill_arena_printf(cli->arena,
                             "pressmill: 1\npipeline:\n"
                             "  - hostile-source: {types: [%s]}\n"
                             "  - hostile-mark\n  - %s\n"
                             "  - hostile-sink: {path: %s}\n",
                             types, check->name, records);
    if (yaml == NULL)
        _exit(1);
    text = mill_str_of(yaml);
    if (pipeline_file_read_string(&file, "check", text, cli->sets,
                                  cli->n_sets, cli->arena, &cli->report))
        plan = plan_compile(&file, &changes, cli->loader, cli->arena,
                            &cli->report);
    if (plan == NULL || cli->report.errors != 0 ||
        !plan_open(plan, &cli->report)) {
        report_print(&cli->report, stderr);
        _exit(CHILD_FOUND);
    }
    run_plan(plan, &options, &cli->report, stderr, &result);
    plan_close(plan);
    report_print(&cli->report, stderr);
    fflush(NULL);
    _exit(result.end == RUN_DONE ? CHILD_GOOD : CHILD_FOUND);
}

static bool
smoke_run(struct check *check, const char *types, unsigned workers,
          const char *records)
{
    char what[48];
    size_t size;
    pid_t pid;
    int status;

    snprintf(what, sizeof what, "in a run with %u worker%s", workers,
             workers == 1 ? "" : "s");
    pid = start(check, "out", "err");
    if (pid == 0)
        child_runs(check, types, workers, records);
    if (pid < 0 || (status = wait_for(check, pid, what)) < 0)
        return false;
    if (status == CHILD_FOUND) {
        char *text = file_text(check, "err", &size);

        found(check, "does not run: %s", text != NULL ? text : "");
        if (strstr(text != NULL ? text : "", "[D021]") != NULL)
            printf("give what it requires with --set %s.OPTION=VALUE\n",
                   check->name);
        return false;
    }
    if (file_text(check, "out", &size) != NULL && size != 0)
        found(check, "writes to stdout: that belongs to sinks");
    return true;
}

/* "stage\nsentence\nquote\n" to "sentence, quote" */
static char *
types_of(char *facts)
{
    char *types = strchr(facts, '\n');

    if (types == NULL)
        return facts + strlen(facts);
    *types++ = '\0';
    for (char *p = types; *p != '\0'; p++)
        if (*p == '\n')
            *p = p[1] != '\0' ? ',' : ' ';
    return types;
}

static void
check_running(struct check *check)
{
    static const unsigned workers[] = { 1, 1, 8 };
    char *records[3] = { NULL }, *facts, *types;
    size_t size, sizes[3] = { 0 };

    facts = file_text(check, "facts", &size);
    if (facts == NULL)
        return;
    types = types_of(facts);
    if (strcmp(facts, "stage") != 0) {
        printf("%s: a %s: it is not run on documents here\n", check->path,
               facts);
        return;
    }
    for (size_t i = 0; i < 3; i++) {
        char name[16];

        snprintf(name, sizeof name, "records%zu", i);
        if (!smoke_run(check, types, workers[i], name))
            return;
        records[i] = file_text(check, name, &sizes[i]);
        if (records[i] == NULL)
            return;
    }
    if (sizes[0] != sizes[1] || memcmp(records[0], records[1], sizes[0]) != 0)
        found(check, "two runs over the same documents differ");
    else if (sizes[0] != sizes[2] ||
             memcmp(records[0], records[2], sizes[0]) != 0)
        found(check, "1 and 8 workers give different output: something is "
                     "shared between documents");
}

/* ---- the whole */

static void
remove_folder(const struct check *check)
{
    static const char *const names[] = { "out",      "err",      "facts",
                                         "records0", "records1", "records2" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char path[160];

        snprintf(path, sizeof path, "%s/%s", check->folder, names[i]);
        unlink(path);
    }
    rmdir(check->folder);
}

static const char *
plugin_name(struct cli *cli, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    struct mill_str stem = { base, strcspn(base, ".") };

    return mill_arena_strdup(cli->arena, stem);
}

int
plugin_check(struct cli *cli, const char *path)
{
    struct check check = { .cli = cli };
    const char *tmp = getenv("TMPDIR");
    char *real = realpath(path, NULL);

    if (real == NULL)
        return cli_usage(cli, "cannot open '%s': %s", path, strerror(errno));
    check.path = mill_arena_strdup(cli->arena, mill_str_of(real));
    free(real);
    check.name = plugin_name(cli, path);
    snprintf(check.folder, sizeof check.folder, "%.40s/pressmill-XXXXXX",
             tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
    check.place = mmap(NULL, sizeof *check.place, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (check.path == NULL || check.name == NULL ||
        check.place == MAP_FAILED || mkdtemp(check.folder) == NULL) {
        fprintf(stderr, "pressmill: cannot make a folder: %s\n",
                strerror(errno));
        return EXIT_CANT_CREATE;
    }
    if (check_loading(&check)) {
        check_symbols(&check);
        check_running(&check);
    }
    remove_folder(&check);
    munmap(check.place, sizeof *check.place);
    if (check.findings == 0 && !cli->quiet)
        printf("%s: nothing wrong\n", path);
    return check.findings == 0 ? EXIT_ALL_DONE : EXIT_DATA;
}
