/* SPDX-License-Identifier: Apache-2.0
 *
 * t-data.c: finding, listing and mapping data files. */
#include "report.h"
#include "tap.h"

#include <pressmill/data.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct mill_arena *arena;

/* Two data folders with some languages each. */
static void
make_folders(char *first, char *second, size_t size)
{
    static const char *const made[] = { "lang", "lang/uk", "lang/en",
                                        "lang/.git" };
    char path[600];
    FILE *out;

    for (int i = 0; i < 2; i++) {
        char *root = i == 0 ? first : second;

        snprintf(root, size, "%s/%d", tap_folder(), i);
        mkdir(root, 0700);
        for (size_t j = 0; j < 4; j++) {
            if (i == 1 && j == 2)
                continue; /* "en" is in the first alone */
            snprintf(path, sizeof(path), "%s/%s", root, made[j]);
            mkdir(path, 0700);
        }
        snprintf(path, sizeof(path), "%s/lang/uk/words.tsv", root);
        out = fopen(path, "w");
        CU_ASSERT_PTR_NOT_NULL_FATAL(out);
        fprintf(out, "%d\n", i);
        fclose(out);
    }
    snprintf(path, sizeof(path), "%s/lang/ru", second);
    mkdir(path, 0700);
    snprintf(path, sizeof(path), "%s/lang/notes.txt", second);
    out = fopen(path, "w");
    if (out != NULL)
        fclose(out);
    snprintf(path, sizeof(path), "%s::%s", first, second);
    setenv("PRESSMILL_DATA_PATH", path, 1);
}

static void
the_first_folder_wins(void)
{
    char first[256], second[256], want[300];

    make_folders(first, second, sizeof(first));
    snprintf(want, sizeof(want), "%s/lang/uk/words.tsv", first);
    TAP_EQ_STR(mill_data_find(arena, "lang/uk/words.tsv"), want);
    snprintf(want, sizeof(want), "%s/lang/ru", second);
    TAP_EQ_STR(mill_data_find(arena, "lang/ru"), want);
    TAP_OK(mill_data_find(arena, "lang/xx/words.tsv") == NULL);
}

static void
names_stay_inside_the_folders(void)
{
    char first[256], second[256];

    make_folders(first, second, sizeof(first));
    TAP_OK(mill_data_find(arena, "../etc/passwd") == NULL);
    TAP_OK(mill_data_find(arena, "lang/../lang/uk") == NULL);
    TAP_OK(mill_data_find(arena, "/etc/passwd") == NULL);
    TAP_OK(mill_data_find(arena, "") == NULL);
}

static void
folders_are_listed_sorted_and_once(void)
{
    char first[256], second[256];
    const char *const *names = NULL;

    make_folders(first, second, sizeof(first));
    TAP_EQ_INT(mill_data_list(arena, "lang", &names), 3);
    TAP_EQ_STR(names[0], "en");
    TAP_EQ_STR(names[1], "ru");
    TAP_EQ_STR(names[2], "uk");
    TAP_EQ_INT(mill_data_list(arena, "nothing", &names), 0);
}

static void
a_file_is_mapped_or_the_reason_told(void)
{
    char first[256], second[256], path[300];
    struct mill_report rep;
    struct mill_map map;
    FILE *out;

    make_folders(first, second, sizeof(first));
    report_init(&rep, NULL);
    TAP_OK(
        mill_map_open(&map, mill_data_find(arena, "lang/uk/words.tsv"), &rep));
    TAP_EQ_INT(map.size, 2);
    TAP_OK(memcmp(map.ptr, "0\n", 2) == 0);
    mill_map_close(&map);
    mill_map_close(&map);
    snprintf(path, sizeof(path), "%s/none", first);
    TAP_OK(!mill_map_open(&map, path, &rep));
    TAP_HAS_STR(report_text(&rep), "No such file");
    report_reset(&rep);
    TAP_OK(!mill_map_open(&map, first, &rep));
    TAP_HAS_STR(report_text(&rep), "it is no file");
    report_reset(&rep);
    out = fopen(path, "w");
    if (out != NULL)
        fclose(out);
    TAP_OK(!mill_map_open(&map, path, &rep));
    TAP_HAS_STR(report_text(&rep), "the file is empty");
}

static void
the_checksum_is_that_of_zip_and_png(void)
{
    char long_text[1000];

    TAP_EQ_INT(mill_crc32("123456789", 9), 0xcbf43926u);
    TAP_EQ_INT(mill_crc32("", 0), 0);
    memset(long_text, 'a', sizeof(long_text));
    TAP_EQ_INT(mill_crc32(long_text, 1000), 0x9a38da03u);
    TAP_EQ_INT(mill_crc32(long_text, 1), 0xe8b7be43u);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(the_first_folder_wins),
        TAP_CASE(names_stay_inside_the_folders),
        TAP_CASE(folders_are_listed_sorted_and_once),
        TAP_CASE(a_file_is_mapped_or_the_reason_told),
        TAP_CASE(the_checksum_is_that_of_zip_and_png),
        TAP_END
    };
    int status;

    arena = mill_arena_create(0);
    status = tap_run(argc, argv, cases);
    mill_arena_destroy(arena);
    return status;
}
