/* SPDX-License-Identifier: Apache-2.0
 *
 * json-scan.c: JSON text read plainly, byte by byte. The fast parser
 * (json.cpp) reads the records; this is for what it cannot tell or take. */
#include "json-scan.h"

#include <pressmill/json.h>
#include <string.h>

static size_t
skip_space(struct mill_str text, size_t at)
{
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t' ||
                             text.ptr[at] == '\n' || text.ptr[at] == '\r'))
        at++;
    return at;
}

static bool
digit(struct mill_str text, size_t at)
{
    return at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';
}

static bool
here(struct mill_str text, size_t at, char c)
{
    return at < text.len && text.ptr[at] == c;
}

/* Value of four hexadecimal digits, or -1. */
static int
hex4(struct mill_str text, size_t at)
{
    int value = 0;

    if (text.len < 4 || at > text.len - 4)
        return -1;
    for (size_t i = at; i < at + 4; i++) {
        char c = text.ptr[i];
        int n = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
        if (n < 0)
            return -1;
        value = value << 4 | n;
    }
    return value;
}

/* ---- checking: each moves *at behind what it read, or leaves it at the
 * mistake and says what that is */

static const char *
scan_string(struct mill_str text, size_t *at)
{
    size_t start = (*at)++;

    for (;;) {
        if (*at >= text.len) {
            *at = start;
            return "a string is not closed";
        }
        switch (text.ptr[*at]) {
        case '"':
            ++*at;
            return NULL;
        case '\\':
            if (here(text, *at + 1, 'u')) {
                if (hex4(text, *at + 2) < 0)
                    return "'\\u' wants four hexadecimal digits";
                *at += 6;
                break;
            }
            if (*at + 1 < text.len &&
                memchr("\"\\/bfnrt", text.ptr[*at + 1], 8) == NULL)
                return "an unknown escape in a string";
            *at += 2;
            break;
        default:
            if ((unsigned char)text.ptr[*at] < 0x20)
                return "a control character in a string";
            ++*at;
        }
    }
}

static const char *
scan_number(struct mill_str text, size_t *at)
{
    static const char *const wrong = "a number that is not written as in JSON";
    size_t start = *at;
    size_t i = start + here(text, start, '-');

    *at = start;
    if (!digit(text, i))
        return wrong;
    if (text.ptr[i++] == '0') {
        if (digit(text, i))
            return wrong;
    } else {
        while (digit(text, i))
            i++;
    }
    if (here(text, i, '.')) {
        if (!digit(text, ++i))
            return wrong;
        while (digit(text, i))
            i++;
    }
    if (here(text, i, 'e') || here(text, i, 'E')) {
        i++;
        i += here(text, i, '+') || here(text, i, '-');
        if (!digit(text, i))
            return wrong;
        while (digit(text, i))
            i++;
    }
    *at = i;
    return NULL;
}

static const char *
scan_scalar(struct mill_str text, size_t *at)
{
    static const char *const words[] = { "true", "false", "null" };

    if (*at >= text.len)
        return "the text ends where a value should stand";
    if (text.ptr[*at] == '"')
        return scan_string(text, at);
    if (text.ptr[*at] == '-' || digit(text, *at))
        return scan_number(text, at);
    for (int i = 0; i < 3; i++) {
        size_t len = strlen(words[i]);

        if (text.len - *at >= len &&
            memcmp(text.ptr + *at, words[i], len) == 0) {
            *at += len;
            return NULL;
        }
    }
    return "a value should stand here";
}

static const char *
scan_key(struct mill_str text, size_t *at)
{
    const char *wrong;

    *at = skip_space(text, *at);
    if (!here(text, *at, '"'))
        return "a key in quotes should stand here";
    wrong = scan_string(text, at);
    if (wrong != NULL)
        return wrong;
    *at = skip_space(text, *at);
    if (!here(text, *at, ':'))
        return "':' should stand here";
    ++*at;
    return NULL;
}

