#include "aws/no_proxy.h"

#include "unit/test.h"

// The forms that the documentation of Go's httpproxy describes, and what is near to them.
TEST(forms) {
    static const struct {
        const char *list;
        const char *origin;
        bool covered;
    } cases[] = {
        {"", "https://ecs.amazonaws.com", false},
        {"*", "https://ecs.amazonaws.com", true},
        {"x, *", "https://ecs.amazonaws.com", true},
        {"**", "https://ecs.amazonaws.com", false},
        {"foo.com", "https://foo.com", true},
        {"foo.com", "https://bar.foo.com", true},
        {"foo.com", "https://a.bar.foo.com:8443", true},
        {"foo.com", "https://barfoo.com", false},
        {"foo.com", "https://foo.com.evil.net", false},
        {"foo.com", "https://com", false},
        {"FOO.com", "https://bar.foo.COM", true},
        {"foo.com", "https://foo.com.", true},
        {".y.com", "https://x.y.com", true},
        {".y.com", "https://y.com", false},
        {"*.y.com", "https://x.y.com", true},
        {"*.y.com", "https://y.com", false},
        {"a.b , .y.com,c", "https://x.y.com", true},
        {"a.b .y.com", "https://x.y.com", true},
        {",,foo.com,,", "https://foo.com", true},
        {".", "https://foo.com", false},
        {"*.", "https://foo.com", false},
        {"foo.com:443", "https://foo.com", true},
        {"foo.com:443", "https://foo.com:8443", false},
        {"foo.com:8443", "https://a.foo.com:8443", true},
        {"foo.com:80", "http://foo.com", true},
        {"foo.com:80", "https://foo.com", false},
        {"foo.com:x", "https://foo.com", false},
        {"foo.com:", "https://foo.com", true},
        {"10.1.2.3", "http://10.1.2.3", true},
        {"10.1.2.3", "http://10.1.2.3:8080", true},
        {"10.1.2.3", "http://10.1.2.33", false},
        {"10.1.2.3:80", "http://10.1.2.3", true},
        {"10.1.2.3:80", "http://10.1.2.3:81", false},
        {"2.3", "http://10.1.2.3", false},
        {".3", "http://10.1.2.3", false},
        {"10.0.0.0/8", "http://10.1.2.3", true},
        {"10.0.0.0/8", "http://11.1.2.3", false},
        {"10.1.2.0/30", "http://10.1.2.3", true},
        {"10.1.2.0/31", "http://10.1.2.3", false},
        {"0.0.0.0/0", "http://10.1.2.3", true},
        {"10.0.0.0/33", "http://10.1.2.3", false},
        {"10.0.0.0/", "http://10.1.2.3", false},
        {"10.0.0.0/8", "http://ten.example.com", false},
        {"fd00::/8", "http://[fd12::1]:4566", true},
        {"fd00::/8", "http://[fe80::1]", false},
        {"::/0", "http://10.1.2.3", false},
        {"fd12::1", "http://[fd12::1]", true},
        {"[fd12::1]", "http://[fd12:0::1]", true},
        {"[fd12::1]:4566", "http://[fd12::1]:4566", true},
        {"[fd12::1]:4566", "http://[fd12::1]", false},
        {"foo.com", "http://user:secret@foo.com", true},
        {"secret", "http://user:secret@foo.com", false},
        {"[", "http://foo.com", false},
        {"]:", "http://foo.com", false},
        {"[]", "http://foo.com", false},
    };
    CHECK(!no_proxy_covers(NULL, STR("https://foo.com")));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (!CHECK(no_proxy_covers(cases[i].list, str_of(cases[i].origin)) == cases[i].covered)) {
            printf("  %s for %s\n", cases[i].list, cases[i].origin);
        }
    }
}
