// aws_call and aws_call_pages against a scripted transport and a scripted clock: what is sent, retried, waited for, and
// said.
#include "aws/client.h"

#include "unit/aws/call_rig.h"
#include "unit/aws/wire_models.h"

static const char web[] = "{\"clusterName\":\"web\"}";

TEST(a_call) {
    rig r = RIG({.status = 200, .body = "{\"clusterName\":\"web\",\"count\":3}"});
    r.options.extra_user_agent = "module/2";
    CHECK(call(&r, &create_cluster, web));
    CHECK_STR(json_text(r.a, r.output).ptr, "{\"clusterName\":\"web\",\"count\":3}");
    CHECK_INT(script.sent, 1);
    CHECK_STR(script.url, "https://ecs.eu-west-1.amazonaws.com/");
    CHECK_STR(script.method, "POST");
    CHECK(strstr(script.headers, "host: ecs.eu-west-1.amazonaws.com\n") != NULL);
    CHECK(strstr(script.headers, "user-agent: caws/1 module/2\n") != NULL);
    CHECK(strstr(script.headers, "/20240102/eu-west-1/ecs/aws4_request") != NULL);
    CHECK(strstr(script.headers, "not-to-be-seen") == NULL);
    r.options.region = "us-east-2";
    CHECK(call(&r, &create_cluster, web));
    CHECK_STR(script.url, "https://ecs.us-east-2.amazonaws.com/");
    rig_free(&r);
}

TEST(bad_input_is_not_sent) {
    rig r = RIG({.status = 200, .body = "{}"});
    CHECK(!call(&r, &create_cluster, "{\"clusterName\":{}}"));
    CHECK_INT(r.error->kind, AWS_ERROR_REQUEST);
    CHECK_STR(aws_error_text(r.a, r.error), "ECS CreateCluster: clusterName: a string is wanted, not an object");
    CHECK_INT(script.sent, 0);
    rig_free(&r);
}

TEST(service_error_is_told_at_once) {
    rig r = RIG({.status = 400,
                 .body = "{\"__type\":\"ClientException\",\"message\":\"no\"}",
                 .header = {"x-amzn-requestid", "r-1"}});
    CHECK(!call(&r, &create_cluster, web));
    CHECK_STR(aws_error_text(r.a, r.error), "ECS CreateCluster: ClientException: no (HTTP 400, request id r-1)");
    CHECK_INT(script.sent, 1);
    rig_free(&r);
}

TEST(what_aws_repeats_is_hidden) {
    rig r = RIG({.status = 400,
                 .body = "{\"__type\":\"ClientException\",\"message\":\"got not-to-be-seen, and not-to-be-seen\"}"});
    CHECK(!call(&r, &create_cluster, web));
    CHECK_STR(r.error->message, "got (sensitive value), and (sensitive value)");
    rig_free(&r);
}

// A structure that could hold itself, without a list between, and does not.
extern const api_shape nest_shape;
static const api_member nest_members[] = {{SAME("name"), .shape = &text_shape}, {SAME("inner"), .shape = &nest_shape}};
const api_shape nest_shape = {.name = "Nest", .type = API_STRUCTURE, .members = nest_members, .member_count = 2};

TEST(what_is_hidden_is_looked_for_where_something_was_sent) {
    api_operation op = create_cluster;
    op.input = &nest_shape;
    rig r = RIG({.status = 400, .body = "{\"__type\":\"ClientException\",\"message\":\"not-to-be-seen\"}"});
    CHECK(!call(&r, &op, "{\"name\":\"a\",\"inner\":{\"name\":\"b\"}}"));
    CHECK_STR(r.error->message, "(sensitive value)");
    rig_free(&r);
}

TEST(expired_tokens_are_not_retried) {
    static const char *const codes[] = {"ExpiredToken", "ExpiredTokenException", "RequestExpired"};
    for (size_t i = 0; i < 3; i++) {
        arena *a = arena_new();
        rig r = RIG({.status = 403, .body = arena_printf(a, "{\"__type\":\"%s\",\"message\":\"m\"}", codes[i])});
        CHECK(!call(&r, &create_cluster, web));
        CHECK_STR(r.error->code, codes[i]);
        CHECK_INT(script.sent, 1);
        rig_free(&r);
        arena_free(a);
    }
}

