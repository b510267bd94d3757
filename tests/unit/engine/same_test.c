// What is equal in meaning, and what only looks alike.
#include "test.h"

#include "base/json.h"
#include "engine/spec.h"

static bool texts(spec_same same, const char *x, const char *y) {
    arena *a = arena_new();
    bool forth = same(a, value_cstr(a, x), value_cstr(a, y));
    bool back = same(a, value_cstr(a, y), value_cstr(a, x));
    CHECK(forth == back);
    arena_free(a);
    return forth;
}

static bool documents(spec_same same, const char *x, const char *y) {
    arena *a = arena_new();
    const value *p;
    const value *q;
    const char *message;
    CHECK(json_parse(a, str_of(x), &p, &message) && json_parse(a, str_of(y), &q, &message));
    bool result = same(a, p, q);
    CHECK(result == same(a, q, p));
    arena_free(a);
    return result;
}

TEST(json) {
    CHECK(texts(same_json, "{\"a\":1,\"b\":[1,2]}", " { \"b\": [1.0, 2e0], \"a\": 1 } "));
    CHECK(!texts(same_json, "[1,2]", "[2,1]"));
    CHECK(!texts(same_json, "{\"a\":1}", "{\"a\":\"1\"}"));
    CHECK(!texts(same_json, "{\"a\":null}", "{}"));
    CHECK(!texts(same_json, "{", "{ "));
    CHECK(texts(same_json, "{", "{"));
    CHECK(!texts(same_json, "", "{}"));
}

TEST(json_in_any_order) {
    CHECK(texts(same_json_any_order, "{\"rules\":[{\"n\":1,\"tags\":[\"a\",\"b\"]},{\"n\":2}]}",
                "{\"rules\":[{\"n\":2,\"tags\":[]},{\"tags\":[\"b\",\"a\"],\"n\":1.0,\"unit\":null}]}"));
    CHECK(!texts(same_json_any_order, "{\"rules\":[{\"n\":1},{\"n\":2}]}", "{\"rules\":[{\"n\":1},{\"n\":3}]}"));
    CHECK(!texts(same_json_any_order, "{\"tags\":[\"a\",\"b\"]}", "{\"tags\":[\"a\"]}"));
    CHECK(!texts(same_json_any_order, "{\"unit\":\"\"}", "{}"));
    CHECK(!texts(same_json_any_order, "{", "{ "));
}

#define POLICY(statement) "{\"Version\":\"2012-10-17\",\"Statement\":" statement "}"

TEST(policies_in_other_orders) {
    CHECK(texts(same_policy, POLICY("[{\"Effect\":\"Allow\",\"Action\":[\"s3:Get*\",\"s3:Put*\"],\"Resource\":\"*\"}]"),
                POLICY("{\"Resource\":[\"*\"],\"Action\":[\"s3:put*\",\"s3:Get*\"],\"Effect\":\"Allow\"}")));
    CHECK(texts(same_policy, POLICY("[{\"Sid\":\"a\",\"Effect\":\"Allow\"},{\"Sid\":\"b\",\"Effect\":\"Deny\"}]"),
                POLICY("[{\"Sid\":\"b\",\"Effect\":\"Deny\"},{\"Sid\":\"a\",\"Effect\":\"Allow\"}]")));
    CHECK(texts(same_policy, POLICY("[{\"Sid\":\"\",\"Effect\":\"Allow\"}]"), POLICY("[{\"Effect\":\"Allow\"}]")));
    CHECK(texts(same_policy, "{\"Statement\":[]}", "{\"Version\":\"2008-10-17\",\"Id\":\"\"}"));
}

TEST(policies_that_differ) {
    const char *base = POLICY("[{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"arn:aws:s3:::a\"}]");
    CHECK(!texts(same_policy, base,
                 POLICY("[{\"Effect\":\"Deny\",\"Action\":\"s3:Get*\",\"Resource\":\"arn:aws:s3:::a\"}]")));
    CHECK(!texts(same_policy, base,
                 POLICY("[{\"Effect\":\"Allow\",\"Action\":\"s3:Put*\",\"Resource\":\"arn:aws:s3:::a\"}]")));
    CHECK(!texts(same_policy, base,
                 POLICY("[{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"arn:aws:s3:::A\"}]")));
    CHECK(!texts(same_policy, base,
                 POLICY("[{\"Effect\":\"Allow\",\"NotAction\":\"s3:Get*\",\"Resource\":\"arn:aws:s3:::a\"}]")));
    CHECK(!texts(same_policy, base,
                 "{\"Version\":\"2008-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\","
                 "\"Resource\":\"arn:aws:s3:::a\"}]}"));
    CHECK(!texts(same_policy, base, "no JSON"));
    CHECK(!texts(same_policy, base, "[]"));
}

