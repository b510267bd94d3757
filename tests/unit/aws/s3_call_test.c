// Calls of S3 with a scripted transport: files as bodies, checksums, and buckets that are in another region.
#include "aws/s3_region.h"
#include "unit/aws/call_rig.h"
#include "unit/aws/wire_models.h"

static bool sent_header(const char *line) {
    const char *at = strstr(script.headers, line);
    return at != NULL && at[strlen(line)] == '\n';
}

// {"Bucket": ..., "Body": {"File": a file with "123456789" in it}}
static const char *with_file(arena *a, const char *more) {
    scripted_file("more", "123456789");
    return arena_printf(a, "{\"Bucket\":\"my-bucket\",\"Key\":\"a/b\",\"Body\":{\"File\":\"%s\"}%s}",
                        scripted_path(a, "more"), more);
}

// ---- files and checksums ----

TEST(a_file_over_tls_is_sent_on_its_checksum) {
    rig r = RIG({.status = 200, .body = "", .header = {"etag", "\"e\""}});
    r.options.stop = cancel_new();
    CHECK(call(&r, &put_object, with_file(r.a, "")));
    CHECK_STR(json_text(r.a, r.output).ptr, "{\"ETag\":\"\\\"e\\\"\"}");
    CHECK_STR(script.urls[0], "https://my-bucket.s3.eu-west-1.amazonaws.com/a/b");
    CHECK_STR(script.body, "123456789");
    CHECK(sent_header("x-amz-content-sha256: UNSIGNED-PAYLOAD"));
    CHECK(sent_header("x-amz-sdk-checksum-algorithm: CRC32"));
    CHECK(sent_header("x-amz-checksum-crc32: y/Q5Jg=="));
    CHECK(sent_header("content-type: application/octet-stream"));
    CHECK(strstr(script.headers, "x-amz-checksum-crc32;") != NULL); // it is signed
    CHECK(strstr(script.headers, "content-md5") == NULL);
    CHECK(script.stop_in_sending == r.options.stop);
    CHECK(script.keep_response > 0); // nothing is read of the answer's body
    cancel_free(r.options.stop);
    rig_free(&r);
}

TEST(a_file_without_tls_is_signed) {
    static const step steps[] = {{.status = 200, .body = ""}};
    static const aws_endpoint_override local = {"s3", "http://localhost:1"};
    aws_config_input input = no_arguments();
    input.endpoints = &local;
    input.endpoint_count = 1;
    rig r = rig_of(steps, 1, &input);
    CHECK(call(&r, &put_object, with_file(r.a, ",\"ChecksumAlgorithm\":\"CRC64NVME\"")));
    CHECK_STR(script.urls[0], "http://localhost:1/my-bucket/a/b");
    CHECK(sent_header("x-amz-content-sha256: 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"));
    CHECK(sent_header("x-amz-sdk-checksum-algorithm: CRC64NVME"));
    CHECK(sent_header("x-amz-checksum-crc64nvme: rosUhgp5mIg="));
    CHECK(strstr(script.headers, "x-amz-checksum-crc32:") == NULL);
    rig_free(&r);
}

TEST(what_is_in_memory_is_signed_and_has_a_checksum_too) {
    rig r = RIG({.status = 200, .body = ""});
    CHECK(call(&r, &put_object, "{\"Bucket\":\"my-bucket\",\"Key\":\"k\",\"Body\":\"MTIzNDU2Nzg5\"}"));
    CHECK_STR(script.body, "123456789");
    CHECK(sent_header("x-amz-content-sha256: 15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"));
    CHECK(sent_header("x-amz-checksum-crc32: y/Q5Jg=="));
    // The caller's own.
    CHECK(call(&r, &put_object, "{\"Bucket\":\"my-bucket\",\"Key\":\"k\",\"ChecksumSHA1\":\"x\"}"));
    CHECK(strstr(script.headers, "x-amz-checksum-crc32") == NULL);
    CHECK(sent_header("x-amz-checksum-sha1: x"));
    CHECK(!call(&r, &put_object, "{\"Bucket\":\"my-bucket\",\"Key\":\"k\",\"ChecksumAlgorithm\":\"XXHASH3\"}"));
    CHECK_STR(r.error->message, "ChecksumAlgorithm: there is no checksum XXHASH3");
    rig_free(&r);
}

