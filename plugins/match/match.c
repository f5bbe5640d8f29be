/* SPDX-License-Identifier: Apache-2.0
 *
 * match.c: the stage `match`: annotations by the user's own patterns, PCRE2
 * compiled to machine code. Patterns come from people: limits keep one that
 * backtracks for ever to about a millisecond, and it is told by name. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include <pcre2.h>
#include <pressmill/hooks.h>
#include <pressmill/node.h>
#include <pressmill/plugin.h>
#include <string.h>

enum {
    MATCH_PATTERNS = 128,
    MATCH_LIMIT = 100000,
    MATCH_DEPTH = 10000,
    MATCH_HEAP_KIB = 8 * 1024,
    MATCH_JIT_STACK = 1024 * 1024
};

struct pattern {
    const char *name;
    pcre2_code *code;
    mill_type type;
    uint32_t groups, names, name_size;
    PCRE2_SPTR name_table;
};

struct match {
    /* options */
    const struct mill_node *patterns;
    const char *within;
    bool caseless;
    int64_t max_matches;

    mill_type within_type;
    mill_type types[MATCH_PATTERNS];
    struct pattern compiled[MATCH_PATTERNS];
    size_t count;
    uint32_t most_groups;
};

struct scratch {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

static const struct mill_option options[] = {
    MILL_OPT_NODE(struct match, patterns, .required = true,
                  .help = "A map from names of annotations to PCRE2 "
                          "patterns. Named groups, (?<year>\\d{4}), become "
                          "features."),
    MILL_OPT_STR(struct match, within,
                 .help = "Look only inside annotations of this type, such "
                         "as 'quote'. The whole text when empty."),
    MILL_OPT_BOOL(struct match, caseless, .fallback = "false",
                  .help = "Whether capitals do not matter. (?i) in a "
                          "pattern does the same for it alone."),
    MILL_OPT_INT(struct match, max_matches, .fallback = "10000", .min = 1,
                 .max = 10000000, .unit = "matches",
                 .help = "Most that one pattern may find in one document; "
                         "the record tells when there were more."),
    MILL_OPT_END
};

static const struct mill_use uses[] = {
    MILL_READS_FIELD("text"),
    MILL_USE_END
};

static enum mill_status
match_declare(void *self, struct mill_declare *decl, struct mill_report *rep)
{
    struct match *m = self;
    enum mill_status status = MILL_OK;
    size_t n = 0;

    if (m->patterns->kind != MILL_NODE_MAP || m->patterns->count == 0)
        return mill_fail_node(rep, m->patterns,
                              "expected a map of names to patterns, such as "
                              "{year: '\\b\\d{4}\\b'}");
    MILL_NODE_EACH(node, m->patterns)
    {
        if (n == MATCH_PATTERNS)
            return mill_fail_node(rep, node,
                                  "more than %d patterns in one step",
                                  MATCH_PATTERNS);
        if (node->kind != MILL_NODE_SCALAR || node->value_len == 0)
            status = mill_fail_node(rep, node,
                                    "expected a pattern for '%s'",
                                    node->key);
        m->types[n] = mill_declare_writes(decl, node->key);
        if (m->types[n] == 0)
            status = MILL_ERR_STAGE;
        n++;
    }
    if (m->within != NULL && m->within[0] != '\0')
        m->within_type = mill_declare_reads(decl, m->within, false);
    return status;
}

static void
match_close(void *self)
{
    struct match *m = self;

    for (size_t i = 0; i < m->count; i++)
        pcre2_code_free(m->compiled[i].code);
    m->count = 0;
}

/* Says what is wrong with a pattern, in PCRE2's words. */
static enum mill_status
fail_pattern(struct mill_report *rep, const struct mill_node *node, int error,
             size_t at)
{
    PCRE2_UCHAR words[256];
    size_t characters = 1;

    if (pcre2_get_error_message(error, words, sizeof words) < 0)
        words[0] = '\0';
    for (size_t i = 0; i < at && i < node->value_len; i++)
        characters += ((unsigned char)node->value[i] & 0xc0) != 0x80;
    return mill_fail_node(rep, node,
                          "pattern '%s' is wrong at its character %zu: %s",
                          node->key, characters, (const char *)words);
}

static enum mill_status
compile(struct match *m, const struct mill_node *node,
        struct mill_report *rep)
{
    struct pattern *p = &m->compiled[m->count];
    uint32_t flags = PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C;
    size_t at = 0;
    int error = 0;

