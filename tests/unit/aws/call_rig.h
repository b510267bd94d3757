// A client whose calls are answered by a script, by a scripted clock: what is sent, how often, and what is waited for.
#pragma once

#include <stdlib.h>

#include "aws/body.h"
#include "aws/client.h"
#include "aws/http.h"
#include "base/buf.h"
#include "base/json.h"
#include "unit/aws/scripted_env.h"
#include "unit/test.h"

enum { MAX_STEPS = 64, MAX_URLS = 8, START_WALL_MS = 1704164645 };

// An answer, or with `failure` none but, where it is not 0, the status.
typedef struct step {
    int status;
    const char *body;
    http_header header; // name NULL: none
    http_header header2;
    const char *failure;
    bool final; // the failure is not to be retried
} step;

// Everything that a test scripts and sees; one at a time.
static struct {
    const step *steps; // the last one repeats
    size_t step_count;
    int sent;
    char url[512];
    char urls[MAX_URLS][512]; // of the first requests
    char method[16];
    char body[4096];
    char headers[4096];
    size_t keep_response;
    const cancel *stop_in_sending;
    int64_t stall_timeout_ms;
    int64_t now_ms;
    int64_t wall_offset_ms;
    int64_t slept_ms;
    int64_t sleeps[MAX_STEPS];
    int sleep_count;
    cancel *cancel_in_sleep;
    bool full_jitter; // every wait is as long as it can be
} script;

static void remember(char *place, size_t size, const char *text) {
    snprintf(place, size, "%s", text);
}

static void remember_body(const http_request *r) {
    body_reader reader = body_read_from_start(r);
    size_t len = 0;
    ssize_t n = 1;
    while (n > 0) {
        n = body_read(&reader, script.body + len, sizeof script.body - 1 - len);
        len += n > 0 ? (size_t)n : 0;
    }
    script.body[len] = '\0';
}

static bool scripted_send(const http_transport *t, arena *a, cancel *stop, const http_request *r, http_response *ret,
                          const char **ret_message, bool *ret_retryable) {
    (void)t;
    (void)stop;
    size_t index = (size_t)script.sent < script.step_count ? (size_t)script.sent : script.step_count - 1;
    const step *s = &script.steps[index];
    if (script.sent < MAX_URLS) {
        remember(script.urls[script.sent], sizeof script.urls[0], r->url);
    }
    script.sent++;
    remember(script.url, sizeof script.url, r->url);
    remember(script.method, sizeof script.method, r->method);
    remember_body(r);
    script.keep_response = r->keep_response;
    script.stop_in_sending = r->stop_in_sending;
    script.stall_timeout_ms = r->stall_timeout_ms;
    buf lines = buf_make(sizeof script.headers - 1);
    for (size_t i = 0; i < r->header_count; i++) {
        buf_printf(&lines, "%s: %s\n", r->headers[i].name, r->headers[i].value);
    }
    remember(script.headers, sizeof script.headers, lines.len > 0 ? lines.ptr : "");
    buf_free(&lines);
    if (s->failure != NULL) {
        *ret = (http_response){.status = s->status};
        *ret_message = s->failure;
        *ret_retryable = !s->final;
        return false;
    }
    const http_header both[] = {s->header, s->header2};
    *ret = (http_response){
        .status = s->status,
        .headers = arena_memdup(a, both, sizeof both),
        .header_count = s->header.name == NULL    ? 0
                        : s->header2.name == NULL ? 1
                                                  : 2,
        .body = str_dup(a, str_of(s->body)), // dies with the attempt, as a real one does
    };
    return true;
}

static int64_t scripted_now(const clock_source *c) {
    (void)c;
    return script.now_ms;
}

static int64_t scripted_wall(const clock_source *c) {
    (void)c;
    return START_WALL_MS * 1000LL + script.wall_offset_ms + script.now_ms;
}

static bool scripted_sleep(const clock_source *c, cancel *stop, int64_t ms) {
    (void)c;
    if (script.cancel_in_sleep != NULL) {
        cancel_fire(script.cancel_in_sleep);
    }
    if (script.sleep_count < MAX_STEPS) {
        script.sleeps[script.sleep_count++] = ms;
    }
    script.slept_ms += ms;
    script.now_ms += ms;
    return cancel_fired(stop);
}

static int64_t scripted_jitter(const clock_source *c, int64_t most_ms) {
    (void)c;
    return script.full_jitter ? most_ms : (int64_t)random_below((uint64_t)most_ms + 1);
}

static const http_transport scripted_transport = {.send = scripted_send};
static const clock_source scripted_clock = {
    .monotonic_ms = scripted_now, .wall_ms = scripted_wall, .sleep_ms = scripted_sleep, .jitter_ms = scripted_jitter};

// One client and one arena for a test.
typedef struct rig {
    arena *a;
    aws_client *client;
    aws_call_options options;
    const value *output;
    const aws_error *error;
} rig;

static const scripted_variable keys[] = {{"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"},
                                         {"AWS_SECRET_ACCESS_KEY", "not-to-be-seen"},
                                         {"AWS_REGION", "eu-west-1"},
                                         {NULL, NULL}};

__attribute__((unused)) static rig rig_of(const step *steps, size_t count, const aws_config_input *input) {
    memset(&script, 0, sizeof script);
    script.steps = steps;
    script.step_count = count;
    script.now_ms = 1000;
    scripted_environment(keys); // read at the first call too
    rig r = {.a = arena_new()};
    aws_config *config = NULL;
    aws_config_problem problem = {0};
    if (!aws_config_load(input, scripted_env, r.a, &config, &problem)) {
        printf("%s: %s\n", problem.summary, problem.detail);
        abort();
    }
    r.client = aws_client_new(config, &scripted_transport, &scripted_clock, "caws/1");
    r.options.arena = r.a;
    return r;
}

__attribute__((unused)) static rig rig_new(const step *steps, size_t count, int64_t max_retries) {
    aws_config_input input = no_arguments();
    input.max_retries = max_retries;
    return rig_of(steps, count, &input);
}

#define RIG(...) RIG_WITH(25, __VA_ARGS__)
#define RIG_WITH(retries, ...)                                                                                         \
    rig_new((const step[]){__VA_ARGS__}, sizeof((const step[]){__VA_ARGS__}) / sizeof(step), (retries))

__attribute__((unused)) static void rig_free(rig *r) {
    aws_client_free(r->client);
    arena_free(r->a);
}

__attribute__((unused)) static bool call(rig *r, const api_operation *op, const char *json) {
    const value *input = NULL;
    const char *message = NULL;
    CHECK(json_parse(r->a, str_of(json), &input, &message));
    r->output = NULL;
    r->error = NULL;
    return aws_call(r->client, op, input, &r->options, &r->output, &r->error);
}
