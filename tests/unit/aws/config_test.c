#include "aws/config.h"

#include "aws/config_internal.h"
#include "scripted_env.h"
#include "unit/test.h"

static aws_config *load(arena *a, const aws_config_input *input) {
    aws_config *c = NULL;
    aws_config_problem problem = {0};
    if (!aws_config_load(input, scripted_env, a, &c, &problem)) {
        printf("%s: %s: %s\n", problem.argument, problem.summary, problem.detail);
    }
    return c;
}

static void no_files(void) {
    scripted_file(".aws/config", NULL);
    scripted_file(".aws/credentials", NULL);
    scripted_file("more", NULL);
}

// The problem is at `argument`, and its detail holds `part` (and `part2` unless NULL).
static void check_problem(const aws_config_input *input, const char *argument, const char *part, const char *part2) {
    arena *a = arena_new();
    aws_config *c = NULL;
    aws_config_problem problem = {0};
    if (CHECK(!aws_config_load(input, scripted_env, a, &c, &problem)) && CHECK(problem.detail != NULL)) {
        CHECK_STR(problem.argument, argument);
        CHECK(problem.summary != NULL && problem.summary[0] != '\0');
        if (!CHECK(strstr(problem.detail, part) != NULL && (part2 == NULL || strstr(problem.detail, part2) != NULL))) {
            printf("  %s\n", problem.detail);
        }
    }
    CHECK(c == NULL);
    arena_free(a);
}

static void check_region(const aws_config_input *input, const char *expected) {
    arena *a = arena_new();
    aws_config *c = load(a, input);
    if (CHECK(c != NULL)) {
        CHECK_STR(aws_config_region(c), expected);
    }
    aws_config_free(c);
    arena_free(a);
}

TEST(the_region_s_sources_in_order) {
    scripted_file(".aws/config", "[default]\nregion = eu-west-3 # Paris\n[profile dev]\nregion = sa-east-1\n"
                                 "[profile bare]\noutput = json\n");
    aws_config_input in = no_arguments();
    ENV();
    check_region(&in, "eu-west-3");
    ENV({"AWS_PROFILE", "dev"});
    check_region(&in, "sa-east-1");
    ENV({"AWS_DEFAULT_REGION", "eu-west-2"}, {"AWS_PROFILE", "dev"});
    check_region(&in, "eu-west-2");
    ENV({"AWS_DEFAULT_REGION", "eu-west-2"}, {"AWS_REGION", "eu-west-1"});
    check_region(&in, "eu-west-1");
    ENV({"AWS_DEFAULT_REGION", "eu-west-2"}, {"AWS_REGION", ""});
    check_region(&in, "eu-west-2");
    in.region = "us-east-2";
    check_region(&in, "us-east-2");
    in.region = "";
    in.profile = "dev";
    ENV({"AWS_PROFILE", "nobody"});
    check_region(&in, "sa-east-1");
    in.profile = "bare";
    ENV();
    check_problem(&in, "region", "region in profile \"bare\"", "/.aws/config");
    scripted_file(".aws/credentials", "[bare]\nregion = ca-central-1\n");
    check_region(&in, "ca-central-1");
    no_files();
}

TEST(profile_default_hides_default) {
    scripted_file(".aws/config", "[profile default]\nregion = eu-west-1\n[default]\nregion = eu-west-2\n");
    aws_config_input in = no_arguments();
    ENV();
    check_region(&in, "eu-west-1");
    no_files();
}

TEST(a_region_is_asked_for) {
    aws_config_input in = no_arguments();
    ENV();
    check_problem(&in, "region", "AWS_REGION", "(no such file)");
}

TEST(a_misspelt_region) {
    aws_config_input in = no_arguments();
    ENV();
    in.region = "us-est-1";
    check_problem(&in, "region", "\"us-est-1\"", "Did you mean \"us-east-1\"?");
    in.region = "mars";
    check_problem(&in, "region", "\"mars\"", "skip_region_validation");
    in.skip_region_validation = true;
    check_region(&in, "mars");
}