TEST(stumbles_are_retried_with_the_same_token) {
    rig r = RIG({.status = 500, .body = ""}, {.status = 503, .body = "<html>busy</html>"}, {.failure = "reset"},
                {.status = 200, .body = "{\"clusterName\":\"web\"}"});
    CHECK(call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 4);
    CHECK_INT(script.sleep_count <= 3, true);
    for (int i = 0; i < script.sleep_count; i++) {
        CHECK(script.sleeps[i] <= 500);
    }
    rig_free(&r);
}

TEST(attempts_end) {
    rig r = RIG_WITH(4, {.status = 500, .body = "{\"__type\":\"ServerException\",\"message\":\"m\"}"});
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 4);
    CHECK_INT(r.error->attempts, 4);
    CHECK_STR(r.error->code, "ServerException");
    CHECK(script.slept_ms <= 50 + 100 + 200);
    rig_free(&r);
}

TEST(throttling_backs_off_longer) {
    rig r = RIG({.status = 400, .body = "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded\"}"});
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 25);
    int64_t bound = 1000;
    for (int i = 0; i < script.sleep_count; i++) {
        CHECK(script.sleeps[i] <= bound);
        bound = bound * 2 > 20000 ? 20000 : bound * 2;
    }
    CHECK(script.slept_ms > 20000); // 24 draws below 1 to 20 s
    rig_free(&r);
}

TEST(the_service_says_how_long) {
    rig r = RIG({.status = 503, .body = "", .header = {"retry-after", "7"}},
                {.status = 503, .body = "", .header = {"x-amz-retry-after", "1234"}},
                {.status = 503, .body = "", .header = {"retry-after", "soon"}}, {.status = 200, .body = "{}"});
    CHECK(call(&r, &create_cluster, web));
    CHECK_INT(script.sleeps[0], 7000);
    CHECK_INT(script.sleeps[1], 1234);
    CHECK(script.sleep_count < 3 || script.sleeps[2] <= 200);
    rig_free(&r);
}

TEST(adaptive_mode_holds_requests_back_after_throttling) {
    static const step steps[] = {{.status = 400, .body = "{\"__type\":\"ThrottlingException\",\"message\":\"m\"}"},
                                 {.status = 200, .body = "{}"}};
    aws_config_input input = no_arguments();
    input.retry_mode = "adaptive";
    rig r = rig_of(steps, 2, &input);
    CHECK(call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 2);
    // Nothing was measured: one request in two seconds, whatever the back-off was.
    CHECK(script.slept_ms >= 2000);
    int64_t slept_ms = script.slept_ms;
    CHECK(call(&r, &create_cluster, web));
    CHECK(script.slept_ms > slept_ms); // another call waits for its turn, too
    CHECK_INT(script.sent, 3);
    r.options.stop = cancel_new();
    script.cancel_in_sleep = r.options.stop;
    CHECK(!call(&r, &create_cluster, web)); // stopped while it waits
    CHECK_INT(r.error->kind, AWS_ERROR_CANCELLED);
    CHECK_INT(script.sent, 3);
    cancel_free(r.options.stop);
    rig_free(&r);
}

TEST(a_limit_that_may_be_a_quota_is_told_soon) {
    rig r = RIG({.status = 400, .body = "{\"__type\":\"LimitExceededException\",\"message\":\"too many\"}"});
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 5);
    rig_free(&r);
}

TEST(unreachable_is_told_soon) {
    rig r = RIG({.failure = "Connection refused"});
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 3);
    CHECK_INT(r.error->kind, AWS_ERROR_TRANSPORT);
    CHECK_STR(r.error->endpoint, "https://ecs.eu-west-1.amazonaws.com");
    CHECK_STR(aws_error_text(r.a, r.error),
              "ECS CreateCluster: no answer from https://ecs.eu-west-1.amazonaws.com: Connection refused (3 attempts)");
    rig_free(&r);
}

