/* SPDX-License-Identifier: Apache-2.0
 *
 * json.h: walking parsed JSON without a call for each step, and what the
 * record wants to know of the parser besides.
 *
 * simdjson leaves a tape (its doc/tape.md): 64-bit words, the type in the upper
 * byte. A value is its place on the tape. */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include <pressmill/json.h>
#include <string.h>

MILL_BEGIN_DECLS

/* What `in` of a value points at. */
struct json_tape {
    const uint64_t *words;
    const unsigned char *strings;
};

static inline uint64_t
json_word(const void *in, size_t at)
{
    return ((const struct json_tape *)in)->words[at];
}

static inline char
json_type(struct mill_json value)
{
    return value.in != NULL ? (char)(json_word(value.in, value.at) >> 56)
                            : '\0';
}

/* The place behind a value. */
static inline size_t
json_behind(const void *in, size_t at)
{
    uint64_t word = json_word(in, at);

    switch ((char)(word >> 56)) {
    case '[':
    case '{':
        return (uint32_t)word;
    case 'l':
    case 'u':
    case 'd':
        return at + 2;
    default:
        return at + 1;
    }
}

static inline struct mill_str
json_string_at(const void *in, size_t at)
{
    const unsigned char *p = ((const struct json_tape *)in)->strings +
                             (json_word(in, at) & 0x00ffffffffffffffu);
    struct mill_str str;
    uint32_t len;

    memcpy(&len, p, sizeof(len));
    str.ptr = (const char *)p + sizeof(len);
    str.len = len;
    return str;
}

/* As mill_json_kind(), mill_json_str(), mill_json_int(), mill_json_begin() and
 * mill_json_step(). */
static inline enum mill_json_kind
json_kind(struct mill_json value)
{
    switch (json_type(value)) {
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

static inline struct mill_str
json_str(struct mill_json value)
{
    struct mill_str none = { "", 0 };

    return json_type(value) == '"' ? json_string_at(value.in, value.at) : none;
}

static inline int64_t
json_int(struct mill_json value)
{
    return json_type(value) == 'l' ? (int64_t)json_word(value.in, value.at + 1)
                                   : 0;
}

static inline struct mill_json_iter
json_begin(struct mill_json value)
{
    struct mill_json_iter iter = {
        { NULL, 0 }, { NULL, 0 }, NULL, 0, 0, false
    };
    char type = json_type(value);

    if (type != '[' && type != '{')
        return iter;
    iter.in = value.in;
    iter.at = value.at + 1;
    iter.end = json_behind(value.in, value.at) - 1;
    iter.map = type == '{';
    return iter;
}

static inline bool
json_step(struct mill_json_iter *iter)
{
    if (iter->at >= iter->end) {
        iter->value.in = NULL;
        return false;
    }
    if (iter->map)
        iter->key = json_string_at(iter->in, iter->at++);
    iter->value.in = iter->in;
    iter->value.at = iter->at;
    iter->at = json_behind(iter->in, iter->at);
    return true;
}

/* Lone surrogates ("\ud800") made U+FFFD in the text parsed last. */
size_t json_parser_surrogates(const struct mill_json_parser *parser);

/* Whether the text parsed last was refused for ill-formed UTF-8. */
bool json_parser_bad_utf8(const struct mill_json_parser *parser);

/* Gives back what an unusually large text took. Its values are gone then. */
void json_parser_trim(struct mill_json_parser *parser);

MILL_END_DECLS
#endif
