/* SPDX-License-Identifier: Apache-2.0
 *
 * spans.c: which stretches of a text are in which language; see spans.h. */
#include "spans.h"

#include <string.h>

/* What it costs to change the language, what each letter costs in a language
 * of another script, and how far ahead the best must be in a sentence that
 * proposes a language, in nats of the engine's scores (which count each word
 * several times over). */
#define SWITCH_COST (20 * LANG_UNIT)
#define SCRIPT_COST (1 * LANG_UNIT)
#define CERTAIN_GAP (12 * LANG_UNIT)
#define SEGMENT_LEAST 12 /* letters: shorter ones propose no language */
#define MIDDLE 48        /* bytes in the middle of a segment */

/* Bytes at which a segment, a tag or a quotation mark may begin or end. */
static const bool notable[256] = {
    ['\n'] = true, ['"'] = true,  ['<'] = true,  ['.'] = true,
    ['!'] = true,  ['?'] = true,  [';'] = true,  [0x82] = true,
    [0xa4] = true, [0xc2] = true, [0xe2] = true, [0xe3] = true
};

/* Bytes of a quotation mark at `at`, 0 for none; ASCII ones, which open and
 * close alike, count as well. */
static size_t
quote_mark(const char *p, size_t left)
{
    const unsigned char *u = (const unsigned char *)p;

    if (u[0] == '"')
        return 1;
    if (left >= 2 && u[0] == 0xc2 && (u[1] == 0xab || u[1] == 0xbb))
        return 2;
    if (left >= 3 && u[0] == 0xe2 && u[1] == 0x80 && u[2] >= 0x9c &&
        u[2] <= 0x9f)
        return 3;
    if (left >= 3 && u[0] == 0xe3 && u[1] == 0x80 && u[2] >= 0x8c &&
        u[2] <= 0x8f)
        return 3;
    return 0;
}

/* Whether the mark at `at` closes a quotation: it does when something stands
 * right before it and no word right behind it. */
static bool
closes(struct mill_str text, size_t at, size_t mark)
{
    const unsigned char *u = (const unsigned char *)text.ptr;
    unsigned char next = at + mark < text.len ? u[at + mark] : ' ';

    return at > 0 && u[at - 1] > ' ' && u[at - 1] != '(' &&
           (next <= '/' || next == ':' || next == ';' || next == '?');
}

/* Whether a sentence ends behind the byte at `at`. */
static bool
is_end(struct mill_str text, size_t at)
{
    const unsigned char *u = (const unsigned char *)text.ptr;

    switch (u[at]) {
    case '.':
    case '!':
    case '?':
    case ';':
        return at + 1 < text.len && (u[at + 1] == ' ' || u[at + 1] == '"');
    case 0x82: /* ideographic full stop: e3 80 82 */
        return at >= 2 && u[at - 1] == 0x80 && u[at - 2] == 0xe3;
    case 0xa4: /* danda: e0 a5 a4 */
        return at >= 2 && u[at - 1] == 0xa5 && u[at - 2] == 0xe0;
    default:
        return false;
    }
}

/* Behind the HTML tag at `at`, or `at` when there is none. */
static size_t
skip_tag(struct mill_str text, size_t at)
{
    size_t end = at + 1, limit = text.len - at > 1024 ? at + 1024 : text.len;
    unsigned char c = end < text.len ? (unsigned char)text.ptr[end] : ' ';

    if (text.ptr[at] != '<' ||
        !(c == '/' || c == '!' || (unsigned char)((c | 0x20) - 'a') < 26))
        return at;
    while (end < limit && text.ptr[end] != '>')
        end++;
    return end < limit ? end + 1 : at;
}

size_t
spans_cut(struct mill_str text, const struct mill_span *menus,
          size_t menu_count, struct lang_segment *out, size_t max)
{
    size_t count = 0, begin = 0, at = 0, menu = 0;

    for (;;) {
        size_t limit = menu < menu_count ? menus[menu].begin : text.len;
        size_t tag, mark;
        bool cut, skip;

        while (at != limit && at < text.len &&
               !notable[(unsigned char)text.ptr[at]])
            at++;
        tag = at < text.len ? skip_tag(text, at) : at;
        if (tag > at) {
            at = tag;
            continue;
        }
        mark = at < text.len ? quote_mark(text.ptr + at, text.len - at) : 0;
        cut = at == text.len || text.ptr[at] == '\n' || mark > 0;
        skip = menu < menu_count && at == menus[menu].begin;
        if (!cut && !skip && !is_end(text, at)) {
            at++;
            continue;
        }
        if (!cut && !skip)
            at++; /* the stop belongs to its sentence */
        if (mark > 0 && at > begin && closes(text, at, mark)) {
            at += mark;
            mark = 0;
            cut = false;
        }
        if (at > begin && (count + 1 < max || at == text.len || skip)) {
            if (count == max)
                break;
            out[count++] = (struct lang_segment){ .span = { (uint32_t)begin,
                                                            (uint32_t)at } };
            begin = at;
        }
        if (skip) {
            if (count < max)
                out[count++] =
                    (struct lang_segment){ .span = menus[menu], .skip = true };
            begin = at = menus[menu++].end;
            continue;
        }
        if (at == text.len)
            break;
        if (mark > 0) { /* marks go with what is inside */
            at += mark;
        } else if (cut) {
            at++;
        }
    }
    return count;
}

/* Where to begin reading so as to see the middle of a segment, which is in the
 * language that most of it is in. */
