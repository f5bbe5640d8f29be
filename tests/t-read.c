/* SPDX-License-Identifier: Apache-2.0
 *
 * t-read.c: what `read` makes of files as they come. */
#include "plug.h"
#include "tap.h"

#include <pressmill/hooks.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

extern const struct mill_plugin read_LTX_mill_plugin;

/* A new folder inside the test's. Valid until the next call but one. */
static const char *
new_folder(void)
{
    static char paths[2][4096];
    static unsigned count;
    char *path = paths[count++ % 2];

    snprintf(path, sizeof paths[0], "%s/%u", tap_folder(), count);
    mkdir(path, 0777);
    return path;
}

/* Opens `read` on one path. */
static struct plug *
open_path(const char *path, const char *more)
{
    char yaml[8192];
    struct plug *p;

    snprintf(yaml, sizeof yaml, "{path: ['%s']%s%s}", path,
             more != NULL ? ", " : "", more != NULL ? more : "");
    p = plug_open(&read_LTX_mill_plugin, yaml);
    if (p == NULL) {
        TAP_FAIL("read refuses %s: %s", yaml, plug_refusal());
        CU_FAIL_FATAL("nothing to go on with");
    }
    return p;
}

static struct plug *
open_bytes(const char *name, const void *bytes, size_t size, const char *more)
{
    return open_path(plug_file(tap_folder(), name, bytes, size), more);
}

static struct plug *
open_text(const char *name, const char *text, const char *more)
{
    return open_bytes(name, text, strlen(text), more);
}

static const char *
text_of(struct plug *p)
{
    struct mill_str text = mill_doc_text(p->doc);

    return text.ptr != NULL ? text.ptr : "(no text)";
}

/* The messages of `errors`, joined. */
static const char *
notes_of(struct plug *p)
{
    static char all[4096];
    const void *at = NULL;
    const char *code, *message;

    all[0] = '\0';
    while (mill_doc_next_error(p->doc, &at, NULL, &code, &message)) {
        size_t n = strlen(all);

        snprintf(all + n, sizeof all - n, "%s: %s\n", code, message);
    }
    return all;
}

static void
expect_text(struct plug *p, const char *text)
{
    TAP_EQ_INT(plug_next(p), MILL_OK);
    TAP_EQ_STR(text_of(p), text);
}

static void
expect_end(struct plug *p)
{
    TAP_EQ_INT(plug_next(p), MILL_END);
    TAP_EQ_INT(plug_next(p), MILL_END);
    plug_close(p);
}

static void
expect_failure(struct plug *p, const char *code, const char *part)
{
    TAP_EQ_INT(plug_next(p), MILL_ERR_DOC);
    TAP_EQ_STR(p->code, code);
    TAP_HAS_STR(p->why, part);
}

/* ---- formats */

static void
text_file_is_one_document(void)
{
    struct plug *p = open_text("a.txt", "One.\n\nTwo.\n", NULL);

    expect_text(p, "One.\n\nTwo.\n");
    TAP_HAS_STR(mill_doc_source(p->doc), "a.txt");
    expect_end(p);
}

static void
lines_are_documents_with_the_number_of_the_line(void)
{
    struct plug *p = open_text("a.list", "one\r\n\r\n  \ntwo\nthree",
                               "format: lines");

    expect_text(p, "one");
    TAP_HAS_STR(mill_doc_source(p->doc), "a.list:1");
    expect_text(p, "two");
    TAP_HAS_STR(mill_doc_source(p->doc), "a.list:4");
    expect_text(p, "three");
    expect_end(p);
}

static void
page_keeps_its_bytes(void)
{
    struct plug *p = open_text("page", "\n<!DOCTYPE html><p>\xe0\xe1</p>",
                               NULL);

    TAP_EQ_INT(plug_next(p), MILL_OK);
    TAP_OK(!mill_doc_has_text(p->doc));
    TAP_EQ_STR(mill_doc_body_type(p->doc), "text/html");
    TAP_EQ_SLICE(mill_doc_body(p->doc), "\n<!DOCTYPE html><p>\xe0\xe1</p>");
    expect_end(p);
}

