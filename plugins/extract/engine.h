/* SPDX-License-Identifier: Apache-2.0
 *
 * engine.h: a page in, an article out. The plugin is a thin layer over this;
 * bench/eval-extract and the trainer use the very same. */
#ifndef EXTRACT_ENGINE_H
#define EXTRACT_ENGINE_H

#include "article.h"
#include "encoding.h"
#include "choose.h"
#include "meta.h"

struct model;

/* Shared and read only. */
struct engine {
    struct names names;
    struct words words;
    const struct model *model; /* NULL: rules only */
    struct html_limits limits;
    uint32_t max_blocks;
};

/* Of one worker. */
struct engine_worker {
    struct html_parser *parser;
    struct charset *charset;
    struct mill_json_parser *json;
    struct mill_arena *scratch; /* reset for each page */
};

struct engine_result {
    struct html page;
    struct meta meta;
    struct article art;
    struct features features;
    struct encoding charset;
    enum choose_way way;
};

/* Reads the words of all languages into the arena, which lives as long as the
 * engine; the report says what is wrong with them. */
enum mill_status engine_init(struct engine *engine, struct mill_arena *arena,
                             struct mill_report *rep) MILL_MUST_USE;
bool engine_worker_init(struct engine_worker *worker) MILL_MUST_USE;
void engine_worker_finish(struct engine_worker *worker);

/* Everything in `result` lies in the worker's scratch, until the next call.
 * False when memory ran out. */
bool engine_page(const struct engine *engine, struct engine_worker *worker,
                 struct mill_str bytes, const char *type, struct mill_str url,
                 struct engine_result *result) MILL_MUST_USE;

/* The two halves of it: up to the blocks, and from there. */
bool engine_read(const struct engine *engine, struct engine_worker *worker,
                 struct mill_str bytes, const char *type, struct mill_str url,
                 struct engine_result *result) MILL_MUST_USE;
bool engine_choose(const struct engine *engine,
                   struct engine_result *result) MILL_MUST_USE;

/* The same for text that is no page, from text.c: the menu line, the
 * repeated title, the credit, the closing lines go. `title` may be empty; the
 * first line is taken for it when it looks like one. */
bool engine_text(const struct engine *engine, struct engine_worker *worker,
                 struct mill_str bytes, const char *type, struct mill_str title,
                 struct engine_result *result) MILL_MUST_USE;

#endif
