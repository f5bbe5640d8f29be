/* SPDX-License-Identifier: Apache-2.0
 *
 * model.c: reads, writes and runs the classifier.
 *
 * The file, little endian: "PMEX", version, checksum of what follows it
 * (CRC-32), a hash of the names of the features, number of trees, number of
 * nodes, base score; the first node of each tree; the nodes. A tree's
 * children lie behind their parent, so that no loop is possible; model_open()
 * checks that and that each feature exists. */
#include "model.h"

#include <math.h>
#include <pressmill/report.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION = 1 };

struct header {
    char magic[4];
    uint32_t version, crc, features;
    uint32_t trees, nodes;
    float base;
};

static uint32_t
hash_name(uint32_t h, const char *p)
{
    do
        h = (h ^ (unsigned char)*p) * 16777619u;
    while (*p++ != 0);
    return h;
}

static uint32_t
features_hash(void)
{
    uint32_t h = 2166136261u;

    for (uint32_t i = 0; i < features_count(); i++)
        h = hash_name(h, features_name(i));
    return h;
}

static const char *
check(const struct model *m)
{
    for (uint32_t i = 0; i < m->trees; i++)
        if (m->roots[i] >= m->nodes ||
            (i > 0 && m->roots[i] <= m->roots[i - 1]))
            return "a tree begins where none can";
    for (uint32_t i = 0, tree = 0; i < m->nodes; i++) {
        const struct model_node *n = &m->node[i];
        uint32_t end;

        while (tree + 1 < m->trees && m->roots[tree + 1] <= i)
            tree++;
        end = tree + 1 < m->trees ? m->roots[tree + 1] : m->nodes;
        if (n->feature == MODEL_LEAF)
            continue;
        if (n->feature >= features_count())
            return "a node asks for a feature that does not exist";
        if (n->left == 0 || i + n->left + 1 >= end)
            return "a node's children are not behind it, in its tree";
    }
    return NULL;
}

static size_t
file_size(uint32_t trees, uint32_t nodes)
{
    return sizeof(struct header) + (size_t)trees * sizeof(uint32_t) +
           (size_t)nodes * sizeof(struct model_node);
}

static const char *
read_model(struct model *m)
{
    const struct header *h = m->map.ptr;
    const size_t skip = offsetof(struct header, features);

    if (m->map.size < sizeof(*h) || memcmp(h->magic, "PMEX", 4) != 0)
        return "it is no model of extract";
    if (h->version != VERSION)
        return "it is of another version";
    if (h->trees > 100000 || h->nodes > 10000000)
        return "its header is damaged";
    if (m->map.size != file_size(h->trees, h->nodes))
        return "its size is not what its header says";
    if (mill_crc32(&h->features, m->map.size - skip) != h->crc)
        return "its checksum is wrong";
    if (h->features != features_hash())
        return "it was trained for other features; train it again or install "
               "the one of this version";
    m->base = h->base;
    m->trees = h->trees;
    m->nodes = h->nodes;
    m->roots = (const uint32_t *)(const void *)(h + 1);
    m->node = (const struct model_node *)(const void *)(m->roots + h->trees);
    return check(m);
}

/* Every leaf becomes a node that leads to itself, so that all paths through
 * a tree take the same steps and no branch has to be guessed. */
static bool
unroll(struct model *m)
{
    struct model_node *walk = malloc((m->nodes + 1) * sizeof(*walk));
    uint32_t *depth = calloc(m->nodes + 1, sizeof(*depth));
    uint32_t *steps = calloc(m->trees + 1, sizeof(*steps));

    m->walk = walk;
    m->steps = steps;
    if (walk == NULL || depth == NULL || steps == NULL) {
        free(depth);
        return false;
    }
    for (uint32_t i = 0; i < m->nodes; i++) {
        walk[i] = m->node[i];
        if (walk[i].feature == MODEL_LEAF)
            walk[i] = (struct model_node){ INFINITY, 0, 0 };
    }
    for (uint32_t t = 0; t < m->trees; t++) {
        uint32_t end = t + 1 < m->trees ? m->roots[t + 1] : m->nodes;

        /* children lie behind their parent */
        for (uint32_t i = m->roots[t]; i < end; i++) {
            uint32_t child = i + walk[i].left;

            if (walk[i].left == 0)
                continue;
            depth[child] = depth[child + 1] = depth[i] + 1;
            if (depth[child] > steps[t])
                steps[t] = depth[child];
        }
    }
    free(depth);
    return true;
}

bool
model_open(struct model *m, const char *path, struct mill_report *rep)
{
    const char *wrong;

    memset(m, 0, sizeof(*m));
    if (!mill_map_open(&m->map, path, rep))
        return false;
    wrong = read_model(m);
    if (wrong == NULL && unroll(m))
        return true;
    if (wrong == NULL)
        wrong = "out of memory";
    mill_fail_at(rep, path, 0, 0, "%s", wrong);
    model_close(m);
    return false;
}

void
model_close(struct model *m)
{
    free(m->walk);
    free(m->steps);
    mill_map_close(&m->map);
    memset(m, 0, sizeof(*m));
}

enum { ABREAST = 8 };

/* The sums of ABREAST rows. */
static void
score_rows(const struct model *m, const float *const *rows, float *z)
{
    for (uint32_t t = 0; t < m->trees; t++) {
        uint32_t at[ABREAST];

        for (int k = 0; k < ABREAST; k++)
            at[k] = m->roots[t];
        for (uint32_t step = 0; step < m->steps[t]; step++)
            for (int k = 0; k < ABREAST; k++) {
                const struct model_node *n = &m->walk[at[k]];

                at[k] += n->left + (uint32_t)(rows[k][n->feature] > n->value);
            }
        for (int k = 0; k < ABREAST; k++)
            z[k] += m->node[at[k]].value;
    }
}

void
model_score(const struct model *m, struct article *art,
            const struct features *f)
{
    for (uint32_t i = 0; i < art->count; i += ABREAST) {
        uint32_t n = art->count - i < ABREAST ? art->count - i : ABREAST;
        const float *rows[ABREAST];
        float z[ABREAST];

        for (uint32_t k = 0; k < ABREAST; k++) {
            rows[k] = f->rows + (size_t)(i + (k < n ? k : 0)) * f->stride;
            z[k] = m->base;
        }
        score_rows(m, rows, z);
        for (uint32_t k = 0; k < n; k++)
            art->blocks[i + k].score = 1 / (1 + expf(-z[k]));
    }
}

bool
model_write(const char *path, const struct model *m)
{
    struct header h = { { 'P', 'M', 'E', 'X' },
                        VERSION,
                        0,
                        features_hash(),
                        m->trees,
                        m->nodes,
                        m->base };
    const size_t skip = offsetof(struct header, features);
    size_t size = file_size(m->trees, m->nodes);
    size_t roots = m->trees * sizeof(*m->roots);
    struct mill_arena *arena = mill_arena_create(0);
    char *bytes = arena != NULL ? mill_arena_alloc(arena, size) : NULL;
    FILE *f = fopen(path, "wb");
    bool ok = f != NULL && bytes != NULL;

    if (ok) {
        memcpy(bytes, &h, sizeof(h));
        memcpy(bytes + sizeof(h), m->roots, roots);
        memcpy(bytes + sizeof(h) + roots, m->node, m->nodes * sizeof(*m->node));
        h.crc = mill_crc32(bytes + skip, size - skip);
        memcpy(bytes, &h, sizeof(h));
        ok = fwrite(bytes, 1, size, f) == size;
    }
    if (f != NULL && fclose(f) != 0)
        ok = false;
    mill_arena_destroy(arena);
    return ok;
}
