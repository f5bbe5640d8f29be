/* SPDX-License-Identifier: Apache-2.0
 *
 * t-quotes.c: who said what, by phenomenon and language. The sentences are
 * our own; the people are invented. */
#include "doc.h"
#include "plug.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct mill_plugin segment_LTX_mill_plugin;
extern const struct mill_plugin quotes_LTX_mill_plugin;

static struct plug *segment, *quotes;
unsigned long quotes_steps; /* counted by the plugin, for this test only */
static char got[65536];

/* Runs both plugins over a text; the document is segment->doc. */
static enum mill_status
run(struct plug *qs, const char *lang, const char *title, const char *text)
{
    struct mill_doc *own = qs->doc;
    enum mill_status status;

    plug_doc(segment, text);
    if (lang != NULL &&
        !mill_doc_set_str(segment->doc, "lang",
                          (struct mill_str){ lang, strlen(lang) }))
        abort();
    if (title != NULL &&
        !mill_doc_set_str(segment->doc, "title",
                          (struct mill_str){ title, strlen(title) }))
        abort();
    if (plug_process(segment) != MILL_OK)
        abort();
    qs->doc = segment->doc;
    doc_step_begin(qs->doc, 1);
    status = plug_process(qs);
    qs->doc = own;
    return status;
}

/* "direct: words ... more words < Name; indirect: ..." */
static const char *
said(const char *lang, const char *text)
{
    mill_type type = mill_type_find("quote");
    struct mill_doc *doc;
    size_t n = 0;

    got[0] = '\0';
    TAP_EQ_INT(run(quotes, lang, NULL, text), MILL_OK);
    doc = segment->doc;
    MILL_FOR_EACH(q, doc, type) {
        const struct mill_value *pieces = mill_ann_get(q, "pieces");
        const struct mill_ann *who = mill_ann_get_ref(q, "speaker");

        n += (size_t)snprintf(got + n, sizeof got - n, "%s%s: ",
                              n > 0 ? "; " : "",
                              mill_ann_get_str(q, "type").ptr);
        if (pieces != NULL) {
            for (uint32_t i = 0; i < pieces->count; i++)
                n += (size_t)snprintf(
                    got + n, sizeof got - n, "%s%.*s", i > 0 ? " ... " : "",
                    MILL_FMT(mill_doc_slice(doc, pieces->spans[i])));
        } else {
            n += (size_t)snprintf(
                got + n, sizeof got - n, "%.*s",
                MILL_FMT(mill_doc_slice(doc, mill_ann_span(q))));
        }
        n += (size_t)snprintf(got + n, sizeof got - n, " < %s",
                              who != NULL
                                  ? mill_ann_get_str(who, "name").ptr
                                  : "nobody");
        if (n + 1024 > sizeof got)
            break;
    }
    return got;
}

struct sample {
    const char *lang, *text, *want;
};

static void
check(const struct sample *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        TAP_EQ_STR(said(s[i].lang, s[i].text), s[i].want);
}
#define CHECK(table) check(table, sizeof(table) / sizeof(table)[0])

