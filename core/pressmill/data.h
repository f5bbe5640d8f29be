/* SPDX-License-Identifier: Apache-2.0
 *
 * data.h: finding and mapping the data that plugins need: language files and
 * models. */
#ifndef PRESSMILL_DATA_H
#define PRESSMILL_DATA_H

#include <pressmill/arena.h>
#include <pressmill/base.h>
#include <pressmill/report.h>

MILL_BEGIN_DECLS

/**
 * Finds a data file such as "lang/uk/quotes.yaml" or "models/language.bin" in
 * PRESSMILL_DATA_PATH, then the user's folder ($XDG_DATA_HOME/pressmill),
 * then the installed one.
 *
 * @return the path, in the arena; NULL when no folder has it (not an error)
 *
 * Threads: from `declare`, `open` and `worker_open`.
 */
MILL_API const char *mill_data_find(struct mill_arena *arena,
                                    const char *name) MILL_MUST_USE;

/**
 * The names of the sub-folders of a data folder ("lang" gives "en", "ru",
 * "uk" ...) over the whole search path, each once, sorted by bytes.
 *
 * @return 0 or the number of names; `*names` lies in the arena
 */
MILL_API size_t mill_data_list(struct mill_arena *arena, const char *folder,
                               const char *const **names) MILL_MUST_USE;

/* A file's bytes, read only. */
struct mill_map {
    const void *ptr; /* page aligned */
    size_t size;
};

/** Maps a file; false when it cannot be read: the report says why. */
MILL_API bool mill_map_open(struct mill_map *map, const char *path,
                            struct mill_report *rep) MILL_MUST_USE;
MILL_API void mill_map_close(struct mill_map *map);

/** CRC-32 (IEEE 802.3) of bytes, for the checksum of a model file. */
MILL_API uint32_t mill_crc32(const void *bytes, size_t size);

MILL_END_DECLS
#endif