static void
jsonl_gives_text_and_fields_and_no_body(void)
{
    struct plug *p = open_text(
        "a.jsonl",
        "\xef\xbb\xbf{\"id\":\"7\",\"text\":\"Hello.\",\"url\":\"http://a/\"}"
        "\r\n\n{\"text\":\"B\"}",
        NULL);

    expect_text(p, "Hello.");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "id"), "7");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "url"), "http://a/");
    TAP_EQ_INT(mill_doc_body(p->doc).len, 0);
    expect_text(p, "B");
    TAP_HAS_STR(mill_doc_source(p->doc), "a.jsonl:3");
    expect_end(p);
}

static void
jsonl_keys_may_have_other_names(void)
{
    struct plug *p = open_text(
        "b.jsonl",
        "{\"key\":\"k1\",\"body\":\"T\\u0451xt\",\"link\":\"http://b/\","
        "\"text\":\"not this\",\"more\":[1,2]}\n"
        "{\"page\":\"<p>x</p>\",\"link\":\"http://c/\"}\n",
        "text: body, id: key, url: link, html: page");

    expect_text(p, "Tёxt");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "id"), "k1");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "url"), "http://b/");
    TAP_OK(mill_doc_get(p->doc, "more") != NULL);
    TAP_OK(mill_doc_get(p->doc, "body") == NULL);
    TAP_EQ_INT(plug_next(p), MILL_OK);
    TAP_OK(!mill_doc_has_text(p->doc));
    TAP_EQ_SLICE(mill_doc_body(p->doc), "<p>x</p>");
    TAP_EQ_STR(mill_doc_body_type(p->doc), "text/html; charset=utf-8");
    expect_end(p);
}

static void
malformed_json_fails_in_its_place_and_the_next_line_is_read(void)
{
    struct plug *p = open_text("c.jsonl",
                               "{\"text\":\"a\"}\n{\"text\":\n[1]\n"
                               "{\"text\":\"b\"}\n",
                               NULL);

    expect_text(p, "a");
    TAP_EQ_INT(plug_next(p), MILL_ERR_DOC);
    TAP_HAS_STR(mill_doc_source(p->doc), "c.jsonl:2");
    TAP_EQ_INT(plug_next(p), MILL_ERR_DOC);
    expect_text(p, "b");
    expect_end(p);
}

static void
one_object_over_many_lines_is_one_record(void)
{
    struct plug *p = open_text("d.json", "{\n \"text\":\n \"a\"\n}\n", NULL);

    expect_text(p, "a");
    expect_end(p);
}

static void
csv_columns_become_text_and_fields(void)
{
    struct plug *p = open_text(
        "a.csv",
        "id;Body;Date of issue\r\n"
        "1;\"two\nlines; \"\"quoted\"\"\";2025-05-07\r\n2;plain\r\n",
        "text: body");

    expect_text(p, "two\nlines; \"quoted\"");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "id"), "1");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "Date_of_issue"), "2025-05-07");
    TAP_HAS_STR(mill_doc_source(p->doc), "a.csv:2");
    expect_text(p, "plain");
    TAP_HAS_STR(mill_doc_source(p->doc), "a.csv:4");
    TAP_HAS_STR(notes_of(p), "2 cells where the header has 3");
    expect_end(p);
}

static void
csv_without_the_column_says_which_option(void)
{
    struct plug *p = open_text("b.csv", "a,b\n1,2\n", NULL);

    expect_failure(p, "bad-csv", "no column is called 'text'");
    expect_end(p);
}

static void
csv_without_header_takes_columns_by_number(void)
{
    struct plug *p = open_text("c.csv", "7,hello\n8,\n",
                               "header: false, text: 2, id: 1");

    expect_text(p, "hello");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "id"), "7");
    expect_text(p, "");
    expect_end(p);
}

/* ---- dirt */

static void
empty_files_give_what_they_hold(void)
{
    struct plug *p = open_text("empty.txt", "", NULL);

    expect_text(p, "");
    expect_end(p);
    expect_end(open_text("empty.jsonl", "", NULL));
    expect_end(open_text("blank.jsonl", "\r\n\n \n", NULL));
    expect_end(open_text("empty.csv", "", NULL));
}

static void
nul_bytes_and_bad_utf8_are_repaired_and_noted(void)
{
    static const char bytes[] = "a\0b\n\xff\xfe\xfd words enough of them\n";
    struct plug *p = open_bytes("nul.txt", bytes, sizeof bytes - 1,
                                "charset: utf-8");

    expect_text(p, "a\xef\xbf\xbd"
                   "b\n\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd words enough of "
                   "them\n");
    TAP_OK(notes_of(p)[0] != '\0');
    expect_end(p);
}

