#include "aws/encoding.h"

#include "aws/timestamp.h"
#include "unit/test.h"

TEST(timestamps_are_read) {
    int64_t ms = 0;
    CHECK(timestamp_parse(STR("1970-01-01T00:00:00Z"), &ms));
    CHECK_INT(ms, 0);
    CHECK(timestamp_parse(STR("2024-02-29T23:59:59.123456Z"), &ms));
    CHECK_INT(ms, 1709251199123);
    CHECK(timestamp_parse(STR("2024-01-02T03:04:05-02:30"), &ms));
    CHECK_INT(ms, 1704173645000);
    CHECK(timestamp_parse(STR("2024-01-02"), &ms));
    CHECK_INT(ms, 1704153600000);
    CHECK(timestamp_parse(STR("Tue, 02 Jan 2024 03:04:05 GMT"), &ms));
    CHECK_INT(ms, 1704164645000);
    CHECK(timestamp_parse(STR("1900-03-01T00:00:00Z"), &ms));
    CHECK_INT(ms, -2203891200000);
}

TEST(what_is_no_timestamp) {
    static const char *const bad[] = {"",
                                      "now",
                                      "2023-02-29T00:00:00Z",
                                      "2024-13-01T00:00:00Z",
                                      "2024-01-01T24:00:00Z",
                                      "2024-01-01T00:00:00.Z",
                                      "2024-01-01T00:00:00ZZ",
                                      "2024-01-01T00:00:00+2",
                                      "2024-01-01T",
                                      "Tue, 02 Foo 2024 03:04:05 GMT",
                                      "Tue, 02 Jan 2024 03:04:05 PST",
                                      "1704164645"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t ms = 7;
        if (!CHECK(!timestamp_parse(str_of(bad[i]), &ms)) || !CHECK_INT(ms, 7)) {
            printf("  with \"%s\"\n", bad[i]);
        }
    }
}

TEST(timestamps_are_written) {
    arena *a = arena_new();
    CHECK_STR(timestamp_rfc3339(a, 1704164645000), "2024-01-02T03:04:05Z");
    CHECK_STR(timestamp_rfc3339(a, 1704164645007), "2024-01-02T03:04:05.007Z");
    CHECK_STR(timestamp_rfc3339(a, -1), "1969-12-31T23:59:59.999Z");
    CHECK_STR(timestamp_rfc3339(a, INT64_MIN), "0000-01-01T00:00:00Z");
    CHECK_STR(timestamp_rfc3339(a, INT64_MAX), "9999-12-31T23:59:59.999Z");
    CHECK_STR(timestamp_rfc822(a, 1704164645000), "Tue, 02 Jan 2024 03:04:05 GMT");
    CHECK_STR(timestamp_rfc822(a, -86400000), "Wed, 31 Dec 1969 00:00:00 GMT");
    int64_t ms = 0;
    for (int64_t t = -62167219200000; t < 253402300799000; t += 86399123LL * 1000) {
        CHECK(timestamp_parse(str_of(timestamp_rfc3339(a, t)), &ms));
        CHECK_INT(ms, t);
    }
    arena_free(a);
}

TEST(base64_both_ways) {
    static const char *const pairs[][2] = {{"", ""},
                                           {"f", "Zg=="},
                                           {"fo", "Zm8="},
                                           {"foo", "Zm9v"},
                                           {"foob", "Zm9vYg=="},
                                           {"fooba", "Zm9vYmE="},
                                           {"foobar", "Zm9vYmFy"}};
    arena *a = arena_new();
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        str bytes = {0};
        CHECK_STR(encoding_base64(a, str_of(pairs[i][0])).ptr, pairs[i][1]);
        CHECK(encoding_base64_decode(a, str_of(pairs[i][1]), &bytes));
        CHECK(str_is(bytes, pairs[i][0]));
    }
    static const char *const bad[] = {"Z", "Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Z g=", "Zg-_", "=Zg="};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        str bytes = {0};
        if (!CHECK(!encoding_base64_decode(a, str_of(bad[i]), &bytes))) {
            printf("  with \"%s\"\n", bad[i]);
        }
    }
    CHECK_STR(encoding_content_md5(a, STR("")), "1B2M2Y8AsgTpgAmY7PhCfg==");
    arena_free(a);
}

TEST(percent_encoding) {
    arena *a = arena_new();
    buf out = buf_make(100);
    CHECK(encoding_percent(&out, (str){.ptr = "aZ0-._~ /\0\xc3\xa9+", .len = 13}, "/"));
    CHECK_STR(buf_str(&out, a).ptr, "aZ0-._~%20/%00%C3%A9%2B");
    buf_free(&out);
    out = buf_make(2);
    CHECK(!encoding_percent(&out, STR("a/"), ""));
    buf_free(&out);
    arena_free(a);
}
