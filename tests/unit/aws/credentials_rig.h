// A client whose credentials are looked for on a scripted transport and by a scripted clock. Threads may ask at once.
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "aws/client.h"
#include "aws/credentials.h"
#include "aws/http.h"
#include "base/buf.h"
#include "scripted_env.h"
#include "unit/test.h"

#define RIG_NOW_MS 1704164645000LL // 2024-01-02T03:04:05Z
#define RIG_LATER "2024-01-02T04:04:05Z"
#define RIG_EARLIER "2024-01-02T03:00:00Z"

enum { RIG_MOST_ANSWERS = 16, RIG_MOST_LOG = 256 * 1024 };

// Given to requests whose text ("POST https://host/path\nname: value\n\nbody") has `part` and `part2` (NULL: any) in
// it, the first that fits and has turns left.
typedef struct rig_answer {
    const char *part;
    const char *part2;
    int status; // 0: no answer comes
    const char *body;
    int turns;     // 0: without end
    bool is_final; // no answer, and not to be tried again
} rig_answer;

static struct {
    pthread_mutex_t lock;
    rig_answer answers[RIG_MOST_ANSWERS];
    int used[RIG_MOST_ANSWERS];
    buf log; // the texts of all requests
    int sent;
    int64_t delay_us;   // each answer takes so long
    int64_t timeout_ms; // of the last request
    int64_t pass_ms;    // goes by with each look at the monotonic clock
} rig_script = {.lock = PTHREAD_MUTEX_INITIALIZER};
static _Atomic int64_t rig_passed_ms; // on both clocks
static _Atomic int64_t rig_slept_ms;

static const rig_answer *rig_find(const char *text) {
    for (size_t i = 0; i < RIG_MOST_ANSWERS && rig_script.answers[i].part != NULL; i++) {
        const rig_answer *answer = &rig_script.answers[i];
        if (strstr(text, answer->part) != NULL && (answer->part2 == NULL || strstr(text, answer->part2) != NULL) &&
            (answer->turns == 0 || rig_script.used[i] < answer->turns)) {
            rig_script.used[i]++;
            return answer;
        }
    }
    return NULL;
}

static bool rig_send(const http_transport *t, arena *a, cancel *stop, const http_request *r, http_response *ret,
                     const char **ret_message, bool *ret_retryable) {
    (void)t;
    buf text = buf_make(RIG_MOST_LOG);
    buf_printf(&text, "%s %s\n", r->method, r->url);
    for (size_t i = 0; i < r->header_count; i++) {
        buf_printf(&text, "%s: %s\n", r->headers[i].name, r->headers[i].value);
    }
    buf_putc(&text, '\n');
    buf_put_str(&text, r->body);
    buf_puts(&text, "\n");
    pthread_mutex_lock(&rig_script.lock);
    const rig_answer *answer = rig_find(text.ptr);
    rig_script.sent++;
    rig_script.timeout_ms = r->connect_timeout_ms;
    buf_put_str(&rig_script.log, (str){.ptr = text.ptr, .len = text.len});
    int64_t delay_us = rig_script.delay_us;
    pthread_mutex_unlock(&rig_script.lock);
    buf_free(&text);
    if (delay_us > 0 && cancel_sleep(stop, delay_us / 1000)) {
        answer = NULL;
    }
    if (answer == NULL || answer->status == 0) {
        *ret_message = "connection refused";
        *ret_retryable = answer == NULL || !answer->is_final;
        return false;
    }
    *ret = (http_response){.status = answer->status, .body = str_dup(a, str_of(answer->body))};
    return true;
}

static int64_t rig_monotonic(const clock_source *c) {
    (void)c;
    return atomic_fetch_add(&rig_passed_ms, rig_script.pass_ms);
}

static int64_t rig_wall(const clock_source *c) {
    (void)c;
    return RIG_NOW_MS + atomic_load(&rig_passed_ms);
}

static bool rig_sleep(const clock_source *c, cancel *stop, int64_t ms) {
    (void)c;
    atomic_fetch_add(&rig_passed_ms, ms);
    atomic_fetch_add(&rig_slept_ms, ms);
    return cancel_fired(stop);
}

static const http_transport rig_transport = {.send = rig_send};
static const clock_source rig_clock = {.monotonic_ms = rig_monotonic, .wall_ms = rig_wall, .sleep_ms = rig_sleep};