const char *
json_scan(struct mill_str text, size_t *at)
{
    bool map[JSON_DEPTH];
    unsigned depth = 0;
    const char *wrong;

    *at = skip_space(text, 0);
    if (*at == text.len)
        return "the text is empty";
    for (;;) {
        *at = skip_space(text, *at);
        if (here(text, *at, '{') || here(text, *at, '[')) {
            char close = here(text, *at, '{') ? '}' : ']';
            size_t inside = skip_space(text, *at + 1);

            if (!here(text, inside, close)) {
                if (depth == JSON_DEPTH)
                    return "nested more than 64 deep";
                map[depth++] = close == '}';
                *at = inside;
                if (close == '}' && (wrong = scan_key(text, at)) != NULL)
                    return wrong;
                continue;
            }
            *at = inside + 1; /* an empty one is as deep as a number */
        } else if ((wrong = scan_scalar(text, at)) != NULL) {
            return wrong;
        }
        /* a value is complete: close what it closes */
        for (;;) {
            *at = skip_space(text, *at);
            if (depth == 0)
                return *at == text.len ? NULL : "more text behind the value";
            if (here(text, *at, ',')) {
                ++*at;
                if (map[depth - 1] && (wrong = scan_key(text, at)) != NULL)
                    return wrong;
                break;
            }
            if (!here(text, *at, map[depth - 1] ? '}' : ']'))
                return map[depth - 1] ? "',' or '}' should stand here"
                                      : "',' or ']' should stand here";
            ++*at;
            depth--;
        }
    }
}

/* ---- mending */

/* Whether a number of `len` digits (and '.') at p, times ten to the `exp`, is
 * DBL_MAX or more (1), nearer to zero than any double (-1), or neither. */
static int
range(const char *p, size_t len, int64_t exp)
{
    static const char most[] = "17976931348623157"; /* e308: DBL_MAX */
    char first[sizeof(most)] = "00000000000000000";
    size_t got = 0;
    int64_t power = exp - 1;
    bool fraction = false;

    for (size_t i = 0; i < len; i++) {
        if (p[i] == '.') {
            fraction = true;
            continue;
        }
        if (got > 0 || p[i] != '0') {
            if (got < sizeof(most) - 1)
                first[got] = p[i];
            got++;
            power += !fraction;
        } else if (fraction) {
            power--;
        }
    }
    if (got == 0)
        return -1;
    if (power != 308)
        return power > 308 ? 1 : power < -324 ? -1 : 0;
    return memcmp(first, most, sizeof(most) - 1) >= 0;
}

/* Copies the number of `len` bytes at p; returns the bytes written. */
static size_t
mend_number(const char *p, size_t len, char *out)
{
    static const char most[] = "1.7976931348623157e308";
    size_t sign = p[0] == '-', mantissa = sign;
    int64_t exp = 0;
    int beyond;

    while (mantissa < len && p[mantissa] != 'e' && p[mantissa] != 'E')
        mantissa++;
    if (mantissa < len) {
        size_t i = mantissa + 1;
        bool minus = p[i] == '-';

        i += p[i] == '-' || p[i] == '+';
        for (; i < len; i++)
            if (exp < INT64_MAX / 16)
                exp = exp * 10 + (p[i] - '0');
        exp = minus ? -exp : exp;
    }
    memcpy(out, p, len);
    beyond = range(p + sign, mantissa - sign, exp);
    if (beyond > 0) {
        memcpy(out + sign, most, sizeof(most) - 1);
        return sign + sizeof(most) - 1;
    }
    if (beyond < 0 && mantissa < len) {
        memcpy(out + sign, "0.0", 3);
        return sign + 3;
    }
    /* whole numbers past 64 bits: the exponent makes them doubles */
    if (mantissa == len && memchr(p, '.', len) == NULL && len - sign > 18) {
        memcpy(out + len, "e0", 2);
        return len + 2;
    }
    return len;
}

