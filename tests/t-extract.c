/* SPDX-License-Identifier: Apache-2.0
 *
 * t-extract.c: the extract plugin: our own Ukrainian and Russian pages, what
 * is left out and kept, encodings, metadata, plain text, and pages made to
 * hurt. */
#include "../plugins/extract/engine.h"
#include "plug.h"
#include "tap.h"

#include <pressmill/json.h>
#include <pressmill/unicode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct mill_plugin extract_LTX_mill_plugin;

static const char *srcdir;
static struct mill_arena *arena;
static struct words all_words;

static struct mill_str
read_file(const char *name)
{
    char path[4096];
    FILE *f;
    char *bytes = NULL;
    long n;

    snprintf(path, sizeof path, "%s/tests/data/pages/%s", srcdir, name);
    f = fopen(path, "rb");
    if (f == NULL) {
        TAP_FAIL("cannot open %s", path);
        return (struct mill_str){ "", 0 };
    }
    fseek(f, 0, SEEK_END);
    n = ftell(f);
    rewind(f);
    bytes = mill_arena_alloc(arena, (size_t)n + 1);
    if (bytes == NULL || fread(bytes, 1, (size_t)n, f) != (size_t)n)
        TAP_FAIL("cannot read %s", path);
    fclose(f);
    return (struct mill_str){ bytes, (size_t)n };
}

/* Runs a page through the plugin; the text, "" when there is none. */
static struct mill_str
extract(struct plug *p, struct mill_str body, const char *type)
{
    struct mill_doc *doc = plug_doc(p, NULL);

    mill_doc_lend_body(doc, body, type);
    plug_process(p);
    return mill_doc_text(doc);
}

static struct mill_str
extract_str(struct plug *p, const char *html)
{
    return extract(p, (struct mill_str){ html, strlen(html) }, "text/html");
}

static bool
holds(struct mill_str text, const char *part)
{
    return text.ptr != NULL && strstr(text.ptr, part) != NULL;
}

/* ---- our own pages */

/* The words of a text; those of four in a row that both have, as the score of
 * the field counts them. */
static size_t
cut_words(struct mill_str s, struct mill_str *words, size_t most)
{
    static const char gaps[] = " \n\t.,:;!?()\"";
    size_t n = 0, i = 0;

    while (i < s.len && n < most) {
        size_t from;

        while (i < s.len && strchr(gaps, s.ptr[i]) != NULL)
            i++;
        from = i;
        while (i < s.len && strchr(gaps, s.ptr[i]) == NULL)
            i++;
        if (i > from)
            words[n++] = (struct mill_str){ s.ptr + from, i - from };
    }
    return n;
}

static size_t
common_shingles(struct mill_str a, struct mill_str b, size_t *of_a)
{
    enum { MOST = 4000 };
    static struct mill_str x[MOST], y[MOST];
    static bool used[MOST];
    size_t n = cut_words(a, x, MOST), m = cut_words(b, y, MOST), hits = 0;

    memset(used, 0, sizeof used);
    *of_a = n > 3 ? n - 3 : 0;
    for (size_t i = 0; i + 3 < n; i++)
        for (size_t k = 0; k + 3 < m; k++) {
            size_t w = 0;

            while (w < 4 && !used[k] && x[i + w].len == y[k + w].len &&
                   memcmp(x[i + w].ptr, y[k + w].ptr, x[i + w].len) == 0)
                w++;
            if (w == 4) {
                used[k] = true;
                hits++;
                break;
            }
        }
    return hits;
}