static void
bom_and_crlf_go(void)
{
    struct plug *p = open_text("bom.txt", "\xef\xbb\xbfone\r\ntwo\r\n", NULL);

    expect_text(p, "one\ntwo\n");
    expect_end(p);
}

static void
long_line_fails_in_its_place_and_memory_stays(void)
{
    size_t size = 100u << 20;
    char *bytes = malloc(size + 64);
    struct plug *p;
    size_t n = 0;

    memcpy(bytes, "one\n", 4);
    memset(bytes + 4, 'x', size);
    n = 4 + size;
    memcpy(bytes + n, "\nthree\n", 7);
    p = open_bytes("long.txt", bytes, n + 7,
                   "format: lines, max_document: 1MiB");
    free(bytes);
    expect_text(p, "one");
    expect_failure(p, "too-large", "longer than the limit of 1048576 bytes");
    TAP_HAS_STR(mill_doc_source(p->doc), "long.txt:2");
    expect_text(p, "three");
    TAP_HAS_STR(mill_doc_source(p->doc), "long.txt:3");
    expect_end(p);
}

static void
line_at_the_limit_is_read_and_one_over_it_is_not(void)
{
    static const size_t sizes[] = { 99, 100, 101, 262143, 262144, 262145 };

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        size_t limit = i < 3 ? 100 : 262144;
        char *line = malloc(sizes[i] + 8), more[64];
        struct plug *p;

        memset(line, 'y', sizes[i]);
        memcpy(line + sizes[i], "\r\nz\n", 5);
        snprintf(more, sizeof more, "format: lines, max_document: %zu",
                 limit);
        p = open_text("limit.txt", line, more);
        free(line);
        TAP_EQ_INT(plug_next(p), sizes[i] <= limit ? MILL_OK : MILL_ERR_DOC);
        expect_text(p, "z");
        expect_end(p);
    }
}

static void
file_over_the_limit_fails_and_the_rest_is_read(void)
{
    const char *folder = new_folder();
    struct plug *p;

    plug_file(folder, "1.txt", "12345678901", 11);
    plug_file(folder, "2.txt", "1234567890", 10);
    p = open_path(folder, "max_document: 10");
    expect_failure(p, "too-large", "the file is longer");
    expect_text(p, "1234567890");
    expect_end(p);
}

static void
missing_input_is_told_and_the_rest_is_read(void)
{
    const char *good = plug_file(tap_folder(), "good.txt", "yes", 3);
    char yaml[8192];
    struct plug *p;

    snprintf(yaml, sizeof yaml, "{path: [/nowhere/at-all.txt, '%s']}", good);
    p = plug_open(&read_LTX_mill_plugin, yaml);
    expect_failure(p, "no-input", "No such file or directory");
    TAP_EQ_STR(mill_doc_source(p->doc), "/nowhere/at-all.txt");
    expect_text(p, "yes");
    expect_end(p);
}

static void
each_missing_input_has_the_code_of_exit_66(void)
{
    struct plug *p = plug_open(&read_LTX_mill_plugin,
                               "{path: [/nowhere/a, '/nowhere/*.html']}");

    expect_failure(p, "no-input", "No such file");
    expect_failure(p, "no-input", "no file matches");
    expect_end(p);
}

static void
binary_is_told_and_not_read(void)
{
    static const unsigned char png[] = { 0x89, 'P', 'N', 'G', 13, 10, 26, 10,
                                         0,    0,   0,   13, 'I', 'H', 'D',
                                         'R',  0,   0,   0,  1,   0,   0 };
    struct plug *p = open_bytes("picture", png, sizeof png, NULL);

    expect_failure(p, "binary", "neither text nor a page");
    plug_close(p);
    p = open_text("paper", "%PDF-1.4 and so on in text", NULL);
    expect_failure(p, "binary", "neither text nor a page");
    plug_close(p);
    p = open_text("list", "[\n {\"text\": \"a\"}]", NULL);
    expect_failure(p, "json", "jq -c");
    plug_close(p);
    p = open_text("bracket", "[Music] He says: {no}", NULL);
    expect_text(p, "[Music] He says: {no}");
    expect_end(p);
}

