/* SPDX-License-Identifier: Apache-2.0
 *
 * quotes.h: what the parts of the `quotes` plugin share.
 *
 * The way of a text: tokens (tokens.c) -> pairs of marks and speech behind
 * dashes (marks.c) -> units, the author's words with every quoted stretch as
 * one item (units.c) -> names (names.c, clusters.c) and noun phrases
 * (phrase*.c) -> frames: a cue, a speaker, a content (frames.c, indirect.c) ->
 * quotes (attribute.c, floating.c) -> persons behind mentions (speakers.c,
 * roles.c, recent.c) -> annotations (output.c).
 *
 * All memory is the worker's scratch arena, taken back before each text. */
#ifndef QUOTES_H
#define QUOTES_H

#include <pressmill/arena.h>
#include <pressmill/base.h>
#include <pressmill/doc.h>
#include <pressmill/report.h>
#include <pressmill/unicode.h>

#define NONE UINT32_MAX

/* ---- language data (lang.c) */

/* What a word form may be, as bits; a form can be several things. */
#define W_CUE (1u << 0) /* reporting verb: said, заявил */
#define W_AUX (1u << 1) /* has, was, буде */
#define W_ADV (1u << 2) /* may stand between subject and cue: also */
#define W_THAT (1u << 3) /* that, що */
#define W_PREP (1u << 4) /* of, в */
#define W_CONJ (1u << 5) /* and, but */
#define W_REL (1u << 6) /* who, который */
#define W_DET (1u << 7) /* the, a */
#define W_HONOR (1u << 8) /* Mr, пан */
#define W_ROLE (1u << 9) /* minister, директор */
#define W_FIRST (1u << 10) /* first name */
#define W_PARTICLE (1u << 11) /* von, de la */
#define W_TIME (1u << 12) /* Monday, вчора */
#define W_ORG (1u << 13) /* ministry, газета: heads of organisations */
#define W_GROUP (1u << 14) /* officials, очевидці */
#define W_DOC (1u << 15) /* report, заява */
#define W_NEG (1u << 16) /* not, не */
#define W_PRON (1u << 17) /* he, вона: as a subject */
#define W_OBJ (1u << 18) /* him, їй */
#define W_POSS (1u << 19) /* his, її */
#define W_WORK (1u << 20) /* film, called: what follows in marks is a name */
#define W_PLACE (1u << 21) /* countries, cities */
#define W_LISTENER (1u << 22) /* reporters, журналістам */
#define W_VERB (1u << 23) /* other verbs that end a noun phrase */
#define W_AS (1u << 24) /* as, як */
#define W_STOPNAME (1u << 25) /* capitalised, but begins no name */
#define W_CLAUSE (1u << 26) /* begins another clause: while, although */
#define W_GENERIC (1u << 27) /* a role that may stand for anyone: official */
#define W_RELAY (1u << 28) /* quotes someone else: цитує */
#define W_INDEF (1u << 29) /* a, some, another, один */
#define W_MOOD (1u << 30) /* the mood of reported speech: sei, habe */
#define W_TELLS (1u << 31) /* takes a listener: told somebody that */

enum gender { G_NONE = 0, G_M, G_F, G_N, G_PL, G_ANY };

/* What a cue asks of what it reports. */
enum cue_need {
    NEED_NOTHING = 0, /* any report: said */
    NEED_THAT,        /* a that-clause or a quote: confirmed */
    NEED_QUOTE,       /* a quote only: smiled */
    NEED_NAMING,      /* called it "..." */
    NEED_DOC,         /* the speaker is a text: йдеться у */
    NEED_OBJECT       /* reports an object: urged them to, called for */
};

enum verb_form { F_NONE = 0, F_FINITE, F_GERUND, F_BASE };

enum stance {
    STANCE_NEUTRAL = 0, STANCE_CLAIMED, STANCE_ADMITTED, STANCE_DENIED,
    STANCE_CRITICAL, STANCE_SUPPORTIVE, STANCE_PROMISED, STANCE_DEMANDED,
    STANCE_WARNED, STANCE_ASKED, STANCE_EMPHATIC, STANCE_THOUGHT,
    STANCE_COUNT
};

