/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-robots.c: robots.txt and a path; the first line is the path. */
#include "../../plugins/fetch/robots.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct mill_str all = { (const char *)bytes, size }, path, file;
    const char *nl = size > 0 ? memchr(all.ptr, '\n', size) : NULL;
    struct robots *r;

    if (nl == NULL)
        return 0;
    path = (struct mill_str){ all.ptr, (size_t)(nl - all.ptr) };
    file = (struct mill_str){ nl + 1, size - path.len - 1 };
    r = robots_parse(file, "pressmill");
    if (r == NULL)
        return 0;
    if (!robots_allow(r, MILL_STR("/robots.txt")) || robots_delay_ms(r) < 0)
        abort();
    (void)robots_allow(r, path);
    robots_destroy(r);
    return 0;
}
