/* SPDX-License-Identifier: Apache-2.0
 *
 * plugin.h: what a plugin is.
 *
 * A plugin is one shared object that exports one constant, made with
 * MILL_PLUGIN(). What it fills in says what it is: `next` makes a source,
 * `process` a stage, `write` a sink; exactly one of the three.
 *
 *   bind      the host allocates `self`, zeroed, and writes options, type ids
 *   declare   (optional) says what depends on options; no files, no network
 *   open      builds what is costly: compiled patterns, word lists, models
 *     worker_open    per worker thread: scratch, match data
 *       prepare / process / render    any number of times
 *     worker_close
 *   close
 *
 * Every successful `open` gets one `close`; a failed `open` gets none and
 * leaves nothing behind. The same holds for `worker_open`.
 *
 * A document's way:  next | prepare, process..., render | write
 *                  serial |          parallel          | serial, input order
 *
 * | callback                  | thread              | self    | worker |
 * | ------------------------- | ------------------- | ------- | ------ |
 * | declare, keep, resume,    | main, one at a time | yours   | -      |
 * | open, close, test         |                     |         |        |
 * | worker_open, worker_close | that worker's       | const   | yours  |
 * | next                      | the source's        | yours   | -      |
 * | prepare, process, render  | any worker's        | const   | yours  |
 * | write, flush, finish,     | the sink's          | yours   | -      |
 * | save                      |                     |         |        |
 *
 * `next` and `prepare` run at the same time, as do `render` and `write`: what
 * both touch must not change after `open`. `worker` belongs to one thread.
 *
 * A plugin never calls another plugin, never writes to stdout or stderr,
 * never calls exit, setlocale or chdir, and reads no clock and no environment
 * for anything that reaches the output. */
#ifndef PRESSMILL_PLUGIN_H
#define PRESSMILL_PLUGIN_H

#include <pressmill/base.h>
#include <pressmill/doc.h>
#include <pressmill/option.h>
#include <pressmill/report.h>

MILL_BEGIN_DECLS

/* Changes when the meaning of what is below changes. Growth at the end of a
 * struct does not count: `size` tells. */
#define MILL_ABI 1

struct mill_declare;
struct mill_buf; /* json.h */

/* What a plugin reads and writes: the host binds ids and checks the data flow
 * before the first document. Names are those of the record, in the singular:
 * "sentence", "quote", "speaker", "target" ... */
enum mill_use_kind {
    MILL_USE_KIND_END = 0,
    MILL_USE_KIND_READS_TYPE,
    MILL_USE_KIND_WRITES_TYPE,
    MILL_USE_KIND_READS_FIELD,
    MILL_USE_KIND_WRITES_FIELD
};

struct mill_use {
    const char *name;
    const char *help;     /* of what it writes: features, values */
    size_t offset;        /* where the id of a type goes */
    uint32_t kind;
    bool optional;        /* reads: works without it, too */
};

/* The names "body" and "text" are fields here, too: what has READS_FIELD
 * "text" is not called for a document without one. */
#define MILL_READS(S, f, type_name)                                       \
    { .name = (type_name), .offset = MILL_FIELD(S, f, mill_type),         \
      .kind = MILL_USE_KIND_READS_TYPE }
#define MILL_MAY_READ(S, f, type_name)                                    \
    { .name = (type_name), .offset = MILL_FIELD(S, f, mill_type),         \
      .kind = MILL_USE_KIND_READS_TYPE, .optional = true }
#define MILL_WRITES(S, f, type_name, features)                            \
    { .name = (type_name), .help = (features),                            \
      .offset = MILL_FIELD(S, f, mill_type),                              \
      .kind = MILL_USE_KIND_WRITES_TYPE }
#define MILL_READS_FIELD(field)                                           \
    { .name = (field), .kind = MILL_USE_KIND_READS_FIELD }
#define MILL_MAY_READ_FIELD(field)                                        \
    { .name = (field), .kind = MILL_USE_KIND_READS_FIELD, .optional = true }
#define MILL_WRITES_FIELD(field, what)                                    \
    { .name = (field), .help = (what), .kind = MILL_USE_KIND_WRITES_FIELD }
#define MILL_USE_END { .name = NULL }

enum mill_plugin_flag {
    /* A stage that waits (on the network, on a child): it runs in a pool of
     * threads of its own, `run.network` of them, so that it never holds up
     * the workers. */
    MILL_WAITS = 1u << 0,
    /* A source whose documents may bring any field and type (saved records):
     * what a later step reads is taken as possibly there. */
    MILL_BRINGS_ANY = 1u << 1,
    /* A source that may give other documents, or others in between, when it
     * is asked anew: what the web has now. A run that goes on after a kill
     * then knows what is done by what the documents are; of other sources it
     * passes over as many as there were. */
    MILL_CHANGES = 1u << 2
};

/* One document of a batch: see `process_many`. */
struct mill_item {
    struct mill_doc *doc;
    struct mill_report *rep;
    enum mill_status status; /* in: MILL_OK; out: as `process` returns it */
};

/* Where `test` tells its cases. */
struct mill_test {
    /* `name` says the case, `wrong` what is wrong (NULL: it passed), `at`
     * where it stands. */
    void (*tell)(void *context, const struct mill_node *at, const char *name,
                 const char *wrong);
    void *context;
};

