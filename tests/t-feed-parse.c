/* SPDX-License-Identifier: Apache-2.0
 *
 * t-feed-parse.c: what is read out of feeds, also of those that are wrong. */
#include "../plugins/feed/parse.h"
#include "tap.h"

#include <stdio.h>
#include <string.h>

static struct feed feed;
static struct mill_arena *arena;

/* Reads a feed; its memory stays until the next one. */
static struct feed_item *
parse_bytes(const void *bytes, size_t size, const char *type)
{
    static struct feed_item none;
    struct charset *charset = charset_create();
    struct mill_json_parser *json = mill_json_parser_create();
    struct mill_str str = { bytes, size };

    mill_arena_destroy(arena);
    arena = mill_arena_create(0);
    feed = (struct feed){ .arena = arena, .most = 1000 };
    TAP_OK(feed_parse(&feed, str, type, "http://example.org/feeds/a.xml",
                      charset, json));
    charset_destroy(charset);
    mill_json_parser_destroy(json);
    return feed.count > 0 ? &feed.items[0] : &none;
}

static struct feed_item *
parse(const char *text)
{
    return parse_bytes(text, strlen(text), "");
}

static void
rss_of_all_versions(void)
{
    struct feed_item *item = parse(
        "<?xml version='1.0'?><rss version='0.91'><channel><title>News"
        "</title><link>/</link><language>uk</language><item><title>One &amp; "
        "&lt;b&gt;two&lt;/b&gt;</title><link>one.html</link><description>D"
        "</description></item></channel></rss>");

    TAP_EQ_INT(feed.kind, FEED_RSS);
    TAP_EQ_SLICE(feed.title, "News");
    TAP_EQ_SLICE(feed.lang, "uk");
    TAP_EQ_SLICE(item->title, "One & two");
    TAP_EQ_SLICE(item->link, "http://example.org/feeds/one.html");
    TAP_EQ_SLICE(item->summary, "D");

    item = parse(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "
        "xmlns='http://purl.org/rss/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>C"
        "</title></channel><item rdf:about='http://a.example/1'><title>T"
        "</title><link>http://a.example/1</link><dc:creator>A. One"
        "</dc:creator><dc:creator>B. Two</dc:creator><dc:date>2025-05-07"
        "</dc:date></item></rdf:RDF>");
    TAP_EQ_INT(feed.kind, FEED_RSS);
    TAP_EQ_SLICE(feed.title, "C");
    TAP_EQ_INT(item->n_authors, 2);
    TAP_EQ_SLICE(item->authors[1], "B. Two");
    TAP_EQ_SLICE(item->id, "http://a.example/1");
    TAP_EQ_SLICE(item->published, "2025-05-07");

    item = parse(
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/"
        "content/' xmlns:media='http://search.yahoo.com/mrss/'><channel>"
        "<image><title>Logo</title><link>http://no.example/</link></image>"
        "<item><guid>http://a.example/7</guid><author>desk@a.example (The "
        "Desk)</author><category>City</category><category>Water</category>"
        "<content:encoded><![CDATA[<p>All & more</p>]]></content:encoded>"
        "<media:content url='i.jpg' medium='image'/></item></channel></rss>");
    TAP_EQ_SLICE(feed.title, "");
    TAP_EQ_SLICE(item->link, "http://a.example/7");
    TAP_EQ_SLICE(item->authors[0], "The Desk");
    TAP_EQ_INT(item->n_tags, 2);
    TAP_EQ_SLICE(item->tags[1], "Water");
    TAP_EQ_SLICE(item->content, "<p>All & more</p>");
    TAP_EQ_SLICE(item->image, "http://example.org/feeds/i.jpg");
}

