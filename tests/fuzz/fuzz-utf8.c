/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-utf8.c: any bytes: all ways to check them agree, repairing makes them
 * valid, counting and lower-casing keep to their promises. */
#include "../../core/utf8.h"

#include <pressmill/arena.h>
#include <pressmill/unicode.h>

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    struct mill_arena *arena = mill_arena_create(0);
    struct utf8_way ways[8];
    size_t count = utf8_ways(ways, 8), good, replaced, points = 0, units = 0;
    struct mill_str text = { bytes, size };
    char *lower;

    if (arena == NULL)
        return 0;
    good = utf8_valid_scalar(bytes, size);
    if (mill_utf8_valid(bytes, size) != good)
        abort();
    for (size_t i = 0; i < count; i++)
        if (ways[i].usable && ways[i].valid(bytes, size) != good)
            abort();
    text = mill_utf8_repair(arena, text, &replaced);
    if (text.ptr == NULL || (replaced == 0) != (good == size) ||
        mill_utf8_valid(text.ptr, text.len) != text.len ||
        text.ptr[text.len] != '\0')
        abort();
    for (size_t i = 0; i < text.len; points++)
        units += mill_utf8_next(text.ptr, text.len, &i) > 0xffff ? 2 : 1;
    if (mill_utf8_count(text) != points || mill_utf16_count(text) != units)
        abort();
    lower = malloc(text.len + text.len / 2 + 4);
    if (lower != NULL) {
        size_t len = mill_utf8_lower(text, lower);

        if (len > text.len + text.len / 2 + 4 ||
            mill_utf8_valid(lower, len) != len)
            abort();
        free(lower);
    }
    mill_arena_destroy(arena);
    return 0;
}