TEST(principals_and_conditions) {
    CHECK(texts(same_policy, POLICY("[{\"Principal\":\"*\"}]"), POLICY("[{\"Principal\":{\"AWS\":[\"*\"]}}]")));
    CHECK(texts(same_policy, POLICY("[{\"Principal\":{\"AWS\":\"123456789012\"}}]"),
                POLICY("[{\"Principal\":{\"AWS\":\"arn:aws:iam::123456789012:root\"}}]")));
    CHECK(texts(same_policy, POLICY("[{\"Principal\":{\"Service\":[\"a.amazonaws.com\",\"b.amazonaws.com\"]}}]"),
                POLICY("[{\"Principal\":{\"Service\":[\"b.amazonaws.com\",\"a.amazonaws.com\"]}}]")));
    CHECK(!texts(same_policy, POLICY("[{\"Principal\":{\"AWS\":\"123456789012\"}}]"),
                 POLICY("[{\"Principal\":{\"AWS\":\"arn:aws:iam::123456789013:root\"}}]")));
    CHECK(!texts(same_policy, POLICY("[{\"Principal\":{\"AWS\":\"arn:aws:iam::123456789012:role/root\"}}]"),
                 POLICY("[{\"Principal\":{\"AWS\":\"123456789012\"}}]")));
    CHECK(texts(same_policy, POLICY("[{\"Condition\":{\"Bool\":{\"aws:SecureTransport\":false}}}]"),
                POLICY("[{\"Condition\":{\"Bool\":{\"AWS:securetransport\":[\"false\"]}}}]")));
    CHECK(!texts(same_policy, POLICY("[{\"Condition\":{\"Bool\":{\"aws:SecureTransport\":false}}}]"),
                 POLICY("[{\"Condition\":{\"Bool\":{\"aws:SecureTransport\":true}}}]")));
    CHECK(!texts(same_policy, POLICY("[{\"Condition\":{\"StringEquals\":{\"a\":\"b\"}}}]"),
                 POLICY("[{\"Condition\":{\"StringLike\":{\"a\":\"b\"}}}]")));
    // Whatever stands where it should not is compared, not lost.
    CHECK(!texts(same_policy, POLICY("[{\"Condition\":{\"Bool\":1}}]"), POLICY("[{\"Condition\":{\"Bool\":2}}]")));
    CHECK(!texts(same_policy, POLICY("[\"a\"]"), POLICY("[\"b\"]")));
}

TEST(small_ones) {
    CHECK(texts(same_nocase, "TCP", "tcp"));
    CHECK(!texts(same_nocase, "tcp", "udp"));
    CHECK(texts(same_duration, "60m", "1h"));
    CHECK(texts(same_duration, "1h30m", "1.5h"));
    CHECK(!texts(same_duration, "1h", "1m"));
    CHECK(!texts(same_duration, "x", "y"));
    CHECK(texts(same_base64, "hello", "aGVsbG8="));
    CHECK(!texts(same_base64, "hello", "aGVsbGo="));
    CHECK(texts(same_trailing_dot, "example.com.", "example.com"));
    CHECK(!texts(same_trailing_dot, "example.com", "example.org."));
    CHECK(!texts(same_trailing_dot, ".", ""));
    CHECK(texts(same_cidr, "2001:0db8::/32", "2001:db8:0::/32"));
    CHECK(texts(same_cidr, "::1", "0:0::1"));
    CHECK(!texts(same_cidr, "2001:db8::/32", "2001:db8::/33"));
    CHECK(!texts(same_cidr, "10.0.0.0", "10.0.0.0/32"));
    CHECK(!texts(same_cidr, "0.0.0.0/0", "::/0"));
    CHECK(texts(same_ip_protocol, "6", "TCP"));
    CHECK(texts(same_ip_protocol, "all", "-1"));
    CHECK(!texts(same_ip_protocol, "6", "udp"));
    CHECK(texts(same_ip_protocol, "ESP", "50"));
    CHECK(texts(same_ip_protocol, "icmpv6", "ipv6-icmp"));
    CHECK(texts(same_ip_protocol, "What", "what"));
    CHECK(texts(same_number, "1", "1.0"));
    CHECK(texts(same_number, "-0.50", "-5e-1"));
    CHECK(!texts(same_number, "16", "0x10"));
    CHECK(!texts(same_number, "1", "2"));
}

TEST(an_arn_and_a_name) {
    const char *arn = "arn:aws:ecs:eu-west-1:123456789012:cluster/web";
    CHECK(texts(same_arn_or_name, arn, "web"));
    CHECK(texts(same_arn_or_name, arn, "cluster/web"));
    CHECK(!texts(same_arn_or_name, arn, "eb"));
    CHECK(!texts(same_arn_or_name, arn, ""));
    CHECK(!texts(same_arn_or_name, arn, "arn:aws:ecs:eu-west-2:123456789012:cluster/web"));
    CHECK(!texts(same_arn_or_name, "web", "api"));
    CHECK(texts(same_arn_or_name, "arn:aws:sns:eu-west-1:123456789012:topic", "topic"));
    CHECK(texts(same_arn_or_name, "arn:aws:logs:eu-west-1:123456789012:log-group:/a/b", "/a/b"));
    CHECK(!texts(same_arn_or_name, "arn:aws:iam", "iam"));
}

TEST(collections) {
    CHECK(documents(same_any_order, "[1,2,2]", "[2,1,2]"));
    CHECK(!documents(same_any_order, "[1,2,2]", "[2,1,1]"));
    CHECK(!documents(same_any_order, "[1]", "[1,1]"));
    CHECK(!documents(same_any_order, "\"a\"", "\"b\""));
    CHECK(documents(same_nocase, "[\"A\",\"b\"]", "[\"a\",\"B\"]"));
    CHECK(!documents(same_nocase, "[\"A\",\"b\"]", "[\"b\",\"A\"]"));
    CHECK(!documents(same_nocase, "[\"A\"]", "[\"a\",\"b\"]"));
    CHECK(documents(same_nocase, "{\"k\":\"A\"}", "{\"k\":\"a\"}"));
    CHECK(!documents(same_nocase, "{\"k\":\"A\"}", "{\"l\":\"a\"}"));
    arena *a = arena_new();
    value *x = value_set_new(a);
    value *y = value_set_new(a);
    value_push(a, x, value_cstr(a, "A"));
    value_push(a, x, value_cstr(a, "b"));
    value_push(a, y, value_cstr(a, "B"));
    value_push(a, y, value_cstr(a, "a"));
    CHECK(same_nocase(a, x, y));
    arena_free(a);
}
