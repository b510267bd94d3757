// Loading a configuration: arguments, then environment, then the profile, for each setting.
#include "aws/config.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "aws/config_internal.h"
#include "aws/endpoint_url.h"
#include "aws/proxy_url.h"
#include "aws/secret.h"
#include "base/buf.h"

enum {
    MAX_FILE = 4 * 1024 * 1024,
    DEFAULT_ATTEMPTS = 25,  // as hashicorp/aws
    DEFAULT_CAPACITY = 500, // the SDKs' standard mode
    MOST_PROFILES_NAMED = 20,
};

typedef struct loader {
    const aws_config_input *input;
    aws_config *config;
    arena *arena; // the caller's: the problem lives there
    aws_config_problem problem;
} loader;

__attribute__((format(printf, 4, 5))) static bool fail(loader *l, const char *argument, const char *summary,
                                                       const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *detail = arena_vprintf(l->arena, format, args);
    va_end(args);
    l->problem = (aws_config_problem){.argument = argument, .summary = summary, .detail = detail};
    return false;
}

static const char *process_env(const char *name) {
    return getenv(name);
}

// A copy in the configuration; NULL for NULL and for "": an empty argument is one that is not given.
static const char *own(const loader *l, const char *text) {
    return text == NULL || text[0] == '\0' ? NULL : arena_strdup(l->config->arena, text);
}

static const char *own_secret(const loader *l, const char *text) {
    return text == NULL || text[0] == '\0' ? NULL : secret_dup(l->config->arena, text);
}

static const char *env(const loader *l, const char *name) {
    return config_env(l->config, name);
}

// The setting by argument, by either variable (the second may be NULL), by the profile's key (may be NULL).
static const char *choose(const loader *l, const char *argument, const char *variable, const char *variable2,
                          const char *key) {
    const char *text = own(l, argument);
    if (text == NULL) {
        text = own(l, env(l, variable));
    }
    if (text == NULL && variable2 != NULL) {
        text = own(l, env(l, variable2));
    }
    if (text == NULL && key != NULL) {
        text = config_setting(l->config, l->config->arena, key);
    }
    return text;
}

static bool load_file(loader *l, config_file *file) {
    const char *argument = file->is_credentials ? "shared_credentials_files" : "shared_config_files";
    buf text = buf_make(MAX_FILE);
    text.secret = true;
    int problem = config_read_file(file->path, &text);
    const char *message = NULL;
    bool parsed =
        problem == 0 && ini_parse(l->config->arena, (str){.ptr = text.ptr, .len = text.len}, &file->content, &message);
    buf_free(&text);
    // HOME may be another user's, and a volume may have made a folder of the file: what is not to be read at its usual
    // place is passed over, as the SDK for Go does. What somebody has named is not.
    if (problem != 0 && problem != ENOENT && (file->is_named || problem == EFBIG)) {
        return fail(l, argument, "Unreadable AWS configuration file", "%s: %s.", file->path, strerror(problem));
    }
    if (problem != 0) {
        file->absence = problem == ENOENT ? "no such file" : arena_strdup(l->config->arena, strerror(problem));
    }
    if (problem == 0 && !parsed) {
        return fail(l, argument, "Invalid AWS configuration file", "%s, %s.", file->path, message);
    }
    return true;
}

static size_t count_of(const char *const *list) {
    size_t count = 0;
    while (list != NULL && list[count] != NULL) {
        count++;
    }
    return count;
}

// Appends the files of one kind, the last named first: it is the one that decides.
static void name_files(loader *l, const char *const *named, const char *variable, const char *usual,
                       bool is_credentials) {
    const char *one[] = {env(l, variable), NULL};
    bool is_named = count_of(named) > 0 || one[0] != NULL;
    if (one[0] == NULL && env(l, "HOME") != NULL) {
        one[0] = usual;
    }
    const char *const *paths = count_of(named) > 0 ? named : one;
    aws_config *c = l->config;
    for (size_t i = count_of(paths); i > 0; i--) {
        c->files[c->file_count++] = (config_file){
            .path = config_expand_path(c, c->arena, paths[i - 1]),
            .is_credentials = is_credentials,
            .is_named = is_named,
        };
    }
}

