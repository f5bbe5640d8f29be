/* SPDX-License-Identifier: Apache-2.0
 *
 * codes.c: the languages by name: codes, what they are called, and how much
 * is published in them. */
#include "codes.h"

#include <stdio.h>
#include <string.h>

/* The last number, in quarters of a nat of the engine's scores, lowers
 * languages that little is published in: on a word or two they would else win
 * by chance. Others it lowers or raises a little against close relatives that
 * have more text, or other text, to learn from. */
static const struct code_name names[] = {
    { "ab", "abk", "Abkhaz", "Аҧсуа", -65 },
    { "ace", "ace", "Acehnese", "Acèh", -65 },
    { "af", "afr", "Afrikaans", "Afrikaans", 0 },
    { "am", "amh", "Amharic", "አማርኛ", 0 },
    { "ar", "arb", "Arabic", "العربية", 0 },
    { "as", "asm", "Assamese", "অসমীয়া", -40 },
    { "ast", "ast", "Asturian", "Asturianu", -65 },
    { "ay", "ayr", "Aymara", "Aymar", -65 },
    { "az", "aze", "Azerbaijani", "Azərbaycanca", 0 },
    { "ba", "bak", "Bashkir", "Башҡортса", 0 },
    { "ban", "ban", "Balinese", "Basa Bali", -65 },
    { "bas", "bas", "Basaa", "Basaa", -65 },
    { "be", "bel", "Belarusian", "Беларуская", 0 },
    { "bem", "bem", "Bemba", "Ichibemba", 0 },
    { "bg", "bul", "Bulgarian", "Български", 0 },
    { "bho", "bho", "Bhojpuri", "भोजपुरी", -40 },
    { "bn", "ben", "Bangla", "বাংলা", 0 },
    { "bo", "bod", "Tibetan", "བོད་སྐད", -40 },
    { "br", "bre", "Breton", "Brezhoneg", -40 },
    { "bs", "bos", "Bosnian", "Bosanski", 16 },
    { "ca", "cat", "Catalan", "Català", 0 },
    { "ceb", "ceb", "Cebuano", "Cebuano", -40 },
    { "ckb", "ckb", "Central Kurdish", "کوردیی ناوەندی", 0 },
    { "co", "cos", "Corsican", "Corsu", -65 },
    { "crh", "crh", "Crimean Tatar", "Qırımtatarca", -65 },
    { "cs", "ces", "Czech", "Čeština", 0 },
    { "cv", "chv", "Chuvash", "Чӑвашла", -65 },
    { "cy", "cym", "Welsh", "Cymraeg", 0 },
    { "da", "dan", "Danish", "Dansk", -4 },
    { "de", "deu", "German", "Deutsch", 0 },
    { "dsb", "dsb", "Lower Sorbian", "Dolnoserbski", -65 },
    { "dv", "div", "Dhivehi", "ދިވެހިބަސް", 0 },
    { "dz", "dzo", "Dzongkha", "རྫོང་ཁ", -40 },
    { "ee", "ewe", "Ewe", "Eʋegbe", 0 },
    { "el", "ell", "Greek", "Ελληνικά", 0 },
    { "en", "eng", "English", "English", 0 },
    { "eo", "epo", "Esperanto", "Esperanto", -6 },
    { "es", "spa", "Spanish", "Español", 4 },
    { "et", "est", "Estonian", "Eesti", 0 },
    { "eu", "eus", "Basque", "Euskara", 0 },
    { "fa", "fas", "Persian", "فارسی", 0 },
    { "ff", "ful", "Fulah", "Fulfulde", 0 },
    { "fi", "fin", "Finnish", "Suomi", 0 },
    { "fil", "fil", "Filipino", "Filipino", 0 },
    { "fj", "fij", "Fijian", "Na Vosa Vakaviti", 0 },
    { "fo", "fao", "Faroese", "Føroyskt", 0 },
    { "fr", "fra", "French", "Français", 0 },
    { "fur", "fur", "Friulian", "Furlan", -65 },
    { "fy", "fry", "West Frisian", "Frysk", -40 },
    { "ga", "gle", "Irish", "Gaeilge", 0 },
    { "gd", "gla", "Scottish Gaelic", "Gàidhlig", -15 },
    { "gl", "glg", "Galician", "Galego", 0 },
    { "gn", "grn", "Guarani", "Avañe'ẽ", -40 },
    { "gu", "guj", "Gujarati", "ગુજરાતી", 0 },
    { "gv", "glv", "Manx", "Gaelg", -65 },
    { "ha", "hau", "Hausa", "Hausa", 0 },
    { "haw", "haw", "Hawaiian", "ʻŌlelo Hawaiʻi", -65 },
    { "he", "heb", "Hebrew", "עברית", 0 },
    { "hi", "hin", "Hindi", "हिन्दी", 0 },
    { "hil", "hil", "Hiligaynon", "Ilonggo", -65 },
    { "hmn", "hmn", "Hmong", "Hmoob", 0 },
    { "hr", "hrv", "Croatian", "Hrvatski", 4 },
    { "hsb", "hsb", "Upper Sorbian", "Hornjoserbsce", -65 },
    { "hu", "hun", "Hungarian", "Magyar", 0 },
    { "hy", "hye", "Armenian", "Հայերեն", 0 },
    { "ia", "ina", "Interlingua", "Interlingua", -65 },
    { "id", "ind", "Indonesian", "Bahasa Indonesia", 0 },
    { "ig", "ibo", "Igbo", "Igbo", 0 },
    { "ilo", "ilo", "Iloko", "Ilokano", -65 },
    { "is", "isl", "Icelandic", "Íslenska", 0 },
    { "it", "ita", "Italian", "Italiano", 0 },
    { "ja", "jpn", "Japanese", "日本語", -4 },
    { "jv", "jav", "Javanese", "Basa Jawa", -40 },
    { "ka", "kat", "Georgian", "ქართული", 0 },
    { "kab", "kab", "Kabyle", "Taqbaylit", -65 },
    { "kk", "kaz", "Kazakh", "Қазақша", 0 },
    { "kl", "kal", "Kalaallisut", "Kalaallisut", -65 },
    { "km", "khm", "Khmer", "ភាសាខ្មែរ", 0 },
    { "kmr", "kmr", "Northern Kurdish", "Kurmancî", 0 },
    { "kn", "kan", "Kannada", "ಕನ್ನಡ", 0 },
    { "ko", "kor", "Korean", "한국어", 0 },
    { "kv", "kpv", "Komi", "Коми", -65 },
    { "ky", "kir", "Kyrgyz", "Кыргызча", 0 },
    { "la", "lat", "Latin", "Latina", -10 },
    { "lb", "ltz", "Luxembourgish", "Lëtzebuergesch", 0 },
    { "lg", "lug", "Ganda", "Luganda", -10 },
    { "lij", "lij", "Ligurian", "Ligure", -65 },
    { "ln", "lin", "Lingala", "Lingála", -40 },
    { "lo", "lao", "Lao", "ລາວ", 0 },
    { "lt", "lit", "Lithuanian", "Lietuvių", 0 },
    { "lv", "lav", "Latvian", "Latviešu", 0 },
    { "mai", "mai", "Maithili", "मैथिली", -40 },
    { "mg", "mlg", "Malagasy", "Malagasy", 0 },
    { "mi", "mri", "Maori", "Māori", 0 },
    { "mk", "mkd", "Macedonian", "Македонски", 0 },
    { "ml", "mal", "Malayalam", "മലയാളം", 0 },
    { "mn", "mon", "Mongolian", "Монгол", 0 },
    { "mr", "mar", "Marathi", "मराठी", 0 },
    { "ms", "msa", "Malay", "Bahasa Melayu", 16 },
    { "mt", "mlt", "Maltese", "Malti", 0 },
    { "my", "mya", "Burmese", "မြန်မာ", 0 },
    { "nb", "nob", "Norwegian Bokmål", "Norsk bokmål", 4 },
    { "nd", "nde", "North Ndebele", "isiNdebele", 0 },
    { "ne", "nep", "Nepali", "नेपाली", 0 },
    { "nl", "nld", "Dutch", "Nederlands", 0 },
    { "nn", "nno", "Norwegian Nynorsk", "Norsk nynorsk", -10 },
    { "nr", "nbl", "South Ndebele", "isiNdebele", -65 },
    { "nso", "nso", "Northern Sotho", "Sesotho sa Leboa", 0 },
    { "ny", "nya", "Chichewa", "Chichewa", 0 },
    { "oc", "oci", "Occitan", "Occitan", -40 },
    { "om", "orm", "Oromo", "Afaan Oromoo", 0 },
    { "or", "ori", "Odia", "ଓଡ଼ିଆ", 0 },
    { "os", "oss", "Ossetian", "Ирон", -65 },
    { "pa", "pan", "Punjabi", "ਪੰਜਾਬੀ", 0 },
    { "pl", "pol", "Polish", "Polski", 0 },
    { "prs", "prs", "Dari", "دری", -40 },
    { "ps", "pus", "Pashto", "پښتو", 0 },
    { "pt", "por", "Portuguese", "Português", 0 },
    { "rm", "roh", "Romansh", "Rumantsch", -65 },
    { "rn", "run", "Rundi", "Ikirundi", -40 },
    { "ro", "ron", "Romanian", "Română", 0 },
    { "ru-Latn", "rus-Latn", "Russian (Latin letters)", "Russkiy", -65 },
    { "ru", "rus", "Russian", "Русский", 0 },
    { "rw", "kin", "Kinyarwanda", "Ikinyarwanda", 0 },
    { "sa", "san", "Sanskrit", "संस्कृतम्", -65 },
    { "sah", "sah", "Yakut", "Саха тыла", -65 },
    { "sat", "sat", "Santali", "ᱥᱟᱱᱛᱟᱲᱤ", 0 },
    { "sc", "srd", "Sardinian", "Sardu", -65 },
    { "scn", "scn", "Sicilian", "Sicilianu", -65 },
    { "sco", "sco", "Scots", "Scots", -65 },
    { "sd", "snd", "Sindhi", "سنڌي", 0 },
    { "shi", "shi", "Tachelhit", "Taclḥit", 0 },
    { "si", "sin", "Sinhala", "සිංහල", 0 },
    { "sk", "slk", "Slovak", "Slovenčina", 0 },
    { "skr", "skr", "Saraiki", "سرائیکی", -65 },
    { "sl", "slv", "Slovenian", "Slovenščina", 4 },
    { "sm", "smo", "Samoan", "Gagana Sāmoa", 0 },
    { "sn", "sna", "Shona", "ChiShona", 0 },
    { "so", "som", "Somali", "Soomaali", 0 },
    { "sq", "sqi", "Albanian", "Shqip", 0 },
    { "sr-Cyrl", "srp-Cyrl", "Serbian (Cyrillic)", "Српски", 0 },
    { "sr-Latn", "srp-Latn", "Serbian (Latin)", "Srpski", -8 },
    { "ss", "ssw", "Swati", "siSwati", 0 },
    { "st", "sot", "Southern Sotho", "Sesotho", 0 },
    { "su", "sun", "Sundanese", "Basa Sunda", -40 },
    { "sv", "swe", "Swedish", "Svenska", 0 },
    { "sw", "swa", "Swahili", "Kiswahili", 0 },
    { "szl", "szl", "Silesian", "Ślōnski", -65 },
    { "ta", "tam", "Tamil", "தமிழ்", 0 },
    { "te", "tel", "Telugu", "తెలుగు", 0 },
    { "tg", "tgk", "Tajik", "Тоҷикӣ", 0 },
    { "th", "tha", "Thai", "ไทย", 0 },
    { "ti", "tir", "Tigrinya", "ትግርኛ", 0 },
    { "tk", "tuk", "Turkmen", "Türkmençe", 0 },
    { "tn", "tsn", "Tswana", "Setswana", 8 },
    { "to", "ton", "Tongan", "Lea faka-Tonga", 0 },
    { "tr", "tur", "Turkish", "Türkçe", 0 },
    { "ts", "tso", "Tsonga", "Xitsonga", 0 },
    { "tt", "tat", "Tatar", "Татарча", 0 },
    { "ty", "tah", "Tahitian", "Reo Tahiti", 0 },
    { "tyv", "tyv", "Tuvan", "Тыва дыл", -65 },
    { "ug", "uig", "Uyghur", "ئۇيغۇرچە", 0 },
    { "uk-Latn", "ukr-Latn", "Ukrainian (Latin letters)", "Ukrayinska", -65 },
    { "uk", "ukr", "Ukrainian", "Українська", 0 },
    { "ur", "urd", "Urdu", "اردو", 0 },
    { "uz", "uzb", "Uzbek", "Oʻzbekcha", 0 },
    { "ve", "ven", "Venda", "Tshivenḓa", 0 },
    { "vec", "vec", "Venetian", "Vèneto", -65 },
    { "vi", "vie", "Vietnamese", "Tiếng Việt", 0 },
    { "war", "war", "Waray", "Winaray", -65 },
    { "wo", "wol", "Wolof", "Wolof", 0 },
    { "xh", "xho", "Xhosa", "isiXhosa", 0 },
    { "yi", "yid", "Yiddish", "ייִדיש", 0 },
    { "yo", "yor", "Yoruba", "Yorùbá", 0 },
    { "yue", "yue", "Cantonese", "粵語", -40 },
    { "zh-Hans", "zho-Hans", "Chinese (simplified)", "简体中文", 0 },
    { "zh-Hant", "zho-Hant", "Chinese (traditional)", "繁體中文", 0 },
    { "zu", "zul", "Zulu", "isiZulu", 4 },
};

