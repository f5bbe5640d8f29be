/* SPDX-License-Identifier: Apache-2.0
 *
 * exec.c: a step in any language. A program, started once a worker, reads
 * records from its stdin and answers each with a line on its stdout. */
#include "child.h"
#include "merge.h"

#include <pressmill/pressmill.h>

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#define MANY        64
#define BATCH_BYTES ((size_t)64 << 10)

struct exec {
    struct merge merge;
    const char *run;
    struct mill_list needs, send, provides, annotates;
    int64_t timeout, restarts;
    uint64_t max_answer;
    struct mill_arena *arena;
    const char *python_path;
};

struct worker {
    struct child child;
    struct mill_json_parser *parser;
    struct mill_arena *arena; /* of the lines to send */
    int64_t crashes;          /* in a row */
};

static const struct mill_option options[] = {
    MILL_OPT_STR(struct exec, run, .required = true,
                 .help = "The program with its arguments, as for a shell. It "
                         "reads one JSON record a line and answers each with "
                         "one JSON object a line, at once and in order. It "
                         "runs in the folder where pressmill runs."),
    MILL_OPT_LIST(struct exec, needs,
                  .help = "Fields and annotations the program cannot do "
                          "without, such as text or quotes."),
    MILL_OPT_LIST(struct exec, provides,
                  .help = "Fields taken from the program's answers."),
    MILL_OPT_LIST(struct exec, annotates,
                  .help = "Types of annotations taken from \"annotations\" in "
                          "the answers."),
    MILL_OPT_LIST(struct exec, send,
                  .help = "Only these members of the record are sent; all "
                          "when empty."),
    MILL_OPT_DURATION(struct exec, timeout, .fallback = "30s", .min = 1,
                      .max = 86400000,
                      .help = "How long an answer to a batch of about 64 KB "
                              "may take."),
    MILL_OPT_INT(struct exec, restarts, .fallback = "5", .min = 0,
                 .max = 1000,
                 .help = "How often in a row the program may end unasked "
                         "before the run ends; an answer begins anew."),
    MILL_OPT_SIZE(struct exec, max_answer, .fallback = "64MiB", .min = 64,
                  .max = 1 << 30, .help = "The longest answer taken."),
    MILL_OPT_END
};

static const struct mill_use uses[] = { MILL_USE_END };

/* "quotes" and "quote" alike name the annotations. */
static void
declare_need(struct mill_declare *decl, const char *name)
{
    char singular[64];
    size_t len = strlen(name);

    if (mill_type_find(name) != 0) {
        mill_declare_reads(decl, name, false);
        return;
    }
    if (len > 1 && len < sizeof singular && name[len - 1] == 's') {
        memcpy(singular, name, len - 1);
        singular[len - 1] = '\0';
        if (mill_type_find(singular) != 0) {
            mill_declare_reads(decl, singular, false);
            return;
        }
    }
    mill_declare_reads_field(decl, name, false);
}

static enum mill_status
exec_declare(void *self, struct mill_declare *decl, struct mill_report *rep)
{
    struct exec *exec = self;

    if (exec->annotates.count > EXEC_MAX_TYPES)
        return mill_fail_option(rep, "annotates", "at most %d types",
                                EXEC_MAX_TYPES);
    for (size_t i = 0; i < exec->needs.count; i++)
        declare_need(decl, exec->needs.items[i]);
    for (size_t i = 0; i < exec->provides.count; i++)
        mill_declare_writes_field(decl, exec->provides.items[i]);
    for (size_t i = 0; i < exec->annotates.count; i++)
        exec->merge.types[i] =
            mill_declare_writes(decl, exec->annotates.items[i]);
    exec->merge.provides = exec->provides;
    exec->merge.annotates = exec->annotates;
    return MILL_OK;
}

