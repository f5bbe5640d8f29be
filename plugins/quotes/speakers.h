/* SPDX-License-Identifier: Apache-2.0
 *
 * speakers.h: what the files share that find the person behind a mention. */
#ifndef QUOTES_SPEAKERS_H
#define QUOTES_SPEAKERS_H

#include "names.h"

/** The name of a cluster as it stands in a register: the fullest form, in
 * the nominative. NULL when memory ran out. */
const char *nominative_name(struct work *w, uint32_t cluster, uint32_t *len);

/** A role, organisation, group or text in the nominative: "пресс-службе
 * мэрии" is "пресс-служба мэрии". */
const char *nominative_phrase(struct work *w, const struct mention *m,
                              uint32_t *len);

#define RECENT 10

struct seen { /* somebody the author spoke of lately */
    uint32_t cluster, sent, tok, count;
    bool subject;
};

struct stage {
    struct work *w;
    struct seen recent[RECENT];
    uint32_t recent_count;
    uint32_t next_name;      /* names before this have been seen */
    uint32_t *roles;         /* table: key -> entry + 1 */
    uint32_t roles_mask;
    uint32_t *person_of;     /* cluster -> person + 1 */
    uint32_t *by_role;       /* table: role persons */
    uint32_t by_role_mask;
    uint32_t last, last_para; /* person who spoke last */
    uint32_t last_quote;      /* and where, by name or role */
    struct { uint32_t cluster, pos, end, key, next; } *entry;
    uint32_t entry_count, entry_cap;
};

/* ---- speakers.c: persons; NONE when memory ran out */
uint32_t person_of_cluster(struct stage *st, uint32_t cluster);
uint32_t person_of_role(struct stage *st, const struct mention *m);

/* ---- roles.c */

/** Notes the words around name n that give its bearer a role. */
void roles_note(struct stage *st, uint32_t n);

/** The person whom the quote's mention, a role, means; `sure` is how likely. */
uint32_t roles_resolve(struct stage *st, const struct quote *q, float *sure);

/* ---- recent.c */

void recent_see(struct stage *st, uint32_t cluster, uint32_t tok,
                bool subject);

/** Sees all names before token `tok`. */
void recent_until(struct stage *st, uint32_t tok);

/** What is asked of somebody spoken of lately. */
struct wanted {
    uint32_t tok;   /* the mention, or where one is left out */
    uint32_t para;
    uint32_t role;  /* token of a role, or NONE */
    uint8_t gender; /* G_NONE, G_ANY: any */
    bool generic;   /* the role may stand for anybody */
    bool noun;      /* a noun without a woman's ending */
    bool near;      /* only the subject of this paragraph or sentence */
};

/** The cluster that fits best, or NONE; `close`: another fits nearly as
 * well. */
uint32_t recent_best(const struct stage *st, const struct wanted *want,
                     bool *close);

#endif
