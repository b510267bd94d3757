// The chain: which sources are asked for the credentials that everything else starts from.
#include "aws/config_internal.h"
#include "aws/credentials_source.h"

static const credentials_source *const SOURCES[] = {
    &credentials_static,  &credentials_environment, &credentials_web_identity_environment,
    &credentials_profile, &credentials_container,   &credentials_metadata,
};

// A profile that the provider block names beats the environment; one that only AWS_PROFILE names does not.
static bool is_asked(const aws_config *c, const credentials_source *source) {
    return !c->profile_is_argument ||
           (source != &credentials_environment && source != &credentials_web_identity_environment);
}

static credentials_status ask_source(const credentials_ask *ask, const credentials_source *source,
                                     credentials_found *ret, const char **ret_message) {
    credentials_status status = source->fetch(ask, ret, ret_message);
    if (status == CREDENTIALS_FAILED) {
        *ret_message = arena_printf(ask->a, "no valid credentials from %s: %s", source->name, *ret_message);
    }
    return status;
}

credentials_status credentials_base(const credentials_ask *ask, credentials_found *ret, const char **ret_message) {
    const aws_config *c = ask->config;
    bool keys_given = c->access_key != NULL || c->secret_key != NULL || c->token != NULL;
    if (c->web_identity != NULL && !keys_given) { // to hashicorp/aws, too, keys in the provider block come first
        return ask_source(ask, &credentials_web_identity_block, ret, ret_message);
    }
    const char *tried = "";
    for (size_t i = 0; i < sizeof SOURCES / sizeof SOURCES[0]; i++) {
        const credentials_source *source = SOURCES[i];
        const char *message = "passed over, because the provider block names a profile";
        if (is_asked(ask->config, source)) {
            credentials_status status = ask_source(ask, source, ret, &message);
            if (status != CREDENTIALS_ABSENT) {
                *ret_message = message;
                return status;
            }
        }
        tried = arena_printf(ask->a, "%s%s%s (%s)", tried, i == 0 ? "" : ", ", source->name, message);
    }
    *ret_message = arena_printf(ask->a, "no valid credential sources found; tried %s", tried);
    return CREDENTIALS_FAILED;
}
