/* SPDX-License-Identifier: Apache-2.0
 *
 * shard.h: parts of a web archive that can be read without what is before
 * them. */
#ifndef READ_SHARD_H
#define READ_SHARD_H

#include <stdbool.h>
#include <stdint.h>

/**
 * The bytes of an archive that are part `at` (from 0) of `of`: from the first
 * record that begins in its share of the file to the first one that begins in
 * the next share. Which records these are depends on the file alone, so that
 * the parts together are the whole.
 *
 * @return false when the file cannot be divided so: it is none, or packed as
 *         a whole, or not by gzip, or an ARC
 */
bool shard_of_archive(const char *path, uint64_t at, uint64_t of,
                      uint64_t *begin, uint64_t *end);

#endif
