/* SPDX-License-Identifier: Apache-2.0
 *
 * record-read.c: a document from a JSONL record: the members, the text and
 * the fields. */
#include "record-read.h"

#include "json-scan.h"
#include "json.h"

#include <pressmill/unicode.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A member of more bytes that nobody knows is kept as it stands. */
enum { LARGE = 64 << 10 };

/* ---- what went wrong */

bool
reader_bad(struct reader *r, const char *member, const char *format, ...)
{
    char message[256], place[32] = "";
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (r->index != SIZE_MAX)
        snprintf(place, sizeof place, "[%zu]", r->index);
    if (r->part == NULL)
        r->status = mill_fail_code(r->rep, MILL_ERR_DOC, "record", "%.*s: %s",
                                   (int)(r->key.len < 40 ? r->key.len : 40),
                                   r->key.ptr, message);
    else
        r->status = mill_fail_code(r->rep, MILL_ERR_DOC, "record",
                                   "%s%s%s%s: %s", r->part, place,
                                   *member != '\0' ? "." : "", member, message);
    return false;
}

bool
reader_full(struct reader *r)
{
    if (r->status == MILL_OK)
        r->status = mill_fail_code(r->rep, MILL_ERR_DOC, "memory",
                                   "the record needs more memory than a "
                                   "document may take");
    return false;
}

const char *
reader_kind(struct mill_json value)
{
    static const char *const names[] = {
        [MILL_JSON_NONE] = "nothing",   [MILL_JSON_NULL] = "null",
        [MILL_JSON_BOOL] = "a boolean", [MILL_JSON_INT] = "a whole number",
        [MILL_JSON_NUM] = "a number",   [MILL_JSON_STR] = "a string",
        [MILL_JSON_LIST] = "a list",    [MILL_JSON_MAP] = "an object",
    };

    return names[json_kind(value)];
}

bool
reader_want(struct reader *r, const char *member, struct mill_json value,
            enum mill_json_kind kind, const char *what)
{
    return json_kind(value) == kind ||
           reader_bad(r, member, "expected %s, not %s", what,
                      reader_kind(value));
}

/* ---- text */

/* Notes where every 64th byte of the text as given went, if the document
 * changed it. */
static bool
follow_text(struct reader *r)
{
    struct mill_str in = r->given, out = mill_doc_text(r->doc);
    size_t i = 0, o = 0;

    if (in.len == out.len && memcmp(in.ptr, out.ptr, in.len) == 0)
        return true;
    r->moved = mill_doc_alloc(r->doc, (in.len / 64 + 1) * sizeof *r->moved);
    if (r->moved == NULL)
        return reader_full(r);
    r->moved[0] = 0;
    while (i < in.len) {
        reader_step(in, out, &i, &o);
        if (i % 64 == 0)
            r->moved[i / 64] = (uint32_t)o;
    }
    return true;
}

static bool
read_text(struct reader *r)
{
    struct mill_json text = r->parts[PART_TEXT];

    r->part = "text";
    r->index = SIZE_MAX;
    if (json_kind(text) == MILL_JSON_NONE || json_kind(text) == MILL_JSON_NULL)
        return offsets_init(&r->offsets, mill_doc_arena(r->doc),
                            (struct mill_str){ "", 0 }, r->unit);
    if (!reader_want(r, "", text, MILL_JSON_STR, "a string"))
        return false;
    r->given = json_str(text);
    if (mill_doc_has_text(r->doc))
        return reader_bad(r, "", "the document has a text already");
    if (!mill_doc_set_text(r->doc, r->given))
        return reader_full(r);
    if (!offsets_init(&r->offsets, mill_doc_arena(r->doc), r->given, r->unit))
        return reader_full(r);
    return follow_text(r);
}

/* ---- fields */

/* What a known field has to be, besides null. */
static const struct known_field {
    struct mill_str name;
    bool number, list; /* may be one, besides a string */
    const char *what;
} known_fields[] = {
    { KEY("id"), true, false, "a string" },
    { KEY("url"), false, false, "a string" },
    { KEY("source"), false, false, "a string" },
    { KEY("title"), false, false, "a string" },
    { KEY("author"), false, true, "a list of strings" },
    { KEY("published"), true, false, "a string" },
    { KEY("lang"), false, false, "a string" },
    { KEY("lang_confidence"), false, false, "a number from 0 to 1" },
    { KEY_END, false, false, NULL },
};

static bool
set_known(struct reader *r, const struct known_field *known,
          struct mill_json value)
{
    enum mill_json_kind kind = json_kind(value);
    bool well = kind == MILL_JSON_STR;

