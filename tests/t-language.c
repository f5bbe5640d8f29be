/* SPDX-License-Identifier: Apache-2.0
 *
 * t-language.c: what the stage `language` promises, with the model that is
 * installed. The sentences are our own. */
#include "../plugins/language/codes.h"
#include "../plugins/language/engine.h"
#include "plug.h"
#include "tap.h"

#include <pressmill/data.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct mill_plugin language_LTX_mill_plugin;

static const struct sample {
    const char *code, *text;
} samples[] = {
    { "uk", "Уряд обіцяє, що нові школи відкриють уже восени." },
    { "ru", "Правительство обещает, что новые школы откроют уже осенью." },
    { "be", "Урад абяцае, што новыя школы адкрыюць ужо ўвосень." },
    { "bg", "Правителството обещава, че новите училища ще отворят през "
            "есента." },
    { "mk", "Владата ветува дека новите училишта ќе се отворат наесен." },
    { "sr-Cyrl", "Влада обећава да ће нове школе бити отворене већ јесенас." },
    { "sr-Latn", "Vlada obećava da će nove škole biti otvorene već na "
                 "jesen, rekla je ministarka prosvete u Beogradu." },
    { "kk", "Үкімет жаңа мектептердің күзде ашылатынын айтты." },
    { "ky", "Өкмөт жаңы мектептер күзүндө ачыларын билдирди." },
    { "tt", "Хөкүмәт яңа мәктәпләр көзен ачылачак дип вәгъдә итә." },
    { "ba", "Хөкүмәт яңы мәктәптәр көҙөн асыласаҡ тип вәғәҙә итә." },
    { "tg", "Ҳукумат ваъда медиҳад, ки мактабҳои нав тирамоҳ кушода "
            "мешаванд." },
    { "mn", "Засгийн газар шинэ сургуулиудыг намар нээнэ гэж амлав." },
    { "en", "The government promises that new schools will open in autumn." },
    { "de", "Die Regierung verspricht, dass neue Schulen im Herbst öffnen." },
    { "fr", "Le gouvernement promet que les nouvelles écoles ouvriront en "
            "automne." },
    { "es", "El gobierno promete que las nuevas escuelas abrirán en otoño." },
    { "pt", "O governo promete que as novas escolas vão abrir no outono." },
    { "it", "Il governo promette che le nuove scuole apriranno in autunno." },
    { "ro", "Guvernul promite că școlile noi se vor deschide la toamnă." },
    { "ca", "El govern promet que les noves escoles obriran a la tardor." },
    { "gl", "O goberno promete que as novas escolas abrirán no outono." },
    { "nl", "De regering belooft dat de nieuwe scholen in de herfst "
            "opengaan." },
    { "af", "Die regering belowe dat die nuwe skole in die herfs sal "
            "oopmaak." },
    { "sv", "Regeringen lovar att de nya skolorna ska öppna i höst." },
    { "da", "Regeringen lover, at de nye skoler åbner til efteråret." },
    { "nb", "Regjeringen lover at de nye skolene skal åpne til høsten, sier "
            "hun." },
    { "nn", "Regjeringa lovar at dei nye skulane skal opne til hausten, seier "
            "ho." },
    { "is", "Ríkisstjórnin lofar að nýju skólarnir opni í haust." },
    { "pl", "Rząd obiecuje, że nowe szkoły zostaną otwarte jesienią." },
    { "cs", "Vláda slibuje, že nové školy se otevřou už na podzim." },
    { "sk", "Vláda sľubuje, že nové školy sa otvoria už na jeseň." },
    { "sl", "Vlada obljublja, da bodo nove šole odprli že jeseni." },
    { "hr", "Vlada je prošli tjedan obećala da će tisuću novih škola biti "
            "otvoreno u rujnu, izvijestio je zagrebački tisak." },
    { "hu", "A kormány azt ígéri, hogy az új iskolák ősszel megnyílnak." },
    { "fi", "Hallitus lupaa, että uudet koulut avataan syksyllä." },
    { "et", "Valitsus lubab, et uued koolid avatakse sügisel." },
    { "lv", "Valdība sola, ka jaunās skolas tiks atvērtas rudenī." },
    { "lt", "Vyriausybė žada, kad naujos mokyklos bus atidarytos rudenį." },
    { "sq", "Qeveria premton se shkollat e reja do të hapen në vjeshtë." },
    { "tr", "Hükümet yeni okulların sonbaharda açılacağına söz veriyor." },
    { "az", "Hökumət yeni məktəblərin payızda açılacağını vəd edir." },
    { "uz", "Hukumat yangi maktablar kuzda ochilishini vaʼda qilmoqda." },
    { "id", "Pemerintah berjanji bahwa sekolah-sekolah baru akan dibuka pada "
            "musim gugur karena anggaran sudah tersedia." },
    { "vi", "Chính phủ hứa rằng các trường học mới sẽ mở cửa vào mùa thu." },
    { "sw", "Serikali inaahidi kwamba shule mpya zitafunguliwa hivi "
            "karibuni." },
    { "cy", "Mae'r llywodraeth yn addo y bydd ysgolion newydd yn agor yn yr "
            "hydref." },
    { "eu", "Gobernuak agindu du eskola berriak udazkenean irekiko direla." },
    { "el", "Η κυβέρνηση υπόσχεται ότι τα νέα σχολεία θα ανοίξουν." },
    { "hy", "Կառավարությունը խոստանում է նոր դպրոցներ բացել։" },
    { "ka", "მთავრობა ჰპირდება, რომ ახალი სკოლები შემოდგომაზე გაიხსნება." },
    { "he", "הממשלה מבטיחה שבתי הספר החדשים ייפתחו בסתיו." },
    { "ar", "تعد الحكومة بأن المدارس الجديدة ستفتح أبوابها في الخريف." },
    { "fa", "دولت قول می‌دهد که مدرسه‌های جدید در "
            "پاییز "
            "باز "
            "می‌شوند." },
    { "ur", "حکومت نے وعدہ کیا ہے کہ نئے اسکول خزاں میں کھلیں گے۔" },
    { "hi", "सरकार का वादा है कि नए स्कूल शरद ऋतु में खुलेंगे।" },
    { "mr", "सरकारने नवीन शाळा शरद ऋतूत उघडण्याचे वचन दिले आहे." },
    { "bn", "সরকার প্রতিশ্রুতি দিয়েছে যে নতুন স্কুল শরতে খুলবে।" },
    { "ta", "புதிய பள்ளிகள் விரைவில் திறக்கப்படும் என்று அரசு கூறுகிறது." },
    { "th", "รัฐบาลสัญญาว่าโรงเรียนใหม่จะเปิดในฤดูใบไม้ร่วง" },
    { "am", "መንግሥት አዲስ ትምህርት ቤቶች በቅርቡ ይከፈታሉ ብሏል።" },
    { "ja", "政府は新しい学校が秋に開くと約束している。" },
    { "ko", "정부는 새 학교들이 가을에 문을 연다고 약속했다." },
    { "zh-Hans", "政府承诺新学校将于秋天开学，并表示资金已经到位。" },
    { "zh-Hant",
      "政府承諾新學校將於秋天開學，並表示資金已經到位，這是教育部的說法。" },
};

