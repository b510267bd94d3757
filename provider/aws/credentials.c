#include "aws/credentials.h"

#include "aws/config_internal.h"
#include "aws/credentials_source.h"
#include "aws/secret.h"

// In the order in which they are asked.
static const credentials_source *const SOURCES[] = {
    &credentials_static,
    &credentials_environment,
    &credentials_shared_files,
};

static sigv4_credentials copy(arena *a, const sigv4_credentials *from) {
    return (sigv4_credentials){
        .access_key = secret_dup(a, from->access_key),
        .secret_key = secret_dup(a, from->secret_key),
        .session_token = secret_dup(a, from->session_token),
    };
}

static const aws_error *credentials_error(arena *a, const char *message) {
    aws_error *e = ARENA_NEW(a, aws_error);
    *e = (aws_error){
        .kind = AWS_ERROR_CREDENTIALS,
        .code = "",
        .message = message,
        .service = "",
        .operation = "",
        .endpoint = "",
        .request_id = "",
    };
    return e;
}

// A profile that the provider block names beats the environment's keys; one that only AWS_PROFILE names does not.
static bool is_asked(const aws_config *c, const credentials_source *source) {
    return source != &credentials_environment || !c->profile_is_argument;
}

static bool find(const aws_config *c, arena *a, cancel *stop, sigv4_credentials *ret, const aws_error **ret_error) {
    const char *tried = "";
    for (size_t i = 0; i < sizeof SOURCES / sizeof SOURCES[0]; i++) {
        const credentials_source *source = SOURCES[i];
        const char *message = "passed over, because the provider block names a profile";
        if (is_asked(c, source)) {
            switch (source->fetch(c, a, stop, ret, &message)) {
            case CREDENTIALS_FOUND:
                return true;
            case CREDENTIALS_FAILED:
                *ret_error =
                    credentials_error(a, arena_printf(a, "no valid credentials from %s: %s", source->name, message));
                return false;
            case CREDENTIALS_ABSENT:
                break;
            }
        }
        tried = arena_printf(a, "%s%s%s (%s)", tried, i == 0 ? "" : ", ", source->name, message);
    }
    *ret_error = credentials_error(a, arena_printf(a, "no valid credential sources found; tried %s", tried));
    return false;
}

bool aws_credentials_get(aws_config *c, arena *a, cancel *stop, sigv4_credentials *ret, const aws_error **ret_error) {
    pthread_mutex_lock(&c->credentials_lock);
    bool found = c->has_credentials;
    if (!found) {
        sigv4_credentials fresh;
        found = find(c, a, stop, &fresh, ret_error);
        if (found) {
            c->credentials = copy(c->arena, &fresh);
            c->has_credentials = true;
        }
    }
    if (found) {
        *ret = copy(a, &c->credentials);
    }
    pthread_mutex_unlock(&c->credentials_lock);
    return found;
}
