#include "engine/diag.h"

#include "unit/test.h"

static const aws_error DENIED = {.kind = AWS_ERROR_SERVICE,
                                 .code = "AccessDeniedException",
                                 .message = "User: x is not authorized.\nAsk somebody.",
                                 .service = "ECS",
                                 .operation = "CreateCluster",
                                 .endpoint = "https://ecs.us-east-1.amazonaws.com",
                                 .request_id = "request-1",
                                 .http_status = 400,
                                 .attempts = 1};

TEST(they_accumulate_in_order) {
    arena *a = arena_new();
    diags d = {.arena = a};
    CHECK(!diags_failed(&d));
    diag_warning(&d, NULL, "First", "a %d", 1);
    CHECK(!diags_failed(&d));
    diag_error(&d, path_parse(a, "network.0.port"), "Second", "b %s", "2");
    CHECK(diags_failed(&d));
    CHECK_INT(d.error_count, 1);
    CHECK_STR(d.first->summary, "First");
    CHECK_STR(d.first->detail, "a 1");
    CHECK_INT(d.first->severity, DIAG_WARNING);
    CHECK(d.first->attribute == NULL);
    CHECK(d.first->next == d.last);
    CHECK_STR(d.last->detail, "b 2");
    CHECK_STR(path_text(a, d.last->attribute), "network[0].port");
    arena_free(a);
}

TEST(the_last_one_goes_on) {
    arena *a = arena_new();
    diags d = {.arena = a};
    diag_add(&d, "of nothing");
    CHECK(d.first == NULL);
    diag_error(&d, NULL, "First", "a");
    diag_error(&d, NULL, "Second", "b");
    diag_add(&d, "%s", "c");
    CHECK_STR(d.first->detail, "a");
    CHECK_STR(d.last->detail, "b\n\nc");
    CHECK_INT(d.error_count, 2);
    arena_free(a);
}

TEST(an_aws_error_says_what_was_done_and_what_to_do) {
    arena *a = arena_new();
    diags d = {.arena = a};
    diag_aws(&d, NULL, "creating ECS Cluster (web)", &DENIED);
    CHECK(diags_failed(&d));
    CHECK_STR(d.first->summary,
              "creating ECS Cluster (web): AccessDeniedException: User: x is not authorized. Ask somebody");
    CHECK(strstr(d.first->detail, "request-1") != NULL);
    CHECK(strstr(d.first->detail, "IAM policy") != NULL);
    arena_free(a);
}

TEST(a_long_message_is_cut_between_characters) {
    arena *a = arena_new();
    diags d = {.arena = a};
    char message[2001];
    for (size_t i = 0; i < 2000; i += 2) {
        memcpy(message + i, "\xc3\xbc", 2);
    }
    message[2000] = '\0';
    aws_error e = DENIED;
    e.kind = AWS_ERROR_TRANSPORT;
    e.code = "";
    e.message = message;
    diag_aws(&d, NULL, "creating", &e);
    size_t len = strlen(d.first->summary);
    CHECK(len < 410);
    CHECK_STR(d.first->summary + len - 5, "\xc3\xbc...");
    CHECK(strstr(d.first->detail, "endpoint") != NULL);
    arena_free(a);
}
