/* SPDX-License-Identifier: Apache-2.0
 *
 * phrases.c: what a short block says by the words it begins with: "Read
 * also:", "Photo:", "Subscribe to". */
#define _GNU_SOURCE /* memmem */

#include "article.h"

#include <pressmill/unicode.h>
#include <string.h>

/* Longer blocks are prose that only begins that way. */
static const uint16_t most_words[PHRASE_COUNT] = {
    [PHRASE_READ_ALSO] = 40, [PHRASE_RELATED] = 7,    [PHRASE_CREDIT] = 30,
    [PHRASE_SHARE] = 12,     [PHRASE_SUBSCRIBE] = 35, [PHRASE_COMMENTS] = 10,
    [PHRASE_COOKIE] = 60,    [PHRASE_COPYRIGHT] = 60, [PHRASE_BYLINE] = 10,
    [PHRASE_DATE] = 12,      [PHRASE_TAGS] = 30,      [PHRASE_AD] = 5,
    [PHRASE_TYPO] = 40,      [PHRASE_MENU] = 10,      [PHRASE_CLOSING] = 45,
};

static const char *const names[PHRASE_COUNT] = {
    [PHRASE_NONE] = "",
    [PHRASE_READ_ALSO] = "read also",
    [PHRASE_RELATED] = "heading of related stories",
    [PHRASE_CREDIT] = "credit of a picture",
    [PHRASE_SHARE] = "sharing",
    [PHRASE_SUBSCRIBE] = "subscription",
    [PHRASE_COMMENTS] = "comments",
    [PHRASE_COOKIE] = "cookies",
    [PHRASE_COPYRIGHT] = "copyright",
    [PHRASE_BYLINE] = "byline",
    [PHRASE_DATE] = "date",
    [PHRASE_TAGS] = "tags",
    [PHRASE_AD] = "advertisement",
    [PHRASE_TYPO] = "report of a mistake",
    [PHRASE_MENU] = "menu",
    [PHRASE_CLOSING] = "reference to more",
};

