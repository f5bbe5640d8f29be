/* SPDX-License-Identifier: Apache-2.0
 *
 * codes.h: codes and names of languages. */
#ifndef LANGUAGE_CODES_H
#define LANGUAGE_CODES_H

#include <stdbool.h>
#include <stddef.h>

struct code_name {
    const char *code; /* BCP 47: two letters where there are two */
    const char *iso3; /* ISO 639-3, with a script where two are told apart */
    const char *name; /* in English */
    const char *own;  /* in the language itself */
    int prior;        /* quarters of a nat */
};

/** All of them; returns how many. */
size_t code_names(const struct code_name **list);

/** Other codes that code_find() knows, each followed by the one it stands
 * for; returns how many pairs. */
size_t code_aliases(const char *const **list);

/** By code (two or three letters, with a script or not), old code, member of
 * a macro-language or a usual mistake ("ua"); case and '_' do not matter.
 * NULL when there is no such language here. */
const struct code_name *code_find(const char *code, size_t len);

/** The code to use for what a file is called; the name itself when it is not
 * known. `out` is filled with NULs to its end. */
void code_normal(const char *name, char *out, size_t room);

int code_prior(const char *code);

#endif