struct word {
    const char *form; /* lower case */
    uint32_t len, hash;
    uint32_t classes; /* W_... */
    uint8_t gender;   /* of pronoun, name, honorific, role */
    uint8_t vgender;  /* of the subject that the verb form asks for */
    uint8_t need, vform, stance;
    bool stem;        /* matches with up to four more letters */
    bool oblique;     /* a first name in another case than the nominative */
    bool declines;    /* a first name that has cases */
    const char *base; /* first name: the nominative */
    const char *other; /* of a man's name, of which the form that is a
                        * woman's nominative is a case: Олександра */
    const char *noun; /* role, organisation ...: the nominative, or NULL */
    uint32_t phrase;  /* first phrase that begins with it, or NONE */
};

/* A cue of several words; a NULL word is where the speaker stands. */
struct phrase {
    const char *words[8];
    uint32_t lens[8];
    uint8_t count, slot; /* slot: index of the speaker; 255 at the end */
    uint8_t stance;
    bool possessive;     /* the slot takes a possessive: in his opinion */
    bool anaphoric;      /* the content is the sentence before */
    bool behind;         /* the speaker stands before it: X zufolge */
    bool noun;           /* its last word belongs to the mention */
    bool trailing;       /* only behind its report: ..., so X */
    bool known;          /* the speaker must be a known kind of word */
    uint32_t next;       /* with the same first word */
};

/* An ending and what it stands for. */
struct ending {
    const char *from, *to;
    uint32_t from_len, to_len;
    uint8_t gender;
    bool sure; /* never a nominative */
};

/* What the confidence of a rule is multiplied by in a language. */
struct factor {
    const char *basis; /* NULL: of the rules that are not named */
    float by;
};

struct lang {
    const char *code;
    struct factor *factors;
    uint32_t factor_count;
    struct word *words; /* open addressing */
    uint32_t mask, used;
    struct phrase *phrases;
    uint32_t phrase_count;
    struct ending *cases;    /* oblique ending of a name -> nominative */
    uint32_t case_count;
    struct ending *keys;     /* endings that a name's key goes without */
    uint32_t key_count;
    struct ending *genders;  /* endings of names that tell the gender */
    uint32_t gender_count;
    struct ending *nouns;    /* endings of nouns that tell the gender */
    uint32_t noun_count;
    struct ending *females;  /* endings of nouns that name women */
    uint32_t female_count;
    struct ending *persons;  /* endings of nouns that name persons */
    uint32_t person_count;
    struct ending *adjectives; /* oblique ending -> nominative */
    uint32_t adjective_count;
    struct ending *verbs;    /* endings of unknown verbs beside a quote */
    uint32_t verb_count;
    struct ending *adverbs;  /* endings of unknown adverbs */
    uint32_t adverb_count;
    struct ending *commons;  /* of nouns that begin a sentence, no names */
    uint32_t common_count;
    uint32_t min_stem, max_stem; /* lengths of stems, bytes */
    bool dash_speech;        /* a line may open speech with a dash */
    bool verb_first;         /* "Q", cue speaker: the usual order */
    bool fragment;           /* mixed: the quoted words, not the clause */
    bool zero_that;          /* said + clause without that */
    bool titlecase;          /* headlines capitalise words */
    bool all_nouns;          /* nouns are capitalised: German */
    bool colon_free;         /* cue: clause without marks is a report */
    bool comma_free;         /* cue, clause: a report without "that" */
    bool comma_cut;          /* « A, dit X. B »: the author inside marks */
};

/** The gender that the ending of an unknown word gives its subject when it may
 * be a verb, else G_NONE. */
uint8_t lang_verb(const struct lang *lang, const char *form, size_t len);

bool lang_read(struct lang *lang, struct mill_arena *arena, const char *code,
               const char *path, struct mill_report *rep);
const struct word *lang_word(const struct lang *lang, const char *low,
                             size_t len, uint32_t hash);
uint32_t word_hash(const char *p, size_t n);
extern const char *const stance_names[STANCE_COUNT];

/* ---- tokens (tokens.c) */

enum tok_kind {
    T_WORD, T_NUM, T_COMMA, T_SEMI, T_COLON, T_STOP, T_DASH, T_LPAR, T_RPAR,
    T_MARK, T_GENITIVE /* 's */, T_OTHER
};

enum tok_flag {
    TF_CAP = 1, TF_ALLCAPS = 2, TF_SPACE = 4 /* before it */,
    TF_INITIAL = 8, TF_PARA = 16 /* first of its paragraph */,
    TF_SENT = 32 /* first of its sentence */, TF_ABBR = 64,
    TF_SPACE_AFTER = 128
};