static void
our_own_pages_come_out_clean(void)
{
    struct mill_json_parser *parser = mill_json_parser_create();
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);
    double precision = 0, recall = 0;
    size_t pages = 0, leaks = 0, titles = 0, dates = 0, authors = 0;
    struct mill_json gold;
    const char *reason;

    if (!mill_json_parse(parser, read_file("gold.json"), &gold, &reason)) {
        TAP_FAIL("gold.json: %s", reason);
        return;
    }
    for (struct mill_json_iter i = mill_json_begin(gold); mill_json_step(&i);) {
        struct mill_str want =
            mill_json_str(mill_json_get(i.value, "articleBody"));
        struct mill_str author =
            mill_json_str(mill_json_get(i.value, "author"));
        struct mill_str date = mill_json_str(mill_json_get(i.value, "date"));
        struct mill_str title = mill_json_str(mill_json_get(i.value, "title"));
        const struct mill_value *names;
        struct mill_str got, field;
        size_t all, hits;
        char name[64];

        snprintf(name, sizeof name, "%.*s.html", MILL_FMT(i.key));
        got = extract(p, read_file(name), "text/html");
        pages++;
        hits = common_shingles(want, got, &all);
        recall += (double)hits / (double)all;
        hits = common_shingles(got, want, &all);
        precision += all > 0 ? (double)hits / (double)all : 0;
        field = mill_doc_get_str(p->doc, "title");
        titles += field.len == title.len &&
                  memcmp(field.ptr, title.ptr, title.len) == 0;
        field = mill_doc_get_str(p->doc, "published");
        dates += field.len >= 10 && memcmp(field.ptr, date.ptr, 10) == 0;
        names = mill_doc_get(p->doc, "author");
        authors += author.len == 0 ||
                   (names != NULL && names->kind == MILL_LIST &&
                    names->count == 1 && names->list[0].len == author.len &&
                    memcmp(names->list[0].ptr, author.ptr, author.len) == 0);
        for (struct mill_json_iter w =
                 mill_json_begin(mill_json_get(i.value, "without"));
             mill_json_step(&w);) {
            struct mill_str junk = mill_json_str(w.value);
            char part[1024];

            snprintf(part, sizeof part, "%.*s", MILL_FMT(junk));
            if (holds(got, part)) {
                printf("# %s has: %s\n", name, part);
                leaks++;
            }
        }
    }
    recall /= (double)pages;
    precision /= (double)pages;
    printf("# %zu pages: precision %.3f, recall %.3f, F1 %.3f\n", pages,
           precision, recall, 2 * precision * recall / (precision + recall));
    TAP_OK(pages >= 40);
    TAP_EQ_INT(leaks, 0);
    TAP_OK(2 * precision * recall / (precision + recall) >= 0.96);
    TAP_EQ_INT(titles, pages);
    TAP_EQ_INT(dates, pages);
    TAP_EQ_INT(authors, pages);
    plug_close(p);
    mill_json_parser_destroy(parser);
}

/* ---- small pages */

#define PARA                                                                  \
    "<p>The harbour board voted on Tuesday to rebuild the old ferry pier, "   \
    "which has been closed since a storm broke two of its beams, and to pay " \
    "for it from the fund that was meant for a second car park.</p>"          \
    "<p>Work is to begin in April and will take some nine months, said the "  \
    "board's engineer, Ada Quill, who warned that timber of the right "       \
    "length is hard to find at any price.</p>"

static const char page[] =
    "<html lang=en><head><title>Board votes to rebuild the ferry pier - The "
    "Lantern</title><meta property='og:site_name' content='The Lantern'>"
    "<link rel=canonical href='https://lantern.example/a/pier'>"
    "<link rel=alternate hreflang=uk href='https://lantern.example/uk/pier'>"
    "<script type='application/ld+json'>{\"@context\":\"https://schema.org\","
    "\"@graph\":[{\"@type\":\"Person\",\"@id\":\"#p\",\"name\":\"Tom Reed\"},"
    "{\"@type\":[\"NewsArticle\"],\"headline\":\"Board votes to rebuild the "
    "ferry pier\",\"datePublished\":\"2025-02-03T10:00:00+02:00\",\"author\":"
    "{\"@id\":\"#p\"},\"articleSection\":\"Town\",}]}</script></head><body>"
    "<nav><a href=/>Home</a> <a href=/news>News</a></nav><h1>Board votes to "
    "rebuild the ferry pier</h1><figure><img src=p.jpg><figcaption>The pier "
    "in January (Photo: Ann Lee)</figcaption></figure>" PARA
    "<p>Read also: <a href=/b>Why the gulls left the market</a></p>"
    "<blockquote><p>We would rather build it once and build it well, even if "
    "the ferry waits another summer.</p></blockquote>"
    "<h2>What it costs</h2><p>The board puts the price at four hundred "
    "thousand, of which <a href='/fund'>the fund</a> covers about a "
    "half.</p><ul><li>timber and iron: two hundred thousand;</li><li>work: "
    "the rest of it.</li></ul><p>Follow us on Telegram</p></body></html>";

static void
metadata_comes_with_its_source(void)
{
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);
    const struct mill_value *v;

    extract_str(p, page);
    TAP_EQ_INT(p->status, MILL_OK);
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "title"),
                 "Board votes to rebuild the ferry pier");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "published"),
                 "2025-02-03T10:00:00+02:00");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "meta.published.source"), "json-ld");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "site"), "The Lantern");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "section"), "Town");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "url"),
                 "https://lantern.example/a/pier");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "html_lang"), "en");
    v = mill_doc_get(p->doc, "author");
    TAP_OK(v != NULL && v->kind == MILL_LIST && v->count == 1);
    if (v != NULL && v->count == 1)
        TAP_EQ_SLICE(v->list[0], "Tom Reed");
    v = mill_doc_get(p->doc, "alternates");
    TAP_OK(v != NULL && v->count == 1);
    if (v != NULL && v->count == 1)
        TAP_EQ_SLICE(v->list[0], "uk https://lantern.example/uk/pier");
    v = mill_doc_get(p->doc, "meta.title.confidence");
    TAP_OK(v != NULL && v->kind == MILL_NUM && v->number > 0.8);
    plug_close(p);
}

