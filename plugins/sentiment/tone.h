/* SPDX-License-Identifier: Apache-2.0
 *
 * tone.h: the parts of the sentiment engine and what they hand to each other.
 *
 * A sentence is cut into tokens (token.c) that know their entry in the
 * language's table (lexicon.c, filled from lexicon.tsv and sentiment.yaml by
 * lang.c). rules.c turns tokens into hits: words with a weight, as negation,
 * boosters and the rest leave it. model.c puts a hashed linear model on top;
 * target.c asks the same of one named person. None of it allocates: all
 * buffers are in struct tone_scratch, one per worker. */
#ifndef SENTIMENT_TONE_H
#define SENTIMENT_TONE_H

#include <pressmill/pressmill.h>

enum {
    TONE_TOKENS = 1024, /* longer sentences are read in pieces */
    TONE_STEM_MIN = 3,  /* shortest stem, in characters */
    TONE_STEM_MAX = 18,
    TONE_PHRASE = 8, /* longest phrase, in words */
    TONE_DENSE = 32  /* numbers that describe a sentence to the model */
};

/* ---- lexicon.c */

enum tone_shift { /* what a word does to others */
                  SHIFT_NONE = 0,
                  SHIFT_NEGATION,
                  SHIFT_BOOSTER,
                  SHIFT_REVERSAL,   /* turns what it governs: prevent, end, lack
                                       of */
                  SHIFT_CONTRAST,   /* but */
                  SHIFT_CONCESSION, /* although */
                  SHIFT_IRREALIS,   /* if, could */
                  SHIFT_REPORT,     /* said */
                  SHIFT_PASSIVE,    /* was (praised) */
                  SHIFT_STOP        /* ends a scope */
};

enum tone_move { /* what a word is in "profit rose" */
                 MOVE_NONE = 0,
                 MOVE_UP,   /* rose */
                 MOVE_DOWN, /* fell */
                 MOVE_GOOD, /* profit: more is good */
                 MOVE_BAD   /* debt: more is bad */
};

enum tone_role { /* toward whom a word's weight goes */
                 ROLE_NONE = 0,
                 ROLE_OBJECT, /* criticised, praised: whom it is done to */
                 ROLE_DOER,   /* stole, saved: who does it */
                 ROLE_VICTIM  /* killed: sad, and nobody's praise or blame if
                                 passive */
};

enum tone_entry_flag {
    ENTRY_WEIGHT = 1, /* has a weight */
    ENTRY_MORE = 2,   /* a phrase goes on from here */
    ENTRY_USER = 4,   /* from the user's own list */
    ENTRY_IDIOM = 8,  /* a pattern of lang.c starts here */
    ENTRY_PLAIN = 16, /* never part of a name, also with a capital */
    ENTRY_STEMS = 32  /* a phrase goes on from here with a stem */
};

struct tone_entry {
    uint64_t key; /* 0: free slot */
    float weight;
    uint16_t group; /* shifter group of the language, when `shift` */
    uint8_t shift;  /* enum tone_shift */
    uint8_t move;   /* enum tone_move */
    uint8_t role;   /* enum tone_role */
    uint8_t flags;  /* enum tone_entry_flag */
    uint32_t line;  /* of its file, for messages */
};

enum { TONE_SIEVE = 1 << 17 }; /* bits; most words fall through */

struct tone_table {
    struct tone_entry *slots;
    uint32_t mask, used;
    uint64_t sieve[TONE_SIEVE / 64]; /* two bits for each key */
    uint16_t stems[4096]; /* by the first three characters: which lengths */
};

/* One step of the word hash; start from TONE_HASH. */
#define TONE_HASH 0xcbf29ce484222325u
static inline uint64_t
tone_hash_add(uint64_t h, uint32_t c)
{
    return (h ^ c) * 0x100000001b3u;
}

static inline uint64_t
tone_mix(uint64_t h)
{
    h ^= h >> 32;
    h *= 0x9e3779b97f4a7c15u;
    h ^= h >> 29;
    return h | 1;
}

static inline uint64_t
tone_key_stem(uint64_t h)
{
    return tone_mix(h ^ 0x5bd1e9955bd1e995u);
}

static inline uint64_t
tone_key_more(uint64_t key, uint64_t next)
{
    return tone_mix((key << 7 | key >> 57) ^ next);
}

/* Two bits of one word of the sieve. */
static inline uint32_t
tone_sieve_word(uint64_t key)
{
    return (uint32_t)(key >> 46) & (TONE_SIEVE / 64 - 1);
}

static inline uint64_t
tone_sieve_bits(uint64_t key)
{
    return (uint64_t)1 << (key >> 40 & 63) | (uint64_t)1 << (key >> 58 & 63);
}

