/* SPDX-License-Identifier: Apache-2.0
 *
 * journal.c: see journal.h.
 *
 * In the folder `run.state`, for a pipeline desk.yaml:
 *
 *   desk.journal    how far the run is; replaced whole
 *   desk.log        of sources that may give something else next time: a
 *                   number for each document finished, 8 bytes
 *   desk.lock       held by the run at work
 *   desk.STEP.keep  what a step keeps for itself */
#include "journal-inner.h"

#include "memory.h"
#include "messages.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- files */

/* A failure that ends the run when it must be resumable, else a warning. */
static void
refuse(const struct journal_options *o, struct mill_report *rep,
       const char *why, const char *what)
{
    struct mill_loc nowhere = { 0 };

    if (o->required)
        report_error(rep, MSG_RESUME, nowhere, why, what);
    else
        report_warning(rep, MSG_RESUME, nowhere, why, what);
}

static bool
read_whole(const char *path, struct mill_arena *arena, struct mill_str *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    char *bytes = NULL;
    size_t done = 0;

    *out = MILL_STR("");
    if (fd < 0)
        return errno == ENOENT;
    if (fstat(fd, &st) == 0)
        bytes = mill_arena_alloc(arena, (size_t)st.st_size + 1);
    while (bytes != NULL && done < (size_t)st.st_size) {
        ssize_t n =
            mill_hooks()->read(fd, bytes + done, (size_t)st.st_size - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    close(fd);
    *out = (struct mill_str){ bytes, done };
    return bytes != NULL && done == (size_t)st.st_size;
}

/* desk.yaml to FOLDER/desk.ENDING */
static const char *
name_file(struct journal *j, const char *ending)
{
    const char *name = j->plan->file->path, *slash = strrchr(name, '/');
    size_t len;

    if (slash != NULL)
        name = slash + 1;
    if (strcmp(name, "-") == 0)
        name = "stdin";
    len = strlen(name);
    if (len > 5 && strcmp(name + len - 5, ".yaml") == 0)
        len -= 5;
    return mill_arena_printf(j->arena, "%s/%.*s.%s", j->folder, (int)len,
                             name, ending);
}

static bool
take_folder(struct journal *j, const struct journal_options *o,
            struct mill_report *rep)
{
    j->folder = j->plan->file->run.state;
    j->path = name_file(j, "journal");
    j->temporary = name_file(j, "journal.new");
    j->log_path = name_file(j, "log");
    j->lock_path = name_file(j, "lock");
    if (j->lock_path == NULL)
        return false;
    if (mkdir(j->folder, 0777) != 0 && errno != EEXIST) {
        refuse(o, rep, "the folder '%s' cannot be made; '--set "
                       "run.state=FOLDER' names another",
               j->folder);
        return false;
    }
    j->lock_fd = open(j->lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (j->lock_fd < 0) {
        refuse(o, rep, "nothing can be written in '%s'; '--set "
                       "run.state=FOLDER' names another folder",
               j->folder);
        return false;
    }
    if (flock(j->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        struct mill_loc nowhere = { 0 };

        /* even where it need not be resumable: two runs would write to the
         * same outputs */
        report_error(rep, MSG_RESUME, nowhere,
                     "another run of this pipeline is at work: it holds '%s'",
                     j->lock_path);
        return false;
    }
    j->locked = true;
    return true;
}

/* ---- an earlier run */

static bool
load_log(struct journal *j)
{
    struct mill_str bytes;
    size_t count = (size_t)j->before.logged;

    if (!read_whole(j->log_path, j->arena, &bytes) ||
        bytes.len / sizeof *j->known < count)
        return false;
    j->known = mill_arena_alloc(j->arena, count * sizeof *j->known);
    j->times = mill_arena_zalloc(j->arena, count * sizeof *j->times);
    if (j->known == NULL || j->times == NULL)
        return false;
    if (count > 0)
        memcpy(j->known, bytes.ptr, count * sizeof *j->known);
    qsort(j->known, count, sizeof *j->known, journal_compare);
    for (size_t i = 0; i < count; i++) {
        if (j->n_known == 0 || j->known[j->n_known - 1] != j->known[i])
            j->known[j->n_known++] = j->known[i];
        j->times[j->n_known - 1]++;
    }
    return true;
}

/* Reads what an earlier run left. True also when that is nothing. */
static bool
read_earlier(struct journal *j, struct mill_report *rep)
{
    struct mill_loc nowhere = { 0 };
    struct mill_str bytes;

    if (!read_whole(j->path, j->arena, &bytes)) {
        report_error(rep, MSG_RESUME, nowhere, "'%s' cannot be read: %s",
                     j->path, strerror(errno));
        return false;
    }
    if (bytes.len == 0)
        return true;
    if (!journal_read(bytes, j->plan, &j->before)) {
        report_error(rep, MSG_RESUME, nowhere,
                     "'%s' is damaged, or of another pipeline", j->path);
        report_hint(rep, "run it from the beginning, without --resume");
        return false;
    }
    if (j->before.pipeline != j->now.pipeline) {
        report_error(rep, MSG_RESUME, nowhere,
                     "the steps or their options are not those of the run "
                     "that '%s' is of",
                     j->path);
        report_hint(rep, "put them back, or run it from the beginning, "
                         "without --resume");
        return false;
    }
    if (!load_log(j)) {
        report_error(rep, MSG_RESUME, nowhere, "'%s' is cut short",
                     j->log_path);
        return false;
    }
    j->resuming = true;
    return true;
}

/* Steps hear of it before they are opened. */
static bool
tell_steps(struct journal *j, struct mill_report *rep)
{
    const struct plan *plan = j->plan;
    const struct plan_step *sinks = plan_sinks(plan);
    bool good = true;

    for (size_t i = 0; i < plan->n_steps; i++) {
        struct plan_step *step = &plan->steps[i];
        enum mill_status status = MILL_OK;
        char ending[128];

        report_begin_step(rep, step->name, step->conf->loc,
                          step->conf->options);
        if (step->desc->keep != NULL) {
            snprintf(ending, sizeof ending, "%.100s.keep", step->name);
            j->kept[i] = name_file(j, ending);
            if (j->kept[i] != NULL)
                status = step->desc->keep(step->self, j->kept[i], rep);
        }
        if (j->resuming && step >= sinks)
            status = step->desc->resume(step->self,
                                        j->before.sinks[step - sinks], rep);
        if (!report_end_step(rep, status))
            good = false;
    }
    return good;
}

/* ---- life */

static bool
is_possible(struct journal *j, const struct journal_options *o,
            struct mill_report *rep)
{
    const struct plan *plan = j->plan;

    if (plan->file->run.order != ORDER_INPUT) {
        refuse(o, rep, "a run can be resumed only with 'order: %s'", "input");
        return false;
    }
    for (size_t i = 0; i < plan->n_sinks; i++) {
        const struct plan_step *sink = &plan_sinks(plan)[i];

        if (sink->desc->save != NULL && sink->desc->resume != NULL)
            continue;
        refuse(o, rep,
               "this run cannot be resumed: '%s' cannot go on where it was",
               sink->name);
        return false;
    }
    return true;
}

static struct journal_mark *
new_marks(struct journal *j)
{
    return mill_arena_zalloc(j->arena, (j->plan->n_sources + 1) *
                                           sizeof(struct journal_mark));
}

static bool
make(struct journal *j)
{
    size_t sinks = (j->plan->n_sinks + 1) * sizeof(struct mill_str);

    j->arena = mill_arena_create(0);
    j->scratch = mill_arena_create(0);
    if (j->arena == NULL || j->scratch == NULL)
        return false;
    j->now.sources = new_marks(j);
    j->before.sources = new_marks(j);
    j->skipped = new_marks(j);
    j->now.sinks = mill_arena_zalloc(j->arena, sinks);
    j->before.sinks = mill_arena_zalloc(j->arena, sinks);
    j->kept = mill_arena_zalloc(j->arena,
                                (j->plan->n_steps + 1) * sizeof *j->kept);
    if (j->now.sources == NULL || j->before.sources == NULL ||
        j->skipped == NULL || j->now.sinks == NULL ||
        j->before.sinks == NULL || j->kept == NULL)
        return false;
    j->now.pipeline = journal_pipeline(j->plan, j->scratch);
    return true;
}

/* Takes what the earlier run has finished over, and cuts off what comes
 * behind it. */
static bool
go_on(struct journal *j, struct mill_report *rep)
{
    struct mill_loc nowhere = { 0 };
    const char *dead = j->plan->file->run.dead_letter;
    bool ok = true;

    j->log_fd = open(j->log_path, O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND,
                     0666);
    if (j->resuming) {
        j->now.totals = j->before.totals;
        j->now.logged = j->before.logged;
        memcpy(j->now.sources, j->before.sources,
               j->plan->n_sources * sizeof *j->now.sources);
        ok = dead == NULL || j->before.dead_at < 0 ||
             truncate(dead, (off_t)j->before.dead_at) == 0;
    }
    ok = ok && j->log_fd >= 0 &&
         ftruncate(j->log_fd,
                   (off_t)(j->now.logged * sizeof *j->fresh)) == 0;
    if (!ok)
        report_error(rep, MSG_RESUME, nowhere,
                     "the files of the run cannot be cut back: %s",
                     strerror(errno));
    return ok;
}

struct journal *
journal_open(struct plan *plan, const struct journal_options *o,
             struct mill_report *rep)
{
    struct journal *j = mem_zalloc(1, sizeof *j);
    struct stat st;

    if (j == NULL)
        goto memory;
    j->plan = plan;
    j->lock_fd = j->log_fd = -1;
    j->required = o->required;
    if (!make(j))
        goto memory;
    if (!is_possible(j, o, rep) || !take_folder(j, o, rep))
        goto fail;
    if (o->resume && !read_earlier(j, rep))
        goto fail;
    if (!o->resume && stat(j->path, &st) == 0) {
        struct mill_loc nowhere = { 0 };

        report_warning(rep, MSG_RESUME, nowhere,
                       "a run that did not come to its end is given up: "
                       "this one begins at the beginning");
        report_hint(rep, "--resume goes on where it was");
        unlink(j->path);
    }
    if (!go_on(j, rep) || !tell_steps(j, rep))
        goto fail;
    return j;
memory:
    report_error(rep, MSG_NO_MEMORY, (struct mill_loc){ 0 },
                 "memory ran out");
fail:
    journal_close(j, false);
    return NULL;
}

/* SQLite has files beside its file. */
static void
remove_kept(const char *path)
{
    static const char *const beside[] = { "", "-wal", "-shm", "-journal" };
    char name[4200];

    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++)
        if (snprintf(name, sizeof name, "%s%s", path, beside[i]) <
            (int)sizeof name)
            unlink(name);
}

void
journal_close(struct journal *j, bool done)
{
    if (j == NULL)
        return;
    if (j->log_fd >= 0)
        close(j->log_fd);
    /* a run that could not be resumed leaves nothing */
    if (j->locked && (done || access(j->path, F_OK) != 0)) {
        for (size_t i = 0; i < j->plan->n_steps; i++)
            if (j->kept[i] != NULL)
                remove_kept(j->kept[i]);
        unlink(j->path);
        unlink(j->temporary);
        unlink(j->log_path);
        unlink(j->lock_path);
        rmdir(j->folder); /* unless others use it */
    }
    if (j->lock_fd >= 0)
        close(j->lock_fd);
    mem_free(j->fresh);
    mill_arena_destroy(j->scratch);
    mill_arena_destroy(j->arena);
    mem_free(j);
}

const struct run_totals *
journal_totals(const struct journal *j)
{
    return &j->before.totals;
}

bool
journal_is_required(const struct journal *j)
{
    return j->required;
}