static size_t
before_middle(struct mill_str text, struct mill_span span)
{
    size_t begin = span.begin, len = span.end - span.begin;

    if (len <= 2 * MIDDLE)
        return begin;
    begin += (len - MIDDLE) / 2;
    for (size_t i = begin; i < begin + MIDDLE / 2; i++)
        if (text.ptr[i] == ' ')
            return i;
    while (((unsigned char)text.ptr[begin] & 0xc0) == 0x80)
        begin++;
    return begin;
}

/* What a segment is clearly in, 0 for nothing. Most are in the language of
 * the document, and a look at their middle shows it; the others are read
 * whole. */
static unsigned
language_of(struct mill_str text, struct mill_span span,
            struct lang_tally *tally, const bool *among, unsigned main)
{
    const struct lang_choice choice = { .among = among,
                                        .min_letters = SEGMENT_LEAST };
    struct lang_guess best[2];
    size_t middle = before_middle(text, span), n;

    if (span.end - span.begin < SEGMENT_LEAST)
        return 0;
    lang_tally_init(tally, tally->model);
    lang_tally_begin(tally, text.ptr + middle, span.end - middle);
    while (lang_tally_some(tally))
        if (lang_leads(tally, &choice, main, CERTAIN_GAP))
            return main;
    lang_tally_init(tally, tally->model);
    lang_tally_all(tally, text.ptr + span.begin, span.end - span.begin);
    n = lang_rank(tally, &choice, best, 2);
    return n < 2 || best[0].score - best[1].score >= CERTAIN_GAP ? best[0].label
                                                                 : 0;
}

/* Languages that some segment is clearly in: the document's first. */
static size_t
propose(struct mill_str text, const struct lang_segment *segments, size_t count,
        struct lang_tally *tally, const bool *among, unsigned main,
        uint8_t *labels)
{
    uint32_t bytes[256] = { 0 };
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        struct mill_span s = segments[i].span;

        if (!segments[i].skip)
            bytes[language_of(text, s, tally, among, main)] += s.end - s.begin;
    }
    if (bytes[main] > 0)
        bytes[main] = UINT32_MAX;
    bytes[0] = 0;
    while (found < SPANS_LANGUAGES_MAX) {
        unsigned most = 0;

        for (unsigned l = 1; l < 256; l++)
            if (bytes[l] > bytes[most])
                most = l;
        if (most == 0)
            break;
        bytes[most] = 0;
        labels[found++] = (uint8_t)most;
    }
    return found;
}

static void
score_segment(struct mill_str text, struct lang_segment *s,
              struct lang_tally *tally, const uint8_t *labels, size_t n)
{
    const struct lang_label *names = tally->model->labels;
    unsigned group;

    lang_tally_init(tally, tally->model);
    lang_tally_all(tally, text.ptr + s->span.begin,
                   s->span.end - s->span.begin);
    s->letters = lang_letters(tally, &group);
    for (size_t k = 0; s->letters > 0 && k < n; k++) {
        uint32_t own = tally->scan.letters[names[labels[k] - 1].group];

        s->score[k] = lang_score(tally, NULL, labels[k]) -
                      (int32_t)(s->letters - own) * SCRIPT_COST;
    }
}

/* Viterbi: the best course ends in the best state of the last segment. */
static void
best_course(struct lang_segment *segments, size_t count, const uint8_t *labels,
            size_t n)
{
    int64_t sum[SPANS_LANGUAGES_MAX] = { 0 }, next[SPANS_LANGUAGES_MAX];
    size_t best = 0;

    for (size_t i = 0; i < count; i++) {
        best = 0;
        for (size_t k = 1; k < n; k++)
            if (sum[k] > sum[best])
                best = k;
        for (size_t k = 0; k < n; k++) {
            bool change = i > 0 && sum[best] - SWITCH_COST > sum[k];

            segments[i].from[k] = (uint8_t)(change ? best : k);
            next[k] = (change ? sum[best] - SWITCH_COST : sum[k]) +
                      segments[i].score[k];
        }
        memcpy(sum, next, sizeof sum);
    }
    best = 0;
    for (size_t k = 1; k < n; k++)
        if (sum[k] > sum[best])
            best = k;
    for (size_t i = count; i-- > 0;) {
        segments[i].label = labels[best];
        best = segments[i].from[best];
    }
}

/* Takes the blanks off both ends. */
static struct mill_span
trim(struct mill_str text, struct mill_span s)
{
    while (s.begin < s.end && (unsigned char)text.ptr[s.begin] <= ' ')
        s.begin++;
    while (s.end > s.begin && (unsigned char)text.ptr[s.end - 1] <= ' ')
        s.end--;
    return s;
}

size_t
spans_label(struct mill_str text, struct lang_segment *segments, size_t count,
            struct lang_tally *tally, const bool *among, unsigned main,
            struct lang_stretch *out)
{
    uint8_t labels[SPANS_LANGUAGES_MAX];
    size_t n = propose(text, segments, count, tally, among, main, labels);
    size_t found = 0;

    if (n < 2)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (!segments[i].skip)
            score_segment(text, &segments[i], tally, labels, n);
    best_course(segments, count, labels, n);
    for (size_t i = 0; i < count; i++) {
        struct lang_segment *s = &segments[i];

        if (s->letters == 0)
            continue;
        if (found > 0 && out[found - 1].label == s->label) {
            out[found - 1].span.end = s->span.end;
            out[found - 1].letters += s->letters;
        } else {
            out[found++] =
                (struct lang_stretch){ s->span, s->label, s->letters };
        }
    }
    for (size_t i = 0; i < found; i++)
        out[i].span = trim(text, out[i].span);
    return found;
}