static void
folders_are_read_in_order_without_what_is_no_article(void)
{
    const char *folder = new_folder();
    char sub[4096];
    struct plug *p;

    snprintf(sub, sizeof sub, "%s/b", folder);
    mkdir(sub, 0777);
    plug_file(folder, "c.txt", "c", 1);
    plug_file(folder, "a.txt", "a", 1);
    plug_file(folder, ".hidden.txt", "no", 2);
    plug_file(folder, "style.css", "no", 2);
    plug_file(sub, "x.txt", "bx", 2);
    p = open_path(folder, NULL);
    expect_text(p, "a");
    expect_text(p, "bx");
    expect_text(p, "c");
    expect_end(p);
    p = open_path(folder, "names: ['x*', 'c.*']");
    expect_text(p, "bx");
    expect_text(p, "c");
    expect_end(p);
}

static void
globs_are_sorted_by_bytes(void)
{
    const char *folder = new_folder();
    char pattern[4096];
    struct plug *p;

    plug_file(folder, "10.txt", "10", 2);
    plug_file(folder, "9.txt", "9", 1);
    plug_file(folder, "B.txt", "B", 1);
    plug_file(folder, "a.txt", "a", 1);
    snprintf(pattern, sizeof pattern, "%s/*.txt", folder);
    p = open_path(pattern, NULL);
    expect_text(p, "10");
    expect_text(p, "9");
    expect_text(p, "B");
    expect_text(p, "a");
    expect_end(p);
}

/* ---- packed */

static size_t
gzip(const void *in, size_t size, unsigned char *out, size_t cap)
{
    z_stream z = { .zalloc = NULL };

    deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (Bytef *)(uintptr_t)in;
    z.avail_in = (uInt)size;
    z.next_out = out;
    z.avail_out = (uInt)cap;
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    return cap - z.avail_out;
}

static void
gzip_of_many_members_is_one_file(void)
{
    unsigned char packed[1024];
    size_t n = 0;
    struct plug *p;

    n += gzip("one\ntw", 6, packed, sizeof packed);
    n += gzip("", 0, packed + n, sizeof packed - n);
    n += gzip("o\nthree", 7, packed + n, sizeof packed - n);
    memset(packed + n, 0, 16); /* tape padding */
    p = open_bytes("a.list.gz", packed, n + 16, "format: lines");
    expect_text(p, "one");
    expect_text(p, "two");
    expect_text(p, "three");
    expect_end(p);
}

static void
zstd_is_known_by_its_bytes(void)
{
    char packed[1024];
    size_t n = ZSTD_compress(packed, 512, "{\"text\":\"a\"}\n", 13, 3);
    struct plug *p;

    n += ZSTD_compress(packed + n, 512, "{\"text\":\"b\"}\n", 13, 3);
    p = open_bytes("data.bin", packed, n, NULL);
    expect_text(p, "a");
    expect_text(p, "b");
    expect_end(p);
}

static void
cut_gzip_gives_whole_lines_and_then_fails(void)
{
    char text[40000];
    unsigned char packed[sizeof text];
    size_t n = 0;
    struct plug *p;
    int good = 0;
    unsigned noise = 1;

    for (size_t i = 0; i + 10 < sizeof text; i += 10) {
        noise = noise * 1103515245u + 12345u;
        snprintf(text + i, 11, "%09u\n", noise % 1000000000u);
        n = i + 10;
    }
    n = gzip(text, n, packed, sizeof packed);
    p = open_bytes("cut.txt.gz", packed, n / 2, "format: lines");
    while (plug_next(p) == MILL_OK) {
        TAP_EQ_INT(strlen(text_of(p)), 9);
        good++;
    }
    TAP_OK(good > 1000);
    TAP_EQ_INT(p->status, MILL_ERR_DOC);
    TAP_EQ_STR(p->code, "truncated");
    expect_end(p);
}

static void
damaged_gzip_is_told(void)
{
    unsigned char packed[256];
    size_t n = gzip("hello hello hello hello", 23, packed, sizeof packed);
    struct plug *p;

    packed[12] ^= 0x55;
    packed[15] ^= 0x55;
    p = open_bytes("bad.txt.gz", packed, n, NULL);
    TAP_EQ_INT(plug_next(p), MILL_ERR_DOC);
    TAP_EQ_STR(p->code, "bad-packing");
    plug_close(p);
}