/* Lower case. A final '$' asks that the block ends there. */
static const struct prefix {
    uint16_t phrase;
    const char *text;
} prefixes[] = {
    /* English */
    { PHRASE_READ_ALSO, "read also" },
    { PHRASE_READ_ALSO, "also read" },
    { PHRASE_READ_ALSO, "read more" },
    { PHRASE_READ_ALSO, "read next" },
    { PHRASE_READ_ALSO, "see also" },
    { PHRASE_READ_ALSO, "related:" },
    { PHRASE_READ_ALSO, "more:" },
    { PHRASE_READ_ALSO, "must read" },
    { PHRASE_READ_ALSO, "don't miss:" },
    { PHRASE_READ_ALSO, "watch:" },
    { PHRASE_READ_ALSO, "up next" },
    { PHRASE_RELATED, "related" },
    { PHRASE_RELATED, "recommended" },
    { PHRASE_RELATED, "more from" },
    { PHRASE_RELATED, "more stories" },
    { PHRASE_RELATED, "more news" },
    { PHRASE_RELATED, "more on this" },
    { PHRASE_RELATED, "most read" },
    { PHRASE_RELATED, "most popular" },
    { PHRASE_RELATED, "popular posts" },
    { PHRASE_RELATED, "latest news" },
    { PHRASE_RELATED, "latest posts" },
    { PHRASE_RELATED, "recent posts" },
    { PHRASE_RELATED, "trending" },
    { PHRASE_RELATED, "you may also like" },
    { PHRASE_RELATED, "you might also like" },
    { PHRASE_RELATED, "you may like" },
    { PHRASE_RELATED, "keep reading" },
    { PHRASE_RELATED, "further reading" },
    { PHRASE_RELATED, "editor's picks" },
    { PHRASE_CREDIT, "photo:" },
    { PHRASE_CREDIT, "photo by" },
    { PHRASE_CREDIT, "photos:" },
    { PHRASE_CREDIT, "photograph:" },
    { PHRASE_CREDIT, "photo credit" },
    { PHRASE_CREDIT, "photo courtesy" },
    { PHRASE_CREDIT, "image:" },
    { PHRASE_CREDIT, "image credit" },
    { PHRASE_CREDIT, "image source" },
    { PHRASE_CREDIT, "image via" },
    { PHRASE_CREDIT, "picture:" },
    { PHRASE_CREDIT, "credit:" },
    { PHRASE_CREDIT, "credits:" },
    { PHRASE_CREDIT, "getty images" },
    { PHRASE_CREDIT, "illustration:" },
    { PHRASE_CREDIT, "screenshot:" },
    { PHRASE_SHARE, "share" },
    { PHRASE_SHARE, "tweet$" },
    { PHRASE_SHARE, "follow us" },
    { PHRASE_SHARE, "copy link" },
    { PHRASE_SHARE, "print$" },
    { PHRASE_SHARE, "email$" },
    { PHRASE_SHARE, "like this" },
    { PHRASE_SUBSCRIBE, "subscribe" },
    { PHRASE_SUBSCRIBE, "sign up" },
    { PHRASE_SUBSCRIBE, "newsletter" },
    { PHRASE_SUBSCRIBE, "get the latest" },
    { PHRASE_SUBSCRIBE, "join our" },
    { PHRASE_SUBSCRIBE, "join us on" },
    { PHRASE_SUBSCRIBE, "download our app" },
    { PHRASE_SUBSCRIBE, "enter your email" },
    { PHRASE_SUBSCRIBE, "by submitting" },
    { PHRASE_SUBSCRIBE, "by signing up" },
    { PHRASE_SUBSCRIBE, "log in" },
    { PHRASE_SUBSCRIBE, "support our journalism" },
    { PHRASE_SUBSCRIBE, "support independent" },
    { PHRASE_SUBSCRIBE, "become a member" },
    { PHRASE_SUBSCRIBE, "follow us on" },
    { PHRASE_COMMENTS, "comments" },
    { PHRASE_COMMENTS, "leave a comment" },
    { PHRASE_COMMENTS, "leave a reply" },
    { PHRASE_COMMENTS, "post a comment" },
    { PHRASE_COMMENTS, "join the conversation" },
    { PHRASE_COMMENTS, "no comments" },
    { PHRASE_COMMENTS, "reply$" },
    { PHRASE_COOKIE, "we use cookies" },
    { PHRASE_COOKIE, "this site uses cookies" },
    { PHRASE_COOKIE, "this website uses cookies" },
    { PHRASE_COOKIE, "we and our partners" },
    { PHRASE_COOKIE, "by continuing to" },
    { PHRASE_COPYRIGHT, "copyright" },
    { PHRASE_COPYRIGHT, "\xc2\xa9" },
    { PHRASE_COPYRIGHT, "all rights reserved" },
    { PHRASE_COPYRIGHT, "(c) 20" },
    { PHRASE_BYLINE, "by " },
    { PHRASE_BYLINE, "written by" },
    { PHRASE_BYLINE, "posted by" },
    { PHRASE_BYLINE, "author:" },
    { PHRASE_BYLINE, "about the author" },
    { PHRASE_BYLINE, "reviewed by" },
    { PHRASE_DATE, "published" },
    { PHRASE_DATE, "posted on" },
    { PHRASE_DATE, "updated" },
    { PHRASE_DATE, "last updated" },
    { PHRASE_TAGS, "tags:" },
    { PHRASE_TAGS, "tags$" },
    { PHRASE_TAGS, "tagged" },
    { PHRASE_TAGS, "topics:" },
    { PHRASE_TAGS, "filed under" },
    { PHRASE_TAGS, "categories" },
    { PHRASE_TAGS, "posted in" },
    { PHRASE_AD, "advertisement" },
    { PHRASE_AD, "sponsored" },
    { PHRASE_AD, "advertise" },
    { PHRASE_AD, "story continues below" },
    { PHRASE_TYPO, "if you find a mistake" },
    { PHRASE_TYPO, "found a mistake" },
    { PHRASE_TYPO, "noticed an error" },
    { PHRASE_MENU, "skip to" },
    { PHRASE_MENU, "back to top" },
    { PHRASE_MENU, "table of contents" },
    { PHRASE_MENU, "home$" },
    { PHRASE_MENU, "search$" },
    { PHRASE_MENU, "menu$" },
    { PHRASE_MENU, "toggle" },
    { PHRASE_CLOSING, "for more on" },
    { PHRASE_CLOSING, "read more about" },
    { PHRASE_CLOSING, "more details are in" },
    /* Ukrainian */
    { PHRASE_READ_ALSO, "читайте також" },
    { PHRASE_READ_ALSO, "читайте ще" },
    { PHRASE_READ_ALSO, "читати також" },
    { PHRASE_READ_ALSO, "читайте більше" },
    { PHRASE_READ_ALSO, "також читайте" },
    { PHRASE_READ_ALSO, "також дивіться" },
    { PHRASE_READ_ALSO, "дивіться також" },
    { PHRASE_READ_ALSO, "дивіться ще" },
    { PHRASE_READ_ALSO, "до теми:" },
    { PHRASE_READ_ALSO, "до теми$" },
    { PHRASE_READ_ALSO, "за темою:" },
    { PHRASE_READ_ALSO, "по темі:" },
    { PHRASE_READ_ALSO, "вас може зацікавити" },
    { PHRASE_READ_ALSO, "вас також може зацікавити" },
    { PHRASE_READ_ALSO, "вас також можуть зацікавити" },
    { PHRASE_READ_ALSO, "може зацікавити" },
    { PHRASE_READ_ALSO, "вам може бути цікаво" },
    { PHRASE_READ_ALSO, "не пропустіть" },
    { PHRASE_RELATED, "новини за темою" },
    { PHRASE_RELATED, "новини по темі" },
    { PHRASE_RELATED, "схожі новини" },
    { PHRASE_RELATED, "схожі матеріали" },
    { PHRASE_RELATED, "матеріали за темою" },
    { PHRASE_RELATED, "останні новини" },
    { PHRASE_RELATED, "популярні новини" },
    { PHRASE_RELATED, "популярне" },
    { PHRASE_RELATED, "головне зараз" },
    { PHRASE_RELATED, "головні новини" },
    { PHRASE_RELATED, "інші новини" },
    { PHRASE_RELATED, "більше новин" },
    { PHRASE_RELATED, "рекомендуємо" },
    { PHRASE_RELATED, "новини партнерів" },
    { PHRASE_CREDIT, "фото:" },
    { PHRASE_CREDIT, "фото -" },
    { PHRASE_CREDIT, "фото –" },
    { PHRASE_CREDIT, "фото з" },
    { PHRASE_CREDIT, "фото /" },
    { PHRASE_CREDIT, "ілюстративне фото" },
    { PHRASE_CREDIT, "ілюстрація:" },
    { PHRASE_CREDIT, "скриншот" },
    { PHRASE_CREDIT, "колаж:" },
    { PHRASE_CREDIT, "інфографіка:" },
    { PHRASE_CREDIT, "відео:" },
    { PHRASE_SHARE, "поділитися" },
    { PHRASE_SHARE, "поділитись" },
    { PHRASE_SHARE, "поширити" },
    { PHRASE_SHARE, "скопіювати посилання" },
    { PHRASE_SHARE, "надіслати" },
    { PHRASE_SUBSCRIBE, "підписуйтесь" },
    { PHRASE_SUBSCRIBE, "підписуйтеся" },
    { PHRASE_SUBSCRIBE, "підпишіться" },
    { PHRASE_SUBSCRIBE, "підпишись" },
    { PHRASE_SUBSCRIBE, "приєднуйтесь" },
    { PHRASE_SUBSCRIBE, "приєднуйтеся" },
    { PHRASE_SUBSCRIBE, "стежте за" },
    { PHRASE_SUBSCRIBE, "слідкуйте за" },
    { PHRASE_SUBSCRIBE, "долучайтеся до" },
    { PHRASE_SUBSCRIBE, "наш telegram" },
    { PHRASE_SUBSCRIBE, "отримуйте новини" },
    { PHRASE_SUBSCRIBE, "отримуйте головне" },
    { PHRASE_SUBSCRIBE, "введіть вашу адресу" },
    { PHRASE_SUBSCRIBE, "підтримайте" },
    { PHRASE_SUBSCRIBE, "станьте членом" },
    { PHRASE_COMMENTS, "коментарі" },
    { PHRASE_COMMENTS, "додати коментар" },
    { PHRASE_COMMENTS, "щоб залишити коментар" },
    { PHRASE_COMMENTS, "залишити коментар" },
    { PHRASE_COMMENTS, "коментувати" },
    { PHRASE_COMMENTS, "обговорити" },
    { PHRASE_COOKIE, "цей сайт використовує" },
    { PHRASE_COOKIE, "ми використовуємо" },
    { PHRASE_COOKIE, "сайт використовує" },
    { PHRASE_COPYRIGHT, "усі права" },
    { PHRASE_COPYRIGHT, "всі права" },
    { PHRASE_COPYRIGHT, "передрук" },
    { PHRASE_COPYRIGHT, "будь-яке копіювання" },
    { PHRASE_COPYRIGHT, "використання матеріалів" },
    { PHRASE_BYLINE, "автор:" },
    { PHRASE_BYLINE, "автори:" },
    { PHRASE_BYLINE, "автор " },
    { PHRASE_BYLINE, "журналіст:" },
    { PHRASE_BYLINE, "редактор:" },
    { PHRASE_DATE, "опубліковано" },
    { PHRASE_DATE, "оновлено" },
    { PHRASE_TAGS, "теги:" },
    { PHRASE_TAGS, "теги$" },
    { PHRASE_TAGS, "теми:" },
    { PHRASE_TAGS, "мітки:" },
    { PHRASE_TAGS, "ключові слова" },
    { PHRASE_AD, "реклама" },
    { PHRASE_TYPO, "якщо ви помітили" },
    { PHRASE_TYPO, "якщо ви знайшли" },
    { PHRASE_TYPO, "помітили помилку" },
    { PHRASE_TYPO, "знайшли помилку" },
    { PHRASE_TYPO, "побачили помилку" },
    { PHRASE_MENU, "головна$" },
    { PHRASE_MENU, "меню$" },
    { PHRASE_MENU, "пошук$" },
    { PHRASE_MENU, "зміст$" },
    { PHRASE_CLOSING, "більше про" },
    { PHRASE_CLOSING, "детальніше про" },
    { PHRASE_CLOSING, "докладніше про" },
    { PHRASE_CLOSING, "детальніше читайте" },
    { PHRASE_CLOSING, "докладніше читайте" },
    { PHRASE_CLOSING, "більше новин про" },
    { PHRASE_CLOSING, "термінові та важливі повідомлення" },
    /* Russian */
    { PHRASE_READ_ALSO, "читайте также" },
    { PHRASE_READ_ALSO, "читайте еще" },
    { PHRASE_READ_ALSO, "читайте ещё" },
    { PHRASE_READ_ALSO, "читать также" },
    { PHRASE_READ_ALSO, "также читайте" },
    { PHRASE_READ_ALSO, "смотрите также" },
    { PHRASE_READ_ALSO, "также смотрите" },
    { PHRASE_READ_ALSO, "см. также" },
    { PHRASE_READ_ALSO, "по теме:" },
    { PHRASE_READ_ALSO, "по теме$" },
    { PHRASE_READ_ALSO, "материалы по теме" },
    { PHRASE_READ_ALSO, "вам может быть интересно" },
    { PHRASE_READ_ALSO, "вас может заинтересовать" },
    { PHRASE_READ_ALSO, "вас также может заинтересовать" },
    { PHRASE_READ_ALSO, "вам также может быть интересно" },
    { PHRASE_READ_ALSO, "не пропустите" },
    { PHRASE_RELATED, "новости по теме" },
    { PHRASE_RELATED, "похожие новости" },
    { PHRASE_RELATED, "похожие материалы" },
    { PHRASE_RELATED, "последние новости" },
    { PHRASE_RELATED, "популярные новости" },
    { PHRASE_RELATED, "популярное" },
    { PHRASE_RELATED, "главное сейчас" },
    { PHRASE_RELATED, "главные новости" },
    { PHRASE_RELATED, "другие новости" },
    { PHRASE_RELATED, "больше новостей" },
    { PHRASE_RELATED, "рекомендуем" },
    { PHRASE_RELATED, "новости партнеров" },
    { PHRASE_RELATED, "новости партнёров" },
    { PHRASE_RELATED, "сюжет:" },
    { PHRASE_CREDIT, "фото с" },
    { PHRASE_CREDIT, "фото из" },
    { PHRASE_CREDIT, "иллюстрация:" },
    { PHRASE_CREDIT, "иллюстративное фото" },
    { PHRASE_CREDIT, "инфографика:" },
    { PHRASE_CREDIT, "коллаж:" },
    { PHRASE_CREDIT, "видео:" },
    { PHRASE_SHARE, "поделиться" },
    { PHRASE_SHARE, "скопировать ссылку" },
    { PHRASE_SHARE, "отправить" },
    { PHRASE_SUBSCRIBE, "подписывайтесь" },
    { PHRASE_SUBSCRIBE, "подпишитесь" },
    { PHRASE_SUBSCRIBE, "подпишись" },
    { PHRASE_SUBSCRIBE, "присоединяйтесь" },
    { PHRASE_SUBSCRIBE, "следите за" },
    { PHRASE_SUBSCRIBE, "получайте новости" },
    { PHRASE_SUBSCRIBE, "получайте главное" },
    { PHRASE_SUBSCRIBE, "введите ваш адрес" },
    { PHRASE_SUBSCRIBE, "поддержите" },
    { PHRASE_SUBSCRIBE, "вступите в наш" },
    { PHRASE_COMMENTS, "комментарии" },
    { PHRASE_COMMENTS, "комментировать" },
    { PHRASE_COMMENTS, "добавить комментарий" },
    { PHRASE_COMMENTS, "чтобы оставить комментарий" },
    { PHRASE_COMMENTS, "оставить комментарий" },
    { PHRASE_COMMENTS, "обсудить" },
    { PHRASE_COOKIE, "этот сайт использует" },
    { PHRASE_COOKIE, "мы используем" },
    { PHRASE_COOKIE, "сайт использует" },
    { PHRASE_COPYRIGHT, "все права" },
    { PHRASE_COPYRIGHT, "перепечатка" },
    { PHRASE_COPYRIGHT, "использование материалов" },
    { PHRASE_BYLINE, "авторы:" },
    { PHRASE_BYLINE, "журналист:" },
    { PHRASE_DATE, "опубликовано" },
    { PHRASE_DATE, "обновлено" },
    { PHRASE_TAGS, "темы:" },
    { PHRASE_TAGS, "метки:" },
    { PHRASE_TAGS, "ключевые слова" },
    { PHRASE_TYPO, "если вы заметили" },
    { PHRASE_TYPO, "если вы нашли" },
    { PHRASE_TYPO, "заметили ошибку" },
    { PHRASE_TYPO, "нашли ошибку" },
    { PHRASE_TYPO, "увидели ошибку" },
    { PHRASE_MENU, "главная$" },
    { PHRASE_MENU, "поиск$" },
    { PHRASE_MENU, "оглавление$" },
    { PHRASE_CLOSING, "больше о" },
    { PHRASE_CLOSING, "подробнее о" },
    { PHRASE_CLOSING, "подробнее об" },
    { PHRASE_CLOSING, "подробнее читайте" },
    { PHRASE_CLOSING, "срочные и важные сообщения" },
};

