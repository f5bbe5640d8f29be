/* SPDX-License-Identifier: Apache-2.0
 *
 * pipeline-file.c: reading a pipeline file: its top, its includes, what it
 * says about the run.
 *
 * How files are merged: the steps of the files in `include:` come first, in
 * their order, then the steps of the file itself; an entry `- include: FILE`
 * of `pipeline:` puts the steps of a file in its place. In `run:` the file
 * wins over what it includes, and a later include over an earlier one. `tests:`
 * belong to their own file and are not taken over. */
#include "pipeline-read.h"

#include <string.h>
#include <sys/stat.h>

static const char *const order_words[] = { "input", "none", NULL };
static const char *const failure_words[] = { "stop", "skip", "drop",
                                             "dead-letter", NULL };

const struct mill_option pipeline_run_options[] = {
    MILL_OPT_INT(struct pipeline_run, workers, .fallback = "0", .max = 256,
                 .help = "Threads that carry documents through the steps; 0 "
                         "is one for each processor."),
    MILL_OPT_ENUM(struct pipeline_run, order, .fallback = "input",
                  .choices = order_words,
                  .help = "Whether documents are written in the order of the "
                          "input, or as they are done."),
    MILL_OPT_SIZE(struct pipeline_run, memory, .fallback = "512MiB",
                  .min = 16777216.0, .max = 1099511627776.0,
                  .help = "Most that the documents under way may take; "
                          "reading waits when it is reached."),
    MILL_OPT_ENUM(struct pipeline_run, on_error, .fallback = "skip",
                  .choices = failure_words,
                  .help = "What happens when a step fails on a document, for "
                          "steps that do not say: the run stops, the document "
                          "goes on without the step, it is dropped, or it "
                          "goes to the dead letters."),
    MILL_OPT_INT(struct pipeline_run, max_failures, .fallback = "0",
                 .max = 9e15,
                 .help = "Failed documents after which the run stops; 0 is "
                         "never."),
    MILL_OPT_INT(struct pipeline_run, network, .fallback = "16", .min = 1,
                 .max = 1024,
                 .help = "Threads for steps that wait on the network."),
    MILL_OPT_PATH(struct pipeline_run, dead_letter,
                  .help = "Where documents that fail with 'dead-letter' go, "
                          "as JSON lines."),
    MILL_OPT_PATH(struct pipeline_run, state,
                  .help = "Folder in which the run notes how far it is, so "
                          "that --resume can go on when it was killed. Gone "
                          "when the run is done."),
    MILL_OPT_END
};

void
pipeline_no_memory(struct reading *r)
{
    report_error(r->rep, MSG_NO_MEMORY, (struct mill_loc){ r->out->path, 0, 0 },
                 "memory ran out");
}

/* ---- one file */

static const char *const top_keys[] = { "pressmill", "pipeline", "include",
                                        "run",       "tests",    NULL };

/* What other programs call it. */
static const char *
meant_by(const char *key)
{
    static const char *const words[][2] = {
        { "steps", "pipeline" },   { "stages", "pipeline" },
        { "plugins", "pipeline" }, { "processors", "pipeline" },
        { "settings", "run" },     { "options", "run" },
        { "global", "run" },       { "includes", "include" },
        { "version", "pressmill" }
    };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (strcmp(key, words[i][0]) == 0)
            return words[i][1];
    }
    return NULL;
}

