/* SPDX-License-Identifier: Apache-2.0
 *
 * journal-file.c: the text of a journal: lines of words and numbers, the
 * bytes of each sink behind its line, and a number over all of it. */
#include "journal.h"

#include "node.h"
#include "record.h"

#include <pressmill/json.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HEAD "pressmill journal 1\n"
#define END_LINE 21 /* "end 0123456789abcdef\n" */

static void
put_number(struct mill_buf *out, uint64_t n)
{
    mill_buf_printf(out, " %" PRIu64, n);
}

void
journal_write(struct mill_buf *out, const struct plan *plan,
              const struct journal_state *s)
{
    const struct run_totals *t = &s->totals;
    const uint64_t totals[] = { t->read, t->written, t->dropped,
                                t->rejected, t->dead, t->failed,
                                t->unread, t->bytes };

    mill_buf_printf(out, HEAD "pipeline %" PRIu64 "\ntotals", s->pipeline);
    for (size_t i = 0; i < sizeof totals / sizeof totals[0]; i++)
        put_number(out, totals[i]);
    for (size_t i = 0; i < plan->n_sources; i++)
        mill_buf_printf(out, "\nsource %" PRIu64 " %" PRIu64,
                        s->sources[i].documents, s->sources[i].digest);
    mill_buf_printf(out, "\nlog %" PRIu64 "\ndead %" PRIu64 "\n", s->logged,
                    (uint64_t)(s->dead_at + 1));
    for (size_t i = 0; i < plan->n_sinks; i++) {
        mill_buf_printf(out, "sink %zu\n", s->sinks[i].len);
        mill_buf_put(out, s->sinks[i].ptr, s->sinks[i].len);
        mill_buf_char(out, '\n');
    }
    if (!out->failed)
        mill_buf_printf(out, "end %016" PRIx64 "\n",
                        record_hash((struct mill_str){ out->ptr, out->len }));
}

/* ---- reading */

static bool
take(struct mill_str *s, const char *word)
{
    size_t n = strlen(word);

    if (s->len < n || memcmp(s->ptr, word, n) != 0)
        return false;
    s->ptr += n;
    s->len -= n;
    return true;
}

static bool
take_number(struct mill_str *s, uint64_t *n)
{
    const char *begin = s->ptr;

    for (*n = 0; s->len > 0 && *s->ptr >= '0' && *s->ptr <= '9';
         s->ptr++, s->len--)
        *n = *n * 10 + (uint64_t)(*s->ptr - '0');
    return s->ptr > begin;
}

static bool
take_totals(struct mill_str *s, struct run_totals *t)
{
    uint64_t *const totals[] = { &t->read, &t->written, &t->dropped,
                                 &t->rejected, &t->dead, &t->failed,
                                 &t->unread, &t->bytes };
    bool ok = take(s, "\ntotals");

    for (size_t i = 0; ok && i < sizeof totals / sizeof totals[0]; i++)
        ok = take(s, " ") && take_number(s, totals[i]);
    return ok;
}

static bool
take_sink(struct mill_str *s, struct mill_str *sink)
{
    uint64_t len;

    if (!take(s, "sink ") || !take_number(s, &len) || !take(s, "\n") ||
        len > s->len)
        return false;
    *sink = (struct mill_str){ s->ptr, (size_t)len };
    s->ptr += len;
    s->len -= (size_t)len;
    return take(s, "\n");
}

bool
journal_read(struct mill_str s, const struct plan *plan,
             struct journal_state *state)
{
    char end[END_LINE + 1];
    uint64_t dead;
    bool ok;

    if (s.len < END_LINE)
        return false;
    s.len -= END_LINE;
    snprintf(end, sizeof end, "end %016" PRIx64 "\n", record_hash(s));
    if (memcmp(s.ptr + s.len, end, END_LINE) != 0)
        return false;
    ok = take(&s, HEAD "pipeline ") && take_number(&s, &state->pipeline) &&
         take_totals(&s, &state->totals);
    for (size_t i = 0; ok && i < plan->n_sources; i++)
        ok = take(&s, "\nsource ") &&
             take_number(&s, &state->sources[i].documents) &&
             take(&s, " ") && take_number(&s, &state->sources[i].digest);
    ok = ok && take(&s, "\nlog ") && take_number(&s, &state->logged) &&
         take(&s, "\ndead ") && take_number(&s, &dead) && take(&s, "\n");
    for (size_t i = 0; ok && i < plan->n_sinks; i++)
        ok = take_sink(&s, &state->sinks[i]);
    if (!ok)
        return false;
    state->dead_at = (int64_t)dead - 1;
    return s.len == 0;
}

/* ---- the pipeline */

uint64_t
journal_pipeline(const struct plan *plan, struct mill_arena *arena)
{
    struct mill_buf text = { .arena = arena };

    for (size_t i = 0; i < plan->n_steps; i++) {
        const struct plan_step *step = &plan->steps[i];
        const struct mill_node *nodes[] = { step->conf->options,
                                            step->conf->when_node };

        mill_buf_printf(&text, "%s %s %s %d %d %d", step->name,
                        step->desc->name, step->desc->version,
                        (int)step->on_error, step->conf->switch_id,
                        step->conf->branch);
        for (size_t n = 0; n < 2; n++)
            if (nodes[n] != NULL)
                node_to_json(&text, nodes[n]);
        mill_buf_char(&text, '\n');
    }
    return record_hash((struct mill_str){ text.ptr, text.len });
}