/* Lower case for the scripts above; other letters stay. */
static size_t
fold(struct mill_str text, char *out, size_t room)
{
    size_t n = 0;

    for (size_t i = 0; i < text.len && n + 4 < room;) {
        uint32_t c = mill_utf8_next(text.ptr, text.len, &i);

        if (c >= 'A' && c <= 'Z')
            c |= 0x20;
        else if (c >= 0x410 && c <= 0x42f)
            c += 0x20;
        else if (c >= 0x400 && c <= 0x40f)
            c += 0x50;
        else if (c == 0x2019)
            c = '\'';
        n += mill_utf8_put(out + n, c);
    }
    return n;
}

/* Words of a menu of languages; each name is followed by its code. */
static const char *const languages[][2] = {
    { "ua", "uk" },        { "uk", "uk" },         { "ukr", "uk" },
    { "укр", "uk" },       { "українська", "uk" }, { "українською", "uk" },
    { "en", "en" },        { "eng", "en" },        { "english", "en" },
    { "англ", "en" },      { "ru", "ru" },         { "rus", "ru" },
    { "рус", "ru" },       { "рос", "ru" },        { "русский", "ru" },
    { "російська", "ru" }, { "на русском", "ru" }, { "de", "de" },
    { "deu", "de" },       { "deutsch", "de" },    { "fr", "fr" },
    { "français", "fr" },  { "es", "es" },         { "español", "es" },
    { "pl", "pl" },        { "polski", "pl" },     { "pt", "pt" },
    { "português", "pt" }, { "it", "it" },         { "italiano", "it" },
    { "tr", "tr" },        { "türkçe", "tr" },     { "by", "be" },
    { "kz", "kk" },        { "қаз", "kk" },        { "ro", "ro" },
    { "ar", "ar" },        { "zh", "zh" },         { "cn", "zh" },
};

