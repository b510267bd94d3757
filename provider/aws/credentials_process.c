// credential_process: a command that prints credentials as JSON, version 1 of the SDKs' form. It runs in a shell, as
// with all SDKs: the shared files decide what this user runs anyway.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aws/client_internal.h"
#include "aws/config_internal.h"
#include "aws/credentials_source.h"
#include "base/json.h"

enum {
    TIMEOUT_MS = 60 * 1000, // as the SDK for Go
    MAX_OUTPUT_BYTES = 64 * 1024,
    MAX_COMPLAINT_BYTES = 512,
    LOOK_FOR_STOP_MS = 50,
};

extern char **environ;

// A running command and what it has written so far.
typedef struct command {
    pid_t pid;
    bool ended; // the shell; what it started may go on, with its streams
    int status;
    struct pollfd streams[2]; // its standard output and standard error; fd -1: ended
    buf texts[2];
} command;

static bool spawn_shell(const char *line, const int fds[2], pid_t *ret) {
    // The provider blocks signals and runs for a host; the command gets what a shell expects, in a group of its own, so
    // that all it starts can be ended with it.
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    if (posix_spawn_file_actions_init(&actions) != 0) {
        return false;
    }
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return false;
    }
    char *const argv[] = {"sh", "-c", (char *)line, NULL}; // execve's signature lacks a const that it keeps
    bool ok = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
              posix_spawn_file_actions_adddup2(&actions, fds[0], STDOUT_FILENO) == 0 &&
              posix_spawn_file_actions_adddup2(&actions, fds[1], STDERR_FILENO) == 0 &&
              posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1) == 0 &&
              posix_spawnattr_setsigmask(&attributes, &none) == 0 &&
              posix_spawnattr_setsigdefault(&attributes, &all) == 0 && posix_spawnattr_setpgroup(&attributes, 0) == 0 &&
              posix_spawnattr_setflags(&attributes,
                                       POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP) == 0 &&
              posix_spawn(ret, "/bin/sh", &actions, &attributes, argv, environ) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return ok;
}

static void close_end(int *fd) {
    if (*fd >= 0) {
        close(*fd);
        *fd = -1;
    }
}

static bool start(const char *line, command *ret) {
    int out[2] = {-1, -1};
    int err[2] = {-1, -1};
    // At 3 and above, so that placing them at 1 and 2 in the child overwrites none.
    bool ok = pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0 && out[1] > STDERR_FILENO &&
              err[1] > STDERR_FILENO && fcntl(out[0], F_SETFL, O_NONBLOCK) == 0 &&
              fcntl(err[0], F_SETFL, O_NONBLOCK) == 0 && spawn_shell(line, (int[]){out[1], err[1]}, &ret->pid);
    close_end(&out[1]);
    close_end(&err[1]);
    if (!ok) {
        close_end(&out[0]);
        close_end(&err[0]);
        return false;
    }
    ret->streams[0] = (struct pollfd){.fd = out[0], .events = POLLIN};
    ret->streams[1] = (struct pollfd){.fd = err[0], .events = POLLIN};
    ret->texts[0] = buf_make(MAX_OUTPUT_BYTES);
    ret->texts[1] = buf_make(MAX_COMPLAINT_BYTES);
    ret->texts[0].secret = ret->texts[1].secret = true;
    return true;
}

// Takes a piece of what one stream has; `*ret_more` is whether there was any. False when it is more than it may be.
static bool drain(command *c, size_t i, bool *ret_more) {
    char chunk[4096];
    ssize_t got = read(c->streams[i].fd, chunk, sizeof chunk);
    bool fits = true;
    *ret_more = got > 0;
    if (got > 0) {
        size_t room = c->texts[i].max - c->texts[i].len;
        size_t taken = (size_t)got < room ? (size_t)got : room;
        buf_put(&c->texts[i], chunk, taken);
        fits = i != 0 || taken == (size_t)got; // of complaints the first part does
    } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
        close_end(&c->streams[i].fd);
    }
    explicit_bzero(chunk, sizeof chunk);
    return fits;
}

static bool has_ended(command *c) {
    if (!c->ended) {
        pid_t got = waitpid(c->pid, &c->status, WNOHANG);
        c->ended = got == c->pid || (got < 0 && errno == ECHILD); // nobody's: whoever started us ignores SIGCHLD
    }
    return c->ended;
}

