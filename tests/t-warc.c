/* SPDX-License-Identifier: Apache-2.0
 *
 * t-warc.c: web archives, good and bad, read and written. */
#include "config.h"

#include "plug.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

extern const struct mill_plugin read_LTX_mill_plugin;
extern const struct mill_plugin warc_LTX_mill_plugin;

static unsigned char file[1 << 20];
static size_t file_size;

/* Adds a record; `length` is what its header says, -1 the truth. */
static void
add(const char *type, const char *url, const char *content_type,
    const char *content, size_t size, long length)
{
    char *at = (char *)file + file_size;
    int n = snprintf(at, sizeof file - file_size,
                     "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\n"
                     "WARC-Date: 2025-05-07T10:30:00Z\r\nContent-Type: %s\r\n"
                     "Content-Length: %ld\r\n\r\n",
                     type, url, content_type,
                     length >= 0 ? length : (long)size);

    memcpy(at + n, content, size);
    memcpy(at + n + size, "\r\n\r\n", 4);
    file_size += (size_t)n + size + 4;
}

static void
add_page(const char *url, const char *http)
{
    add("response", url, "application/http; msgtype=response", http,
        strlen(http), -1);
}

#define BROTLI                                                              \
    "\x1b\x55\x00\xf8\x8d\xc3\xb8\xe1\xfb\xd7\xda\xd5\x16\x99\xdb\x28\xd5"    \
    "\xa3\x8f\x2d\xe6\x37\x0c\x05\x0f\xb1\x98\x3c\x3e\x50\x4d\x48\x21\xea"    \
    "\x54\xa5\x43\x50\x05\x18\x93\x78\x31\xc4\x73\xd8\x9e\xab\x0b\xf1\x11"    \
    "\xf7\xbc\x3d\x02\x12\xca\x98\x00"
#define OK_HTML "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

/* Opens `read` on what was added. */
static struct plug *
open_file(const char *name, const char *more)
{
    char yaml[8192];
    const char *path = plug_file(tap_folder(), name, file, file_size);
    struct plug *p;

    file_size = 0;
    snprintf(yaml, sizeof yaml, "{path: '%s'%s%s}", path,
             more != NULL ? ", " : "", more != NULL ? more : "");
    p = plug_open(&read_LTX_mill_plugin, yaml);
    if (p == NULL)
        CU_FAIL_FATAL("read refuses");
    return p;
}

static void
expect_page(struct plug *p, const char *url, const char *body)
{
    TAP_EQ_INT(plug_next(p), MILL_OK);
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "url"), url);
    TAP_EQ_SLICE(mill_doc_body(p->doc), body);
}

static void
expect_note(struct plug *p, const char *code)
{
    const void *at = NULL;
    const char *got = "(none)";

    mill_doc_next_error(p->doc, &at, NULL, &got, NULL);
    TAP_EQ_STR(got, code);
}

static void
expect_end(struct plug *p)
{
    TAP_EQ_INT(plug_next(p), MILL_END);
    plug_close(p);
}

static void
pages_are_documents_and_the_rest_is_passed_over(void)
{
    struct plug *p;

    add("warcinfo", "", "application/warc-fields", "software: x\r\n", 13, -1);
    add("request", "http://a.example/", "application/http", "GET / HTTP/1.1",
        14, -1);
    add_page("<http://a.example/>", OK_HTML "X-A: b\r\n\r\n<p>A</p>");
    add("revisit", "http://a.example/", "application/http", OK_HTML "\r\n",
        strlen(OK_HTML) + 2, -1);
    add_page("http://a.example/404", "HTTP/1.1 404 No\r\n\r\n<p>no</p>");
    add_page("http://a.example/i.png",
             "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nPNG");
    add("metadata", "http://a.example/", "text/plain", "x", 1, -1);
    add("conversion", "http://a.example/t", "text/plain", "Text.", 5, -1);
    add("resource", "http://a.example/r", "text/html", "<p>R</p>", 8, -1);
    p = open_file("a.warc", NULL);
    expect_page(p, "http://a.example/", "<p>A</p>");
    TAP_EQ_INT(mill_doc_get(p->doc, "http_status")->integer, 200);
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "fetched"), "2025-05-07T10:30:00Z");
    TAP_EQ_STR(mill_doc_body_type(p->doc), "text/html");
    TAP_HAS_STR(mill_doc_source(p->doc), "a.warc:3");
    TAP_EQ_INT(plug_next(p), MILL_OK);
    TAP_EQ_SLICE(mill_doc_text(p->doc), "Text.");
    expect_page(p, "http://a.example/r", "<p>R</p>");
    expect_end(p);
}

