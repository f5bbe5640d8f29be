/* SPDX-License-Identifier: Apache-2.0
 *
 * model.c: a language model where it lies; see engine.h. */
#include "engine.h"

#include <string.h>

_Static_assert(sizeof(struct lang_line) == 64, "a cache line");
_Static_assert(sizeof(struct lang_label) == 32, "part of the file");
_Static_assert(sizeof(struct lang_header) == 128, "part of the file");

static inline uint64_t
load64(const void *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return v;
}

uint32_t
lang_checksum(const void *bytes, size_t size)
{
    static const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
    const unsigned char *p = bytes;
    uint64_t lane[4] = { 1, 2, 3, 4 }, sum = size, last = 0;
    size_t at = 0;

    /* every step can be undone: a change anywhere changes its lane */
    for (; at + 32 <= size; at += 32)
        for (int i = 0; i < 4; i++) {
            lane[i] = (lane[i] ^ load64(p + at + 8 * (size_t)i)) * odd;
            lane[i] ^= lane[i] >> 29;
        }
    for (; at < size; at++)
        last = (last ^ p[at]) * odd;
    for (int i = 0; i < 4; i++) {
        sum = (sum ^ lane[i]) * odd;
        sum ^= sum >> 32;
    }
    sum = (sum ^ last) * odd;
    return (uint32_t)(sum >> 32);
}

static bool
fits(size_t size, uint32_t at, size_t count, size_t each)
{
    return at % 4 == 0 && at <= size && count <= (size - at) / each;
}

/* 2^(-x / 256) times 2^30, x below 256; integers only, the same everywhere. */
static uint32_t
exp2_negative(uint32_t x)
{
    /* 2^(-1/2), 2^(-1/4) ... times 2^32 */
    static const uint32_t root[8] = { 3037000500u, 3611622603u, 3938502376u,
                                      4112874773u, 4202935003u, 4248701965u,
                                      4271771996u, 4283353945u };
    uint64_t v = UINT64_C(1) << 30;

    for (int i = 0; i < 8; i++)
        if (x >> (7 - i) & 1)
            v = v * root[i] >> 32;
    return (uint32_t)v;
}

const char *
lang_model_open(struct lang_model *m, const void *bytes, size_t size)
{
    const struct lang_header *h = bytes;
    const unsigned char *base = bytes;
    const uint16_t probe = 1;
    uint8_t count[SCAN_GROUPS] = { 0 };
    size_t after = offsetof(struct lang_header, size);

    memset(m, 0, sizeof *m);
    if (size < sizeof *h || memcmp(h->magic, "MILLLANG", 8) != 0)
        return "is no language model";
    if (*(const unsigned char *)&probe != 1)
        return "needs a machine that stores the low byte first";
    if (h->version != LANG_VERSION)
        return "is a language model of another version; train it again with "
               "train-language";
    if (h->size != size)
        return "is cut short or has bytes too many; copy or train it again";
    if (lang_checksum(base + after, size - after) != h->check)
        return "is damaged: its checksum does not fit; copy or train it again";
    if (h->labels == 0 || h->labels > LANG_LABELS_MAX || h->lines == 0 ||
        h->pages == 0 || h->pages > 256 ||
        !fits(size, h->labels_at, h->labels, sizeof(struct lang_label)) ||
        !fits(size, h->first_at, SCAN_FIRST_COUNT, 1) ||
        !fits(size, h->pages_at, h->pages, 1024) || h->lines_at % 64 != 0 ||
        !fits(size, h->lines_at, (size_t)h->lines + LANG_GUARD_LINES,
              sizeof(struct lang_line)))
        return "is damaged: a table lies outside of it";

    for (int i = 0; i < LANG_BINS; i++)
        if (h->bin_slope[i] == 0)
            return "is damaged: confidence has no scale";

    m->header = h;
    m->labels = (const struct lang_label *)(base + h->labels_at);
    m->lines = (const struct lang_line *)(base + h->lines_at);
    m->chars.first = base + h->first_at;
    m->chars.pages = (const int32_t *)(base + h->pages_at);
    m->label_count = h->labels;
    m->line_count = h->lines;
    for (size_t i = 0; i < SCAN_FIRST_COUNT; i++)
        if (m->chars.first[i] >= h->pages)
            return "is damaged: a table of characters is missing";
    for (size_t i = 0; i < (size_t)h->pages * 256; i++)
        if ((m->chars.pages[i] & 255) >= SCAN_LETTER + SCAN_GROUPS)
            return "is damaged: a script has no place";
    for (uint32_t i = 0; i < h->labels; i++) {
        const struct lang_label *l = &m->labels[i];

        if (l->group >= SCAN_GROUPS || l->code[0] == '\0' ||
            memchr(l->code, '\0', LANG_CODE_MAX) == NULL || l->unseen < 0)
            return "is damaged: a language has no name or script";
        count[l->group]++;
        if (i > 0 && l->group < l[-1].group)
            return "is damaged: its languages are out of order";
        m->prior[i + 1] = l->prior;
        m->unseen[i + 1] = l->unseen;
    }
    for (uint32_t i = 0; i < 256; i++)
        m->exp2[i] = exp2_negative(i);
    m->first[0] = 1;
    for (unsigned g = 0; g < SCAN_GROUPS; g++) {
        m->first[g + 1] = (uint8_t)(m->first[g] + count[g]);
        m->mode[g] = count[g] < 2          ? SCAN_SOLO
                     : g == SCAN_GROUP_HAN ? SCAN_RUNS
                                           : SCAN_NGRAMS;
    }
    return NULL;
}

unsigned
lang_model_find(const struct lang_model *m, const char *code, size_t len)
{
    if (len < LANG_CODE_MAX)
        for (uint32_t i = 0; i < m->label_count; i++)
            if (memcmp(m->labels[i].code, code, len) == 0 &&
                m->labels[i].code[len] == '\0')
                return i + 1;
    return 0;
}
