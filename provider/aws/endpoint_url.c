#include "aws/endpoint_url.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

enum { MAX_PORT = 65535 };

static bool has_control_or_blank(str text) {
    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char)text.ptr[i] <= ' ' || text.ptr[i] == 0x7f) {
            return true;
        }
    }
    return false;
}

// Is it 1 to 65535 in digits alone?
static bool port_number(str text, long *ret) {
    long port = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || port > MAX_PORT) {
            return false;
        }
        port = port * 10 + (text.ptr[i] - '0');
    }
    *ret = port;
    return port > 0 && port <= MAX_PORT;
}

// Splits "host:port", "[::1]:port" or either without a port; `*ret_port` is 0 then.
static bool split_authority(str authority, str *ret_host, long *ret_port) {
    size_t host_len = 0;
    if (authority.len > 0 && authority.ptr[0] == '[') {
        size_t at;
        if (!str_find(authority, "]", &at)) {
            return false;
        }
        host_len = at + 1;
    } else {
        while (host_len < authority.len && authority.ptr[host_len] != ':') {
            host_len++;
        }
    }
    str rest = str_from(authority, host_len);
    *ret_host = str_upto(authority, host_len);
    *ret_port = 0;
    return host_len > 0 && (rest.len == 0 || (rest.ptr[0] == ':' && port_number(str_from(rest, 1), ret_port)));
}

bool endpoint_url_parse(arena *a, const char *text, endpoint_url *ret, const char **ret_reason) {
    str url = str_trim(str_of(text));
    bool https = strncasecmp(url.ptr, "https://", 8) == 0;
    if (!https && strncasecmp(url.ptr, "http://", 7) != 0) {
        *ret_reason = "is not a URL that begins with https:// or http://";
        return false;
    }
    while (url.len > 0 && url.ptr[url.len - 1] == '/') {
        url.len--;
    }
    str rest = str_from(url, https ? 8 : 7);
    if (has_control_or_blank(rest)) {
        *ret_reason = "is not a URL: it has blanks or control characters in it";
        return false;
    }
    if (rest.len > 0 && (memchr(rest.ptr, '?', rest.len) != NULL || memchr(rest.ptr, '#', rest.len) != NULL ||
                         memchr(rest.ptr, '@', rest.len) != NULL)) {
        *ret_reason = "must be scheme, host, port and path alone, without user, query or fragment";
        return false;
    }
    const char *slash = rest.len == 0 ? NULL : memchr(rest.ptr, '/', rest.len);
    str host;
    long port;
    if (!split_authority(slash == NULL ? rest : str_upto(rest, (size_t)(slash - rest.ptr)), &host, &port)) {
        *ret_reason = "is not a URL with a host and, after a colon, a port from 1 to 65535";
        return false;
    }
    bool usual = port == 0 || port == (https ? 443 : 80);
    ret->url = arena_strndup(a, url.ptr, url.len);
    ret->host =
        usual ? arena_strndup(a, host.ptr, host.len) : arena_printf(a, "%.*s:%ld", (int)host.len, host.ptr, port);
    return true;
}
