// ConfigureProvider: the provider block becomes a client.
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "engine/account.h"
#include "engine/configure_roles.h"
#include "engine/engine_internal.h"

#ifndef CAWS_VERSION
#error "CAWS_VERSION comes from the build"
#endif

// Arguments that a client cannot do without knowing; the tag blocks are not among them.
static const char *const CLIENT_ARGUMENTS[] = {
    "access_key",
    "assume_role",
    "assume_role_with_web_identity",
    "custom_ca_bundle",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
    "endpoints",
    "http_proxy",
    "https_proxy",
    "insecure",
    "max_retries",
    "no_proxy",
    "profile",
    "region",
    "retry_mode",
    "s3_use_path_style",
    "secret_key",
    "shared_config_files",
    "shared_credentials_files",
    "skip_metadata_api_check",
    "sts_region",
    "token",
    "use_dualstack_endpoint",
    "use_fips_endpoint",
};

static const char *text_of(const value *config, const char *name) {
    const value *v = value_get(config, name);
    return value_is_known_string(v) && value_str(v).len > 0 ? value_text(v) : NULL;
}

static int tri_state(const value *config, const char *name) {
    const value *v = value_get(config, name);
    return value_is_null(v) || value_is_unknown(v) ? -1 : value_bool_or(v, false);
}

static bool flag(const value *config, const char *name) {
    return value_bool_or(value_get(config, name), false);
}

static const char *const *text_list(arena *a, const value *list) {
    size_t count = value_count(list);
    if (count == 0) {
        return NULL;
    }
    const char **texts = ARENA_ARRAY(a, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        texts[i] = value_text(value_item(list, i));
    }
    return texts;
}

static const aws_endpoint_override *endpoint_list(arena *a, const value *blocks, size_t *ret_count) {
    size_t most = 0;
    for (size_t i = 0; i < value_count(blocks); i++) {
        most += value_count(value_item(blocks, i));
    }
    aws_endpoint_override *list = ARENA_ARRAY(a, aws_endpoint_override, most + 1);
    size_t count = 0;
    for (size_t i = 0; i < value_count(blocks); i++) {
        const value *block = value_item(blocks, i);
        for (size_t j = 0; j < value_count(block); j++) {
            const value_entry *entry = &block->map.entries[j];
            if (value_is_known_string(entry->value) && value_str(entry->value).len > 0) {
                list[count++] = (aws_endpoint_override){.service_id = entry->key.ptr, .url = value_text(entry->value)};
            }
        }
    }
    *ret_count = count;
    return list;
}

static aws_config_input input_of(arena *a, const value *config) {
    aws_config_input input = {
        .region = text_of(config, "region"),
        .profile = text_of(config, "profile"),
        .access_key = text_of(config, "access_key"),
        .secret_key = text_of(config, "secret_key"),
        .token = text_of(config, "token"),
        .shared_config_files = text_list(a, value_get(config, "shared_config_files")),
        .shared_credentials_files = text_list(a, value_get(config, "shared_credentials_files")),
        .custom_ca_bundle = text_of(config, "custom_ca_bundle"),
        .http_proxy = text_of(config, "http_proxy"),
        .https_proxy = text_of(config, "https_proxy"),
        .no_proxy = text_of(config, "no_proxy"),
        .sts_region = text_of(config, "sts_region"),
        .retry_mode = text_of(config, "retry_mode"),
        .max_retries = value_int_or(value_get(config, "max_retries"), -1),
        .insecure = tri_state(config, "insecure"),
        .use_fips_endpoint = tri_state(config, "use_fips_endpoint"),
        .use_dualstack_endpoint = tri_state(config, "use_dualstack_endpoint"),
        .s3_use_path_style = tri_state(config, "s3_use_path_style"),
        .skip_region_validation = flag(config, "skip_region_validation"),
    };
    input.endpoints = endpoint_list(a, value_get(config, "endpoints"), &input.endpoint_count);
    return input;
}

