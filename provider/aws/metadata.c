#include "aws/metadata.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/config_internal.h"
#include "aws/credentials_http.h"
#include "aws/endpoint_url.h"

enum {
    TIMEOUT_MS = 1000,
    MOST_TIMEOUT_S = 60,
    ATTEMPTS = 3,        // for what the service answers
    SILENT_ATTEMPTS = 1, // where no service is, nobody shall wait long to be told so
    MOST_ATTEMPTS = 100,
};

#define TOKEN_LIFE_S "21600"

struct metadata {
    const credentials_ask *ask;
    const char *endpoint;
    int64_t timeout_ms;
    int64_t attempts;
    int64_t silent_attempts;
    const char *token; // NULL: version 1
};

static const char *either(const credentials_ask *ask, const char *argument, const char *variable, const char *key) {
    const char *text = argument != NULL ? argument : config_env(ask->config, variable);
    return text != NULL ? text : config_setting(ask->config, ask->a, key);
}

bool metadata_is_disabled(const aws_config *c) {
    if (c->skip_metadata >= 0) {
        return c->skip_metadata > 0;
    }
    const char *text = config_env(c, "AWS_EC2_METADATA_DISABLED");
    return text != NULL && strcasecmp(text, "true") == 0;
}

// A setting that must be a whole number from 1 on; 0 where it is not there, -1 where it is something else.
static int64_t number_of(const credentials_ask *ask, const char *variable, const char *key, int64_t most) {
    const char *text = either(ask, NULL, variable, key);
    if (text == NULL) {
        return 0;
    }
    char *end;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    return errno != 0 || *end != '\0' || n < 1 ? -1 : n < most ? n : most;
}

static bool find_endpoint(metadata *m, const char **ret_message) {
    const aws_config *c = m->ask->config;
    const char *older = config_env(c, "AWS_METADATA_URL"); // hashicorp/aws reads it as an older name of the variable
    const char *url =
        c->metadata_endpoint != NULL ? c->metadata_endpoint : config_env(c, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
    url = url != NULL ? url : older;
    url = url != NULL ? url : config_setting(c, m->ask->a, "ec2_metadata_service_endpoint");
    const char *mode = either(m->ask, c->metadata_endpoint_mode, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE",
                              "ec2_metadata_service_endpoint_mode");
    if (mode != NULL && strcasecmp(mode, "IPv4") != 0 && strcasecmp(mode, "IPv6") != 0) {
        *ret_message = "ec2_metadata_service_endpoint_mode is neither IPv4 nor IPv6";
        return false;
    }
    if (url == NULL) {
        url = mode != NULL && strcasecmp(mode, "IPv6") == 0 ? "http://[fd00:ec2::254]" : "http://169.254.169.254";
    }
    endpoint_url parsed;
    const char *reason;
    if (!endpoint_url_parse(m->ask->a, url, &parsed, &reason)) {
        *ret_message = arena_printf(m->ask->a, "ec2_metadata_service_endpoint %s", reason);
        return false;
    }
    m->endpoint = parsed.url;
    return true;
}

static bool configure(metadata *m, const char **ret_message) {
    int64_t timeout_s = number_of(m->ask, "AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout", MOST_TIMEOUT_S);
    int64_t attempts =
        number_of(m->ask, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts", MOST_ATTEMPTS);
    if (timeout_s < 0 || attempts < 0) {
        *ret_message = "AWS_METADATA_SERVICE_TIMEOUT and AWS_METADATA_SERVICE_NUM_ATTEMPTS, or "
                       "metadata_service_timeout and metadata_service_num_attempts, must be whole numbers from 1 on";
        return false;
    }
    m->timeout_ms = timeout_s > 0 ? timeout_s * 1000 : TIMEOUT_MS;
    m->attempts = attempts > 0 ? attempts : ATTEMPTS;
    m->silent_attempts = attempts > 0 ? attempts : SILENT_ATTEMPTS;
    return find_endpoint(m, ret_message);
}

static bool ask_for(const metadata *m, const char *method, const char *path, http_header header, http_response *ret,
                    const char **ret_message) {
    credentials_request request = {
        .method = method,
        .url = arena_printf(m->ask->a, "%s%s", m->endpoint, path),
        .header = header,
        .timeout_ms = m->timeout_ms,
        .attempts = m->attempts,
        .silent_attempts = m->silent_attempts,
    };
    return credentials_send(m->ask, &request, ret, ret_message);
}

static bool is_v1_disabled(const credentials_ask *ask) {
    const char *text = either(ask, NULL, "AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled");
    return text != NULL && strcasecmp(text, "true") == 0;
}

// Gets the token; none where the service is to be asked as version 1 was: it does not know tokens, or the answer was
// lost on a hop too many.
static metadata_status find_token(metadata *m, const char **ret_message) {
    arena *a = m->ask->a;
    http_response response = {0};
    const char *why = NULL;
    bool answered = ask_for(m, "PUT", "/latest/api/token",
                            (http_header){"x-aws-ec2-metadata-token-ttl-seconds", TOKEN_LIFE_S}, &response, &why);
    if (answered && response.status == 200) {
        str token = str_trim(response.body);
        m->token = arena_strndup(a, token.ptr, token.len);
        if (token.len > 0 && m->token[strcspn(m->token, "\r\n")] == '\0') {
            return METADATA_FOUND;
        }
        why = "its token is empty, or more than a line";
    } else if (answered) {
        why = arena_printf(a, "it refused a token with HTTP %d", response.status);
    }
    bool knows_none = response.status == 403 || response.status == 404 || response.status == 405;
    if ((answered && !knows_none) || is_v1_disabled(m->ask) || cancel_fired(m->ask->stop)) {
        *ret_message = why;
        return answered ? METADATA_FAILED : METADATA_SILENT;
    }
    m->token = NULL;
    return METADATA_FOUND;
}

metadata_status metadata_open(const credentials_ask *ask, metadata **ret, const char **ret_message) {
    metadata *m = ARENA_NEW(ask->a, metadata);
    m->ask = ask;
    metadata_status status = configure(m, ret_message) ? find_token(m, ret_message) : METADATA_FAILED;
    if (status == METADATA_FOUND) {
        *ret = m;
    }
    return status;
}

metadata_status metadata_get(const metadata *m, const char *path, str *ret, const char **ret_message) {
    http_header header = {.name = m->token == NULL ? NULL : "x-aws-ec2-metadata-token", .value = m->token};
    http_response response;
    if (!ask_for(m, "GET", path, header, &response, ret_message)) {
        return m->token == NULL ? METADATA_SILENT : METADATA_FAILED;
    }
    if (response.status != 200) {
        *ret_message = arena_printf(m->ask->a, "it answered with HTTP %d", response.status);
        return response.status == 404 ? METADATA_NONE : METADATA_FAILED;
    }
    *ret = response.body;
    return METADATA_FOUND;
}