static void
direct_quotes_have_speakers_on_either_side(void)
{
    static const struct sample table[] = {
        { "en", "\"The road is closed,\" said Helen Marsh.",
          "direct: The road is closed < Helen Marsh" },
        { "en", "\"The road is closed,\" Helen Marsh said on Monday.",
          "direct: The road is closed < Helen Marsh" },
        { "en", "Helen Marsh said: \"The road is closed.\"",
          "direct: The road is closed. < Helen Marsh" },
        { "en", "Marsh, a mother of two, told reporters, \"The road is "
                "closed.\" Helen Marsh runs the town.",
          "direct: The road is closed. < Helen Marsh" },
        { "uk", "«Дорогу закрито», — сказала Оксана Верещак.",
          "direct: Дорогу закрито < Оксана Верещак" },
        { "uk", "Оксана Верещак заявила: «Дорогу закрито».",
          "direct: Дорогу закрито < Оксана Верещак" },
        { "ru", "\"Дорога закрыта\", - сказал Даниил Конжуков.",
          "direct: Дорога закрыта < Даниил Конжуков" },
        { "ru", "Даниил Конжуков ответил: «Дорога закрыта».",
          "direct: Дорога закрыта < Даниил Конжуков" },
        { "de", "„Die Straße ist gesperrt“, sagte Anna Weber.",
          "direct: Die Straße ist gesperrt < Anna Weber" },
        { "cs", "„Silnice je zavřená,“ řekla Jana Nováková.",
          "direct: Silnice je zavřená < Jana Nováková" },
        { "pl", "„Droga jest zamknięta” – powiedziała Anna Kowalska.",
          "direct: Droga jest zamknięta < Anna Kowalska" },
        { "fr", "« La route est fermée », a déclaré Paul Morel.",
          "direct: La route est fermée < Paul Morel" },
        { "es", "«La carretera está cerrada», dijo María López.",
          "direct: La carretera está cerrada < María López" },
        { "it", "«La strada è chiusa», ha detto Mario Rossi.",
          "direct: La strada è chiusa < Mario Rossi" },
        { "pt", "\"A estrada está fechada\", disse a ministra Maria Silva.",
          "direct: A estrada está fechada < Maria Silva" },
    };

    CHECK(table);
}

static void
interrupted_quotes_have_pieces(void)
{
    static const struct sample table[] = {
        { "en", "\"We will come,\" Peter Cole said, \"but not today.\"",
          "direct: We will come ... but not today. < Peter Cole" },
        { "uk", "«Ми прийдемо, — сказав Петро Насад. — Але не сьогодні».",
          "direct: Ми прийдемо ... Але не сьогодні < Петро Насад" },
        { "ru", "\"Мы придём, - сказал Пётр Насадов, - но не сегодня\".",
          "direct: Мы придём ... но не сегодня < Пётр Насадов" },
        { "uk", "– Ми прийдемо, – сказав Петро Насад. – Але не сьогодні.",
          "direct: Ми прийдемо ... Але не сьогодні. < Петро Насад" },
    };

    CHECK(table);
}

static void
paragraphs_go_on_quoting(void)
{
    static const struct sample table[] = {
        { "en", "\"The wall is old. It leaks.\n\n\"It was built by my "
                "father,\" said Ruth Calder.",
          "direct: The wall is old. It leaks.\n\n\"It was built by my father "
          "< Ruth Calder" },
        { "ru", "«Стена старая. Она течёт.\n\n«Её строил мой отец», — "
                "сказала Рита Кольцова.",
          "direct: Стена старая. Она течёт.\n\n«Её строил мой отец < Рита "
          "Кольцова" },
    };

    CHECK(table);
}

static void
quotes_inside_quotes_have_their_own_speaker(void)
{
    static const struct sample table[] = {
        { "en", "\"A clerk told me, 'Your papers are lost.' I laughed,\" said "
                "Ruth Calder.",
          "direct: A clerk told me, 'Your papers are lost.' I laughed < Ruth "
          "Calder; direct: Your papers are lost. < A clerk" },
    };

    CHECK(table);
}