static const char *unknown_argument(const value *config) {
    for (size_t i = 0; i < sizeof CLIENT_ARGUMENTS / sizeof CLIENT_ARGUMENTS[0]; i++) {
        if (value_has_unknown(value_get(config, CLIENT_ARGUMENTS[i]))) {
            return CLIENT_ARGUMENTS[i];
        }
    }
    return NULL;
}

// TF_APPEND_USER_AGENT is hashicorp/aws's way to mark a pipeline's calls.
static const char *user_agent(arena *a, const char *terraform_version) {
    const char *append = getenv("TF_APPEND_USER_AGENT");
    return arena_printf(a, "Terraform/%s caws/%s%s%s", terraform_version == NULL ? "unknown" : terraform_version,
                        CAWS_VERSION, append == NULL ? "" : " ", append == NULL ? "" : append);
}

static bool listed(const value *list, const char *text) {
    for (size_t i = 0; i < value_count(list); i++) {
        if (str_is(value_str(value_item(list, i)), text)) {
            return true;
        }
    }
    return false;
}

static bool account_allowed(engine_call *c, const value *config, const char *account_id) {
    const value *allowed = value_get(config, "allowed_account_ids");
    const value *forbidden = value_get(config, "forbidden_account_ids");
    if (value_count(allowed) > 0 && !listed(allowed, account_id)) {
        diag_error(&c->diags, path_attr(c->arena, NULL, "allowed_account_ids"), "Account not allowed",
                   "The credentials belong to account %s, which is not one of allowed_account_ids.", account_id);
        return false;
    }
    if (listed(forbidden, account_id)) {
        diag_error(&c->diags, path_attr(c->arena, NULL, "forbidden_account_ids"), "Account forbidden",
                   "The credentials belong to account %s, which is one of forbidden_account_ids.", account_id);
        return false;
    }
    return true;
}

static const value *block_member(const value *config, const char *block, const char *name) {
    const value *v = value_get(value_item(value_get(config, block), 0), name);
    return v == NULL ? value_null() : v;
}

static bool make_client(engine_call *c, const value *config, const char *terraform_version, aws_client **ret) {
    aws_config_input input = input_of(c->arena, config);
    if (!configure_roles(c, config, &input)) {
        return false;
    }
    aws_config *loaded = NULL;
    aws_config_problem problem = {0};
    if (!aws_config_load(&input, NULL, c->arena, &loaded, &problem)) {
        const path *at = problem.argument == NULL ? NULL : path_attr(c->arena, NULL, problem.argument);
        diag_error(&c->diags, at, problem.summary, "%s", problem.detail);
        return false;
    }
    *ret = aws_client_new(loaded, NULL, clock_system(), user_agent(c->arena, terraform_version));
    return true;
}

void engine_configure(engine_call *c, const value *config, const char *terraform_version) {
    bool validate = !flag(config, "skip_credentials_validation");
    engine_settings settings = {
        .default_tags = block_member(config, "default_tags", "tags"),
        .ignored_keys = block_member(config, "ignore_tags", "keys"),
        .ignored_prefixes = block_member(config, "ignore_tags", "key_prefixes"),
        .unknown_argument = unknown_argument(config),
        .may_ask_account = !flag(config, "skip_requesting_account_id"),
    };
    if (value_has_unknown(settings.default_tags)) {
        settings.default_tags = value_unknown();
    }
    if (settings.unknown_argument == NULL && !make_client(c, config, terraform_version, &settings.client)) {
        return;
    }
    if (settings.client != NULL && validate) {
        const aws_error *error = NULL;
        if (!account_ask(settings.client, c->arena, c->stop, &settings.account_id, &error)) {
            diag_aws(&c->diags, NULL, "checking the credentials", error);
            aws_client_free(settings.client);
            return;
        }
        if (!account_allowed(c, config, settings.account_id)) {
            aws_client_free(settings.client);
            return;
        }
    }
    LOG(LOG_DEBUG, "provider configured", "region",
        settings.client == NULL ? NULL : aws_config_region(aws_client_config(settings.client)));
    engine_adopt(c->engine, &settings);
}