static void
bomb_is_stopped(void)
{
    size_t size = 64u << 20, cap = 1 << 20, n;
    char *zeros = calloc(1, size);
    unsigned char *packed = malloc(cap);
    struct plug *p;

    memset(zeros, 'a', size);
    n = gzip(zeros, size, packed, cap);
    p = open_bytes("bomb.txt.gz", packed, n,
                   "format: lines, max_ratio: 100, max_document: 1GB");
    expect_failure(p, "bomb", "more than 100 times its size");
    plug_close(p);
    p = open_bytes("bomb2.txt.gz", packed, n,
                   "format: lines, max_unpacked: 1MiB, max_document: 1GB");
    expect_failure(p, "bomb", "more than 1048576 bytes");
    plug_close(p);
    free(zeros);
    free(packed);
}

/* ---- character sets */

static void
old_cyrillic_files_are_decoded_and_noted(void)
{
    /* "Президент України заявив, що її уряд готовий до переговорів." and
     * "Министр сообщил, что решение объявят завтра." */
    static const struct {
        const char *name, *bytes, *text, *charset;
    } cases[] = {
        { "cp1251-uk.txt",
          "\xcf\xf0\xe5\xe7\xe8\xe4\xe5\xed\xf2 \xd3\xea\xf0\xe0\xbf\xed"
          "\xe8 \xe7\xe0\xff\xe2\xe8\xe2, \xf9\xee \xbf\xbf \xf3\xf0\xff"
          "\xe4 \xe3\xee\xf2\xee\xe2\xe8\xe9 \xe4\xee \xef\xe5\xf0\xe5\xe3"
          "\xee\xe2\xee\xf0\xb3\xe2.",
          "Президент України заявив, що її уряд готовий до переговорів.",
          "windows-1251" },
        { "koi8-uk.txt",
          "\xf0\xd2\xc5\xda\xc9\xc4\xc5\xce\xd4 \xf5\xcb\xd2\xc1\xa7\xce"
          "\xc9 \xda\xc1\xd1\xd7\xc9\xd7, \xdd\xcf \xa7\xa7 \xd5\xd2\xd1"
          "\xc4 \xc7\xcf\xd4\xcf\xd7\xc9\xca \xc4\xcf \xd0\xc5\xd2\xc5\xc7"
          "\xcf\xd7\xcf\xd2\xa6\xd7.",
          "Президент України заявив, що її уряд готовий до переговорів.",
          "koi8-u" },
        { "cp1251-ru.txt",
          "\xcc\xe8\xed\xe8\xf1\xf2\xf0 \xf1\xee\xee\xe1\xf9\xe8\xeb, "
          "\xf7\xf2\xee \xf0\xe5\xf8\xe5\xed\xe8\xe5 \xee\xe1\xfa\xff\xe2"
          "\xff\xf2 \xe7\xe0\xe2\xf2\xf0\xe0.",
          "Министр сообщил, что решение объявят завтра.", "windows-1251" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct plug *p = open_text(cases[i].name, cases[i].bytes, NULL);

        expect_text(p, cases[i].text);
        TAP_HAS_STR(notes_of(p), cases[i].charset);
        expect_end(p);
        p = open_text(cases[i].name, cases[i].bytes, "format: lines");
        expect_text(p, cases[i].text);
        expect_end(p);
    }
}

static void
utf16_text_is_decoded(void)
{
    static const char bytes[] = "\xff\xfeH\0i\0 \0\x16\x04\n";
    struct plug *p = open_bytes("u.txt", bytes, sizeof bytes, NULL);

    expect_text(p, "Hi Ж\n");
    expect_end(p);
}

static void
unknown_charset_is_refused_at_its_option(void)
{
    TAP_OK(plug_open(&read_LTX_mill_plugin, "{charset: klingon-8}") == NULL);
    TAP_HAS_STR(plug_refusal(), "1:11:");
    TAP_HAS_STR(plug_refusal(), "klingon-8");
}

/* ---- parts */

static void
shards_together_are_the_whole(void)
{
    char text[4096] = "", seen[1000] = { 0 };

    for (int i = 0; i < 500; i++) {
        size_t n = strlen(text);

        snprintf(text + n, sizeof text - n, "%d\n", i);
    }
    for (int shard = 1; shard <= 7; shard++) {
        char more[64];
        struct plug *p;

        snprintf(more, sizeof more, "format: lines, shard: %d/7", shard);
        p = open_text("numbers.txt", text, more);
        while (plug_next(p) == MILL_OK)
            seen[atoi(text_of(p))]++;
        plug_close(p);
    }
    for (int i = 0; i < 500; i++)
        if (seen[i] != 1)
            TAP_FAIL("line %d came %d times", i, seen[i]);
}

static void
bad_shards_are_refused(void)
{
    static const char *const bad[] = { "0/2", "3/2", "1", "a/b", "1/2x",
                                       "1/0" };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char yaml[64];

        snprintf(yaml, sizeof yaml, "{shard: '%s'}", bad[i]);
        if (plug_open(&read_LTX_mill_plugin, yaml) != NULL)
            TAP_FAIL("%s is taken", bad[i]);
    }
}

