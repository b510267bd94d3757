// Credentials under load: found once, renewed once, refused once, whatever number of threads asks.
#include "base/json.h"
#include "credentials_rig.h"
#include "unit/aws/wire_models.h"

enum { THREADS = 32, ROUNDS = 50 };

#define KEYS                                                                                                           \
    {"AWS_ACCESS_KEY_ID", "AKIDE"}, {                                                                                  \
        "AWS_SECRET_ACCESS_KEY", "HIDDENE"                                                                             \
    }
#define ONE_ROLE                                                                                                       \
    ENV(KEYS);                                                                                                         \
    aws_config_input in = rig_input();                                                                                 \
    aws_role role = {.arn = "arn:aws:iam::1:role/one"};                                                                \
    in.roles = &role;                                                                                                  \
    in.role_count = 1
// Session n, valid from the start of the test's clock to that moment.
#define SESSION(n, expires) RIG_STS("AssumeRole", n, expires)
#define ASSUME .part = "Action=AssumeRole&"

typedef struct rig {
    arena *a;
    aws_client *client;
    aws_credentials *credentials;
    _Atomic int failures;
    _Atomic int first;  // got the session 1
    _Atomic int second; // got the session 2
} rig;

static void rig_begin(rig *r, const aws_config_input *in) {
    *r = (rig){.a = arena_new()};
    r->client = rig_client(r->a, in);
    r->credentials = aws_credentials_new(r->client);
}

static void rig_end(rig *r) {
    aws_credentials_free(r->credentials);
    aws_client_free(r->client);
    arena_free(r->a);
}

static bool ask_once(rig *r, uint64_t *ret_number) {
    arena *a = arena_new();
    sigv4_credentials got = {0};
    const aws_error *error = NULL;
    bool ok = aws_credentials_get(r->credentials, a, NULL, &got, ret_number, &error);
    if (!ok) {
        atomic_fetch_add(&r->failures, 1);
    } else if (strcmp(got.access_key, "AKIDR1") == 0 && strcmp(got.secret_key, "HIDDENR1") == 0 &&
               strcmp(got.session_token, "HIDDENT1") == 0) {
        atomic_fetch_add(&r->first, 1);
    } else if (strcmp(got.access_key, "AKIDR2") == 0 && strcmp(got.secret_key, "HIDDENR2") == 0 &&
               strcmp(got.session_token, "HIDDENT2") == 0) {
        atomic_fetch_add(&r->second, 1);
    }
    arena_free(a);
    return ok;
}

static void *ask(void *arg) {
    uint64_t number;
    ask_once(arg, &number);
    return NULL;
}

static void *ask_often(void *arg) {
    for (int i = 0; i < ROUNDS; i++) {
        ask(arg);
    }
    return NULL;
}

static void in_threads(rig *r, void *(*run)(void *arg)) {
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, run, r) == 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
}

TEST(found_once) {
    ONE_ROLE;
    rig r;
    ANSWERS({ASSUME, .status = 200, .body = SESSION("1", RIG_LATER)});
    rig_script.delay_us = 50 * 1000;
    rig_begin(&r, &in);
    in_threads(&r, ask_often);
    CHECK_INT(rig_script.sent, 1);
    CHECK_INT(r.first, THREADS * ROUNDS);
    rig_end(&r);
}

TEST(renewed_once_while_all_others_go_on) {
    ONE_ROLE;
    rig r;
    ANSWERS({ASSUME, .status = 200, .body = SESSION("1", RIG_LATER), .turns = 1},
            {ASSUME, .status = 200, .body = SESSION("2", "2024-01-02T05:04:05Z")});
    rig_begin(&r, &in);
    ask(&r);
    atomic_store(&rig_passed_ms, 54 * 60 * 1000);
    ask(&r);
    CHECK_INT(rig_script.sent, 1); // six minutes are left
    atomic_store(&rig_passed_ms, 56 * 60 * 1000);
    rig_script.delay_us = 1500 * 1000; // longer than a loaded machine takes to start them all
    in_threads(&r, ask);
    CHECK_INT(rig_script.sent, 2);
    CHECK_INT(r.failures, 0);
    CHECK_INT(r.second, 1); // the thread that renewed
    CHECK_INT(r.first, THREADS - 1 + 2);
    in_threads(&r, ask_often);
    CHECK_INT(rig_script.sent, 2);
    CHECK_INT(r.second, 1 + THREADS * ROUNDS);
    rig_end(&r);
}