size_t
code_names(const struct code_name **list)
{
    *list = names;
    return sizeof(names) / sizeof(names[0]);
}

static char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool
same(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (lower(a[i]) != lower(b[i]) && !(a[i] == '_' && b[i] == '-'))
            return false;
    return b[len] == '\0';
}

/* Old codes, members of macro-languages, and what people write: a code, then
 * the one to use. */
static const char *const aliases[] = {
    "iw",      "he",      "in",      "id",      "ji",      "yi",      "jw",
    "jv",      "mo",      "ro",      "no",      "nb",      "nor",     "nb",
    "tl",      "fil",     "tgl",     "fil",     "ua",      "uk",      "ukr",
    "uk",      "kz",      "kk",      "kg",      "ky",      "by",      "be",
    "cz",      "cs",      "dk",      "da",      "gr",      "el",      "jp",
    "ja",      "kr",      "ko",      "cn",      "zh-Hans", "tw",      "zh-Hant",
    "zh",      "zh-Hans", "zho",     "zh-Hans", "chi",     "zh-Hans", "cmn",
    "zh-Hans", "zh-cn",   "zh-Hans", "zh-sg",   "zh-Hans", "zh-tw",   "zh-Hant",
    "zh-hk",   "zh-Hant", "zh-mo",   "zh-Hant", "sr",      "sr-Cyrl", "srp",
    "sr-Cyrl", "sh",      "sr-Latn", "hbs",     "sr-Latn", "cnr",     "sr-Latn",
    "ara",     "ar",      "pes",     "fa",      "swh",     "sw",      "azj",
    "az",      "uzn",     "uz",      "zsm",     "ms",      "zlm",     "ms",
    "plt",     "mg",      "gaz",     "om",      "als",     "sq",      "ekk",
    "et",      "lvs",     "lv",      "khk",     "mn",      "npi",     "ne",
    "pbt",     "ps",      "pst",     "ps",      "ory",     "or",      "ydd",
    "yi",      "mww",     "hmn",     "fuc",     "ff",      "fuv",     "ff",
    "gug",     "gn",      "src",     "sc",      "ku",      "kmr",     "kur",
    "kmr",     "alb",     "sq",      "arm",     "hy",      "baq",     "eu",
    "bur",     "my",      "cze",     "cs",      "dut",     "nl",      "fre",
    "fr",      "geo",     "ka",      "ger",     "de",      "gre",     "el",
    "ice",     "is",      "mac",     "mk",      "mao",     "mi",      "may",
    "ms",      "per",     "fa",      "rum",     "ro",      "slo",     "sk",
    "tib",     "bo",      "wel",     "cy",
};

size_t
code_aliases(const char *const **list)
{
    *list = aliases;
    return sizeof(aliases) / sizeof(aliases[0]) / 2;
}

const struct code_name *
code_find(const char *code, size_t len)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (same(code, names[i].code, len) || same(code, names[i].iso3, len))
            return &names[i];
    for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i += 2)
        if (same(code, aliases[i], len))
            return code_find(aliases[i + 1], strlen(aliases[i + 1]));
    return NULL;
}

void
code_normal(const char *name, char *out, size_t room)
{
    const struct code_name *known = code_find(name, strlen(name));

    memset(out, 0, room);
    snprintf(out, room, "%s", known != NULL ? known->code : name);
}

int
code_prior(const char *code)
{
    const struct code_name *known = code_find(code, strlen(code));

    return known != NULL ? known->prior : 0;
}