static inline void
tone_prefetch(const struct tone_table *t, uint64_t key)
{
    __builtin_prefetch(&t->slots[(uint32_t)(key >> 20) & t->mask]);
}

static inline const struct tone_entry *
tone_find(const struct tone_table *t, uint64_t key)
{
    uint64_t both = tone_sieve_bits(key);
    uint32_t i;

    if ((t->sieve[tone_sieve_word(key)] & both) != both)
        return NULL;
    i = (uint32_t)(key >> 20) & t->mask;
    while (t->slots[i].key != 0) {
        if (t->slots[i].key == key)
            return &t->slots[i];
        i = (i + 1) & t->mask;
    }
    return NULL;
}

/* Finds or makes the entry of a word, stem ("trium*") or phrase; NULL when
 * memory ran out or the words are no good (`*why` says what is). */
struct tone_entry *tone_table_add(struct tone_table *t, struct mill_arena *a,
                                  struct mill_str words, const char **why);
bool
tone_table_init(struct tone_table *t, struct mill_arena *a, size_t expected);

/* Reads a lexicon file: word, tab, weight [, tab, role]. `user` entries
 * replace others; two different weights for a word within a file fail. */
bool tone_lexicon_read(struct tone_table *t, struct mill_arena *a,
                       const char *path, bool user, struct mill_report *rep);
bool
tone_lexicon_text(struct tone_table *t, struct mill_arena *a, const char *path,
                  struct mill_str text, bool user, struct mill_report *rep);

/* ---- lang.c: a language as its files describe it */

struct tone_group {                   /* of shifters */
    float factor, bad, before, after; /* bad: of a word below 0 */
    uint8_t scope, back;
    uint8_t kind; /* enum tone_shift */
};

struct tone_scratch;
struct tone_idiom; /* a PCRE2 pattern with its weight */

struct tone_model;

struct tone_lang {
    const char *code, *name;
    struct tone_table table;
    struct tone_group *groups;
    size_t n_groups;
    const char **passive; /* endings of participles: арестов[ан] */
    size_t n_passive;
    struct tone_idiom *idioms;
    size_t n_idioms;
    uint32_t longest_ending; /* most characters behind a stem */
    bool elision;            /* l'homme is two words */
    bool noun_capitals;      /* capitals do not tell names */
    bool glue;               /* a hyphen joins one word: по-русски */
    float bare;              /* weight against of a "no" that turns nothing */
    float caps;              /* factor of a word in capitals */
    float names;             /* factor of a word that is part of a name */
    float movement;          /* weight of "profit rose" */
    float threshold;         /* of the rules alone: below is neutral */
    float threshold_neg;     /* the same below 0 */
    float threshold_target;  /* the same toward a target */
    float sure[2];           /* confidence: at the threshold, per distance */
    float scale;             /* of the rules' score */
    size_t entries;
    const char *note;              /* what it scores, in the files' words */
    const struct mill_node *tests; /* cases of its own: text, label */
    struct tone_model *model;
};

struct tone_lang *
tone_lang_read(struct mill_arena *a, const char *code, struct mill_report *rep);
void tone_lang_free(struct tone_lang *lang);
/* Runs the language's own cases, by the rules alone, and tells each. */
bool tone_lang_test(const struct tone_lang *lang, struct tone_scratch *s,
                    const struct mill_test *test);
/* End of the longest match of the patterns that begin with the word `first`,
 * which stands at `at`; 0 when none matches. */
uint32_t tone_idiom_match(const struct tone_lang *lang, const char *text,
                          const struct tone_entry *first, uint32_t at,
                          uint32_t end, void *match, float *weight);
void *tone_idiom_scratch(void);
void tone_idiom_scratch_free(void *match);

/* ---- token.c */

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_PUNCT, TOKEN_FACE };
enum token_flag {
    TOKEN_CAPITAL = 1, /* first letter */
    TOKEN_CAPS = 2,    /* all of at least two */
    TOKEN_SPACE = 4,   /* white space before it */
    TOKEN_LINE = 8     /* a line feed before it */
};

struct tone_token {
    uint64_t hash;                 /* of the lower-cased word */
    uint64_t key;                  /* its tone_mix() */
    uint64_t prefix;               /* of its first five characters */
    const struct tone_entry *word; /* entry of the whole word, or NULL */
    const struct tone_entry *stem; /* of its longest stem, or NULL */
    const struct tone_entry *more; /* of a stem that starts a phrase */
    uint32_t begin, end;
    uint32_t c; /* of a punctuation mark */
    uint8_t kind, flags, chars;
    uint8_t quoted; /* inside quotation marks: depth */
};

