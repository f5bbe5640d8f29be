/* SPDX-License-Identifier: Apache-2.0
 *
 * t-fault.c: a run in which every allocation in turn fails, once and from
 * then on. It may end early and must say so; it never crashes, hangs, leaks
 * or counts wrong. */
#include "tap.h"

#include "../core/messages.h"
#include "../core/runner.h"

#include <pressmill/hooks.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static size_t allocations, fail_at;
static bool persistent, have_plugins;

static void *
failing(void *ptr, size_t size)
{
    bool fail = false;

    if (size == 0) {
        free(ptr);
        return NULL;
    }
    pthread_mutex_lock(&lock);
    allocations++;
    if (fail_at != 0)
        fail = persistent ? allocations >= fail_at : allocations == fail_at;
    pthread_mutex_unlock(&lock);
    return fail ? NULL : realloc(ptr, size);
}

struct outcome_of {
    bool planned, ran;
    struct run_result result;
};

/* The whole life of a run, with its own memory. */
static struct outcome_of
run_once(void)
{
    static const char yaml[] = "pressmill: 1\n"
                               "run: {workers: 2, memory: 32MiB}\n"
                               "pipeline:\n"
                               "  - gen: {count: 40, bytes: 3000}\n"
                               "  - act\n"
                               "  - nap: {ms: 0ms}\n"
                               "  - lines: {path: /dev/null}\n";
    struct mill_str text = { yaml, strlen(yaml) };
    struct plan_changes changes = { .sources = NULL };
    struct run_options options = { .quiet = true };
    struct outcome_of out = { .planned = false };
    struct mill_arena *arena = mill_arena_create(0);
    struct pipeline_file file;
    struct mill_report rep;
    struct loader *loader;
    struct plan *plan = NULL;
    FILE *log = fopen("/dev/null", "w");

    if (arena == NULL)
        goto out;
    report_init(&rep, arena);
    loader = loader_create(NULL, 0, &rep);
    if (loader != NULL &&
        pipeline_file_read_string(&file, "fault", text, NULL, 0, arena, &rep))
        plan = plan_compile(&file, &changes, loader, arena, &rep);
    if (plan != NULL && rep.errors == 0 && plan_open(plan, &rep)) {
        out.planned = true;
        run_plan(plan, &options, &rep, log, &out.result);
        out.ran = true;
        mill_hooks()->memory(out.result.counts, 0);
        plan_close(plan);
    }
    loader_destroy(loader);
out:
    mill_arena_destroy(arena);
    fclose(log);
    return out;
}

/* read = written + dropped + rejected + dead + lost, always */
static bool
conserved(const struct run_totals *t)
{
    return t->read ==
           t->written + t->dropped + t->rejected + t->dead + t->lost;
}

static void
try_all(bool from_then_on)
{
    struct mill_hooks hooks = { .memory = failing };
    struct outcome_of calm;
    size_t total, step;

    if (!have_plugins) {
        tap_skip("plugins are embedded in this build");
        return;
    }
    mill_hooks_set(&hooks);
    persistent = from_then_on;
    allocations = 0;
    fail_at = 0;
    calm = run_once();
    total = allocations;
    TAP_OK(calm.ran);
    TAP_EQ_INT(calm.result.totals.written, 40);
    /* all early ones, then a sample: threads share out the later ones */
    for (size_t k = 1; k <= total + 1; k += step) {
        struct outcome_of got;

        step = k < 150 ? 1 : 7;
        allocations = 0;
        fail_at = k;
        got = run_once();
        if (!got.ran)
            continue;
        if (!conserved(&got.result.totals))
            TAP_FAIL("allocation %zu: counts do not add up", k);
        if (got.result.totals.written != 40 &&
            got.result.exit_status == EXIT_ALL_DONE)
            TAP_FAIL("allocation %zu: not all written, and exit 0", k);
    }
    mill_hooks_set(NULL);
}

static void
each_failing_allocation_is_survived(void)
{
    try_all(false);
}

static void
memory_that_stays_out_is_survived(void)
{
    try_all(true);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(each_failing_allocation_is_survived),
        TAP_CASE(memory_that_stays_out_is_survived), TAP_END
    };
    const char *build = getenv("top_builddir");
    char path[4096];

    snprintf(path, sizeof path, "%s/tests/plugins/gen.la",
             build ? build : ".");
    have_plugins = access(path, F_OK) == 0;
    *strrchr(path, '/') = '\0';
    setenv("PRESSMILL_PLUGIN_PATH", path, 1);
    return tap_run(argc, argv, cases);
}