static struct plug *plug;

static const char *
lang_of(const char *text)
{
    static char lang[32];
    struct mill_doc *doc = plug_doc(plug, text);
    struct mill_str str;

    if (plug_process(plug) < 0)
        return plug->why;
    str = mill_doc_get_str(doc, "lang");
    snprintf(lang, sizeof lang, "%.*s", MILL_FMT(str));
    return lang;
}

static double
number_of(const char *field)
{
    const struct mill_value *v = mill_doc_get(plug->doc, field);

    return v != NULL && v->kind == MILL_NUM ? v->number : -1;
}

static void
a_sentence_of_news_is_told_in_each_language(void)
{
    for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
        TAP_EQ_STR(lang_of(samples[i].text), samples[i].code);
}

static void
capitals_change_nothing(void)
{
    TAP_EQ_STR(lang_of("УРЯД ОБІЦЯЄ ВІДКРИТИ НОВІ ШКОЛИ"), "uk");
    TAP_EQ_STR(lang_of("ПРАВИТЕЛЬСТВО ОБЕЩАЕТ ОТКРЫТЬ НОВЫЕ ШКОЛЫ"), "ru");
    TAP_EQ_STR(lang_of("THE GOVERNMENT PROMISES TO OPEN NEW SCHOOLS"), "en");
    TAP_EQ_STR(lang_of("DIE REGIERUNG VERSPRICHT NEUE SCHULEN"), "de");
}