struct tok {
    uint32_t begin, end;
    const struct word *word; /* NULL: unknown */
    uint32_t hash;           /* of the lower-cased form */
    uint32_t sent;
    uint32_t name;           /* index of the name that covers it, or NONE */
    uint8_t kind, flags;
    uint16_t mark;           /* T_MARK: the character; T_STOP: 'a' '?' '!' */
};

/* ---- quoted stretches (marks.c) */

enum span_flag {
    SP_CLOSED = 1,     /* by its own mark */
    SP_DASH = 2,       /* behind a dash */
    SP_CUT = 4,        /* a piece of a stretch with author's words inside */
    SP_CONT = 8,       /* goes on with the next paragraph's stretch */
    SP_CONTINUES = 16, /* goes on from the previous paragraph's */
    SP_SINGLE = 32,    /* single marks */
    SP_BLOCK = 64,     /* a paragraph behind "X said:" without marks */
    SP_TURN = 128      /* a turn of an interview or dialogue */
};

struct stretch {
    uint32_t outer_a, outer_b; /* tokens with the marks, half open */
    uint32_t a, b;             /* tokens of the words, half open */
    uint32_t para, parent;     /* parent: index or NONE */
    uint32_t group;            /* first piece of the same pair or chain */
    uint32_t words;
    uint8_t level, flags;
    /* result */
    uint32_t quote;            /* the quote it became, or NONE */
};

/* ---- units (units.c): author's words with stretches as items */

/* A paragraph of a talk: "Anna Cole: We did." (turns.c) */
struct turn {
    uint32_t at;      /* first token of the speech; 0: no turn */
    uint32_t label;   /* first token of the label */
    uint32_t uses;    /* turns with this label */
    bool asks;        /* mostly questions */
    bool goes_on;     /* a further paragraph of the turn before */
};

struct item {
    uint32_t tok;
    uint32_t stretch; /* NONE: the token itself */
};

/* A sentence of the author: items [a, b). */
struct clause_sent {
    uint32_t a, b;
    uint32_t para;
    uint32_t parent; /* stretch in which it stands, or NONE */
};

/* ---- names and mentions */

enum name_kind { N_PERSON = 0, N_ORG, N_PLACE, N_GROUP, N_DOC };

struct name {
    uint32_t a, b;           /* tokens of the name itself */
    uint32_t role_a, role_b; /* tokens of a role before it; equal: none */
    uint32_t cluster;
    bool in_quote, subject;
    bool oblique; /* stands in another case than the nominative */
    bool in_title; /* in short marks: «Единая Россия» */
    uint8_t gender;
};

struct cluster {
    uint32_t best;    /* the name with the fullest form */
    uint32_t first, last; /* chain of names through `next_name` */
    uint32_t key;     /* of the last word */
    uint32_t key1;    /* of the first word when there are several */
    uint32_t key1_base; /* hash of the first name's nominative */
    uint32_t count;
    uint32_t next_same;
    uint32_t role_name; /* the name that has the role, or NONE */
    uint8_t gender, kind;
    uint8_t words;
    bool spoke;
};

/* Who is meant: a stretch of tokens in the text. */
struct mention {
    uint32_t a, b;    /* tokens, half open; a == b: none */
    uint32_t name;    /* index of the name in it, or NONE */
    uint32_t role_a, role_b; /* role beside the name; equal: none */
    uint32_t lead;    /* token from which it is shown, when before a; else 0 */
    uint32_t also;    /* index of another name before it + 1: "X and Y" */
    uint8_t kind;     /* enum mention_kind */
    uint8_t gender;
    uint8_t who;      /* enum name_kind */
    bool indefinite;
};

enum mention_kind { M_NONE = 0, M_NAME, M_PRONOUN, M_ROLE };

/* ---- quotes */

enum quote_type { Q_DIRECT, Q_MIXED, Q_INDIRECT };

struct quote {
    uint32_t first, count; /* pieces */
    uint32_t cue_a, cue_b; /* tokens; equal: none */
    struct mention who;
    uint32_t speaker;      /* index of the person, or NONE */
    uint32_t outer;        /* the quote it stands in, or NONE */
    uint32_t para, sent;   /* of its attribution, for salience */
    uint32_t from;         /* quote whose speaker goes on, or NONE */
    const char *basis, *reason;
    float confidence;
    uint8_t type, stance, vgender;
    uint32_t at;           /* token where it begins, for the order */
    bool dropped;          /* the subject is left out */
    bool weak;             /* counts only when the judge finds it likely */
    bool firm;             /* counts whatever the judge finds */
    bool dead;
};

