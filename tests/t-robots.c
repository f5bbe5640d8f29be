/* SPDX-License-Identifier: Apache-2.0
 *
 * t-robots.c: RFC 9309 as a table. Each file is asked for a number of paths;
 * "+/a" may be fetched, "-/a" may not. */
#include "../plugins/fetch/robots.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct robots_case {
    const char *what, *file;
    const char *asks[24];
};

static const struct robots_case cases_of_rfc[] = {
    /* ---- 2.2.1: groups and the user-agent line */
    { "an empty file allows all", "", { "+/", "+/a", "+/a?b=c" } },
    { "a file of comments allows all", "# none\n  # of it\n", { "+/x" } },
    { "our own group counts",
      "User-agent: pressmill\nDisallow: /a\n", { "-/a", "-/a/b", "+/b" } },
    { "the name's case does not matter",
      "user-AGENT: PressMILL\ndisALLOW: /a\n", { "-/a", "+/b", "+/A" } },
    { "another's group does not",
      "User-agent: otherbot\nDisallow: /\n", { "+/", "+/a" } },
    { "the star is for those not named",
      "User-agent: *\nDisallow: /a\n", { "-/a", "+/b" } },
    { "named, the star's rules do not count",
      "User-agent: *\nDisallow: /\n\nUser-agent: pressmill\nDisallow: /a\n",
      { "-/a", "+/b", "+/" } },
    { "the order of groups does not matter",
      "User-agent: pressmill\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n",
      { "-/a", "+/b" } },
    { "an empty group of our own allows all",
      "User-agent: *\nDisallow: /\nUser-agent: pressmill\n",
      { "+/a", "+/" } },
    { "an empty rule in our own group allows all",
      "User-agent: *\nDisallow: /\n\nUser-agent: pressmill\nDisallow:\n",
      { "+/a", "+/" } },
    { "groups of the same name are one",
      "User-agent: pressmill\nDisallow: /a\n\nUser-agent: x\nDisallow: /c\n"
      "\nUser-agent: pressmill\nDisallow: /b\n",
      { "-/a", "-/b", "+/c" } },
    { "groups of the star are one",
      "User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b\n",
      { "-/a", "-/b", "+/c" } },
    { "several names share rules",
      "User-agent: x\nUser-agent: pressmill\nUser-agent: y\nDisallow: /a\n",
      { "-/a", "+/b" } },
    { "the star may be among names",
      "User-agent: x\nUser-agent: *\nDisallow: /a\n", { "-/a", "+/b" } },
    { "empty lines do not end a group",
      "User-agent: pressmill\n\n\nDisallow: /a\n\nDisallow: /b\n",
      { "-/a", "-/b", "+/c" } },
    { "a name after a rule begins a group",
      "User-agent: pressmill\nDisallow: /a\nUser-agent: x\nDisallow: /b\n",
      { "-/a", "+/b" } },
    { "rules before any name are nobody's",
      "Disallow: /\nUser-agent: pressmill\nDisallow: /a\n",
      { "-/a", "+/b" } },
    { "a version behind the name is no part of it",
      "User-agent: pressmill/2.1\nDisallow: /a\n", { "-/a", "+/b" } },
    { "words behind the name are no part of it",
      "User-agent: pressmill the reader\nDisallow: /a\n", { "-/a" } },
    { "a name that only begins like ours is another's",
      "User-agent: pressmillbot\nDisallow: /a\n", { "+/a" } },
    { "a name that is the beginning of ours is another's",
      "User-agent: press\nDisallow: /a\n", { "+/a" } },
    { "a name with ours behind a dash is another's",
      "User-agent: my-pressmill\nDisallow: /a\n", { "+/a" } },
    { "an empty name is nobody's",
      "User-agent:\nDisallow: /a\n", { "+/a" } },
    { "the star with words behind is still the star",
      "User-agent: * everybody\nDisallow: /a\n", { "-/a" } },
    { "the star glued to a word is a strange name",
      "User-agent: *bot\nDisallow: /a\n", { "+/a" } },

    /* ---- other lines */
    { "a sitemap does not end a group",
      "User-agent: pressmill\nSitemap: http://a/s.xml\nDisallow: /a\n",
      { "-/a", "+/b" } },
    { "a sitemap between names does not part them",
      "User-agent: pressmill\nSitemap: http://a/s.xml\nUser-agent: x\n"
      "Disallow: /a\n",
      { "-/a" } },
    { "unknown lines are passed over",
      "User-agent: pressmill\nNoindex: /a\nHost: a\nClean-param: x\n"
      "Request-rate: 1/5\nDisallow: /b\nfoo\n:\n::\nDisallow: /c\n",
      { "+/a", "-/b", "-/c" } },
    { "a crawl delay is no rule",
      "User-agent: pressmill\nCrawl-delay: 5\n", { "+/a" } },
    { "a crawl delay does not end the names",
      "User-agent: pressmill\nCrawl-delay: 5\nUser-agent: x\nDisallow: /a\n",
      { "-/a" } },

    /* ---- 2.2.2: allow, disallow, which one counts */
    { "all is forbidden",
      "User-agent: *\nDisallow: /\n", { "-/", "-/a", "-/a/b?c", "-" } },
    { "the rules' own file may always be fetched",
      "User-agent: *\nDisallow: /\n",
      { "+/robots.txt", "+/robots.txt?x", "-/robots.txt2", "-/Robots.txt",
        "-/a/robots.txt" } },
    { "a rule is the beginning of a path",
      "User-agent: *\nDisallow: /fish\n",
      { "-/fish", "-/fish.html", "-/fish/salmon.html", "-/fishheads",
        "-/fishheads/yummy.html", "-/fish.php?id=anything", "+/Fish.asp",
        "+/catfish", "+/?id=fish", "+/desert/fish" } },
    { "with a slash it is a folder",
      "User-agent: *\nDisallow: /fish/\n",
      { "-/fish/", "-/fish/?id=anything", "-/fish/salmon.htm", "+/fish",
        "+/fish.html", "+/animals/fish/", "+/Fish/Salmon.asp" } },
    { "paths tell capitals apart",
      "User-agent: *\nDisallow: /A\n", { "-/A", "+/a", "-/Ab" } },
    { "the longest rule counts",
      "User-agent: *\nAllow: /example/page/\n"
      "Disallow: /example/page/disallowed.gif\n",
      { "+/example/page/", "+/example/page/a.gif",
        "-/example/page/disallowed.gif" } },
    { "the longest rule counts in any order",
      "User-agent: *\nDisallow: /example/page/disallowed.gif\n"
      "Allow: /example/page/\n",
      { "+/example/page/x", "-/example/page/disallowed.gif" } },
    { "allow inside what is forbidden",
      "User-agent: *\nDisallow: /\nAllow: /open\n",
      { "+/open", "+/open/a", "-/closed", "-/" } },
    { "of two as long, allow counts",
      "User-agent: *\nDisallow: /page\nAllow: /page\n", { "+/page" } },
    { "of two as long, allow counts in any order",
      "User-agent: *\nAllow: /page\nDisallow: /page\n", { "+/page" } },
    { "allow for a folder, disallow for a file type",
      "User-agent: *\nAllow: /page\nDisallow: /*.htm\n",
      { "-/page.htm", "+/page", "+/page.php" } },
    { "a longer allow wins over a star",
      "User-agent: *\nAllow: /p\nDisallow: /\n", { "+/page", "-/x" } },
    { "an empty disallow forbids nothing",
      "User-agent: *\nDisallow:\n", { "+/", "+/a" } },
    { "an empty allow says nothing",
      "User-agent: *\nAllow:\nDisallow: /\n", { "-/a" } },
    { "a rule without a slash fits nothing",
      "User-agent: *\nDisallow: a\n", { "+/a", "+/b" } },
    { "allow alone forbids nothing",
      "User-agent: *\nAllow: /a\n", { "+/a", "+/b" } },
    { "an allowed index page is its folder, too",
      "User-agent: *\nDisallow: /\nAllow: /a/index.html\n",
      { "+/a/", "+/a/index.html", "-/a/b", "-/a" } },

    /* ---- 2.2.3: special characters */
    { "a star is any run of characters",
      "User-agent: *\nDisallow: /a*z\n",
      { "-/az", "-/abz", "-/a/b/z", "-/abzb", "+/ab", "+/z" } },
    { "a star at the end changes nothing",
      "User-agent: *\nDisallow: /fish*\n",
      { "-/fish", "-/fish.html", "-/fishheads", "+/catfish" } },
    { "a star may begin a rule",
      "User-agent: *\nDisallow: *.gif\n",
      { "-/a.gif", "-/b/c.gif", "-/.gif?x", "+/a.png" } },
    { "a star is also nothing",
      "User-agent: *\nDisallow: /a*b*c\n",
      { "-/abc", "-/axbxc", "-/abxxxc", "+/acb", "+/ab" } },
    { "a star alone is everything",
      "User-agent: *\nDisallow: *\n", { "-/", "-/a" } },
    { "several stars together are one",
      "User-agent: *\nDisallow: /a***b\n", { "-/ab", "-/axb", "+/a" } },
    { "a dollar is the end",
      "User-agent: *\nDisallow: /*.php$\n",
      { "-/filename.php", "-/folder/filename.php", "+/filename.php?x",
        "+/filename.php/", "+/filename.php5", "+/windows.PHP" } },
    { "a dollar with a star before it",
      "User-agent: *\nDisallow: /a*$\n", { "-/a", "-/ab", "+/b" } },
    { "a dollar alone is an empty path",
      "User-agent: *\nDisallow: /$\n", { "-/", "-", "+/a", "+/?a" } },
    { "the end may have to be looked for again",
      "User-agent: *\nDisallow: /a*b$\n",
      { "-/ab", "-/abab", "-/abcb", "+/abc", "+/aba" } },
    { "only the home page",
      "User-agent: *\nAllow: /$\nDisallow: /\n", { "+/", "-/a", "-/?a" } },
    { "a query is part of the path",
      "User-agent: *\nDisallow: /*?\n", { "-/a?", "-/?b", "+/a" } },
    { "a value in a query",
      "User-agent: *\nDisallow: /*?*id=7\n",
      { "-/a?id=7", "-/a?x=1&id=7", "-/a?id=71", "+/a?id=8", "+/id=7" } },
    { "a dollar in the middle is a plain one",
      "User-agent: *\nDisallow: /a$b\n", { "-/a$b", "-/a$bc", "+/a" } },
    { "an encoded star is a plain star",
      "User-agent: *\nDisallow: /path/file-with-a-%2A.html\n",
      { "-/path/file-with-a-*.html", "-/path/file-with-a-%2A.html",
        "+/path/file-with-a-x.html" } },
    { "an encoded dollar is a plain dollar",
      "User-agent: *\nDisallow: /path/foo-%24\n",
      { "-/path/foo-$", "-/path/foo-%24", "-/path/foo-$bar",
        "+/path/foo-" } },
    { "a hash begins a comment",
      "User-agent: * # all\nDisallow: /a # here\nDisallow: /b#c\n"
      "#Disallow: /d\n",
      { "-/a", "-/b", "-/bc", "+/d", "+/c" } },

    /* ---- encodings */
    { "plain query",
      "User-agent: *\nDisallow: /\nAllow: /foo/bar?baz=quz\n",
      { "+/foo/bar?baz=quz", "-/foo/bar?baz=qux" } },
    { "an address inside an address",
      "User-agent: *\nDisallow: /\nAllow: /foo/bar?baz=https://foo.bar\n",
      { "+/foo/bar?baz=https%3A%2F%2Ffoo.bar",
        "+/foo/bar?baz=https://foo.bar", "-/foo/bar?baz=http://foo.bar" } },
    { "an encoded address inside an address",
      "User-agent: *\nDisallow: /\n"
      "Allow: /foo/bar?baz=https%3A%2F%2Ffoo.bar\n",
      { "+/foo/bar?baz=https://foo.bar",
        "+/foo/bar?baz=https%3a%2f%2ffoo.bar" } },
    { "plain characters of the world",
      "User-agent: *\nDisallow: /\nAllow: /foo/bar/\xe3\x83\x84\n",
      { "+/foo/bar/%E3%83%84", "+/foo/bar/\xe3\x83\x84",
        "+/foo/bar/%e3%83%84", "-/foo/bar/%E3%83%85" } },
    { "encoded characters of the world",
      "User-agent: *\nDisallow: /\nAllow: /foo/bar/%E3%83%84\n",
      { "+/foo/bar/%E3%83%84", "+/foo/bar/\xe3\x83\x84" } },
    { "encoded letters are letters",
      "User-agent: *\nDisallow: /\nAllow: /foo/bar/%62%61%7A\n",
      { "+/foo/bar/baz", "+/foo/bar/%62%61%7A", "+/foo/bar/%62az" } },
    { "letters are encoded letters",
      "User-agent: *\nDisallow: /a~b-c_d.e\n",
      { "-/a%7Eb%2Dc%5Fd%2Ee", "-/a~b-c_d.e" } },
    { "an encoded slash in a path is no slash",
      "User-agent: *\nDisallow: /a/b\n", { "-/a/b", "+/a%2Fb" } },
    { "a slash is no encoded slash",
      "User-agent: *\nDisallow: /a%2fb\n",
      { "-/a%2Fb", "-/a%2fb", "+/a/b" } },
    { "a percent sign that encodes nothing is plain",
      "User-agent: *\nDisallow: /100%\nDisallow: /%zz\n",
      { "-/100%", "-/100%x", "-/%zz", "+/%aa" } },
    { "Ukrainian words, plain and encoded",
      "User-agent: *\nDisallow: /новини/\n",
      { "-/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/1", "-/новини/",
        "+/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8" } },
    { "a space inside a path",
      "User-agent: *\nDisallow: /a b\n", { "-/a%20b", "+/a" } },

    /* ---- lines as people write them */
    { "lines end in CRLF",
      "User-agent: *\r\nDisallow: /a\r\n\r\nDisallow: /b\r\n",
      { "-/a", "-/b", "+/c" } },
    { "lines end in CR",
      "User-agent: *\rDisallow: /a\rDisallow: /b\r", { "-/a", "-/b" } },
    { "the last line has no end",
      "User-agent: *\nDisallow: /a", { "-/a", "+/b" } },
    { "a byte order mark is passed over",
      "\xef\xbb\xbfUser-agent: *\nDisallow: /a\n", { "-/a" } },
    { "also one that was cut",
      "\xef\xbbUser-agent: *\nDisallow: /a\n", { "-/a" } },
    { "white space around everything",
      " \t User-agent \t : \t * \t\n\tDisallow\t:\t/a\t\n", { "-/a" } },
    { "no white space at all",
      "User-agent:*\nDisallow:/a\n", { "-/a", "+/b" } },
    { "a forgotten colon",
      "User-agent *\nDisallow /a\n", { "-/a", "+/b" } },
    { "slips of the hand",
      "Useragent: *\nDissallow: /a\nDisalow: /b\nDiasllow: /c\n",
      { "-/a", "-/b", "-/c", "+/d" } },
    { "a user agent in two words",
      "User agent: *\nDisallow: /a\n", { "-/a" } },
    { "an address instead of a path fits nothing",
      "User-agent: *\nDisallow: http://example.org/a\n", { "+/a" } },
    { "a page of HTML has no rules",
      "<!DOCTYPE html><html><body>User-agent: *<br>Disallow: /\n"
      "</body></html>\n",
      { "+/", "+/a" } },
    { "bytes of no meaning have no rules",
      "\x01\x02\xff\xfe\x80User-agent: *\nDisallow: /\n", { "+/" } },
};