static void
a_field_that_is_there_is_left_alone(void)
{
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);
    struct mill_doc *doc = plug_doc(p, NULL);

    mill_doc_lend_body(doc, (struct mill_str){ page, strlen(page) },
                       "text/html");
    TAP_OK(mill_doc_set_str(doc, "title", MILL_STR("Mine")));
    TAP_EQ_INT(plug_process(p), MILL_OK);
    TAP_EQ_SLICE(mill_doc_get_str(doc, "title"), "Mine");
    TAP_OK(mill_doc_get(doc, "meta.title.source") == NULL);
    plug_close(p);
}

static void
structure_stays_and_junk_goes(void)
{
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);
    struct mill_str text = extract_str(p, page);
    mill_type block = mill_type_find("block");
    static const char *const want[] = { "paragraph", "paragraph", "blockquote",
                                        "heading",   "paragraph", "list-item",
                                        "list-item" };
    size_t n = 0;

    TAP_OK(!holds(text, "Home"));
    TAP_OK(!holds(text, "Photo"));
    TAP_OK(!holds(text, "gulls"));
    TAP_OK(!holds(text, "Telegram"));
    TAP_OK(!holds(text, "Board votes"));
    TAP_OK(holds(text, "the fund covers about"));
    TAP_EQ_INT(mill_doc_count(p->doc, block), 7);
    MILL_FOR_EACH(b, p->doc, block) {
        if (n < 7)
            TAP_EQ_SLICE(mill_ann_get_str(b, "kind"), want[n]);
        n++;
    }
    plug_close(p);
}

/* What looks like a row of teasers, or like a copy, may be the article's. */
static void
lists_and_refrains_of_an_article_stay(void)
{
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);
    struct mill_str text = extract_str(
        p, "<h1>Board votes to rebuild the ferry pier</h1>" PARA
           "<div><p>The tide is out at noon, and the pier is "
           "closed.</p><p>Nobody came on Monday but the gulls and "
           "a dog.</p><p>The tide is out at noon, and the pier is "
           "closed.</p></div><div><h3><a href=/a>Timber from the north "
           "wood</a></h3><p>Forty beams of "
           "oak, at the price of last year.</p></div><div><h3><a href=/b>Iron "
           "from the old yard</a></h3><p>Bolts and "
           "plates, enough for both ends of it.</p></div><div><h3><a "
           "href=/c>Rope from the harbour shop</a></h3><p>Two "
           "coils, which the shop gives for nothing.</p></div>" PARA
           "<p>Those who want to see "
           "the plans will find them in the reading room of the "
           "harbour office until the end of the month, on every "
           "working day between nine and four.</p>");
    const char *first = strstr(text.ptr != NULL ? text.ptr : "", "The tide");

    TAP_OK(first != NULL && strstr(first + 1, "The tide") != NULL);
    TAP_OK(holds(text, "Bolts and plates"));
    plug_close(p);
}

static void
what_is_left_out_can_be_kept(void)
{
    struct plug *p = plug_open(&extract_LTX_mill_plugin,
                               "{keep: [captions, related, links]}");
    mill_type aside = mill_type_find("aside"), link = mill_type_find("link");
    struct mill_ann *const *a;

    extract_str(p, page);
    TAP_EQ_INT(mill_doc_count(p->doc, aside), 2);
    TAP_EQ_INT(mill_doc_count(p->doc, link), 1);
    if (mill_doc_count(p->doc, aside) == 2 &&
        mill_doc_count(p->doc, link) == 1) {
        a = mill_doc_anns(p->doc, aside);
        TAP_EQ_SLICE(mill_ann_get_str(a[0], "kind"), "caption");
        TAP_EQ_SLICE(mill_ann_get_str(a[0], "text"),
                     "The pier in January (Photo: Ann Lee)");
        TAP_EQ_SLICE(mill_ann_get_str(a[1], "kind"), "related");
        a = mill_doc_anns(p->doc, link);
        TAP_EQ_SLICE(mill_doc_slice(p->doc, mill_ann_span(a[0])), "the fund");
        TAP_EQ_SLICE(mill_ann_get_str(a[0], "url"), "/fund");
    }
    plug_close(p);
    p = plug_open(&extract_LTX_mill_plugin, "{keep: [captoins]}");
    TAP_OK(p == NULL);
    TAP_HAS_STR(plug_refusal(), "'captoins' is nothing that can be kept");
}

/* ---- plain text */