    if (m->caseless)
        flags |= PCRE2_CASELESS;
    p->code = pcre2_compile((PCRE2_SPTR)node->value, node->value_len, flags,
                            &error, &at, NULL);
    if (p->code == NULL)
        return fail_pattern(rep, node, error, at);
    p->name = node->key;
    p->type = m->types[m->count];
    m->count++;
    /* where there is no JIT the interpreter does the same, slower */
    (void)pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
    pcre2_pattern_info(p->code, PCRE2_INFO_CAPTURECOUNT, &p->groups);
    pcre2_pattern_info(p->code, PCRE2_INFO_NAMECOUNT, &p->names);
    pcre2_pattern_info(p->code, PCRE2_INFO_NAMEENTRYSIZE, &p->name_size);
    pcre2_pattern_info(p->code, PCRE2_INFO_NAMETABLE, &p->name_table);
    if (p->groups > m->most_groups)
        m->most_groups = p->groups;
    for (uint32_t i = 0; i < p->names; i++) {
        PCRE2_SPTR name = p->name_table + (size_t)i * p->name_size + 2;

        for (; *name != 0; name++)
            if (*name >= 0x80)
                return mill_fail_node(rep, node,
                                      "pattern '%s': names of groups become "
                                      "keys: only letters a-z, digits and "
                                      "'_'",
                                      node->key);
    }
    return MILL_OK;
}

static enum mill_status
match_open(void *self, struct mill_report *rep)
{
    struct match *m = self;
    enum mill_status status = MILL_OK;

    MILL_NODE_EACH(node, m->patterns)
    {
        enum mill_status one = compile(m, node, rep);

        if (one != MILL_OK)
            status = one; /* go on: the others may be wrong, too */
    }
    if (status != MILL_OK)
        match_close(m);
    return status;
}

static void
worker_close(const void *self, void *worker)
{
    struct scratch *s = worker;

    (void)self;
    pcre2_match_data_free(s->data);
    pcre2_match_context_free(s->context);
    pcre2_jit_stack_free(s->stack);
}

static enum mill_status
worker_open(const void *self, void *worker, struct mill_report *rep)
{
    const struct match *m = self;
    struct scratch *s = worker;

    s->data = pcre2_match_data_create(m->most_groups + 1, NULL);
    s->context = pcre2_match_context_create(NULL);
    s->stack = pcre2_jit_stack_create(32 * 1024, MATCH_JIT_STACK, NULL);
    if (s->data == NULL || s->context == NULL) {
        worker_close(self, s);
        return mill_fail(rep, MILL_ERR_STAGE, "out of memory");
    }
    pcre2_set_match_limit(s->context, MATCH_LIMIT);
    pcre2_set_depth_limit(s->context, MATCH_DEPTH);
    pcre2_set_heap_limit(s->context, MATCH_HEAP_KIB);
    if (s->stack != NULL) /* NULL where there is no JIT */
        pcre2_jit_stack_assign(s->context, NULL, s->stack);
    return MILL_OK;
}

/* Named groups that took part become features. A name may stand for several
 * groups ((?J)): the first that matched counts. */
static bool
set_features(struct mill_doc *doc, struct mill_ann *ann,
             const struct pattern *p, const size_t *ovector, int groups)
{
    struct mill_str text = mill_doc_text(doc);

    for (uint32_t i = 0; i < p->names; i++) {
        PCRE2_SPTR entry = p->name_table + (size_t)i * p->name_size;
        int group = entry[0] << 8 | entry[1];
        const char *name = (const char *)entry + 2;
        struct mill_str value;

        if (group >= groups || ovector[2 * group] == PCRE2_UNSET ||
            mill_ann_get(ann, name) != NULL)
            continue;
        value.ptr = text.ptr + ovector[2 * group];
        value.len = ovector[2 * group + 1] - ovector[2 * group];
        if (!mill_ann_set_str(doc, ann, name, value))
            return false;
    }
    return true;
}

static enum mill_status
fail_match(struct mill_report *rep, const struct pattern *p, int error)
{
    PCRE2_UCHAR words[256];

    if (pcre2_get_error_message(error, words, sizeof words) < 0)
        words[0] = '\0';
    return mill_fail_code(rep, MILL_ERR_DOC, "match-limit",
                          "pattern '%s' gave up on this text: %s", p->name,
                          (const char *)words);
}

/* Finds all matches of a pattern in one stretch of the text. The text around
 * stays visible to look-behind. */
static enum mill_status
match_span(const struct match *m, const struct pattern *p, struct scratch *s,
           struct mill_doc *doc, struct mill_span span, int64_t *found,
           struct mill_report *rep)
{
    struct mill_str text = mill_doc_text(doc);
    size_t at = span.begin;