/* What a word carries after its shifters. */
struct tone_hit {
    uint32_t first, last; /* tokens */
    float weight;         /* as in the lexicon */
    float value;          /* as it counts here */
    uint8_t role;
    uint8_t shift;    /* enum tone_shift of what changed it last */
    uint8_t move;     /* enum tone_move of "profit rose" */
    uint16_t shifter; /* the token of either */
};

/* What a sentence adds up to. */
struct tone_sum {
    float dense[TONE_DENSE];
    float total; /* of the hits' values */
    uint32_t words, hits;
};

/* What the tokens are, counted as they are cut. */
struct tone_count {
    uint32_t words, numbers, faces, caps, quoted, exclaims, questions;
    uint32_t longer, longer_capitals; /* words of more than 3 characters */
};

struct tone_scratch {
    struct tone_token tokens[TONE_TOKENS + 1];
    size_t n_tokens;
    struct tone_count count;
    struct tone_hit hits[TONE_TOKENS];
    size_t n_hits;
    uint8_t negated[TONE_TOKENS + 1];
    uint8_t shift[TONE_TOKENS + 1]; /* enum tone_shift by token */
    uint8_t move[TONE_TOKENS + 1];  /* enum tone_move by token */
    struct mill_span target;        /* tokens of the target at hand */
    uint32_t features[TONE_TOKENS * 12];
    size_t n_features;
    struct tone_sum sum; /* of the tokens at hand */
    float trust[16];     /* what the last confidence was made of */
    void *match;         /* of PCRE2 */
};

/* Cuts text[begin, end) into tokens; returns where it stopped, `end` unless
 * there were more than TONE_TOKENS. */
uint32_t tone_tokenise(const struct tone_lang *lang, const char *text,
                       uint32_t begin, uint32_t end, struct tone_scratch *s);

/* Every stem of a word, longest first; for phrases. */
const struct tone_entry *
tone_phrase_next(const struct tone_lang *lang, const char *text,
                 const struct tone_entry *from, uint64_t key,
                 const struct tone_token *token, uint64_t *next_key);

/* ---- rules.c */

enum { /* places in tone_sum.dense */
       DENSE_ONE,
       DENSE_SUM,
       DENSE_POS,
       DENSE_NEG,
       DENSE_RATE,
       DENSE_MAX,
       DENSE_MIN,
       DENSE_LAST,
       DENSE_FIRST,
       DENSE_SIDE,
       DENSE_SHARE,
       DENSE_NEGATIONS,
       DENSE_EXCLAIM,
       DENSE_QUESTION,
       DENSE_LENGTH,
       DENSE_QUOTED,
       DENSE_CONTRAST,
       DENSE_IRREALIS,
       DENSE_NUMBERS,
       DENSE_CAPS,
       DENSE_FACE,
       DENSE_BARE_NEGATION,
       DENSE_MOVEMENT,
       DENSE_ANY,
       DENSE_STRONG_NEG,
       DENSE_STRONG_POS,
       DENSE_MIXED,
       DENSE_REPORT
};

/* Scores the tokens in the scratch. */
void tone_rules(const struct tone_lang *lang, const char *text,
                struct tone_scratch *s, struct tone_sum *sum);

/* ---- score.c: the tone of a piece of text */

struct tone {
    int label;        /* 0 negative, 1 neutral, 2 positive */
    float score;      /* [-1, 1], on the label's side */
    float confidence; /* chance that the label is right */
    float known;      /* share of words the model has met; 0: rules alone */
    uint32_t words;
};

extern const char *const tone_labels[3];

/* What the rules alone say of a score, of a text or toward a target. */
void tone_by_rules(const struct tone_lang *lang, float score, bool toward,
                   struct tone *out);
/* Tone of text[begin, end). The scratch then holds its tokens and hits (of
 * the last piece, when it had more than TONE_TOKENS). */
void
tone_sentence(const struct tone_lang *lang, const char *text, uint32_t begin,
              uint32_t end, struct tone_scratch *s, struct tone *out);
/* Tone of text[begin, end) toward whom or what stands at `target`. */
void tone_target(const struct tone_lang *lang, const char *text, uint32_t begin,
                 uint32_t end, struct mill_span target, struct tone_scratch *s,
                 struct tone *out);

/* The same for the tokens that are in the scratch. */
void
tone_toward(const struct tone_lang *lang, const char *text,
            struct mill_span target, struct tone_scratch *s, struct tone *out);

/* ---- target.c */

/* The rules' sum toward s->target; needs tone_rules() before. */
float tone_target_rules(const struct tone_scratch *s);

/* ---- model.c */

/* Maps the language's model, if there is one; false when the rules must do:
 * the report has a warning if a model is there but no good. */
bool tone_lang_model(struct tone_lang *lang, struct mill_arena *a,
                     struct mill_report *rep);

#endif
