/* SPDX-License-Identifier: Apache-2.0
 *
 * num.h: numbers as text, the same in every locale. In C++, whose library has
 * the best algorithms for it. */
#ifndef CORE_NUM_H
#define CORE_NUM_H

#include <pressmill/base.h>

MILL_BEGIN_DECLS

/* Writes a finite number in the fewest digits that read back the same, always
 * with a '.' or an 'e' so that it stays a number with decimals; returns the
 * bytes written, without a NUL. `size` is at least 32. */
size_t num_shortest(char *out, size_t size, double n);

MILL_END_DECLS
#endif