static void
chunked_and_packed_bodies_are_undone(void)
{
    char http[1024];
    z_stream z = { .zalloc = NULL };
    size_t n;
    struct plug *p;

    add_page("http://a.example/1",
             OK_HTML "Transfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n"
                     "5;x=y\r\nA</p>\r\n0\r\n\r\n");
    add_page("http://a.example/2", /* decoded already */
             OK_HTML "Transfer-Encoding: chunked\r\n\r\n<p>B</p>");
    add_page("http://a.example/3", /* cut inside of a chunk */
             OK_HTML "Transfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\nff\r\nC");
    add_page("http://a.example/4", /* says so, but is not */
             OK_HTML "Content-Encoding: gzip\r\n\r\n<p>D</p>");
    n = (size_t)snprintf(http, sizeof http,
                         OK_HTML "Content-Encoding: gzip\r\n\r\n");
    deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (Bytef *)(uintptr_t) "<p>E</p>";
    z.avail_in = 8;
    z.next_out = (Bytef *)http + n;
    z.avail_out = (uInt)(sizeof http - n);
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    add("response", "http://a.example/5", "application/http", http,
        n + z.total_out, -1);
    add("response", "http://a.example/6", "application/http",
        OK_HTML "Content-Encoding: br\r\n\r\n\x11\x02\xff\x01\xff\x03",
        strlen(OK_HTML) + 22 + 2 + 6, -1);
    add("response", "http://a.example/7", "application/http",
        OK_HTML "Content-Encoding: br\r\n\r\n" BROTLI,
        strlen(OK_HTML) + 24 + sizeof BROTLI - 1, -1);
    add_page("http://a.example/8", /* says so, but is not */
             OK_HTML "Content-Encoding: br\r\n\r\n<p>H</p>");
    p = open_file("b.warc", NULL);
    expect_page(p, "http://a.example/1", "<p>A</p>");
    expect_page(p, "http://a.example/2", "<p>B</p>");
    expect_page(p, "http://a.example/3", "<p>C");
    expect_page(p, "http://a.example/4", "<p>D</p>");
    expect_page(p, "http://a.example/5", "<p>E</p>");
    TAP_EQ_INT(plug_next(p), MILL_ERR_DOC);
#if HAVE_BROTLI
    TAP_EQ_STR(p->code, "encoding");
    expect_page(p, "http://a.example/7",
                "<html><body><p>Packed by brotli, packed by brotli, packed "
                "by brotli.</p></body></html>");
#else
    TAP_EQ_STR(p->code, "no-brotli");
    TAP_EQ_INT(plug_next(p), MILL_ERR_DOC);
    TAP_EQ_STR(p->code, "no-brotli");
#endif
    expect_page(p, "http://a.example/8", "<p>H</p>");
    expect_end(p);
}

static void
lying_lengths_are_told_and_cost_no_other_record(void)
{
    static const char page[] = OK_HTML "\r\n<p>A</p>";
    static const long lies[] = { 3, sizeof page - 3, sizeof page + 5,
                                 sizeof page + 300, 30000, 5000000,
                                 999999999 };

    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        struct plug *p;
        int told = 0, after = 0;

        add("response", "http://a.example/1", "application/http", page,
            sizeof page - 1, lies[i]);
        add_page("http://a.example/2", OK_HTML "\r\n<p>B</p>");
        add_page("http://a.example/3", OK_HTML "\r\n<p>C</p>");
        p = open_file("lie.warc", NULL);
        while (plug_next(p) != MILL_END) {
            const void *at = NULL;
            struct mill_str url = mill_doc_get_str(p->doc, "url");

            told += p->status == MILL_ERR_DOC ||
                    mill_doc_next_error(p->doc, &at, NULL, NULL, NULL);
            after += p->status == MILL_OK && url.len > 0 &&
                     url.ptr[url.len - 1] != '1';
        }
        if (told != 1 || (lies[i] < 16000000 && after != 2))
            TAP_FAIL("a length of %ld: told %d times, %d records after it",
                     lies[i], told, after);
        plug_close(p);
    }
}