TEST(renewed_once_where_nothing_is_valid_any_more) {
    ONE_ROLE;
    rig r;
    ANSWERS({ASSUME, .status = 200, .body = SESSION("1", RIG_LATER), .turns = 1},
            {ASSUME, .status = 200, .body = SESSION("2", "2024-01-02T06:04:05Z")});
    rig_begin(&r, &in);
    ask(&r);
    atomic_store(&rig_passed_ms, 2 * 60 * 60 * 1000);
    rig_script.delay_us = 100 * 1000;
    in_threads(&r, ask_often);
    CHECK_INT(rig_script.sent, 2);
    CHECK_INT(r.failures, 0);
    CHECK_INT(r.first, 1);
    CHECK_INT(r.second, THREADS * ROUNDS);
    rig_end(&r);
}

TEST(a_failed_renewal_is_tried_again_while_the_old_ones_serve) {
    ONE_ROLE;
    rig r;
    ANSWERS({ASSUME, .status = 200, .body = SESSION("1", RIG_LATER), .turns = 1},
            {ASSUME, .status = 403, .body = RIG_STS_ERROR("AccessDenied", "m"), .turns = 1},
            {ASSUME, .status = 200, .body = SESSION("2", "2024-01-02T05:04:05Z")});
    rig_begin(&r, &in);
    ask(&r);
    atomic_store(&rig_passed_ms, 56 * 60 * 1000);
    ask(&r);
    ask(&r);
    CHECK_INT(rig_script.sent, 2);
    CHECK_INT(r.first, 3);
    atomic_fetch_add(&rig_passed_ms, 31 * 1000);
    ask(&r);
    CHECK_INT(rig_script.sent, 3);
    CHECK_INT(r.second, 1);
    CHECK_INT(r.failures, 0);
    rig_end(&r);
}

TEST(a_failure_is_told_to_all_who_wait_and_is_not_for_ever) {
    ONE_ROLE;
    rig r;
    ANSWERS({ASSUME, .status = 403, .body = RIG_STS_ERROR("AccessDenied", "m"), .turns = 1},
            {ASSUME, .status = 200, .body = SESSION("1", RIG_LATER)});
    rig_script.delay_us = 300 * 1000;
    rig_begin(&r, &in);
    in_threads(&r, ask);
    CHECK(r.failures >= 1);
    CHECK_INT(r.failures + r.first, THREADS);
    CHECK(rig_script.sent <= 2);
    ask(&r);
    CHECK(r.first >= 1);
    CHECK_INT(rig_script.sent, 2);
    rig_end(&r);
}

static void *refuse_first(void *arg) {
    rig *r = arg;
    CHECK(aws_credentials_refuse(r->credentials, 1));
    uint64_t number = 0;
    CHECK(ask_once(r, &number));
    CHECK_INT(number, 2);
    return NULL;
}

TEST(what_aws_refuses_is_renewed_once) {
    ONE_ROLE;
    rig r;
    ANSWERS({ASSUME, .status = 200, .body = SESSION("1", RIG_LATER), .turns = 1},
            {ASSUME, .status = 200, .body = SESSION("2", RIG_LATER)});
    rig_begin(&r, &in);
    ask(&r);
    rig_script.delay_us = 50 * 1000;
    in_threads(&r, refuse_first);
    CHECK_INT(rig_script.sent, 2);
    CHECK_INT(r.second, THREADS);
    rig_end(&r);
}

TEST(keys_are_not_renewed) {
    ENV(KEYS);
    aws_config_input in = rig_input();
    rig r;
    ANSWERS({.part = "nothing"});
    rig_begin(&r, &in);
    ask(&r);
    CHECK(!aws_credentials_refuse(r.credentials, 1));
    ask(&r);
    CHECK_INT(r.failures, 0);
    rig_end(&r);
}

