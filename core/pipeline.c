/* SPDX-License-Identifier: Apache-2.0
 *
 * pipeline.c: pressmill inside another program: one document at a time, in
 * the caller's thread. */
#include "pipeline.h"
#include "chain.h"
#include "messages.h"

#include <pressmill/hooks.h>
#include <pressmill/pressmill.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEEP_BYTES ((size_t)1 << 20)

struct mill_pipeline {
    struct mill_arena *arena;
    struct mill_report report;
    struct loader *loader;
    struct pipeline_file file;
    struct plan *plan;
    struct chain chain;
    struct slot slot;
    struct mill_json_parser *parser;
    uint64_t seq;
    bool opened, chained, ready;
};

/* The findings as one text; the caller frees it. */
static char *
findings(const struct mill_report *rep)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    report_print(rep, out);
    fclose(out);
    return text;
}

struct mill_pipeline *
mill_pipeline_load(const char *path, char **error)
{
    struct plan_changes changes = { .no_sources = true, .no_sinks = true };
    struct mill_arena *arena = mill_arena_create(0);
    struct mill_pipeline *p;

    if (error != NULL)
        *error = NULL;
    if (arena == NULL)
        return NULL;
    p = mill_arena_zalloc(arena, sizeof *p);
    if (p == NULL) {
        mill_arena_destroy(arena);
        return NULL;
    }
    p->arena = arena;
    report_init(&p->report, arena);
    p->loader = loader_create(NULL, 0, &p->report);
    p->parser = mill_json_parser_create();
    if (p->loader == NULL || p->parser == NULL)
        goto fail;
    if (pipeline_file_read(&p->file, path, NULL, 0, arena, &p->report))
        p->plan = plan_compile(&p->file, &changes, p->loader, arena,
                               &p->report);
    if (p->plan == NULL || p->report.errors != 0)
        goto fail;
    p->opened = plan_open(p->plan, &p->report);
    p->chained = p->opened && chain_open(&p->chain, p->plan, 0,
                                         p->plan->n_steps, &p->report);
    p->slot.doc = doc_create((size_t)p->file.run.memory);
    if (p->chained && p->slot.doc != NULL)
        return p;
fail:
    if (error != NULL)
        *error = findings(&p->report);
    mill_pipeline_destroy(p);
    return NULL;
}

struct mill_pipeline *
pipeline_over(struct plan *plan, struct mill_report *rep)
{
    struct mill_arena *arena = mill_arena_create(0);
    struct mill_pipeline *p =
        arena != NULL ? mill_arena_zalloc(arena, sizeof *p) : NULL;

    if (p == NULL) {
        mill_arena_destroy(arena);
        return NULL;
    }
    p->arena = arena;
    report_init(&p->report, arena);
    p->plan = plan;
    p->parser = mill_json_parser_create();
    p->chained = p->parser != NULL &&
                 chain_open(&p->chain, plan, 0, plan->n_steps, rep);
    p->slot.doc = doc_create((size_t)plan->file->run.memory);
    if (p->chained && p->slot.doc != NULL)
        return p;
    mill_pipeline_destroy(p);
    return NULL;
}

enum outcome
pipeline_outcome(const struct mill_pipeline *p)
{
    return p->slot.outcome;
}

void
mill_pipeline_destroy(struct mill_pipeline *p)
{
    if (p == NULL)
        return;
    if (p->chained)
        chain_close(&p->chain);
    if (p->opened)
        plan_close(p->plan);
    doc_destroy(p->slot.doc);
    mill_json_parser_destroy(p->parser);
    loader_destroy(p->loader);
    mill_arena_destroy(p->arena);
}

/* Puts what the caller gave into the document, as a source would. */
static enum mill_status
fill(struct mill_pipeline *p, struct mill_str text, const char *type)
{
    struct mill_doc *doc = p->slot.doc;
    struct mill_report *rep = &p->chain.rep;
    bool good;

    if (type == NULL || strncmp(type, "text/plain", 10) == 0)
        good = mill_doc_set_text(doc, text);
    else if (strncmp(type, "application/json", 16) == 0)
        return mill_record_read(doc, text, MILL_OFFSETS_CODEPOINT, p->parser,
                                rep);
    else
        good = mill_doc_set_body(doc, text, type);
    if (!good)
        return mill_fail(rep, MILL_ERR_DOC, "the text is too large");
    return MILL_OK;
}

const struct mill_doc *
mill_pipeline_process(struct mill_pipeline *p, struct mill_str text,
                      const char *type)
{
    struct mill_doc *doc = p->slot.doc;
    enum mill_status status;

    p->ready = false;
    report_reset(&p->chain.rep);
    p->slot.outcome = OUTCOME_WRITE;
    pipeline_route_begin(&p->slot.route);
    if (!doc_begin(doc, p->seq++, p->plan->names, KEEP_BYTES)) {
        mill_fail(&p->chain.rep, MILL_ERR_STAGE, "out of memory");
        return NULL;
    }
    status = fill(p, text, type);
    if (status == MILL_OK && !doc_step_commit(doc))
        status = mill_fail(&p->chain.rep, MILL_ERR_DOC,
                           "the document takes more memory than it may");
    if (status != MILL_OK) {
        doc_step_rollback(doc);
        doc_add_error(doc, "input", message_get(MSG_STEP_FAILED)->code,
                      report_text(&p->chain.rep));
        doc->failed = true;
    }
    chain_run(&p->chain, &p->slot, 0, p->plan->n_steps);
    if (p->slot.outcome == OUTCOME_STOPPED)
        return NULL;
    p->ready = true;
    return doc;
}

const char *
mill_pipeline_record(struct mill_pipeline *p)
{
    struct mill_record_options options = { .offsets = MILL_OFFSETS_CODEPOINT };
    struct mill_buf out = { .arena = p->slot.doc->arena };

    if (!p->ready)
        return NULL;
    mill_record_write(p->slot.doc, &options, &out);
    mill_buf_char(&out, '\0');
    return out.failed ? NULL : out.ptr;
}

const char *
mill_pipeline_error(const struct mill_pipeline *p)
{
    return report_text(&p->chain.rep);
}
