/* SPDX-License-Identifier: Apache-2.0
 *
 * doc.c: a document's life, body, text, fields and errors. */
#include "doc.h"

#include "arena.h"

#include <pressmill/hooks.h>
#include <pressmill/str.h>
#include <pressmill/unicode.h>

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define FIRST_FIELDS 16

/* ---- life */

struct mill_doc *
doc_create(size_t max_bytes)
{
    struct mill_doc *doc = mill_hooks()->memory(NULL, sizeof *doc);

    if (doc == NULL)
        return NULL;
    memset(doc, 0, sizeof *doc);
    doc->arena = mill_arena_create(max_bytes);
    if (doc->arena == NULL) {
        mill_hooks()->memory(doc, 0);
        return NULL;
    }
    return doc;
}

void
doc_destroy(struct mill_doc *doc)
{
    if (doc == NULL)
        return;
    mill_arena_destroy(doc->arena);
    mill_hooks()->memory(doc, 0);
}

bool
doc_begin(struct mill_doc *doc, uint64_t seq, const char *const *steps,
          size_t keep_bytes)
{
    struct mill_arena *arena = doc->arena;
    const struct doc_explainer *explainer = doc->explainer;
    size_t n_stores = (size_t)intern_count() + 1;

    mill_arena_reset(arena, keep_bytes);
    *doc = (struct mill_doc){
        .arena = arena,
        .seq = seq,
        .source = "",
        .body_type = "",
        .fields_room = FIRST_FIELDS,
        .n_stores = (mill_type)n_stores,
        .steps = steps,
        .explainer = explainer,
    };
    doc->errors_end = &doc->errors;
    doc->fields = mill_arena_alloc(arena, FIRST_FIELDS * sizeof *doc->fields);
    doc->stores = mill_arena_zalloc(arena, n_stores * sizeof *doc->stores);
    doc_step_begin(doc, 0);
    return doc->fields != NULL && doc->stores != NULL;
}

/* ---- steps: marks and undoing */

void
doc_step_begin(struct mill_doc *doc, uint16_t step)
{
    doc->step = step;
    doc->mark.undo = NULL;
    doc->mark.n_fields = doc->n_fields;
    doc->mark.body = doc->body;
    doc->mark.body_type = doc->body_type;
    doc->mark.request = doc->request;
    doc->mark.response = doc->response;
    doc->mark.has_text = doc->has_text;
    doc->mark.errors_end = doc->errors_end;
}

bool
doc_step_commit(struct mill_doc *doc)
{
    doc->mark.undo = NULL;
    return ann_commit(doc);
}

void
doc_step_rollback(struct mill_doc *doc)
{
    for (struct undo *u = doc->mark.undo; u != NULL; u = u->next) {
        if (u->value != NULL) {
            *u->value = u->old;
        } else {
            u->ann->last = u->last;
            if (u->last != NULL)
                u->last->next = NULL;
            else
                u->ann->first = NULL;
        }
    }
    doc->mark.undo = NULL;
    doc->n_fields = doc->mark.n_fields;
    doc->body = doc->mark.body;
    doc->body_type = doc->mark.body_type;
    doc->request = doc->mark.request;
    doc->response = doc->mark.response;
    if (!doc->mark.has_text) {
        doc->has_text = false;
        doc->text = (struct mill_str){ NULL, 0 };
    }
    doc->errors_end = doc->mark.errors_end;
    *doc->errors_end = NULL;
    ann_rollback(doc);
}

void
doc_keep_field(struct mill_doc *doc, const char *name)
{
    for (uint32_t i = doc->mark.n_fields; i < doc->n_fields; i++) {
        struct field kept = doc->fields[i];

        if (strcmp(kept.name, name) != 0)
            continue;
        memmove(&doc->fields[doc->mark.n_fields + 1],
                &doc->fields[doc->mark.n_fields],
                (i - doc->mark.n_fields) * sizeof kept);
        doc->fields[doc->mark.n_fields++] = kept;
        return;
    }
}

bool
doc_undo_value(struct mill_doc *doc, struct mill_value *value)
{
    struct undo *u = mill_arena_alloc(doc->arena, sizeof *u);

    if (u == NULL)
        return false;
    *u = (struct undo){ .next = doc->mark.undo, .value = value,
                        .old = *value };
    doc->mark.undo = u;
    return true;
}