static void
limit_ends_the_input(void)
{
    struct plug *p = open_text("l.txt", "1\n2\n3\n",
                               "format: lines, limit: 2");

    expect_text(p, "1");
    expect_text(p, "2");
    expect_end(p);
}

/* ---- memory */

static size_t allocations;

static void *
count_memory(void *ptr, size_t size)
{
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    allocations++;
    return realloc(ptr, size);
}

static void
lines_cost_no_allocation_each(void)
{
    static const struct mill_hooks counting = { .memory = count_memory };
    char text[20000] = "";
    struct plug *p;
    size_t before;

    for (size_t n = 0; n + 14 < sizeof text; n += 13)
        memcpy(text + n, "{\"text\":\"a\"}\n", 14);
    mill_hooks_set(&counting);
    p = open_text("steady.jsonl", text, NULL);
    for (int i = 0; i < 100; i++)
        plug_next(p);
    before = allocations;
    for (int i = 0; i < 1000; i++)
        plug_next(p);
    TAP_EQ_INT(allocations - before, 0);
    plug_close(p);
    mill_hooks_set(NULL);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(text_file_is_one_document),
        TAP_CASE(lines_are_documents_with_the_number_of_the_line),
        TAP_CASE(page_keeps_its_bytes),
        TAP_CASE(jsonl_gives_text_and_fields_and_no_body),
        TAP_CASE(jsonl_keys_may_have_other_names),
        TAP_CASE(malformed_json_fails_in_its_place_and_the_next_line_is_read),
        TAP_CASE(one_object_over_many_lines_is_one_record),
        TAP_CASE(csv_columns_become_text_and_fields),
        TAP_CASE(csv_without_the_column_says_which_option),
        TAP_CASE(csv_without_header_takes_columns_by_number),
        TAP_CASE(empty_files_give_what_they_hold),
        TAP_CASE(nul_bytes_and_bad_utf8_are_repaired_and_noted),
        TAP_CASE(bom_and_crlf_go),
        TAP_CASE(long_line_fails_in_its_place_and_memory_stays),
        TAP_CASE(line_at_the_limit_is_read_and_one_over_it_is_not),
        TAP_CASE(file_over_the_limit_fails_and_the_rest_is_read),
        TAP_CASE(missing_input_is_told_and_the_rest_is_read),
        TAP_CASE(each_missing_input_has_the_code_of_exit_66),
        TAP_CASE(binary_is_told_and_not_read),
        TAP_CASE(folders_are_read_in_order_without_what_is_no_article),
        TAP_CASE(globs_are_sorted_by_bytes),
        TAP_CASE(gzip_of_many_members_is_one_file),
        TAP_CASE(zstd_is_known_by_its_bytes),
        TAP_CASE(cut_gzip_gives_whole_lines_and_then_fails),
        TAP_CASE(damaged_gzip_is_told),
        TAP_CASE(bomb_is_stopped),
        TAP_CASE(old_cyrillic_files_are_decoded_and_noted),
        TAP_CASE(utf16_text_is_decoded),
        TAP_CASE(unknown_charset_is_refused_at_its_option),
        TAP_CASE(shards_together_are_the_whole),
        TAP_CASE(bad_shards_are_refused),
        TAP_CASE(limit_ends_the_input),
        TAP_CASE(lines_cost_no_allocation_each),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