static void
plain_text_is_cleaned_as_well(void)
{
    static const char text[] =
        "ua en ru\n\nCouncil keeps the night trams\n\nCouncil keeps the night "
        "trams Photo: A tram at the depot (Ann Lee)\n\nThe council decided on "
        "Monday to keep the night trams for another year.\n\n\"Nobody asked "
        "for less,\" said Mayor Ida Storm.\n\nTrams at night\n\nThey have run "
        "since 1957.\n\nFor more on trams, read the material by The Lantern.";
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);
    struct mill_str got =
        extract(p, (struct mill_str){ text, strlen(text) }, "text/plain");

    TAP_EQ_INT(p->status, MILL_OK);
    TAP_EQ_SLICE(got,
                 "The council decided on Monday to keep the night trams for "
                 "another year.\n\n\"Nobody asked for less,\" said Mayor Ida "
                 "Storm.\n\nTrams at night\n\nThey have run since 1957.");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "title"),
                 "Council keeps the night trams");
    plug_close(p);
}

/* ---- encodings */

static void
old_encodings_become_utf8(void)
{
    /* "Рада міста вирішила", windows-1251 and KOI8-U */
    static const char cp1251[] =
        "<p>\xd0\xe0\xe4\xe0 \xec\xb3\xf1\xf2\xe0 \xe2\xe8\xf0\xb3\xf8\xe8"
        "\xeb\xe0 \xe7\xe0\xeb\xe8\xf8\xe8\xf2\xe8 \xed\xb3\xf7\xed\xb3 "
        "\xf2\xf0\xe0\xec\xe2\xe0\xbf.</p>";
    static const char koi8[] =
        "<p>\xf2\xc1\xc4\xc1 \xcd\xa6\xd3\xd4\xc1 \xd7\xc9\xd2\xa6\xdb\xc9"
        "\xcc\xc1 \xda\xc1\xcc\xc9\xdb\xc9\xd4\xc9 \xce\xa6\xde\xce\xa6 "
        "\xd4\xd2\xc1\xcd\xd7\xc1\xa7.</p>";
    static const char want[] = "Рада міста вирішила залишити нічні трамваї.";
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);
    char body[512];

    TAP_EQ_SLICE(extract(p, (struct mill_str){ cp1251, strlen(cp1251) },
                         "text/html; charset=windows-1251"),
                 want);
    TAP_EQ_SLICE(extract(p, (struct mill_str){ koi8, strlen(koi8) },
                         "text/html; charset=\"KOI8-U\""),
                 want);
    snprintf(body, sizeof body, "<meta charset=koi8-r>%s", koi8);
    TAP_EQ_SLICE(extract_str(p, body), want);
    snprintf(body, sizeof body, "\xef\xbb\xbf<meta charset=cp1251><p>%s</p>",
             want);
    TAP_EQ_SLICE(extract_str(p, body), want);
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "charset"), "utf-8");
    /* declared wrongly, and not at all known */
    snprintf(body, sizeof body, "<meta charset=windows-1252><p>%s</p>", want);
    TAP_EQ_SLICE(extract_str(p, body), want);
    snprintf(body, sizeof body, "<meta charset=x-klingon><p>%s</p>", want);
    TAP_EQ_SLICE(extract_str(p, body), want);
    /* not declared, or as what nobody knows, amid much markup */
    snprintf(body, sizeof body, "<div class=\"article-text\">%s</div>", cp1251);
    TAP_EQ_SLICE(extract_str(p, body), want);
    snprintf(body, sizeof body,
             "<meta charset=x-klingon><div class=\"article\">%s</div>", koi8);
    TAP_EQ_SLICE(extract_str(p, body), want);
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "charset"), "koi8-u");
    /* numbers beyond those of characters */
    snprintf(body, sizeof body, "<meta charset=ucs-4><p>\xfd\x94\x94\x94%s",
             want);
    extract_str(p, body);
    TAP_OK(mill_utf8_valid(mill_doc_text(p->doc).ptr,
                           mill_doc_text(p->doc).len) ==
           mill_doc_text(p->doc).len);
    plug_close(p);
}

static void
utf16_with_a_mark_is_read(void)
{
    static const char text[] = "<html><p>The board met on Monday.</p></html>";
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);
    char body[256] = { '\xff', '\xfe' };
    size_t n = 2;

    for (size_t i = 0; i < strlen(text); i++) {
        body[n++] = text[i];
        body[n++] = 0;
    }
    TAP_EQ_SLICE(extract(p, (struct mill_str){ body, n }, "text/html"),
                 "The board met on Monday.");
    plug_close(p);
}

/* ---- words of languages */

static void
write_lang(const char *folder, const char *yaml)
{
    char path[512];
    FILE *f;

    snprintf(path, sizeof path, "mkdir -p '%s/lang/xx'", folder);
    if (system(path) != 0)
        abort();
    snprintf(path, sizeof path, "%s/lang/xx/extract.yaml", folder);
    f = fopen(path, "w");
    if (f == NULL)
        abort();
    fputs(yaml, f);
    fclose(f);
    setenv("PRESSMILL_DATA_PATH", folder, 1);
}