static void
atom_with_its_kinds_of_text(void)
{
    struct feed_item *item = parse(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/base/'>"
        "<title type='html'>A &amp;lt;b&amp;gt;</title>"
        "<link rel='self' href='me.xml'/><link href='home'/>"
        "<entry><title>1 &lt; 2 &amp; 3</title>"
        "<link rel='enclosure' href='sound.mp3'/>"
        "<link rel='alternate' type='text/html' href='a?b=1&amp;c=2'/>"
        "<id>tag:x</id><author><name>Olha</name><email>o@x.example</email>"
        "</author><updated>2025-05-07T10:30:00+03:00</updated>"
        "<source><title>Not this</title></source>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
        "<p class='q'>1 &lt; 2</p></div></content></entry></feed>");

    TAP_EQ_INT(feed.kind, FEED_ATOM);
    TAP_EQ_SLICE(feed.link, "http://example.org/base/home");
    TAP_EQ_SLICE(item->title, "1 < 2 & 3");
    TAP_EQ_SLICE(item->link, "http://example.org/base/a?b=1&c=2");
    TAP_EQ_SLICE(item->authors[0], "Olha");
    TAP_EQ_INT(item->n_authors, 1);
    TAP_EQ_SLICE(item->updated, "2025-05-07T10:30:00+03:00");
    TAP_EQ_SLICE(item->content, "<p class=\"q\">1 &lt; 2</p>");
    TAP_EQ_SLICE(item->id, "tag:x");
}

static void
json_feed(void)
{
    struct feed_item *item = parse(
        "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{\"id\":"
        "7,\"url\":\"/a\",\"title\":\"T\",\"author\":{\"name\":\"N\"},"
        "\"tags\":[\"x\",\"y\"],\"date_published\":\"2025-05-07T10:00:00Z\","
        "\"content_text\":\"C\"},3]}");

    TAP_EQ_INT(feed.kind, FEED_JSON);
    TAP_EQ_INT(feed.count, 1);
    TAP_EQ_SLICE(item->id, "7");
    TAP_EQ_SLICE(item->link, "http://example.org/a");
    TAP_EQ_SLICE(item->authors[0], "N");
    TAP_EQ_SLICE(item->published, "2025-05-07T10:00:00Z");
    parse("{\"items\":3}");
    TAP_EQ_INT(feed.kind, FEED_NONE);
}

static void
sitemaps_and_what_leads_to_them(void)
{
    struct feed_item *item = parse(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        "xmlns:news='http://www.google.com/schemas/sitemap-news/0.9' "
        "xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>"
        "<url><loc>http://a.example/1</loc><lastmod>2025-05-07</lastmod>"
        "<image:image><image:loc>http://a.example/i.jpg</image:loc>"
        "</image:image><news:news><news:publication><news:name>P</news:name>"
        "<news:language>ru</news:language></news:publication>"
        "<news:publication_date>2025-05-06</news:publication_date>"
        "<news:title>T</news:title></news:news></url></urlset>");

    TAP_EQ_INT(feed.kind, FEED_SITEMAP);
    TAP_EQ_SLICE(item->link, "http://a.example/1");
    TAP_EQ_SLICE(item->title, "T");
    TAP_EQ_SLICE(item->published, "2025-05-06");
    TAP_EQ_SLICE(item->updated, "2025-05-07");

    parse("<sitemapindex><sitemap><loc>http://a.example/s.xml.gz</loc>"
          "</sitemap></sitemapindex>");
    TAP_EQ_INT(feed.kind, FEED_INDEX);
    TAP_EQ_INT(feed.count, 0);
    TAP_EQ_SLICE(feed.children[0], "http://a.example/s.xml.gz");

    parse("# robots\nUser-agent: *\nDisallow: /x\nSitemap: /sitemap.xml\n");
    TAP_EQ_INT(feed.kind, FEED_ROBOTS);
    TAP_EQ_SLICE(feed.children[0], "http://example.org/sitemap.xml");

    parse("http://a.example/1\nhttp://a.example/2\n");
    TAP_EQ_INT(feed.kind, FEED_SITEMAP);
    TAP_EQ_INT(feed.count, 2);

    parse("<!DOCTYPE html><html><head><base href='/sub/'><LINK REL='next "
          "alternate' TYPE='application/atom+xml' HREF='atom.xml'>"
          "<link rel=stylesheet type='text/css' href=a.css></head></html>");
    TAP_EQ_INT(feed.kind, FEED_PAGE);
    TAP_EQ_INT(feed.n_children, 1);
    TAP_EQ_SLICE(feed.children[0], "http://example.org/sub/atom.xml");
}