static void
check_top(struct reading *r, const struct mill_node *root)
{
    const struct mill_node *version = mill_node_get(root, "pressmill");
    struct mill_loc top = { root->loc.file, 1, 1 };

    if (version == NULL) {
        report_error(r->rep, MSG_PIPELINE_VERSION, top,
                     "'pressmill: 1' is missing");
        report_hint(r->rep, "write it on a line of its own");
    } else if (version->kind != MILL_NODE_SCALAR ||
               strcmp(version->value, "1") != 0) {
        report_error(r->rep, MSG_PIPELINE_VERSION, version->loc,
                     "version %.20s of the format is not known",
                     version->kind == MILL_NODE_SCALAR
                         ? version->value
                         : node_kind_name(version));
        report_width(r->rep, node_width(version));
        report_hint(r->rep, "this pressmill reads 'pressmill: 1'");
    }
    MILL_NODE_EACH(node, root) {
        struct suggest s;
        size_t i = 0;

        suggest_begin(&s, node->key);
        while (top_keys[i] != NULL && strcmp(node->key, top_keys[i]) != 0)
            suggest_offer(&s, top_keys[i++]);
        if (top_keys[i] != NULL)
            continue;
        if (s.best == NULL)
            s.best = meant_by(node->key);
        r->out->incomplete = true;
        report_error(r->rep, MSG_PIPELINE_KEY, node->key_loc,
                     s.best != NULL ? "unknown key '%.64s' (did you mean "
                                      "'%s'?)"
                                    : "unknown key '%.64s'",
                     node->key, s.best);
        report_width(r->rep, strlen(node->key));
        if (s.best == NULL && (strcmp(node->key, "input") == 0 ||
                               strcmp(node->key, "output") == 0))
            report_hint(r->rep, "sources and sinks are steps, the first and "
                                "the last of 'pipeline'");
        else if (s.best == NULL)
            report_hint(r->rep, "the keys are pressmill, pipeline, include, "
                                "run, tests");
    }
}

static void
read_run(struct reading *r, const struct mill_node *run)
{
    if (run == NULL || node_is_null(run))
        return;
    if (run->kind != MILL_NODE_MAP) {
        report_error(r->rep, MSG_PIPELINE_SHAPE, run->loc,
                     "run: %s where a map belongs", node_kind_name(run));
        report_width(r->rep, node_width(run));
        return;
    }
    MILL_NODE_EACH(node, run) {
        struct mill_node *merged = pipeline_map_with(r, r->run, node);

        if (merged == NULL)
            return;
        r->run = merged;
    }
}

/* A copy of the top with the environment worked in, but not in `tests:`. */
static struct mill_node *
expand_top(struct reading *r, const struct mill_node *root)
{
    struct mill_node *copy = mill_arena_alloc(r->arena, sizeof(*copy));
    const struct mill_node **link;

    if (copy == NULL) {
        pipeline_no_memory(r);
        return NULL;
    }
    *copy = *root;
    link = &copy->first;
    MILL_NODE_EACH(node, root) {
        struct mill_node *child;

        if (strcmp(node->key, "tests") == 0) {
            child = mill_arena_alloc(r->arena, sizeof(*child));
            if (child != NULL)
                *child = *node;
        } else {
            child = pipeline_expand(r->arena, node, r->rep);
        }
        if (child == NULL)
            return NULL;
        child->next = NULL;
        *link = child;
        link = &child->next;
    }
    return copy;
}

static void
read_top(struct reading *r, const char *name, struct mill_str text,
         int switch_id, int branch)
{
    const struct mill_node *root =
        node_read_string(r->arena, name, text, r->rep);
    const struct mill_node *pipeline, *include, *tests;

    if (root == NULL) {
        r->out->incomplete = true;
        return;
    }
    if (root->kind != MILL_NODE_MAP) {
        r->out->incomplete = true;
        report_error(r->rep, MSG_PIPELINE_SHAPE, root->loc,
                     "%s where a pipeline file has a map",
                     node_kind_name(root));
        report_hint(r->rep, "a pipeline file begins with 'pressmill: 1'");
        return;
    }
    root = expand_top(r, root);
    if (root == NULL)
        return;
    check_top(r, root);

    include = mill_node_get(root, "include");
    if (include != NULL && include->kind == MILL_NODE_LIST) {
        MILL_NODE_EACH(path, include)
            pipeline_include(r, path, switch_id, branch);
    } else if (include != NULL) {
        pipeline_include(r, include, switch_id, branch);
    }
    pipeline = mill_node_get(root, "pipeline");
    if (pipeline != NULL) {
        if (r->first_pipeline.file == NULL)
            r->first_pipeline = pipeline->key_loc;
        pipeline_read_steps(r, pipeline, switch_id, branch);
    }
    read_run(r, mill_node_get(root, "run"));

    tests = mill_node_get(root, "tests");
    if (tests != NULL && r->n_open == 1) {
        if (tests->kind == MILL_NODE_LIST)
            r->out->tests = tests;
        else
            report_error(r->rep, MSG_PIPELINE_SHAPE, tests->loc,
                         "tests: %s where a list of cases belongs",
                         node_kind_name(tests));
    }
}