struct piece {
    uint32_t a, b; /* tokens, half open */
    uint32_t quote;
};

/* Somebody who speaks: a cluster of names, or a role that stands alone. */
struct person {
    uint32_t cluster; /* or NONE */
    uint32_t also;    /* a second cluster before it: two persons, or NONE */
    struct mention who;
    const char *name; /* in the nominative */
    uint32_t name_len;
    uint32_t hash;    /* of a role's words */
    uint32_t quotes, pronouns; /* pronouns: first mention by one, or NONE */
};

/* A growing array in the scratch arena. */
#define VEC(T)        \
    struct {          \
        T *v;         \
        uint32_t n, cap; \
    }

struct work {
    struct mill_arena *arena;
    const struct lang *lang; /* never NULL: an empty one without data */
    const char *text;
    uint32_t len;
    struct mill_doc *doc;    /* for explanations; may be NULL */
    const struct mill_span *sents; /* of the text; may be none */
    uint32_t sent_count;
    const struct mill_span *paras_in;
    uint32_t para_in_count;

    VEC(struct tok) tok;
    VEC(struct mill_span) para; /* token ranges */
    VEC(struct stretch) st;
    struct turn *turn;       /* by paragraph; NULL: no talk */
    VEC(struct item) item;
    VEC(struct clause_sent) cs;
    VEC(struct name) name;
    VEC(uint32_t) next_name;
    VEC(struct cluster) cl;
    VEC(struct quote) q;
    VEC(struct piece) piece;
    struct piece *pieces;  /* the same, by quote (attribute_all) */
    VEC(struct person) who;
    uint32_t *stretch_at;  /* token -> stretch that opens there + 1 */
    uint32_t *seen_low;    /* hash set of words seen in lower case */
    uint32_t seen_mask;
    uint32_t *table;       /* clusters by key */
    uint32_t table_mask;
    bool has_title, failed, indirect;
    uint32_t title_para;   /* paragraphs before this are headings */
};

/* Makes room for one more; false when memory ran out. */
bool vec_room(struct work *w, void **v, uint32_t *cap, uint32_t n,
              size_t size);
#define VEC_PUSH(w, vec)                                                  \
    (vec_room((w), (void **)&(vec).v, &(vec).cap, (vec).n,                \
              sizeof *(vec).v)                                            \
         ? (memset(&(vec).v[(vec).n], 0, sizeof *(vec).v),                \
            &(vec).v[(vec).n++])                                          \
         : NULL)

/* ---- steps, in order; each false when memory ran out */
bool tokens_make(struct work *w);
bool marks_pair(struct work *w);
bool units_make(struct work *w);
bool names_find(struct work *w);
bool names_cluster(struct work *w);
bool attribute_all(struct work *w);
bool speakers_resolve(struct work *w);

/* ---- small questions. A test counts how often they are asked, to see that
 * the steps grow with the text, not with its square. */
#ifdef QUOTES_COUNT_STEPS
extern unsigned long quotes_steps;
#define STEP (quotes_steps++)
#else
#define STEP ((void)0)
#endif

static inline bool
tok_is(const struct work *w, uint32_t t, uint32_t classes)
{
    STEP;
    return w->tok.v[t].word != NULL &&
           (w->tok.v[t].word->classes & classes) != 0;
}

/* The gender of the subject of token t when it is a lower-case word of no list
 * but `verbs` with the ending of a verb, else G_NONE. */
static inline uint8_t
tok_verb_shape(const struct work *w, uint32_t t)
{
    const struct tok *k = &w->tok.v[t];

    STEP;
    if (k->kind != T_WORD || (k->flags & TF_CAP) != 0 ||
        (k->word != NULL && (k->word->classes & ~W_VERB) != 0))
        return G_NONE;
    return lang_verb(w->lang, w->text + k->begin, k->end - k->begin);
}

/* The stretch that item i is, or NONE: a word of the author's. */
static inline uint32_t
item_stretch(const struct work *w, uint32_t i)
{
    STEP;
    return w->item.v[i].stretch;
}

static inline bool
item_is(const struct work *w, uint32_t i, uint32_t classes)
{
    return item_stretch(w, i) == NONE && tok_is(w, w->item.v[i].tok, classes);
}

static inline unsigned
item_kind(const struct work *w, uint32_t i)
{
    return item_stretch(w, i) != NONE ? 255u
                                      : w->tok.v[w->item.v[i].tok].kind;
}
#define I_QUOTE 255u

#endif
