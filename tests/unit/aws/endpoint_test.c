#include "aws/endpoint.h"

#include "scripted_env.h"
#include "unit/test.h"

static const api_service ECS = {.id = "ecs", .sdk_id = "ECS", .endpoint_prefix = "ecs", .signing_name = "ecs"};
static const api_service ECR = {.id = "ecr", .sdk_id = "ECR", .endpoint_prefix = "api.ecr", .signing_name = "ecr"};
static const api_service ELBV2 = {
    .id = "elbv2",
    .sdk_id = "Elastic Load Balancing v2",
    .endpoint_prefix = "elasticloadbalancing",
    .signing_name = "elasticloadbalancing",
};
static const api_service LOGS = {
    .id = "logs",
    .sdk_id = "CloudWatch Logs",
    .endpoint_prefix = "logs",
    .signing_name = "logs",
};
static const api_service IAM = {
    .id = "iam",
    .sdk_id = "IAM",
    .endpoint_prefix = "iam",
    .signing_name = "iam",
    .global = true,
};
static const api_service S3 = {.id = "s3", .sdk_id = "S3", .endpoint_prefix = "s3", .signing_name = "s3"};
// One that the table does not know.
static const api_service OTHER = {
    .id = "other",
    .sdk_id = "Other Thing",
    .endpoint_prefix = "other",
    .signing_name = "otherthing",
    .global = true,
};

static void no_files(void) {
    scripted_file(".aws/config", NULL);
}

static aws_config_input input(void) {
    aws_config_input in = no_arguments();
    in.region = "eu-west-1";
    return in;
}

static void check_endpoint(const aws_config_input *in, const api_service *s, const char *region, const char *url,
                           const char *host, const char *signing_region, bool overridden) {
    arena *a = arena_new();
    aws_config *c = NULL;
    aws_config_problem problem = {0};
    const aws_error *error = NULL;
    aws_endpoint got = {0};
    if (CHECK(aws_config_load(in, scripted_env, a, &c, &problem)) &&
        CHECK(aws_endpoint_resolve(c, s, region, a, &got, &error))) {
        CHECK_STR(got.url, url);
        CHECK_STR(got.host, host);
        CHECK_STR(got.signing_region, signing_region);
        CHECK_STR(got.signing_name, s->signing_name);
        CHECK(got.overridden == overridden);
    }
    aws_config_free(c);
    arena_free(a);
}

#define IN_PARTITION(in, s, region, host, signing) check_endpoint(in, s, region, "https://" host, host, signing, false)

TEST(regional_services) {
    ENV();
    aws_config_input in = input();
    IN_PARTITION(&in, &ECS, NULL, "ecs.eu-west-1.amazonaws.com", "eu-west-1");
    IN_PARTITION(&in, &ECS, "us-west-2", "ecs.us-west-2.amazonaws.com", "us-west-2");
    IN_PARTITION(&in, &ECS, "cn-north-1", "ecs.cn-north-1.amazonaws.com.cn", "cn-north-1");
    IN_PARTITION(&in, &ECS, "us-east-9", "ecs.us-east-9.amazonaws.com", "us-east-9");
    IN_PARTITION(&in, &ECR, NULL, "api.ecr.eu-west-1.amazonaws.com", "eu-west-1");
    IN_PARTITION(&in, &ELBV2, NULL, "elasticloadbalancing.eu-west-1.amazonaws.com", "eu-west-1");
}

TEST(global_services) {
    ENV();
    aws_config_input in = input();
    IN_PARTITION(&in, &IAM, NULL, "iam.amazonaws.com", "us-east-1");
    IN_PARTITION(&in, &IAM, "us-east-9", "iam.amazonaws.com", "us-east-1");
    IN_PARTITION(&in, &IAM, "cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1");
    IN_PARTITION(&in, &IAM, "us-gov-east-1", "iam.us-gov.amazonaws.com", "us-gov-west-1");
    IN_PARTITION(&in, &OTHER, NULL, "other.amazonaws.com", "us-east-1");
}