/* Notes the file as open and reads it. */
static void
read_file(struct reading *r, const char *path, struct mill_loc from,
          const struct mill_str *given, int switch_id, int branch)
{
    struct mill_str text;
    struct stat st;

    memset(&st, 0, sizeof(st));
    if (r->out->n_files == PIPELINE_MAX_FILES) {
        report_error(r->rep, MSG_TOO_MANY, from, "more than %d files",
                     PIPELINE_MAX_FILES);
        return;
    }
    if (given != NULL)
        text = *given;
    else if (!node_slurp(r->arena, path, from, r->rep, &text)) {
        r->out->incomplete = true;
        return;
    } else if (strcmp(path, "-") != 0 && stat(path, &st) != 0)
        memset(&st, 0, sizeof(st));
    if (strcmp(path, "-") == 0)
        path = "<stdin>";
    r->files[r->out->n_files++] = path;
    r->open[r->n_open].path = path;
    r->open[r->n_open].device = (uint64_t)st.st_dev;
    r->open[r->n_open].inode = (uint64_t)st.st_ino;
    r->n_open++;
    read_top(r, path, text, switch_id, branch);
    r->n_open--;
}

void
pipeline_include(struct reading *r, const struct mill_node *node, int switch_id,
                 int branch)
{
    const char *path;
    struct stat st;

    if (node->kind != MILL_NODE_SCALAR || node_is_null(node) ||
        node->value[0] == '\0') {
        r->out->incomplete = true;
        report_error(r->rep, MSG_PIPELINE_SHAPE, node->loc,
                     "include: %s where a file belongs", node_kind_name(node));
        return;
    }
    path = option_path(r->arena, node->loc.file, node->value);
    if (path == NULL) {
        pipeline_no_memory(r);
        return;
    }
    if (r->n_open == PIPELINE_MAX_INCLUDES) {
        r->out->incomplete = true;
        report_error(r->rep, MSG_INCLUDE, node->loc,
                     "includes are nested more than %d deep",
                     PIPELINE_MAX_INCLUDES);
        report_width(r->rep, node_width(node));
        return;
    }
    if (stat(path, &st) == 0) {
        for (size_t i = 0; i < r->n_open; i++) {
            if (r->open[i].inode != (uint64_t)st.st_ino ||
                r->open[i].device != (uint64_t)st.st_dev)
                continue;
            r->out->incomplete = true;
            report_error(r->rep, MSG_INCLUDE, node->loc,
                         "'%.200s' includes itself%s", node->value,
                         i + 1 < r->n_open ? " by way of this file" : "");
            report_width(r->rep, node_width(node));
            return;
        }
    }
    read_file(r, path, node->loc, NULL, switch_id, branch);
}

/* ---- what all files say together */

/* Whether two steps can meet the same document: not when they stand in
 * different branches of one switch. */
static bool
can_meet(const struct pipeline_file *file, const struct pipeline_step *a,
         const struct pipeline_step *b)
{
    int id = a->switch_id, branch = a->branch;

    while (id >= 0) {
        int other = b->switch_id, other_branch = b->branch;

        while (other >= 0 && other != id) {
            other_branch = file->switches[other].parent_branch;
            other = file->switches[other].parent_id;
        }
        if (other == id && other_branch != branch)
            return false;
        branch = file->switches[id].parent_branch;
        id = file->switches[id].parent_id;
    }
    return true;
}