static char *
data_path(void)
{
    const char *path = getenv("PRESSMILL_DATA_PATH");

    return strdup(path != NULL ? path : "");
}

static void
a_language_is_added_by_data_alone(void)
{
    char *before = data_path();
    struct plug *p;

    write_lang(tap_folder(),
               "menu: [xx, esperanto]\n"
               "months: [jan, feb, mar, apr, maj, jun, jul, aŭg, sep, okt, "
               "nov, dec]\n"
               "updated: [ŝanĝita]\n"
               "phrases: {read-also: [legu ankaŭ]}\n"
               "byline: {leads: [de], alone: ['verkis:'], joints: [kaj]}\n");
    p = plug_open(&extract_LTX_mill_plugin, NULL);
    TAP_OK(p != NULL);
    if (p != NULL) {
        extract_str(p, "<title>La nova kajo</title><h1>La nova kajo</h1>"
                       "<p>Verkis: Paŭlo Verda kaj Ana Blanka</p>"
                       "<p>3 Aŭgusto 2025</p><p>Ŝanĝita 5 aŭgusto 2025</p>" PARA
                       "<p>Legu ankaŭ: <a href=/x>La fiŝoj revenis</a></p>");
        TAP_EQ_SLICE(mill_doc_get_str(p->doc, "published"), "2025-08-03");
        TAP_EQ_SLICE(mill_doc_get_str(p->doc, "modified"), "2025-08-05");
        TAP_EQ_INT(mill_doc_get(p->doc, "author") != NULL
                       ? mill_doc_get(p->doc, "author")->count
                       : 0,
                   2);
        TAP_OK(!holds(mill_doc_text(p->doc), "Legu"));
        plug_close(p);
    }
    setenv("PRESSMILL_DATA_PATH", before, 1);
    free(before);
}

static void
wrong_words_are_refused_with_their_place(void)
{
    static const struct {
        const char *yaml, *place, *says;
    } cases[] = {
        { "months: [jan, feb]\n", "1:9: ", "twelve" },
        { "menu: [xx]\nmonth: [jan]\n", "2:8: ", "expected menu, months" },
        { "phrases:\n  credits: [foto]\n", "2:12: ", "kind of phrase" },
        { "updated: ŝanĝita\n", "1:10: ", "expected a list" },
        { "menu: ['']\n", "1:8: ", "1 to 90 bytes" },
        { "byline: {lead: [de]}\n", "1:16: ", "expected leads" },
    };
    char *before = data_path();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct plug *p;

        write_lang(tap_folder(), cases[i].yaml);
        p = plug_open(&extract_LTX_mill_plugin, NULL);
        TAP_OK(p == NULL);
        if (p != NULL)
            plug_close(p);
        else if (strstr(plug_refusal(), cases[i].place) == NULL ||
                 strstr(plug_refusal(), cases[i].says) == NULL)
            TAP_FAIL("'%s' does not say %s '%s'", plug_refusal(),
                     cases[i].place, cases[i].says);
    }
    setenv("PRESSMILL_DATA_PATH", before, 1);
    free(before);
}

/* ---- dates */

