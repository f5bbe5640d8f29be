/* SPDX-License-Identifier: Apache-2.0
 *
 * num.cpp: the shortest decimal form of a double (std::to_chars). */
#include "num.h"

#include <charconv>
#include <cmath>
#include <cstring>

extern "C" size_t
num_shortest(char *out, size_t size, double n)
{
    /* Left to itself the library writes large numbers in full when that is as
     * short, with digits that mean nothing. Room is kept for ".0". */
    std::to_chars_result r =
        std::fabs(n) < 1e15
            ? std::to_chars(out, out + size - 2, n)
            : std::to_chars(out, out + size - 2, n,
                            std::chars_format::scientific);
    size_t len = (size_t)(r.ptr - out);

    if (memchr(out, '.', len) == nullptr && memchr(out, 'e', len) == nullptr) {
        memcpy(out + len, ".0", 2);
        len += 2;
    }
    return len;
}