bool
doc_undo_features(struct mill_doc *doc, struct mill_ann *ann)
{
    struct undo *u = mill_arena_alloc(doc->arena, sizeof *u);

    if (u == NULL)
        return false;
    *u = (struct undo){ .next = doc->mark.undo, .ann = ann,
                        .last = ann->last };
    doc->mark.undo = u;
    return true;
}

/* ---- body and text */

struct mill_arena *
mill_doc_arena(struct mill_doc *doc)
{
    return doc->arena;
}

void *
mill_doc_alloc(struct mill_doc *doc, size_t size)
{
    return mill_arena_alloc(doc->arena, size);
}

struct mill_str
mill_doc_body(const struct mill_doc *doc)
{
    return doc->body;
}

const char *
mill_doc_body_type(const struct mill_doc *doc)
{
    return doc->body_type;
}

static bool
set_body_type(struct mill_doc *doc, const char *type)
{
    const char *copy = "";

    if (type != NULL && *type != '\0') {
        struct mill_str str = mill_str_of(type);

        copy = mill_arena_strdup(doc->arena, str);
        if (copy == NULL)
            return false;
    }
    doc->body_type = copy;
    return true;
}

bool
mill_doc_set_body(struct mill_doc *doc, struct mill_str body, const char *type)
{
    if (body.len != 0 && !arena_holds(doc->arena, body.ptr)) {
        body.ptr = mill_arena_strdup(doc->arena, body);
        if (body.ptr == NULL)
            return false;
    }
    if (!set_body_type(doc, type))
        return false;
    doc->body = body;
    return true;
}

bool
mill_doc_set_http(struct mill_doc *doc, struct mill_str request,
                  struct mill_str response)
{
    struct mill_str both[] = { request, response };

    for (size_t i = 0; i < 2; i++) {
        if (both[i].len == 0 || arena_holds(doc->arena, both[i].ptr))
            continue;
        both[i].ptr = mill_arena_strdup(doc->arena, both[i]);
        if (both[i].ptr == NULL)
            return false;
    }
    doc->request = both[0];
    doc->response = both[1];
    return true;
}

struct mill_str
mill_doc_http_request(const struct mill_doc *doc)
{
    return doc->request;
}

struct mill_str
mill_doc_http_response(const struct mill_doc *doc)
{
    return doc->response;
}

void
mill_doc_lend_body(struct mill_doc *doc, struct mill_str body,
                   const char *type)
{
    doc->body = body;
    if (!set_body_type(doc, type))
        doc->body_type = "";
}

struct mill_str
mill_doc_text(const struct mill_doc *doc)
{
    return doc->text;
}

bool
mill_doc_has_text(const struct mill_doc *doc)
{
    return doc->has_text;
}

/* CRLF to LF and NUL to U+FFFD, into fresh memory; the rare case. */
static struct mill_str
clean_copy(struct mill_doc *doc, struct mill_str text, size_t *nuls)
{
    struct mill_str out = { NULL, 0 };
    size_t count = 0, n = 0;
    char *copy;

    for (const char *p = text.ptr, *end = p + text.len;
         (p = memchr(p, '\0', (size_t)(end - p))) != NULL; p++)
        count++;
    copy = mill_arena_alloc(doc->arena, text.len + 2 * count + 1);
    if (copy == NULL)
        return out;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
            continue;
        if (c == '\0')
            n += mill_utf8_put(copy + n, 0xfffd);
        else
            copy[n++] = c;
    }
    copy[n] = '\0';
    *nuls = count;
    out.ptr = copy;
    out.len = n;
    return out;
}

bool
mill_doc_set_text(struct mill_doc *doc, struct mill_str text)
{
    size_t bad = 0, nuls = 0;

    if (doc->has_text || text.len >= UINT32_MAX)
        return false;
    if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0) {
        text.ptr += 3;
        text.len -= 3;
    }
    if (text.len == 0) {
        text.ptr = "";
    } else if (mill_utf8_valid(text.ptr, text.len) != text.len) {
        text = mill_utf8_repair(doc->arena, text, &bad);
        if (text.ptr == NULL)
            return false;
    }
    if (memchr(text.ptr, '\r', text.len) != NULL ||
        memchr(text.ptr, '\0', text.len) != NULL) {
        text = clean_copy(doc, text, &nuls);
    } else if (text.len != 0 && (!arena_holds(doc->arena, text.ptr) ||
                                 !arena_holds(doc->arena,
                                              text.ptr + text.len) ||
                                 text.ptr[text.len] != '\0')) {
        text.ptr = mill_arena_strdup(doc->arena, text);
    }
    /* U+FFFD takes three bytes: a repaired text may have grown */
    if (text.ptr == NULL || text.len >= UINT32_MAX)
        return false;
    if (bad != 0)
        mill_doc_note(doc, "utf8-repaired",
                      "%zu invalid UTF-8 sequences replaced by U+FFFD", bad);
    if (nuls != 0)
        mill_doc_note(doc, "nul-replaced",
                      "%zu NUL bytes replaced by U+FFFD", nuls);
    doc->text = text;
    doc->has_text = true;
    return true;
}