/* Words near the end of a text are read one by one, others in one go. */
static void
words_are_read_alike_wherever_they_stand(void)
{
    static const char *const texts[] = { "Nobody KNOWS it, he's late",
                                         "Sie sagte: heute nicht!",
                                         "la mesa de www.example.org casa",
                                         "il a dit non (peut-etre) 3x" };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char more[80], lang[32];
        double confidence;

        snprintf(lang, sizeof lang, "%s", lang_of(texts[i]));
        confidence = number_of("lang_confidence");
        snprintf(more, sizeof more, "%-60s", texts[i]);
        TAP_EQ_STR(lang_of(more), lang);
        TAP_EQ_NUM(number_of("lang_confidence"), confidence, 0);
    }
}

static void
what_is_no_language_is_und(void)
{
    static const char *const nothing[] = {
        "",
        " \n\t ",
        "a",
        "12 345,67 - 89 % (2024)",
        "https://example.com/news/the-article-in-english?id=5",
        "someone@example.org",
        "\xf0\x9f\x98\x80 \xf0\x9f\x87\xba\xf0\x9f\x87\xa6 \xf0\x9f\x91\x8d",
        "!!! ... ??? --- ***",
        "@user #hashtag #another",
    };

    for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++) {
        TAP_EQ_STR(lang_of(nothing[i]), "und");
        TAP_EQ_NUM(number_of("lang_confidence"), 0, 0);
    }
}

static void
ten_megabytes_of_one_letter_are_und(void)
{
    size_t size = 10u * 1024 * 1024;
    char *text = malloc(size + 1);

    if (!TAP_OK(text != NULL))
        return;
    memset(text, 'a', size);
    text[size] = '\0';
    TAP_EQ_STR(lang_of(text), "und");
    free(text);
}

static void
latin_look_alikes_do_not_hide_a_cyrillic_text(void)
{
    /* a, c, e, i, o, p, x, y of the Latin script */
    TAP_EQ_STR(lang_of("Уpяд oбiцяє вiдкpити нoвi шкoли вжe вoceни."), "uk");
    TAP_EQ_STR(lang_of("Пpaвитeльcтвo oбeщaeт oткpыть нoвыe шкoлы."), "ru");
}

static void
addresses_and_markup_are_no_evidence(void)
{
    TAP_EQ_STR(lang_of("<p class=\"the article of the day\">Уряд обіцяє нові "
                       "школи</p> https://example.com/the/government/says"),
               "uk");
    TAP_EQ_STR(lang_of("Die Regierung verspricht neue Schulen. "
                       "the.big.report@news.example.org "
                       "www.example.com/this-is-the-way"),
               "de");
}

static void
composed_and_decomposed_letters_are_the_same(void)
{
    TAP_EQ_STR(lang_of("Vla\xcc\x81"
                       "da slibuje, z\xcc\x8c"
                       "e nove\xcc\x81 "
                       "s\xcc\x8c"
                       "koly se otevr\xcc\x8c"
                       "ou."),
               "cs");
}