static void
reports_without_marks_are_found(void)
{
    static const struct sample table[] = {
        { "en", "Helen Marsh said that the wall would fall soon.",
          "indirect: the wall would fall soon < Helen Marsh" },
        { "en", "The wall is going to fall soon, Helen Marsh said.",
          "indirect: The wall is going to fall soon < Helen Marsh" },
        { "en", "According to Helen Marsh, the wall is old.",
          "indirect: the wall is old < Helen Marsh" },
        { "uk", "Оксана Верещак повідомила, що міст закрито.",
          "indirect: міст закрито < Оксана Верещак" },
        { "uk", "За словами Оксани Верещак, міст закрито.",
          "indirect: міст закрито < Оксана Верещак" },
        { "uk", "Як зазначив Данило Кострубій, грошей вистачить.",
          "indirect: грошей вистачить < Данило Кострубій" },
        { "uk", "Міст закрили на рік. Про це повідомив Данило Кострубій.",
          "indirect: Міст закрили на рік < Данило Кострубій" },
        { "ru", "По словам Даниила Конжукова, денег хватит.",
          "indirect: денег хватит < Даниил Конжуков" },
        { "ru", "Даниил Конжуков заявил, что денег хватит.",
          "indirect: денег хватит < Даниил Конжуков" },
        { "de", "Anna Weber sagte, dass die Straße gesperrt sei.",
          "indirect: die Straße gesperrt sei < Anna Weber" },
        { "de", "Anna Weber sagte, die Straße sei gesperrt.",
          "indirect: die Straße sei gesperrt < Anna Weber" },
        { "de", "Laut Anna Weber ist die Straße gesperrt.",
          "indirect: ist die Straße gesperrt < Anna Weber" },
        { "cs", "Jana Nováková uvedla, že silnice je zavřená.",
          "indirect: silnice je zavřená < Jana Nováková" },
        { "pl", "Anna Kowalska dodała, że droga jest zamknięta.",
          "indirect: droga jest zamknięta < Anna Kowalska" },
        { "fr", "Selon la ministre Claire Martin, le pont sera fermé lundi.",
          "indirect: le pont sera fermé lundi < Claire Martin" },
        { "es", "Según María López, el puente está cerrado.",
          "indirect: el puente está cerrado < María López" },
        { "it", "Secondo Anna Verdi, il ponte è vecchio.",
          "indirect: il ponte è vecchio < Anna Verdi" },
        { "pt", "João Costa afirmou que a ponte fecha amanhã.",
          "indirect: a ponte fecha amanhã < João Costa" },
    };

    CHECK(table);
}

static void
quoted_words_in_a_report_are_mixed(void)
{
    static const struct sample table[] = {
        { "uk", "Оксана Верещак сказала, що чекає на «чітку відповідь "
                "міністерства» до літа.",
          "indirect: чекає на «чітку відповідь міністерства» до літа < "
          "Оксана Верещак; mixed: чітку відповідь міністерства < Оксана "
          "Верещак" },
        { "en", "Helen Marsh said the plan was \"a gift to the sea\" and had "
                "to go.",
          "mixed: the plan was \"a gift to the sea\" and had to go < Helen "
          "Marsh" },
        { "ru", "Ирина Голубева назвала план «подарком морю».",
          "mixed: подарком морю < Ирина Голубева" },
    };

    CHECK(table);
}

static void
pronouns_and_roles_lead_to_the_person(void)
{
    static const struct sample table[] = {
        { "en", "Mayor Helen Marsh came. Peter Cole waited. \"It is cold,\" "
                "she said.",
          "direct: It is cold < Helen Marsh" },
        { "en", "Deputy Minister Daniel Okonjo saw the wall. \"It is old,\" "
                "the deputy minister said.",
          "direct: It is old < Daniel Okonjo" },
        { "uk", "Директорка школи Ганна Перегуда привітала дітей. Вона "
                "додала, що буде свято.",
          "indirect: буде свято < Ганна Перегуда" },
        { "ru", "Мэр Заречья Елена Маршакова осмотрела плотину. «Она "
                "старая», — сказала мэр.",
          "direct: Она старая < Елена Маршакова" },
        { "uk", "«Холодно», — сказав Вовчок. Семен Вовчок керує депо.",
          "direct: Холодно < Семен Вовчок" },
        { "ru", "Газета «Правда реки» цитирует Елену Маршакову: «Камни нужны "
                "сейчас».",
          "direct: Камни нужны сейчас < Елена Маршакова" },
    };

    CHECK(table);
}

static void
names_and_terms_in_marks_are_no_quotes(void)
{
    static const struct sample table[] = {
        { "en", "The so-called \"temporary\" wall stands. The film \"Salt and "
                "Stone\" was shown.",
          "" },
        { "uk", "Компанія «Рінобуд» збудує готель «Перлина Карпат» у селі.",
          "" },
        { "ru", "Движение «Левый берег» и газета «Речная правда» закрыты.",
          "" },
        { "de", "Der Film „Der lange Weg“ läuft im Kino „Stern“.", "" },
    };

    CHECK(table);
}

