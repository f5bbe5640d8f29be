/* SPDX-License-Identifier: Apache-2.0
 *
 * names.c: whom and what an article names: two or more words with capitals
 * in a row, or an abbreviation; later the last word alone stands for it. Words
 * are compared by their first five letters, so that cases do not matter. */
#include "sentiment.h"

#include <string.h>

static bool
is_plain(const struct tone_token *t)
{
    return t->word != NULL && ((t->word->flags & ENTRY_PLAIN) ||
                               (t->word->shift && !(t->flags & TOKEN_CAPS)));
}

static bool
is_part(const struct tone_token *t)
{
    return t->kind == TOKEN_WORD && (t->flags & TOKEN_CAPITAL) &&
           t->chars > 1 && !is_plain(t);
}

/* NATO, ООН; not I, not a HEADLINE IN CAPITALS. */
static bool
is_abbreviation(const struct tone_scratch *s, size_t i)
{
    const struct tone_token *t = &s->tokens[i];
    bool alone = (i == 0 || !(t[-1].flags & TOKEN_CAPS)) &&
                 (i + 1 >= s->n_tokens || !(t[1].flags & TOKEN_CAPS));

    return t->kind == TOKEN_WORD && (t->flags & TOKEN_CAPS) && t->chars >= 2 &&
           t->chars <= 6 && alone && !is_plain(t);
}

static void
mention_add(struct levels *lv, struct name *n, const struct tone_lang *lang,
            struct mill_str text, struct mill_span span)
{
    struct tone t;

    tone_toward(lang, text.ptr, span, &lv->scratch, &t);
    n->sum += (double)t.score;
    n->sure += (double)t.confidence;
    n->label[t.label] += (double)t.confidence;
    n->total += 1;
    n->mentions++;
}

static struct name *
name_by_last(struct levels *lv, uint64_t last)
{
    for (size_t i = 0; i < lv->n_names; i++)
        if (lv->names[i].last == last)
            return &lv->names[i];
    return NULL;
}

static struct name *
name_make(struct levels *lv, uint64_t key, uint64_t last, struct mill_span span)
{
    struct name *n;

    for (size_t i = 0; i < lv->n_names; i++)
        if (lv->names[i].key == key)
            return &lv->names[i];
    if (lv->n_names == LEVELS_NAMES)
        return NULL;
    n = &lv->names[lv->n_names++];
    memset(n, 0, sizeof *n);
    n->key = key;
    n->last = last;
    n->span = span;
    return n;
}

/* In a line where most words have capitals they tell nothing. */
static bool
capitals_tell(const struct tone_scratch *s)
{
    size_t words = 0, capitals = 0;

    for (size_t i = 0; i < s->n_tokens; i++) {
        words += s->tokens[i].kind == TOKEN_WORD;
        capitals += (s->tokens[i].flags & TOKEN_CAPITAL) != 0;
    }
    return capitals * 2 < words + 2;
}

void
names_collect(struct levels *lv, const struct tone_lang *lang,
              struct mill_str text)
{
    const struct tone_scratch *s = &lv->scratch;

    if (lang->noun_capitals || !capitals_tell(s))
        return;
    for (size_t i = 0; i < s->n_tokens;) {
        const struct tone_token *t = &s->tokens[i];
        uint64_t key = 0;
        struct name *n = NULL;
        size_t j = i;

        while (j < s->n_tokens && j < i + LEVELS_NAME_WORDS &&
               is_part(&s->tokens[j]) &&
               (j == i || (s->tokens[j].flags & TOKEN_LINE) == 0)) {
            key = tone_key_more(key, s->tokens[j].prefix);
            j++;
        }
        if (j == i) {
            i++;
            continue;
        }
        if (j - i >= 2 || is_abbreviation(s, i))
            n = name_make(lv, key, s->tokens[j - 1].prefix,
                          (struct mill_span){ t->begin, s->tokens[j - 1].end });
        else
            n = name_by_last(lv, t->prefix);
        if (n != NULL)
            mention_add(lv, n, lang, text,
                        (struct mill_span){ t->begin, s->tokens[j - 1].end });
        i = j;
    }
}

const struct name *
target_names_find(struct levels *lv, const struct tone_lang *lang,
                  struct mill_str name)
{
    struct tone_scratch *s = &lv->scratch;

    if (name.len == 0 || name.len > 200)
        return NULL;
    tone_tokenise(lang, name.ptr, 0, (uint32_t)name.len, s);
    return s->n_tokens > 0 ? name_by_last(lv, s->tokens[s->n_tokens - 1].prefix)
                           : NULL;
}

void
name_tone(const struct name *n, struct tone *out)
{
    double total = n->total > 0 ? n->total : 1;

    memset(out, 0, sizeof *out);
    out->score = (float)(n->sum / total);
    out->label = n->label[0] > n->label[1] && n->label[0] >= n->label[2] ? 0
                 : n->label[2] > n->label[1]                             ? 2
                                                                         : 1;
    out->confidence = (float)(n->sure / total);
    if (out->label == 0 && out->score >= 0)
        out->score = -0.01f;
    if (out->label == 2 && out->score <= 0)
        out->score = 0.01f;
}