struct mill_str
mill_doc_slice(const struct mill_doc *doc, struct mill_span span)
{
    struct mill_str slice = { "", 0 };

    if (span.begin <= span.end && span.end <= doc->text.len &&
        doc->text.ptr != NULL) {
        slice.ptr = doc->text.ptr + span.begin;
        slice.len = span.end - span.begin;
    }
    return slice;
}

const char *
mill_doc_source(const struct mill_doc *doc)
{
    return doc->source;
}

bool
mill_doc_set_source(struct mill_doc *doc, const char *source)
{
    struct mill_str str = mill_str_of(source);
    const char *copy = mill_arena_strdup(doc->arena, str);

    if (copy == NULL)
        return false;
    doc->source = copy;
    return true;
}

uint64_t
mill_doc_seq(const struct mill_doc *doc)
{
    return doc->seq;
}

bool
doc_has(const struct mill_doc *doc, const char *name)
{
    if (strcmp(name, "text") == 0)
        return doc->has_text;
    if (strcmp(name, "body") == 0)
        return doc->body.ptr != NULL;
    return mill_doc_get(doc, name) != NULL;
}

/* ---- fields */

static struct field *
find_field(const struct mill_doc *doc, const char *name)
{
    for (uint32_t i = 0; i < doc->n_fields; i++)
        if (doc->fields[i].name == name ||
            strcmp(doc->fields[i].name, name) == 0)
            return &doc->fields[i];
    return NULL;
}

const struct mill_value *
mill_doc_get(const struct mill_doc *doc, const char *name)
{
    const struct field *field = find_field(doc, name);

    return field != NULL && field->value.kind != MILL_NONE ? &field->value
                                                           : NULL;
}

struct mill_str
mill_doc_get_str(const struct mill_doc *doc, const char *name)
{
    return mill_value_str(mill_doc_get(doc, name));
}

/* Undo entries point at values: an array that moves would leave them behind,
 * so it only grows by a copy that they are told about. */
static bool
grow_fields(struct mill_doc *doc)
{
    uint32_t room = doc->fields_room * 2;
    struct field *old = doc->fields, *fields;

    fields = mill_arena_alloc(doc->arena, room * sizeof *fields);
    if (fields == NULL)
        return false;
    memcpy(fields, old, doc->n_fields * sizeof *fields);
    for (struct undo *u = doc->mark.undo; u != NULL; u = u->next)
        for (uint32_t i = 0; u->value != NULL && i < doc->n_fields; i++)
            if (u->value == &old[i].value)
                u->value = &fields[i].value;
    doc->fields = fields;
    doc->fields_room = room;
    return true;
}

static bool
replace_field(struct mill_doc *doc, struct field *field,
              struct mill_value value)
{
    if (field - doc->fields < doc->mark.n_fields &&
        !doc_undo_value(doc, &field->value))
        return false;
    field->value = value;
    return true;
}

static bool
set_field(struct mill_doc *doc, const char *name, struct mill_value value)
{
    struct mill_str str = mill_str_of(name);
    struct field *field = find_field(doc, name);
    const char *copy;

    if (value.kind == MILL_NONE)
        return false;
    if (field != NULL)
        return replace_field(doc, field, value);
    copy = mill_arena_strdup(doc->arena, str);
    if (copy == NULL ||
        (doc->n_fields == doc->fields_room && !grow_fields(doc)))
        return false;
    doc->fields[doc->n_fields++] =
        (struct field){ .name = copy, .value = value };
    return true;
}

struct mill_value
doc_value_str(struct mill_doc *doc, uint32_t kind, struct mill_str str)
{
    struct mill_value value = { .kind = MILL_NONE };

    if (str.len >= UINT32_MAX)
        return value;
    value.str = mill_arena_strdup(doc->arena, str);
    if (value.str == NULL)
        return value;
    value.kind = kind;
    value.count = (uint32_t)str.len;
    return value;
}