size_t
phrase_languages(struct mill_str text, const char **codes, size_t most)
{
    char low[96];
    size_t len, n = 0;

    if (text.len > 60)
        return 0;
    len = fold(text, low, sizeof(low) - 1);
    for (size_t i = 0; i < len;) {
        size_t end = i, k = 0;
        const size_t all = sizeof(languages) / sizeof(*languages);

        while (end < len && strchr(" |/,\n\xc2", low[end]) == NULL)
            end++;
        if (end == i) { /* a middle dot: c2 b7 */
            i += (unsigned char)low[i] == 0xc2 && i + 1 < len ? 2 : 1;
            continue;
        }
        while (k < all && (strlen(languages[k][0]) != end - i ||
                           memcmp(languages[k][0], low + i, end - i) != 0))
            k++;
        if (k == all || n == most)
            return 0;
        codes[n++] = languages[k][1];
        i = end;
    }
    return n >= 2 ? n : 0;
}

static bool
has_one(const char *text, size_t len, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (memmem(text, len, words[i], strlen(words[i])) != NULL)
            return true;
    return false;
}

/* "More on this" only sends the reader on when it says where to. */
static bool
sends_on(struct mill_str text)
{
    static const char *const words[] = {
        "читайте", "дивіться", "смотрите", "матеріал", "материал",
        "канал",   "read",     "article",  "story",    "material",
        "here",    "visit",    "follow",   "watch",    "сайт",
    };
    char low[512];
    size_t len = fold(text, low, sizeof(low));

    return has_one(low, len, words, sizeof(words) / sizeof(*words));
}