static void
garbage_between_records_is_told_once(void)
{
    struct plug *p;

    add_page("http://a.example/1", OK_HTML "\r\n<p>A</p>");
    memcpy(file + file_size, "what\nis\nthis\n\n", 14);
    file_size += 14;
    add_page("http://a.example/2", OK_HTML "\r\n<p>B</p>");
    p = open_file("garbage.warc", "format: warc");
    expect_page(p, "http://a.example/1", "<p>A</p>");
    TAP_EQ_INT(plug_next(p), MILL_ERR_DOC);
    TAP_EQ_STR(p->code, "bad-warc");
    expect_page(p, "http://a.example/2", "<p>B</p>");
    expect_end(p);

    memcpy(file, "nonsense\r\nWARC/1.0\r\nWARC-Type: response\r\n\r\n", 43);
    file_size = 43;
    add_page("http://a.example/2", OK_HTML "\r\n<p>B</p>");
    p = open_file("garbage2.warc", "format: warc");
    TAP_EQ_INT(plug_next(p), MILL_ERR_DOC);
    TAP_EQ_STR(p->code, "bad-warc");
    TAP_EQ_INT(plug_next(p), MILL_ERR_DOC);
    TAP_HAS_STR(p->why, "no Content-Length");
    expect_page(p, "http://a.example/2", "<p>B</p>");
    expect_end(p);
}

static void
cut_archive_gives_what_it_has(void)
{
    struct plug *p;

    add_page("http://a.example/1", OK_HTML "\r\n<p>A</p>");
    add_page("http://a.example/2", OK_HTML "\r\n<p>B</p> and more");
    file_size -= 9;
    p = open_file("cut.warc", NULL);
    expect_page(p, "http://a.example/1", "<p>A</p>");
    expect_page(p, "http://a.example/2", "<p>B</p> and");
    expect_note(p, "truncated");
    expect_end(p);
}

/* Packs each record by itself; `damage` counts records from 0. */
static size_t
pack_records(unsigned char *out, size_t cap, const size_t *ends, int count,
             int damage)
{
    size_t n = 0, from = 0;

    for (int i = 0; i < count; i++) {
        z_stream z = { .zalloc = NULL };
        size_t begin = n;

        deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
        z.next_in = file + from;
        z.avail_in = (uInt)(ends[i] - from);
        z.next_out = out + n;
        z.avail_out = (uInt)(cap - n);
        deflate(&z, Z_FINISH);
        n += z.total_out;
        deflateEnd(&z);
        if (i == damage)
            memset(out + begin + 30, 0xff, 20);
        from = ends[i];
    }
    return n;
}

static void
damaged_member_costs_its_record_only(void)
{
    static unsigned char packed[65536];
    size_t ends[3], n;
    struct plug *p;
    int good = 0, told = 0;

    for (int i = 0; i < 3; i++) {
        char url[64];

        snprintf(url, sizeof url, "http://a.example/%d", i);
        add_page(url, OK_HTML "\r\n<p>A page of some length, so that there "
                              "is something to pack in it.</p>");
        ends[i] = file_size;
    }
    n = pack_records(packed, sizeof packed, ends, 3, 1);
    memcpy(file, packed, n);
    file_size = n;
    p = open_file("damaged.warc.gz", NULL);
    while (plug_next(p) != MILL_END) {
        good += p->status == MILL_OK;
        told += p->status == MILL_ERR_DOC;
    }
    TAP_EQ_INT(good, 2);
    TAP_EQ_INT(told, 1);
    plug_close(p);
}

