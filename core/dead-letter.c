/* SPDX-License-Identifier: Apache-2.0
 *
 * dead-letter.c: documents that failed, one JSON line each. A line is a valid
 * input again: `read: {format: jsonl}`. */
#include "dead-letter.h"

#include <pressmill/hooks.h>
#include <pressmill/json.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int
dead_letter_open(const char *path)
{
    return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
}

static void
put_member(struct mill_buf *out, const char *name, struct mill_str value)
{
    mill_buf_printf(out, "%s\"%s\":", out->len > 1 ? "," : "", name);
    mill_buf_json_str(out, value);
}

static struct mill_str
str(const char *text)
{
    return (struct mill_str){ text, strlen(text) };
}

static void
put_line(struct mill_doc *doc, struct mill_buf *out)
{
    const char *step, *code, *message, *comma = "";
    const void *at = NULL;

    mill_buf_char(out, '{');
    put_member(out, "source", str(mill_doc_source(doc)));
    if (mill_doc_get_str(doc, "url").len != 0)
        put_member(out, "url", mill_doc_get_str(doc, "url"));
    if (mill_doc_has_text(doc))
        put_member(out, "text", mill_doc_text(doc));
    mill_buf_printf(out, ",\"errors\":[");
    while (mill_doc_next_error(doc, &at, &step, &code, &message)) {
        struct mill_buf entry = { .arena = out->arena };

        mill_buf_char(&entry, '{');
        put_member(&entry, "step", str(step));
        put_member(&entry, "code", str(code));
        put_member(&entry, "message", str(message));
        mill_buf_printf(out, "%s%.*s}", comma, (int)entry.len, entry.ptr);
        comma = ",";
    }
    mill_buf_printf(out, "]}\n");
}

bool
dead_letter_write(int fd, struct mill_doc *doc)
{
    struct mill_buf line = { .arena = mill_doc_arena(doc) };
    size_t done = 0;

    put_line(doc, &line);
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
