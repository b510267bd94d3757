// The SDKs' published scenarios of the standard retry mode, by whole calls. Every wait is as long as it can be, as in
// the scenarios.
#include "aws/retry.h"

#include "aws/client_internal.h"
#include "aws/error.h"
#include "unit/aws/call_rig.h"
#include "unit/aws/wire_models.h"

// Where a scenario is from. The SDKs share a specification with cases for tests; each SDK has them among its own.
// smithy-python: tests of StandardRetryStrategy and StandardRetryQuota (500 tokens, a retry costs 5, a timeout 10).
// smithy-java: SepRetryStrategyTest (the waits, and x-amz-retry-after, as of 2026).
// guide: the AWS SDKs and Tools reference guide, "Retry behavior".
// ours: where they say nothing, or docs/decisions.md differs.

enum { MOST_ANSWERS = 12, MOST_CALLS = 3 };

#define STATUS(n)                                                                                                      \
    { .status = (n), .body = "" }
#define OK                                                                                                             \
    { .status = 200, .body = "{}" }
#define CODE(code)                                                                                                     \
    { .status = 400, .body = "{\"__type\":\"" code "\",\"message\":\"m\"}" }
#define WITH(n, name, value)                                                                                           \
    {                                                                                                                  \
        .status = (n), .body = "", .header = { name, value }                                                           \
    }
#define SILENCE                                                                                                        \
    { .failure = "timed out" }

typedef struct scripted_call {
    step answers[MOST_ANSWERS]; // the last one repeats
    int64_t delays_ms[MOST_ANSWERS];
    bool fails;
    int64_t tokens; // afterwards
} scripted_call;

typedef struct scenario {
    const char *about;
    const char *source;
    int64_t attempts; // 0: not configured
    int64_t tokens;   // 0: not configured
    scripted_call calls[MOST_CALLS];
} scenario;