static void
check_names(struct reading *r)
{
    const struct pipeline_step *steps = r->out->steps;

    for (size_t i = 1; i < r->out->n_steps; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(steps[i].name, steps[j].name) != 0 ||
                !can_meet(r->out, &steps[i], &steps[j]))
                continue;
            report_error(
                r->rep, MSG_STEP_TWICE, steps[i].loc,
                "a second step is named '%.64s'; the first is on "
                "line %u%s%s",
                steps[i].name, steps[j].loc.line,
                strcmp(steps[i].loc.file, steps[j].loc.file) != 0 ? " of " : "",
                strcmp(steps[i].loc.file, steps[j].loc.file) != 0
                    ? steps[j].loc.file
                    : "");
            report_width(r->rep, strlen(steps[i].name));
            report_hint(r->rep,
                        "give one of them a name: 'as: %.60s-2' "
                        "beside it",
                        steps[i].name);
            break;
        }
    }
}

static void
check_dead_letters(struct reading *r)
{
    const struct mill_node *node;

    if (r->out->run.dead_letter != NULL)
        return;
    for (size_t i = 0; i < r->out->n_steps; i++) {
        const struct pipeline_step *step = &r->out->steps[i];

        if (step->on_error != ON_ERROR_DEAD_LETTER)
            continue;
        report_error(r->rep, MSG_DEAD_LETTER, step->on_error_loc,
                     "no file is named for the dead letters");
        report_width(r->rep, strlen("dead-letter"));
        report_hint(r->rep, "add 'run: {dead_letter: dead.jsonl}'");
        return;
    }
    node = mill_node_get(r->run, "on_error");
    if (r->out->run.on_error + 1 == ON_ERROR_DEAD_LETTER && node != NULL) {
        report_error(r->rep, MSG_DEAD_LETTER, node->loc,
                     "no file is named for the dead letters");
        report_width(r->rep, node_width(node));
        report_hint(r->rep, "add 'dead_letter: dead.jsonl' beside it");
    }
}

static bool
read_all(struct pipeline_file *out, const char *path,
         const struct mill_str *text, const char *const *sets, size_t n_sets,
         struct mill_arena *arena, struct mill_report *rep)
{
    size_t before = rep->errors;
    struct reading *r = mill_arena_zalloc(arena, sizeof(*r));
    bool bound;

    *out = (struct pipeline_file){ .path = path };
    if (r == NULL) {
        report_error(rep, MSG_NO_MEMORY, (struct mill_loc){ 0 },
                     "memory ran out");
        return false;
    }
    r->out = out;
    r->arena = arena;
    r->rep = rep;
    out->files = r->files;
    out->switches =
        mill_arena_alloc(arena, PIPELINE_MAX_SWITCHES * sizeof(*out->switches));
    out->path = mill_arena_printf(arena, "%s", path);
    if (out->switches == NULL || out->path == NULL) {
        pipeline_no_memory(r);
        return false;
    }
    read_file(r, out->path, (struct mill_loc){ 0 }, text, -1, -1);

    if (out->n_steps == 0 && !out->incomplete) {
        struct mill_loc loc = { out->path, 1, 1 };

        report_error(rep, MSG_PIPELINE_EMPTY,
                     r->first_pipeline.file != NULL ? r->first_pipeline : loc,
                     "the pipeline has no steps");
        report_hint(rep, "'pressmill init' writes a pipeline to start from");
    }
    for (size_t i = 0; i < n_sets; i++)
        pipeline_apply_set(r, sets[i], i);
    check_names(r);
    out->run_node = r->run;
    bound =
        option_bind(pipeline_run_options, r->run, &out->run, arena, rep, NULL);
    if (bound)
        check_dead_letters(r);
    return rep->errors == before;
}

bool
pipeline_file_read(struct pipeline_file *out, const char *path,
                   const char *const *sets, size_t n_sets,
                   struct mill_arena *arena, struct mill_report *rep)
{
    return read_all(out, path, NULL, sets, n_sets, arena, rep);
}

bool
pipeline_file_read_string(struct pipeline_file *out, const char *name,
                          struct mill_str text, const char *const *sets,
                          size_t n_sets, struct mill_arena *arena,
                          struct mill_report *rep)
{
    return read_all(out, name, &text, sets, n_sets, arena, rep);
}

enum on_error
pipeline_on_error(const struct pipeline_file *file,
                  const struct pipeline_step *step)
{
    return step->on_error != ON_ERROR_DEFAULT
               ? step->on_error
               : (enum on_error)(file->run.on_error + 1);
}