static void
nobody_is_named_when_the_text_does_not_tell(void)
{
    mill_type type = mill_type_find("quote");
    const struct mill_ann *q;

    TAP_EQ_STR(said("en", "The hall was full.\n\n\"Nobody told us anything "
                          "about it at all.\"\n\nIt rained."),
               "direct: Nobody told us anything about it at all. < nobody");
    q = mill_doc_ann(segment->doc, type, 0);
    TAP_OK(q != NULL && mill_ann_get_str(q, "unattributed").len > 0);
    TAP_OK(q != NULL && mill_ann_get_ref(q, "speaker") == NULL);
}

static void
marks_of_any_style_pair(void)
{
    static const struct sample table[] = {
        { "en", "\xe2\x80\x9cWe wait,\xe2\x80\x9d said Ann Cole.",
          "direct: We wait < Ann Cole" },
        { "en", "'We wait,' said Ann Cole.", "direct: We wait < Ann Cole" },
        { "en", "``We wait,'' said Ann Cole.", "direct: We wait < Ann Cole" },
        { "en", "\xc2\xabWe wait\xc2\xbb, said Ann Cole.",
          "direct: We wait < Ann Cole" },
        { "de", "»Wir warten«, sagte Anna Weber.",
          "direct: Wir warten < Anna Weber" },
        { "ru", "«Мы из клуба «Река», — сказал Пётр Насадов.",
          "direct: Мы из клуба «Река < Пётр Насадов" },
        { "uk", "\"Ми з клубу \"Ріка\" чекали\", - сказав Петро Насад.",
          "direct: Ми з клубу \"Ріка\" чекали < Петро Насад" },
    };

    CHECK(table);
}

static void
headline_is_compared_with_the_body(void)
{
    static const char body[] =
        "'We cannot wait': Aldmere wants a wall\n\n"
        "\"We simply cannot wait any longer,\" said Helen Marsh.";
    mill_type check_type = mill_type_find("headline_check");
    const struct mill_ann *h;

    TAP_EQ_STR(said("en", body),
               "direct: We cannot wait < Helen Marsh; direct: We simply "
               "cannot wait any longer < Helen Marsh");
    TAP_EQ_INT(run(quotes, "en", "'We cannot wait': Aldmere wants a wall",
                   body),
               MILL_OK);
    h = mill_doc_ann(segment->doc, check_type, 0);
    TAP_OK(h != NULL);
    if (h != NULL) {
        TAP_EQ_SLICE(mill_ann_get_str(h, "status"), "differs");
        TAP_EQ_SLICE(mill_ann_get_str(h, "quote"), "We cannot wait");
        TAP_HAS_STR(mill_ann_get_str(h, "nearest").ptr, "cannot wait");
    }
    TAP_EQ_INT(run(quotes, "en", "'Simply cannot wait any longer': Aldmere", body),
               MILL_OK);
    h = mill_doc_ann(segment->doc, check_type, 0);
    TAP_EQ_SLICE(h != NULL ? mill_ann_get_str(h, "status") : MILL_STR(""),
                 "verbatim");
    TAP_EQ_INT(run(quotes, "en", "'They stole the whole boat': Aldmere", body),
               MILL_OK);
    h = mill_doc_ann(segment->doc, check_type, 0);
    TAP_EQ_SLICE(h != NULL ? mill_ann_get_str(h, "status") : MILL_STR(""),
                 "missing");
}

