/* SPDX-License-Identifier: Apache-2.0
 *
 * node.c: YAML as a tree with places, built from libyaml's events. What our
 * files do not need is refused by name: anchors, aliases, tags, a second
 * document, keys given twice. libyaml takes time quadratic in open brackets,
 * so depth is capped as the events come. */
#include "node.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include <pressmill/unicode.h>

#include "report.h"

/* A tree under construction: the lists and maps that are open. */
struct builder {
    struct mill_arena *arena;
    struct mill_report *rep;
    const char *name;
    struct mill_str text;
    struct {
        struct mill_node *node, *last;
        const char *key; /* read, its value still to come */
        struct mill_loc key_loc;
    } open[NODE_MAX_DEPTH];
    size_t depth, nodes;
    struct mill_node *root;
    bool failed;
};

static struct mill_loc
loc_of(const struct builder *b, const yaml_mark_t *mark)
{
    return (struct mill_loc){ b->name, (unsigned)mark->line + 1,
                              (unsigned)mark->column + 1 };
}

/* ---- bytes that YAML cannot hold */

/* The place of a byte; columns count characters. */
static struct mill_loc
loc_of_byte(const char *name, struct mill_str text, size_t at)
{
    struct mill_loc loc = { name, 1, 1 };

    for (size_t i = 0; i < at && i < text.len; i++) {
        if (text.ptr[i] == '\n') {
            loc.line++;
            loc.column = 1;
        } else if (((unsigned char)text.ptr[i] & 0xc0) != 0x80) {
            loc.column++;
        }
    }
    return loc;
}

/* The byte at a place, or -1. */
static int
byte_at(struct mill_str text, struct mill_loc loc)
{
    unsigned line = 1, column = 1;

    for (size_t i = 0; i < text.len; i++) {
        if (line == loc.line && column == loc.column)
            return (unsigned char)text.ptr[i];
        if (text.ptr[i] == '\n') {
            line++;
            column = 1;
        } else if (i + 1 < text.len &&
                   ((unsigned char)text.ptr[i + 1] & 0xc0) != 0x80) {
            column++;
        }
    }
    return -1;
}

/* libyaml counts these bytes by offset, we say line and column. */
static bool
check_bytes(const char *name, struct mill_str text, struct mill_report *rep)
{
    size_t valid = mill_utf8_valid(text.ptr, text.len);

    for (size_t i = 0; i < valid; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if ((c >= 0x20 && c != 0x7f) || c == '\t' || c == '\n' || c == '\r')
            continue;
        report_error(rep, MSG_YAML_UTF8, loc_of_byte(name, text, i),
                     "control character 0x%02x", c);
        report_hint(rep,
                    "remove it; in a text in double quotes write "
                    "\"\\x%02x\"",
                    c);
        return false;
    }
    if (valid == text.len)
        return true;
    report_error(rep, MSG_YAML_UTF8, loc_of_byte(name, text, valid),
                 "byte 0x%02x is not UTF-8", (unsigned char)text.ptr[valid]);
    report_hint(rep, "save the file as UTF-8");
    return false;
}

/* ---- what libyaml says, in words that help */

/* Whether a line has a "${": in brackets its brace ends a plain text. */
static bool
has_reference(struct mill_str text, unsigned line)
{
    const char *p = text.ptr, *end = p + text.len;

    for (; line > 1 && p < end; p++)
        line -= *p == '\n';
    for (; p + 1 < end && *p != '\n'; p++) {
        if (p[0] == '$' && p[1] == '{')
            return true;
    }
    return false;
}

static void
tell_syntax(struct builder *b, const yaml_parser_t *parser)
{
    const char *problem =
        parser->problem != NULL ? parser->problem : "cannot be read";
    struct mill_loc loc = loc_of(b, &parser->problem_mark);
    int byte = byte_at(b->text, loc);
    const char *hint = NULL;

    if (parser->error == YAML_MEMORY_ERROR) {
        report_error(b->rep, MSG_NO_MEMORY, loc, "memory ran out");
        return;
    }
    if (byte < 0 && parser->context != NULL) /* the end: show what is open */
        loc = loc_of(b, &parser->context_mark);
    if (parser->error == YAML_READER_ERROR)
        loc = loc_of_byte(b->name, b->text, parser->problem_offset);
    if (byte == '\t' || strstr(problem, "tab character") != NULL) {
        report_error(b->rep, MSG_YAML_TAB, loc,
                     "a tab where blanks are expected");
        report_hint(b->rep, "indent with blanks");
        return;
    }
    if (strstr(problem, "mapping values are not allowed") != NULL)
        hint = "a text that holds ': ' needs quotes; if this is a key, it is "
               "not indented like the one above";
    else if (parser->context != NULL &&
             (strstr(parser->context, "scanning an alias") != NULL ||
              strstr(parser->context, "scanning an anchor") != NULL ||
              strstr(parser->context, "a tag") != NULL))
        hint = "a text that begins with *, & or ! needs quotes";
    else if (strstr(problem, "cannot start any token") != NULL)
        hint = "a text that begins with this character needs quotes";
    else if (strstr(problem, "did not find expected key") != NULL ||
             strstr(problem, "did not find expected '-'") != NULL)
        hint = "this line is not indented like its neighbours, or a quote or "
               "bracket before it is not closed";
    else if (strstr(problem, "could not find expected ':'") != NULL)
        hint = "a key needs ': ' behind it, with the blank";
    else if (strstr(problem, "expected ',' or") != NULL)
        hint = has_reference(b->text, loc.line)
                   ? "within { } and [ ] a text with ${...} needs quotes"
                   : "a comma is missing, or the bracket is not closed";

    report_error(b->rep, MSG_YAML_SYNTAX, loc, "not YAML: %s%s%s", problem,
                 parser->context != NULL ? " " : "",
                 parser->context != NULL ? parser->context : "");
    if (hint != NULL && parser->context != NULL &&
        parser->context_mark.line != parser->problem_mark.line)
        report_hint(b->rep, "%s (what is being read begins on line %u)", hint,
                    (unsigned)parser->context_mark.line + 1);
    else if (hint != NULL)
        report_hint(b->rep, "%s", hint);
}