TEST(fips_and_dual_stack) {
    ENV();
    aws_config_input in = input();
    in.use_fips_endpoint = 1;
    IN_PARTITION(&in, &ECS, "us-east-1", "ecs-fips.us-east-1.amazonaws.com", "us-east-1");
    IN_PARTITION(&in, &IAM, NULL, "iam-fips.amazonaws.com", "us-east-1");
    IN_PARTITION(&in, &ELBV2, "us-gov-west-1", "elasticloadbalancing.us-gov-west-1.amazonaws.com", "us-gov-west-1");
    in.use_dualstack_endpoint = 1;
    IN_PARTITION(&in, &ECS, "us-east-1", "ecs-fips.us-east-1.api.aws", "us-east-1");
    IN_PARTITION(&in, &ECR, NULL, "ecr-fips.eu-west-1.api.aws", "eu-west-1");
    in.use_fips_endpoint = 0;
    IN_PARTITION(&in, &ECS, "us-east-1", "ecs.us-east-1.api.aws", "us-east-1");
    IN_PARTITION(&in, &S3, "eu-west-1", "s3.dualstack.eu-west-1.amazonaws.com", "eu-west-1");
    IN_PARTITION(&in, &IAM, NULL, "iam.global.api.aws", "us-east-1");
}

TEST(s3_in_us_east_1) {
    ENV();
    aws_config_input in = input();
    IN_PARTITION(&in, &S3, "us-east-1", "s3.amazonaws.com", "us-east-1");
    IN_PARTITION(&in, &S3, "us-east-2", "s3.us-east-2.amazonaws.com", "us-east-2");
    in.s3_us_east_1_regional_endpoint = "regional";
    IN_PARTITION(&in, &S3, "us-east-1", "s3.us-east-1.amazonaws.com", "us-east-1");
    in.s3_us_east_1_regional_endpoint = "legacy";
    in.use_dualstack_endpoint = 1;
    IN_PARTITION(&in, &S3, "us-east-1", "s3.dualstack.us-east-1.amazonaws.com", "us-east-1");
}

TEST(an_endpoint_that_is_not_there) {
    ENV();
    aws_config_input in = input();
    in.use_fips_endpoint = 1;
    arena *a = arena_new();
    aws_config *c = NULL;
    aws_config_problem problem = {0};
    const aws_error *error = NULL;
    aws_endpoint got = {0};
    if (CHECK(aws_config_load(&in, scripted_env, a, &c, &problem)) &&
        CHECK(!aws_endpoint_resolve(c, &S3, "cn-north-1", a, &got, &error))) {
        CHECK_STR(error->message, "S3 in cn-north-1 has no FIPS endpoint: name one in the endpoints block");
    }
    aws_config_free(c);
    arena_free(a);
}