TEST(a_bad_certificate_is_final) {
    rig r = RIG({.failure = "certificate", .final = true});
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 1);
    rig_free(&r);
}

// The call may have done its work: it is not sent again.
TEST(a_broken_answer_is_not_retried) {
    rig r = RIG({.status = 200, .body = "<html></html>"});
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(r.error->kind, AWS_ERROR_RESPONSE);
    CHECK_INT(r.error->http_status, 200);
    CHECK_INT(script.sent, 1);
    rig_free(&r);
}

// Nor is one that breaks off, where no token tells AWS that the second request is the first.
TEST(an_answer_that_breaks_off) {
    static const step steps[] = {{.status = 200, .failure = "reset"}, {.status = 200, .body = ""}};
    rig r = rig_new(steps, 2, 25);
    CHECK(!call(&r, &create_lb, "{}"));
    CHECK_INT(script.sent, 1);
    CHECK_INT(r.error->kind, AWS_ERROR_RESPONSE);
    CHECK_STR(aws_error_text(r.a, r.error),
              "Elastic Load Balancing v2 CreateLoadBalancer: the answer of https://elasticloadbalancing.eu-west-1."
              "amazonaws.com broke off, so that it may have done what it was asked: reset (HTTP 200)");
    rig_free(&r);

    r = rig_new(steps, 2, 25);
    CHECK(call(&r, &create_cluster, web)); // it has a token
    CHECK_INT(script.sent, 2);
    rig_free(&r);

    static const step read[] = {{.status = 200, .failure = "reset"}, {.status = 200, .body = "{}"}};
    r = rig_new(read, 2, 25);
    CHECK(call(&r, &list_clusters, "{}"));
    CHECK_INT(script.sent, 2);
    rig_free(&r);

    static const step refused[] = {{.status = 503, .failure = "reset"}, {.status = 200, .body = ""}};
    r = rig_new(refused, 2, 25);
    CHECK(call(&r, &create_lb, "{}"));
    CHECK_INT(script.sent, 2);
    rig_free(&r);
}

TEST(the_bucket_empties_and_fills) {
    rig r = RIG({.status = 500, .body = ""});
    int calls = 0;
    // 24 retries of 5 tokens each: the fifth call finds the bucket empty.
    do {
        script.sent = 0;
        CHECK(!call(&r, &create_cluster, web));
        calls++;
    } while (script.sent == 25 && calls < 50);
    CHECK_INT(calls, 5);
    script.sent = 0;
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 1);
    // Throttling goes on being retried.
    static const step throttled[] = {{.status = 429, .body = ""}, {.status = 200, .body = "{}"}};
    script.steps = throttled;
    script.step_count = 2;
    script.sent = 0;
    CHECK(call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 2);
    rig_free(&r);
}

TEST(a_wrong_clock_is_corrected_once) {
    static const char body[] = "{\"__type\":\"InvalidSignatureException\",\"message\":\"Signature expired\"}";
    rig r = RIG({.status = 403, .body = body, .header = {"date", "Tue, 02 Jan 2024 05:04:05 GMT"}},
                {.status = 200, .body = "{}"});
    CHECK(call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 2);
    CHECK_INT(script.sleep_count, 0);
    CHECK(strstr(script.headers, "x-amz-date: 20240102T0504") != NULL);
    // What was learnt stays.
    CHECK(call(&r, &create_cluster, web));
    CHECK(strstr(script.headers, "x-amz-date: 20240102T0504") != NULL);
    rig_free(&r);

    r = RIG({.status = 403, .body = body, .header = {"date", "Tue, 02 Jan 2024 03:05:05 GMT"}});
    CHECK(!call(&r, &create_cluster, web)); // a minute is no reason
    CHECK_INT(script.sent, 1);
    rig_free(&r);

    r = RIG({.status = 403, .body = body, .header = {"date", "Tue, 02 Jan 2024 05:04:05 GMT"}},
            {.status = 403, .body = body, .header = {"date", "Tue, 02 Jan 2024 09:04:05 GMT"}});
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 2);
    rig_free(&r);
}