TEST(an_unknown_profile) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    in.profile = "prod";
    ENV();
    check_problem(&in, "profile", "\"prod\"", "no such file");
    scripted_file(".aws/config", "[profile dev]\n[prod]\n[default]\n");
    scripted_file(".aws/credentials", "[test]\n");
    check_problem(&in, "profile", "\"dev\"", "\"test\"");
    in.profile = NULL;
    ENV({"AWS_PROFILE", "gone"});
    check_problem(&in, "profile", "\"gone\", named by the environment,", NULL);
    ENV({"AWS_PROFILE", "test"});
    check_region(&in, "eu-west-1");
    ENV();
    check_region(&in, "eu-west-1");
    no_files();
}

TEST(files_by_argument_and_environment) {
    scripted_file("more", "[profile a]\nregion = eu-west-1\n");
    scripted_file(".aws/config", "[profile a]\nregion = eu-west-2\noutput = x\n");
    aws_config_input in = no_arguments();
    in.profile = "a";
    const char *const both[] = {"$HOME/.aws/config", "~/more", NULL};
    in.shared_config_files = both;
    ENV({"AWS_CONFIG_FILE", "/nowhere"});
    check_region(&in, "eu-west-1");
    const char *const turned[] = {"~/more", "${HOME}/.aws/config", NULL};
    in.shared_config_files = turned;
    check_region(&in, "eu-west-2");
    in.shared_config_files = NULL;
    check_problem(&in, "profile", "/nowhere (no such file)", NULL);
    ENV({"AWS_CONFIG_FILE", "~/more"});
    check_region(&in, "eu-west-1");
    no_files();
}

TEST(files_that_cannot_be_read) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    const char *const folder[] = {"~", NULL};
    in.shared_credentials_files = folder;
    ENV();
    check_problem(&in, "shared_credentials_files", "Is a directory", NULL);
    in.shared_credentials_files = NULL;
    scripted_file(".aws/credentials", "[a]\naws_secret_access_key = SECRET\nSECRET\n");
    check_problem(&in, "shared_credentials_files", "line 3", NULL);
    arena *a = arena_new();
    aws_config *c;
    aws_config_problem problem = {0};
    CHECK(!aws_config_load(&in, scripted_env, a, &c, &problem));
    CHECK(strstr(problem.detail, "SECRET") == NULL);
    arena_free(a);
    no_files();
}

// HOME may be another user's, and a volume may have made a folder of what was no file.
TEST(files_at_their_usual_places_that_cannot_be_read) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    ENV();
    arena *a = arena_new();
    CHECK(mkdir(scripted_path(a, ".aws/credentials"), 0700) == 0);
    check_region(&in, "eu-west-1");
    in.profile = "dev";
    check_problem(&in, "profile", "/.aws/credentials (Is a directory)", "/.aws/config (no such file)");
    in.profile = NULL;
    ENV({"AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"});
    check_problem(&in, "shared_credentials_files", "Is a directory", NULL);
    CHECK(rmdir(scripted_path(a, ".aws/credentials")) == 0);
    arena_free(a);
}

static void check_attempts(const aws_config_input *in, int64_t expected) {
    arena *a = arena_new();
    aws_config *c = load(a, in);
    if (CHECK(c != NULL)) {
        CHECK_INT(aws_config_max_attempts(c), expected);
    }
    aws_config_free(c);
    arena_free(a);
}

TEST(attempts) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    ENV();
    check_attempts(&in, 25);
    scripted_file(".aws/config", "[default]\nmax_attempts = 3\nretry_mode = legacy\n");
    check_attempts(&in, 3);
    ENV({"AWS_MAX_ATTEMPTS", "7"});
    check_attempts(&in, 7);
    in.max_retries = 4;
    check_attempts(&in, 4);
    in.max_retries = 0; // to hashicorp/aws that is not set
    check_attempts(&in, 7);
    in.max_retries = -1;
    ENV({"AWS_MAX_ATTEMPTS", "many"});
    check_problem(&in, "max_retries", "\"many\"", NULL);
    ENV({"AWS_MAX_ATTEMPTS", "-1"});
    check_problem(&in, "max_retries", "\"-1\"", NULL);
    ENV({"AWS_MAX_ATTEMPTS", "99999999999999999999"});
    check_problem(&in, "max_retries", "whole number", NULL);
    ENV({"AWS_RETRY_MODE", "quick"});
    check_problem(&in, "retry_mode", "\"quick\"", NULL);
    ENV({"AWS_REQUEST_CHECKSUM_CALCULATION", "never"});
    check_problem(&in, NULL, "when_supported or when_required", NULL);
    no_files();
}

