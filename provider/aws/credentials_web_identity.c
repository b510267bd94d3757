// Roles that are assumed with a token from an identity provider (GitHub Actions, EKS): the provider block's
// assume_role_with_web_identity, and AWS_WEB_IDENTITY_TOKEN_FILE with AWS_ROLE_ARN.
#include <errno.h>
#include <string.h>

#include "aws/config_internal.h"
#include "aws/credentials_source.h"

enum { MAX_TOKEN_BYTES = 64 * 1024 };

// The file is read each time, because whoever issues tokens replaces it.
static credentials_status with_file(const credentials_ask *ask, const aws_web_identity *w, credentials_found *ret,
                                    const char **ret_message) {
    buf text = buf_make(MAX_TOKEN_BYTES);
    text.secret = true;
    int problem = config_read_file(w->token_file, &text);
    str token = str_trim(buf_str(&text, ask->a));
    buf_free(&text);
    if (problem != 0) {
        *ret_message = arena_printf(ask->a, "the web identity token file %s: %s", w->token_file, strerror(problem));
        return CREDENTIALS_FAILED;
    }
    if (token.len == 0) {
        *ret_message = arena_printf(ask->a, "the web identity token file %s is empty", w->token_file);
        return CREDENTIALS_FAILED;
    }
    aws_web_identity with_token = *w;
    with_token.token = arena_strndup(ask->a, token.ptr, token.len);
    return credentials_assume_web_identity(ask, &with_token, ret, ret_message);
}

static credentials_status assume(const credentials_ask *ask, const aws_web_identity *w, credentials_found *ret,
                                 const char **ret_message) {
    credentials_status status = w->token != NULL ? credentials_assume_web_identity(ask, w, ret, ret_message)
                                                 : with_file(ask, w, ret, ret_message);
    if (status != CREDENTIALS_FOUND) {
        *ret_message = arena_printf(ask->a, "%s: %s", w->arn, *ret_message);
    }
    return status;
}

static credentials_status fetch_block(const credentials_ask *ask, credentials_found *ret, const char **ret_message) {
    return assume(ask, ask->config->web_identity, ret, ret_message);
}

static credentials_status fetch_environment(const credentials_ask *ask, credentials_found *ret,
                                            const char **ret_message) {
    const aws_config *c = ask->config;
    aws_web_identity w = {
        .arn = config_env(c, "AWS_ROLE_ARN"),
        .session_name = config_env(c, "AWS_ROLE_SESSION_NAME"),
        .token_file = config_env(c, "AWS_WEB_IDENTITY_TOKEN_FILE"),
    };
    if (w.token_file == NULL) {
        *ret_message = "AWS_WEB_IDENTITY_TOKEN_FILE is not set";
        return CREDENTIALS_ABSENT;
    }
    if (w.arn == NULL) {
        *ret_message = "AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not";
        return CREDENTIALS_FAILED;
    }
    return assume(ask, &w, ret, ret_message);
}

const credentials_source credentials_web_identity_block = {
    .name = "assume_role_with_web_identity",
    .fetch = fetch_block,
};
const credentials_source credentials_web_identity_environment = {
    .name = "AWS_WEB_IDENTITY_TOKEN_FILE",
    .fetch = fetch_environment,
};

credentials_status credentials_web_identity_profile(const credentials_ask *ask, const char *profile,
                                                    credentials_found *ret, const char **ret_message) {
    const aws_config *c = ask->config;
    aws_web_identity w = {
        .arn = config_profile_setting(c, ask->a, profile, "role_arn"),
        .session_name = config_profile_setting(c, ask->a, profile, "role_session_name"),
        .token_file = config_profile_setting(c, ask->a, profile, "web_identity_token_file"),
    };
    return assume(ask, &w, ret, ret_message);
}
