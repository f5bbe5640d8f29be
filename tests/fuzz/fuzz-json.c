/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-json.c: any bytes: the fast parser and the plain scanner agree on what
 * is JSON, and what was parsed is written so that it parses again. */
#include "../../core/json-scan.h"
#include "../../core/record-read.h"

#include <pressmill/arena.h>
#include <pressmill/json.h>
#include <pressmill/unicode.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Reads every value; the count of members must be that of the walk. */
static size_t
walk(struct mill_json value)
{
    size_t n = 0, all = 1;

    for (struct mill_json_iter i = mill_json_begin(value); mill_json_step(&i);
         n++) {
        if (mill_utf8_valid(i.key.ptr, i.key.len) != i.key.len)
            abort();
        all += walk(i.value);
    }
    if (n != mill_json_count(value))
        abort();
    return all + mill_json_str(value).len + (mill_json_num(value) == 0 ? 0 : 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct mill_json_parser *parser;
    struct mill_str text = { (const char *)data, size }, plain = text;
    struct mill_arena *arena = mill_arena_create(0);
    struct mill_buf first = { .arena = arena }, second = { .arena = arena };
    struct mill_json root;
    const char *reason;
    size_t at, members = 0;
    bool parsed;

    if (parser == NULL)
        parser = mill_json_parser_create();
    if (parser == NULL || arena == NULL)
        return 0;
    if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) {
        plain.ptr += 3;
        plain.len -= 3;
    }
    parsed = mill_json_parse(parser, text, &root, &reason);
    if (parsed != (mill_utf8_valid(plain.ptr, plain.len) == plain.len &&
                   json_scan(plain, &at) == NULL))
        abort();
    if (parsed) {
        struct mill_str key, value;

        walk(root);
        at = 0;
        while (mill_json_raw_member(text, &at, &key, &value))
            members++;
        if (mill_json_kind(root) == MILL_JSON_MAP &&
            members != mill_json_count(root))
            abort();
        reader_render(&first, root);
        if (!mill_json_parse(parser, (struct mill_str){ first.ptr, first.len },
                             &root, &reason))
            abort();
        reader_render(&second, root);
        if (first.len != second.len ||
            memcmp(first.ptr, second.ptr, first.len) != 0)
            abort();
    } else if (reason == NULL || *reason == '\0') {
        abort();
    }
    mill_arena_destroy(arena);
    return 0;
}
