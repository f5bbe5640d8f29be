/* SPDX-License-Identifier: Apache-2.0
 *
 * json.cpp: simdjson behind a plain C face. A text is parsed into simdjson's
 * tape (its doc/tape.md): 64-bit words, the type in the upper byte. A value is
 * its place on the tape, so walking needs no memory and no C++. */
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
 * back at the next. The tape and its indices take up to 14 times the text. */
constexpr size_t FIRST = size_t(64) << 10, KEEP = size_t(4) << 20;
/* simdjson counts the root as one more level */
constexpr size_t LEVELS = JSON_DEPTH + 1;
constexpr uint64_t PAYLOAD = 0x00ffffffffffffffu;
constexpr uint32_t MANY = 0xffffff; /* "this many entries or more" */

} // namespace

struct mill_json_parser {
    simdjson::dom::parser dom;
    size_t capacity; /* bytes of text that all of it has room for */
    char *text;      /* simdjson reads a little behind the end */
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

    if (parser->capacity != 0 && len <= parser->capacity &&
        (parser->capacity <= KEEP || len > parser->capacity / 4))
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

/* The fast parser said no. Either the text is no JSON, and the plain scanner
 * knows where; or it has numbers or surrogates that have to be mended. */
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
    if (parser->mended_size > KEEP) {
        parser->mended =
            static_cast<char *>(mill_hooks()->memory(parser->mended, 0));
        parser->mended_size = 0;
    }
    if (text.len >= UINT32_MAX / 2 * 2) {
        snprintf(parser->reason, sizeof(parser->reason), "over 4 GiB");
        return false;
    }
    if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0) {
        text.ptr += 3;
        text.len -= 3;
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
    }
    *root = { &parser->dom.doc, 1 };
    return true;
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

static inline const simdjson::dom::document *
document(const void *in)
{
    return static_cast<const simdjson::dom::document *>(in);
}

static inline uint64_t
word(const void *in, size_t at)
{
    return document(in)->tape[at];
}

static inline char
type(struct mill_json value)
{
    return value.in != nullptr ? char(word(value.in, value.at) >> 56) : '\0';
}

/* The place behind a value. */
static inline size_t
behind(const void *in, size_t at)
{
    uint64_t w = word(in, at);

    switch (char(w >> 56)) {
    case '[':
    case '{':
        return uint32_t(w);
    case 'l':
    case 'u':
    case 'd':
        return at + 2;
    default:
        return at + 1;
    }
}

static inline struct mill_str
string_at(const void *in, size_t at)
{
    const uint8_t *p =
        document(in)->string_buf.get() + (word(in, at) & PAYLOAD);
    uint32_t len;

    memcpy(&len, p, sizeof(len));
    return { reinterpret_cast<const char *>(p) + sizeof(len), len };
}

enum mill_json_kind
mill_json_kind(struct mill_json value)
{
    switch (type(value)) {
    case 'n':
        return MILL_JSON_NULL;
    case 't':
    case 'f':
        return MILL_JSON_BOOL;
    case 'l':
        return MILL_JSON_INT;
    case 'u':
    case 'd':
        return MILL_JSON_NUM;
    case '"':
        return MILL_JSON_STR;
    case '[':
        return MILL_JSON_LIST;
    case '{':
        return MILL_JSON_MAP;
    default:
        return MILL_JSON_NONE;
    }
}

struct mill_str
mill_json_str(struct mill_json value)
{
    return type(value) == '"' ? string_at(value.in, value.at)
                              : mill_str{ "", 0 };
}

bool
mill_json_bool(struct mill_json value)
{
    return type(value) == 't';
}

int64_t
mill_json_int(struct mill_json value)
{
    return type(value) == 'l' ? int64_t(word(value.in, value.at + 1)) : 0;
}

double
mill_json_num(struct mill_json value)
{
    uint64_t bits;
    double number;

    switch (type(value)) {
    case 'l':
        return double(int64_t(word(value.in, value.at + 1)));
    case 'u':
        return double(word(value.in, value.at + 1));
    case 'd':
        bits = word(value.in, value.at + 1);
        memcpy(&number, &bits, sizeof(number));
        return number;
    default:
        return 0;
    }
}

size_t
mill_json_count(struct mill_json value)
{
    char t = type(value);
    uint32_t count;

    if (t != '[' && t != '{')
        return 0;
    count = uint32_t(word(value.in, value.at) >> 32) & MANY;
    if (count < MANY)
        return count;
    size_t n = 0, end = behind(value.in, value.at) - 1;
    for (size_t at = value.at + 1; at < end; at = behind(value.in, at))
        n++;
    return t == '{' ? n / 2 : n;
}

struct mill_json
mill_json_get(struct mill_json map, const char *key)
{
    size_t len = strlen(key);

    for (struct mill_json_iter i = mill_json_begin(map); mill_json_step(&i);)
        if (i.map && i.key.len == len && memcmp(i.key.ptr, key, len) == 0)
            return i.value;
    return { nullptr, 0 };
}

struct mill_json_iter
mill_json_begin(struct mill_json value)
{
    struct mill_json_iter iter = {};
    char t = type(value);

    if (t != '[' && t != '{')
        return iter;
    iter.in = value.in;
    iter.at = value.at + 1;
    iter.end = behind(value.in, value.at) - 1;
    iter.map = t == '{';
    return iter;
}

bool
mill_json_step(struct mill_json_iter *iter)
{
    if (iter->at >= iter->end) {
        iter->value = { nullptr, 0 };
        return false;
    }
    if (iter->map)
        iter->key = string_at(iter->in, iter->at++);
    iter->value = { iter->in, iter->at };
    iter->at = behind(iter->in, iter->at);
    return true;
}
