// The region of a machine in EC2, for a configuration that names none: hashicorp/aws takes it from the instance
// metadata where the credentials come from there too.
#include <string.h>

#include "aws/client_internal.h"
#include "aws/config_internal.h"
#include "aws/metadata.h"
#include "aws/partition.h"

enum { DEADLINE_MS = 10 * 1000 };

bool config_check_region(const aws_config *c, arena *a, aws_config_problem *ret) {
    if (c->skip_region_validation || aws_region_is_known(c->region)) {
        return true;
    }
    const char *near = aws_region_near(c->region);
    *ret = (aws_config_problem){
        .argument = "region",
        .summary = "Invalid AWS region",
        .detail = arena_printf(a,
                               "No AWS region is named \"%s\".%s To use a region that this provider does not know yet, "
                               "set skip_region_validation.",
                               c->region, near == NULL ? "" : arena_printf(a, " Did you mean \"%s\"?", near)),
    };
    return false;
}

bool config_region_is_discoverable(const aws_config *c) {
    static const char *const VARIABLES[] = {"AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY", "AWS_WEB_IDENTITY_TOKEN_FILE",
                                            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                                            "AWS_CONTAINER_CREDENTIALS_FULL_URI"};
    static const char *const KEYS[] = {"aws_access_key_id", "role_arn", "credential_process", "sso_session",
                                       "sso_start_url"};
    bool elsewhere =
        c->access_key != NULL || c->secret_key != NULL || c->web_identity != NULL || metadata_is_disabled(c);
    for (size_t i = 0; i < sizeof VARIABLES / sizeof VARIABLES[0]; i++) {
        elsewhere |= config_env(c, VARIABLES[i]) != NULL;
    }
    for (size_t i = 0; i < sizeof KEYS / sizeof KEYS[0]; i++) {
        elsewhere |= config_setting(c, c->arena, KEYS[i]) != NULL;
    }
    return !elsewhere;
}

// What the metadata service says, in the configuration; NULL with a message in `a`.
static const char *ask_metadata(aws_client *client, arena *a, cancel *stop, const char **ret_message) {
    const clock_source *clock = aws_client_clock(client);
    arena *secret = arena_new_secret(); // the service's token passes through it
    credentials_ask ask = {
        .client = client,
        .config = aws_client_config(client),
        .a = secret,
        .stop = stop,
        .deadline_ms = clock->monotonic_ms(clock) + DEADLINE_MS,
    };
    str text = {0};
    metadata *service = NULL;
    const char *message = "";
    const char *region = NULL;
    if (metadata_open(&ask, &service, &message) == METADATA_FOUND &&
        metadata_get(service, "/latest/meta-data/placement/region", &text, &message) == METADATA_FOUND) {
        str name = str_trim(text);
        region = arena_strndup(aws_client_own_config(client)->arena, name.ptr, name.len);
    } else {
        *ret_message = arena_strdup(a, message);
    }
    arena_free(secret);
    return region;
}

bool aws_client_discover_region(aws_client *client, arena *a, cancel *stop, aws_config_problem *ret) {
    aws_config *c = aws_client_own_config(client);
    if (c->region != NULL) {
        return true;
    }
    const char *message = NULL;
    c->region = ask_metadata(client, a, stop, &message);
    if (c->region != NULL) {
        return config_check_region(c, a, ret);
    }
    *ret = (aws_config_problem){
        .argument = "region",
        .summary = "Missing AWS region",
        .detail =
            arena_printf(a,
                         "Set region in the provider block, AWS_REGION or AWS_DEFAULT_REGION in the environment, or "
                         "region in profile \"%s\". Looked at: %s, and the instance metadata: %s.",
                         c->profile, config_files_text(c, a), message),
    };
    return false;
}
