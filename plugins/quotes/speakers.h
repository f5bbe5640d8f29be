/* SPDX-License-Identifier: Apache-2.0
 *
 * speakers.h: what speakers.c and nominative.c share. */
#ifndef QUOTES_SPEAKERS_H
#define QUOTES_SPEAKERS_H

#include "names.h"

/** The name of a cluster as it stands in a register: the fullest form, in
 * the nominative. NULL when memory ran out. */
const char *nominative_name(struct work *w, uint32_t cluster, uint32_t *len);

#endif