static const scenario scenarios[] = {
    {
        "eventually succeeds",
        "smithy-python",
        .attempts = 3,
        .calls = {{{STATUS(500), STATUS(500), OK}, {50, 100}, .tokens = 495}},
    },
    {
        "the attempts are over",
        "smithy-python",
        .attempts = 3,
        .calls = {{{STATUS(502)}, {50, 100}, .fails = true, .tokens = 490}},
    },
    {
        "the bucket is empty after one retry",
        "smithy-python",
        .attempts = 3,
        .tokens = 5,
        .calls = {{{STATUS(500), STATUS(502)}, {50}, .fails = true, .tokens = 0}},
    },
    {
        "too little in the bucket for any",
        "smithy-python, with 4 for 0, which is not to be configured",
        .attempts = 3,
        .tokens = 4,
        .calls = {{{STATUS(500)}, {0}, .fails = true, .tokens = 4}},
    },
    {
        "the bucket is empty before the attempts are over",
        "smithy-python",
        .attempts = 5,
        .tokens = 10,
        .calls = {{{STATUS(500), STATUS(502), STATUS(503)}, {50, 100}, .fails = true, .tokens = 0}},
    },
    {
        "a success gives back what the last retry cost",
        "smithy-python",
        .attempts = 5,
        .tokens = 15,
        .calls = {{{STATUS(500), STATUS(502), OK}, {50, 100}, .tokens = 10}, {{STATUS(500), OK}, {50}, .tokens = 10}},
    },
    {
        "a success without a retry gives one, and never more than there were",
        "guide",
        .attempts = 5,
        .tokens = 15,
        .calls = {{{STATUS(500), STATUS(502), OK}, {50, 100}, .tokens = 10},
                  {{OK}, {0}, .tokens = 11},
                  {{OK}, {0}, .tokens = 12}},
    },
    {
        "a full bucket stays as it is",
        "guide",
        .calls = {{{OK}, {0}, .tokens = 500}},
    },
    {
        "silence costs twice as much, and is waited out longer",
        "smithy-python for the tokens; ours for the waits",
        .attempts = 3,
        .calls = {{{SILENCE, SILENCE, OK}, {500, 1000}, .tokens = 490}},
    },
    {
        "the silence of who never answered is told soon",
        "ours",
        .attempts = 25,
        .calls = {{{SILENCE}, {500, 1000}, .fails = true, .tokens = 480}},
    },
    {
        "who has answered before is waited for",
        "ours",
        .attempts = 25,
        .calls = {{{OK}, {0}, .tokens = 500},
                  {{SILENCE, SILENCE, SILENCE, SILENCE, SILENCE, OK}, {500, 1000, 2000, 4000, 8000}, .tokens = 460}},
    },
    {
        "but not for more than two minutes",
        "ours",
        .attempts = 25,
        .calls = {{{OK}, {0}, .tokens = 500},
                  {{SILENCE},
                   {500, 1000, 2000, 4000, 8000, 16000, 20000, 20000, 20000, 20000, 20000},
                   .fails = true,
                   .tokens = 390}},
    },
    {
        "nor when the bucket is empty",
        "ours",
        .attempts = 25,
        .tokens = 35,
        .calls = {{{OK}, {0}, .tokens = 35}, {{SILENCE}, {500, 1000, 2000}, .fails = true, .tokens = 5}},
    },
    {
        "waits double",
        "smithy-java",
        .attempts = 5,
        .calls = {{{STATUS(500)}, {50, 100, 200, 400}, .fails = true, .tokens = 480}},
    },
    {
        "waits are 20 seconds at most",
        "guide",
        .attempts = 12,
        .calls = {{{STATUS(504)},
                   {50, 100, 200, 400, 800, 1600, 3200, 6400, 12800, 20000, 20000},
                   .fails = true,
                   .tokens = 445}},
    },
    {
        "throttling is waited out from a second on",
        "smithy-java",
        .calls = {{{CODE("ThrottlingException"), OK}, {1000}, .tokens = 500}},
    },
    {
        "throttling too is waited out for 20 seconds at most",
        "guide",
        .attempts = 8,
        .calls = {{{CODE("Throttling")}, {1000, 2000, 4000, 8000, 16000, 20000, 20000}, .fails = true, .tokens = 465}},
    },
    {
        "throttling is retried with an empty bucket",
        "ours",
        .attempts = 4,
        .tokens = 5,
        .calls = {{{CODE("Throttling"), CODE("Throttling"), CODE("Throttling"), OK}, {1000, 2000, 4000}, .tokens = 1}},
    },
    {
        "another kind of error begins with its own wait",
        "ours",
        .attempts = 6,
        .calls = {{{STATUS(500), STATUS(500), CODE("SlowDown"), SILENCE, STATUS(500), OK},
                   {50, 100, 1000, 500, 50},
                   .tokens = 475}},
    },
    {
        "AWS says how long",
        "smithy-java",
        .calls = {{{WITH(500, "x-amz-retry-after", "1500"), OK}, {1500}, .tokens = 500}},
    },
    {
        "AWS's wish shortens no wait",
        "smithy-java",
        .calls = {{{WITH(500, "x-amz-retry-after", "0"), OK}, {50}, .tokens = 500}},
    },
    {
        "AWS's wish lengthens a wait by 5 seconds at most",
        "smithy-java",
        .calls = {{{WITH(500, "x-amz-retry-after", "10000"), OK}, {5050}, .tokens = 500}},
    },
    {
        "a wish that is no number is none",
        "smithy-java",
        .calls = {{{WITH(500, "x-amz-retry-after", "soon"), OK}, {50}, .tokens = 500},
                  {{WITH(500, "x-amz-retry-after", "-1"), OK}, {50}, .tokens = 500},
                  {{WITH(500, "retry-after", "99999999999999999999"), OK}, {50}, .tokens = 500}},
    },
    {
        "a proxy or a gateway says how long, in seconds or by a time",
        "ours; RFC 9110, 10.2.3",
        .calls = {{{WITH(503, "retry-after", "7"), OK}, {7000}, .tokens = 500},
                  {{{.status = 429,
                     .body = "",
                     .header = {"retry-after", "Fri, 31 Dec 1999 23:59:59 GMT"},
                     .header2 = {"date", "Fri, 31 Dec 1999 23:59:42 GMT"}},
                    OK},
                   {17000},
                   .tokens = 500},
                  {{WITH(503, "retry-after", "3600"), OK}, {60000}, .tokens = 500}},
    },
    {
        "a time that is over, or that nothing says how far off it is",
        "ours",
        .calls = {{{{.status = 503,
                     .body = "",
                     .header = {"retry-after", "Fri, 31 Dec 1999 23:59:00 GMT"},
                     .header2 = {"date", "Fri, 31 Dec 1999 23:59:42 GMT"}},
                    OK},
                   {50},
                   .tokens = 500},
                  {{WITH(503, "retry-after", "Fri, 31 Dec 2199 23:59:59 GMT"), OK}, {50}, .tokens = 500}},
    },
    {
        "errors of the user are told at once",
        "guide",
        .calls = {{{CODE("ValidationException")}, {0}, .fails = true, .tokens = 500},
                  {{CODE("AccessDeniedException")}, {0}, .fails = true, .tokens = 500},
                  {{STATUS(501)}, {0}, .fails = true, .tokens = 500}},
    },
    {
        "one attempt is one attempt",
        "guide",
        .attempts = 1,
        .calls = {{{STATUS(500)}, {0}, .fails = true, .tokens = 500}},
    },
};