static void
dates_are_read_as_they_are_written(void)
{
    static const struct {
        const char *text, *want;
        bool month_first;
    } cases[] = {
        { "2025-05-07", "2025-05-07", false },
        { "2025-05-07T10:30:15+03:00", "2025-05-07T10:30:15+03:00", false },
        { "2025-05-07T10:30:15.123Z", "2025-05-07T10:30:15Z", false },
        { "Wed, 07 May 2025 10:30:00 GMT", "2025-05-07T10:30:00Z", false },
        { "May 7, 2025", "2025-05-07", true },
        { "May 7th, 2025 at 9:05 PM", "2025-05-07T21:05:00", true },
        { "7 травня 2025, 09:30", "2025-05-07T09:30:00", false },
        { "середа, 7 мая 2025 г.", "2025-05-07", false },
        { "07.05.2025 18:00", "2025-05-07T18:00:00", false },
        { "5/7/2025", "2025-05-07", true },
        { "5/7/2025", "2025-07-05", false },
        { "7. Mai 2025", "2025-05-07", false },
        { "7 de mayo de 2025", "2025-05-07", false },
        { "7 maja 2025", "2025-05-07", false },
        { "2025年5月7日", "2025-05-07", false },
        { "1746613800", "2025-05-07T10:30:00Z", false },
        { "20250507", "2025-05-07", false },
        { "2025-05-07T23:15:0Z", "2025-05-07T23:15:00Z", false },
        { "الأربعاء، 07 مايو 2025", "2025-05-07", false },
        { "٧ مايو ٢٠٢٥", "2025-05-07", false },
        { "۲۰۲۵/۰۵/۰۷", "2025-05-07", false },
        { "২০২৫-০৫-০৭", "2025-05-07", false },
        { "31 February 2025", NULL, false },
        { "room 2025", NULL, false },
        { "", NULL, false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mill_str s = { cases[i].text, strlen(cases[i].text) };
        struct date d;

        if (!date_parse(&all_words, s, cases[i].month_first, &d)) {
            if (cases[i].want != NULL)
                TAP_FAIL("'%s' is not read", cases[i].text);
            continue;
        }
        TAP_OK(cases[i].want != NULL);
        if (cases[i].want != NULL)
            TAP_EQ_SLICE(date_format(arena, &d), cases[i].want);
    }
}

/* Of the dates of a page, the one on which its article was published, in the
 * newsroom's own time where the page says it. */
static void
the_date_is_the_one_of_the_article(void)
{
    static const struct {
        const char *head, *body, *want, *source;
    } cases[] = {
        /* two clocks, one moment: the newsroom's own */
        { "<meta property='article:published_time' "
          "content='2025-02-03T23:30:00Z'><script type='application/ld+json'>"
          "{\"@type\":\"WebPage\",\"datePublished\":"
          "\"2025-02-04T01:30:00+02:00\"}</script>",
          "<h1>The pier reopens</h1>", "2025-02-04T01:30:00+02:00",
          "article:published_time" },
        { "<meta property='article:published_time' "
          "content='2025-02-28T23:30:00Z'><script>var page = "
          "{when: '2025-03-01 01:30'};</script>",
          "<h1>The pier reopens</h1>", "2025-03-01T01:30:00",
          "article:published_time" },
        /* another moment of the next day is another moment */
        { "<meta property='article:published_time' "
          "content='2025-02-28T23:30:00Z'><script>var page = "
          "{when: '2025-03-01 01:31'};</script>",
          "<h1>The pier reopens</h1>", "2025-02-28T23:30:00Z",
          "article:published_time" },
        /* the day in a headline is the one it is about */
        { "", "<h1>Races of 12 May 2019</h1><p>14 May 2019</p>", "2019-05-14",
          "text" },
        /* a name of its style that says little */
        { "",
          "<h1>The pier reopens</h1><div class='top-box__time'>3 February "
          "2025</div>",
          "2025-02-03", "date" },
        /* for a program only */
        { "",
          "<h1>The pier reopens</h1><span data-timestamp='1738580400'>two "
          "years ago</span>",
          "2025-02-03T11:00:00Z", "data" },
        { "<script>window.state={\"post\":{\"published_at\":"
          "\"2025-02-03 12:00\"}}</script>",
          "<h1>The pier reopens</h1>", "2025-02-03T12:00:00", "script" },
        /* when it was changed is better than a day that stands anywhere */
        { "",
          "<h1>The pier reopens</h1><p>Updated: 4 February 2025</p>" PARA PARA
              PARA "<footer>Founded 1 May 1999</footer>",
          "2025-02-04", "text" },
    };
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char html[4096];

        snprintf(html, sizeof html,
                 "<html lang=en-gb><head><title>The pier reopens</title>%s"
                 "</head><body>%s" PARA "</body></html>",
                 cases[i].head, cases[i].body);
        extract_str(p, html);
        TAP_EQ_INT(p->status, MILL_OK);
        TAP_EQ_SLICE(mill_doc_get_str(p->doc, "published"), cases[i].want);
        TAP_EQ_SLICE(mill_doc_get_str(p->doc, "meta.published.source"),
                     cases[i].source);
    }
    plug_close(p);
}

static void
bylines_give_names_and_only_names(void)
{
    static const struct {
        const char *text;
        size_t count;
        const char *first, *last;
    } cases[] = {
        { "By Ann Lee and Bob Ray", 2, "Ann Lee", "Bob Ray" },
        { "Автор: Олена Ткаченко", 1, "Олена Ткаченко", "Олена Ткаченко" },
        { "Ann Lee, Senior Political Correspondent", 1, "Ann Lee", "Ann Lee" },
        { "Ann Lee | May 7, 2025", 1, "Ann Lee", "Ann Lee" },
        { "Von Jürgen Groß und Eva Klein", 2, "Jürgen Groß", "Eva Klein" },
        { "Ana de la Cruz", 1, "Ana de la Cruz", "Ana de la Cruz" },
        { "ann28", 1, "ann28", "ann28" },
        { "August 28", 0, NULL, NULL },
        { "28 серпня", 0, NULL, NULL },
        { "Learn about our editorial policies", 0, NULL, NULL },
        { "https://example.org/ann", 0, NULL, NULL },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mill_str names[8];
        uint32_t n = byline_names(
            &all_words,
            (struct mill_str){ cases[i].text, strlen(cases[i].text) }, false,
            names, 8);

        TAP_EQ_INT(n, cases[i].count);
        if (n > 0 && n == cases[i].count) {
            TAP_EQ_SLICE(names[0], cases[i].first);
            TAP_EQ_SLICE(names[n - 1], cases[i].last);
        }
    }
}

