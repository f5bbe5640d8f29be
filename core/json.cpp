/* SPDX-License-Identifier: Apache-2.0
 *
 * json.cpp: simdjson behind a plain C face: a text is parsed into its tape,
 * and walking that needs no memory and no C++ (json.h). */
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include "json-scan.h"
#include "json.h"

#if defined(__GNUC__) /* struct mill_hooks and mill_hooks() are fine in C */
#pragma GCC diagnostic ignored "-Wshadow"
#endif
#include <pressmill/hooks.h>
#include <pressmill/unicode.h>

#include <cstdio>
#include <cstring>
#include <new>

using simdjson::error_code;

namespace
{

/* Room for texts up to KEEP bytes is kept; what a larger one took is given
 * back at the next, at the latest. The tape and its indices take up to 14
 * times the text. */
constexpr size_t FIRST = size_t(64) << 10, KEEP = size_t(4) << 20;
/* simdjson counts the root as one more level */
constexpr size_t LEVELS = JSON_DEPTH + 1;
/* More values than that are no document: they would take 24 bytes each, in
 * every worker, beside what `run.memory` counts. */
constexpr size_t MOST_VALUES = 2000000;
constexpr uint32_t MANY = 0xffffff; /* "this many entries or more" */

} // namespace

struct mill_json_parser {
    simdjson::dom::parser dom;
    struct json_tape tape; /* of `dom`, in C */
    size_t capacity;       /* bytes of text that all of it has room for */
    char *text;            /* simdjson reads a little behind the end */
    char *mended;
    size_t mended_size, surrogates;
    bool bad_utf8;
    char reason[128];
};

/* ---- life */

struct mill_json_parser *
mill_json_parser_create(void)
{
    void *memory = mill_hooks()->memory(nullptr, sizeof(mill_json_parser));

    return memory != nullptr ? new (memory) mill_json_parser() : nullptr;
}

void
mill_json_parser_destroy(struct mill_json_parser *parser)
{
    if (parser == nullptr)
        return;
    mill_hooks()->memory(parser->text, 0);
    mill_hooks()->memory(parser->mended, 0);
    parser->~mill_json_parser();
    mill_hooks()->memory(parser, 0);
}

static bool
fit(struct mill_json_parser *parser, size_t len)
{
    size_t capacity = FIRST;
    char *text;

    if (parser->capacity != 0 && len <= parser->capacity)
        return true;
    while (capacity < len)
        capacity *= 2;
    parser->capacity = 0;
    text = static_cast<char *>(mill_hooks()->memory(
        parser->text, capacity + simdjson::SIMDJSON_PADDING));
    if (text == nullptr)
        return false;
    parser->text = text;
    if (parser->dom.allocate(capacity, LEVELS) != simdjson::SUCCESS ||
        parser->dom.doc.allocate(capacity) != simdjson::SUCCESS)
        return false;
    parser->capacity = capacity;
    return true;
}

/* ---- parsing */

static error_code
parse(struct mill_json_parser *parser, struct mill_str text)
{
    if (!fit(parser, text.len))
        return simdjson::MEMALLOC;
    memcpy(parser->text, text.ptr, text.len);
    memset(parser->text + text.len, 0, simdjson::SIMDJSON_PADDING);
    return parser->dom.parse(parser->text, text.len, false).error();
}

/* Up to version 2 simdjson made bytes that are no UTF-8 of a lone surrogate;
 * since then it refuses the text. */
static bool
may_be_misread(struct mill_str text)
{
    const char *at = text.ptr, *end = text.ptr + text.len;

    if (simdjson::SIMDJSON_VERSION_MAJOR >= 3)
        return false;
    while ((at = static_cast<const char *>(
                memmem(at, static_cast<size_t>(end - at), "\\u", 2)))) {
        at += 2;
        if (end - at >= 2 && (at[0] | 32) == 'd' &&
            strchr("89abABcdefCDEF", at[1]) != nullptr)
            return true;
    }
    return false;
}

/* The fast parser said no, or may be wrong. Either the text is no JSON, and the
 * plain scanner knows where; or it has numbers or surrogates that have to be
 * mended. */
static bool
second_look(struct mill_json_parser *parser, struct mill_str text)
{
    size_t at, size = JSON_MENDED_SIZE(text.len);
    const char *wrong = json_scan(text, &at);
    struct mill_str mended;
    error_code error;

    if (wrong != nullptr) {
        snprintf(parser->reason, sizeof(parser->reason), "%s (byte %zu)", wrong,
                 at + 1);
        return false;
    }
    if (size > parser->mended_size) {
        char *bytes =
            static_cast<char *>(mill_hooks()->memory(parser->mended, size));

        if (bytes == nullptr) {
            snprintf(parser->reason, sizeof(parser->reason), "out of memory");
            return false;
        }
        parser->mended = bytes;
        parser->mended_size = size;
    }
    mended.ptr = parser->mended;
    mended.len = json_mend(text, parser->mended, &parser->surrogates);
    error = parse(parser, mended);
    if (error != simdjson::SUCCESS)
        snprintf(parser->reason, sizeof(parser->reason), "%s",
                 simdjson::error_message(error));
    return error == simdjson::SUCCESS;
}