/* ---- building */

static void
refuse(struct builder *b, enum message msg, const yaml_mark_t *mark,
       const char *what, const char *hint)
{
    report_error(b->rep, msg, loc_of(b, mark), "%s", what);
    if (hint != NULL)
        report_hint(b->rep, "%s", hint);
    b->failed = true;
}

static void
no_memory(struct builder *b)
{
    report_error(b->rep, MSG_NO_MEMORY, (struct mill_loc){ b->name, 0, 0 },
                 "memory ran out");
    b->failed = true;
}

/* A copy of bytes that hold no NUL; NULL on failure, told. */
static const char *
copy(struct builder *b, const yaml_event_t *event)
{
    struct mill_str bytes = { (const char *)event->data.scalar.value,
                              event->data.scalar.length };
    char *out;

    if (bytes.len > NODE_MAX_SCALAR) {
        refuse(b, MSG_YAML_TOO_LARGE, &event->start_mark,
               "a single value of more than 256 KiB", NULL);
        return NULL;
    }
    if (memchr(bytes.ptr, '\0', bytes.len) != NULL) {
        refuse(b, MSG_YAML_UTF8, &event->start_mark, "a text with a NUL in it",
               NULL);
        return NULL;
    }
    out = mill_arena_strdup(b->arena, bytes);
    if (out == NULL)
        no_memory(b);
    return out;
}

/* Adds a node below the innermost open list or map. */
static struct mill_node *
attach(struct builder *b, enum mill_node_kind kind, const yaml_event_t *event)
{
    struct mill_node *node;

    if (++b->nodes > NODE_MAX_NODES) {
        refuse(b, MSG_YAML_TOO_LARGE, &event->start_mark,
               "more than 200,000 values", NULL);
        return NULL;
    }
    node = mill_arena_zalloc(b->arena, sizeof(*node));
    if (node == NULL) {
        no_memory(b);
        return NULL;
    }
    node->kind = kind;
    node->loc = loc_of(b, &event->start_mark);
    if (b->depth == 0) {
        b->root = node;
        return node;
    }
    node->key = b->open[b->depth - 1].key;
    node->key_loc = b->open[b->depth - 1].key_loc;
    b->open[b->depth - 1].key = NULL;
    if (b->open[b->depth - 1].last != NULL)
        b->open[b->depth - 1].last->next = node;
    else
        b->open[b->depth - 1].node->first = node;
    b->open[b->depth - 1].last = node;
    b->open[b->depth - 1].node->count++;
    return node;
}

static bool
wants_key(const struct builder *b)
{
    return b->depth > 0 && b->open[b->depth - 1].node->kind == MILL_NODE_MAP &&
           b->open[b->depth - 1].key == NULL;
}

static void
take_scalar(struct builder *b, const yaml_event_t *event)
{
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    const char *value = copy(b, event);
    struct mill_node *node;

    if (value == NULL)
        return;
    if (wants_key(b)) {
        if (value[0] == '\0') {
            refuse(b, MSG_YAML_KEY, &event->start_mark, "an empty key", NULL);
            return;
        }
        b->open[b->depth - 1].key = value;
        b->open[b->depth - 1].key_loc = loc_of(b, &event->start_mark);
        return;
    }
    node = attach(b, MILL_NODE_SCALAR, event);
    if (node != NULL) {
        node->value = value;
        node->value_len = event->data.scalar.length;
        node->quoted = !plain;
        /* of nothing at all libyaml marks what comes next; the key is where
         * the value is missing */
        if (plain && value[0] == '\0' && node->key != NULL)
            node->loc = node->key_loc;
    }
}

