/* SPDX-License-Identifier: Apache-2.0
 *
 * dead-letter.c: documents that failed, one record each, a valid input again:
 * `read: {format: jsonl}`. */
#include "dead-letter.h"

#include <pressmill/hooks.h>
#include <pressmill/record.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int
dead_letter_open(const char *path)
{
    return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
}

bool
dead_letter_write(int fd, struct mill_doc *doc)
{
    struct mill_record_options options = { .offsets =
                                               MILL_OFFSETS_CODEPOINT };
    struct mill_buf line = { .arena = mill_doc_arena(doc) };
    size_t done = 0;

    mill_record_write(doc, &options, &line);
    mill_buf_char(&line, '\n');
    while (!line.failed && done < line.len) {
        ssize_t n = mill_hooks()->write(fd, line.ptr + done, line.len - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return !line.failed;
}

bool
dead_letter_close(int fd)
{
    return close(fd) == 0;
}