/* Asks one file for its paths; returns how many answers were right. */
static size_t
ask(const struct robots_case *c, size_t *asked)
{
    struct mill_str file = { c->file, strlen(c->file) };
    struct robots *r = robots_parse(file, "pressmill");
    size_t right = 0;

    for (size_t i = 0; i < 24 && c->asks[i] != NULL; i++) {
        struct mill_str path = { c->asks[i] + 1, strlen(c->asks[i]) - 1 };
        bool want = c->asks[i][0] == '+';

        (*asked)++;
        if (robots_allow(r, path) == want)
            right++;
        else
            TAP_FAIL("%s: '%s' should be %s", c->what, path.ptr,
                     want ? "allowed" : "forbidden");
    }
    robots_destroy(r);
    return right;
}

static void
every_answer_is_that_of_the_rfc(void)
{
    size_t asked = 0, right = 0;

    for (size_t i = 0; i < sizeof cases_of_rfc / sizeof cases_of_rfc[0]; i++)
        right += ask(&cases_of_rfc[i], &asked);
    TAP_EQ_INT(right, asked);
    TAP_OK(asked >= 150);
    printf("# %zu questions to %zu files\n", asked,
           sizeof cases_of_rfc / sizeof cases_of_rfc[0]);
}

static void
delay_is_read_and_capped(void)
{
    static const struct {
        const char *file;
        int64_t ms;
    } cases[] = {
        { "User-agent: *\nCrawl-delay: 2\n", 2000 },
        { "User-agent: *\nCrawl-delay: 0.25\n", 250 },
        { "User-agent: *\nCrawl-delay: 1.5 # s\n", 1500 },
        { "User-agent: *\nCrawl-delay: soon\n", 0 },
        { "User-agent: *\nCrawl-delay: -1\n", 0 },
        { "User-agent: *\nCrawl-delay:\n", 0 },
        { "User-agent: *\nCrawl-delay: 99999999999999999999\n", 86400000 },
        { "User-agent: *\nCrawl-delay: 9\n\nUser-agent: pressmill\n"
          "Crawl-delay: 1\n",
          1000 },
        { "User-agent: other\nCrawl-delay: 9\n", 0 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct mill_str file = { cases[i].file, strlen(cases[i].file) };
        struct robots *r = robots_parse(file, "pressmill");

        TAP_EQ_INT(robots_delay_ms(r), cases[i].ms);
        robots_destroy(r);
    }
}

static void
only_the_first_half_megabyte_counts(void)
{
    size_t size = 600 * 1024;
    char *file = malloc(size + 64);
    struct mill_str bytes = { file, 0 };
    struct robots *r;

    strcpy(file, "User-agent: *\nDisallow: /early\n#");
    memset(file + strlen(file), 'x', size);
    strcpy(file + size, "\nDisallow: /late\n");
    bytes.len = strlen(file);
    r = robots_parse(bytes, "pressmill");
    TAP_OK(!robots_allow(r, MILL_STR("/early")));
    TAP_OK(robots_allow(r, MILL_STR("/late")));
    robots_destroy(r);
    free(file);
}

static void
rules_made_of_stars_stay_quick(void)
{
    char file[9000] = "User-agent: *\nDisallow: /", path[9000];
    struct mill_str bytes, target = { path, sizeof path };
    struct robots *r;

    for (int i = 0; i < 2000; i++)
        strcat(file, "*a");
    strcat(file, "b$\n");
    memset(path, 'a', sizeof path);
    path[0] = '/';
    bytes = (struct mill_str){ file, strlen(file) };
    r = robots_parse(bytes, "pressmill");
    for (int i = 0; i < 100; i++)
        TAP_OK(robots_allow(r, target));
    robots_destroy(r);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(every_answer_is_that_of_the_rfc),
        TAP_CASE(delay_is_read_and_capped),
        TAP_CASE(only_the_first_half_megabyte_counts),
        TAP_CASE(rules_made_of_stars_stay_quick),
        TAP_END
    };

    return tap_run(argc, argv, cases);
}