struct mill_plugin {
    uint32_t size; /* sizeof(struct mill_plugin) it was built with */
    uint32_t abi;
    const char *name;    /* as in the pipeline file: a-z, 0-9, '-' */
    const char *version, *license;
    const char *summary; /* one line without a final stop */
    const char *manual;  /* more, in paragraphs; may be NULL */
    const char *example; /* a step as it stands in a pipeline; may be NULL */
    const struct mill_option *options; /* may be NULL */
    const struct mill_use *uses;       /* may be NULL */
    size_t self_size, worker_size;
    uint32_t flags; /* enum mill_plugin_flag */

    enum mill_status (*declare)(void *self, struct mill_declare *decl,
                                struct mill_report *rep);
    enum mill_status (*open)(void *self, struct mill_report *rep);
    void (*close)(void *self);
    enum mill_status (*worker_open)(const void *self, void *worker,
                                    struct mill_report *rep);
    void (*worker_close)(const void *self, void *worker);

    /* source: fills in the body (or text and fields) of the next document.
     * MILL_END when there is none; MILL_ERR_DOC names a bad one and goes on. */
    enum mill_status (*next)(void *self, struct mill_doc *doc,
                             struct mill_report *rep);
    /* source, optional: the part of reading that can run in parallel:
     * decoding, decompressing, parsing. */
    enum mill_status (*prepare)(const void *self, void *worker,
                                struct mill_doc *doc,
                                struct mill_report *rep);

    /* stage */
    enum mill_status (*process)(const void *self, void *worker,
                                struct mill_doc *doc,
                                struct mill_report *rep);

    /* sink, optional: makes of the document the bytes that `write` gets, in
     * parallel. They lie in the document's arena. */
    enum mill_status (*render)(const void *self, void *worker,
                               struct mill_doc *doc, struct mill_str *out,
                               struct mill_report *rep);
    /* sink: documents come in input order; `rendered` is empty without
     * `render`. */
    enum mill_status (*write)(void *self, const struct mill_doc *doc,
                              struct mill_str rendered,
                              struct mill_report *rep);
    /* sink, optional: what was written is safe when this returns. Called when
     * input pauses, at the end, and before `close`. */
    enum mill_status (*flush)(void *self, struct mill_report *rep);

    /* source, optional: bytes of all bodies it will bring, 0 when unknown;
     * asked once, after `open`, to tell people how long it will take. */
    uint64_t (*input_bytes)(const void *self);

    /* stage, optional, beside `process`: several documents at once, for what
     * is costly to begin (a message to another process). Each is on its own:
     * one that fails says so in its `status` and `rep`. The host calls this
     * when several wait, up to `many` of them, and `process` for one. */
    void (*process_many)(const void *self, void *worker,
                         struct mill_item *items, size_t count);
    size_t many; /* at most 256 */

    /* sink, optional: the end, instead of the last `flush`: everything has
     * been written and the run has not failed for this sink. For outputs
     * whose bytes must not depend on when the input paused.
     * source, optional: all it gave has been written, and there is no more. */
    enum mill_status (*finish)(void *self, struct mill_report *rep);

    /* sink, optional, both or neither: makes a run that was killed one that
     * can go on (run.state). `save` hands everything written so far to the
     * system and appends to `state` what `resume` has to know; called now and
     * then. MILL_ERR_DOC: this output cannot be gone on with. `resume` is
     * called before `open` of the later run: what was written after that
     * `save` is to go. `state` stays as long as `self`. */
    enum mill_status (*save)(void *self, struct mill_buf *state,
                             struct mill_report *rep);
    enum mill_status (*resume)(void *self, struct mill_str state,
                               struct mill_report *rep);

    /* any, optional: before `open` of a run that can be gone on with: a file
     * for what shall not be done twice, such as asking a server. It is there
     * when the run goes on, and is removed when the run is done. `path` stays
     * as long as `self`. */
    enum mill_status (*keep)(void *self, const char *path,
                             struct mill_report *rep);

    /* any, optional: runs the cases that the step's own data bring along, such
     * as those of a language, for `pressmill test`; called once, after `open`.
     * Each case is told; one that fails is no failure of the call. */
    enum mill_status (*test)(const void *self, const struct mill_test *test,
                             struct mill_report *rep);
};

#define MILL_PLUGIN_HEAD .size = sizeof(struct mill_plugin), .abi = MILL_ABI

/* Names the one exported symbol so that the same object file loads from disk,
 * runs uninstalled and links statically. `id` is the plugin's name with '_'
 * for '-', as libltdl expects of a module of that file name. */
#define MILL_PLUGIN(id)                                                   \
    MILL_API extern const struct mill_plugin id##_LTX_mill_plugin;        \
    const struct mill_plugin id##_LTX_mill_plugin

/* ---- from `declare` only */

/** Adds a type that the step reads or writes because of its options; returns
 * its id, 0 when the name is no good (the report says so). */
MILL_API mill_type mill_declare_reads(struct mill_declare *decl,
                                      const char *type, bool optional);
MILL_API mill_type mill_declare_writes(struct mill_declare *decl,
                                       const char *type);
MILL_API void mill_declare_reads_field(struct mill_declare *decl,
                                       const char *field, bool optional);
MILL_API void mill_declare_writes_field(struct mill_declare *decl,
                                        const char *field);

/** Name of a type by its number; "" for none. */
MILL_API const char *mill_type_name(mill_type type);
/** Number of a type by its name, 0 when no step uses it. */
MILL_API mill_type mill_type_find(const char *name);

MILL_END_DECLS
#endif