static enum mill_status
exec_open(void *self, struct mill_report *rep)
{
    struct exec *exec = self;
    const char *helper;

    exec->arena = mill_arena_create(0);
    if (exec->arena == NULL)
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    helper = mill_data_find(exec->arena, "python/pressmill.py");
    if (helper != NULL) {
        struct mill_str folder = {
            helper, (size_t)(strrchr(helper, '/') - helper)
        };

        exec->python_path = mill_arena_strdup(exec->arena, folder);
    }
    return MILL_OK;
}

static void
exec_close(void *self)
{
    struct exec *exec = self;

    mill_arena_destroy(exec->arena);
}

static enum mill_status
exec_worker_open(const void *self, void *worker, struct mill_report *rep)
{
    const struct exec *exec = self;
    struct worker *w = worker;

    w->parser = mill_json_parser_create();
    w->arena = mill_arena_create(0);
    if (w->parser != NULL && w->arena != NULL &&
        child_start(&w->child, exec->run, exec->python_path))
        return MILL_OK;
    mill_json_parser_destroy(w->parser);
    mill_arena_destroy(w->arena);
    return mill_fail_option(rep, "run", "cannot start '%s': %s", exec->run,
                            strerror(errno));
}

static void
exec_worker_close(const void *self, void *worker)
{
    struct worker *w = worker;

    (void)self;
    child_finish(&w->child);
    mill_json_parser_destroy(w->parser);
    mill_arena_destroy(w->arena);
}

/* ---- the work */

struct answers {
    const struct exec *exec;
    struct worker *worker;
    struct mill_item *items;
};

static void
take_answer(void *context, size_t number, struct mill_str line)
{
    struct answers *a = context;
    struct mill_item *item = &a->items[number];

    a->worker->crashes = 0;
    item->status = merge_answer(&a->exec->merge, a->worker->parser, item->doc,
                                line, item->rep);
}

/* How a program ended, in words. */
static void
describe_end(char *out, size_t size, int status)
{
    if (WIFSIGNALED(status))
        snprintf(out, size, "was ended by %s", strsignal(WTERMSIG(status)));
    else if (WEXITSTATUS(status) == 127)
        snprintf(out, size, "was not found (exit 127)");
    else if (WEXITSTATUS(status) == 126)
        snprintf(out, size, "cannot be executed (exit 126)");
    else
        snprintf(out, size, "ended with exit status %d instead of answering",
                 WEXITSTATUS(status));
}

/* Says on one document that the program did not answer it, and why. */
static void
blame(const struct exec *exec, struct mill_item *item, enum child_end end,
      int status)
{
    char words[128];

    switch (end) {
    case CHILD_ANSWERED:
        break;
    case CHILD_GONE:
        describe_end(words, sizeof words, status);
        item->status = mill_fail_code(item->rep, MILL_ERR_DOC, "child-ended",
                                      "'%s' %s", exec->run, words);
        break;
    case CHILD_LATE:
        item->status = mill_fail_code(
            item->rep, MILL_ERR_DOC, "child-timeout",
            "'%s' did not answer in %lld ms", exec->run,
            (long long)exec->timeout);
        break;
    case CHILD_TOO_LONG:
        item->status = mill_fail_code(
            item->rep, MILL_ERR_DOC, "bad-answer",
            "the answer is longer than max_answer, %llu bytes",
            (unsigned long long)exec->max_answer);
        break;
    case CHILD_NO_MEMORY:
        item->status = mill_fail(item->rep, MILL_ERR_DOC,
                                 "no memory for the answer");
        break;
    }
}

/* Starts the program anew after it failed. False when it failed too often:
 * the item then ends the run. */
static bool
restart(const struct exec *exec, struct worker *w, struct mill_item *item)
{
    if (w->crashes > exec->restarts) {
        item->status = MILL_ERR_STAGE;
        return false;
    }
    if (child_start(&w->child, exec->run, exec->python_path))
        return true;
    item->status = mill_fail(item->rep, MILL_ERR_STAGE,
                             "cannot start '%s' again: %s", exec->run,
                             strerror(errno));
    return false;
}

