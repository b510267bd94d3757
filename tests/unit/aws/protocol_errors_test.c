// Error answers in all the shapes that services and the gateways before them use.
#include "aws/protocol.h"

#include "unit/aws/wire_models.h"
#include "unit/test.h"

static aws_error read_error(arena *a, const api_operation *op, int status, const http_header *headers, size_t count,
                            const char *body) {
    http_response r = {.status = status, .headers = headers, .header_count = count, .body = str_of(body)};
    aws_error e = {.service = op->service->sdk_id, .operation = op->name};
    CHECK(protocol_is_error(op, &r));
    protocol_error(a, op, &r, "https://x.test", &e);
    return e;
}

static void check_error(const api_operation *op, int status, const char *body, const char *code, const char *message) {
    arena *a = arena_new();
    aws_error e = read_error(a, op, status, NULL, 0, body);
    CHECK_INT(e.kind, AWS_ERROR_SERVICE);
    CHECK_INT(e.http_status, status);
    CHECK_STR(e.code, code);
    CHECK_STR(e.message, message);
    arena_free(a);
}

TEST(json_errors) {
    check_error(&create_cluster, 400, "{\"__type\":\"ClientException\",\"message\":\"no\"}", "ClientException", "no");
    check_error(&create_cluster, 400, "{\"__type\":\"com.amazonaws.ecs#ClientException\",\"Message\":\"no\"}",
                "ClientException", "no");
    check_error(&create_cluster, 400, "{\"code\":\"aws.x#Odd:http://internal/\",\"errorMessage\":\"e\"}", "Odd", "e");
    check_error(&create_cluster, 400, "{\"__type\":5,\"message\":[]}", "", "HTTP status 400 without a message");
    check_error(&create_cluster, 400, "{}", "", "HTTP status 400 without a message");
    check_error(&create_cluster, 400, "{\"Error\":{\"Code\":\"C\",\"Message\":\"m\"}}", "C", "m");
}

TEST(error_headers) {
    arena *a = arena_new();
    const http_header type[] = {
        {"x-amzn-errortype", "ResourceNotFoundException:http://internal.amazon.com/coral/com.amazon.coral.service/"},
        {"x-amzn-requestid", "id-1"}};
    aws_error e = read_error(a, &update_function, 404, type, 2, "{\"Message\":\"gone\",\"Type\":\"User\"}");
    CHECK_STR(e.code, "ResourceNotFoundException");
    CHECK_STR(e.message, "gone");
    CHECK_STR(e.request_id, "id-1");
    const http_header query[] = {{"x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender"}};
    e = read_error(a, &create_cluster, 400, query, 1, "{\"__type\":\"QueueDoesNotExist\",\"message\":\"m\"}");
    CHECK_STR(e.code, "AWS.SimpleQueueService.NonExistentQueue");
    const http_header foreign[] = {{"x-amzn-requestid", "\xff\xfe"}, {"x-amzn-errortype", "\xff"}};
    e = read_error(a, &create_cluster, 400, foreign, 2, "{\"__type\":\"T\",\"message\":\"m\"}");
    CHECK_STR(e.request_id, "");
    CHECK_STR(e.code, "T");
    arena_free(a);
}

TEST(xml_errors) {
    check_error(&create_lb, 400,
                "<ErrorResponse xmlns=\"http://x\"><Error><Type>Sender</Type><Code>ValidationError</Code>"
                "<Message>bad\n</Message></Error><RequestId>r</RequestId></ErrorResponse>",
                "ValidationError", "bad");
    check_error(
        &describe_vpcs, 400,
        "<?xml version=\"1.0\"?><Response><Errors><Error><Code>InvalidVpcID.NotFound</Code><Message>gone</Message>"
        "</Error></Errors><RequestID>r</RequestID></Response>",
        "InvalidVpcID.NotFound", "gone");
    check_error(&get_tagging, 404, "<Error><Code>NoSuchBucket</Code><Message>gone</Message></Error>", "NoSuchBucket",
                "gone");
    check_error(&create_zone, 400,
                "<InvalidChangeBatch><Messages><Message>one</Message><Message>two</Message></Messages>"
                "<RequestId>r</RequestId></InvalidChangeBatch>",
                "InvalidChangeBatch", "one; two");
    arena *a = arena_new();
    CHECK_STR(
        read_error(a, &describe_vpcs, 400, NULL, 0,
                   "<Response><Errors><Error><Code>C</Code></Error></Errors><RequestID>r-7</RequestID></Response>")
            .request_id,
        "r-7");
    CHECK_STR(read_error(a, &create_lb, 400, NULL, 0,
                         "<ErrorResponse><Error><Code>C</Code></Error><RequestId>r-8</RequestId></ErrorResponse>")
                  .request_id,
              "r-8");
    arena_free(a);
}

