// The EC2 instance metadata service.
#include "credentials_rig.h"

#define HOST "http://169.254.169.254"
#define PUT "PUT " HOST "/latest/api/token\n"
#define LIST "GET " HOST "/latest/meta-data/iam/security-credentials/\n"
#define ROLE "GET " HOST "/latest/meta-data/iam/security-credentials/my-role\n"
#define WITH_TOKEN "x-aws-ec2-metadata-token: HIDDEN-IMDS\n"
#define FOUND(expires)                                                                                                 \
    "{\"Code\":\"Success\",\"AccessKeyId\":\"AKIDI\",\"SecretAccessKey\":\"HIDDENI\",\"Token\":\"HIDDENT\","           \
    "\"Expiration\":\"" expires "\"}"
#define TOKEN                                                                                                          \
    { .part = PUT, .part2 = "x-aws-ec2-metadata-token-ttl-seconds: 21600", .status = 200, .body = "HIDDEN-IMDS" }

TEST(version_2) {
    ENV();
    aws_config_input in = rig_input();
    ANSWERS(TOKEN, {.part = LIST, .part2 = WITH_TOKEN, .status = 200, .body = "my-role\n"},
            {.part = ROLE, .part2 = WITH_TOKEN, .status = 200, .body = FOUND(RIG_LATER)});
    check_found(&in, "AKIDI", "HIDDENI", "HIDDENT");
    CHECK_INT(rig_script.timeout_ms, 1000);
    CHECK_INT(rig_script.sent, 3);
}

TEST(version_1_where_version_2_is_not_known) {
    static const int refusals[] = {403, 404, 405, 0};
    aws_config_input in = rig_input();
    for (size_t i = 0; i < 4; i++) {
        ENV();
        ANSWERS({.part = PUT, .status = refusals[i], .body = ""}, {.part = LIST, .status = 200, .body = "my-role"},
                {.part = ROLE, .status = 200, .body = FOUND(RIG_LATER)});
        check_found(&in, "AKIDI", "HIDDENI", "HIDDENT");
        CHECK_INT(rig_count("x-aws-ec2-metadata-token: "), 0);
        ENV({"AWS_EC2_METADATA_V1_DISABLED", "true"});
        ANSWERS({.part = PUT, .status = refusals[i], .body = ""}, {.part = LIST, .status = 200, .body = "my-role"});
        check_refused(&in, "metadata service", NULL);
        CHECK_INT(rig_count(LIST), 0);
    }
    ENV();
    ANSWERS({.part = PUT, .status = 400, .body = ""}, {.part = LIST, .status = 200, .body = "my-role"});
    check_refused(&in, "refused a token with HTTP 400", NULL);
    CHECK_INT(rig_count(LIST), 0);
}