    while (at <= span.end) {
        int rc = pcre2_match(p->code, (PCRE2_SPTR)text.ptr, span.end, at,
                             PCRE2_NO_UTF_CHECK, s->data, s->context);
        const size_t *ov = pcre2_get_ovector_pointer(s->data);
        struct mill_span hit;
        struct mill_ann *ann;

        if (rc == PCRE2_ERROR_NOMATCH)
            break;
        if (rc < 0)
            return fail_match(rep, p, rc);
        if (ov[1] <= ov[0] || ov[1] <= at) {
            /* an empty match, or \K at play: on by a character */
            at++;
            while (at < span.end &&
                   ((unsigned char)text.ptr[at] & 0xc0) == 0x80)
                at++;
            continue;
        }
        if (++*found > m->max_matches) {
            mill_doc_note(doc, "match", "pattern '%s' matches more than "
                                        "%lld times",
                          p->name, (long long)m->max_matches);
            break;
        }
        hit = (struct mill_span){ (uint32_t)ov[0], (uint32_t)ov[1] };
        ann = mill_annotate(doc, p->type, hit);
        if (ann == NULL || !set_features(doc, ann, p, ov, rc))
            return mill_fail_code(rep, MILL_ERR_DOC, "memory",
                                  "out of memory");
        at = ov[1];
    }
    return MILL_OK;
}

static enum mill_status
match_process(const void *self, void *worker, struct mill_doc *doc,
              struct mill_report *rep)
{
    const struct match *m = self;
    struct mill_span all = { 0, (uint32_t)mill_doc_text(doc).len };

    for (size_t i = 0; i < m->count; i++) {
        const struct pattern *p = &m->compiled[i];
        enum mill_status status = MILL_OK;
        int64_t found = 0;

        if (m->within_type == 0) {
            status = match_span(m, p, worker, doc, all, &found, rep);
            if (status != MILL_OK)
                return status;
            continue;
        }
        MILL_FOR_EACH(outer, doc, m->within_type)
        {
            if (found > m->max_matches)
                break;
            status = match_span(m, p, worker, doc, mill_ann_span(outer),
                                &found, rep);
            if (status != MILL_OK)
                return status;
        }
    }
    return MILL_OK;
}

MILL_PLUGIN(match) = {
    MILL_PLUGIN_HEAD,
    .name = "match",
    .version = "1.0",
    .license = "Apache-2.0",
    .summary = "Annotates by patterns of your own",
    .manual =
        "Each pattern gives annotations of its name; they stand under "
        "'annotations' in the record and later steps may read them. "
        "Patterns are PCRE2 with Unicode properties: \\w and \\b know every "
        "script. A pattern that backtracks beyond the limits (100,000 "
        "steps, 10,000 deep, 8 MiB) is an error on that document which names "
        "the pattern.",
    .example = "- match: {patterns: {money: "
               "'(?<currency>[$€₴])\\s?(?<amount>\\d[\\d.,]*)'}}",
    .options = options,
    .uses = uses,
    .self_size = sizeof(struct match),
    .worker_size = sizeof(struct scratch),
    .declare = match_declare,
    .open = match_open,
    .close = match_close,
    .worker_open = worker_open,
    .worker_close = worker_close,
    .process = match_process,
};
