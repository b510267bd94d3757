#include "aws/sigv4.h"

#include "unit/test.h"

// What botocore's signers answer for the same requests.
enum { OWN_TIME_S = 1770091506 };

static const sigv4_credentials OWN_KEYS = {.access_key = "AKIDOWN", .secret_key = "own/secret+key"};
static const sigv4_credentials OWN_TOKEN = {
    .access_key = "AKIDOWN",
    .secret_key = "own/secret+key",
    .session_token = "tok/en+with=signs==",
};

static const char *header(const http_header *headers, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(headers[i].name, name) == 0) {
            return headers[i].value;
        }
    }
    return NULL;
}

static sigv4_request own_s3_request(const char *method, const char *path) {
    return (sigv4_request){
        .method = method,
        .host = "s3.eu-west-1.amazonaws.com",
        .path = path,
        .region = "eu-west-1",
        .service = "s3",
        .wall_ms = OWN_TIME_S * 1000LL,
    };
}

TEST(a_token_is_sent_and_signed_and_the_user_agent_is_not) {
    arena *a = arena_new();
    const http_header headers[] = {
        {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
        {"User-Agent", "x"},
        {"Host", "somebody.else"},
    };
    sigv4_request r = {
        .method = "POST",
        .host = "iam.amazonaws.com",
        .path = "",
        .headers = headers,
        .header_count = 3,
        .body = STR("Action=ListUsers&Version=2010-05-08"),
        .region = "us-east-1",
        .service = "iam",
        .wall_ms = OWN_TIME_S * 1000LL + 999,
        .normalize_path = true,
        .double_encode_path = true,
    };
    const http_header *added;
    size_t count;
    if (CHECK(sigv4_sign(a, &r, &OWN_TOKEN, &added, &count))) {
        CHECK_INT(count, 3);
        CHECK_STR(header(added, count, "x-amz-date"), "20260203T040506Z");
        CHECK_STR(header(added, count, "x-amz-security-token"), OWN_TOKEN.session_token);
        CHECK_STR(header(added, count, "authorization"),
                  "AWS4-HMAC-SHA256 Credential=AKIDOWN/20260203/us-east-1/iam/aws4_request, "
                  "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, "
                  "Signature=ebb5ad31143ed1bc13825ac98710057b73038733db0bc4e172b574281ecee9f5");
    }
    arena_free(a);
}

TEST(an_encoded_path_is_encoded_again_and_a_query_is_not) {
    arena *a = arena_new();
    const http_header headers[] = {{"X-Amz-Target", "  a   b "}};
    sigv4_request r = {
        .method = "GET",
        .host = "api.example.com:8443",
        .path = "/v1/tags/arn%3Aaws%3Aecs%3Aeu-west-1%3A1%3Ax%2Fy",
        .query = "b=2&a=z%20z&a=%2B&empty=",
        .headers = headers,
        .header_count = 1,
        .region = "eu-west-1",
        .service = "thing",
        .wall_ms = OWN_TIME_S * 1000LL,
        .normalize_path = true,
        .double_encode_path = true,
    };
    const http_header *added;
    size_t count;
    if (CHECK(sigv4_sign(a, &r, &OWN_KEYS, &added, &count))) {
        CHECK_INT(count, 2);
        CHECK_STR(header(added, count, "authorization"),
                  "AWS4-HMAC-SHA256 Credential=AKIDOWN/20260203/eu-west-1/thing/aws4_request, "
                  "SignedHeaders=host;x-amz-date;x-amz-target, "
                  "Signature=5f55e1318561274d4c2b3e7b89bcfd97da6847df1386c96ce776882db7f64230");
    }
    arena_free(a);
}

TEST(s3_signs_the_path_as_it_is_and_the_body_s_hash) {
    arena *a = arena_new();
    sigv4_request r = own_s3_request("PUT", "/bucket/a%20b/../c//d.txt");
    r.query = "x-id=PutObject";
    r.body = STR("hello");
    r.sign_body_header = true;
    const http_header *added;
    size_t count;
    if (CHECK(sigv4_sign(a, &r, &OWN_TOKEN, &added, &count))) {
        CHECK_STR(header(added, count, "x-amz-content-sha256"),
                  "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        CHECK_STR(header(added, count, "authorization"),
                  "AWS4-HMAC-SHA256 Credential=AKIDOWN/20260203/eu-west-1/s3/aws4_request, "
                  "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, "
                  "Signature=aa735aefb37e47fda8e8fa5bab79cf5e84d429964754ca60ddee77d9d9677fd1");
    }
    arena_free(a);
}

TEST(an_unsigned_payload_says_so) {
    arena *a = arena_new();
    sigv4_request r = own_s3_request("PUT", "/bucket/big");
    r.body = STR("not looked at");
    r.sign_body_header = true;
    r.unsigned_payload = true;
    const http_header *added;
    size_t count;
    if (CHECK(sigv4_sign(a, &r, &OWN_KEYS, &added, &count))) {
        CHECK_STR(header(added, count, "x-amz-content-sha256"), "UNSIGNED-PAYLOAD");
        CHECK_STR(header(added, count, "authorization"),
                  "AWS4-HMAC-SHA256 Credential=AKIDOWN/20260203/eu-west-1/s3/aws4_request, "
                  "SignedHeaders=host;x-amz-content-sha256;x-amz-date, "
                  "Signature=876192e6debb4482ebb92885f8f829fcc95f28edfe2324263272a50f016ba3a2");
    }
    arena_free(a);
}

TEST(a_presigned_url_for_s3) {
    arena *a = arena_new();
    sigv4_request r = own_s3_request("GET", "/bucket/key");
    r.unsigned_payload = true;
    const char *query;
    if (CHECK(sigv4_presign(a, &r, &OWN_TOKEN, 900, &query))) {
        CHECK_STR(query, "X-Amz-Algorithm=AWS4-HMAC-SHA256"
                         "&X-Amz-Credential=AKIDOWN%2F20260203%2Feu-west-1%2Fs3%2Faws4_request"
                         "&X-Amz-Date=20260203T040506Z&X-Amz-SignedHeaders=host&X-Amz-Expires=900"
                         "&X-Amz-Security-Token=tok%2Fen%2Bwith%3Dsigns%3D%3D"
                         "&X-Amz-Signature=80b3f1d62af56349631ad346ccedee5064b7b755243828182d95757b78d678a8");
    }
    arena_free(a);
}

static const char *authorization(arena *a, const sigv4_request *r, const sigv4_credentials *c) {
    const http_header *added;
    size_t count;
    return CHECK(sigv4_sign(a, r, c, &added, &count)) ? header(added, count, "authorization") : "";
}

TEST(a_key_that_is_kept_signs_as_a_new_one_does) {
    arena *a = arena_new();
    sigv4_request plain = own_s3_request("GET", "/bucket/key");
    sigv4_request keeping = plain;
    keeping.keys = sigv4_keys_new();
    keeping.keys_number = 1;
    const sigv4_credentials others = {.access_key = "AKIDOWN", .secret_key = "another/secret+key"};
    for (int round = 0; round < 2; round++) {
        CHECK_STR(authorization(a, &keeping, &OWN_KEYS), authorization(a, &plain, &OWN_KEYS));
    }
    keeping.keys_number = 2; // renewed
    CHECK_STR(authorization(a, &keeping, &others), authorization(a, &plain, &others));
    const int64_t day_ms = 24LL * 3600 * 1000;
    plain.wall_ms += day_ms;
    keeping.wall_ms += day_ms;
    CHECK_STR(authorization(a, &keeping, &others), authorization(a, &plain, &others));
    plain.region = keeping.region = "us-east-1";
    CHECK_STR(authorization(a, &keeping, &others), authorization(a, &plain, &others));
    sigv4_keys_free(keeping.keys);
    arena_free(a);
}

TEST(a_time_that_no_signature_can_hold_is_refused) {
    arena *a = arena_new();
    sigv4_request r = own_s3_request("GET", "/");
    const http_header *added = NULL;
    size_t count = 0;
    const char *query = NULL;
    r.wall_ms = 253402300800LL * 1000; // the first of January 10000
    CHECK(!sigv4_sign(a, &r, &OWN_KEYS, &added, &count));
    CHECK(!sigv4_presign(a, &r, &OWN_KEYS, 1, &query));
    r.wall_ms = -1;
    CHECK(!sigv4_sign(a, &r, &OWN_KEYS, &added, &count));
    CHECK(added == NULL && count == 0 && query == NULL);
    arena_free(a);
}
