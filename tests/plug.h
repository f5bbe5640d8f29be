/* SPDX-License-Identifier: Apache-2.0
 *
 * plug.h: one plugin in the hands of a test, without a plan or a runner: its
 * options come from a line of YAML, its callbacks are called one at a time. */
#ifndef TESTS_PLUG_H
#define TESTS_PLUG_H

#include <pressmill/plugin.h>

struct plug {
    const struct mill_plugin *plugin;
    void *self, *worker;
    struct mill_doc *doc;
    enum mill_status status; /* of the last call */
    char code[64];           /* what it said, "" when nothing */
    char why[1024];
    /* private */
    struct mill_report *rep;
    struct mill_arena *arena;
    uint64_t seq;
};

/** Binds options and opens; `yaml` is a map such as "{paths: [a.txt]}" or
 * NULL. NULL when the plugin refuses: then plug_refusal() is why. */
struct plug *plug_open(const struct mill_plugin *plugin, const char *yaml);
void plug_close(struct plug *p);
const char *plug_refusal(void);

/** A new document for a stage or a sink, with a text unless it is NULL. */
struct mill_doc *plug_doc(struct plug *p, const char *text);

/** next and prepare; what the source gave is p->doc. */
enum mill_status plug_next(struct plug *p);

/** process. What it added becomes visible when it returned MILL_OK. */
enum mill_status plug_process(struct plug *p);

/** render and write. */
enum mill_status plug_write(struct plug *p);
/** `finish` where there is one, as at the end of a run. */
enum mill_status plug_flush(struct plug *p);

/** Writes a file into a folder; returns its path, valid until the next call
 * but three. */
const char *plug_file(const char *folder, const char *name,
                      const void *bytes, size_t size);

#endif