// Takes what the streams have: a piece of each, or, once nothing more can come of the command itself, all of its
// output.
static bool take(command *c) {
    for (size_t i = 0; i < 2; i++) {
        bool more = c->streams[i].fd >= 0;
        while (more) {
            if (!drain(c, i, &more)) {
                return false;
            }
            more = more && c->ended && i == 0;
        }
    }
    return true;
}

// Listens until the command has ended. It need not have closed its streams: an agent that it leaves behind may keep
// them. Nor has it ended when they are closed. NULL, or why it is to be ended.
static const char *listen_to(command *c, const credentials_ask *ask) {
    const clock_source *clock = aws_client_clock(ask->client);
    int64_t deadline_ms = clock->monotonic_ms(clock) + TIMEOUT_MS;
    int pause_ms = 1; // once the streams are closed it is most often about to end
    for (;;) {
        bool ended = has_ended(c);
        if (!take(c)) {
            return "it printed more than 64 KiB";
        }
        if (ended) {
            return NULL;
        }
        if (cancel_fired(ask->stop)) {
            return "the provider was stopped";
        }
        if (clock->monotonic_ms(clock) >= deadline_ms) {
            return "it did not end within a minute";
        }
        bool open = c->streams[0].fd >= 0 || c->streams[1].fd >= 0;
        poll(c->streams, 2, open ? LOOK_FOR_STOP_MS : pause_ms);
        pause_ms = open || pause_ms >= LOOK_FOR_STOP_MS ? pause_ms : pause_ms * 2;
    }
}

// Its exit status; -1 when a signal ended it.
static int reap(command *c) {
    close_end(&c->streams[0].fd);
    close_end(&c->streams[1].fd);
    if (!c->ended) {
        kill(-c->pid, SIGKILL);
        while (waitpid(c->pid, &c->status, 0) < 0 && errno == EINTR) {
        }
    }
    return WIFEXITED(c->status) ? WEXITSTATUS(c->status) : -1;
}

// What it said for its failure, in one line.
static const char *complaint(arena *a, const command *c) {
    str text = str_trim(buf_str(&c->texts[1], a));
    char *line = arena_strndup(a, text.ptr, text.len);
    for (char *at = line; *at != '\0'; at++) {
        *at = (unsigned char)*at < ' ' || *at == 0x7f ? ' ' : *at;
    }
    return line[0] == '\0' ? "" : arena_printf(a, ", saying: %s", line);
}

static credentials_status read_output(const credentials_ask *ask, str text, credentials_found *ret,
                                      const char **ret_message) {
    const value *document = NULL;
    const char *message = NULL;
    if (json_parse(ask->a, text, &document, &message) && value_int_or(value_get(document, "Version"), 0) != 1) {
        *ret_message = "what it printed is not of Version 1";
        return CREDENTIALS_FAILED;
    }
    return credentials_from_json(ask->a, text, "SessionToken", aws_client_wall_ms(ask->client), ret, ret_message);
}

static credentials_status run(const credentials_ask *ask, const char *line, credentials_found *ret,
                              const char **ret_message) {
    command c = {0};
    if (!start(line, &c)) {
        *ret_message = "it could not be started";
        return CREDENTIALS_FAILED;
    }
    const char *problem = listen_to(&c, ask);
    int status = reap(&c);
    credentials_status got = CREDENTIALS_FAILED;
    if (problem != NULL) {
        *ret_message = problem;
    } else if (status != 0) {
        *ret_message = arena_printf(ask->a, "it ended with status %d%s", status, complaint(ask->a, &c));
    } else {
        got = read_output(ask, buf_str(&c.texts[0], ask->a), ret, ret_message);
    }
    buf_free(&c.texts[0]);
    buf_free(&c.texts[1]);
    return got;
}

credentials_status credentials_process(const credentials_ask *ask, const char *profile, credentials_found *ret,
                                       const char **ret_message) {
    const char *line = config_profile_setting(ask->config, ask->a, profile, "credential_process");
    if (line == NULL) {
        *ret_message = arena_printf(ask->a, "profile \"%s\" has no credential_process", profile);
        return CREDENTIALS_ABSENT;
    }
    credentials_status status = run(ask, line, ret, ret_message);
    if (status != CREDENTIALS_FOUND) {
        *ret_message = arena_printf(ask->a, "credential_process of profile \"%s\": %s", profile, *ret_message);
    }
    return status;
}
