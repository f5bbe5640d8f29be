/* SPDX-License-Identifier: Apache-2.0
 *
 * record-id.c: the id of a document that brought none: the XXH64 hash (seed
 * 0), in 16 hexadecimal digits, of its URL, else of its text, body or source.
 * The same article gets the same id on every machine and in every run. */
#include "record.h"

#include <stdio.h>
#include <string.h>

static const uint64_t P1 = 0x9e3779b185ebca87u, P2 = 0xc2b2ae3d27d4eb4fu,
                      P3 = 0x165667b19e3779f9u, P4 = 0x85ebca77c2b2ae63u,
                      P5 = 0x27d4eb2f165667c5u;

static uint64_t
turn(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

/* Little-endian, whatever the machine. */
static uint64_t
read_word(const unsigned char *p, int bytes)
{
    uint64_t x = 0;

    for (int i = bytes; i-- > 0;)
        x = x << 8 | p[i];
    return x;
}

static uint64_t
stir(uint64_t lane, uint64_t word)
{
    return turn(lane + word * P2, 31) * P1;
}

uint64_t
record_hash(struct mill_str bytes)
{
    const unsigned char *p = (const unsigned char *)bytes.ptr;
    size_t left = bytes.len;
    uint64_t lanes[4] = { P1 + P2, P2, 0, 0 - P1 };
    uint64_t h = P5;

    if (left >= 32) {
        for (; left >= 32; left -= 32)
            for (int i = 0; i < 4; i++, p += 8)
                lanes[i] = stir(lanes[i], read_word(p, 8));
        h = turn(lanes[0], 1) + turn(lanes[1], 7) + turn(lanes[2], 12) +
            turn(lanes[3], 18);
        for (int i = 0; i < 4; i++)
            h = (h ^ stir(0, lanes[i])) * P1 + P4;
    }
    h += bytes.len;
    for (; left >= 8; left -= 8, p += 8)
        h = turn(h ^ stir(0, read_word(p, 8)), 27) * P1 + P4;
    if (left >= 4) {
        h = turn(h ^ read_word(p, 4) * P1, 23) * P2 + P3;
        left -= 4;
        p += 4;
    }
    for (; left > 0; left--, p++)
        h = turn(h ^ *p * P5, 11) * P1;
    h = (h ^ h >> 33) * P2;
    h = (h ^ h >> 29) * P3;
    return h ^ h >> 32;
}

void
record_make_id(const struct mill_doc *doc, char id[17])
{
    struct mill_str of = mill_doc_get_str(doc, "url");
    uint64_t hash;

    if (of.len == 0)
        of = mill_doc_text(doc);
    if (of.len == 0)
        of = mill_doc_body(doc);
    if (of.len == 0) {
        of.ptr = mill_doc_source(doc);
        of.len = strlen(of.ptr);
    }
    hash = record_hash(of);
    for (int i = 15; i >= 0; i--, hash >>= 4)
        id[i] = "0123456789abcdef"[hash & 15];
    id[16] = '\0';
}

struct mill_str
mill_record_id(const struct mill_doc *doc, char room[24])
{
    const struct mill_value *value = mill_doc_get(doc, "id");
    struct mill_str id = mill_value_str(value);

    if (value != NULL && value->kind == MILL_INT) {
        id.len = (size_t)snprintf(room, 24, "%lld", (long long)value->integer);
        id.ptr = room;
    }
    if (id.len > 0)
        return id;
    record_make_id(doc, room);
    return (struct mill_str){ room, 16 };
}