// Sets what is answered from now on, and forgets what was asked.
__attribute__((unused)) static void rig_answers(const rig_answer *answers, size_t count) {
    buf_free(&rig_script.log);
    memset(rig_script.answers, 0, sizeof rig_script.answers);
    memset(rig_script.used, 0, sizeof rig_script.used);
    memcpy(rig_script.answers, answers, count * sizeof answers[0]);
    rig_script.log = buf_make(16 * 1024 * 1024);
    rig_script.sent = 0;
    rig_script.delay_us = 0;
    atomic_store(&rig_passed_ms, 0);
    atomic_store(&rig_slept_ms, 0);
}

#define ANSWERS(...)                                                                                                   \
    rig_answers((const rig_answer[]){__VA_ARGS__}, sizeof((const rig_answer[]){__VA_ARGS__}) / sizeof(rig_answer))

// How often a request with that text in it was sent.
__attribute__((unused)) static int rig_count(const char *part) {
    int count = 0;
    for (const char *at = rig_script.log.len == 0 ? NULL : strstr(rig_script.log.ptr, part); at != NULL;
         at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}

__attribute__((unused)) static aws_client *rig_client(arena *a, const aws_config_input *input) {
    aws_config *c = NULL;
    aws_config_problem problem = {0};
    if (!CHECK(aws_config_load(input, scripted_env, a, &c, &problem))) {
        printf("%s: %s\n", problem.summary, problem.detail);
        exit(1);
    }
    return aws_client_new(c, &rig_transport, &rig_clock, "caws/1");
}

__attribute__((unused)) static aws_config_input rig_input(void) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    return in;
}

// Asks twice, so that what is remembered is seen too.
__attribute__((unused)) static void check_found(const aws_config_input *in, const char *access_key,
                                                const char *secret_key, const char *token) {
    arena *a = arena_new();
    aws_client *client = rig_client(a, in);
    aws_credentials *credentials = aws_credentials_new(client);
    for (int i = 0; i < 2; i++) {
        sigv4_credentials got = {0};
        uint64_t number = 0;
        const aws_error *error = NULL;
        if (!CHECK(aws_credentials_get(credentials, a, NULL, &got, &number, &error))) {
            printf("  %s\n", error->message);
            break;
        }
        CHECK_STR(got.access_key, access_key);
        CHECK_STR(got.secret_key, secret_key);
        CHECK_STR(got.session_token, token);
        CHECK_INT(number, 1);
    }
    aws_credentials_free(credentials);
    aws_client_free(client);
    arena_free(a);
}

// Refused, in words that have `part` and `part2` (NULL: none) in them and no secret: those of the tests all have HIDDEN
// in them, access keys AKID.
__attribute__((unused)) static void check_refused(const aws_config_input *in, const char *part, const char *part2) {
    arena *a = arena_new();
    aws_client *client = rig_client(a, in);
    aws_credentials *credentials = aws_credentials_new(client);
    sigv4_credentials got = {0};
    uint64_t number = 0;
    const aws_error *error = NULL;
    if (CHECK(!aws_credentials_get(credentials, a, NULL, &got, &number, &error)) && CHECK(error != NULL)) {
        CHECK_INT(error->kind, AWS_ERROR_CREDENTIALS);
        CHECK(strstr(error->message, "HIDDEN") == NULL && strstr(error->message, "AKID") == NULL);
        if (!CHECK(strstr(error->message, part) != NULL && (part2 == NULL || strstr(error->message, part2) != NULL))) {
            printf("  %s\n", error->message);
        }
        CHECK(got.access_key == NULL && got.secret_key == NULL && got.session_token == NULL);
    }
    aws_credentials_free(credentials);
    aws_client_free(client);
    arena_free(a);
}

// What STS answers to AssumeRole and AssumeRoleWithWebIdentity.
#define RIG_STS(operation, n, expires)                                                                                 \
    "<" operation "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" operation                           \
    "Result><Credentials><AccessKeyId>AKIDR" n "</AccessKeyId><SecretAccessKey>HIDDENR" n                              \
    "</SecretAccessKey><SessionToken>HIDDENT" n "</SessionToken><Expiration>" expires                                  \
    "</Expiration></Credentials></" operation "Result></" operation "Response>"
#define RIG_STS_ERROR(code, message)                                                                                   \
    "<ErrorResponse><Error><Type>Sender</Type><Code>" code "</Code><Message>" message                                  \
    "</Message></Error><RequestId>r-1</RequestId></ErrorResponse>"
