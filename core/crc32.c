/* SPDX-License-Identifier: Apache-2.0
 *
 * crc32.c: the checksum of data files. Models are megabytes and are checked at
 * every start, so zlib's is used. */
#include <pressmill/data.h>

#include <zlib.h>

uint32_t
mill_crc32(const void *bytes, size_t size)
{
    return (uint32_t)crc32_z(crc32_z(0, NULL, 0), bytes, size);
}