static void
speakers_have_role_aliases_and_gender(void)
{
    mill_type type = mill_type_find("speaker");
    const struct mill_ann *s;

    (void)said("ru", "Мэр Заречья Елена Маршакова осмотрела плотину. По словам "
                     "Маршаковой, она старая.");
    s = mill_doc_ann(segment->doc, type, 0);
    TAP_OK(s != NULL);
    if (s == NULL)
        return;
    TAP_EQ_SLICE(mill_ann_get_str(s, "name"), "Елена Маршакова");
    TAP_EQ_SLICE(mill_ann_get_str(s, "gender"), "female");
    TAP_EQ_SLICE(mill_ann_get_str(s, "kind"), "person");
    TAP_HAS_STR(mill_ann_get_str(s, "role").ptr, "Мэр");
    TAP_OK(mill_ann_get(s, "aliases") != NULL &&
           mill_ann_get(s, "aliases")->kind == MILL_LIST);
}

static void
cue_has_its_stance(void)
{
    mill_type type = mill_type_find("quote");
    const struct mill_ann *q;

    (void)said("en", "Helen Marsh denied that the wall would fall.");
    q = mill_doc_ann(segment->doc, type, 0);
    TAP_EQ_SLICE(q != NULL ? mill_ann_get_str(q, "stance") : MILL_STR(""),
                 "denied");
}

static void
below_the_confidence_asked_for_nobody_is_named(void)
{
    struct plug *strict = plug_open(&quotes_LTX_mill_plugin,
                                    "{abstain_below: 1}");
    mill_type type = mill_type_find("quote");
    const struct mill_ann *q;

    TAP_EQ_INT(run(strict, "en", NULL, "\"It is cold,\" said Ann Cole."),
               MILL_OK);
    q = mill_doc_ann(segment->doc, type, 0);
    TAP_OK(q != NULL && mill_ann_get_ref(q, "speaker") == NULL);
    TAP_HAS_STR(mill_ann_get_str(q, "unattributed").ptr, "is below 1.00");
    plug_close(strict);
}

static void
indirect_quotes_can_be_left_out(void)
{
    struct plug *direct = plug_open(&quotes_LTX_mill_plugin,
                                    "{indirect: false}");
    mill_type type = mill_type_find("quote");

    TAP_EQ_INT(run(direct, "en", NULL,
                   "Ann Cole said that it rained. \"It is cold,\" said Ann "
                   "Cole."),
               MILL_OK);
    TAP_EQ_INT(mill_doc_count(segment->doc, type), 1);
    plug_close(direct);
}

static void
language_without_data_gives_marks_alone(void)
{
    mill_type type = mill_type_find("quote");
    const struct mill_ann *q;

    TAP_EQ_STR(said("ja", "「明日は雨が降ると思います、本当に。」"),
               "direct: 明日は雨が降ると思います、本当に。 < nobody");
    TAP_EQ_STR(said(NULL, "\"Nobody knows what this is in at all.\""),
               "direct: Nobody knows what this is in at all. < nobody");
    TAP_EQ_STR(said("ja", "市長は「橋は来月開きます」と述べた。"
                          "本の題は「橋」だ。"),
               "direct: 橋は来月開きます < nobody");
    TAP_EQ_STR(said("fi", "Kaupunginjohtaja sanoi: ”Silta avataan ensi "
                          "kuussa kaikille.”"),
               "direct: Silta avataan ensi kuussa kaikille. < nobody");
    q = mill_doc_ann(segment->doc, type, 0);
    TAP_EQ_SLICE(q != NULL ? mill_ann_get_str(q, "unattributed")
                           : MILL_STR(""),
                 "no language data for this text");
}

static void
odd_texts_are_taken(void)
{
    static const char *const langs[] = { NULL, "en", "uk", "ru", "de", "xx" };
    static const char *const odd[] = {
        "", " ", "\"", "\"\"", "«»", "»«", "'''", "“„”", "– –", "—", ": \"",
        "said", "said that", "according to", "за словами", "\" said \"",
        "ALL CAPITALS, \"EVEN THE QUOTE,\" SAID HELEN MARSH.",
        "no punctuation at all just words said somebody somewhere",
        "״שלום״ אמר דוד", "「『a』」『「b」』", "«a «b «c «d «e «f «g «h «i «j",
        "Helen Marsh:", "- a\n- b\n- c", "— Так?\n— Ні.\n— Добре.",
        "\"A\", said. \"B\", he. \"C\"", "\xf0\x9f\x98\x80\"x\" \xf0\x9f\x98\x80"
    };

    for (size_t l = 0; l < sizeof langs / sizeof langs[0]; l++)
        for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
            (void)said(langs[l], odd[i]);
    TAP_EQ_INT(run(quotes, "en", "'", "\"Yes, it is so,\" he said."), MILL_OK);
}

