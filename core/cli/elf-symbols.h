/* SPDX-License-Identifier: Apache-2.0
 *
 * elf-symbols.h: what a shared object exports. */
#ifndef CORE_ELF_SYMBOLS_H
#define CORE_ELF_SYMBOLS_H

#include <pressmill/arena.h>

/**
 * Names of the symbols a shared object defines for others.
 *
 * @param names  receives up to `most` names, in the arena
 * @return how many; 0 also when the file is none of this machine's ELF files
 */
size_t elf_exports(struct mill_arena *arena, const char *path,
                   const char **names, size_t most);

#endif