TEST(cancelled_before_and_in_a_sleep) {
    rig r = RIG({.status = 429, .body = ""});
    r.options.stop = cancel_new();
    script.cancel_in_sleep = r.options.stop;
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(r.error->kind, AWS_ERROR_CANCELLED);
    CHECK_INT(script.sent, 1);
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(r.error->kind, AWS_ERROR_CANCELLED);
    CHECK_INT(script.sent, 1);
    cancel_free(r.options.stop);
    rig_free(&r);
}

TEST(passing_errors_are_waited_for) {
    static const aws_retry_on passing[] = {{"InvalidParameterException", "unable to assume"}, {"Other", NULL}};
    static const char yes[] =
        "{\"__type\":\"InvalidParameterException\",\"message\":\"ECS was unable to assume the role\"}";
    static const char no[] = "{\"__type\":\"InvalidParameterException\",\"message\":\"the name is taken\"}";
    rig r = RIG({.status = 400, .body = yes}, {.status = 400, .body = yes}, {.status = 400, .body = yes},
                {.status = 200, .body = "{}"});
    r.options.retry_on = passing;
    r.options.retry_on_count = 2;
    CHECK(call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 4);
    CHECK(script.sleeps[0] >= 50 && script.sleeps[0] <= 100);
    CHECK(script.sleeps[2] >= 200 && script.sleeps[2] <= 400);
    rig_free(&r);

    r = RIG({.status = 400, .body = no});
    r.options.retry_on = passing;
    r.options.retry_on_count = 2;
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 1);
    rig_free(&r);

    // Without a deadline two minutes, with one until then; what is told is the service's own error.
    r = RIG({.status = 400, .body = yes});
    r.options.retry_on = passing;
    r.options.retry_on_count = 2;
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(script.slept_ms, 120000);
    CHECK_STR(r.error->code, "InvalidParameterException");
    CHECK_INT(r.error->kind, AWS_ERROR_SERVICE);
    script.slept_ms = 0;
    r.options.deadline_ms = script.now_ms + 300000;
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(script.slept_ms, 300000);
    rig_free(&r);
}

// However long the call has gone on for other reasons.
TEST(a_host_that_goes_silent_after_a_long_wait_is_waited_for) {
    enum { PASSING = 30 };
    static const aws_retry_on passing[] = {{"Other", NULL}};
    step steps[PASSING + 2];
    for (int i = 0; i < PASSING; i++) {
        steps[i] = (step){.status = 400, .body = "{\"__type\":\"Other\",\"message\":\"wait\"}"};
    }
    steps[PASSING] = (step){.failure = "reset"};
    steps[PASSING + 1] = (step){.status = 200, .body = "{}"};
    rig r = rig_new(steps, PASSING + 2, 25);
    script.full_jitter = true;
    r.options.retry_on = passing;
    r.options.retry_on_count = 1;
    r.options.deadline_ms = script.now_ms + 600000;
    CHECK(call(&r, &create_cluster, web));
    CHECK(script.slept_ms > 120000);
    CHECK_INT(script.sent, PASSING + 2);
    rig_free(&r);
}

// What a write has made must become known: it is listened to for as long as any.
TEST(deadlines_cut_reads_alone) {
    rig r = RIG({.status = 200, .body = ""}, {.status = 200, .body = "{}"});
    r.options.deadline_ms = script.now_ms + 500;
    CHECK(call(&r, &create_lb, "{}"));
    CHECK_INT(script.stall_timeout_ms, 60000);
    CHECK(call(&r, &list_clusters, "{}"));
    CHECK_INT(script.stall_timeout_ms, 1000);
    rig_free(&r);
}

TEST(deadlines) {
    rig r = RIG({.status = 429, .body = "", .header = {"retry-after", "30"}});
    r.options.deadline_ms = script.now_ms + 10000;
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(script.sent, 1);
    CHECK_INT(r.error->http_status, 429);
    r.options.deadline_ms = script.now_ms;
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(r.error->kind, AWS_ERROR_TIMEOUT);
    CHECK_INT(script.sent, 1);
    rig_free(&r);
}