static void
confidence_rises_with_the_text(void)
{
    double word;

    lang_of("школа");
    word = number_of("lang_confidence");
    lang_of("Уряд обіцяє, що нові школи відкриють уже восени, а гроші на це "
            "вже знайшли.");
    TAP_OK(word > 0 && word < number_of("lang_confidence"));
    TAP_OK(number_of("lang_confidence") > 0.95);
}

static void
keep_and_drop_choose_documents(void)
{
    struct plug *p =
        plug_open(&language_LTX_mill_plugin, "{keep: [uk, zh], drop: [ru]}");

    if (!TAP_OK(p != NULL))
        return;
    plug_doc(p, samples[0].text);
    TAP_EQ_INT(plug_process(p), MILL_OK);
    plug_doc(p, samples[1].text);
    TAP_EQ_INT(plug_process(p), MILL_DROP);
    plug_doc(p, "12345");
    TAP_EQ_INT(plug_process(p), MILL_DROP);
    plug_doc(p, "政府承诺新学校将于秋天开学，并表示资金已经到位。");
    TAP_EQ_INT(plug_process(p), MILL_OK);
    plug_close(p);
}

static void
among_restricts_the_answer(void)
{
    struct plug *p =
        plug_open(&language_LTX_mill_plugin, "{among: [uk, ru, en], top: 3}");
    struct mill_str top;

    if (!TAP_OK(p != NULL))
        return;
    plug_doc(p, "Урад абяцае, што новыя школы адкрыюць ужо ўвосень.");
    TAP_EQ_INT(plug_process(p), MILL_OK);
    TAP_OK(mill_doc_get_str(p->doc, "lang").len == 2);
    TAP_OK(strcmp(mill_doc_get_str(p->doc, "lang").ptr, "be") != 0);
    top = mill_value_str(mill_doc_get(p->doc, "lang_top"));
    TAP_HAS_STR(top.ptr, "\"lang\":\"uk\",\"confidence\":");
    TAP_HAS_STR(top.ptr, "\"lang\":\"ru\",\"confidence\":");
    plug_close(p);
}

static void
a_language_nobody_knows_is_refused_by_name(void)
{
    struct plug *p = plug_open(&language_LTX_mill_plugin, "{keep: [klingon]}");

    TAP_OK(p == NULL);
    TAP_HAS_STR(plug_refusal(), "klingon");
    plug_close(p);
}

static void
codes_people_write_are_understood(void)
{
    static const struct {
        const char *written, *code;
    } table[] = {
        { "ua", "uk" },           { "UK", "uk" },
        { "ukr", "uk" },          { "cz", "cs" },
        { "gr", "el" },           { "no", "nb" },
        { "iw", "he" },           { "zh_TW", "zh-Hant" },
        { "sr-Latn", "sr-Latn" }, { "srp-Cyrl", "sr-Cyrl" },
        { "tl", "fil" },
    };

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        const struct code_name *n =
            code_find(table[i].written, strlen(table[i].written));

        TAP_EQ_STR(n != NULL ? n->code : NULL, table[i].code);
    }
    TAP_OK(code_find("klingon", 7) == NULL);
}

static void
a_menu_of_languages_is_no_evidence(void)
{
    static const char *const menus[] = {
        "ua en ru",
        "UA | EN | RU",
        "Українська English Русский",
        "Українська\nEnglish\nРусский\n",
        "Укр · Рус · Eng",
        "ua\nen\n\nru",
    };
    const struct mill_value *v;

    for (size_t i = 0; i < sizeof(menus) / sizeof(menus[0]); i++) {
        TAP_EQ_STR(lang_of(menus[i]), "und");
        v = mill_doc_get(plug->doc, "alternates");
        if (!TAP_OK(v != NULL && v->kind == MILL_LIST) ||
            !TAP_EQ_INT(v->count, 3))
            continue;
        TAP_EQ_SLICE(v->list[0], "uk");
    }
    TAP_EQ_STR(lang_of("ua en ru\nThe government promises that new schools "
                       "will open in autumn.\nDeutsch\nFrançais\n"),
               "en");
    v = mill_doc_get(plug->doc, "alternates");
    TAP_EQ_INT(v != NULL ? v->count : 0, 5);

    /* words that are codes, too */
    lang_of("it is so");
    TAP_OK(mill_doc_get(plug->doc, "alternates") == NULL);
    TAP_EQ_STR(lang_of("English is spoken in many countries."), "en");
    TAP_OK(mill_doc_get(plug->doc, "alternates") == NULL);
}

