/* SPDX-License-Identifier: Apache-2.0
 *
 * alloc-count.c: counts heap allocations by who asks for them. Preloaded:
 *
 *     ALLOC_COUNT=out.tsv LD_PRELOAD=.../alloc-count.so pressmill run ...
 *
 * At exit it writes a line for each place that allocated: calls, bytes, the
 * object (program or library), the function or the offset in the object.
 * A place is a return address: what a library allocates for us counts as the
 * library's. Freeing is not counted, growing by realloc is. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PLACES 16384u /* a power of two */

struct place {
    _Atomic(uintptr_t) address;
    atomic_ullong calls, bytes;
};

static struct place places[PLACES];
static atomic_ullong lost;

static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static void *(*next_aligned)(size_t, size_t);
static int (*next_memalign)(void **, size_t, size_t);
static void (*next_free)(void *);

/* dlsym may allocate before we know how to: from here, never given back. */
static _Alignas(16) char early[65536];
static size_t early_used;

static void *
early_alloc(size_t size)
{
    void *p = early + early_used;

    size = (size + 15) & ~(size_t)15;
    if (size > sizeof(early) - early_used)
        abort();
    early_used += size;
    return p;
}

static int
is_early(const void *p)
{
    return (const char *)p >= early &&
           (const char *)p < early + sizeof(early);
}

/* ISO C has no way from an object pointer to a function's. */
static void
find(void *function, const char *name)
{
    void *p = dlsym(RTLD_NEXT, name);

    memcpy(function, &p, sizeof(p));
}

static void
setup(void)
{
    static int busy;

    if (busy)
        return;
    busy = 1;
    find(&next_calloc, "calloc");
    find(&next_realloc, "realloc");
    find(&next_aligned, "aligned_alloc");
    find(&next_memalign, "posix_memalign");
    find(&next_free, "free");
    find(&next_malloc, "malloc");
}

static void
note(const void *caller, size_t size)
{
    uintptr_t address = (uintptr_t)caller, none;
    size_t i = (size_t)(address * 0x9e3779b97f4a7c15u >> 40), tries;

    for (tries = 0; tries < 64; tries++, i++) {
        struct place *p = &places[i & (PLACES - 1)];

        none = 0;
        if (atomic_load(&p->address) != address &&
            !atomic_compare_exchange_strong(&p->address, &none, address) &&
            none != address)
            continue;
        atomic_fetch_add(&p->calls, 1);
        atomic_fetch_add(&p->bytes, size);
        return;
    }
    atomic_fetch_add(&lost, 1);
}

#define CALLER __builtin_return_address(0)

__attribute__((visibility("default"))) void *
malloc(size_t size)
{
    if (next_malloc == NULL) {
        setup();
        if (next_malloc == NULL)
            return early_alloc(size);
    }
    note(CALLER, size);
    return next_malloc(size);
}

__attribute__((visibility("default"))) void *
calloc(size_t count, size_t size)
{
    if (next_malloc == NULL) {
        setup();
        if (next_malloc == NULL)
            return early_alloc(count * size);
    }
    note(CALLER, count * size);
    return next_calloc(count, size);
}

__attribute__((visibility("default"))) void *
realloc(void *old, size_t size)
{
    void *p;

    if (next_malloc == NULL)
        setup();
    note(CALLER, size);
    if (!is_early(old))
        return next_realloc(old, size);
    p = next_malloc(size);
    if (p != NULL)
        memcpy(p, old, size);
    return p;
}

__attribute__((visibility("default"))) void *
aligned_alloc(size_t align, size_t size)
{
    if (next_malloc == NULL)
        setup();
    note(CALLER, size);
    return next_aligned(align, size);
}

__attribute__((visibility("default"))) int
posix_memalign(void **out, size_t align, size_t size)
{
    if (next_malloc == NULL)
        setup();
    note(CALLER, size);
    return next_memalign(out, align, size);
}

/* Else what we copy with it would count as the C library's. */
__attribute__((visibility("default"))) char *
strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *p;

    if (next_malloc == NULL)
        setup();
    note(CALLER, size);
    p = next_malloc(size);
    return p != NULL ? memcpy(p, text, size) : NULL;
}

__attribute__((visibility("default"))) char *
strndup(const char *text, size_t max)
{
    size_t size = strnlen(text, max);
    char *p;

    if (next_malloc == NULL)
        setup();
    note(CALLER, size + 1);
    p = next_malloc(size + 1);
    if (p == NULL)
        return NULL;
    memcpy(p, text, size);
    p[size] = '\0';
    return p;
}

__attribute__((visibility("default"))) void
free(void *p)
{
    if (p == NULL || is_early(p))
        return;
    if (next_free == NULL)
        setup();
    next_free(p);
}

__attribute__((destructor)) static void
report(void)
{
    const char *path = getenv("ALLOC_COUNT");
    static char buffer[65536];
    FILE *out;
    size_t i;

    if (path == NULL || (out = fopen(path, "w")) == NULL)
        return;
    /* else the first line asks for a buffer, and whether that is told hangs
       on where in the table its address happens to lie */
    (void)setvbuf(out, buffer, _IOFBF, sizeof(buffer));
    for (i = 0; i < PLACES; i++) {
        uintptr_t address = atomic_load(&places[i].address);
        const char *object = "?", *name;
        Dl_info info;

        if (address == 0)
            continue;
        memset(&info, 0, sizeof(info));
        if (dladdr((const void *)address, &info) != 0 &&
            info.dli_fname != NULL) {
            name = strrchr(info.dli_fname, '/');
            object = name != NULL ? name + 1 : info.dli_fname;
        }
        fprintf(out, "%llu\t%llu\t%s\t%s+0x%jx\n",
                (unsigned long long)atomic_load(&places[i].calls),
                (unsigned long long)atomic_load(&places[i].bytes), object,
                info.dli_sname != NULL ? info.dli_sname : "",
                (uintmax_t)(address - (uintptr_t)info.dli_fbase));
    }
    if (atomic_load(&lost) > 0)
        fprintf(out, "%llu\t0\t?\tno room\n",
                (unsigned long long)atomic_load(&lost));
    fclose(out);
}
