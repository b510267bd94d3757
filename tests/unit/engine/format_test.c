// Formats of texts: what is taken, what is refused.
#include "test.h"

#include "engine/spec.h"

static bool ok(spec_format format, const char *text) {
    arena *a = arena_new();
    const char *message = NULL;
    bool result = format(a, str_of(text), &message);
    CHECK(result == (message == NULL));
    CHECK(result || strncmp(message, "must be ", 8) == 0);
    arena_free(a);
    return result;
}

TEST(networks) {
    CHECK(ok(format_cidr, "10.0.0.0/16"));
    CHECK(ok(format_cidr, "0.0.0.0/0"));
    CHECK(ok(format_cidr, "2001:db8::/32"));
    CHECK(ok(format_cidr, "10.0.0.1/32"));
    CHECK(!ok(format_cidr, "10.0.0.1/16"));
    CHECK(!ok(format_cidr, "10.0.0.0"));
    CHECK(!ok(format_cidr, "10.0.0.0/33"));
    CHECK(!ok(format_cidr, "10.0.0.0/016"));
    CHECK(!ok(format_cidr, "10.0.0.0/"));
    CHECK(!ok(format_cidr, "10.0.0/8"));
    CHECK(!ok(format_cidr, "2001:db8::1/32"));
    CHECK(!ok(format_cidr, "2001:db8::/129"));
    CHECK(!ok(format_cidr, ""));
    CHECK(!ok(format_cidr, "10.0.0.0/16/1"));
    CHECK(!ok(format_cidr, "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000/0"));
    CHECK(ok(format_ipv4_cidr, "10.0.0.0/16"));
    CHECK(!ok(format_ipv4_cidr, "2001:db8::/32"));
    CHECK(ok(format_ipv6_cidr, "2001:db8::/32"));
    CHECK(!ok(format_ipv6_cidr, "10.0.0.0/16"));
    arena *a = arena_new();
    const char *message = NULL;
    CHECK(!format_cidr(a, (str){.ptr = "10.0.0.0\0/16", .len = 12}, &message));
    arena_free(a);
}

TEST(addresses) {
    CHECK(ok(format_ip, "10.0.0.1"));
    CHECK(ok(format_ip, "::1"));
    CHECK(!ok(format_ip, "10.0.0.1/32"));
    CHECK(!ok(format_ip, "10.0.0.01"));
    CHECK(ok(format_ipv4, "255.255.255.255"));
    CHECK(!ok(format_ipv4, "256.0.0.1"));
    CHECK(!ok(format_ipv4, "::1"));
    CHECK(ok(format_ipv6, "fe80::1"));
    CHECK(!ok(format_ipv6, "fe80::1%eth0"));
    CHECK(!ok(format_ipv6, "10.0.0.1"));
}

TEST(documents) {
    CHECK(ok(format_json, "[1, 2]"));
    CHECK(ok(format_json, "\"x\""));
    CHECK(!ok(format_json, ""));
    CHECK(!ok(format_json, "{\"a\":}"));
    CHECK(ok(format_policy, "{\"Statement\": []}"));
    CHECK(!ok(format_policy, "[]"));
    CHECK(ok(format_policy, "\n  {}"));
    CHECK(!ok(format_policy, ""));
    CHECK(!ok(format_policy, "{"));
    CHECK(ok(format_policy, "{\"a\":1,\"a\":2}"));
    CHECK(ok(format_iam_policy, "{\"a\":1,\"A\":[{\"a\":1},{\"a\":2}]}"));
    CHECK(!ok(format_iam_policy, "{\"a\":1,\"a\":2}"));
    CHECK(!ok(format_iam_policy, "[]"));
}

TEST(arns) {
    CHECK(ok(format_arn, "arn:aws:iam::123456789012:role/example"));
    CHECK(ok(format_arn, "arn:aws-us-gov:s3:::bucket/a:b c"));
    CHECK(ok(format_arn, "arn:aws:iam::aws:policy/X"));
    CHECK(ok(format_arn, "")); // as unset
    CHECK(!ok(format_arn, "arn:aws:iam::123456789012"));
    CHECK(!ok(format_arn, "arn:aws:iam::123456789012:"));
    CHECK(!ok(format_arn, "arn:gcp:iam::123456789012:role/example"));
    CHECK(!ok(format_arn, "example"));
    CHECK(!ok(format_arn, "arn:aws::eu west:1:x"));
}

TEST(times) {
    CHECK(ok(format_duration, "1h30m"));
    CHECK(!ok(format_duration, "90"));
    CHECK(!ok(format_duration, ""));
    CHECK(ok(format_duration, "2562047h"));
    CHECK(!ok(format_duration, "2562048h")); // 292 years: past what Go counts in nanoseconds
    CHECK(ok(format_timestamp, "2024-02-29T23:59:59Z"));
    CHECK(ok(format_timestamp, "2006-01-02t15:04:05.123+07:00"));
    CHECK(!ok(format_timestamp, "2023-02-29T23:59:59Z"));
    CHECK(!ok(format_timestamp, "2024-13-01T00:00:00Z"));
    CHECK(!ok(format_timestamp, "2024-01-01T24:00:00Z"));
    CHECK(!ok(format_timestamp, "2024-01-01T00:00:00"));
    CHECK(!ok(format_timestamp, "2024-01-01T00:00:00.Z"));
    CHECK(!ok(format_timestamp, "2024-01-01T00:00:00Zx"));
    CHECK(!ok(format_timestamp, "2024-01-01 00:00:00Z"));
    CHECK(!ok(format_timestamp, "2024-01-01T00:00:00+0700"));
    CHECK(!ok(format_timestamp, "2024"));
}

TEST(base64) {
    CHECK(ok(format_base64, "aGVsbG8="));
    CHECK(!ok(format_base64, "hello"));
    CHECK(!ok(format_base64, "aGVs bG8="));
}

TEST(ip_protocols) {
    CHECK(ok(format_ip_protocol, "tcp"));
    CHECK(ok(format_ip_protocol, "-1"));
    CHECK(ok(format_ip_protocol, "all"));
    CHECK(ok(format_ip_protocol, "ipv6-icmp"));
    CHECK(ok(format_ip_protocol, "0"));
    CHECK(ok(format_ip_protocol, "254"));
    CHECK(!ok(format_ip_protocol, "255"));
    CHECK(!ok(format_ip_protocol, "99999999999"));
    CHECK(!ok(format_ip_protocol, "-2"));
    CHECK(!ok(format_ip_protocol, "tpc"));
    CHECK(!ok(format_ip_protocol, ""));
}