static void
ten_thousand_names_are_taken(void)
{
    size_t size = 10000 * 40, n = 0;
    char *text = malloc(size);

    if (text == NULL)
        abort();
    for (int i = 0; i < 10000; i++)
        n += (size_t)snprintf(text + n, size - n,
                              "\"It rains,\" said Ann P%dx. ", i);
    TAP_EQ_INT(run(quotes, "en", NULL, text), MILL_OK);
    TAP_OK(mill_doc_count(segment->doc, mill_type_find("speaker")) > 100);
    free(text);
}

/* Steps for a text of `size` bytes made of `unit`, with a number for '#'. */
static unsigned long
steps_for(const char *lang, const char *unit, size_t size)
{
    char *text = malloc(size + 256);
    size_t n = 0;
    unsigned i = 0;

    if (text == NULL)
        abort();
    while (n < size) {
        const char *number = strchr(unit, '#');

        if (number == NULL)
            n += (size_t)snprintf(text + n, 256, "%s", unit);
        else
            n += (size_t)snprintf(text + n, 256, "%.*s%u%s",
                                  (int)(number - unit), unit, i++,
                                  number + 1);
    }
    quotes_steps = 0;
    TAP_EQ_INT(run(quotes, lang, NULL, text), MILL_OK);
    free(text);
    return quotes_steps;
}

static void
steps_grow_with_the_text_and_no_faster(void)
{
    static const char *const units[] = {
        "\"\" ", "\" a ", "«a ", "a» ", "«\"“", "'a b' ", "\"a b c\n",
        "- ", "- a b c.\n", "- so he said?\n", "— Так?\n— Ні, — сказав Іван.\n",
        "– Так, – сказав Іван. – Ні, – сказав він. ", "Ann Cole Marsh ",
        "Ann Cole. ", "Ann P#x ", "\"It rains,\" said Ann P#x. ",
        "minister # said that ", "said ", "said that, ", "according to ",
        "про те, що сказав ", "x, said he, ", "the man said the plan was bad ",
        "\"It is so,\" said Ann. ", "Ann and Bob said ", "Ann, who said, ",
        "«Це так», — сказав Іван. ", "міністр оборони сказав, що ",
        "he said: ", "word ", "Word ", ", ", "( a ", ". ", "А. Б. ", "a\n",
        "Q: Why so?\nA: It is.\n", "Ann Cole:\nWhy?\nBob P#x:\nNo.\n",
        "er sagte, er habe ", "за словами ", "глава # сказав ", "\"a\" \"b\" ",
    };
    static const char *const langs[] = { "en", "uk", "de" };

    for (size_t l = 0; l < sizeof langs / sizeof langs[0]; l++)
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
            unsigned long once = steps_for(langs[l], units[i], 20000);
            unsigned long twice = steps_for(langs[l], units[i], 40000);

            if (twice * 10 > once * 23 + 10000)
                fprintf(stderr, "%s '%s': %lu, then %lu\n", langs[l],
                        units[i], once, twice);
            TAP_OK(twice * 10 <= once * 23 + 10000);
        }
}

static void
text_beyond_the_limit_is_noted(void)
{
    struct plug *small = plug_open(&quotes_LTX_mill_plugin,
                                   "{max_text: 64}");

    TAP_EQ_INT(run(small, "uk", NULL,
                   "«Дорогу закрито», — сказала Оксана Верещак. «Дорогу "
                   "закрито», — сказала Оксана Верещак."),
               MILL_OK);
    TAP_OK(mill_doc_count(segment->doc, mill_type_find("quote")) <= 1);
    plug_close(small);
}

