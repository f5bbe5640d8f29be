/* SPDX-License-Identifier: Apache-2.0
 *
 * warnings.c: each warning once. */
#include "warnings.h"

void
warnings_init(struct warnings *w, FILE *out)
{
    *w = (struct warnings){ .out = out };
    pthread_mutex_init(&w->lock, NULL);
}

void
warnings_finish(struct warnings *w)
{
    if (w->out != NULL && w->quiet > 0)
        fprintf(w->out, "pressmill: %zu more warnings are not shown\n",
                w->quiet);
    pthread_mutex_destroy(&w->lock);
}

/* FNV-1a: two different warnings that collide cost one line. */
static uint64_t
hash(uint64_t h, const char *text)
{
    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001b3u;
    return h * 0x100000001b3u;
}

void
warnings_tell(void *context, const char *step, const char *text)
{
    struct warnings *w = context;
    uint64_t h = hash(hash(0xcbf29ce484222325u, step), text);
    size_t i = 0;

    pthread_mutex_lock(&w->lock);
    while (i < w->n_seen && w->seen[i] != h)
        i++;
    if (i < w->n_seen) {
        ; /* told already */
    } else if (i == sizeof(w->seen) / sizeof(w->seen[0])) {
        w->quiet++;
    } else {
        w->seen[w->n_seen++] = h;
        if (w->out != NULL)
            fprintf(w->out, "warning: step '%s': %s\n", step, text);
    }
    pthread_mutex_unlock(&w->lock);
}
