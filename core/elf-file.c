/* SPDX-License-Identifier: Apache-2.0
 *
 * elf-file.c: looking into a shared object. The file may be anything: every offset
 * is checked. */
#include "elf-file.h"

#include <pressmill/data.h>
#include <pressmill/str.h>

#include <string.h>

#ifdef __linux__
#include <elf.h>
#include <link.h>

#include "report.h"

/* Bytes [at, at + size) of the file, or NULL. */
static const void *
part(const struct mill_map *map, uint64_t at, uint64_t size)
{
    if (at > map->size || size > map->size - at)
        return NULL;
    return (const char *)map->ptr + at;
}

/* Names the linker itself defines in every object. */
static bool
of_the_linker(const char *name)
{
    static const char *const known[] = { "_init", "_fini", "_edata", "_end",
                                         "__bss_start" };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(name, known[i]) == 0)
            return true;
    return false;
}

static size_t
collect(struct mill_arena *arena, const struct mill_map *map,
        const ElfW(Shdr) *symbols, const ElfW(Shdr) *strings,
        const char **names, size_t most)
{
    const char *text = part(map, strings->sh_offset, strings->sh_size);
    size_t count = symbols->sh_size / sizeof(ElfW(Sym)), n = 0;

    if (text == NULL || strings->sh_size == 0 ||
        text[strings->sh_size - 1] != '\0')
        return 0;
    for (size_t i = 0; i < count && n < most; i++) {
        ElfW(Sym) sym;
        const void *at = part(map, symbols->sh_offset + i * sizeof sym,
                              sizeof sym);
        const char *name;

        if (at == NULL)
            break;
        memcpy(&sym, at, sizeof sym);
        if (sym.st_shndx == SHN_UNDEF || sym.st_name >= strings->sh_size ||
            (sym.st_info >> 4 != STB_GLOBAL && sym.st_info >> 4 != STB_WEAK))
            continue;
        name = text + sym.st_name;
        if (name[0] == '\0' || of_the_linker(name) ||
            strncmp(name, "__asan", 6) == 0 ||
            strncmp(name, "__ubsan", 7) == 0)
            continue;
        names[n] = mill_arena_strdup(arena, mill_str_of(name));
        if (names[n] != NULL)
            n++;
    }
    return n;
}

/* Maps a file and reads its head. False when it is no ELF file. */
static bool
open_elf(const char *path, struct mill_map *map, ElfW(Ehdr) *head)
{
    struct mill_report quiet;
    const void *at;

    report_init(&quiet, NULL);
    if (!mill_map_open(map, path, &quiet))
        return false;
    at = part(map, 0, sizeof *head);
    if (at != NULL)
        memcpy(head, at, sizeof *head);
    if (at != NULL && memcmp(head->e_ident, ELFMAG, SELFMAG) == 0)
        return true;
    mill_map_close(map);
    return false;
}

bool
elf_whole(const char *path)
{
    struct mill_map map;
    ElfW(Ehdr) head;
    bool whole = true;

    if (!open_elf(path, &map, &head))
        return true;
    for (unsigned i = 0; i < head.e_phnum && whole; i++) {
        ElfW(Phdr) segment;
        const void *at = part(&map, head.e_phoff + i * sizeof segment,
                              sizeof segment);

        whole = at != NULL && head.e_phentsize == sizeof segment;
        if (!whole)
            break;
        memcpy(&segment, at, sizeof segment);
        if (segment.p_type == PT_LOAD || segment.p_type == PT_DYNAMIC)
            whole = part(&map, segment.p_offset, segment.p_filesz) != NULL;
    }
    mill_map_close(&map);
    return whole;
}

size_t
elf_exports(struct mill_arena *arena, const char *path, const char **names,
            size_t most)
{
    struct mill_map map;
    ElfW(Ehdr) head;
    const void *at;
    size_t n = 0;

    if (!open_elf(path, &map, &head))
        return 0;
    if (head.e_shentsize != sizeof(ElfW(Shdr)))
        goto out;
    for (unsigned i = 0; i < head.e_shnum; i++) {
        ElfW(Shdr) symbols, strings;

        at = part(&map, head.e_shoff + i * sizeof symbols, sizeof symbols);
        if (at == NULL)
            break;
        memcpy(&symbols, at, sizeof symbols);
        if (symbols.sh_type != SHT_DYNSYM || symbols.sh_link >= head.e_shnum)
            continue;
        at = part(&map, head.e_shoff + symbols.sh_link * sizeof strings,
                  sizeof strings);
        if (at == NULL)
            break;
        memcpy(&strings, at, sizeof strings);
        n = collect(arena, &map, &symbols, &strings, names, most);
        break;
    }
out:
    mill_map_close(&map);
    return n;
}

#else

bool
elf_whole(const char *path)
{
    (void)path;
    return true;
}

size_t
elf_exports(struct mill_arena *arena, const char *path, const char **names,
            size_t most)
{
    (void)arena;
    (void)path;
    (void)names;
    (void)most;
    return 0;
}

#endif