/* A caption with its credit behind: "... (Photo: Reuters)". */
static bool
has_credit(struct mill_str text, uint32_t words)
{
    static const char *const marks[] = {
        "(photo:",      "(photo by",        "(photo/",      "photo: ",
        "photo credit", "(image:",          "(ap photo",    "getty images",
        "/getty",       "(getty",           "via ap)",      "/afp",
        "(reuters)",    "/reuters",         "shutterstock", "image credit",
        "(фото:",       "фото: ",           "(фото ",       "/ фото",
        "(credit:",     "picture alliance", "(foto:",       "foto: ",
    };
    char low[512];
    size_t len;

    if (words > most_words[PHRASE_CREDIT] ||
        (memchr(text.ptr, ':', text.len) == NULL &&
         memchr(text.ptr, '/', text.len) == NULL &&
         memchr(text.ptr, '(', text.len) == NULL &&
         memmem(text.ptr, text.len, "etty", 4) == NULL))
        return false;
    len = fold(text, low, sizeof(low));
    return has_one(low, len, marks, sizeof(marks) / sizeof(*marks));
}

#define PREFIXES (sizeof(prefixes) / sizeof(*prefixes))
_Static_assert(PREFIXES <= PHRASES_MOST, "struct phrases is too small");

static uint32_t
first_two(const char *p)
{
    return ((unsigned char)p[0] * 31u + (unsigned char)p[1]) % PHRASES_SLOTS;
}