static void
record_over_the_limit_is_told_and_skipped(void)
{
    static char large[200000];
    struct plug *p;

    memset(large, 'x', sizeof large);
    memcpy(large, OK_HTML "\r\n", strlen(OK_HTML) + 2);
    add("response", "http://a.example/1", "application/http", large,
        sizeof large, -1);
    add_page("http://a.example/2", OK_HTML "\r\n<p>B</p>");
    p = open_file("large.warc", "max_document: 10000");
    TAP_EQ_INT(plug_next(p), MILL_ERR_DOC);
    TAP_EQ_STR(p->code, "too-large");
    expect_page(p, "http://a.example/2", "<p>B</p>");
    expect_end(p);
}

static void
shards_share_the_pages(void)
{
    int seen[20] = { 0 };

    for (int shard = 1; shard <= 3; shard++) {
        char more[32];
        struct plug *p;

        for (int i = 0; i < 20; i++) {
            char url[64];

            snprintf(url, sizeof url, "http://a.example/%d", i);
            add("request", url, "application/http", "GET", 3, -1);
            add_page(url, OK_HTML "\r\n<p>A</p>");
        }
        snprintf(more, sizeof more, "shard: %d/3", shard);
        p = open_file("shard.warc", more);
        while (plug_next(p) == MILL_OK)
            seen[atoi(mill_doc_get_str(p->doc, "url").ptr + 17)]++;
        plug_close(p);
    }
    for (int i = 0; i < 20; i++)
        TAP_EQ_INT(seen[i], 1);
}

/* An archive of pages, in `file`: `packed` each by itself. One page speaks of
 * archives. */
static void
add_many(int pages, bool packed)
{
    for (int i = 0; i < pages; i++) {
        char url[64], http[800];
        size_t from = file_size;

        snprintf(url, sizeof url, "http://a.example/%d", i);
        snprintf(http, sizeof http,
                 OK_HTML "\r\n<p>%0*d</p>\r\n\r\nWARC/1.0\r\nWARC-Type: "
                         "response\r\nContent-Length: 9\r\n\r\nno record",
                 i % 7 * 100 + 1, i);
        add_page(url, http);
        if (packed) {
            unsigned char out[2000];
            z_stream z = { .next_in = file + from,
                           .avail_in = (uInt)(file_size - from),
                           .next_out = out,
                           .avail_out = sizeof out };

            deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
            deflate(&z, Z_FINISH);
            deflateEnd(&z);
            memcpy(file + from, out, z.total_out);
            file_size = from + z.total_out;
        }
    }
}

static void
shards_are_parts_of_the_file(void)
{
    static const int shards[] = { 1, 2, 3, 7, 50, 1000 };

    for (int packed = 0; packed < 2; packed++)
        for (size_t s = 0; s < sizeof shards / sizeof shards[0]; s++) {
            int seen[60] = { 0 }, last = -1;

            for (int shard = 1; shard <= shards[s]; shard++) {
                char more[40];
                struct plug *p;

                add_many(60, packed);
                snprintf(more, sizeof more, "shard: %d/%d", shard, shards[s]);
                p = open_file(packed ? "p.warc.gz" : "p.warc", more);
                while (plug_next(p) == MILL_OK) {
                    int page =
                        atoi(mill_doc_get_str(p->doc, "url").ptr + 17);

                    TAP_EQ_INT(page, last + 1); /* in one piece, in order */
                    last = page;
                    seen[page]++;
                }
                TAP_EQ_STR(p->code, "");
                plug_close(p);
            }
            for (int i = 0; i < 60; i++)
                TAP_EQ_INT(seen[i], 1);
        }
}

static void
arc_files_are_read_too(void)
{
    static const char arc[] =
        "filedesc://a.arc 127.0.0.1 20250507103000 text/plain 10\n"
        "1 0 Test\n\n\n"
        "http://a.example/with a space 1.2.3.4 20250507103000 text/html 27\n"
        "HTTP/1.0 200 OK\r\n\r\n<p>A</p>\n";
    struct plug *p;

    memcpy(file, arc, sizeof arc - 1);
    file_size = sizeof arc - 1;
    p = open_file("old.arc", NULL);
    expect_page(p, "http://a.example/with a space", "<p>A</p>");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "fetched"), "2025-05-07T10:30:00Z");
    expect_end(p);
}

