/* SPDX-License-Identifier: Apache-2.0
 *
 * crc32.c: the checksum of data files. Models are megabytes and are checked at
 * every start, so zlib's is used, twenty times faster than the plain one. */
#include "config.h"

#include <pressmill/data.h>

#ifdef HAVE_ZLIB
#include <zlib.h>

uint32_t
mill_crc32(const void *bytes, size_t size)
{
    return (uint32_t)crc32_z(crc32_z(0, NULL, 0), bytes, size);
}

#else

uint32_t
mill_crc32(const void *bytes, size_t size)
{
    /* of the 16 values of half a byte */
    static const uint32_t half[16] = {
        0x00000000u, 0x1db71064u, 0x3b6e20c8u, 0x26d930acu,
        0x76dc4190u, 0x6b6b51f4u, 0x4db26158u, 0x5005713cu,
        0xedb88320u, 0xf00f9344u, 0xd6d6a3e8u, 0xcb61b38cu,
        0x9b64c2b0u, 0x86d3d2d4u, 0xa00ae278u, 0xbdbdf21cu
    };
    const unsigned char *p = bytes;
    uint32_t crc = 0xffffffffu;

    for (size_t i = 0; i < size; i++) {
        crc ^= p[i];
        crc = half[crc & 15] ^ crc >> 4;
        crc = half[crc & 15] ^ crc >> 4;
    }
    return ~crc;
}
#endif
