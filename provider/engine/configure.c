// ConfigureProvider: the provider block becomes a client.
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "engine/account.h"
#include "engine/configure_environment.h"
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
    "s3_us_east_1_regional_endpoint",
    "s3_use_path_style",
    "secret_key",
    "shared_config_files",
    "shared_credentials_files",
    "skip_metadata_api_check",
    "sts_region",
    "token",
    "token_bucket_rate_limiter_capacity",
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

// Unlike other arguments, an empty one counts: no proxy, whatever the environment says.
static const char *proxy_of(const value *config, const char *name) {
    const value *v = value_get(config, name);
    return value_is_known_string(v) ? value_text(v) : NULL;
}

static aws_config_input input_of(engine_call *c, const value *config) {
    arena *a = c->arena;
    aws_config_input input = {
        .region = text_of(config, "region"),
        .profile = text_of(config, "profile"),
        .access_key = text_of(config, "access_key"),
        .secret_key = text_of(config, "secret_key"),
        .token = text_of(config, "token"),
        .shared_config_files = text_list(a, value_get(config, "shared_config_files")),
        .shared_credentials_files = text_list(a, value_get(config, "shared_credentials_files")),
        .custom_ca_bundle = text_of(config, "custom_ca_bundle"),
        .http_proxy = proxy_of(config, "http_proxy"),
        .https_proxy = proxy_of(config, "https_proxy"),
        .no_proxy = text_of(config, "no_proxy"),
        .sts_region = text_of(config, "sts_region"),
        .retry_mode = text_of(config, "retry_mode"),
        .s3_us_east_1_regional_endpoint = text_of(config, "s3_us_east_1_regional_endpoint"),
        .token_bucket_capacity = value_int_or(value_get(config, "token_bucket_rate_limiter_capacity"), 0),
        .max_retries = value_int_or(value_get(config, "max_retries"), -1),
        .insecure = tri_state(config, "insecure"),
        .use_fips_endpoint = tri_state(config, "use_fips_endpoint"),
        .use_dualstack_endpoint = tri_state(config, "use_dualstack_endpoint"),
        .s3_use_path_style = tri_state(config, "s3_use_path_style"),
        .skip_region_validation = flag(config, "skip_region_validation"),
        .may_discover_region = true,
    };
    input.endpoints = environment_endpoints(c, value_get(config, "endpoints"), &input.endpoint_count);
    if (text_of(config, "ec2_metadata_service_endpoint") == NULL) {
        environment_warn_metadata(c);
    }
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

static const char *part(arena *a, const char *prefix, const char *text) {
    return text == NULL || text[0] == '\0' ? "" : arena_printf(a, " %s%s", prefix, text);
}

// AWS's runtimes say where they run in AWS_EXECUTION_ENV. TF_APPEND_USER_AGENT is hashicorp/aws's way to mark a
// pipeline's calls.
static const char *user_agent(arena *a, const char *terraform_version, const char *app_id) {
    return arena_printf(a, "Terraform/%s caws/%s%s%s%s", terraform_version == NULL ? "unknown" : terraform_version,
                        CAWS_VERSION, part(a, "exec-env/", getenv("AWS_EXECUTION_ENV")), part(a, "app/", app_id),
                        part(a, "", getenv("TF_APPEND_USER_AGENT")));
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
    // What is known only after apply may be this very account; then it is looked at again.
    if (value_count(allowed) > 0 && !value_has_unknown(allowed) && !listed(allowed, account_id)) {
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

// Nobody may ask which account it is: then none can be allowed, and whether it is forbidden cannot be told.
static bool cannot_check_account(engine_call *c, const value *config) {
    static const char DETAIL[] =
        "skip_credentials_validation and skip_requesting_account_id keep the provider from asking "
        "which account the credentials belong to.";
    if (value_count(value_get(config, "allowed_account_ids")) > 0) {
        diag_error(&c->diags, path_attr(c->arena, NULL, "allowed_account_ids"), "Account cannot be checked", "%s",
                   DETAIL);
        return false;
    }
    diag_warning(&c->diags, path_attr(c->arena, NULL, "forbidden_account_ids"), "Account is not checked", "%s", DETAIL);
    return true;
}

static void tell(engine_call *c, const aws_config_problem *problem) {
    const path *at = problem->argument == NULL ? NULL : path_attr(c->arena, NULL, problem->argument);
    diag_error(&c->diags, at, problem->summary, "%s", problem->detail);
}

static bool make_client(engine_call *c, const value *config, const char *terraform_version, aws_client **ret) {
    aws_config_input input = input_of(c, config);
    if (!configure_roles(c, config, &input)) {
        return false;
    }
    aws_config *loaded = NULL;
    aws_config_problem problem = {0};
    if (!aws_config_load(&input, NULL, c->arena, &loaded, &problem)) {
        tell(c, &problem);
        return false;
    }
    const char *agent = user_agent(c->arena, terraform_version, aws_config_app_id(loaded));
    aws_client *client = aws_client_new(loaded, NULL, clock_system(), agent);
    if (!aws_client_discover_region(client, c->arena, c->stop, &problem)) {
        tell(c, &problem);
        aws_client_free(client);
        return false;
    }
    *ret = client;
    return true;
}

// The account whose credentials they are, where somebody needs it now, and whether it may be worked in.
static bool check_account(engine_call *c, const value *config, engine_settings *settings) {
    bool lists = value_count(value_get(config, "allowed_account_ids")) > 0 ||
                 value_count(value_get(config, "forbidden_account_ids")) > 0;
    bool validate = !flag(config, "skip_credentials_validation");
    if (!validate && !(lists && settings->may_ask_account)) {
        return !lists || cannot_check_account(c, config);
    }
    const aws_error *error = NULL;
    if (!account_ask(settings->client, c->arena, c->stop, &settings->account_id, &error)) {
        diag_aws(&c->diags, NULL, validate ? "checking the credentials" : "finding the account id", error);
        return false;
    }
    return account_allowed(c, config, settings->account_id);
}

void engine_configure(engine_call *c, const value *config, const char *terraform_version) {
    engine_settings settings = {
        .default_tags = environment_default_tags(c->arena, block_member(config, "default_tags", "tags")),
        .ignored_keys =
            environment_texts(c->arena, block_member(config, "ignore_tags", "keys"), "TF_AWS_IGNORE_TAGS_KEYS"),
        .ignored_prefixes = environment_texts(c->arena, block_member(config, "ignore_tags", "key_prefixes"),
                                              "TF_AWS_IGNORE_TAGS_KEY_PREFIXES"),
        .unknown_argument = unknown_argument(config),
        .may_ask_account = !flag(config, "skip_requesting_account_id"),
    };
    if (value_has_unknown(settings.default_tags)) {
        settings.default_tags = value_unknown();
    }
    if (settings.unknown_argument == NULL && !make_client(c, config, terraform_version, &settings.client)) {
        return;
    }
    if (settings.client != NULL && !check_account(c, config, &settings)) {
        aws_client_free(settings.client);
        return;
    }
    LOG(LOG_DEBUG, "provider configured", "region",
        settings.client == NULL ? NULL : aws_config_region(aws_client_config(settings.client)));
    engine_adopt(c->engine, &settings);
}