TEST(only_what_expires_is_assumed_again) {
    ENV(KEYS);
    aws_config_input in = rig_input();
    aws_role roles[] = {{.arn = "arn:aws:iam::1:role/hub"}, {.arn = "arn:aws:iam::1:role/end"}};
    in.roles = roles;
    in.role_count = 2;
    rig r;
    ANSWERS(
        {.part = "%2Fhub", .status = 200, .body = SESSION("H", "2024-01-02T09:04:05Z")},
        {.part = "%2Fend", .part2 = "Credential=AKIDRH/", .status = 200, .body = SESSION("1", RIG_LATER), .turns = 1},
        {.part = "%2Fend",
         .part2 = "Credential=AKIDRH/",
         .status = 200,
         .body = SESSION("2", "2024-01-02T05:04:05Z"),
         .turns = 1},
        {.part = "%2Fend", .status = 403, .body = RIG_STS_ERROR("ExpiredToken", "m"), .turns = 1},
        {.part = "%2Fend", .status = 200, .body = SESSION("1", "2024-01-02T06:04:05Z")});
    rig_begin(&r, &in);
    ask(&r);
    CHECK_INT(rig_script.sent, 2);
    atomic_store(&rig_passed_ms, 59 * 60 * 1000);
    ask(&r);
    CHECK_INT(rig_script.sent, 3);
    CHECK_INT(rig_count("%2Fhub"), 1);
    // What the role is assumed with was taken back: then all of the chain is asked again.
    atomic_store(&rig_passed_ms, 119 * 60 * 1000);
    ask(&r);
    CHECK_INT(rig_script.sent, 6);
    CHECK_INT(rig_count("%2Fhub"), 2);
    CHECK_INT(r.first, 2);
    CHECK_INT(r.second, 1);
    CHECK_INT(r.failures, 0);
    rig_end(&r);
}

#define MACHINE(n, expires)                                                                                            \
    "{\"Code\":\"Success\",\"AccessKeyId\":\"AKIDR" n "\",\"SecretAccessKey\":\"HIDDENR" n "\",\"Token\":\"HIDDENT" n  \
    "\",\"Expiration\":\"" expires "\"}"
#define METADATA(n, expires)                                                                                           \
    {.part = "PUT ", .status = 200, .body = "TOKEN"},                                                                  \
        {.part = "security-credentials/\n", .status = 200, .body = "machine"}, {                                       \
        .part = "security-credentials/machine", .status = 200, .body = MACHINE(n, expires)                             \
    }

TEST(an_instance_s_credentials_outlive_their_end_while_its_metadata_are_silent) {
    ENV();
    aws_config_input in = rig_input();
    rig r;
    ANSWERS(METADATA("1", RIG_LATER));
    rig_begin(&r, &in);
    ask(&r);
    ANSWERS({.part = "nothing"});
    atomic_store(&rig_passed_ms, 61 * 60 * 1000);
    ask(&r);
    int sent = rig_script.sent;
    CHECK(sent > 0);
    ask(&r);
    CHECK_INT(rig_script.sent, sent); // for some minutes nobody is asked
    CHECK_INT(r.first, 3);
    ANSWERS(METADATA("2", "2024-01-02T09:04:05Z"));
    atomic_store(&rig_passed_ms, 77 * 60 * 1000);
    ask(&r);
    CHECK_INT(r.second, 1);
    CHECK_INT(r.failures, 0);
    // What AWS itself calls expired is not given out again.
    uint64_t number = 0;
    CHECK(ask_once(&r, &number));
    ANSWERS({.part = "nothing"});
    atomic_store(&rig_passed_ms, 80 * 60 * 1000);
    CHECK(aws_credentials_refuse(r.credentials, number));
    ask(&r);
    CHECK_INT(r.failures, 1);
    rig_end(&r);
}

TEST(a_role_is_assumed_with_what_is_still_valid_though_it_cannot_be_renewed) {
    ENV();
    aws_config_input in = rig_input();
    aws_role role = {.arn = "arn:aws:iam::1:role/one"};
    in.roles = &role;
    in.role_count = 1;
    rig r;
    ANSWERS(METADATA("M", RIG_LATER), {ASSUME, .status = 200, .body = SESSION("1", "2024-01-02T03:59:05Z")});
    rig_begin(&r, &in);
    ask(&r);
    ANSWERS({ASSUME, .part2 = "Credential=AKIDRM/", .status = 200, .body = SESSION("2", "2024-01-02T05:04:05Z")});
    atomic_store(&rig_passed_ms, 56 * 60 * 1000); // the session is over, what it came from has four minutes left
    ask(&r);
    CHECK_INT(r.first, 1);
    CHECK_INT(r.second, 1);
    CHECK_INT(r.failures, 0);
    rig_end(&r);
}

TEST(sessions_of_seconds_are_used_all_the_same) {
    ONE_ROLE;
    rig r;
    ANSWERS({ASSUME, .status = 200, .body = SESSION("1", RIG_EARLIER)});
    rig_begin(&r, &in);
    in_threads(&r, ask);
    CHECK_INT(r.first, THREADS);
    rig_end(&r);
}

