/* SPDX-License-Identifier: Apache-2.0
 *
 * tap.h: unit tests. CUnit holds the cases, each is one line of TAP, so that
 * `make check` counts cases and not programs. Name a case by its promise:
 *
 *     static void
 *     option_above_range_points_at_its_column(void)
 *     {
 *         TAP_EQ_INT(error.column, 19);
 *     }
 *
 *     int
 *     main(int argc, char **argv)
 *     {
 *         static const struct tap_case cases[] = {
 *             TAP_CASE(option_above_range_points_at_its_column),
 *             TAP_END
 *         };
 *         return tap_run(argc, argv, cases);
 *     }
 *
 * Words on the command line choose the cases whose names contain one. The
 * exit status is 0 when every case ran, also when some failed: TAP says which
 * (Automake would report a failure twice otherwise); run by hand without
 * Automake, look for "not ok". CUnit is not thread-safe: let threads record
 * into memory and assert on the main one. The *_FATAL macros of CUnit leave
 * the case by longjmp: what it owns stays behind. */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <CUnit/CUnit.h>

#include <pressmill/base.h>

struct tap_case {
    const char *name;
    void (*run)(void);
};

#define TAP_CASE(function) { #function, (function) }
#define TAP_END { NULL, NULL }

int tap_run(int argc, char **argv, const struct tap_case *cases);

/* Each says true when it held; on failure it prints both sides, and the case
 * goes on. */
#define TAP_OK(condition) \
    tap_ok(__FILE__, __LINE__, (condition) ? true : false, #condition)
#define TAP_EQ_INT(got, want) \
    tap_eq_int(__FILE__, __LINE__, (intmax_t)(got), (intmax_t)(want), #got)
#define TAP_EQ_NUM(got, want, within) \
    tap_eq_num(__FILE__, __LINE__, (got), (want), (within), #got)
#define TAP_EQ_STR(got, want) /* C strings, NULL allowed */ \
    tap_eq_str(__FILE__, __LINE__, (got), (want), #got)
#define TAP_EQ_SLICE(got, want) /* a struct mill_str and a C string */ \
    tap_eq_slice(__FILE__, __LINE__, (got), (want), #got)
#define TAP_HAS_STR(got, part) /* `part` stands somewhere in `got` */ \
    tap_has_str(__FILE__, __LINE__, (got), (part), #got)
/* Fails the case with words of its own; for loops over tables. */
#define TAP_FAIL(...) tap_fail(__FILE__, __LINE__, __VA_ARGS__)

bool tap_ok(const char *file, int line, bool held, const char *what);
bool tap_eq_int(const char *file, int line, intmax_t got, intmax_t want,
                const char *what);
bool tap_eq_num(const char *file, int line, double got, double want,
                double within, const char *what);
bool tap_eq_str(const char *file, int line, const char *got, const char *want,
                const char *what);
bool tap_eq_slice(const char *file, int line, struct mill_str got,
                  const char *want, const char *what);
bool tap_has_str(const char *file, int line, const char *got,
                 const char *part, const char *what);
void tap_fail(const char *file, int line, const char *format, ...)
    MILL_PRINTF(3, 4);

/** Marks the running case as skipped; return from it afterwards. */
void tap_skip(const char *reason);

/** A file of the source tree such as "tests/data/a.html", as a path that opens
 * from where the tests run. Valid until the next call. */
const char *tap_source(const char *name);

/** A new empty folder, removed with all in it when the program ends. */
const char *tap_folder(void);

#endif