TEST(buckets_go_into_the_host_where_they_can) {
    rig r = RIG({.status = 200, .body = ""});
    CHECK(call(&r, &put_tagging, "{\"Bucket\":\"my-bucket\"}"));
    CHECK_STR(script.url, "https://my-bucket.s3.eu-west-1.amazonaws.com/?tagging");
    CHECK(strstr(script.headers, "host: my-bucket.s3.eu-west-1.amazonaws.com\n") != NULL);
    CHECK(strstr(script.headers, "x-amz-content-sha256: ") != NULL);
    CHECK(call(&r, &put_tagging, "{\"Bucket\":\"my.bucket\"}"));
    CHECK_STR(script.url, "https://s3.eu-west-1.amazonaws.com/my.bucket?tagging");
    CHECK(call(&r, &put_tagging, "{\"Bucket\":\"My_Bucket\"}"));
    CHECK_STR(script.url, "https://s3.eu-west-1.amazonaws.com/My_Bucket?tagging");
    rig_free(&r);
}

TEST(credentials_that_are_missing) {
    rig r = RIG({.status = 200, .body = "{}"});
    ENV({"AWS_REGION", "eu-west-1"}, {"AWS_EC2_METADATA_DISABLED", "true"});
    CHECK(!call(&r, &create_cluster, web));
    CHECK_INT(r.error->kind, AWS_ERROR_CREDENTIALS);
    CHECK_STR(r.error->operation, "CreateCluster");
    CHECK_INT(script.sent, 0);
    rig_free(&r);
}

TEST(pages_are_joined) {
    rig r = RIG({.status = 200, .body = "{\"providers\":[\"a\"],\"nextToken\":\"1\",\"clusterName\":\"first\"}"},
                {.status = 200, .body = "{\"providers\":[],\"nextToken\":\"2\"}"},
                {.status = 200, .body = "{\"nextToken\":\"3\"}"},
                {.status = 200, .body = "{\"providers\":[\"b\",\"c\"],\"nextToken\":\"\",\"clusterName\":\"last\"}"});
    const value *output = NULL;
    const aws_error *error = NULL;
    CHECK(aws_call_pages(r.client, &list_clusters, NULL, &r.options, &output, &error));
    CHECK_INT(script.sent, 4);
    CHECK_STR(script.body, "{\"nextToken\":\"3\"}");
    CHECK_STR(json_text(r.a, value_get(output, "providers")).ptr, "[\"a\",\"b\",\"c\"]");
    CHECK_STR(value_text(value_get(output, "clusterName")), "first");
    rig_free(&r);
}

TEST(pages_that_fail) {
    rig r = RIG({.status = 200, .body = "{\"providers\":[\"a\"],\"nextToken\":\"1\"}"},
                {.status = 400, .body = "{\"__type\":\"ClientException\",\"message\":\"no\"}"});
    const value *output = NULL;
    const aws_error *error = NULL;
    CHECK(!aws_call_pages(r.client, &list_clusters, NULL, &r.options, &output, &error));
    CHECK(output == NULL);
    CHECK_STR(error->code, "ClientException");
    rig_free(&r);

    r = RIG({.status = 200, .body = "{\"providers\":[\"a\"],\"nextToken\":\"1\"}"});
    CHECK(!aws_call_pages(r.client, &list_clusters, NULL, &r.options, &output, &error));
    CHECK_INT(error->kind, AWS_ERROR_RESPONSE);
    CHECK_INT(script.sent, 2);
    CHECK_STR(error->message, "the service gave the same page token twice");
    rig_free(&r);
}

TEST(one_page_operations_are_called_once) {
    rig r = RIG({.status = 200, .body = "{\"clusterName\":\"web\",\"nextToken\":\"1\"}"});
    const value *input = NULL;
    const value *output = NULL;
    const char *message = NULL;
    const aws_error *error = NULL;
    CHECK(json_parse(r.a, str_of(web), &input, &message));
    CHECK(aws_call_pages(r.client, &create_cluster, input, &r.options, &output, &error));
    CHECK_INT(script.sent, 1);
    rig_free(&r);
}