TEST(flags) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    scripted_file(".aws/config", "[default]\nuse_fips_endpoint = TRUE\n");
    ENV({"AWS_USE_DUALSTACK_ENDPOINT", "true"});
    arena *a = arena_new();
    aws_config *c = load(a, &in);
    if (CHECK(c != NULL)) {
        CHECK(c->use_fips && c->use_dualstack && !aws_config_s3_path_style(c));
    }
    aws_config_free(c);
    in.use_fips_endpoint = 0;
    in.s3_use_path_style = 1;
    in.sts_region = "us-west-2";
    c = load(a, &in);
    if (CHECK(c != NULL)) {
        CHECK(!c->use_fips && aws_config_s3_path_style(c));
        CHECK_STR(aws_config_sts_region(c), "us-west-2");
    }
    aws_config_free(c);
    arena_free(a);
    ENV({"AWS_USE_DUALSTACK_ENDPOINT", "yes"});
    check_problem(&in, "use_dualstack_endpoint", "AWS_USE_DUALSTACK_ENDPOINT", "true or false");
    no_files();
}

static void check_proxies(const aws_config_input *in, const char *http, const char *https) {
    arena *a = arena_new();
    aws_config *c = load(a, in);
    if (CHECK(c != NULL)) {
        CHECK_STR(aws_config_http(c)->http_proxy, http);
        CHECK_STR(aws_config_http(c)->https_proxy, https);
    }
    aws_config_free(c);
    arena_free(a);
}

TEST(proxies) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    ENV();
    check_proxies(&in, NULL, NULL);
    ENV({"HTTP_PROXY", "http://e:1"}, {"no_proxy", "x,y"});
    check_proxies(&in, "http://e:1", NULL);
    in.http_proxy = "http://a:1";
    check_proxies(&in, "http://a:1", "http://a:1");
    ENV({"https_proxy", "http://e:2"});
    check_proxies(&in, "http://a:1", "http://e:2");
    in.https_proxy = "http://a:2";
    check_proxies(&in, "http://a:1", "http://a:2");
    in.https_proxy = "";
    check_proxies(&in, "http://a:1", NULL);
    in.https_proxy = "Proxy.example.com"; // the port is the one that Go takes
    check_proxies(&in, "http://a:1", "http://Proxy.example.com:80");
    in.https_proxy = "";
    in.http_proxy = "";
    ENV({"HTTP_PROXY", "http://e:1"});
    check_proxies(&in, NULL, NULL);
}

TEST(proxies_that_are_none) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    ENV();
    static const char *const GOOD[] = {"proxy:3128", "http://me:pass@w%40rd@proxy.example.com:3128",
                                       "socks5h://[::1]:1"};
    for (size_t i = 0; i < sizeof GOOD / sizeof GOOD[0]; i++) {
        in.https_proxy = GOOD[i];
        check_region(&in, "eu-west-1");
    }
    static const char *const BAD[] = {"ftp://proxy:21", "http://", "a proxy", "http://proxy:port"};
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        in.https_proxy = BAD[i];
        check_problem(&in, "https_proxy", "http://proxy.example.com:3128", NULL);
    }
    in.https_proxy = NULL;
    ENV({"HTTP_PROXY", "gopher://proxy"});
    check_problem(&in, "http_proxy", "socks5", NULL);
}

TEST(the_ca_bundle) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    in.insecure = 1;
    scripted_file("more", "-----BEGIN CERTIFICATE-----\n");
    ENV({"AWS_CA_BUNDLE", "~/more"});
    arena *a = arena_new();
    aws_config *c = load(a, &in);
    if (CHECK(c != NULL)) {
        CHECK_STR(aws_config_http(c)->ca_bundle, scripted_path(a, "more"));
        CHECK(aws_config_http(c)->insecure);
    }
    aws_config_free(c);
    arena_free(a);
    in.custom_ca_bundle = "/nowhere/at/all";
    check_problem(&in, "custom_ca_bundle", "/nowhere/at/all", NULL);
    in.custom_ca_bundle = "~/more";
    scripted_file("more", "certificates");
    check_problem(&in, "custom_ca_bundle", "no certificate", NULL);
    no_files();
}

