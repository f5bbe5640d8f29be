/* SPDX-License-Identifier: Apache-2.0
 *
 * names.c: what the words of class and id attributes say. A value such as
 * "relatedPosts article-body__text" is cut into words at every change of
 * case and at everything that is no letter. */
#include "article.h"

#include <string.h>

static const struct sign_words {
    enum sign sign;
    const char *words;
} sign_words[] = {
    { SIGN_ARTICLE, "article story post entry news articulo artikel articolo "
                    "blogpost single detail newsdetail statya stattia "
                    "publication material" },
    { SIGN_BODY, "body content text main articlebody storybody richtext prose "
                 "rte wysiwyg paragraph copy fulltext bodytext maincontent "
                 "articletext postbody entrycontent postcontent cuerpo corps "
                 "inhalt txt editor description" },
    { SIGN_TITLE, "title headline heading hed titre titel titulo zagolovok" },
    { SIGN_LEAD, "subtitle deck dek standfirst lead lede intro summary "
                 "excerpt subhead subheadline chapo vorspann kicker anons "
                 "abstract subheading sapo" },
    { SIGN_AUTHOR, "author byline authors bio contributor writer avatar "
                   "autor auteur verfasser reporter avtor biography "
                   "authorbox aboutauthor profile" },
    { SIGN_DATE, "date time published timestamp pubdate updated datetime "
                 "posted datum fecha" },
    { SIGN_META, "meta info metadata details source credits byauthor "
                 "postmeta dateline attribution" },
    { SIGN_CAPTION, "caption figcaption figure image photo picture img media "
                    "legend credit thumbnail thumb gallery captiontext "
                    "slideshow carousel lightbox copyrights" },
    { SIGN_TAGS, "tags tag tagcloud keywords topics categories category cat "
                 "taglist topic label labels rubric rubrics" },
    { SIGN_COMMENT, "comment comments disqus commentlist reply respond "
                    "replies kommentare kommentar comentarios commentaires "
                    "discussion feedback livefyre reviews commenting" },
    { SIGN_SHARE, "share sharing social addthis sharethis sharedaddy "
                  "facebook whatsapp telegram follow sns shareaholic socials "
                  "sociable sharebar linkedin pinterest viber bookmark "
                  "reddit print email sharer teilen like likes reactions" },
    { SIGN_RELATED, "related recommend recommended recommendations more "
                    "similar readmore also outbrain taboola popular trending "
                    "latest mostread teaser teasers relatedposts upnext "
                    "suggestions suggested next prev previous jp mgid "
                    "recirc recirculation recent weitere mehr interesting "
                    "relap crosslink readalso articles posts stories feed "
                    "archive relacionadas verwandte most top" },
    { SIGN_NAV, "nav navigation navbar menu breadcrumb breadcrumbs crumbs "
                "pagination pager toolbar topbar tabs sitemap submenu crumb "
                "dropdown mega hamburger navi skip lang language langs "
                "languages locale search" },
    { SIGN_FOOTER, "footer foot bottom copyright legal colophon imprint "
                   "impressum disclaimer terms" },
    { SIGN_HEADER, "header masthead head logo branding topper brand" },
    { SIGN_SIDE, "sidebar side aside rail widget widgets secondary "
                 "complementary sidecol rightcol rcol rightbar sticky "
                 "panel" },
    { SIGN_AD, "ad ads advert advertisement advertising sponsor sponsored "
               "promo promotion promoted adsense dfp gpt adslot banner "
               "banners werbung anzeige publicidad publicite advertorial "
               "partner affiliate reklama commercial offer product "
               "products shop buy" },
    { SIGN_NEWSLETTER, "newsletter subscribe subscription signup cta "
                       "paywall mailchimp optin subscriber abo donate "
                       "donation support membership register login signin "
                       "form contact callout-cta regwall leadgen" },
    { SIGN_COOKIE, "cookie cookies gdpr consent privacy modal popup overlay "
                   "dialog toast notice notification alert onetrust cmp "
                   "lightbox tooltip" },
    { SIGN_TOC, "toc contents jump anchor anchors" },
    { SIGN_QUOTE, "quote pullquote blockquote testimonial citation" },
    { SIGN_HIDDEN, "hidden hide sr visually screenreader offscreen noprint "
                   "invisible none assistive accessibility visuallyhidden "
                   "collapsed" },
    { SIGN_VIDEO, "video player audio podcast videoplayer youtube jwplayer "
                  "playlist" },
    { SIGN_EMBED, "tweet twitter instagram embed embedded tiktok iframe "
                  "oembed" },
    { SIGN_BOX, "infobox box callout factbox takeaways highlights inset "
                "sidenote insert factoid faq accordion key glance" },
    { SIGN_LIST, "card cards item items grid slider swiper slide slides list "
                 "listing loop tile tiles row rows block blocks" },
};

static uint32_t
word_hash(const char *word, size_t len)
{
    uint32_t h = 2166136261u;

    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)word[i]) * 16777619u;
    return (h ^ h >> 16) % NAMES_SLOTS;
}

static struct names_slot *
find_slot(struct names *names, const char *word, size_t len)
{
    uint32_t h = word_hash(word, len);

    while (names->slots[h].word != NULL &&
           (names->slots[h].len != len ||
            memcmp(names->slots[h].word, word, len) != 0))
        h = (h + 1) % NAMES_SLOTS;
    return &names->slots[h];
}

void
names_init(struct names *names)
{
    memset(names, 0, sizeof(*names));
    for (size_t i = 0; i < sizeof(sign_words) / sizeof(*sign_words); i++) {
        const char *p = sign_words[i].words;

        while (*p != 0) {
            size_t len = strcspn(p, " ");
            struct names_slot *slot = find_slot(names, p, len);

            slot->word = p;
            slot->len = (uint32_t)len;
            slot->signs |= 1u << sign_words[i].sign;
            p += len;
            p += strspn(p, " ");
        }
    }
}

uint32_t
names_signs(const struct names *names, struct mill_str value)
{
    enum { LONGEST = 20, MOST = 400 };
    char word[LONGEST];
    uint32_t signs = 0;
    size_t len = 0, n = value.len < MOST ? value.len : MOST;
    bool was_lower = false;

    for (size_t i = 0; i <= n; i++) {
        char c = i < n ? value.ptr[i] : ' ';
        bool lower = c >= 'a' && c <= 'z', upper = c >= 'A' && c <= 'Z';

        if (len > 0 && ((!lower && !upper) || (upper && was_lower))) {
            if (len < LONGEST)
                signs |= find_slot((struct names *)(uintptr_t)names, word, len)
                             ->signs;
            len = 0;
        }
        if (lower || upper) {
            if (len < LONGEST)
                word[len] = (char)(c | 0x20);
            len++;
        }
        was_lower = lower;
    }
    return signs;
}