static bool
put_record(const struct exec *exec, struct mill_doc *doc,
           struct mill_buf *lines)
{
    struct mill_record_options record = { .offsets =
                                               MILL_OFFSETS_CODEPOINT };

    if (exec->send.count != 0)
        record.keep = &exec->send;
    mill_record_write(doc, &record, lines);
    mill_buf_char(lines, '\n');
    return !lines->failed;
}

/*
 * Sends documents and takes the answers. When the program fails in a batch,
 * nobody knows on which of the documents not yet answered: those are sent
 * again one by one, and the one it fails on alone is to blame.
 */
static void
exchange(const struct exec *exec, struct worker *w, struct mill_item *items,
         size_t count)
{
    struct mill_buf lines = { .arena = w->arena };
    struct answers answers = { exec, w, items };
    enum child_end end;
    size_t answered;
    int status;

    mill_arena_reset(w->arena, 4 * BATCH_BYTES);
    for (size_t i = 0; i < count; i++)
        if (!put_record(exec, items[i].doc, &lines)) {
            for (size_t j = 0; j < count; j++)
                items[j].status = mill_fail(items[j].rep, MILL_ERR_DOC,
                                            "no memory for the record");
            return;
        }
    if (w->child.pid == 0 && !restart(exec, w, &items[0]))
        return;
    end = child_exchange(&w->child, (struct mill_str){ lines.ptr, lines.len },
                         count, exec->timeout, exec->max_answer, take_answer,
                         &answers, &answered);
    if (end == CHILD_ANSWERED)
        return;
    if (end != CHILD_GONE)
        kill(-w->child.pid, SIGKILL);
    status = child_stop(&w->child);
    w->crashes++;
    if (count == 1) {
        blame(exec, &items[0], end, status);
        if (w->crashes > exec->restarts)
            items[0].status = MILL_ERR_STAGE;
        return;
    }
    for (size_t i = answered; i < count; i++)
        exchange(exec, w, &items[i], 1);
}

static void
exec_process_many(const void *self, void *worker, struct mill_item *items,
                  size_t count)
{
    size_t first = 0, bytes = 0;

    for (size_t i = 0; i < count; i++) {
        bytes += mill_doc_text(items[i].doc).len;
        if (bytes < BATCH_BYTES && i + 1 < count)
            continue;
        exchange(self, worker, items + first, i + 1 - first);
        first = i + 1;
        bytes = 0;
    }
}

static enum mill_status
exec_process(const void *self, void *worker, struct mill_doc *doc,
             struct mill_report *rep)
{
    struct mill_item item = { doc, rep, MILL_OK };

    exchange(self, worker, &item, 1);
    return item.status;
}

MILL_PLUGIN(exec) = {
    MILL_PLUGIN_HEAD,
    .name = "exec",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "A step in any language: records out, answers in, line by line",
    .manual =
        "The program gets one JSON record a line on its stdin and writes one "
        "JSON object\na line to its stdout for each, in the same order, and "
        "flushes. Of the answer\nthe members named in 'provides' become "
        "fields, and those entries of its\n\"annotations\" whose type is "
        "named in 'annotates' become annotations (offsets in\ncode points, as "
        "in the record). {\"drop\": true} leaves the document out,\n"
        "{\"error\": \"why\"} is a failure on this document. What it writes "
        "to stderr goes\nto the terminal. A program that crashes or hangs is "
        "started again; the document\nit failed on gets the error, no other. "
        "Python programs can import pressmill,\nthe helper that comes along.",
    .example = "  - exec:\n"
               "      run: python3 frames.py\n"
               "      needs: [text, quotes]\n"
               "      provides: [frame]\n",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct exec),
    .worker_size = sizeof(struct worker),
    .declare = exec_declare,
    .open = exec_open,
    .close = exec_close,
    .worker_open = exec_worker_open,
    .worker_close = exec_worker_close,
    .process = exec_process,
    .process_many = exec_process_many,
    .many = MANY,
};
