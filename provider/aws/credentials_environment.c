// AWS_ACCESS_KEY_ID and its companions, and the older names that the SDK for Go still reads.
#include "aws/config_internal.h"
#include "aws/credentials_source.h"

static const char *either(const aws_config *c, const char *name, const char *older_name) {
    const char *text = config_env(c, name);
    return text != NULL ? text : config_env(c, older_name);
}

static credentials_status fetch(const credentials_ask *ask, credentials_found *ret, const char **ret_message) {
    const aws_config *c = ask->config;
    const char *access_key = either(c, "AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY");
    const char *secret_key = either(c, "AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY");
    if (access_key == NULL && secret_key == NULL) {
        *ret_message = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set";
        return CREDENTIALS_ABSENT;
    }
    if (access_key == NULL || secret_key == NULL) {
        *ret_message = access_key != NULL ? "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"
                                          : "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not";
        return CREDENTIALS_FAILED;
    }
    *ret = (credentials_found){
        .fixed = true,
        .keys =
            {
                .access_key = access_key,
                .secret_key = secret_key,
                .session_token = config_env(c, "AWS_SESSION_TOKEN"),
            },
    };
    return CREDENTIALS_FOUND;
}

const credentials_source credentials_environment = {.name = "the environment", .fetch = fetch};