struct mill_value
doc_value_list(struct mill_doc *doc, const struct mill_str *list, size_t count)
{
    struct mill_value value = { .kind = MILL_NONE };
    struct mill_str *copy;

    if (count >= UINT32_MAX / sizeof *copy)
        return value;
    copy = mill_arena_alloc(doc->arena, count * sizeof *copy);
    if (copy == NULL)
        return value;
    for (size_t i = 0; i < count; i++) {
        copy[i].ptr = mill_arena_strdup(doc->arena, list[i]);
        copy[i].len = list[i].len;
        if (copy[i].ptr == NULL)
            return value;
    }
    value.kind = MILL_LIST;
    value.count = (uint32_t)count;
    value.list = copy;
    return value;
}

bool
mill_doc_set_str(struct mill_doc *doc, const char *name, struct mill_str str)
{
    return set_field(doc, name, doc_value_str(doc, MILL_TEXT, str));
}

bool
mill_doc_set_int(struct mill_doc *doc, const char *name, int64_t integer)
{
    struct mill_value value = { .kind = MILL_INT, .integer = integer };

    return set_field(doc, name, value);
}

bool
mill_doc_set_num(struct mill_doc *doc, const char *name, double number)
{
    struct mill_value value = { .kind = MILL_NUM, .number = number };

    return isfinite(number) && set_field(doc, name, value);
}

bool
mill_doc_set_bool(struct mill_doc *doc, const char *name, bool boolean)
{
    struct mill_value value = { .kind = MILL_BOOL, .boolean = boolean };

    return set_field(doc, name, value);
}

bool
mill_doc_set_list(struct mill_doc *doc, const char *name,
                  const struct mill_str *list, size_t count)
{
    return set_field(doc, name, doc_value_list(doc, list, count));
}

bool
mill_doc_set_json(struct mill_doc *doc, const char *name, struct mill_str json)
{
    return set_field(doc, name, doc_value_str(doc, MILL_JSON, json));
}

/* Its place stays, without a value: undo entries point at values. */
bool
mill_doc_unset(struct mill_doc *doc, const char *name)
{
    const struct mill_value none = { .kind = MILL_NONE };
    struct field *field = find_field(doc, name);

    return field == NULL || field->value.kind == MILL_NONE ||
           replace_field(doc, field, none);
}

const struct mill_value *
mill_doc_next_field(const struct mill_doc *doc, size_t *at, const char **name)
{
    while (*at < doc->n_fields) {
        const struct field *field = &doc->fields[(*at)++];

        if (field->value.kind == MILL_NONE)
            continue;
        *name = field->name;
        return &field->value;
    }
    return NULL;
}

/* ---- errors, notes, explanations */

void
doc_add_error(struct mill_doc *doc, const char *step, const char *code,
              const char *message)
{
    struct doc_error *error = mill_arena_alloc(doc->arena, sizeof *error);
    const char *parts[] = { step, code, message };
    char *copies[3];

    if (error == NULL)
        return;
    for (int i = 0; i < 3; i++) {
        struct mill_str str = mill_str_of(parts[i]);

        copies[i] = mill_arena_strdup(doc->arena, str);
        if (copies[i] == NULL)
            return;
    }
    *error = (struct doc_error){ .step = copies[0], .code = copies[1],
                                 .message = copies[2] };
    *doc->errors_end = error;
    doc->errors_end = &error->next;
}

void
mill_doc_note(struct mill_doc *doc, const char *code, const char *format, ...)
{
    char message[512];
    va_list va;

    va_start(va, format);
    vsnprintf(message, sizeof message, format, va);
    va_end(va);
    doc_add_error(doc, doc->steps != NULL ? doc->steps[doc->step] : "", code,
                  message);
}

bool
mill_doc_next_error(const struct mill_doc *doc, const void **at,
                    const char **step, const char **code,
                    const char **message)
{
    const struct doc_error *before = *at;
    const struct doc_error *error =
        before != NULL ? before->next : doc->errors;

    if (error == NULL)
        return false;
    *at = error;
    if (step != NULL)
        *step = error->step;
    if (code != NULL)
        *code = error->code;
    if (message != NULL)
        *message = error->message;
    return true;
}

bool
mill_doc_explaining(const struct mill_doc *doc)
{
    return doc->explainer != NULL;
}

void
mill_doc_explain(struct mill_doc *doc, struct mill_span span,
                 const char *format, ...)
{
    char line[1024];
    va_list va;

    if (doc->explainer == NULL)
        return;
    va_start(va, format);
    vsnprintf(line, sizeof line, format, va);
    va_end(va);
    doc->explainer->line(doc->explainer->context, doc->steps[doc->step], span,
                         line);
}
