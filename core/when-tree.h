/* SPDX-License-Identifier: Apache-2.0
 *
 * when-tree.h: a condition as read by when.c and asked by when-eval.c. */
#ifndef CORE_WHEN_TREE_H
#define CORE_WHEN_TREE_H

#include "when.h"

enum when_kind {
    WHEN_CONSTANT, /* .constant */
    WHEN_AND,      /* .left .right */
    WHEN_OR,
    WHEN_NOT, /* .left */
    WHEN_HAS, /* .name .negated */
    WHEN_TEST /* .operand .name .compare .values .negated */
};

enum when_operand {
    WHEN_FIELD,
    WHEN_LENGTH, /* characters of a text, entries of a list */
    WHEN_COUNT   /* annotations of .type */
};

enum when_compare {
    WHEN_EQUAL, /* to one of the values */
    WHEN_UNEQUAL,
    WHEN_BELOW,
    WHEN_AT_MOST,
    WHEN_ABOVE,
    WHEN_AT_LEAST
};

struct when_value {
    enum { WHEN_TEXT, WHEN_NUMBER, WHEN_BOOL } kind;
    struct mill_str text; /* as written, of every kind */
    double number;
    bool boolean;
};

struct when {
    enum when_kind kind;
    enum when_operand operand;
    enum when_compare compare;
    bool negated, constant;
    mill_type type;
    const char *name;
    const struct when_value *values;
    size_t n_values;
    const struct when *left, *right;
    /* of the whole, at the root */
    const struct when_use *uses;
    size_t n_uses;
};

#endif
