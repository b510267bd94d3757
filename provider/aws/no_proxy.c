#include "aws/no_proxy.h"

#include <arpa/inet.h>
#include <string.h>

enum { ADDRESS_TEXT = INET6_ADDRSTRLEN, PORT_MAX = 65535 };

// An IPv4 address is kept as what IPv6 maps it to, so that there is one kind.
typedef struct address {
    unsigned char bytes[16];
    bool v4;
} address;

typedef struct target {
    str host; // without brackets, and without a dot at the end
    str port;
    bool is_address;
    address address;
} target;

static bool read_address(str text, address *ret) {
    char copy[ADDRESS_TEXT];
    unsigned char v4[4];
    if (text.len == 0 || text.len >= sizeof copy) {
        return false;
    }
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    if (inet_pton(AF_INET, copy, v4) == 1) {
        *ret = (address){.bytes = {[10] = 0xFF, [11] = 0xFF}, .v4 = true};
        memcpy(ret->bytes + 12, v4, sizeof v4);
        return true;
    }
    address found = {0};
    bool ok = inet_pton(AF_INET6, copy, found.bytes) == 1;
    *ret = ok ? found : *ret;
    return ok;
}

// A whole number up to `most`; -1 for anything else.
static int read_number(str text, int most) {
    int n = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || n > most) {
            return -1;
        }
        n = n * 10 + (text.ptr[i] - '0');
    }
    return text.len == 0 || n > most ? -1 : n;
}

// "host", "host:port", "[v6]", "[v6]:port", "v6".
static void split_port(str text, str *ret_host, str *ret_port) {
    const char *colon = text.len == 0 ? NULL : memrchr(text.ptr, ':', text.len);
    const char *first = text.len == 0 ? NULL : memchr(text.ptr, ':', text.len);
    const char *bracket = text.len == 0 ? NULL : memrchr(text.ptr, ']', text.len);
    bool has_port = colon != NULL && (bracket != NULL ? colon > bracket : colon == first);
    *ret_port = has_port ? str_from(text, (size_t)(colon - text.ptr) + 1) : STR("");
    *ret_host = has_port ? str_upto(text, (size_t)(colon - text.ptr)) : text;
    if (bracket != NULL && ret_host->len >= 2 && ret_host->ptr[0] == '[') {
        *ret_host = str_upto(str_from(*ret_host, 1), ret_host->len - 2);
    }
}

static target target_of(str origin) {
    target t = {0};
    size_t at = 0;
    str rest = origin;
    if (str_find(rest, "://", &at)) {
        rest = str_from(rest, at + 3);
    }
    if (str_find(rest, "@", &at)) {
        rest = str_from(rest, at + 1);
    }
    split_port(rest, &t.host, &t.port);
    if (t.port.len == 0) {
        t.port = str_has_prefix(origin, "https:") ? STR("443") : STR("80");
    }
    if (str_has_suffix(t.host, ".")) {
        t.host = str_upto(t.host, t.host.len - 1);
    }
    t.is_address = read_address(t.host, &t.address);
    return t;
}

static bool is_in_range(const address *a, str range) {
    size_t slash = 0;
    address base;
    if (!str_find(range, "/", &slash) || !read_address(str_upto(range, slash), &base) || base.v4 != a->v4) {
        return false;
    }
    int bits = read_number(str_from(range, slash + 1), base.v4 ? 32 : 128);
    if (bits < 0) {
        return false;
    }
    bits += base.v4 ? 96 : 0;
    for (int i = 0; i < bits; i++) {
        int difference = a->bytes[i / 8] ^ base.bytes[i / 8];
        if ((difference & (0x80 >> i % 8)) != 0) {
            return false;
        }
    }
    return true;
}

static bool is_in_domain(str host, str domain) {
    if (str_has_prefix(domain, "*.")) {
        domain = str_from(domain, 1);
    }
    bool itself = !str_has_prefix(domain, ".");
    if (domain.len == 0 || host.len < domain.len) {
        return false;
    }
    str tail = str_from(host, host.len - domain.len);
    if (!str_eq_nocase(tail, domain)) {
        return false;
    }
    return itself ? host.len == domain.len || host.ptr[host.len - domain.len - 1] == '.' : host.len > domain.len;
}

static bool covers(const target *t, str entry) {
    if (str_is(entry, "*")) {
        return true;
    }
    if (t->is_address && is_in_range(&t->address, entry)) {
        return true;
    }
    str host;
    str port;
    split_port(entry, &host, &port);
    if (port.len > 0 && read_number(port, PORT_MAX) != read_number(t->port, PORT_MAX)) {
        return false;
    }
    address a;
    if (t->is_address) {
        return read_address(host, &a) && memcmp(&a.bytes, &t->address.bytes, sizeof a.bytes) == 0;
    }
    return is_in_domain(t->host, host);
}

bool no_proxy_covers(const char *list, str origin) {
    static const char separators[] = ", \t";
    target t = target_of(origin);
    const char *at = list == NULL ? "" : list;
    while (*at != '\0') {
        size_t len = strcspn(at, separators);
        if (len > 0 && covers(&t, (str){.ptr = at, .len = len})) {
            return true;
        }
        at += len;
        at += strspn(at, separators);
    }
    return false;
}
