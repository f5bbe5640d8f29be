/* SPDX-License-Identifier: Apache-2.0
 *
 * plug.c: see plug.h. */
#include "plug.h"

#include "doc.h"
#include "intern.h"
#include "option.h"
#include "plan.h"
#include "report.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char refusal[4096];

static const char *const steps[] = { "", "step" };

const char *
plug_refusal(void)
{
    return refusal;
}

/* All findings, one a line. */
static void
keep_refusal(const struct mill_report *rep)
{
    refusal[0] = '\0';
    for (const struct diag *d = rep->first; d != NULL; d = d->next) {
        size_t n = strlen(refusal);

        snprintf(refusal + n, sizeof refusal - n, "%u:%u: %s\n", d->loc.line,
                 d->loc.column, d->text);
    }
    if (refusal[0] == '\0')
        snprintf(refusal, sizeof refusal, "%s", report_text(rep));
}

static bool
bind(struct plug *p, const char *yaml)
{
    const struct mill_node *map = NULL;
    const char *path;
    bool ok;

    if (yaml == NULL)
        yaml = "{}";
    path = plug_file(tap_folder(), "options.yaml", yaml, strlen(yaml));
    map = mill_node_read(p->arena, path, p->rep);
    if (map == NULL)
        return false;
    report_begin_step(p->rep, p->plugin->name, map->loc, map);
    ok = option_bind(p->plugin->options, map, p->self, p->arena, p->rep,
                     p->plugin->name);
    for (const struct mill_use *use = p->plugin->uses;
         use != NULL && use->name != NULL; use++)
        if (use->kind == MILL_USE_KIND_READS_TYPE ||
            use->kind == MILL_USE_KIND_WRITES_TYPE)
            *(mill_type *)((char *)p->self + use->offset) =
                intern_type(use->name);
    return ok;
}

struct plug *
plug_open(const struct mill_plugin *plugin, const char *yaml)
{
    static const char *const types[] = { "quote", "speaker", "cue" };
    struct plug *p = calloc(1, sizeof *p);
    enum mill_status status = MILL_ERR_STAGE;
    struct plan_step step = { .desc = plugin };
    struct mill_declare decl = { .step = &step };
    bool opened = false;

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        intern_type(types[i]);
    p->plugin = plugin;
    p->self = calloc(1, plugin->self_size + 1);
    p->worker = calloc(1, plugin->worker_size + 1);
    p->rep = calloc(1, sizeof *p->rep);
    p->arena = mill_arena_create(0);
    report_init(p->rep, p->arena);
    decl.arena = p->arena;
    decl.rep = p->rep;
    if (bind(p, yaml)) {
        status = MILL_OK;
        if (plugin->declare != NULL)
            status = plugin->declare(p->self, &decl, p->rep);
        if (status == MILL_OK && plugin->open != NULL) {
            status = plugin->open(p->self, p->rep);
            opened = status == MILL_OK;
        }
        if (status == MILL_OK && plugin->worker_open != NULL) {
            status = plugin->worker_open(p->self, p->worker, p->rep);
            if (status != MILL_OK && opened && plugin->close != NULL)
                plugin->close(p->self);
        }
        report_end_step(p->rep, status);
    }
    keep_refusal(p->rep);
    report_init(p->rep, NULL); /* as a worker has it */
    p->doc = doc_create(0);
    if (status == MILL_OK) {
        plug_doc(p, NULL);
        return p;
    }
    p->plugin = NULL; /* there is nothing to close */
    plug_close(p);
    return NULL;
}

void
plug_close(struct plug *p)
{
    if (p == NULL)
        return;
    if (p->plugin != NULL && p->plugin->worker_close != NULL)
        p->plugin->worker_close(p->self, p->worker);
    if (p->plugin != NULL && p->plugin->close != NULL)
        p->plugin->close(p->self);
    doc_destroy(p->doc);
    mill_arena_destroy(p->arena);
    free(p->rep);
    free(p->self);
    free(p->worker);
    free(p);
}

struct mill_doc *
plug_doc(struct plug *p, const char *text)
{
    struct mill_str str = { text, text != NULL ? strlen(text) : 0 };

    if (!doc_begin(p->doc, p->seq++, steps, 1 << 20))
        abort();
    if (text != NULL && !mill_doc_set_text(p->doc, str))
        abort();
    if (!doc_step_commit(p->doc))
        abort();
    doc_step_begin(p->doc, 1);
    report_reset(p->rep);
    return p->doc;
}

static enum mill_status
done(struct plug *p, enum mill_status status)
{
    const char *code = report_code(p->rep);

    p->status = status;
    snprintf(p->code, sizeof p->code, "%s", code != NULL ? code : "");
    snprintf(p->why, sizeof p->why, "%s", report_text(p->rep));
    return status;
}

enum mill_status
plug_next(struct plug *p)
{
    enum mill_status status;

    plug_doc(p, NULL);
    status = p->plugin->next(p->self, p->doc, p->rep);
    if (status == MILL_OK && p->plugin->prepare != NULL)
        status = p->plugin->prepare(p->self, p->worker, p->doc, p->rep);
    if (status == MILL_OK && !doc_step_commit(p->doc))
        abort();
    return done(p, status);
}

enum mill_status
plug_process(struct plug *p)
{
    enum mill_status status =
        p->plugin->process(p->self, p->worker, p->doc, p->rep);

    if (status == MILL_OK && !doc_step_commit(p->doc))
        abort();
    if (status < 0)
        doc_step_rollback(p->doc);
    return done(p, status);
}

enum mill_status
plug_write(struct plug *p)
{
    struct mill_str rendered = { "", 0 };
    enum mill_status status = MILL_OK;

    if (!doc_step_commit(p->doc))
        abort();
    if (p->plugin->render != NULL)
        status = p->plugin->render(p->self, p->worker, p->doc, &rendered,
                                   p->rep);
    if (status == MILL_OK)
        status = p->plugin->write(p->self, p->doc, rendered, p->rep);
    return done(p, status);
}

enum mill_status
plug_flush(struct plug *p)
{
    enum mill_status (*call)(void *, struct mill_report *) =
        p->plugin->finish != NULL ? p->plugin->finish : p->plugin->flush;

    report_reset(p->rep);
    return done(p, call(p->self, p->rep));
}

const char *
plug_file(const char *folder, const char *name, const void *bytes,
          size_t size)
{
    static char paths[4][4096];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    FILE *f;

    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    f = fopen(path, "wb");
    if (f == NULL || fwrite(bytes, 1, size, f) != size || fclose(f) != 0)
        abort();
    return path;
}