static void
write_lang(const char *folder, const char *yaml)
{
    char path[512];
    FILE *f;

    snprintf(path, sizeof path, "mkdir -p '%s/lang/xx'", folder);
    if (system(path) != 0)
        abort();
    snprintf(path, sizeof path, "%s/lang/xx/quotes.yaml", folder);
    f = fopen(path, "w");
    if (f == NULL)
        abort();
    fputs(yaml, f);
    fclose(f);
    setenv("PRESSMILL_DATA_PATH", folder, 1);
}

static void
confidence_is_scaled_by_the_language(void)
{
    static const char yaml[] =
        "verb_first: true\ncues:\n  - {stance: neutral, words: dir}\n"
        "confidence: {other: 0.5, cue-after: %s}\n";
    char *before = strdup(getenv("PRESSMILL_DATA_PATH") != NULL
                              ? getenv("PRESSMILL_DATA_PATH")
                              : "");
    static const char *const factors[] = { "1.0", "0.5" };
    double is[2] = { 0, 0 };

    for (int i = 0; i < 2; i++) {
        char text[256];
        struct plug *p;
        const struct mill_ann *q;

        snprintf(text, sizeof text, yaml, factors[i]);
        write_lang(tap_folder(), text);
        p = plug_open(&quotes_LTX_mill_plugin, NULL);
        TAP_OK(p != NULL);
        if (p == NULL)
            break;
        TAP_EQ_INT(run(p, "xx", NULL, "\"Ni atendas\", dir Paul Verda."),
                   MILL_OK);
        q = mill_doc_ann(segment->doc, mill_type_find("quote"), 0);
        is[i] = q != NULL ? mill_ann_confidence(q) : 0;
        plug_close(p);
    }
    TAP_OK(is[0] > 0.9 && is[1] > is[0] / 2 - 0.01 &&
           is[1] < is[0] / 2 + 0.01);
    setenv("PRESSMILL_DATA_PATH", before, 1);
    free(before);
}

static void
language_is_added_by_data_alone(void)
{
    char *before = strdup(getenv("PRESSMILL_DATA_PATH") != NULL
                              ? getenv("PRESSMILL_DATA_PATH")
                              : "");
    struct plug *kept = quotes;

    write_lang(tap_folder(),
               "verb_first: true\n"
               "paradigms: {v: {as: any, is: any}}\n"
               "cues:\n  - {stance: neutral, words: dir/v}\n"
               "phrases:\n  - {stance: thought, words: ['laŭ @']}\n"
               "that: ke\nprepositions: en al\n");
    quotes = plug_open(&quotes_LTX_mill_plugin, NULL);
    TAP_OK(quotes != NULL);
    if (quotes != NULL) {
        TAP_EQ_STR(said("xx", "\"Ni atendas\", diris Paŭlo Verda. Paŭlo Verda "
                              "diras, ke pluvas multe."),
                   "direct: Ni atendas < Paŭlo Verda; indirect: pluvas multe "
                   "< Paŭlo Verda");
        TAP_EQ_STR(said("xx", "Laŭ Paŭlo Verda, pluvas multe."),
                   "indirect: pluvas multe < Paŭlo Verda");
        plug_close(quotes);
    }
    quotes = kept;
    setenv("PRESSMILL_DATA_PATH", before, 1);
    free(before);
}

