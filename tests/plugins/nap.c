/* SPDX-License-Identifier: Apache-2.0
 *
 * nap.c: a stage for tests that waits, as one on the network does. */
#include <pressmill/pressmill.h>

#include <time.h>

struct nap {
    int64_t ms;
};

static const struct mill_option options[] = {
    MILL_OPT_DURATION(struct nap, ms, .fallback = "1ms",
                      .help = "How long, more or less."),
    MILL_OPT_END
};

static enum mill_status
nap_process(const void *self, void *worker, struct mill_doc *doc,
            struct mill_report *rep)
{
    const struct nap *nap = self;
    /* later ones wait less, so that they overtake */
    int64_t us = nap->ms * 1000 / (int64_t)(1 + mill_doc_seq(doc) % 7);
    struct timespec ts = { us / 1000000, (long)(us % 1000000) * 1000 };

    (void)worker;
    (void)rep;
    nanosleep(&ts, NULL);
    return MILL_OK;
}

MILL_PLUGIN(nap) = {
    MILL_PLUGIN_HEAD,
    .name = "nap", .version = "1", .license = "Apache-2.0",
    .summary = "Waits for tests",
    .flags = MILL_WAITS,
    .options = options, .self_size = sizeof(struct nap),
    .process = nap_process,
};