static void
wrong_xml_is_read_as_far_as_it_makes_sense(void)
{
    struct feed_item *item = parse(
        "\n<rss><channel><item><title>A & B <b>C</title><link>/a?x=1&y=2"
        "</link><description>D &nbsp;&unknown; <br>E</description><pubDate>"
        "Wed, 7 May 2025 10:30 +0300</pubDate></item><item><title>Two"
        "</title><link>/two</link>");

    TAP_OK(feed.damaged);
    TAP_EQ_INT(feed.count, 2);
    TAP_EQ_SLICE(item->title, "A & B C");
    TAP_EQ_SLICE(item->link, "http://example.org/a?x=1&y=2");
    TAP_EQ_SLICE(item->published, "2025-05-07T10:30:00+03:00");
    TAP_EQ_SLICE(feed.items[1].link, "http://example.org/two");
    item = parse("junk before <rss><channel><item><title>T\x01</title>"
                 "<dc:creator>N</dc:creator></item></channel></rss>");
    TAP_EQ_SLICE(item->title, "T");
    TAP_EQ_SLICE(item->authors[0], "N");
    parse("<rss");
    TAP_EQ_INT(feed.count, 0);
}

static void
entities_cannot_grow(void)
{
    char bomb[4096] = "<!DOCTYPE rss [<!ENTITY a0 'ten chars!'>";
    struct feed_item *item;

    for (int i = 1; i < 12; i++) {
        char more[128];

        snprintf(more, sizeof more,
                 "<!ENTITY a%d '&a%d;&a%d;&a%d;&a%d;&a%d;&a%d;'>", i, i - 1,
                 i - 1, i - 1, i - 1, i - 1, i - 1);
        strcat(bomb, more);
    }
    strcat(bomb, "<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel>"
                 "<item><title>[&a0;][&a11;][&x;]</title><link>/a</link>"
                 "</item></channel></rss>");
    item = parse(bomb);
    TAP_HAS_STR(item->title.ptr, "[ten chars!]");
    TAP_OK(item->title.len < 100);
    TAP_OK(strstr(item->title.ptr, "root") == NULL);
}

static void
feeds_in_old_character_sets(void)
{
    static const char cp1251[] =
        "<?xml version='1.0' encoding='windows-1251'?><rss><channel><item>"
        "<title>\xcd\xee\xe2\xee\xf1\xf2\xe8</title></item></channel></rss>";
    static const char utf16[] =
        "\xff\xfe<\0r\0s\0s\0>\0<\0i\0t\0e\0m\0>\0<\0t\0i\0t\0l\0e\0>\0\x16"
        "\x04<\0/\0t\0i\0t\0l\0e\0>\0<\0/\0i\0t\0e\0m\0>\0<\0/\0r\0s\0s\0>";

    TAP_EQ_SLICE(parse(cp1251)->title, "Новости");
    TAP_EQ_SLICE(parse_bytes(cp1251, sizeof cp1251 - 1,
                             "text/xml; charset=\"windows-1251\"")
                     ->title,
                 "Новости");
    /* the server's word counts more than the feed's */
    TAP_EQ_SLICE(parse_bytes("<?xml version='1.0' encoding='koi8-r'?><rss>"
                             "<item><title>Дім</title></item></rss>",
                             strlen("<?xml version='1.0' encoding='koi8-r'?>"
                                    "<rss><item><title>Дім</title></item>"
                                    "</rss>"),
                             "application/rss+xml; charset=utf-8")
                     ->title,
                 "Дім");
    TAP_EQ_SLICE(parse_bytes(utf16, sizeof utf16, "")->title, "Ж");
}

