/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-gold.c: a file in the gold form. What is read is one JSON object a
 * line; what is not has a line and a remedy. */
#include "../../core/cli/gold.h"

#include <pressmill/pressmill.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct mill_arena *arena = mill_arena_create(64 << 20);
    struct mill_json_parser *parser = mill_json_parser_create();
    struct mill_str file = { (const char *)bytes, size }, out;
    const char *why = NULL, *bad;
    unsigned line = 0;

    if (arena == NULL || parser == NULL)
        abort();
    out = gold_records(file, arena, &line, &why);
    if (out.ptr == NULL && (why == NULL || why[0] == '\0'))
        abort();
    if (out.ptr != NULL && mill_utf8_valid(file.ptr, file.len) == file.len)
        for (size_t at = 0; at < out.len;) {
            const char *nl = memchr(out.ptr + at, '\n', out.len - at);
            size_t n = (size_t)(nl - (out.ptr + at));
            struct mill_json root;

            if (nl == NULL)
                abort();
            if (n > 0 &&
                !mill_json_parse(parser,
                                 (struct mill_str){ out.ptr + at, n }, &root,
                                 &bad))
                abort();
            at += n + 1;
        }
    mill_json_parser_destroy(parser);
    mill_arena_destroy(arena);
    return 0;
}