/* ---- pages made to hurt */

static char *
repeat(const char *unit, size_t bytes, size_t *len)
{
    size_t n = strlen(unit);
    char *to = malloc(bytes + n + 1);

    *len = 0;
    while (to != NULL && *len < bytes) {
        memcpy(to + *len, unit, n);
        *len += n;
    }
    return to;
}

static void
hostile_pages_end_soon_and_harm_nobody(void)
{
    static const char *const units[] = {
        "<div>",
        "<div><p>",
        "</div>",
        "<b>x</i>",
        "<i><div><b>",
        "<a b=c d=e f=g ",
        "<p class='",
        "<!--",
        "<script>",
        "<table><tr><td>x",
        "&amp;&#1;&#x110000;&bogus;",
        "&",
        "\x01",
        "<<",
        "<e1><e2><e3>",
        "<p>word ",
        "<",
        "<svg><noscript>",
        "\xff\xfe\x80",
        "<h1>a</h1>",
        "<li><a href=x>long enough words here</a>",
        "<title>",
        "<b>",
        "<script type=application/ld+json>{\"@graph\":[",
        "2025-01-01 ",
        "<time>May 7, 2025</time>",
        "<p>By Ann Lee and ",
    };
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);

    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t len;
        char *body = repeat(units[i], 1 << 20, &len);

        extract(p, (struct mill_str){ body, len }, "text/html");
        TAP_OK(p->status == MILL_OK || p->status == MILL_ERR_DOC);
        /* and all that closes nothing, behind */
        memcpy(body + len / 2, "</i></b></a></p>", 16);
        extract(p, (struct mill_str){ body, len }, "text/html");
        TAP_OK(p->status == MILL_OK || p->status == MILL_ERR_DOC);
        free(body);
    }
    /* the worker is as good as new */
    TAP_OK(holds(extract_str(p, page), "harbour board"));
    plug_close(p);
}

static void
a_stack_of_end_tags_takes_no_square(void)
{
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);
    size_t open, close;
    char *a = repeat("<i><div><b><u>", 1 << 19, &open);
    char *b = repeat("</i></em>", 1 << 19, &close);
    char *both = malloc(open + close);

    memcpy(both, a, open);
    memcpy(both + open, b, close);
    extract(p, (struct mill_str){ both, open + close }, "text/html");
    TAP_OK(p->status == MILL_OK || p->status == MILL_ERR_DOC);
    free(a);
    free(b);
    free(both);
    plug_close(p);
}

static void
bad_bodies_are_told_apart(void)
{
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);
    static const char binary[64] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0";

    extract(p, (struct mill_str){ binary, sizeof binary }, "text/html");
    TAP_EQ_INT(p->status, MILL_ERR_DOC);
    TAP_EQ_STR(p->code, "binary");
    extract(p, (struct mill_str){ "%PDF-1.4", 8 }, "application/pdf");
    TAP_EQ_INT(p->status, MILL_ERR_DOC);
    TAP_EQ_STR(p->code, "not-html");
    extract_str(p, "<html><body></body></html>");
    TAP_EQ_INT(p->status, MILL_ERR_DOC);
    TAP_EQ_STR(p->code, "no-article");
    /* no element at all, but a date */
    extract_str(p, "<!-- \"published_at\":\"5/7/2025\" -->");
    TAP_EQ_INT(p->status, MILL_ERR_DOC);
    TAP_EQ_STR(p->code, "no-article");
    plug_close(p);
}

static void
character_references_are_read_and_what_is_none_stays(void)
{
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);

    TAP_EQ_SLICE(
        extract_str(p, "<p>Fish &amp; chips&nbsp;&mdash; &#163;9&comma &bogus; "
                       "R&D, AT&T; 4 &lt; 5 &#x2019;&#0;&#xd800;&apos;&&amp;."
                       "</p>"),
        "Fish & chips \xe2\x80\x94 \xc2\xa3"
        "9&comma &bogus; R&D, AT&T; 4 < 5 \xe2\x80\x99'&&.");
    extract_str(p, "<title>Fish &amp; chips of &laquo;A&amp;B&raquo;</title>"
                   "<h1>Fish &amp; chips of &laquo;A&amp;B&raquo;</h1><p>Of "
                   "A&amp;B it is said that it will be built.</p>");
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "title"), "Fish & chips of «A&B»");
    plug_close(p);
}

