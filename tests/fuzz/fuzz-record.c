/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz-record.c: any line as a record. It is refused with a reason, or what
 * is written of it reads back and is written the same again. The first byte
 * chooses what offsets count. */
#include "../../core/doc.h"
#include "../../core/report.h"

#include <pressmill/record.h>
#include <pressmill/unicode.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const steps[] = { "" };

/* Reads a line and writes it again; an empty slice when it is refused. */
static struct mill_str
through(struct mill_doc *doc, struct mill_str line, enum mill_offsets unit,
        struct mill_json_parser *parser)
{
    struct mill_record_options options = { .offsets = unit };
    struct mill_buf buf = { .arena = mill_doc_arena(doc) };
    struct mill_report report;

    report_init(&report, NULL);
    if (!doc_begin(doc, 0, steps, 1 << 20))
        abort();
    buf.arena = mill_doc_arena(doc);
    if (mill_record_read(doc, line, unit, parser, &report) != MILL_OK) {
        if (report.status != MILL_ERR_DOC || report.text[0] == '\0')
            abort();
        doc_step_rollback(doc);
        return (struct mill_str){ NULL, 0 };
    }
    if (!doc_step_commit(doc))
        abort();
    mill_record_write(doc, &options, &buf);
    if (buf.failed || mill_utf8_valid(buf.ptr, buf.len) != buf.len ||
        memchr(buf.ptr, '\n', buf.len) != NULL)
        abort();
    return (struct mill_str){ buf.ptr, buf.len };
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct mill_json_parser *parser;
    static struct mill_doc *a, *b, *c;
    enum mill_offsets unit;
    struct mill_str line, once, twice, again;

    if (parser == NULL) {
        parser = mill_json_parser_create();
        a = doc_create(0);
        b = doc_create(0);
        c = doc_create(0);
    }
    if (parser == NULL || a == NULL || b == NULL || c == NULL || size == 0)
        return 0;
    unit = (enum mill_offsets)(data[0] % 3);
    line = (struct mill_str){ (const char *)data + 1, size - 1 };
    once = through(a, line, unit, parser);
    if (once.ptr == NULL)
        return 0;
    /* the first time may repair, note, and number anew; from then on it is
     * still */
    twice = through(b, once, unit, parser);
    if (twice.ptr == NULL)
        abort();
    again = through(c, twice, unit, parser);
    if (again.len != twice.len || memcmp(again.ptr, twice.ptr, twice.len) != 0)
        abort();
    return 0;
}
