/* SPDX-License-Identifier: Apache-2.0
 *
 * hostile.h: documents that no plugin may stumble over, for `pressmill plugin
 * check`: a source of them and a sink that keeps what came out. */
#ifndef CORE_HOSTILE_H
#define CORE_HOSTILE_H

#include <pressmill/plugin.h>

#include <stdatomic.h>

/* Shared with the parent process, which learns from it where the plugin
 * crashed or hung. */
struct hostile_place {
    _Atomic int document; /* -1: outside of any */
    _Atomic int count;    /* documents done */
};

/** Name of a document, "an empty text"; NULL past the end. */
const char *hostile_name(int document);

/** Options: `types`, annotations to put over each text. */
extern const struct mill_plugin hostile_source;
/** A stage that notes in the place which document comes now. */
extern const struct mill_plugin hostile_mark;
/** A sink; option `path`: a file that gets the records. */
extern const struct mill_plugin hostile_sink;

/** Where the stage notes; before the plan is opened. */
void hostile_watch(struct hostile_place *place);

#endif
