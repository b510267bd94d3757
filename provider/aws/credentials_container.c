// Container credentials: an agent beside the container (ECS, EKS Pod Identity, Greengrass) hands them out at an address
// in the environment.
#include <arpa/inet.h>
#include <string.h>

#include "aws/client_internal.h"
#include "aws/config_internal.h"
#include "aws/credentials_http.h"
#include "aws/endpoint_url.h"
#include "base/json.h"

enum {
    TIMEOUT_MS = 2000,
    ATTEMPTS = 3,
    MAX_TOKEN_BYTES = 64 * 1024,
};

// "localhost" and what is below it mean this machine by RFC 6761, and to libcurl too, whatever name servers say.
static bool is_localhost(str host) {
    str name = STR("localhost");
    str tail = str_from(host, host.len > name.len ? host.len - name.len : 0);
    return str_eq_nocase(tail, name) && (host.len == name.len || host.ptr[host.len - name.len - 1] == '.');
}

// This machine, or one of the agents of ECS and EKS.
static bool is_near(const char *host) {
    struct in_addr v4;
    struct in6_addr v6;
    struct in6_addr eks;
    inet_pton(AF_INET6, "fd00:ec2::23", &eks);
    if (inet_pton(AF_INET6, host, &v6) == 1) {
        return IN6_IS_ADDR_LOOPBACK(&v6) || memcmp(&v6, &eks, sizeof eks) == 0;
    }
    if (inet_pton(AF_INET, host, &v4) == 1) {
        return ntohl(v4.s_addr) >> 24 == 127 || strcmp(host, "169.254.170.2") == 0 ||
               strcmp(host, "169.254.170.23") == 0;
    }
    return is_localhost(str_of(host));
}

// Without TLS, credentials are taken from near by alone.
static bool is_allowed(arena *a, const char *url) {
    if (strncmp(url, "https:", 6) == 0) {
        return true;
    }
    str rest = str_of(url + strlen("http://"));
    size_t end = rest.len;
    if (str_has_prefix(rest, "[")) {
        rest = str_from(rest, 1);
        str_find(rest, "]", &end);
    } else {
        end = strcspn(rest.ptr, ":/?");
    }
    return is_near(arena_strndup(a, rest.ptr, end));
}

// The full URI without its query, as the rest of the provider takes addresses.
static bool is_url(arena *a, const char *url) {
    endpoint_url parsed;
    const char *reason;
    return (strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0) &&
           endpoint_url_parse(a, arena_strndup(a, url, strcspn(url, "?")), &parsed, &reason);
}

static bool find_token(const credentials_ask *ask, const char **ret, const char **ret_message) {
    const char *path = config_env(ask->config, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    const char *token = config_env(ask->config, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
    if (path != NULL) { // read each time: it is replaced before it expires
        buf text = buf_make(MAX_TOKEN_BYTES);
        text.secret = true;
        int problem = config_read_file(path, &text);
        token = buf_str(&text, ask->a).ptr;
        buf_free(&text);
        if (problem != 0) {
            *ret_message =
                arena_printf(ask->a, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, %s: %s", path, strerror(problem));
            return false;
        }
    }
    if (token != NULL && token[strcspn(token, "\r\n")] != '\0') {
        *ret_message = "the authorization token has a line break in it";
        return false;
    }
    *ret = token == NULL || token[0] == '\0' ? NULL : token;
    return true;
}

// What the agent says of its refusal; never what else it sent.
static const char *refusal(arena *a, const http_response *r) {
    const value *document = NULL;
    const char *message = NULL;
    if (!json_parse(a, r->body, &document, &message)) {
        document = NULL;
    }
    const char *code = value_text(value_get(document, "code"));
    const char *text = value_text(value_get(document, "message"));
    return arena_printf(a, "the agent answered with HTTP %d%s%s%s%s", r->status, code[0] == '\0' ? "" : ", ", code,
                        text[0] == '\0' ? "" : ": ", text);
}

static credentials_status ask_agent(const credentials_ask *ask, const char *url, credentials_found *ret,
                                    const char **ret_message) {
    const char *token = NULL;
    if (!find_token(ask, &token, ret_message)) {
        return CREDENTIALS_FAILED;
    }
    credentials_request request = {
        .method = "GET",
        .url = url,
        .header = {.name = token == NULL ? NULL : "authorization", .value = token},
        .timeout_ms = TIMEOUT_MS,
        .attempts = ATTEMPTS,
        .silent_attempts = ATTEMPTS,
    };
    http_response response;
    if (!credentials_send(ask, &request, &response, ret_message)) {
        return CREDENTIALS_FAILED;
    }
    if (response.status != 200) {
        *ret_message = refusal(ask->a, &response);
        return CREDENTIALS_FAILED;
    }
    return credentials_from_json(ask->a, response.body, "Token", aws_client_wall_ms(ask->client), ret, ret_message);
}

static credentials_status fetch(const credentials_ask *ask, credentials_found *ret, const char **ret_message) {
    const char *relative = config_env(ask->config, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const char *full = config_env(ask->config, "AWS_CONTAINER_CREDENTIALS_FULL_URI");
    if (relative == NULL && full == NULL) {
        *ret_message = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set";
        return CREDENTIALS_ABSENT;
    }
    const char *variable =
        relative != NULL ? "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" : "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    const char *url = full;
    if (relative != NULL) {
        url = arena_printf(ask->a, "http://169.254.170.2%s%s", relative[0] == '/' ? "" : "/", relative);
    }
    credentials_status status = CREDENTIALS_FAILED;
    if (!is_url(ask->a, url)) {
        *ret_message = "no URL that begins with http:// or https://";
    } else if (!is_allowed(ask->a, url)) {
        *ret_message = "without https, only this machine and the agents of ECS and EKS (169.254.170.2, 169.254.170.23, "
                       "fd00:ec2::23) are asked for credentials";
    } else {
        status = ask_agent(ask, url, ret, ret_message);
    }
    if (status != CREDENTIALS_FOUND) {
        *ret_message = arena_printf(ask->a, "%s: %s", variable, *ret_message);
    }
    return status;
}

const credentials_source credentials_container = {.name = "the container", .fetch = fetch};