TEST(endpoints_are_looked_at) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    ENV();
    const aws_endpoint_override endpoints[] = {{"ecs", ""}, {"iam", "localhost:4566"}};
    in.endpoints = endpoints;
    in.endpoint_count = 2;
    check_problem(&in, "endpoints", "iam", "https:// or http://");
    in.endpoint_count = 1;
    check_region(&in, "eu-west-1");
}

static void check_capacity(const aws_config_input *in, int64_t expected, const char *app_id) {
    arena *a = arena_new();
    aws_config *c = load(a, in);
    if (CHECK(c != NULL)) {
        CHECK_INT(aws_config_token_bucket_capacity(c), expected);
        CHECK_STR(aws_config_app_id(c), app_id);
    }
    aws_config_free(c);
    arena_free(a);
}

TEST(the_bucket_of_retries_and_the_application) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    ENV();
    check_capacity(&in, 500, NULL);
    scripted_file(".aws/config", "[default]\nsdk_ua_app_id = shop\n");
    in.token_bucket_capacity = 20;
    check_capacity(&in, 20, "shop");
    ENV({"AWS_SDK_UA_APP_ID", "pipeline"});
    check_capacity(&in, 20, "pipeline");
    no_files();
}

TEST(settings_that_must_be_one_of_two) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    ENV({"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "1"});
    check_problem(&in, NULL, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true or false");
    ENV({"AWS_S3_US_EAST_1_REGIONAL_ENDPOINT", "global"});
    check_problem(&in, "s3_us_east_1_regional_endpoint", "global", "regional");
    in.s3_us_east_1_regional_endpoint = "LEGACY";
    check_region(&in, "eu-west-1");
    // In a file anything else than true is false to the SDKs.
    scripted_file(".aws/config", "[default]\nignore_configured_endpoint_urls = 1\n");
    ENV();
    check_region(&in, "eu-west-1");
    no_files();
}

// NULL: nothing but the instance metadata can tell.
static void check_discoverable(bool expected) {
    arena *a = arena_new();
    aws_config_input in = no_arguments();
    in.may_discover_region = true;
    aws_config *c = NULL;
    aws_config_problem problem = {0};
    bool loaded = aws_config_load(&in, scripted_env, a, &c, &problem);
    CHECK(loaded == expected);
    CHECK(!loaded || aws_config_region(c) == NULL);
    aws_config_free(c);
    arena_free(a);
}

TEST(where_the_machine_may_tell_the_region) {
    ENV();
    check_discoverable(true);
    ENV({"AWS_EC2_METADATA_DISABLED", "true"});
    check_discoverable(false);
    ENV({"AWS_ACCESS_KEY_ID", "AKID"});
    check_discoverable(false);
    ENV({"AWS_ACCESS_KEY", "AKID"});
    check_discoverable(false);
    ENV({"AWS_WEB_IDENTITY_TOKEN_FILE", "/token"});
    check_discoverable(false);
    ENV();
    scripted_file(".aws/config", "[default]\nsso_session = work\n");
    check_discoverable(false);
    no_files();
}

TEST(services_sections) {
    scripted_file(".aws/config", "[default]\nregion = eu-west-1\nservices = local\n"
                                 "[services local]\ns3 =\n  endpoint_url = http://localhost:1 # mine\n");
    aws_config_input in = no_arguments();
    ENV();
    arena *a = arena_new();
    aws_config *c = load(a, &in);
    if (CHECK(c != NULL)) {
        CHECK_STR(config_service_setting(c, a, "s3", "endpoint_url"), "http://localhost:1");
        CHECK(config_service_setting(c, a, "ecs", "endpoint_url") == NULL);
        CHECK(config_setting(c, a, "endpoint_url") == NULL);
    }
    aws_config_free(c);
    arena_free(a);
    no_files();
}