TEST(the_order_of_overrides) {
    aws_config_input in = input();
    scripted_file(".aws/config", "[default]\nservices = local\nendpoint_url = http://profile:1\n"
                                 "[services local]\nelastic_load_balancing_v2 =\n  endpoint_url = http://services:2\n");
    ENV();
    check_endpoint(&in, &ECS, NULL, "http://profile:1", "profile:1", "eu-west-1", true);
    check_endpoint(&in, &ELBV2, NULL, "http://services:2", "services:2", "eu-west-1", true);
    ENV({"AWS_ENDPOINT_URL", "http://all:3/"});
    check_endpoint(&in, &ELBV2, NULL, "http://all:3", "all:3", "eu-west-1", true);
    check_endpoint(&in, &IAM, NULL, "http://all:3", "all:3", "us-east-1", true);
    ENV({"AWS_ENDPOINT_URL", "http://all:3"}, {"AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2", "http://one:4"});
    check_endpoint(&in, &ELBV2, NULL, "http://one:4", "one:4", "eu-west-1", true);
    check_endpoint(&in, &ECS, NULL, "http://all:3", "all:3", "eu-west-1", true);
    const aws_endpoint_override endpoints[] = {{"ecs", ""}, {"elasticloadbalancingv2", "https://block/base/"}};
    in.endpoints = endpoints;
    in.endpoint_count = 2;
    check_endpoint(&in, &ELBV2, NULL, "https://block/base", "block", "eu-west-1", true);
    check_endpoint(&in, &ECS, NULL, "http://all:3", "all:3", "eu-west-1", true);
    ENV({"AWS_ENDPOINT_URL", "http://all:3"}, {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"});
    check_endpoint(&in, &ELBV2, NULL, "https://block/base", "block", "eu-west-1", true);
    IN_PARTITION(&in, &ECS, NULL, "ecs.eu-west-1.amazonaws.com", "eu-west-1");
    scripted_file(".aws/config",
                  "[default]\nignore_configured_endpoint_urls = true\nendpoint_url = http://profile:1\n");
    ENV();
    IN_PARTITION(&in, &ECS, NULL, "ecs.eu-west-1.amazonaws.com", "eu-west-1");
    ENV({"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false"});
    check_endpoint(&in, &ECS, NULL, "http://profile:1", "profile:1", "eu-west-1", true);
    no_files();
}

TEST(names_of_one_service) {
    CHECK(aws_service_same("elb", "elasticloadbalancing"));
    CHECK(aws_service_same("cloudwatchlogs", "logs"));
    CHECK(aws_service_same("ecs", "ecs"));
    CHECK(!aws_service_same("elb", "elbv2"));
    CHECK(!aws_service_same("ecs", "ecr"));
    CHECK(!aws_service_same("logs", "ecs"));
    CHECK(!aws_service_same("ecs", "logs"));
    aws_config_input in = input();
    const aws_endpoint_override endpoints[] = {{"cloudwatchlog", "http://logs:9"}};
    in.endpoints = endpoints;
    in.endpoint_count = 1;
    ENV();
    check_endpoint(&in, &LOGS, NULL, "http://logs:9", "logs:9", "eu-west-1", true);
}

static void check_url(const char *variable, const char *url, const char *expected, const char *host) {
    aws_config_input in = input();
    ENV({variable, url});
    check_endpoint(&in, &ECS, NULL, expected, host, "eu-west-1", true);
}

static void check_bad_url(const char *url) {
    aws_config_input in = input();
    arena *a = arena_new();
    aws_config *c = NULL;
    aws_config_problem problem = {0};
    const aws_error *error = NULL;
    aws_endpoint got = {0};
    ENV({"AWS_ENDPOINT_URL_ECS", url});
    if (CHECK(aws_config_load(&in, scripted_env, a, &c, &problem)) &&
        CHECK(!aws_endpoint_resolve(c, &ECS, NULL, a, &got, &error)) && CHECK(error != NULL)) {
        CHECK_INT(error->kind, AWS_ERROR_REQUEST);
        CHECK(strstr(error->message, "AWS_ENDPOINT_URL_ECS") != NULL);
        CHECK(strstr(error->message, "SECRET") == NULL);
        CHECK(got.url == NULL);
    }
    aws_config_free(c);
    arena_free(a);
}

TEST(urls) {
    check_url("AWS_ENDPOINT_URL", "HTTP://Host:80", "HTTP://Host:80", "Host");
    check_url("AWS_ENDPOINT_URL", " https://h:443// ", "https://h:443", "h");
    check_url("AWS_ENDPOINT_URL", "https://h:80", "https://h:80", "h:80");
    check_url("AWS_ENDPOINT_URL", "http://[::1]:4566/x/y", "http://[::1]:4566/x/y", "[::1]:4566");
    check_url("AWS_ENDPOINT_URL", "http://[::1]", "http://[::1]", "[::1]");
    check_bad_url("localhost:4566");
    check_bad_url("ftp://h");
    check_bad_url("http://");
    check_bad_url("http:///x");
    check_bad_url("http://h:");
    check_bad_url("http://h:0");
    check_bad_url("http://h:65536");
    check_bad_url("http://h:8a");
    check_bad_url("http://[::1");
    check_bad_url("http://a b");
    check_bad_url("http://h/?x=SECRET");
    check_bad_url("http://u:SECRET@h");
    check_bad_url("http://h/\r\nx: y");
}

TEST(a_region_that_is_no_host_name) {
    aws_config_input in = input();
    in.region = "evil.example/";
    in.skip_region_validation = true;
    arena *a = arena_new();
    aws_config *c = NULL;
    aws_config_problem problem = {0};
    const aws_error *error = NULL;
    aws_endpoint got = {0};
    ENV();
    if (CHECK(aws_config_load(&in, scripted_env, a, &c, &problem)) &&
        CHECK(!aws_endpoint_resolve(c, &ECS, NULL, a, &got, &error))) {
        CHECK_INT(error->kind, AWS_ERROR_REQUEST);
    }
    aws_config_free(c);
    arena_free(a);
}
