#include "aws/proxy_url.h"

#include "unit/test.h"

TEST(forms) {
    static const struct {
        const char *text;
        const char *expected; // NULL: refused
    } cases[] = {
        {"http://proxy:3128", "http://proxy:3128"},
        {"proxy:3128", "http://proxy:3128"},
        {"proxy", "http://proxy:80"},
        {"http://proxy", "http://proxy:80"},
        {"https://proxy", "https://proxy:443"},
        {"socks5://proxy", "socks5://proxy:1080"},
        {"SOCKS5H://proxy:1", "socks5h://proxy:1"},
        {" HTTP://Proxy.example.com:3128/ ", "http://Proxy.example.com:3128"},
        {"http://proxy:3128/path?query#fragment", "http://proxy:3128"},
        {"http://[::1]", "http://[::1]:80"},
        {"http://[fe80::1%25eth0]:3128", "http://[fe80::1%25eth0]:3128"},
        {"http://me@proxy:1", "http://me@proxy:1"},
        {"http://me:pass@proxy", "http://me:pass@proxy:80"},
        {"http://me:p%2Fw@proxy:1", "http://me:p%2Fw@proxy:1"},
        {"http://me@corp.example.com:p@ss@proxy:1", "http://me%40corp.example.com:p%40ss@proxy:1"},
        {"me:pass@proxy:1", "http://me:pass@proxy:1"},
        {"", NULL},
        {"http://", NULL},
        {"http://me:pass@", NULL},
        {"ftp://proxy:21", NULL},
        {"a proxy", NULL},
        {"http://proxy:port", NULL},
        {"http://proxy:0", NULL},
        {"http://proxy:65536", NULL},
        {"http://[::1", NULL},
        {"http://a$b:1", NULL},
        {"http://me:pa/ss@proxy:1", NULL},
        {"http://me:1/ss@proxy:1", NULL},
        {"http://me:1#ss@proxy:1", NULL},
        {"http://me:pa ss@proxy:1", NULL},
        {"http://me:pass\n@proxy:1", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        arena *a = arena_new();
        const char *got = NULL;
        CHECK(proxy_url_parse(a, cases[i].text, &got) == (cases[i].expected != NULL));
        if (!CHECK_STR(got, cases[i].expected)) {
            printf("  %s\n", cases[i].text);
        }
        arena_free(a);
    }
}