static void
open_node(struct builder *b, enum mill_node_kind kind,
          const yaml_event_t *event)
{
    struct mill_node *node;

    if (wants_key(b)) {
        refuse(b, MSG_YAML_KEY, &event->start_mark,
               "a list or map where a key belongs",
               "a text that begins with a bracket needs quotes");
        return;
    }
    if (b->depth == NODE_MAX_DEPTH) {
        refuse(b, MSG_YAML_TOO_DEEP, &event->start_mark,
               "lists or maps nested more than 48 deep", NULL);
        return;
    }
    node = attach(b, kind, event);
    if (node == NULL)
        return;
    b->open[b->depth].node = node;
    b->open[b->depth].last = NULL;
    b->open[b->depth].key = NULL;
    b->depth++;
}

static int
compare_keys(const void *a, const void *b)
{
    const struct mill_node *x = *(const struct mill_node *const *)a;
    const struct mill_node *y = *(const struct mill_node *const *)b;
    int order = strcmp(x->key, y->key);

    if (order == 0)
        order = x->key_loc.line != y->key_loc.line
                    ? (x->key_loc.line < y->key_loc.line ? -1 : 1)
                    : (x->key_loc.column < y->key_loc.column ? -1 : 1);
    return order;
}

/* Says which keys of a closed map stand there twice. Sorted, because a map of
 * language data may have thousands. */
static void
check_keys(struct builder *b, const struct mill_node *map)
{
    const struct mill_node **all;
    size_t n = 0;

    if (map->count < 2)
        return;
    all = mill_arena_alloc(b->arena, map->count * sizeof(*all));
    if (all == NULL) {
        no_memory(b);
        return;
    }
    MILL_NODE_EACH(child, map)
        all[n++] = child;
    qsort(all, n, sizeof(*all), compare_keys);
    for (size_t i = 1; i < n; i++) {
        if (strcmp(all[i - 1]->key, all[i]->key) != 0)
            continue;
        report_error(b->rep, MSG_YAML_DUPLICATE, all[i]->key_loc,
                     "'%.64s' is given twice; the first is on line %u",
                     all[i]->key, all[i - 1]->key_loc.line);
        report_width(b->rep, strlen(all[i]->key));
        b->failed = true;
    }
}

static void
take(struct builder *b, const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL, *tag = NULL;

    switch (event->type) {
    case YAML_ALIAS_EVENT:
        refuse(b, MSG_YAML_ANCHOR, &event->start_mark,
               "an alias: write the value out",
               "a text that begins with * needs quotes");
        return;
    case YAML_SCALAR_EVENT:
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
        break;
    default:
        break;
    }
    if (anchor != NULL) {
        refuse(b, MSG_YAML_ANCHOR, &event->start_mark,
               "an anchor: write the value out where it is used",
               "a text that begins with & needs quotes");
        return;
    }
    if (tag != NULL) {
        refuse(b, MSG_YAML_TAG, &event->start_mark, "a tag",
               "a text that begins with ! needs quotes");
        return;
    }
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        take_scalar(b, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        open_node(b, MILL_NODE_LIST, event);
        break;
    case YAML_MAPPING_START_EVENT:
        open_node(b, MILL_NODE_MAP, event);
        break;
    case YAML_SEQUENCE_END_EVENT:
        b->depth--;
        break;
    case YAML_MAPPING_END_EVENT:
        b->depth--;
        check_keys(b, b->open[b->depth].node);
        break;
    default:
        break;
    }
}

static void
parse(struct builder *b)
{
    yaml_parser_t parser;
    yaml_event_t event;
    bool more = true;
    int documents = 0;

    if (!yaml_parser_initialize(&parser)) {
        no_memory(b);
        return;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)b->text.ptr,
                                 b->text.len);
    while (more && !b->failed) {
        if (!yaml_parser_parse(&parser, &event)) {
            tell_syntax(b, &parser);
            b->failed = true;
            break;
        }
        if (event.type == YAML_DOCUMENT_START_EVENT && ++documents > 1)
            refuse(b, MSG_YAML_SECOND, &event.start_mark,
                   "a second document begins here; only one is read",
                   "remove '---', or move the rest into a file of its own");
        else
            take(b, &event);
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

const struct mill_node *
node_read_string(struct mill_arena *arena, const char *name,
                 struct mill_str text, struct mill_report *rep)
{
    struct builder b = { .arena = arena, .rep = rep, .name = name };

    if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0) {
        text.ptr += 3;
        text.len -= 3;
    }
    report_add_source(rep, name, text);
    b.text = text;
    if (text.len > NODE_MAX_BYTES) {
        report_error(rep, MSG_YAML_TOO_LARGE, (struct mill_loc){ name, 0, 0 },
                     "more than 4 MiB");
        return NULL;
    }
    if (!check_bytes(name, text, rep))
        return NULL;
    parse(&b);
    if (b.failed)
        return NULL;
    if (b.root == NULL || node_is_null(b.root)) {
        /* an empty file, or one of comments alone */
        struct mill_node *empty = mill_arena_zalloc(arena, sizeof(*empty));

        if (empty == NULL) {
            no_memory(&b);
            return NULL;
        }
        empty->kind = MILL_NODE_MAP;
        empty->loc = (struct mill_loc){ name, 1, 1 };
        return empty;
    }
    return b.root;
}