static void
wrong_language_data_is_told_at_its_place(void)
{
    static const struct {
        const char *yaml, *place, *why;
    } bad[] = {
        { "that: a\ncuez: b\n", "2:", "unknown key 'cuez'" },
        { "cues:\n  - {stance: rude, words: x}\n", "2:",
          "unknown stance 'rude'" },
        { "cues:\n  - {words: x/nope}\n", "2:", "paradigm 'nope'" },
        { "pronouns: {male: he}\n", "1:", "unknown gender 'male'" },
        { "phrases:\n  - {words: ['@ x y']}\n", "2:", "begins with a word" },
        { "dash_speech: perhaps\n", "1:", "expected true or false" },
        { "- a\n- b\n", "1:", "expected a map" },
        { "confidence: {cue-affter: 0.9}\n", "1:", "no rule 'cue-affter'" },
        { "confidence: {other: 3}\n", "1:", "at most 2" },
    };
    char *before = strdup(getenv("PRESSMILL_DATA_PATH") != NULL
                              ? getenv("PRESSMILL_DATA_PATH")
                              : "");

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct plug *p;

        write_lang(tap_folder(), bad[i].yaml);
        p = plug_open(&quotes_LTX_mill_plugin, "languages: [xx]");
        TAP_OK(p == NULL);
        TAP_HAS_STR(plug_refusal(), bad[i].place);
        TAP_HAS_STR(plug_refusal(), bad[i].why);
        plug_close(p);
    }
    setenv("PRESSMILL_DATA_PATH", before, 1);
    free(before);
}

static void
damaged_model_is_refused(void)
{
    static const char *const bytes[] = {
        "", "MILLQJ1", "something else altogether, but long enough to read",
        "MILLQJ1\n0123456789012345678901234567890123456789"
    };
    char *before = strdup(getenv("PRESSMILL_DATA_PATH") != NULL
                              ? getenv("PRESSMILL_DATA_PATH")
                              : "");
    char command[512], path[512];

    write_lang(tap_folder(), "that: ke\n");
    snprintf(command, sizeof command, "mkdir -p '%s/models'", tap_folder());
    if (system(command) != 0)
        abort();
    snprintf(path, sizeof path, "%s/models/quotes-xx.bin", tap_folder());
    for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++) {
        FILE *f = fopen(path, "w");
        struct plug *p;

        if (f == NULL)
            abort();
        fputs(bytes[i], f);
        fclose(f);
        p = plug_open(&quotes_LTX_mill_plugin, NULL);
        TAP_OK(p == NULL);
        TAP_OK(plug_refusal()[0] != '\0');
        plug_close(p);
    }
    remove(path);
    setenv("PRESSMILL_DATA_PATH", before, 1);
    free(before);
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(direct_quotes_have_speakers_on_either_side),
        TAP_CASE(interrupted_quotes_have_pieces),
        TAP_CASE(paragraphs_go_on_quoting),
        TAP_CASE(quotes_inside_quotes_have_their_own_speaker),
        TAP_CASE(reports_without_marks_are_found),
        TAP_CASE(quoted_words_in_a_report_are_mixed),
        TAP_CASE(pronouns_and_roles_lead_to_the_person),
        TAP_CASE(names_and_terms_in_marks_are_no_quotes),
        TAP_CASE(nobody_is_named_when_the_text_does_not_tell),
        TAP_CASE(marks_of_any_style_pair),
        TAP_CASE(headline_is_compared_with_the_body),
        TAP_CASE(speakers_have_role_aliases_and_gender),
        TAP_CASE(cue_has_its_stance),
        TAP_CASE(below_the_confidence_asked_for_nobody_is_named),
        TAP_CASE(indirect_quotes_can_be_left_out),
        TAP_CASE(language_without_data_gives_marks_alone),
        TAP_CASE(odd_texts_are_taken),
        TAP_CASE(ten_thousand_names_are_taken),
        TAP_CASE(steps_grow_with_the_text_and_no_faster),
        TAP_CASE(text_beyond_the_limit_is_noted),
        TAP_CASE(confidence_is_scaled_by_the_language),
        TAP_CASE(language_is_added_by_data_alone),
        TAP_CASE(wrong_language_data_is_told_at_its_place),
        TAP_CASE(damaged_model_is_refused),
        TAP_END
    };
    int status;

    segment = plug_open(&segment_LTX_mill_plugin, NULL);
    quotes = plug_open(&quotes_LTX_mill_plugin, NULL);
    if (segment == NULL || quotes == NULL) {
        fprintf(stderr, "%s\n", plug_refusal());
        return 1;
    }
    status = tap_run(argc, argv, cases);
    plug_close(quotes);
    plug_close(segment);
    return status;
}
