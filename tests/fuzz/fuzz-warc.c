/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-warc.c: any bytes as a web archive, through the whole of `read`. */
#include "plug.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct mill_plugin read_LTX_mill_plugin;

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char path[] = "/tmp/fuzz-warc-XXXXXX", yaml[128];
    int fd = mkstemp(path), status, most = 10000;
    struct plug *p;

    if (fd < 0)
        return 0;
    if (write(fd, bytes, size) != (ssize_t)size)
        abort();
    close(fd);
    strcpy(yaml, "{format: warc, max_document: 64KiB, path: '");
    strcat(yaml, path);
    /* every other input as one part of three, which looks for its bounds */
    strcat(yaml, size % 2 == 0 ? "'}" : "', shard: 2/3}");
    p = plug_open(&read_LTX_mill_plugin, yaml);
    if (p == NULL)
        abort();
    do
        status = plug_next(p);
    while (status != MILL_END && most-- > 0);
    if (most <= 0 && size < 10000)
        abort(); /* it does not get on */
    plug_close(p);
    unlink(path);
    return 0;
}
