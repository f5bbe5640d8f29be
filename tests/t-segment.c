/* SPDX-License-Identifier: Apache-2.0
 *
 * t-segment.c: paragraphs, sentences and words. */
#include "plug.h"
#include "tap.h"

#include <pressmill/doc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const struct mill_plugin segment_LTX_mill_plugin;

static struct plug *plugin;
static char got[16384];

/* Pieces of a type, with " | " between them. */
static const char *
pieces(const char *lang, const char *text, const char *type)
{
    mill_type t = mill_type_find(type);
    size_t n = 0;

    got[0] = '\0';
    plug_doc(plugin, text);
    if (lang != NULL &&
        !mill_doc_set_str(plugin->doc, "lang",
                          (struct mill_str){ lang, strlen(lang) }))
        abort();
    TAP_EQ_INT(plug_process(plugin), MILL_OK);
    MILL_FOR_EACH(a, plugin->doc, t) {
        struct mill_str s = mill_doc_slice(plugin->doc, mill_ann_span(a));

        n += (size_t)snprintf(got + n, sizeof got - n, "%s%.*s",
                              n > 0 ? " | " : "", MILL_FMT(s));
        if (n >= sizeof got)
            break;
    }
    return got;
}

struct sample {
    const char *lang, *text, *want;
};

static void
sentences(const struct sample *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        TAP_EQ_STR(pieces(s[i].lang, s[i].text, "sentence"), s[i].want);
}
#define SENTENCES(table) sentences(table, sizeof(table) / sizeof(table)[0])

static void
abbreviations_end_no_sentence(void)
{
    static const struct sample table[] = {
        { "en", "Mr. Voss met Dr. Holub at 3 p.m. in St. Mary. He left.",
          "Mr. Voss met Dr. Holub at 3 p.m. in St. Mary. | He left." },
        { "en", "They met at 5 p.m. He spoke first.",
          "They met at 5 p.m. | He spoke first." },
        { "uk", "Він живе на вул. Садовій, 5 у м. Залуччі. Приїхав у 2013 р. "
                "навесні.",
          "Він живе на вул. Садовій, 5 у м. Залуччі. | Приїхав у 2013 р. "
          "навесні." },
        { "uk", "Це сталося 2013 р. Потім усе змінилося.",
          "Це сталося 2013 р. | Потім усе змінилося." },
        { "ru", "Дом стоит на ул. Лесной, т. е. у реки. Рядом г. Заречье.",
          "Дом стоит на ул. Лесной, т. е. у реки. | Рядом г. Заречье." },
        { "de", "Am 3. Juni kam Dr. Weber z.B. nach Bonn. Er blieb.",
          "Am 3. Juni kam Dr. Weber z.B. nach Bonn. | Er blieb." },
        { "cs", "Dne 5. května přijel Ing. Novák. Odjel brzy.",
          "Dne 5. května přijel Ing. Novák. | Odjel brzy." },
        { "pl", "Prof. Lis mieszka przy ul. Długiej. Jest lekarzem.",
          "Prof. Lis mieszka przy ul. Długiej. | Jest lekarzem." },
        { "fr", "M. Morel est venu. Mme Petit est partie.",
          "M. Morel est venu. | Mme Petit est partie." },
        { "es", "El Sr. Ruiz llegó. La Dra. Soto salió.",
          "El Sr. Ruiz llegó. | La Dra. Soto salió." },
        { "it", "Il dott. Verdi è qui. La sig.ra Neri no.",
          "Il dott. Verdi è qui. | La sig.ra Neri no." },
        { "pt", "O Sr. Costa chegou. A Dra. Lima saiu.",
          "O Sr. Costa chegou. | A Dra. Lima saiu." },
    };

    SENTENCES(table);
}