static void
a_site_is_its_author_only_when_nobody_else_is(void)
{
    static const char head[] =
        "<title>The pier</title><meta property='og:site_name' content='The "
        "Lantern'><meta name=author content='The Lantern'><h1>The pier</h1>";
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);
    char html[4096];
    const struct mill_value *v;

    snprintf(html, sizeof html, "%s" PARA, head);
    extract_str(p, html);
    v = mill_doc_get(p->doc, "author");
    TAP_OK(v != NULL && v->count == 1);
    if (v != NULL && v->count == 1)
        TAP_EQ_SLICE(v->list[0], "The Lantern");
    snprintf(html, sizeof html, "%s<p class=byline>By Ann Lee</p>" PARA, head);
    extract_str(p, html);
    v = mill_doc_get(p->doc, "author");
    TAP_OK(v != NULL && v->count == 1);
    if (v != NULL && v->count == 1)
        TAP_EQ_SLICE(v->list[0], "Ann Lee");
    plug_close(p);
}

static void
the_name_of_the_site_is_no_title(void)
{
    static const struct {
        const char *title, *body, *want;
    } cases[] = {
        { "The Lantern: A pier for all",
          "<h1>The Lantern</h1><h2>A pier for "
          "all</h2>",
          "A pier for all" },
        { "Ліхтар — Новий причал відкрито",
          "<h1>Ліхтар</h1><h3>Новий причал "
          "відкрито</h3>",
          "Новий причал відкрито" },
        { "A pier for all » Lantern", "<h1>Lantern</h1>", "A pier for all" },
        { "A pier for all | Lantern", "<h1>A pier for all</h1>",
          "A pier for all" },
        { "Lantern | Žluté molo", "<h1>Lantern</h1>", "Žluté molo" },
        { "The pier", "<h1>The pier</h1><h2>What it costs</h2>", "The pier" },
    };
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char html[4096];
        size_t n =
            (size_t)snprintf(html, sizeof html, "<title>%s</title>%s" PARA,
                             cases[i].title, cases[i].body);
        struct mill_doc *doc = plug_doc(p, NULL);

        mill_doc_lend_body(doc, (struct mill_str){ html, n }, "text/html");
        TAP_OK(mill_doc_set_str(doc, "url",
                                MILL_STR("https://lantern.example/a/pier")));
        plug_process(p);
        TAP_EQ_SLICE(mill_doc_get_str(doc, "title"), cases[i].want);
    }
    plug_close(p);
}

static void
nul_bytes_are_spaces(void)
{
    static const char body[] = "<p>The board\0met on\0Monday, and voted.</p>";
    struct plug *p = plug_open(&extract_LTX_mill_plugin, NULL);

    TAP_EQ_SLICE(
        extract(p, (struct mill_str){ body, sizeof body - 1 }, "text/html"),
        "The board met on Monday, and voted.");
    plug_close(p);
}

static void
a_page_above_the_limit_is_cut_and_noted(void)
{
    struct plug *p = plug_open(&extract_LTX_mill_plugin, "{max_nodes: 1000}");
    size_t len;
    char *body = repeat("<p>A paragraph of some words.</p>", 1 << 20, &len);

    extract(p, (struct mill_str){ body, len }, "text/html");
    TAP_EQ_INT(p->status, MILL_OK);
    free(body);
    plug_close(p);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(our_own_pages_come_out_clean),
        TAP_CASE(metadata_comes_with_its_source),
        TAP_CASE(a_field_that_is_there_is_left_alone),
        TAP_CASE(structure_stays_and_junk_goes),
        TAP_CASE(lists_and_refrains_of_an_article_stay),
        TAP_CASE(what_is_left_out_can_be_kept),
        TAP_CASE(plain_text_is_cleaned_as_well),
        TAP_CASE(old_encodings_become_utf8),
        TAP_CASE(utf16_with_a_mark_is_read),
        TAP_CASE(a_language_is_added_by_data_alone),
        TAP_CASE(wrong_words_are_refused_with_their_place),
        TAP_CASE(dates_are_read_as_they_are_written),
        TAP_CASE(the_date_is_the_one_of_the_article),
        TAP_CASE(bylines_give_names_and_only_names),
        TAP_CASE(hostile_pages_end_soon_and_harm_nobody),
        TAP_CASE(a_stack_of_end_tags_takes_no_square),
        TAP_CASE(bad_bodies_are_told_apart),
        TAP_CASE(character_references_are_read_and_what_is_none_stays),
        TAP_CASE(a_site_is_its_author_only_when_nobody_else_is),
        TAP_CASE(the_name_of_the_site_is_no_title),
        TAP_CASE(nul_bytes_are_spaces),
        TAP_CASE(a_page_above_the_limit_is_cut_and_noted),
        TAP_END
    };
    int status;

    srcdir = getenv("top_srcdir");
    if (srcdir == NULL)
        srcdir = "..";
    arena = mill_arena_create(0);
    if (words_read(&all_words, arena, NULL) != MILL_OK)
        return 1;
    status = tap_run(argc, argv, cases);
    mill_arena_destroy(arena);
    return status;
}
