/* SPDX-License-Identifier: Apache-2.0
 *
 * when.h: the tiny condition language of `when:`.
 *
 *     lang in [en, uk, ru] and not (section == sport)
 *     sentiment.score < -0.2 or absent author
 *
 *     or       = and { "or" and }
 *     and      = not { "and" not }
 *     not      = "not" not | "(" or ")" | test
 *     test     = "has" FIELD | "absent" FIELD | "true" | "false"
 *              | OPERAND ( "==" "!=" "<" "<=" ">" ">=" ) VALUE
 *              | OPERAND [ "not" ] "in" "[" VALUE { "," VALUE } "]"
 *     OPERAND  = FIELD | "count" "(" TYPE ")" | "length" "(" FIELD ")"
 *     VALUE    = number | true | false | word | 'text' | "text"
 *
 * A field that is missing equals nothing: `==`, `in` and the orders are false
 * for it, so `!=` and `not in` are true. A list equals a value when one of its
 * entries does. Texts are ordered by their bytes, which is right for dates.
 * count() is the number of annotations of a type, length() the characters of a
 * text or the entries of a list, 0 when there is none. Beside the fields,
 * `text`, `body` and `source` may be asked for. */
#ifndef CORE_WHEN_H
#define CORE_WHEN_H

#include <pressmill/arena.h>
#include <pressmill/doc.h>
#include <pressmill/node.h>
#include <pressmill/report.h>

struct when;

/**
 * Compiles a condition. Call it while the plan is made, and after the types
 * of all steps are known when it counts annotations.
 *
 * @param node  the scalar of `when:` (true and false are fine)
 * @return the condition, or NULL: the report points into the text
 */
const struct when *
when_compile(struct mill_arena *arena, const struct mill_node *node,
             struct mill_report *rep) MILL_MUST_USE;

/** Whether the condition holds. No allocation; any thread. */
bool when_holds(const struct when *when, const struct mill_doc *doc);

/* What a condition looks at, for the check of the data flow. */
struct when_use {
    const char *name;    /* of a field, or of a type of annotations */
    bool is_type;        /* in count(...) */
    bool optional;       /* only asked with has or absent */
    struct mill_loc loc; /* where it stands */
};

/** The uses of a condition; `*count` of them. */
const struct when_use *when_uses(const struct when *when, size_t *count);

#endif
