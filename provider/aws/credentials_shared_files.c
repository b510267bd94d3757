// The profile's keys in the shared credentials and config files.
#include "aws/config_internal.h"
#include "aws/credentials_source.h"

// Other ways that a profile may name to get credentials. Their keys must not be passed over in silence: what comes
// later in the chain would belong to somebody else.
static const char *const OTHER_WAYS[] = {
    "credential_source", "web_identity_token_file", "sso_session", "sso_start_url", "credential_process",
};

static credentials_status refuse(const aws_config *c, arena *a, const char *key, const char **ret_message) {
    *ret_message = arena_printf(a, "profile \"%s\" has %s, which this provider does not support", c->profile, key);
    return CREDENTIALS_FAILED;
}

// The keys of the strongest file that has one of them: pairs are not put together from two files.
static credentials_status fetch_keys(const aws_config *c, arena *a, sigv4_credentials *ret, const char **ret_message) {
    for (size_t i = 0; i < c->file_count; i++) {
        const config_file *file = &c->files[i];
        const char *access_key = config_file_setting(c, file, a, "aws_access_key_id");
        const char *secret_key = config_file_setting(c, file, a, "aws_secret_access_key");
        if (access_key == NULL && secret_key == NULL) {
            continue;
        }
        if (access_key == NULL || secret_key == NULL) {
            *ret_message = arena_printf(a, "profile \"%s\" in %s has %s, but not %s", c->profile, file->path,
                                        access_key != NULL ? "aws_access_key_id" : "aws_secret_access_key",
                                        access_key != NULL ? "aws_secret_access_key" : "aws_access_key_id");
            return CREDENTIALS_FAILED;
        }
        *ret = (sigv4_credentials){
            .access_key = access_key,
            .secret_key = secret_key,
            .session_token = config_file_setting(c, file, a, "aws_session_token"),
        };
        return CREDENTIALS_FOUND;
    }
    return CREDENTIALS_ABSENT;
}

static credentials_status fetch(const aws_config *c, arena *a, cancel *stop, sigv4_credentials *ret,
                                const char **ret_message) {
    (void)stop;
    if (config_setting(c, a, "role_arn") != NULL) { // before the keys: those are only what the role is assumed with
        return refuse(c, a, "role_arn", ret_message);
    }
    credentials_status status = fetch_keys(c, a, ret, ret_message);
    if (status != CREDENTIALS_ABSENT) {
        return status;
    }
    for (size_t i = 0; i < sizeof OTHER_WAYS / sizeof OTHER_WAYS[0]; i++) {
        if (config_setting(c, a, OTHER_WAYS[i]) != NULL) {
            return refuse(c, a, OTHER_WAYS[i], ret_message);
        }
    }
    *ret_message = arena_printf(a, "no keys for profile \"%s\" in %s", c->profile, config_files_text(c, a));
    return CREDENTIALS_ABSENT;
}

const credentials_source credentials_shared_files = {.name = "the shared files", .fetch = fetch};