static void
dates_are_read_as_they_are_written(void)
{
    static const struct {
        const char *text, *iso;
    } cases[] = {
        { "2025-05-07", "2025-05-07" },
        { "2025-05-07T10:30:00Z", "2025-05-07T10:30:00Z" },
        { "2025-05-07T10:30:00.123+03:00", "2025-05-07T10:30:00+03:00" },
        { "2025-05-07T10:30-0500", "2025-05-07T10:30:00-05:00" },
        { "2025-05-07 10:30:00", "2025-05-07T10:30:00" },
        { "2025-05-07 10:30:00 UTC", "2025-05-07T10:30:00Z" },
        { "20250507", "2025-05-07" },
        { "2025/05/07", "2025-05-07" },
        { "2025-05", "2025-05-01" },
        { "Wed, 07 May 2025 10:30:00 GMT", "2025-05-07T10:30:00Z" },
        { "Wed, 7 May 2025 10:30:00 +0300", "2025-05-07T10:30:00+03:00" },
        { "Wed, 07 May 25 10:30 EST", "2025-05-07T10:30:00-05:00" },
        { "7 May 2025", "2025-05-07" },
        { "Wednesday, 07-May-25 10:30:00 GMT", "2025-05-07T10:30:00Z" },
        { "Wed May  7 10:30:00 2025", "2025-05-07T10:30:00" },
        { "May 7, 2025 1:30 PM", "2025-05-07T13:30:00" },
        { "May 7, 2025 12:30 am", "2025-05-07T00:30:00" },
        { "Thu, 01 Jan 2004 19:48:60 GMT", "2004-01-01T19:48:59Z" },
        { "", "" }, { "today", "" }, { "2025-13-07", "" },
        { "2025-05-77", "" }, { "99999999999999999999", "" },
        { "32 Foo 2025", "" },
    };

    parse("<rss/>");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mill_str text = { cases[i].text, strlen(cases[i].text) };

        TAP_EQ_SLICE(feed_date(&feed, text), cases[i].iso);
    }
}

static void
titles_are_plain(void)
{
    static const struct {
        const char *html, *plain;
    } cases[] = {
        { "a <b>b</b> c", "a b c" },
        { "  a\n\tb  ", "a b" },
        { "a&nbsp;b", "a b" },
        { "&laquo;Так&raquo; &#8211; &#x2014;", "«Так» – —" },
        { "don&#146;t", "don’t" },
        { "à la", "à la" },
        { "1 < 2 & 3 > 2", "1 < 2 & 3 > 2" },
        { "x<script>alert('<b>')</script>y", "xy" },
        { "x<!-- <b> -->y", "xy" },
        { "&#0; &#xd800; &#x110000; &;", "&#0; &#xd800; &#x110000; &;" },
        { "<!' <i>x</i>", "<!' x" },
        { "<", "<" }, { "&", "&" }, { "", "" }
    };

    parse("<rss/>");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mill_str html = { cases[i].html, strlen(cases[i].html) };

        TAP_EQ_SLICE(feed_plain(&feed, html), cases[i].plain);
    }
}

static void
sitemaps_name_other_languages(void)
{
    struct feed_item *item = parse(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        "xmlns:xhtml='http://www.w3.org/1999/xhtml'><url><loc>/uk/1</loc>"
        "<xhtml:link rel='alternate' hreflang='uk' href='/uk/1'/>"
        "<xhtml:link rel='alternate' hreflang='en' href='/en/1?a&amp;b'/>"
        "<xhtml:link rel='icon' hreflang='en' href='/i'/></url></urlset>");

    TAP_EQ_SLICE(item->link, "http://example.org/uk/1");
    TAP_EQ_INT(item->n_alternates, 2);
    TAP_EQ_SLICE(item->alternates[1], "en http://example.org/en/1?a&b");
}