    if (kind == MILL_JSON_NULL)
        return true;
    if (known == known_fields && well && json_str(value).len == 0)
        return true; /* an empty id is none */
    if (strcmp(known->name.ptr, "lang_confidence") == 0) {
        double n = mill_json_num(value);

        if ((kind == MILL_JSON_NUM || kind == MILL_JSON_INT) && n >= 0 &&
            n <= 1)
            return mill_doc_set_num(r->doc, "lang_confidence", n) ||
                   reader_full(r);
        well = false;
    } else if (known->number) {
        well = well || kind == MILL_JSON_INT;
    } else if (known->list && kind == MILL_JSON_STR) {
        struct mill_str one = json_str(value);

        return mill_doc_set_list(r->doc, known->name.ptr, &one, 1) ||
               reader_full(r);
    } else if (known->list && kind == MILL_JSON_LIST) {
        well = true;
        for (struct mill_json_iter k = json_begin(value); json_step(&k);)
            well = well && json_kind(k.value) == MILL_JSON_STR;
    }
    if (!well)
        return reader_bad(r, "", "expected %s, not %s", known->what,
                          reader_kind(value));
    return reader_set(r, NULL, known->name.ptr, value);
}

/* A field this program gives no meaning to. It becomes a field with a value
 * when writing that gives the same bytes again, so that other steps can read
 * it; else it is kept as it stands. */
static bool
pass_field(struct reader *r, struct mill_str key, struct mill_json value,
           struct mill_str raw_key, struct mill_str raw)
{
    struct mill_arena *arena = mill_doc_arena(r->doc);
    struct mill_buf buf = { .arena = arena };
    const char *name;

    if (raw_key.len == key.len && reader_plain_name(key))
        name = mill_arena_strdup(arena, key);
    else
        name = mill_arena_printf(arena, "\"%.*s\"", MILL_FMT(raw_key));
    if (name == NULL)
        return reader_full(r);
    if (raw.len <= LARGE)
        reader_render(&buf, value);
    if (buf.failed)
        return reader_full(r);
    if (name[0] != '"' && buf.len == raw.len &&
        memcmp(buf.ptr, raw.ptr, raw.len) == 0 &&
        json_kind(value) != MILL_JSON_NULL)
        return reader_set(r, NULL, name, value);
    if (r->surrogates != 0) {
        /* these stay what they are: nothing was replaced */
        struct mill_str both = {
            raw_key.ptr - 1, (size_t)(raw.ptr + raw.len - raw_key.ptr) + 1
        };
        char *scratch = mill_arena_alloc(arena, JSON_MENDED_SIZE(both.len));
        size_t kept;

        if (scratch == NULL)
            return reader_full(r);
        json_mend(both, scratch, &kept);
        r->surrogates -= kept;
    }
    return mill_doc_set_json(r->doc, name, raw) || reader_full(r);
}

static bool
read_sentiment(struct reader *r)
{
    struct mill_json tone = r->parts[PART_SENTIMENT];

    r->part = "sentiment";
    r->index = SIZE_MAX;
    if (json_kind(tone) == MILL_JSON_NONE || json_kind(tone) == MILL_JSON_NULL)
        return true;
    if (!reader_want(r, "", tone, MILL_JSON_MAP,
                     "an object such as {\"label\":\"neutral\"}"))
        return false;
    if (mill_json_count(tone) == 0)
        return true;
    if (json_kind(mill_json_get(tone, "label")) != MILL_JSON_NONE &&
        !reader_want(r, "label", mill_json_get(tone, "label"), MILL_JSON_STR,
                     "a string"))
        return false;
    if (json_kind(mill_json_get(tone, "score")) != MILL_JSON_NONE &&
        json_kind(mill_json_get(tone, "score")) != MILL_JSON_INT &&
        !reader_want(r, "score", mill_json_get(tone, "score"), MILL_JSON_NUM,
                     "a number"))
        return false;
    r->nested_left = RECORD_FEATURES;
    return reader_set(r, NULL, "sentiment", tone);
}

/* The member of that place in the object as it stands in the line. Only asked
 * for members nobody knows: others need not be looked at twice. */
static bool
raw_member(struct mill_str line, size_t place, size_t *at, size_t *reached,
           struct mill_str *key, struct mill_str *value)
{
    for (; *reached <= place; ++*reached)
        if (!mill_json_raw_member(line, at, key, value))
            return false;
    return true;
}