static void
what_is_written_can_be_read_back(void)
{
    static const char *const names[] = { "out.warc", "out.warc.gz" };

    for (size_t i = 0; i < 2; i++) {
        char yaml[8192], path[4096];
        struct plug *p;

        snprintf(path, sizeof path, "%s/%s", tap_folder(), names[i]);
        snprintf(yaml, sizeof yaml, "{path: '%s'}", path);
        p = plug_open(&warc_LTX_mill_plugin, yaml);
        for (int k = 0; k < 2; k++) {
            plug_doc(p, NULL);
            TAP_OK(mill_doc_set_str(p->doc, "url",
                                    MILL_STR("http://a.example/x\r\nY: z")));
            TAP_OK(mill_doc_set_str(p->doc, "fetched",
                                    MILL_STR("2025-05-07T10:30:00Z")));
            TAP_OK(mill_doc_set_body(p->doc, MILL_STR("<p>\r\n\r\nWARC/1.0"),
                                     "text/html"));
            TAP_EQ_INT(plug_write(p), MILL_OK);
        }
        plug_doc(p, "no page"); /* leaves no record */
        TAP_EQ_INT(plug_write(p), MILL_OK);
        TAP_EQ_INT(plug_flush(p), MILL_OK);
        plug_close(p);
        p = plug_open(&read_LTX_mill_plugin, yaml);
        for (int k = 0; k < 2; k++)
            expect_page(p, "http://a.example/xY: z",
                        "<p>\r\n\r\nWARC/1.0");
        expect_end(p);
    }
}

static void
what_http_said_is_written_and_read_back(void)
{
    char yaml[8192], path[4096];
    struct mill_str head;
    struct plug *p;

    snprintf(path, sizeof path, "%s/http.warc", tap_folder());
    snprintf(yaml, sizeof yaml, "{path: '%s'}", path);
    p = plug_open(&warc_LTX_mill_plugin, yaml);
    plug_doc(p, NULL);
    TAP_OK(mill_doc_set_str(p->doc, "url", MILL_STR("http://a.example/")));
    TAP_OK(mill_doc_set_str(p->doc, "fetched_url",
                            MILL_STR("http://a.example/end")));
    TAP_OK(mill_doc_set_body(p->doc, MILL_STR("<p>A</p>"), "text/html"));
    TAP_OK(mill_doc_set_http(
        p->doc, MILL_STR("GET /end HTTP/1.1\r\nHost: a.example\r\n\r\n"),
        MILL_STR("HTTP/2 200 \r\ncontent-type: text/html\r\n"
                 "content-encoding: br\r\ncontent-length: 7\r\n\r\n")));
    TAP_EQ_INT(plug_write(p), MILL_OK);
    TAP_EQ_INT(plug_flush(p), MILL_OK);
    plug_close(p);
    p = plug_open(&read_LTX_mill_plugin, yaml);
    TAP_EQ_INT(plug_next(p), MILL_OK);
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "url"), "http://a.example/end");
    TAP_EQ_SLICE(mill_doc_body(p->doc), "<p>A</p>");
    head = mill_doc_http_response(p->doc);
    TAP_EQ_SLICE(head, "HTTP/1.1 200 \r\ncontent-type: text/html\r\n"
                       "X-Archive-Orig-content-encoding: br\r\n"
                       "X-Archive-Orig-content-length: 7\r\n"
                       "Content-Length: 8\r\n\r\n");
    expect_end(p);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(pages_are_documents_and_the_rest_is_passed_over),
        TAP_CASE(chunked_and_packed_bodies_are_undone),
        TAP_CASE(lying_lengths_are_told_and_cost_no_other_record),
        TAP_CASE(garbage_between_records_is_told_once),
        TAP_CASE(cut_archive_gives_what_it_has),
        TAP_CASE(damaged_member_costs_its_record_only),
        TAP_CASE(record_over_the_limit_is_told_and_skipped),
        TAP_CASE(shards_share_the_pages),
        TAP_CASE(shards_are_parts_of_the_file),
        TAP_CASE(arc_files_are_read_too),
        TAP_CASE(what_is_written_can_be_read_back),
        TAP_CASE(what_http_said_is_written_and_read_back),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
