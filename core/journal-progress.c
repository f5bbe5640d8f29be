/* SPDX-License-Identifier: Apache-2.0
 *
 * journal-progress.c: what is finished: passed over by the source of a run
 * that goes on, noted by the sinks of any. */
#include "journal-inner.h"

#include "record.h"

#include <pressmill/hooks.h>
#include <pressmill/record.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EVERY_US 250000

static bool
changes(const struct plan_step *source)
{
    return (source->desc->flags & MILL_CHANGES) != 0;
}

static uint64_t
mix(uint64_t digest, uint64_t number)
{
    digest ^= number + 0x9e3779b97f4a7c15u + (digest << 6) + (digest >> 2);
    return digest * 0xff51afd7ed558ccdu;
}

int
journal_compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

/* ---- the source's side */

uint64_t
journal_number(const struct plan_step *source, const struct mill_doc *doc)
{
    static const struct mill_record_options plain = { 0 };
    struct mill_str name = { doc->source, 0 };
    uint64_t number;

    if (changes(source)) {
        struct mill_buf record = { .arena = doc->arena };

        mill_record_write(doc, &plain, &record);
        if (!record.failed)
            return mix(record_hash(doc->body),
                       record_hash((struct mill_str){ record.ptr,
                                                      record.len }));
    }
    /* a path looks otherwise from another folder: its end does not */
    if (name.ptr != NULL && strrchr(name.ptr, '/') != NULL)
        name.ptr = strrchr(name.ptr, '/');
    name.len = name.ptr != NULL ? strlen(name.ptr) : 0;
    number = mix(record_hash(name), record_hash(mill_doc_get_str(doc, "url")));
    return mix(mix(number, record_hash(doc->body)), record_hash(doc->text));
}

static enum journal_skip
skip_known(struct journal *j, uint64_t number)
{
    const uint64_t *found = NULL;

    if (j->n_known > 0)
        found = bsearch(&number, j->known, j->n_known, sizeof number,
                        journal_compare);
    if (found == NULL || j->times[found - j->known] == 0)
        return JOURNAL_TAKE;
    j->times[found - j->known]--;
    return JOURNAL_SKIP;
}

enum journal_skip
journal_skip(struct journal *j, size_t source, uint64_t number)
{
    const struct journal_mark *until = &j->before.sources[source];
    struct journal_mark *mark = &j->skipped[source];

    if (!j->resuming)
        return JOURNAL_TAKE;
    if (changes(&j->plan->steps[source]))
        return skip_known(j, number);
    if (mark->documents == until->documents)
        return JOURNAL_TAKE;
    mark->documents++;
    mark->digest = mix(mark->digest, number);
    if (mark->documents == until->documents && mark->digest != until->digest)
        return JOURNAL_CHANGED;
    return JOURNAL_SKIP;
}

bool
journal_source_ended(const struct journal *j, size_t source)
{
    return !j->resuming || changes(&j->plan->steps[source]) ||
           j->skipped[source].documents ==
               j->before.sources[source].documents;
}

/* ---- the sinks' side */

static bool
write_whole(int fd, const void *bytes, size_t len)
{
    size_t done = 0;

    while (done < len) {
        ssize_t n = mill_hooks()->write(fd, (const char *)bytes + done,
                                        len - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

static void
add_fresh(struct journal *j, uint64_t number)
{
    if (j->n_fresh == j->fresh_cap) {
        size_t cap = j->fresh_cap == 0 ? 256 : j->fresh_cap * 2;
        uint64_t *grown =
            mill_hooks()->memory(j->fresh, cap * sizeof *grown);

        if (grown == NULL)
            return; /* it would come twice: better than never */
        j->fresh = grown;
        j->fresh_cap = cap;
    }
    j->fresh[j->n_fresh++] = number;
}

void
journal_finished(struct journal *j, const struct slot *slot)
{
    size_t source = (size_t)(slot->source - j->plan->steps);
    struct journal_mark *mark = &j->now.sources[source];
    struct run_totals *t = &j->now.totals;

    t->read++;
    t->written += slot->outcome == OUTCOME_WRITE;
    t->dropped += slot->outcome == OUTCOME_DROPPED;
    t->rejected += slot->outcome == OUTCOME_REJECTED;
    t->dead += slot->outcome == OUTCOME_DEAD;
    t->failed += slot->doc->failed;
    t->unread += slot->unread;
    t->bytes += slot->bytes;
    mark->documents++;
    mark->digest = mix(mark->digest, slot->number);
    if (changes(slot->source))
        add_fresh(j, slot->number);
}

bool
journal_is_due(const struct journal *j)
{
    return mill_hooks()->now_us() >= j->next_at;
}

static enum mill_status
save_sinks(struct journal *j, struct mill_report *rep)
{
    for (size_t i = 0; i < j->plan->n_sinks; i++) {
        const struct plan_step *sink = &plan_sinks(j->plan)[i];
        struct mill_buf state = { .arena = j->scratch };
        enum mill_status status;

        report_reset(rep);
        rep->step = sink->name;
        status = sink->desc->save(sink->self, &state, rep);
        if (status == MILL_OK && state.failed)
            status = mill_fail(rep, MILL_ERR_STAGE, "out of memory");
        if (status != MILL_OK)
            return status;
        j->now.sinks[i] = (struct mill_str){ state.ptr, state.len };
    }
    return MILL_OK;
}

static bool
write_log(struct journal *j)
{
    if (!write_whole(j->log_fd, j->fresh, j->n_fresh * sizeof *j->fresh))
        return false;
    j->now.logged += j->n_fresh;
    j->n_fresh = 0;
    return true;
}

static bool
replace_file(struct journal *j, struct mill_str text)
{
    int fd = open(j->temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                  0666);
    bool ok = fd >= 0 && write_whole(fd, text.ptr, text.len);

    if (fd >= 0)
        ok = close(fd) == 0 && ok;
    return ok && rename(j->temporary, j->path) == 0;
}

enum mill_status
journal_save(struct journal *j, int dead_fd, struct mill_report *rep)
{
    struct mill_buf text = { .arena = j->scratch };
    enum mill_status status;

    mill_arena_reset(j->scratch, 1u << 20);
    status = save_sinks(j, rep);
    if (status != MILL_OK)
        return status;
    j->now.dead_at = dead_fd >= 0 ? (int64_t)lseek(dead_fd, 0, SEEK_END) : -1;
    if (!write_log(j))
        return mill_fail(rep, MILL_ERR_STAGE, "cannot write '%s': %s",
                         j->log_path, strerror(errno));
    journal_write(&text, j->plan, &j->now);
    if (text.failed ||
        !replace_file(j, (struct mill_str){ text.ptr, text.len }))
        return mill_fail(rep, MILL_ERR_STAGE, "cannot write '%s': %s",
                         j->path, text.failed ? "out of memory"
                                              : strerror(errno));
    j->next_at = mill_hooks()->now_us() + EVERY_US;
    return MILL_OK;
}