static bool load_files(loader *l) {
    const aws_config_input *in = l->input;
    aws_config *c = l->config;
    size_t most = count_of(in->shared_credentials_files) + count_of(in->shared_config_files) + 2;
    c->files = ARENA_ARRAY(c->arena, config_file, most);
    name_files(l, in->shared_credentials_files, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", true);
    name_files(l, in->shared_config_files, "AWS_CONFIG_FILE", "~/.aws/config", false);
    for (size_t i = 0; i < c->file_count; i++) {
        if (!load_file(l, &c->files[i])) {
            return false;
        }
    }
    return true;
}

static const char *known_profiles(const loader *l) {
    const char *text = "";
    size_t named = 0;
    for (size_t i = 0; i < l->config->file_count; i++) {
        const config_file *file = &l->config->files[i];
        const char *const *names =
            file->content == NULL ? NULL : ini_names(file->content, l->arena, file->is_credentials ? NULL : "profile");
        for (size_t j = 0; names != NULL && names[j] != NULL && named < MOST_PROFILES_NAMED; j++) {
            text = arena_printf(l->arena, "%s%s\"%s\"", text, named == 0 ? "" : ", ", names[j]);
            named++;
        }
    }
    return named == 0 ? "" : arena_printf(l->arena, " There are: %s.", text);
}

static bool load_profile(loader *l) {
    aws_config *c = l->config;
    c->profile = own(l, l->input->profile);
    c->profile_is_argument = c->profile != NULL;
    if (c->profile == NULL) {
        c->profile = choose(l, NULL, "AWS_PROFILE", "AWS_DEFAULT_PROFILE", NULL);
    }
    bool named = c->profile != NULL;
    if (!named) {
        c->profile = "default";
    }
    if (!load_files(l)) {
        return false;
    }
    if (named && !config_has_profile(c, c->profile)) { // "default" may be absent unless somebody asks for it
        return fail(l, "profile", "Unknown AWS profile", "Profile \"%s\"%s was not found in %s.%s", c->profile,
                    c->profile_is_argument ? "" : ", named by the environment,", config_files_text(c, l->arena),
                    known_profiles(l));
    }
    return true;
}

static bool load_region(loader *l) {
    aws_config *c = l->config;
    c->region = choose(l, l->input->region, "AWS_REGION", "AWS_DEFAULT_REGION", "region");
    c->sts_region = own(l, l->input->sts_region);
    c->skip_region_validation = l->input->skip_region_validation;
    if (c->region == NULL && l->input->may_discover_region && config_region_is_discoverable(c)) {
        return true;
    }
    if (c->region == NULL) {
        return fail(
            l, "region", "Missing AWS region",
            "Set region in the provider block, AWS_REGION or AWS_DEFAULT_REGION in the environment, or region in "
            "profile \"%s\". Looked at: %s.",
            c->profile, config_files_text(c, l->arena));
    }
    return config_check_region(c, l->arena, &l->problem);
}

static bool load_flag(loader *l, int argument, const char *argument_name, const char *variable, const char *key,
                      bool *ret) {
    const char *text = choose(l, NULL, variable, NULL, key);
    if (argument >= 0) {
        *ret = argument > 0;
    } else if (text == NULL) {
        *ret = false;
    } else if (!config_parse_bool(text, ret)) {
        return fail(l, argument_name, "Invalid setting", "%s, or %s in profile \"%s\", must be true or false.",
                    variable, key, l->config->profile);
    }
    return true;
}

static bool load_checksums(loader *l) {
    const char *text = choose(l, NULL, "AWS_REQUEST_CHECKSUM_CALCULATION", NULL, "request_checksum_calculation");
    bool required = text != NULL && strcasecmp(text, "when_required") == 0;
    if (text != NULL && !required && strcasecmp(text, "when_supported") != 0) {
        return fail(
            l, NULL, "Invalid setting",
            "AWS_REQUEST_CHECKSUM_CALCULATION, or request_checksum_calculation in profile \"%s\", is \"%s\": it "
            "must be when_supported or when_required.",
            l->config->profile, text);
    }
    l->config->checksums = !required;
    return true;
}

static bool load_retries(loader *l) {
    aws_config *c = l->config;
    const char *mode = choose(l, l->input->retry_mode, "AWS_RETRY_MODE", NULL, "retry_mode");
    if (mode != NULL && strcmp(mode, "standard") != 0 && strcmp(mode, "adaptive") != 0 && strcmp(mode, "legacy") != 0) {
        return fail(l, "retry_mode", "Invalid retry mode", "\"%s\" is neither \"standard\" nor \"adaptive\".", mode);
    }
    c->adaptive = mode != NULL && strcmp(mode, "adaptive") == 0;
    int64_t capacity = l->input->token_bucket_capacity;
    c->token_bucket_capacity = capacity > 0 ? capacity : DEFAULT_CAPACITY;
    if (l->input->max_retries > 0) { // to hashicorp/aws 0 is not set
        c->max_attempts = l->input->max_retries;
        return true;
    }
    const char *text = choose(l, NULL, "AWS_MAX_ATTEMPTS", NULL, "max_attempts");
    c->max_attempts = DEFAULT_ATTEMPTS;
    if (text == NULL) {
        return true;
    }
    char *end;
    errno = 0;
    long long number = strtoll(text, &end, 10);
    if (errno != 0 || *end != '\0' || number < 0 || number > INT_MAX) {
        return fail(
            l, "max_retries", "Invalid number of attempts",
            "AWS_MAX_ATTEMPTS, or max_attempts in profile \"%s\", is \"%s\": it must be a whole number from 0 on.",
            c->profile, text);
    }
    c->max_attempts = number == 0 ? DEFAULT_ATTEMPTS : number; // to the SDKs 0 means their default
    return true;
}

// Unlike other arguments, an empty one counts: no proxy, whatever the environment says.
static const char *choose_proxy(const loader *l, const char *argument, const char *variable, const char *variable2) {
    return argument != NULL ? own(l, argument) : choose(l, NULL, variable, variable2, NULL);
}

// Makes of a proxy what libcurl takes.
static bool read_proxy(loader *l, const char *argument, const char **proxy) {
    return *proxy == NULL || proxy_url_parse(l->config->arena, *proxy, proxy) ||
           fail(
               l, argument, "Invalid proxy",
               "The proxy of %s is no URL such as http://proxy.example.com:3128, of the scheme http, https or socks5. "
               "In its user and password, characters other than letters and digits may have to be encoded: %%2F for /, "
               "%%23 for #.",
               argument);
}

// A file that holds no certificate at all would only be told by the first call, as a connection that fails.
static bool load_ca_bundle(loader *l) {
    aws_config *c = l->config;
    const char *bundle = choose(l, l->input->custom_ca_bundle, "AWS_CA_BUNDLE", NULL, "ca_bundle");
    if (bundle == NULL) {
        return true;
    }
    c->http.ca_bundle = config_expand_path(c, c->arena, bundle);
    buf text = buf_make(MAX_FILE);
    int problem = config_read_file(c->http.ca_bundle, &text);
    size_t at = 0;
    bool has_one = problem == 0 && str_find((str){.ptr = text.ptr, .len = text.len}, "-----BEGIN ", &at);
    buf_free(&text);
    if (problem != 0) {
        return fail(l, "custom_ca_bundle", "Unreadable CA bundle", "%s: %s.", c->http.ca_bundle, strerror(problem));
    }
    return has_one ||
           fail(l, "custom_ca_bundle", "Invalid CA bundle", "%s holds no certificate in PEM form.", c->http.ca_bundle);
}

static bool load_http(loader *l) {
    const aws_config_input *in = l->input;
    http_settings *http = &l->config->http;
    http->insecure = in->insecure > 0;
    http->no_proxy = choose_proxy(l, in->no_proxy, "NO_PROXY", "no_proxy");
    http->http_proxy = choose_proxy(l, in->http_proxy, "HTTP_PROXY", "http_proxy");
    http->https_proxy = choose_proxy(l, in->https_proxy, "HTTPS_PROXY", "https_proxy");
    // hashicorp/aws 5 sends HTTPS through the argument http_proxy too, but not through the variable HTTP_PROXY.
    if (http->https_proxy == NULL && in->https_proxy == NULL) {
        http->https_proxy = own(l, in->http_proxy);
    }
    return read_proxy(l, "http_proxy", &http->http_proxy) && read_proxy(l, "https_proxy", &http->https_proxy) &&
           load_ca_bundle(l);
}

// What changes a single service's endpoint, or keeps all of them as AWS has them.
static bool load_endpoint_rules(loader *l) {
    aws_config *c = l->config;
    const char *s3 = choose(l, l->input->s3_us_east_1_regional_endpoint, "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT", NULL,
                            "s3_us_east_1_regional_endpoint");
    c->s3_regional = s3 != NULL && strcasecmp(s3, "regional") == 0;
    if (s3 != NULL && !c->s3_regional && strcasecmp(s3, "legacy") != 0) {
        return fail(l, "s3_us_east_1_regional_endpoint", "Invalid setting",
                    "\"%s\" is neither \"legacy\" nor \"regional\".", s3);
    }
    static const char VARIABLE[] = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
    const char *text = env(l, VARIABLE);
    if (text != NULL && !config_parse_bool(text, &c->ignore_endpoints)) {
        return fail(l, NULL, "Invalid setting", "%s is \"%s\": it must be true or false.", VARIABLE, text);
    }
    // In a file anything else than true is false to the SDKs.
    const char *in_file = text == NULL ? config_setting(c, l->arena, "ignore_configured_endpoint_urls") : NULL;
    if (in_file != NULL) {
        (void)config_parse_bool(in_file, &c->ignore_endpoints);
    }
    return true;
}

static bool load_endpoints(loader *l) {
    const aws_config_input *in = l->input;
    aws_config *c = l->config;
    aws_endpoint_override *list = ARENA_ARRAY(c->arena, aws_endpoint_override, in->endpoint_count + 1);
    for (size_t i = 0; i < in->endpoint_count; i++) {
        const char *url = own(l, in->endpoints[i].url);
        if (url == NULL) {
            continue;
        }
        endpoint_url parsed;
        const char *reason;
        if (!endpoint_url_parse(l->arena, url, &parsed, &reason)) {
            return fail(l, "endpoints", "Invalid endpoint", "The endpoint of %s %s.", in->endpoints[i].service_id,
                        reason);
        }
        list[c->endpoint_count++] =
            (aws_endpoint_override){.service_id = own(l, in->endpoints[i].service_id), .url = url};
    }
    c->endpoints = list;
    c->app_id = choose(l, NULL, "AWS_SDK_UA_APP_ID", NULL, "sdk_ua_app_id");
    return true;
}

static void load_roles(const loader *l) {
    const aws_config_input *in = l->input;
    aws_config *c = l->config;
    c->roles = aws_roles_copy(c->arena, in->roles, in->role_count);
    c->role_count = in->role_count;
    aws_web_identity *w = aws_web_identity_copy(c->arena, in->web_identity);
    if (w != NULL && w->token_file != NULL) {
        w->token_file = config_expand_path(c, c->arena, w->token_file);
    }
    c->web_identity = w;
    c->metadata_endpoint = own(l, in->metadata_endpoint);
    c->metadata_endpoint_mode = own(l, in->metadata_endpoint_mode);
    c->skip_metadata = in->skip_metadata;
}

static bool load(loader *l) {
    const aws_config_input *in = l->input;
    aws_config *c = l->config;
    c->access_key = own_secret(l, in->access_key);
    c->secret_key = own_secret(l, in->secret_key);
    c->token = own_secret(l, in->token);
    c->s3_path_style = in->s3_use_path_style > 0;
    load_roles(l);
    return load_profile(l) && load_region(l) &&
           load_flag(l, in->use_fips_endpoint, "use_fips_endpoint", "AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint",
                     &c->use_fips) &&
           load_flag(l, in->use_dualstack_endpoint, "use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT",
                     "use_dualstack_endpoint", &c->use_dualstack) &&
           load_retries(l) && load_checksums(l) && load_http(l) && load_endpoint_rules(l) && load_endpoints(l);
}

bool aws_config_load(const aws_config_input *input, aws_getenv env, arena *a, aws_config **ret,
                     aws_config_problem *ret_problem) {
    arena *own_arena = arena_new_secret(); // proxies have passwords
    aws_config *c = ARENA_NEW(own_arena, aws_config);
    c->arena = own_arena;
    c->env = env == NULL ? process_env : env;
    loader l = {.input = input, .config = c, .arena = a};
    if (!load(&l)) {
        *ret_problem = l.problem;
        aws_config_free(c);
        return false;
    }
    *ret = c;
    return true;
}

void aws_config_free(aws_config *c) {
    if (c == NULL) {
        return;
    }
    arena_free(c->arena);
}

const char *aws_config_region(const aws_config *c) {
    return c->region;
}

int64_t aws_config_token_bucket_capacity(const aws_config *c) {
    return c->token_bucket_capacity;
}

const char *aws_config_app_id(const aws_config *c) {
    return c->app_id;
}

const char *aws_config_sts_region(const aws_config *c) {
    return c->sts_region;
}

int64_t aws_config_max_attempts(const aws_config *c) {
    return c->max_attempts;
}

bool aws_config_checksums(const aws_config *c) {
    return c->checksums;
}

bool aws_config_adaptive(const aws_config *c) {
    return c->adaptive;
}

const http_settings *aws_config_http(const aws_config *c) {
    return &c->http;
}

bool aws_config_s3_path_style(const aws_config *c) {
    return c->s3_path_style;
}