TEST(checksums_only_where_they_are_required) {
    scripted_file(".aws/config", "[default]\nrequest_checksum_calculation = WHEN_REQUIRED\n");
    rig r = RIG({.status = 200, .body = ""});
    CHECK(call(&r, &put_object, "{\"Bucket\":\"my-bucket\",\"Key\":\"k\"}"));
    CHECK(strstr(script.headers, "checksum") == NULL);
    api_operation required = put_object;
    required.checksum_required = true;
    CHECK(call(&r, &required, "{\"Bucket\":\"my-bucket\",\"Key\":\"k\"}"));
    CHECK(sent_header("x-amz-checksum-crc32: AAAAAA=="));
    rig_free(&r);
    scripted_file(".aws/config", NULL);
}

TEST(a_file_that_is_not_there) {
    rig r = RIG({.status = 200, .body = ""});
    CHECK(!call(&r, &put_object, "{\"Bucket\":\"my-bucket\",\"Key\":\"k\",\"Body\":{\"File\":\"/no/such\"}}"));
    CHECK_INT(r.error->kind, AWS_ERROR_FILE);
    CHECK_STR(r.error->message, "/no/such cannot be read: No such file or directory");
    CHECK_INT(script.sent, 0);
    rig_free(&r);
}

TEST(a_file_inside_of_json) {
    rig r = RIG({.status = 200, .body = "{}"});
    scripted_file("more", "123456789");
    const char *input = arena_printf(r.a, "{\"clusterName\":\"a\",\"data\":{\"File\":\"%s\"},\"clientToken\":\"t\"}",
                                     scripted_path(r.a, "more"));
    CHECK(call(&r, &create_cluster, input));
    CHECK(strstr(script.body, "\"data\":\"MTIzNDU2Nzg5\"") != NULL);
    const value *parsed = NULL;
    const char *message = NULL;
    CHECK(json_parse(r.a, str_of(script.body), &parsed, &message));
    CHECK(strstr(script.headers, "UNSIGNED-PAYLOAD") == NULL);
    rig_free(&r);
}

// ---- regions ----

TEST(a_bucket_in_another_region) {
    rig r = RIG({.status = 301,
                 .body = "<Error><Code>PermanentRedirect</Code></Error>",
                 .header = {"x-amz-bucket-region", "us-west-2"}},
                {.status = 200, .body = "<Tagging/>"});
    CHECK(call(&r, &put_object, with_file(r.a, "")));
    CHECK_INT(script.sent, 2);
    CHECK_STR(script.urls[0], "https://my-bucket.s3.eu-west-1.amazonaws.com/a/b");
    CHECK_STR(script.urls[1], "https://my-bucket.s3.us-west-2.amazonaws.com/a/b");
    CHECK_STR(script.body, "123456789");
    CHECK(strstr(script.headers, "/us-west-2/s3/aws4_request") != NULL);
    CHECK(sent_header("host: my-bucket.s3.us-west-2.amazonaws.com"));
    // It is remembered, for this bucket alone.
    CHECK(call(&r, &get_tagging, "{\"Bucket\":\"my-bucket\"}"));
    CHECK_STR(script.urls[2], "https://my-bucket.s3.us-west-2.amazonaws.com/?tagging");
    CHECK(call(&r, &get_tagging, "{\"Bucket\":\"my-other\"}"));
    CHECK_STR(script.urls[3], "https://my-other.s3.eu-west-1.amazonaws.com/?tagging");
    // A bucket is made where the call says, and is then there.
    CHECK(call(&r, &create_bucket, "{\"Bucket\":\"my-bucket\"}"));
    CHECK_STR(script.urls[4], "https://my-bucket.s3.eu-west-1.amazonaws.com/");
    CHECK(call(&r, &get_tagging, "{\"Bucket\":\"my-bucket\"}"));
    CHECK_STR(script.urls[5], "https://my-bucket.s3.eu-west-1.amazonaws.com/?tagging");
    CHECK_INT(script.sent, 6);
    rig_free(&r);
}

