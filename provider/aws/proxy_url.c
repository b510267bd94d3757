#include "aws/proxy_url.h"

#include <string.h>

#include "aws/endpoint_url.h"
#include "base/buf.h"
#include "base/str.h"

enum { MAX_URL = 64 * 1024 };

typedef struct scheme {
    const char *name;
    int port;
} scheme;

static const scheme *find_scheme(str name) {
    static const scheme SCHEMES[] = {{"http", 80}, {"https", 443}, {"socks5", 1080}, {"socks5h", 1080}};
    for (size_t i = 0; i < sizeof SCHEMES / sizeof SCHEMES[0]; i++) {
        if (str_eq_nocase(name, str_of(SCHEMES[i].name))) {
            return &SCHEMES[i];
        }
    }
    return NULL;
}

// Splits what a URL has between its scheme and its path: the user and password are all that stands before the last @.
static bool split_user(str authority, str *ret_user, str *ret_host) {
    const char *at = authority.len == 0 ? NULL : memrchr(authority.ptr, '@', authority.len);
    size_t len = at == NULL ? 0 : (size_t)(at - authority.ptr);
    *ret_user = str_upto(authority, len);
    *ret_host = at == NULL ? authority : str_from(authority, len + 1);
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)authority.ptr[i] <= ' ' || authority.ptr[i] == 0x7f) {
            return false;
        }
    }
    return true;
}

// Whether it is a host, with or without a port.
static bool is_host(arena *a, str host, bool *ret_has_port) {
    static const char TAKEN[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:";
    bool in_brackets = str_has_prefix(host, "[");
    for (size_t i = 0; i < host.len; i++) {
        bool taken = memchr(TAKEN, host.ptr[i], sizeof TAKEN - 1) != NULL || (unsigned char)host.ptr[i] >= 0x80 ||
                     (in_brackets && memchr("[]%", host.ptr[i], 3) != NULL);
        if (!taken) {
            return false;
        }
    }
    endpoint_url parsed;
    const char *reason;
    const char *colon = host.len == 0 ? NULL : memrchr(host.ptr, ':', host.len);
    *ret_has_port = colon != NULL && memchr(colon, ']', (size_t)(host.ptr + host.len - colon)) == NULL;
    return endpoint_url_parse(a, arena_printf(a, "http://%.*s", (int)host.len, host.ptr), &parsed, &reason);
}

bool proxy_url_parse(arena *a, const char *text, const char **ret) {
    str rest = str_trim(str_of(text));
    size_t at = 0;
    const scheme *s = find_scheme(STR("http"));
    if (str_find(rest, "://", &at)) {
        s = find_scheme(str_upto(rest, at));
        rest = str_from(rest, at + 3);
    }
    size_t len = strcspn(rest.ptr, "/?#");
    len = len < rest.len ? len : rest.len;
    str user;
    str host;
    bool has_port;
    // An @ behind it: part of a password was taken for the path.
    if (s == NULL || str_find(str_from(rest, len), "@", &at) || !split_user(str_upto(rest, len), &user, &host) ||
        !is_host(a, host, &has_port)) {
        return false;
    }
    buf out = buf_make(MAX_URL);
    out.secret = true;
    buf_printf(&out, "%s://", s->name);
    for (size_t i = 0; i < user.len; i++) {
        buf_puts(&out,
                 user.ptr[i] == '@' ? "%40" : (char[]){user.ptr[i], '\0'}); // libcurl takes the first @ for the end
    }
    buf_puts(&out, user.len > 0 ? "@" : "");
    buf_put_str(&out, host);
    if (!has_port) {
        buf_printf(&out, ":%d", s->port);
    }
    bool fits = !out.failed;
    *ret = fits ? buf_str(&out, a).ptr : *ret;
    buf_free(&out);
    return fits;
}
