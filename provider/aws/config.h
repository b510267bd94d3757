// What the provider block, the environment and the shared files decide about calls. One aws_config belongs to one
// configured provider; it is built once in ConfigureProvider and is read-only afterwards.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "aws/error.h"
#include "aws/http.h"
#include "aws/roles.h"
#include "base/arena.h"
#include "base/str.h"

typedef struct aws_endpoint_override {
    const char *service_id; // api_service.id
    const char *url;
} aws_endpoint_override;

// The provider arguments as given; NULL / -1 where not configured. Text is borrowed until aws_config_load returns.
typedef struct aws_config_input {
    const char *region;
    const char *profile;
    const char *access_key;
    const char *secret_key;
    const char *token;
    const char *const *shared_config_files;      // NULL-terminated; NULL: environment, then ~/.aws/config
    const char *const *shared_credentials_files; // likewise
    const aws_endpoint_override *endpoints;
    size_t endpoint_count;
    const char *custom_ca_bundle;
    const char *http_proxy;
    const char *https_proxy;
    const char *no_proxy;
    const char *sts_region;
    const char *retry_mode;
    const char *s3_us_east_1_regional_endpoint; // "legacy" or "regional"
    int64_t max_retries;                        // -1 or 0: not set (AWS_MAX_ATTEMPTS, then 25 as hashicorp/aws)
    int64_t token_bucket_capacity;              // 0: not set
    int insecure;                               // tri-state: -1 not set
    int use_fips_endpoint;                      // tri-state
    int use_dualstack_endpoint;                 // tri-state
    int s3_use_path_style;                      // tri-state
    const aws_role *roles;                      // assume_role, in order
    size_t role_count;
    const aws_web_identity *web_identity; // NULL: not configured
    const char *metadata_endpoint;
    const char *metadata_endpoint_mode; // "IPv4" or "IPv6"
    int skip_metadata;                  // tri-state
    bool skip_region_validation;
    bool may_discover_region; // a region that is set nowhere is for aws_client_discover_region to find, where it can
} aws_config_input;

typedef struct aws_config aws_config;

typedef struct aws_config_problem {
    const char *argument; // the provider argument to point at ("region", "profile"); NULL: none in particular
    const char *summary;
    const char *detail;
} aws_config_problem;

// Reads environment and files (getenv through `env`, so that tests script it; NULL is the process's). False with one
// problem in `a`: missing or misspelt region, unknown profile, unreadable file, bad number. Release with
// aws_config_free.
typedef const char *(*aws_getenv)(const char *name);
bool aws_config_load(const aws_config_input *input, aws_getenv env, arena *a, aws_config **ret,
                     aws_config_problem *ret_problem);
void aws_config_free(aws_config *c);

// NULL only before aws_client_discover_region found it.
const char *aws_config_region(const aws_config *c);
// Where STS is called when that is not the configured region; NULL: it is.
const char *aws_config_sts_region(const aws_config *c);
// How often a request is sent at most, the first time included: at least 1. What hashicorp/aws calls retries counts the
// first try too.
int64_t aws_config_max_attempts(const aws_config *c);
// Whether retry_mode is "adaptive": requests are held back after a service has throttled.
bool aws_config_adaptive(const aws_config *c);
// Tokens of the bucket that pays for retries.
int64_t aws_config_token_bucket_capacity(const aws_config *c);
// Whether a request carries a checksum also where the service does without (AWS_REQUEST_CHECKSUM_CALCULATION, or
// request_checksum_calculation of the profile: when_supported, the default, or when_required).
bool aws_config_checksums(const aws_config *c);
// AWS_SDK_UA_APP_ID, or sdk_ua_app_id of the profile: what an application calls itself in the user agent; NULL:
// nothing.
const char *aws_config_app_id(const aws_config *c);
// CA bundle and proxies, by argument, then environment, then profile; they live as long as the configuration.
const http_settings *aws_config_http(const aws_config *c);
bool aws_config_s3_path_style(const aws_config *c);
