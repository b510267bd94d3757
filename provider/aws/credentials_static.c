// The provider's access_key, secret_key and token arguments.
#include "aws/config_internal.h"
#include "aws/credentials_source.h"

static credentials_status fetch(const credentials_ask *ask, credentials_found *ret, const char **ret_message) {
    const aws_config *c = ask->config;
    if (c->access_key == NULL && c->secret_key == NULL && c->token == NULL) {
        *ret_message = "access_key and secret_key are not set";
        return CREDENTIALS_ABSENT;
    }
    if (c->access_key == NULL || c->secret_key == NULL) {
        *ret_message = c->access_key != NULL   ? "access_key is set, but secret_key is not"
                       : c->secret_key != NULL ? "secret_key is set, but access_key is not"
                                               : "token is set, but access_key and secret_key are not";
        return CREDENTIALS_FAILED;
    }
    *ret = (credentials_found){
        .fixed = true,
        .keys =
            {
                .access_key = c->access_key,
                .secret_key = c->secret_key,
                .session_token = c->token,
            },
    };
    return CREDENTIALS_FOUND;
}

const credentials_source credentials_static = {.name = "the provider's arguments", .fetch = fetch};