/* Members once: parts are remembered, known fields set, others passed. */
static bool
read_members(struct reader *r, struct mill_json root, struct mill_str line)
{
    static const struct mill_str parts[] = { RECORD_PARTS };
    struct mill_ann mark; /* only to be pointed at */
    struct mill_str raw_key, raw;
    struct key_map seen;
    size_t at = 0, reached = 0, place = 0;

    if (!key_map_init(&seen, mill_doc_arena(r->doc), mill_json_count(root)))
        return reader_full(r);
    for (struct mill_json_iter i = json_begin(root); json_step(&i); place++) {
        struct key_slot *slot = key_map_at(&seen, i.key);
        const struct known_field *known = known_fields;
        size_t k = 0;

        r->part = NULL;
        r->key = i.key;
        if (slot->ann != NULL)
            return reader_bad(r, "", "the key occurs twice");
        *slot = (struct key_slot){ i.key, &mark };
        while (k < PART_COUNT && !key_is(i.key, parts[k]))
            k++;
        while (known->what != NULL && !key_is(i.key, known->name))
            known++;
        if (k < PART_COUNT) {
            r->parts[k] = i.value;
        } else if (known->what != NULL) {
            if (!set_known(r, known, i.value))
                return false;
        } else {
            if (!raw_member(line, place, &at, &reached, &raw_key, &raw))
                return reader_full(r); /* cannot be: it was parsed */
            if (!pass_field(r, i.key, i.value, raw_key, raw))
                return false;
        }
    }
    return true;
}

/* ---- all of it */

/* The id and URL of a line that is no JSON, if they stand in front of what is
 * wrong: whoever repairs it will look for them. */
static void
salvage(struct mill_doc *doc, struct mill_str line)
{
    struct mill_str key, value;
    size_t at = 0;

    for (int i = 0; i < 8; i++) {
        bool id, plain = true;

        if (!mill_json_raw_member(line, &at, &key, &value))
            return;
        id = key_is(key, MILL_STR("id"));
        if ((!id && !key_is(key, MILL_STR("url"))) || value.len < 3 ||
            value.len > 2000 || value.ptr[0] != '"' ||
            value.ptr[value.len - 1] != '"')
            continue;
        value = (struct mill_str){ value.ptr + 1, value.len - 2 };
        for (size_t k = 0; k < value.len; k++)
            plain = plain && (unsigned char)value.ptr[k] >= 0x20 &&
                    value.ptr[k] != '"' && value.ptr[k] != '\\';
        if (!plain || mill_utf8_valid(value.ptr, value.len) != value.len ||
            mill_doc_get(doc, id ? "id" : "url") != NULL ||
            !mill_doc_set_str(doc, id ? "id" : "url", value))
            continue;
    }
}

static enum mill_status
read_record(struct reader *r, struct mill_str line,
            struct mill_json_parser *parser)
{
    struct mill_report *rep = r->rep;
    struct mill_doc *doc = r->doc;
    struct mill_json root;
    const char *reason;
    size_t repaired = 0;

    if (!mill_json_parse(parser, line, &root, &reason)) {
        if (json_parser_bad_utf8(parser)) {
            line = mill_utf8_repair(mill_doc_arena(doc), line, &repaired);
            if (line.ptr == NULL) {
                reader_full(r);
                return r->status;
            }
        }
        if (repaired == 0 || !mill_json_parse(parser, line, &root, &reason)) {
            salvage(doc, line);
            return mill_fail_code(rep, MILL_ERR_DOC, "json", "no JSON: %s",
                                  reason);
        }
    }
    if (json_kind(root) != MILL_JSON_MAP)
        return mill_fail_code(rep, MILL_ERR_DOC, "record",
                              "a record is a JSON object, not %s",
                              reader_kind(root));
    if (mill_json_count(root) > RECORD_MEMBERS)
        return mill_fail_code(rep, MILL_ERR_DOC, "record",
                              "over %d members in one record", RECORD_MEMBERS);
    r->surrogates = json_parser_surrogates(parser);
    r->nested_left = RECORD_NESTED;
    if (!read_members(r, root, line) || !read_text(r) || !read_sentiment(r) ||
        !reader_parts(r))
        return r->status;
    if (repaired != 0)
        mill_doc_note(doc, "utf8-repaired",
                      "%zu invalid UTF-8 sequences replaced by U+FFFD",
                      repaired);
    if (r->surrogates != 0)
        mill_doc_note(doc, "surrogate-replaced",
                      "%zu lone surrogates replaced by U+FFFD", r->surrogates);
    if (r->other_words != 0)
        mill_doc_note(doc, "other-words",
                      "%zu times \"text\" is not what stands from \"start\" "
                      "to \"end\", counted in %s",
                      r->other_words, offsets_name(r->unit));
    return MILL_OK;
}

enum mill_status
mill_record_read(struct mill_doc *doc, struct mill_str line,
                 enum mill_offsets offsets, struct mill_json_parser *parser,
                 struct mill_report *rep)
{
    struct reader r = { .doc = doc,
                        .rep = rep,
                        .unit = offsets,
                        .part = "record",
                        .index = SIZE_MAX,
                        .status = MILL_OK };
    enum mill_status status = read_record(&r, line, parser);

    json_parser_trim(parser);
    if (status != MILL_OK) {
        doc_keep_field(doc, "id");
        doc_keep_field(doc, "url");
    }
    return status;
}