static void run_call(rig *r, const scenario *s, size_t index) {
    const scripted_call *c = &s->calls[index];
    size_t count = 0;
    while (count < MOST_ANSWERS && (c->answers[count].status != 0 || c->answers[count].failure != NULL)) {
        count++;
    }
    script.steps = c->answers;
    script.step_count = count;
    script.sent = 0;
    script.sleep_count = 0;
    bool as_told = CHECK(call(r, &create_cluster, "{\"clusterName\":\"web\"}") == !c->fails);
    int waits = 0;
    while (waits < MOST_ANSWERS && c->delays_ms[waits] != 0) {
        as_told = CHECK_INT(script.sleeps[waits], c->delays_ms[waits]) && as_told;
        waits++;
    }
    as_told = CHECK_INT(script.sleep_count, waits) && as_told;
    as_told = CHECK_INT(script.sent, waits + 1) && as_told;
    as_told = CHECK_INT(aws_client_retry_tokens(r->client), c->tokens) && as_told;
    if (!as_told) {
        printf("  %s (%s), call %zu\n", s->about, s->source, index + 1);
    }
}

TEST(published_scenarios) {
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        const scenario *s = &scenarios[i];
        aws_config_input input = no_arguments();
        input.max_retries = s->attempts;
        input.token_bucket_capacity = s->tokens;
        rig r = rig_of(s->calls[0].answers, 1, &input);
        script.full_jitter = true;
        for (size_t j = 0;
             j < MOST_CALLS && (s->calls[j].answers[0].status != 0 || s->calls[j].answers[0].failure != NULL); j++) {
            run_call(&r, s, j);
        }
        rig_free(&r);
    }
}

