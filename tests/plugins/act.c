/* SPDX-License-Identifier: Apache-2.0
 *
 * act.c: a stage for tests that marks words, and on every so many documents
 * fails, drops, wants another try or takes its time. */
#include <pressmill/pressmill.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

enum mode { MARK, FAIL, DROP, AGAIN, STOP, SILENT };

struct act {
    int mode;
    int64_t every, spin_us, tries;
    bool fail_open, fail_worker;
    mill_type word;
};

struct tries {
    uint64_t seq;
    int64_t count;
};

static const char *const modes[] = { "mark",  "fail", "drop",
                                     "again", "stop", "silent", NULL };

static const struct mill_option options[] = {
    MILL_OPT_ENUM(struct act, mode, .fallback = "mark", .choices = modes,
                  .help = "What to do on the chosen documents."),
    MILL_OPT_INT(struct act, every, .fallback = "1", .min = 1, .max = 1e9,
                 .help = "Which documents are chosen: every so many."),
    MILL_OPT_INT(struct act, spin_us, .fallback = "0",
                 .help = "Microseconds of work on each document."),
    MILL_OPT_INT(struct act, tries, .fallback = "1",
                 .help = "With again: failures before it works."),
    MILL_OPT_BOOL(struct act, fail_open, .fallback = "false",
                  .help = "Fail to open."),
    MILL_OPT_BOOL(struct act, fail_worker, .fallback = "false",
                  .help = "Fail to open a worker."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_READS_FIELD("text"),
    MILL_WRITES(struct act, word, "word", "n: which it is"),
    MILL_WRITES_FIELD("acted", "true where it did its work"),
    MILL_USE_END
};

static enum mill_status
act_open(void *self, struct mill_report *rep)
{
    const struct act *act = self;

    if (act->fail_open)
        return mill_fail_option(rep, "fail_open", "was told to fail");
    return MILL_OK;
}

static void
act_close(void *self)
{
    (void)self;
}

static enum mill_status
act_worker_open(const void *self, void *worker, struct mill_report *rep)
{
    const struct act *act = self;

    ((struct tries *)worker)->seq = UINT64_MAX;
    if (act->fail_worker)
        return mill_fail(rep, MILL_ERR_STAGE, "was told to fail");
    return MILL_OK;
}

static bool
mark_words(const struct act *act, struct mill_doc *doc)
{
    struct mill_str text = mill_doc_text(doc);
    int64_t n = 0;

    for (uint32_t at = 0; at < text.len;) {
        struct mill_span span = { at, at };
        struct mill_ann *ann;

        while (span.end < text.len && strchr(" \n", text.ptr[span.end]) == NULL)
            span.end++;
        at = span.end + 1;
        if (span.end == span.begin)
            continue;
        ann = mill_annotate(doc, act->word, span);
        if (ann == NULL || !mill_ann_set_int(doc, ann, "n", n++))
            return false;
    }
    return mill_doc_set_bool(doc, "acted", true);
}

static void
spin(int64_t us)
{
    struct timespec a, b;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
    do
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
    while ((b.tv_sec - a.tv_sec) * 1000000 +
               (b.tv_nsec - a.tv_nsec) / 1000 < us);
}

static enum mill_status
act_process(const void *self, void *worker, struct mill_doc *doc,
            struct mill_report *rep)
{
    const struct act *act = self;
    struct tries *tries = worker;
    bool chosen = (mill_doc_seq(doc) + 1) % (uint64_t)act->every == 0;

    if (act->spin_us > 0)
        spin(act->spin_us);
    if (!mark_words(act, doc))
        return mill_fail(rep, MILL_ERR_DOC, "no room");
    if (!chosen)
        return MILL_OK;
    switch ((enum mode)act->mode) {
    case MARK:
        break;
    case FAIL:
        return mill_fail_code(rep, MILL_ERR_DOC, "told-to",
                              "was told to fail here");
    case DROP:
        return MILL_DROP;
    case AGAIN:
        if (tries->seq != mill_doc_seq(doc)) {
            tries->seq = mill_doc_seq(doc);
            tries->count = 0;
        }
        if (tries->count++ < act->tries)
            return mill_fail(rep, MILL_ERR_AGAIN, "not yet");
        break;
    case STOP:
        return mill_fail(rep, MILL_ERR_STAGE, "nothing works any more");
    case SILENT:
        return MILL_ERR_DOC;
    }
    return MILL_OK;
}

MILL_PLUGIN(act) = {
    MILL_PLUGIN_HEAD,
    .name = "act", .version = "1", .license = "Apache-2.0",
    .summary = "Misbehaves for tests",
    .options = options, .uses = uses, .self_size = sizeof(struct act),
    .worker_size = sizeof(struct tries),
    .open = act_open, .close = act_close,
    .worker_open = act_worker_open, .process = act_process,
};
