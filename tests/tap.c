/* SPDX-License-Identifier: Apache-2.0
 *
 * tap.c: prints what CUnit found as TAP. */
#include "config.h"
#include "tap.h"

#include <ftw.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned count;
static char skipped[200];
static char folder[4096];

static void
case_done(const CU_pTest test, const CU_pSuite suite,
          const CU_pFailureRecord failure)
{
    const CU_FailureRecord *f;

    (void)suite;
    if (failure == NULL && skipped[0] != '\0')
        printf("ok %u - %s # SKIP %s\n", ++count, test->pName, skipped);
    else
        printf("%s %u - %s\n", failure == NULL ? "ok" : "not ok", ++count,
               test->pName);
    for (f = failure; f != NULL; f = f->pNext)
        printf("# %s:%u: %s\n", f->strFileName, f->uiLineNumber,
               f->strCondition);
    skipped[0] = '\0';
    fflush(stdout);
}

static bool
wanted(int argc, char **argv, const char *name)
{
    int i;

    for (i = 1; i < argc; i++) {
        if (strstr(name, argv[i]) != NULL)
            return true;
    }
    return argc < 2;
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static void
remove_folder(void)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int
tap_run(int argc, char **argv, const struct tap_case *cases)
{
    const struct tap_case *c;
    CU_pSuite suite;
    unsigned chosen = 0;
    CU_ErrorCode error;

    if (CU_initialize_registry() != CUE_SUCCESS)
        return 99;
    suite = CU_add_suite(argv[0], NULL, NULL);
    for (c = cases; suite != NULL && c->name != NULL; c++) {
        if (!wanted(argc, argv, c->name))
            continue;
        if (CU_add_test(suite, c->name, c->run) == NULL)
            return 99;
        chosen++;
    }
    printf("1..%u\n", chosen);
    fflush(stdout);
    CU_set_test_complete_handler(case_done);
    error = CU_run_all_tests();
    CU_cleanup_registry();
    return error == CUE_SUCCESS ? 0 : 99;
}

/* CUnit copies the text and calls it the condition. A line feed in it would
 * end the TAP comment. */
void
tap_fail(const char *file, int line, const char *format, ...)
{
    char text[4000], *p;
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    for (p = text; *p != '\0'; p++) {
        if (*p == '\n' || *p == '\r')
            *p = ' ';
    }
    CU_assertImplementation(CU_FALSE, (unsigned)line, text, file, "",
                            CU_FALSE);
}

bool
tap_ok(const char *file, int line, bool held, const char *what)
{
    if (!held)
        tap_fail(file, line, "%s", what);
    return held;
}

bool
tap_eq_int(const char *file, int line, intmax_t got, intmax_t want,
           const char *what)
{
    if (got != want)
        tap_fail(file, line, "%s is %jd, not %jd", what, got, want);
    return got == want;
}

bool
tap_eq_num(const char *file, int line, double got, double want,
           double within, const char *what)
{
    bool held = fabs(got - want) <= within;

    if (!held)
        tap_fail(file, line, "%s is %.17g, not %.17g", what, got, want);
    return held;
}

bool
tap_eq_str(const char *file, int line, const char *got, const char *want,
           const char *what)
{
    bool held = got == want ||
                (got != NULL && want != NULL && strcmp(got, want) == 0);

    if (!held)
        tap_fail(file, line, "%s is '%s', not '%s'", what,
                 got != NULL ? got : "(null)", want != NULL ? want : "(null)");
    return held;
}

bool
tap_eq_slice(const char *file, int line, struct mill_str got,
             const char *want, const char *what)
{
    bool held = got.len == strlen(want) &&
                (got.len == 0 || memcmp(got.ptr, want, got.len) == 0);

    if (!held)
        tap_fail(file, line, "%s is '%.*s', not '%s'", what, (int)got.len,
                 got.ptr != NULL ? got.ptr : "", want);
    return held;
}

bool
tap_has_str(const char *file, int line, const char *got, const char *part,
            const char *what)
{
    bool held = got != NULL && strstr(got, part) != NULL;

    if (!held)
        tap_fail(file, line, "%s has no '%s': '%s'", what, part,
                 got != NULL ? got : "(null)");
    return held;
}

void
tap_skip(const char *reason)
{
    snprintf(skipped, sizeof(skipped), "%s", reason);
}

const char *
tap_source(const char *name)
{
    static char path[4096];
    const char *top = getenv("top_srcdir");

    snprintf(path, sizeof(path), "%s/%s", top != NULL ? top : ".", name);
    return path;
}

const char *
tap_folder(void)
{
    const char *tmp = getenv("TMPDIR");

    if (folder[0] == '\0') {
        snprintf(folder, sizeof(folder), "%s/pressmill-XXXXXX",
                 tmp != NULL ? tmp : "/tmp");
        if (mkdtemp(folder) == NULL) {
            perror(folder);
            exit(99);
        }
        atexit(remove_folder);
    }
    return folder;
}