void
phrases_init(struct phrases *phrases)
{
    memset(phrases, 0, sizeof(*phrases));
    for (size_t i = PREFIXES; i-- > 0;) {
        uint32_t slot = first_two(prefixes[i].text);

        phrases->len[i] = (uint16_t)strlen(prefixes[i].text);
        phrases->next[i] = phrases->first[slot];
        phrases->first[slot] = (uint16_t)(i + 1);
    }
}

/* Whether a lower-cased text begins with a phrase. */
static bool
begins(const char *head, size_t len, const char *p, size_t n)
{
    bool whole = p[n - 1] == '$';

    n -= whole;
    if (len < n || memcmp(head, p, n) != 0 || (whole && len != n))
        return false;
    /* the phrase ends with a word, not within one */
    return len == n || p[n - 1] == ' ' || p[n - 1] == ':' ||
           ((unsigned char)head[n] >= 0x80 ? (unsigned char)head[n] == 0xe2 ||
                                                 (unsigned char)head[n] == 0xc2
                                           : head[n] < 'a' || head[n] > 'z');
}

enum phrase
phrases_of(const struct phrases *phrases, struct mill_str text, uint32_t words)
{
    const char *codes[12];
    char head[96];
    size_t len;

    if (words > 60 || text.len < 2)
        return PHRASE_NONE;
    if (phrase_languages(text, codes, 12) > 0)
        return PHRASE_MENU;
    len = fold(text, head, sizeof(head));
    for (uint32_t i = len >= 2 ? phrases->first[first_two(head)] : 0; i > 0;
         i = phrases->next[i - 1]) {
        const struct prefix *p = &prefixes[i - 1];

        if (words > most_words[p->phrase] ||
            !begins(head, len, p->text, phrases->len[i - 1]) ||
            (p->phrase == PHRASE_CLOSING && !sends_on(text)))
            continue;
        return (enum phrase)p->phrase;
    }
    return has_credit(text, words) ? PHRASE_CREDIT : PHRASE_NONE;
}

const char *
phrase_name(enum phrase phrase)
{
    return names[phrase];
}