/* "lang:words" of each span, one a line */
static const char *
spans_of(const char *text)
{
    static char out[4000];
    mill_type type = mill_type_find("lang_span");
    size_t at = 0;

    lang_of(text);
    out[0] = '\0';
    MILL_FOR_EACH(a, plug->doc, type) {
        struct mill_str lang = mill_ann_get_str(a, "lang");
        struct mill_str words = mill_doc_slice(plug->doc, mill_ann_span(a));

        at += (size_t)snprintf(out + at, sizeof out - at, "%.*s:%.*s\n",
                               MILL_FMT(lang), MILL_FMT(words));
    }
    return out;
}

static void
a_text_in_several_languages_has_spans(void)
{
    static const char text[] =
        "Уряд обіцяє, що нові школи відкриють уже восени. Міністр додав: "
        "«Мы построим все эти школы, потому что детям нужно где-то "
        "учиться, и деньги на это уже есть». Учителі чекають на початок "
        "навчального року.";
    double shares = 0;

    TAP_EQ_STR(spans_of(text),
               "uk:Уряд обіцяє, що нові школи відкриють уже восени. Міністр "
               "додав:\n"
               "ru:«Мы построим все эти школы, потому что детям нужно где-то "
               "учиться, и деньги на это уже есть»\n"
               "uk:Учителі чекають на початок навчального року.\n");
    TAP_EQ_SLICE(mill_doc_get_str(plug->doc, "lang"), "uk");
    MILL_FOR_EACH(a, plug->doc, mill_type_find("lang_span")) {
        TAP_OK(mill_ann_confidence(a) > 0.5f);
        shares += mill_ann_get(a, "share")->number;
    }
    TAP_EQ_NUM(shares, 1, 0.0021);
    TAP_EQ_STR(spans_of("The government promises new schools.\n\n"
                        "Die Regierung verspricht neue Schulen für alle "
                        "Kinder im ganzen Land.\n"),
               "en:The government promises new schools.\n"
               "de:Die Regierung verspricht neue Schulen für alle Kinder im "
               "ganzen Land.\n");
}

static void
a_text_in_one_language_has_no_spans(void)
{
    TAP_EQ_STR(spans_of("Уряд обіцяє, що нові школи відкриють уже восени. "
                        "У New York Times пишуть про iPhone. «Так», — "
                        "сказав міністр. Учителі чекають на початок року."),
               "");
}

static void
hints_are_weak(void)
{
    struct plug *p = plug_open(&language_LTX_mill_plugin, "{hints: true}");

    if (!TAP_OK(p != NULL))
        return;
    plug_doc(p, samples[0].text);
    TAP_OK(mill_doc_set_str(p->doc, "lang", MILL_STR("ru")));
    TAP_OK(mill_doc_set_str(p->doc, "url",
                            MILL_STR("https://ru.example.com/ru/a.html")));
    TAP_EQ_INT(plug_process(p), MILL_OK);
    TAP_EQ_SLICE(mill_doc_get_str(p->doc, "lang"), "uk");
    plug_close(p);
}

