/* SPDX-License-Identifier: Apache-2.0
 *
 * elf-file.h: what can be told of a shared object without running it. */
#ifndef CORE_ELF_FILE_H
#define CORE_ELF_FILE_H

#include <pressmill/arena.h>

/**
 * Names of the symbols a shared object defines for others.
 *
 * @param names  receives up to `most` names, in the arena
 * @return how many; 0 also when the file is none of this machine's ELF files
 */
size_t elf_exports(struct mill_arena *arena, const char *path,
                   const char **names, size_t most);

/** Whether all of the file is there that the system's loader would map. A
 * truncated one does not fail to load: it kills the program that tries. True
 * also for what is no ELF file: the loader refuses that by itself. */
bool elf_whole(const char *path);

#endif