static bool call(rig *r, const aws_error **ret_error) {
    const value *input = NULL;
    const value *output = NULL;
    const char *message = NULL;
    aws_call_options options = {.arena = r->a};
    CHECK(json_parse(r->a, STR("{\"clusterName\":\"web\"}"), &input, &message));
    return aws_call(r->client, &create_cluster, input, &options, &output, ret_error);
}

TEST(a_call_that_is_told_of_expiry_is_signed_anew_once) {
    static const char *const codes[] = {"ExpiredToken", "ExpiredTokenException", "RequestExpired",
                                        "TokenRefreshRequired"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        ONE_ROLE;
        rig r;
        rig_begin(&r, &in);
        const aws_error *error = NULL;
        const char *expired = arena_printf(r.a, "{\"__type\":\"%s\",\"message\":\"m\"}", codes[i]);
        ANSWERS({ASSUME, .status = 200, .body = SESSION("1", RIG_LATER), .turns = 1},
                {ASSUME, .status = 200, .body = SESSION("2", RIG_LATER)},
                {.part = "Credential=AKIDR1/", .status = 400, .body = expired},
                {.part = "Credential=AKIDR2/", .status = 200, .body = "{}"});
        CHECK(call(&r, &error));
        CHECK_INT(rig_script.sent, 4);
        ANSWERS({ASSUME, .status = 200, .body = SESSION("3", RIG_LATER)},
                {.part = "Credential=", .status = 400, .body = expired});
        CHECK(!call(&r, &error));
        CHECK_STR(error->code, codes[i]);
        CHECK_INT(rig_script.sent, 3);
        rig_end(&r);
    }
}

static void *call_often(void *arg) {
    rig *r = arg;
    for (int i = 0; i < 5; i++) {
        rig own = {.a = arena_new(), .client = r->client};
        const aws_error *error = NULL;
        if (!call(&own, &error)) {
            printf("  %s\n", error->message);
            atomic_fetch_add(&r->failures, 1);
        }
        arena_free(own.a);
    }
    return NULL;
}

TEST(calls_go_on_over_the_end_of_sessions) {
    ONE_ROLE;
    rig r;
    ANSWERS({ASSUME, .status = 200, .body = SESSION("1", RIG_LATER), .turns = 1},
            {ASSUME, .status = 200, .body = SESSION("2", "2024-01-02T05:04:05Z")},
            {.part = "CreateCluster", .part2 = "Credential=AKIDR", .status = 200, .body = "{}"});
    rig_begin(&r, &in);
    in_threads(&r, call_often);
    CHECK_INT(rig_count("Action=AssumeRole&"), 1);
    atomic_store(&rig_passed_ms, 57 * 60 * 1000);
    in_threads(&r, call_often);
    CHECK_INT(rig_count("Action=AssumeRole&"), 2);
    CHECK_INT(r.failures, 0);
    rig_end(&r);
}

typedef struct stoppable {
    rig *r;
    cancel *stop;
    bool cancelled;
} stoppable;

static void *ask_until_stopped(void *arg) {
    stoppable *s = arg;
    arena *a = arena_new();
    sigv4_credentials got = {0};
    uint64_t number = 0;
    const aws_error *error = NULL;
    bool ok = aws_credentials_get(s->r->credentials, a, s->stop, &got, &number, &error);
    s->cancelled = !ok && error->kind == AWS_ERROR_CANCELLED;
    arena_free(a);
    return NULL;
}

TEST(a_stop_ends_the_wait_but_not_that_of_others) {
    ONE_ROLE;
    rig r;
    ANSWERS({ASSUME, .status = 200, .body = SESSION("1", RIG_LATER)});
    rig_script.delay_us = 1500 * 1000; // longer than a loaded machine takes to fire
    rig_begin(&r, &in);
    stoppable asked[2] = {{.r = &r, .stop = cancel_new()}, {.r = &r, .stop = cancel_new()}};
    pthread_t threads[2];
    for (size_t i = 0; i < 2; i++) {
        CHECK(pthread_create(&threads[i], NULL, ask_until_stopped, &asked[i]) == 0);
        cancel_sleep(NULL, 100);
    }
    cancel_fire(asked[0].stop); // the one that renews
    for (size_t i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
    }
    CHECK(asked[0].cancelled);
    CHECK(!asked[1].cancelled);
    ask(&r);
    CHECK_INT(r.first, 1);
    for (size_t i = 0; i < 2; i++) {
        cancel_free(asked[i].stop);
    }
    rig_end(&r);
}