TEST(nobody_is_there) {
    ENV();
    aws_config_input in = rig_input();
    ANSWERS({.part = "nothing"});
    check_refused(&in, "no valid credential sources found", "metadata service (connection refused)");
    CHECK_INT(rig_script.sent, 2); // the token, and version 1, once each
    ENV({"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "3"}, {"AWS_METADATA_SERVICE_TIMEOUT", "2"});
    ANSWERS({.part = "nothing"});
    check_refused(&in, "no valid credential sources found", NULL);
    CHECK_INT(rig_script.sent, 6);
    CHECK_INT(rig_script.timeout_ms, 2000);
    // However often it may be asked, a walk through the sources has an end: two minutes, by the script's clock.
    ENV({"AWS_METADATA_SERVICE_NUM_ATTEMPTS", "100"}, {"AWS_METADATA_SERVICE_TIMEOUT", "60"});
    ANSWERS({.part = "nothing"});
    check_refused(&in, "no valid credential sources found", NULL);
    CHECK(rig_passed_ms <= 2 * 60 * 1000);
    CHECK(rig_script.timeout_ms < 60 * 1000);
    ENV({"AWS_METADATA_SERVICE_TIMEOUT", "soon"});
    check_refused(&in, "whole numbers", NULL);
}

TEST(it_can_be_disabled) {
    aws_config_input in = rig_input();
    ANSWERS({.part = "nothing"});
    ENV({"AWS_EC2_METADATA_DISABLED", "TRUE"});
    check_refused(&in, "disabled", NULL);
    ENV();
    in.skip_metadata = 1;
    check_refused(&in, "disabled", NULL);
    CHECK_INT(rig_script.sent, 0);
    in.skip_metadata = 0; // the argument beats the environment
    ENV({"AWS_EC2_METADATA_DISABLED", "true"});
    check_refused(&in, "connection refused", NULL);
    CHECK(rig_script.sent > 0);
}

TEST(its_address) {
    aws_config_input in = rig_input();
    const struct {
        scripted_variable variable;
        const char *file;
        const char *argument;
        const char *mode;
        const char *sent;
    } cases[] = {
        {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://[::1]:99/"}, "", NULL, NULL, "PUT http://[::1]:99/latest/api/"},
        {{"AWS_METADATA_URL", "http://older:1"}, "", NULL, NULL, "PUT http://older:1/latest/"},
        {{"AWS_METADATA_URL", "http://older:1"},
         "ec2_metadata_service_endpoint = http://file:2\n",
         NULL,
         NULL,
         "PUT http://older:1/latest/"},
        {{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ipv6"}, "", NULL, NULL, "PUT http://[fd00:ec2::254]/latest/"},
        {{"X", "x"}, "ec2_metadata_service_endpoint_mode = IPv6\n", NULL, NULL, "PUT http://[fd00:ec2::254]/latest/"},
        {{"X", "x"}, "ec2_metadata_service_endpoint = http://file:2\n", NULL, NULL, "PUT http://file:2/latest/"},
        {{"X", "x"}, "", NULL, "IPv6", "PUT http://[fd00:ec2::254]/latest/"},
        {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://env:1"},
         "",
         "http://argument:3",
         "IPv6",
         "PUT http://argument:3/latest/"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        arena *a = arena_new();
        ENV({cases[i].variable.name, cases[i].variable.value});
        scripted_file(".aws/config", arena_printf(a, "[default]\n%s", cases[i].file));
        in.metadata_endpoint = cases[i].argument;
        in.metadata_endpoint_mode = cases[i].mode;
        ANSWERS({.part = "nothing"});
        check_refused(&in, "connection refused", NULL);
        if (!CHECK_INT(rig_count(cases[i].sent), 1)) {
            printf("  %s\n", cases[i].sent);
        }
        arena_free(a);
    }
    scripted_file(".aws/config", NULL);
    in = rig_input();
    ENV({"AWS_EC2_METADATA_SERVICE_ENDPOINT", "169.254.169.254"});
    check_refused(&in, "ec2_metadata_service_endpoint is not a URL", NULL);
    ENV({"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv5"});
    check_refused(&in, "neither IPv4 nor IPv6", NULL);
}

TEST(answers_that_are_no_credentials) {
    static const struct {
        const char *role;
        int status;
        const char *body;
        const char *part;
    } cases[] = {
        {"", 200, "", "names no role"},
        {"../../user-data", 200, "", "names no role"},
        {"my-role", 200, "{\"Code\":\"AssumeRoleUnauthorizedAccess\",\"Message\":\"trust\"}",
         "AssumeRoleUnauthorizedAccess: trust"},
        {"my-role", 404, "HIDDEN", "HTTP 404"},
        {"my-role", 200, "HIDDEN", "not JSON"},
    };
    ENV();
    aws_config_input in = rig_input();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ANSWERS(TOKEN, {.part = LIST, .status = 200, .body = cases[i].role},
                {.part = ROLE, .status = cases[i].status, .body = cases[i].body});
        check_refused(&in, "metadata service", cases[i].part);
    }
    ANSWERS(TOKEN, {.part = LIST, .status = 404, .body = ""});
    check_refused(&in, "no valid credential sources found; tried", "HTTP 404: this machine has no role");
    ANSWERS({.part = PUT, .status = 200, .body = "a\r\nx-evil: b"}, {.part = LIST, .status = 200, .body = "my-role"},
            {.part = ROLE, .status = 200, .body = FOUND(RIG_LATER)});
    check_refused(&in, "more than a line", NULL);
    CHECK_INT(rig_script.sent, 1);
}

TEST(stumbles_are_tried_again) {
    ENV();
    aws_config_input in = rig_input();
    ANSWERS(TOKEN, {.part = LIST, .status = 503, .turns = 2, .body = ""},
            {.part = LIST, .status = 200, .body = "my-role"}, {.part = ROLE, .status = 200, .body = FOUND(RIG_LATER)});
    check_found(&in, "AKIDI", "HIDDENI", "HIDDENT");
    CHECK_INT(rig_count(LIST), 3);
}

TEST(credentials_that_have_expired_are_used_a_while_longer) {
    ENV();
    aws_config_input in = rig_input();
    ANSWERS(TOKEN, {.part = LIST, .status = 200, .body = "my-role"},
            {.part = ROLE, .status = 200, .body = FOUND(RIG_EARLIER)});
    check_found(&in, "AKIDI", "HIDDENI", "HIDDENT");
    CHECK_INT(rig_script.sent, 3);
}