static void
initials_and_numbers_stay_whole(void)
{
    static const struct sample table[] = {
        { "en", "J. D. Marsh and H.B. Cole paid 3.5 million. See a.example.org "
                "now.",
          "J. D. Marsh and H.B. Cole paid 3.5 million. | See a.example.org "
          "now." },
        { "uk", "Так вважає М. І. Голуб. Інші мовчать.",
          "Так вважає М. І. Голуб. | Інші мовчать." },
        { "ru", "А. Б. Волчков ушёл. Вернулся И.П. Насадов.",
          "А. Б. Волчков ушёл. | Вернулся И.П. Насадов." },
    };

    SENTENCES(table);
}

static void
quotes_and_dashes_keep_to_their_sentence(void)
{
    static const struct sample table[] = {
        { "en", "\"Is it?\" she asked. \"It is.\" He left.",
          "\"Is it?\" she asked. | \"It is.\" | He left." },
        { "uk", "«Справді?» — спитала вона. «Так!» Він пішов.",
          "«Справді?» — спитала вона. | «Так!» | Він пішов." },
        { "ru", "— Уйдёшь? — спросил он. — Уйду.",
          "— Уйдёшь? — спросил он. | — Уйду." },
        { "en", "Wait... what? No!", "Wait... what? | No!" },
    };

    SENTENCES(table);
}

static void
lines_are_paragraphs_unless_cut_by_width(void)
{
    TAP_EQ_STR(pieces("en", "One line\nAnother line\n\nA third", "paragraph"),
               "One line | Another line | A third");
    TAP_EQ_STR(pieces("en",
                      "This is a letter that somebody wrote in an old editor "
                      "which\ncut every line at about seventy characters and "
                      "went on with\nthe next one in the middle of a sentence, "
                      "as such editors do\nuntil the very end of it.\n\nBye.",
                      "sentence"),
               "This is a letter that somebody wrote in an old editor which\n"
               "cut every line at about seventy characters and went on with\n"
               "the next one in the middle of a sentence, as such editors do\n"
               "until the very end of it. | Bye.");
}

static void
words_keep_apostrophes_and_numbers(void)
{
    struct plug *all = plug_open(&segment_LTX_mill_plugin, "{words: true}");
    struct plug *kept = plugin;

    plugin = all;
    TAP_EQ_STR(pieces("uk", "Сім'я об’їхала пів-Європи за 3,5 дня.", "word"),
               "Сім'я | об’їхала | пів-Європи | за | 3,5 | дня");
    plugin = kept;
    TAP_EQ_STR(pieces("uk", "Без слів.", "word"), "");
    plug_close(all);
}

static void
text_of_any_kind_is_taken(void)
{
    static const char *const odd[] = {
        "", " \n\n \t", "...", "?!", "。。", "שלום. עולם.", "一。二！三",
        "ALL CAPITALS. NO REASON.", "\xe2\x80\xa6", "a.b.c.d.e.f.g",
        "no end", "\n\n\n.", "\xc2\xa0\xc2\xa0"
    };

    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        (void)pieces(NULL, odd[i], "sentence");
        (void)pieces("xx", odd[i], "sentence");
    }
    TAP_EQ_STR(pieces("ja", "「行く。」と言った。雨だ。", "sentence"),
               "「行く。」と言った。 | 雨だ。");
}

int
main(int argc, char **argv)
{
    static const struct tap_case cases[] = {
        TAP_CASE(abbreviations_end_no_sentence),
        TAP_CASE(initials_and_numbers_stay_whole),
        TAP_CASE(quotes_and_dashes_keep_to_their_sentence),
        TAP_CASE(lines_are_paragraphs_unless_cut_by_width),
        TAP_CASE(words_keep_apostrophes_and_numbers),
        TAP_CASE(text_of_any_kind_is_taken),
        TAP_END
    };
    int status;

    plugin = plug_open(&segment_LTX_mill_plugin, NULL);
    if (plugin == NULL) {
        fprintf(stderr, "%s\n", plug_refusal());
        return 1;
    }
    status = tap_run(argc, argv, cases);
    plug_close(plugin);
    return status;
}
