// The region of a machine in EC2, where nothing else says it.
#include "credentials_rig.h"

static aws_config_input no_region(void) {
    aws_config_input in = no_arguments();
    in.may_discover_region = true;
    return in;
}

TEST(the_instance_metadata_tell_the_region) {
    ENV();
    aws_config_input in = no_region();
    ANSWERS({.part = "PUT http://169.254.169.254/latest/api/token", .status = 200, .body = "TOKEN"},
            {.part = "placement/region", .part2 = "TOKEN", .status = 200, .body = "eu-central-1\n"});
    arena *a = arena_new();
    aws_client *client = rig_client(a, &in);
    aws_config_problem problem = {0};
    CHECK(aws_config_region(aws_client_config(client)) == NULL);
    CHECK(aws_client_discover_region(client, a, NULL, &problem));
    CHECK_STR(aws_config_region(aws_client_config(client)), "eu-central-1");
    CHECK(aws_client_discover_region(client, a, NULL, &problem)); // it is known: nobody is asked
    CHECK_INT(rig_script.sent, 2);
    aws_client_free(client);
    arena_free(a);
}

static void check_problem(const char *region, bool skip_validation, const char *part) {
    aws_config_input in = no_region();
    in.skip_region_validation = skip_validation;
    if (region == NULL) {
        ANSWERS({.part = "nothing"});
    } else {
        ANSWERS({.part = "PUT ", .status = 200, .body = "TOKEN"},
                {.part = "placement/region", .status = 200, .body = region});
    }
    arena *a = arena_new();
    aws_client *client = rig_client(a, &in);
    aws_config_problem problem = {0};
    bool found = aws_client_discover_region(client, a, NULL, &problem);
    CHECK(found == (part == NULL));
    if (!found && CHECK(part != NULL)) {
        CHECK_STR(problem.argument, "region");
        CHECK(strstr(problem.detail, part) != NULL);
    }
    aws_client_free(client);
    arena_free(a);
}

TEST(what_they_tell_must_be_a_region) {
    ENV();
    check_problem("eu-centrl-1", false, "Did you mean \"eu-central-1\"?");
    check_problem("eu-centrl-1", true, NULL);
    check_problem(NULL, false, "AWS_DEFAULT_REGION");
    check_problem(NULL, false, "the instance metadata: connection refused");
}