// Gateways answer in a form of their own.
TEST(error_of_another_protocol) {
    check_error(&create_cluster, 403,
                "<ErrorResponse><Error><Code>C</Code><Message>m</Message></Error></ErrorResponse>", "C", "m");
    check_error(&describe_vpcs, 403, "{\"__type\":\"AccessDenied\",\"message\":\"m\"}", "AccessDenied", "m");
}

TEST(empty_errors) {
    check_error(&get_tagging, 404, "", "NotFound", "HTTP status 404 without a body");
    check_error(&create_cluster, 503, "", "", "HTTP status 503 without a body");
}

TEST(error_that_is_no_document) {
    arena *a = arena_new();
    const http_header html[] = {{"content-type", "text/html"}};
    aws_error e = read_error(a, &create_cluster, 502, html, 1, "<html><head><title>502</title></head></html>");
    CHECK_INT(e.kind, AWS_ERROR_RESPONSE);
    CHECK_INT(e.http_status, 502);
    CHECK_STR(e.message, "ECS answered with text/html (44 bytes) instead of an error document; is the endpoint "
                         "https://x.test right?");
    e = read_error(a, &describe_vpcs, 400, NULL, 0, "<Response><Errors><Err");
    CHECK_INT(e.kind, AWS_ERROR_RESPONSE);
    e = read_error(a, &describe_vpcs, 400, NULL, 0, "<Response/>");
    CHECK_INT(e.kind, AWS_ERROR_RESPONSE);
    e = read_error(a, &create_cluster, 400, NULL, 0, "garbage");
    CHECK_INT(e.kind, AWS_ERROR_RESPONSE);
    arena_free(a);
}

TEST(s3_error_with_200) {
    arena *a = arena_new();
    aws_error e = read_error(a, &get_tagging, 200, NULL, 0,
                             "<?xml version=\"1.0\"?>\n<Error><Code>InternalError</Code><Message>m</Message></Error>");
    CHECK_STR(e.code, "InternalError");
    http_response fine = {.status = 200, .body = STR("<Tagging/>")};
    CHECK(!protocol_is_error(&get_tagging, &fine));
    arena_free(a);
}

// The request that a signature error quotes holds the session token.
TEST(canonical_request_is_cut) {
    check_error(
        &create_lb, 403,
        "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>Check your key.\n\nThe Canonical String "
        "for this request should have been 'x-amz-security-token:SECRET'</Message></Error></ErrorResponse>",
        "SignatureDoesNotMatch", "Check your key.");
}

TEST(long_messages_are_cut_between_characters) {
    arena *a = arena_new();
    buf body = buf_make(100000);
    buf_puts(&body, "{\"__type\":\"T\",\"message\":\"x");
    for (int i = 0; i < 10000; i++) {
        buf_puts(&body, "\xc3\xa9");
    }
    buf_puts(&body, "\"}");
    aws_error e = read_error(a, &create_cluster, 400, NULL, 0, buf_str(&body, a).ptr);
    size_t len = strlen(e.message);
    CHECK(len > 8000 && len <= 8192);
    CHECK(len % 2 == 1);
    buf_free(&body);
    arena_free(a);
}

TEST(error_text) {
    arena *a = arena_new();
    aws_error e = {.kind = AWS_ERROR_SERVICE,
                   .code = "ClientException",
                   .message = "no",
                   .service = "ECS",
                   .operation = "CreateCluster",
                   .request_id = "r",
                   .http_status = 400,
                   .attempts = 1};
    CHECK_STR(aws_error_text(a, &e), "ECS CreateCluster: ClientException: no (HTTP 400, request id r)");
    CHECK(aws_error_is(&e, "ClientException", NULL));
    CHECK(aws_error_is(&e, "ClientException", "n"));
    CHECK(!aws_error_is(&e, "ClientException", "yes"));
    CHECK(!aws_error_is(&e, "Client", NULL));
    aws_error t = {.kind = AWS_ERROR_TRANSPORT,
                   .code = "",
                   .message = "refused",
                   .service = "ECS",
                   .operation = "X",
                   .attempts = 3};
    CHECK_STR(aws_error_text(a, &t), "ECS X: refused (3 attempts)");
    arena_free(a);
}