/* Whether there are too many values in a text: as many as commas outside of
 * strings, and one for each list and map. Looked at only where it can be. */
static bool
too_many(struct mill_str text)
{
    size_t values = 0;
    bool in_string = false;

    if (text.len <= MOST_VALUES)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '"')
            in_string = !in_string;
        else if (in_string)
            i += c == '\\';
        else
            values += c == ',' || c == '[' || c == '{';
    }
    return values > MOST_VALUES;
}

bool
mill_json_parse(struct mill_json_parser *parser, struct mill_str text,
                struct mill_json *root, const char **reason)
{
    error_code error;

    *root = { nullptr, 0 };
    *reason = parser->reason;
    parser->reason[0] = '\0';
    parser->surrogates = 0;
    parser->bad_utf8 = false;
    if (parser->mended_size > KEEP || text.len <= parser->capacity / 4)
        json_parser_trim(parser);
    if (text.len >= UINT32_MAX / 2 * 2) {
        snprintf(parser->reason, sizeof(parser->reason), "over 4 GiB");
        return false;
    }
    if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0) {
        text.ptr += 3;
        text.len -= 3;
    }
    if (too_many(text)) {
        snprintf(parser->reason, sizeof(parser->reason),
                 "more than %zu values", MOST_VALUES);
        return false;
    }
    error = parse(parser, text);
    if (error == simdjson::MEMALLOC) {
        snprintf(parser->reason, sizeof(parser->reason), "out of memory");
        return false;
    }
    if (error != simdjson::SUCCESS) {
        size_t good = mill_utf8_valid(text.ptr, text.len);

        if (good != text.len) {
            parser->bad_utf8 = true;
            snprintf(parser->reason, sizeof(parser->reason),
                     "invalid UTF-8 (byte %zu)", good + 1);
            return false;
        }
        if (!second_look(parser, text))
            return false;
    } else if (may_be_misread(text) && !second_look(parser, text)) {
        return false;
    }
    parser->tape = { parser->dom.doc.tape.get(),
                     parser->dom.doc.string_buf.get() };
    *root = { &parser->tape, 1 };
    return true;
}

void
json_parser_trim(struct mill_json_parser *parser)
{
    if (parser->mended_size > KEEP) {
        parser->mended =
            static_cast<char *>(mill_hooks()->memory(parser->mended, 0));
        parser->mended_size = 0;
    }
    if (parser->capacity > KEEP) {
        parser->capacity = 0;
        parser->text =
            static_cast<char *>(mill_hooks()->memory(parser->text, 0));
        parser->dom = simdjson::dom::parser();
    }
}

size_t
json_parser_surrogates(const struct mill_json_parser *parser)
{
    return parser->surrogates;
}

bool
json_parser_bad_utf8(const struct mill_json_parser *parser)
{
    return parser->bad_utf8;
}

/* ---- values */

enum mill_json_kind
mill_json_kind(struct mill_json value)
{
    return json_kind(value);
}

struct mill_str
mill_json_str(struct mill_json value)
{
    return json_str(value);
}

bool
mill_json_bool(struct mill_json value)
{
    return json_type(value) == 't';
}

int64_t
mill_json_int(struct mill_json value)
{
    return json_int(value);
}

double
mill_json_num(struct mill_json value)
{
    uint64_t bits;
    double number;

    switch (json_type(value)) {
    case 'l':
        return double(int64_t(json_word(value.in, value.at + 1)));
    case 'u':
        return double(json_word(value.in, value.at + 1));
    case 'd':
        bits = json_word(value.in, value.at + 1);
        memcpy(&number, &bits, sizeof(number));
        return number;
    default:
        return 0;
    }
}

size_t
mill_json_count(struct mill_json value)
{
    char type = json_type(value);
    uint32_t count;

    if (type != '[' && type != '{')
        return 0;
    count = uint32_t(json_word(value.in, value.at) >> 32) & MANY;
    if (count < MANY)
        return count;
    size_t n = 0;
    for (struct mill_json_iter i = json_begin(value); json_step(&i);)
        n++;
    return n;
}

struct mill_json
mill_json_get(struct mill_json map, const char *key)
{
    size_t len = strlen(key);

    for (struct mill_json_iter i = json_begin(map); json_step(&i);)
        if (i.map && i.key.len == len && memcmp(i.key.ptr, key, len) == 0)
            return i.value;
    return { nullptr, 0 };
}

struct mill_json_iter
mill_json_begin(struct mill_json value)
{
    return json_begin(value);
}

bool
mill_json_step(struct mill_json_iter *iter)
{
    return json_step(iter);
}