/* Copies the string whose quote is at *at, and moves behind it. */
static size_t
mend_string(struct mill_str text, size_t *at, char *out, size_t *surrogates)
{
    size_t n = 0;

    out[n++] = text.ptr[(*at)++];
    while (*at < text.len && text.ptr[*at] != '"') {
        size_t take = 1;

        if (text.ptr[*at] == '\\') {
            int high = here(text, *at + 1, 'u') ? hex4(text, *at + 2) : -1;

            take = high < 0 ? 2 : 6;
            if (high >= 0xd800 && high <= 0xdfff) {
                int low = here(text, *at + 6, '\\') && here(text, *at + 7, 'u')
                              ? hex4(text, *at + 8)
                              : -1;

                if (high >= 0xdc00 || low < 0xdc00 || low > 0xdfff) {
                    memcpy(out + n, "\\ufffd", 6);
                    n += 6;
                    *at += 6;
                    ++*surrogates;
                    continue;
                }
                take = 12;
            }
        }
        memcpy(out + n, text.ptr + *at, take);
        n += take;
        *at += take;
    }
    ++*at;
    out[n++] = '"';
    return n;
}

size_t
json_mend(struct mill_str text, char *out, size_t *surrogates)
{
    size_t at = 0, n = 0;

    *surrogates = 0;
    while (at < text.len) {
        if (text.ptr[at] == '"') {
            n += mend_string(text, &at, out + n, surrogates);
        } else if (text.ptr[at] == '-' || digit(text, at)) {
            size_t start = at;

            if (scan_number(text, &at) != NULL)
                at++;
            n += mend_number(text.ptr + start, at - start, out + n);
        } else {
            out[n++] = text.ptr[at++];
        }
    }
    return n;
}

/* ---- members as they stand */

/* Behind the string whose quote is at `at`; the text's length when it is not
 * closed. */
static size_t
string_end(struct mill_str text, size_t at)
{
    const char *end = text.ptr + text.len, *start = text.ptr + at + 1;
    const char *p = start;

    while (p < end && (p = memchr(p, '"', (size_t)(end - p))) != NULL) {
        const char *slash = p;

        while (slash > start && slash[-1] == '\\')
            slash--;
        p++;
        if ((p - slash) % 2 == 1)
            return (size_t)(p - text.ptr);
    }
    return text.len;
}

static size_t
value_end(struct mill_str text, size_t at)
{
    size_t depth = 0;

    while (at < text.len) {
        char c = text.ptr[at];

        if (c == '"') {
            at = string_end(text, at);
        } else if (c == '{' || c == '[') {
            depth++;
            at++;
            continue;
        } else if (c == '}' || c == ']') {
            if (depth == 0)
                return at;
            depth--;
            at++;
        } else if (depth == 0) {
            while (at < text.len && strchr(",}] \t\r\n", text.ptr[at]) == NULL)
                at++;
            return at;
        } else {
            at++;
            continue;
        }
        if (depth == 0)
            return at;
    }
    return at;
}

bool
mill_json_raw_member(struct mill_str object, size_t *at, struct mill_str *key,
                     struct mill_str *value)
{
    size_t i = *at, end;

    if (i == 0) {
        if (object.len >= 3 && memcmp(object.ptr, "\xef\xbb\xbf", 3) == 0)
            i = 3;
        i = skip_space(object, i);
        if (!here(object, i, '{'))
            return false;
        i++;
    }
    i = skip_space(object, i);
    if (here(object, i, ','))
        i = skip_space(object, i + 1);
    if (!here(object, i, '"'))
        return false;
    end = string_end(object, i);
    if (end - i < 2)
        return false;
    *key = (struct mill_str){ object.ptr + i + 1, end - i - 2 };
    i = skip_space(object, end);
    if (!here(object, i, ':'))
        return false;
    i = skip_space(object, i + 1);
    end = value_end(object, i);
    if (end == i)
        return false;
    *value = (struct mill_str){ object.ptr + i, end - i };
    *at = end;
    return true;
}
