// What the aws layer alone knows about a configuration.
#pragma once

#include "aws/config.h"
#include "aws/ini.h"
#include "aws/roles.h"
#include "base/buf.h"

typedef struct config_file {
    const char *path;
    bool is_credentials; // sections are named "[x]", not "[profile x]"
    bool is_named;       // by an argument or the environment; else it is at its usual place
    const ini *content;  // NULL: there is none, and `absence` says why
    const char *absence; // "no such file"
} config_file;

struct aws_config {
    arena *arena; // the configuration's own; everything below lives in it
    aws_getenv env;
    const char *region;
    const char *sts_region;
    const char *profile; // never NULL
    bool profile_is_argument;
    const char *access_key; // the provider's arguments; NULL where not given
    const char *secret_key;
    const char *token;
    config_file *files; // the strongest first: credentials files, then config files, later ones before earlier ones
    size_t file_count;
    const aws_endpoint_override *endpoints;
    size_t endpoint_count;
    http_settings http;
    int64_t max_attempts;
    bool adaptive;
    int64_t token_bucket_capacity;
    bool checksums; // request_checksum_calculation
    const char *app_id;
    bool ignore_endpoints; // AWS_IGNORE_CONFIGURED_ENDPOINT_URLS
    bool s3_regional;      // S3 in us-east-1 is called at its regional endpoint, not at the global one
    bool skip_region_validation;
    bool use_fips;
    bool use_dualstack;
    bool s3_path_style;

    const aws_role *roles; // the provider block's assume_role, in order
    size_t role_count;
    const aws_web_identity *web_identity; // the provider block's; NULL: none
    const char *metadata_endpoint;        // the provider's arguments for the instance metadata; NULL where not given
    const char *metadata_endpoint_mode;   // "IPv4" or "IPv6"
    int skip_metadata;                    // tri-state
};

// The variable of the configuration's environment; NULL when it is not set or empty.
const char *config_env(const aws_config *c, const char *name);

// Whether the file has the profile.
bool config_file_has_profile(const config_file *file, const char *profile);

// A key of a profile, in one file or in the strongest file that has it; NULL when it is not there or empty, or a group.
// A comment behind the value, a blank and # or ;, is cut off, as the AWS SDK for Go does. The copy in `a` is wiped with
// it.
const char *config_file_setting(const config_file *file, arena *a, const char *profile, const char *key);
const char *config_profile_setting(const aws_config *c, arena *a, const char *profile, const char *key);
// The same of the configured profile.
const char *config_setting(const aws_config *c, arena *a, const char *key);

// Whether any of the files has the profile.
bool config_has_profile(const aws_config *c, const char *profile);

// A key of "[sso-session name]"; NULL when it is not there or empty.
const char *config_sso_session_setting(const aws_config *c, arena *a, const char *name, const char *key);
// Whether there is such a section.
bool config_has_sso_session(const aws_config *c, const char *name);

// A key of a service in the services section that the profile names: service "s3", key "endpoint_url". NULL when it is
// not there.
const char *config_service_setting(const aws_config *c, arena *a, const char *service, const char *key);

// True for "true" and false for "false", in any case; `*ret` untouched and false for all else.
bool config_parse_bool(const char *text, bool *ret);

// The paths looked at, for messages: "/home/x/.aws/credentials (no such file) and /home/x/.aws/config".
const char *config_files_text(const aws_config *c, arena *a);

// Whether the name of the region is one that may be used. False with the problem at the argument region.
bool config_check_region(const aws_config *c, arena *a, aws_config_problem *ret);
// Whether the machine may tell the region: nothing but the instance metadata can have credentials.
bool config_region_is_discoverable(const aws_config *c);

// `path` with a leading ~, $NAME and ${NAME} filled in, as hashicorp/aws does it. In `a`.
const char *config_expand_path(const aws_config *c, arena *a, const char *path);
// Appends the whole file to `out`. 0, or an errno: ENOENT where nothing is there, EFBIG past the cap of `out`.
int config_read_file(const char *path, buf *out);