static void check_moves(step answer, const char *expected) {
    const step steps[] = {answer, {.status = 200, .body = "<Tagging/>"}};
    rig r = rig_new(steps, 2, 25);
    CHECK(call(&r, &get_tagging, "{\"Bucket\":\"my-bucket\"}"));
    CHECK_INT(script.sent, 2);
    CHECK_STR(script.urls[1], expected);
    rig_free(&r);
}

TEST(how_s3_says_where_a_bucket_is) {
    static const char moved[] = "https://my-bucket.s3.ap-south-1.amazonaws.com/?tagging";
    check_moves((step){.status = 400,
                       .body =
                           "<Error><Code>AuthorizationHeaderMalformed</Code><Message>the region 'eu-west-1' is wrong"
                           "</Message><Region>ap-south-1</Region></Error>"},
                moved);
    check_moves((step){.status = 400, .body = "", .header = {"x-amz-bucket-region", "ap-south-1"}}, moved);
    check_moves((step){.status = 307,
                       .body = "<Error><Code>TemporaryRedirect</Code><Endpoint>my-bucket.s3-ap-south-1.amazonaws.com"
                               "</Endpoint></Error>"},
                moved);
    check_moves((step){.status = 307,
                       .body = "",
                       .header = {"location", "https://my-bucket.s3.ap-south-1.amazonaws.com/?tagging"}},
                moved);
    check_moves((step){.status = 400,
                       .body = "<Error><Code>IllegalLocationConstraintException</Code></Error>",
                       .header = {"x-amz-bucket-region", "ap-south-1"}},
                moved);
}

static void check_stays(step answer, const api_operation *op, int sent) {
    const step steps[] = {answer};
    rig r = rig_new(steps, 1, 25);
    CHECK(!call(&r, op, "{\"Bucket\":\"my-bucket\"}"));
    CHECK_INT(script.sent, sent);
    rig_free(&r);
}

TEST(where_no_other_region_is_asked) {
    step elsewhere = {.status = 301, .body = "", .header = {"x-amz-bucket-region", "us-west-2"}};
    check_stays(elsewhere, &create_bucket, 1);
    check_stays(elsewhere, &get_tagging, 2); // sent around only once
    elsewhere.header.value = "eu-west-1";    // where it was asked
    check_stays(elsewhere, &get_tagging, 1);
    elsewhere.header.value = "evil.example.com/";
    check_stays(elsewhere, &get_tagging, 1);
    elsewhere.header.name = NULL;
    check_stays(elsewhere, &get_tagging, 1);
    check_stays((step){.status = 403,
                       .body = "<Error><Code>AccessDenied</Code></Error>",
                       .header = {"x-amz-bucket-region", "us-west-2"}},
                &get_tagging, 1);
    check_stays((step){.status = 301,
                       .body = "<Error><Code>PermanentRedirect</Code><Endpoint>s3.amazonaws.com</Endpoint></Error>"},
                &get_tagging, 1);
}

TEST(the_memory_of_buckets_is_bounded) {
    s3_regions *regions = s3_regions_new();
    arena *a = arena_new();
    for (int i = 0; i < 1000; i++) {
        s3_regions_put(regions, arena_printf(a, "bucket-%d", i), i % 2 == 0 ? "us-west-2" : "us-east-2");
    }
    CHECK(s3_regions_get(regions, a, "bucket-0") == NULL);
    CHECK_STR(s3_regions_get(regions, a, "bucket-999"), "us-east-2");
    CHECK_STR(s3_regions_get(regions, a, "bucket-998"), "us-west-2");
    s3_regions_put(regions, "bucket-999", "eu-west-1");
    CHECK_STR(s3_regions_get(regions, a, "bucket-999"), "eu-west-1");
    s3_regions_forget(regions, "bucket-999");
    CHECK(s3_regions_get(regions, a, "bucket-999") == NULL);
    arena_free(a);
    s3_regions_free(regions);
}