/* the installed model in memory that may be changed */
static unsigned char *
model_copy(size_t *size)
{
    struct mill_arena *arena = mill_arena_create(0);
    const char *path = mill_data_find(arena, "models/language.bin");
    FILE *f = path != NULL ? fopen(path, "rb") : NULL;
    unsigned char *bytes = NULL;

    if (TAP_OK(f != NULL)) {
        fseek(f, 0, SEEK_END);
        *size = (size_t)ftell(f);
        rewind(f);
        bytes = aligned_alloc(64, (*size + 63) / 64 * 64);
        if (bytes != NULL && fread(bytes, 1, *size, f) != *size)
            TAP_OK(false);
        fclose(f);
    }
    mill_arena_destroy(arena);
    return bytes;
}

static void
an_altered_model_is_refused(void)
{
    struct lang_model m;
    size_t size = 0, places[] = { 0, 9, 13, 17, 21, 40, 200, 5000, 0 };
    unsigned char *bytes = model_copy(&size);
    struct lang_label *label;
    const char *wrong;

    if (bytes == NULL)
        return;
    TAP_EQ_STR(lang_model_open(&m, bytes, size), NULL);
    places[8] = size - 1;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        bytes[places[i]] ^= 0x20;
        TAP_OK(lang_model_open(&m, bytes, size) != NULL);
        bytes[places[i]] ^= 0x20;
    }
    for (size_t cut = 1; cut < size; cut *= 2)
        TAP_OK(lang_model_open(&m, bytes, size - cut) != NULL);
    TAP_OK(lang_model_open(&m, bytes, 0) != NULL);

    /* one that is wrong and has the right checksum */
    label = (struct lang_label *)(void *)(bytes +
                                          ((struct lang_header *)(void *)bytes)
                                              ->labels_at);
    label->group = 255; /* no such script */
    ((struct lang_header *)(void *)bytes)->check =
        lang_checksum(bytes + 16, size - 16);
    wrong = lang_model_open(&m, bytes, size);
    TAP_OK(wrong != NULL);
    TAP_HAS_STR(wrong != NULL ? wrong : "", "damaged");
    free(bytes);
}

static void
a_file_that_is_no_model_is_refused_with_a_sentence(void)
{
    struct plug *p;
    char folder[400], yaml[600];

    if (!TAP_OK(getcwd(folder, sizeof folder) != NULL))
        return;
    snprintf(yaml, sizeof yaml, "{model: '%s'}",
             plug_file(folder, "t-language-no-model.bin", "nothing here", 12));
    p = plug_open(&language_LTX_mill_plugin, yaml);
    TAP_OK(p == NULL);
    TAP_HAS_STR(plug_refusal(), "is no language model");
    plug_close(p);
    remove("t-language-no-model.bin");
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(a_sentence_of_news_is_told_in_each_language),
        TAP_CASE(capitals_change_nothing),
        TAP_CASE(words_are_read_alike_wherever_they_stand),
        TAP_CASE(what_is_no_language_is_und),
        TAP_CASE(ten_megabytes_of_one_letter_are_und),
        TAP_CASE(latin_look_alikes_do_not_hide_a_cyrillic_text),
        TAP_CASE(addresses_and_markup_are_no_evidence),
        TAP_CASE(composed_and_decomposed_letters_are_the_same),
        TAP_CASE(confidence_rises_with_the_text),
        TAP_CASE(keep_and_drop_choose_documents),
        TAP_CASE(among_restricts_the_answer),
        TAP_CASE(a_language_nobody_knows_is_refused_by_name),
        TAP_CASE(codes_people_write_are_understood),
        TAP_CASE(a_menu_of_languages_is_no_evidence),
        TAP_CASE(a_text_in_several_languages_has_spans),
        TAP_CASE(a_text_in_one_language_has_no_spans),
        TAP_CASE(hints_are_weak),
        TAP_CASE(an_altered_model_is_refused),
        TAP_CASE(a_file_that_is_no_model_is_refused_with_a_sentence),
        TAP_END
    };
    int status;

    plug = plug_open(&language_LTX_mill_plugin, NULL);
    if (plug == NULL) {
        printf("Bail out! %s\n", plug_refusal());
        return 99;
    }
    status = tap_run(argc, argv, cases);
    plug_close(plug);
    return status;
}