static void
content_keeps_its_links_outside_of_the_feed(void)
{
    struct feed_item *item = parse(
        "<feed xmlns='http://www.w3.org/2005/Atom' "
        "xml:base='http://b.example/x/'><entry><link href='1'/><content "
        "type='html' xml:base='y/'>&lt;a href=&quot;z.html?a=1&amp;amp;b=2"
        "&quot;&gt;z&lt;/a&gt; &lt;img alt='href=q' src=i.png&gt; &lt;a "
        "href='http://c.example/'&gt;c&lt;/a&gt; &lt;a href='#n'&gt;n"
        "&lt;/a&gt; 1 &lt; 2</content></entry></feed>");

    TAP_EQ_SLICE(item->link, "http://b.example/x/1");
    TAP_EQ_SLICE(item->content,
                 "<a href=\"http://b.example/x/y/z.html?a=1&amp;b=2\">z</a> "
                 "<img alt='href=q' src=\"http://b.example/x/y/i.png\"> <a "
                 "href='http://c.example/'>c</a> <a href='#n'>n</a> 1 < 2");
    item = parse("{\"items\":[{\"id\":1,\"url\":\"/1\","
                 "\"content_html\":\"<a href=/2>2</a>\"}]}");
    TAP_EQ_SLICE(item->content, "<a href=\"http://example.org/2\">2</a>");
    item = parse("<rss><item><link>/1</link><content>&lt;a href='x</content>"
                 "</item></rss>");
    TAP_EQ_SLICE(item->content, "<a href='x");
}

static void
packed_texts_are_unpacked(void)
{
    struct feed_item *item = parse(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title "
        "type='text/html' mode='base64'>TmV3cyAmYW1wOyA8Yj5tb3JlPC9iPg=="
        "</title><entry><content mode='base64'>\n 0J/RgNC40LLRltGC\n"
        "</content></entry><entry><content type='image/png' mode='base64'>"
        "iVBORw0KGgo=</content></entry></feed>");

    TAP_EQ_SLICE(feed.title, "News & more");
    TAP_EQ_SLICE(item[0].content, "Привіт");
    TAP_EQ_SLICE(item[1].content, "");
}

static void
what_feeds_of_sounds_and_channels_say(void)
{
    struct feed_item *item = parse(
        "<rss xmlns:itunes='http://www.itunes.com/DTDs/Podcast-1.0.dtd'>"
        "<channel><item><link>/1</link><itunes:keywords>war, peace ,war,"
        "</itunes:keywords><itunes:image href='/i.png'/><description>don"
        "&#146;t</description></item></channel></rss>");

    TAP_EQ_INT(item->n_tags, 2);
    TAP_EQ_SLICE(item->tags[1], "peace");
    TAP_EQ_SLICE(item->image, "http://example.org/i.png");
    TAP_EQ_SLICE(item->summary, "don’t");
    item = parse("<CHANNEL HREF='/'><ITEM HREF='/one' "
                 "LASTMOD='2025-05-07T10:30:00+03:00'><TITLE>One</TITLE>"
                 "<ABSTRACT>All of it</ABSTRACT></ITEM></CHANNEL>");
    TAP_EQ_SLICE(item->link, "http://example.org/one");
    TAP_EQ_SLICE(item->title, "One");
    TAP_EQ_SLICE(item->summary, "All of it");
    TAP_EQ_SLICE(item->updated, "2025-05-07T10:30:00+03:00");
    item = parse("<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='uk'>"
                 "<entry><author><email>a@example.org</email></author>"
                 "</entry></feed>");
    TAP_EQ_SLICE(feed.lang, "uk");
    TAP_EQ_INT(item->n_authors, 1);
    TAP_EQ_SLICE(item->authors[0], "a@example.org");
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(rss_of_all_versions),
        TAP_CASE(atom_with_its_kinds_of_text),
        TAP_CASE(json_feed),
        TAP_CASE(sitemaps_and_what_leads_to_them),
        TAP_CASE(wrong_xml_is_read_as_far_as_it_makes_sense),
        TAP_CASE(entities_cannot_grow),
        TAP_CASE(feeds_in_old_character_sets),
        TAP_CASE(dates_are_read_as_they_are_written),
        TAP_CASE(titles_are_plain),
        TAP_CASE(sitemaps_name_other_languages),
        TAP_CASE(content_keeps_its_links_outside_of_the_feed),
        TAP_CASE(packed_texts_are_unpacked),
        TAP_CASE(what_feeds_of_sounds_and_channels_say),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
