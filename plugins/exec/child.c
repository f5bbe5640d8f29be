/* SPDX-License-Identifier: Apache-2.0
 *
 * child.c: a program that answers lines with lines. */
#include "config.h"

#include "child.h"

#include <pressmill/hooks.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define READ_BYTES ((size_t)64 << 10)
#define PIPE_BYTES (256 << 10)
#define PATIENCE_MS 500 /* between closing its stdin and killing */

extern char **environ;

/* The environment with a folder in front of PYTHONPATH. */
static char **
make_environment(const char *python_path, char *buffer, size_t size)
{
    const char *old = getenv("PYTHONPATH");
    size_t n = 0, at = 0;
    char **env;

    if (python_path == NULL)
        return environ;
    if (old != NULL && old[0] != '\0')
        snprintf(buffer, size, "PYTHONPATH=%s:%s", python_path, old);
    else
        snprintf(buffer, size, "PYTHONPATH=%s", python_path);
    while (environ[n] != NULL)
        n++;
    env = mill_hooks()->memory(NULL, (n + 2) * sizeof *env);
    if (env == NULL)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if (strncmp(environ[i], "PYTHONPATH=", 11) != 0)
            env[at++] = environ[i];
    env[at++] = buffer;
    env[at] = NULL;
    return env;
}

static bool
spawn(struct child *child, const char *command, int in, int out, char **env)
{
    char sh[] = "sh", c[] = "-c";
    char *copy = strdup(command);
    char *argv[] = { sh, c, copy, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    sigset_t none, defaults;
    int rc;

    if (copy == NULL)
        return false;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawnattr_init(&attr);
    /* a group of its own: Ctrl-C is for us, who then end it in good order;
     * and what the shell starts is killed with it */
    posix_spawnattr_setpgroup(&attr, 0);
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &defaults);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP |
                                        POSIX_SPAWN_SETSIGMASK |
                                        POSIX_SPAWN_SETSIGDEF);
    rc = posix_spawn(&child->pid, "/bin/sh", &actions, &attr, argv, env);
    posix_spawnattr_destroy(&attr);
    posix_spawn_file_actions_destroy(&actions);
    free(copy);
    if (rc != 0) {
        child->pid = 0;
        errno = rc;
    }
    return rc == 0;
}

/* Ends that no other program inherits: it would keep them open. */
static bool
make_pipe(int fds[2])
{
#ifdef HAVE_PIPE2
    return pipe2(fds, O_CLOEXEC) == 0;
#else
    if (pipe(fds) != 0)
        return false;
    fcntl(fds[0], F_SETFD, FD_CLOEXEC);
    fcntl(fds[1], F_SETFD, FD_CLOEXEC);
    return true;
#endif
}

bool
child_start(struct child *child, const char *command, const char *python_path)
{
    char variable[8192];
    int to[2], from[2];
    char **env;
    bool good = false;

    child->len = child->taken = 0;
    if (!make_pipe(to))
        return false;
    if (!make_pipe(from)) {
        close(to[0]);
        close(to[1]);
        return false;
    }
    env = make_environment(python_path, variable, sizeof variable);
    if (env != NULL)
        good = spawn(child, command, to[0], from[1], env);
    if (env != environ)
        mill_hooks()->memory(env, 0);
    close(to[0]);
    close(from[1]);
    if (!good) {
        close(to[1]);
        close(from[0]);
        return false;
    }
    child->in = to[1];
    child->out = from[0];
#ifdef F_SETPIPE_SZ
    /* a batch in one piece; where the system says no, in several */
    (void)fcntl(child->in, F_SETPIPE_SZ, PIPE_BYTES);
#endif
    fcntl(child->in, F_SETFL, O_NONBLOCK);
    fcntl(child->out, F_SETFL, O_NONBLOCK);
    return true;
}

int
child_stop(struct child *child)
{
    int status = 0;

    if (child->pid == 0)
        return 0;
    close(child->in);
    close(child->out);
    for (int ms = 0; waitpid(child->pid, &status, WNOHANG) == 0; ms += 5) {
        struct timespec ts = { .tv_nsec = 5000000 };

        if (ms >= PATIENCE_MS) {
            kill(-child->pid, SIGKILL);
            waitpid(child->pid, &status, 0);
            break;
        }
        nanosleep(&ts, NULL);
    }
    child->pid = 0;
    return status;
}

void
child_finish(struct child *child)
{
    child_stop(child);
    mill_hooks()->memory(child->answer, 0);
    child->answer = NULL;
    child->room = 0;
}

/* ---- exchange */

/* Hands out the whole lines that have come. False when one is too long. */
static bool
hand_out(struct child *child, size_t count, size_t max_line,
         child_line_fn *line, void *context, size_t *answered)
{
    while (*answered < count) {
        char *begin = child->answer + child->taken;
        size_t rest = child->len - child->taken;
        char *end = rest != 0 ? memchr(begin, '\n', rest) : NULL;

        if (end == NULL)
            return rest <= max_line;
        child->taken += (size_t)(end - begin) + 1;
        line(context, (*answered)++,
             (struct mill_str){ begin, (size_t)(end - begin) });
    }
    return true;
}

/* Reads what is there. 1, 0 at the end, -1 without memory. */
static int
receive(struct child *child)
{
    ssize_t n;

    if (child->taken == child->len) {
        child->taken = child->len = 0;
    } else if (child->taken > READ_BYTES) {
        memmove(child->answer, child->answer + child->taken,
                child->len - child->taken);
        child->len -= child->taken;
        child->taken = 0;
    }
    if (child->room - child->len < READ_BYTES) {
        size_t room = child->room != 0 ? child->room * 2 : 4 * READ_BYTES;
        char *answer = mill_hooks()->memory(child->answer, room);

        if (answer == NULL)
            return -1;
        child->answer = answer;
        child->room = room;
    }
    n = read(child->out, child->answer + child->len,
             child->room - child->len);
    if (n > 0)
        child->len += (size_t)n;
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        return 0;
    return 1;
}

enum child_end
child_exchange(struct child *child, struct mill_str lines, size_t count,
               int64_t timeout_ms, size_t max_line, child_line_fn *line,
               void *context, size_t *answered)
{
    int64_t end_us = mill_hooks()->now_us() + timeout_ms * 1000;
    size_t sent = 0;

    *answered = 0;
    while (*answered < count) {
        struct pollfd fds[2] = { { child->out, POLLIN, 0 },
                                 { child->in, POLLOUT, 0 } };
        int64_t left_ms = (end_us - mill_hooks()->now_us()) / 1000;

        if (left_ms <= 0)
            return CHILD_LATE;
        if (poll(fds, sent < lines.len ? 2 : 1,
                 left_ms > 60000 ? 60000 : (int)left_ms + 1) < 0)
            continue; /* a signal */
        if (sent < lines.len && fds[1].revents != 0) {
            ssize_t n = write(child->in, lines.ptr + sent, lines.len - sent);

            if (n > 0)
                sent += (size_t)n;
            else if (n < 0 && errno != EAGAIN && errno != EINTR)
                sent = lines.len; /* it does not listen: hear it out */
        }
        if (fds[0].revents != 0) {
            int more = receive(child);

            if (!hand_out(child, count, max_line, line, context, answered))
                return CHILD_TOO_LONG;
            if (more < 0)
                return CHILD_NO_MEMORY;
            if (more == 0 && *answered < count)
                return CHILD_GONE;
        }
    }
    return CHILD_ANSWERED;
}