// The lists of the guide.
TEST(which_errors_are_which) {
    static const struct {
        const char *code;
        int status;
        retry_kind kind;
    } errors[] = {
        {"Throttling", 400, RETRY_THROTTLED},
        {"ThrottlingException", 400, RETRY_THROTTLED},
        {"ThrottledException", 400, RETRY_THROTTLED},
        {"RequestThrottledException", 400, RETRY_THROTTLED},
        {"TooManyRequestsException", 400, RETRY_THROTTLED},
        {"ProvisionedThroughputExceededException", 400, RETRY_THROTTLED},
        {"TransactionInProgressException", 400, RETRY_THROTTLED},
        {"RequestLimitExceeded", 503, RETRY_THROTTLED},
        {"BandwidthLimitExceeded", 400, RETRY_THROTTLED},
        {"LimitExceededException", 400, RETRY_THROTTLED},
        {"RequestThrottled", 400, RETRY_THROTTLED},
        {"SlowDown", 503, RETRY_THROTTLED},
        {"PriorRequestNotComplete", 400, RETRY_THROTTLED},
        {"EC2ThrottledException", 400, RETRY_THROTTLED},
        {"Whatever", 429, RETRY_THROTTLED},
        {"RequestTimeout", 400, RETRY_TRANSIENT},
        {"RequestTimeoutException", 400, RETRY_TRANSIENT},
        {"InternalError", 200, RETRY_TRANSIENT},
        {"", 500, RETRY_TRANSIENT},
        {"", 502, RETRY_TRANSIENT},
        {"", 503, RETRY_TRANSIENT},
        {"", 504, RETRY_TRANSIENT},
        {"", 501, RETRY_NEVER},
        {"", 505, RETRY_NEVER},
        {"ResourceNotFoundException", 404, RETRY_NEVER},
        {"ExpiredToken", 403, RETRY_NEVER}, // renewed, not retried
    };
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        aws_error e = {.kind = AWS_ERROR_SERVICE, .code = errors[i].code, .http_status = errors[i].status};
        if (!CHECK_INT(retry_classify(&e, false), errors[i].kind)) {
            printf("  %s, %d\n", errors[i].code, errors[i].status);
        }
    }
    aws_error silent = {.kind = AWS_ERROR_TRANSPORT, .code = ""};
    CHECK_INT(retry_classify(&silent, true), RETRY_UNREACHABLE);
    CHECK_INT(retry_classify(&silent, false), RETRY_NEVER);
    aws_error html = {.kind = AWS_ERROR_RESPONSE, .code = "", .http_status = 503};
    CHECK_INT(retry_classify(&html, false), RETRY_TRANSIENT);
    html.http_status = 200; // what it answers may be done
    CHECK_INT(retry_classify(&html, false), RETRY_NEVER);
    aws_error ours = {.kind = AWS_ERROR_REQUEST, .code = "Throttling", .http_status = 500};
    CHECK_INT(retry_classify(&ours, true), RETRY_NEVER);
}

// Full jitter: anywhere between nothing and all of it, and not always the same.
TEST(waits_are_drawn_from_all_of_the_interval) {
    const clock_source *clock = clock_system();
    int64_t least = INT64_MAX;
    int64_t most = 0;
    for (int i = 0; i < 2000; i++) {
        int64_t delay = retry_delay_ms(clock, RETRY_THROTTLED, 3, NULL);
        least = delay < least ? delay : least;
        most = delay > most ? delay : most;
    }
    CHECK(least < 200 && most > 7800 && most <= 8000);
}

TEST(two_calls_share_the_bucket) {
    retry_quota *q = retry_quota_new(500);
    CHECK(retry_quota_take(q, RETRY_TRANSIENT));
    CHECK(retry_quota_take(q, RETRY_TRANSIENT));
    CHECK(retry_quota_take(q, RETRY_TRANSIENT)); // the other call's
    CHECK_INT(retry_quota_left(q), 485);
    retry_quota_give(q, RETRY_TRANSIENT);
    CHECK_INT(retry_quota_left(q), 490);
    retry_quota_give(q, RETRY_TRANSIENT);
    CHECK_INT(retry_quota_left(q), 495);
    retry_quota_free(q);
    q = retry_quota_new(0);
    CHECK(!retry_quota_take(q, RETRY_TRANSIENT));
    CHECK_INT(retry_quota_left(q), 0);
    retry_quota_free(q);
}
