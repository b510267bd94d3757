// Roles: the provider block's chain, web identities, and profiles that name others, against a scripted STS.
#include "credentials_rig.h"

#define ROLE "arn:aws:iam::123456789012:role/"
#define NO_METADATA                                                                                                    \
    { "AWS_EC2_METADATA_DISABLED", "true" }
#define KEYS                                                                                                           \
    {"AWS_ACCESS_KEY_ID", "AKIDE"}, {                                                                                  \
        "AWS_SECRET_ACCESS_KEY", "HIDDENE"                                                                             \
    }

static void no_files(void) {
    scripted_file(".aws/config", NULL);
    scripted_file(".aws/credentials", NULL);
    scripted_file("more", NULL);
}

TEST(one_role) {
    ENV(KEYS, NO_METADATA);
    aws_config_input in = rig_input();
    aws_role role = {.arn = ROLE "one"};
    in.roles = &role;
    in.role_count = 1;
    ANSWERS({.part = "Action=AssumeRole&", .status = 200, .body = RIG_STS("AssumeRole", "1", RIG_LATER)});
    check_found(&in, "AKIDR1", "HIDDENR1", "HIDDENT1");
    CHECK_INT(rig_script.sent, 1);
    CHECK_INT(rig_count("POST https://sts.eu-west-1.amazonaws.com/"), 1);
    CHECK_INT(rig_count("Credential=AKIDE/"), 1);
    CHECK_INT(rig_count("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fone"), 1);
    CHECK_INT(rig_count("DurationSeconds=900"), 1);
    CHECK_INT(rig_count("RoleSessionName=caws-"), 1);
    CHECK_INT(rig_count("ExternalId"), 0);
    CHECK_INT(rig_count("HIDDEN"), 0);
}

TEST(all_that_a_role_can_say) {
    ENV(KEYS);
    aws_config_input in = rig_input();
    in.sts_region = "us-east-1";
    aws_role role = {
        .arn = ROLE "one",
        .session_name = "ci",
        .external_id = "ext:1",
        .policy = "{}",
        .source_identity = "me",
        .policy_arns = (const char *[]){"arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B", NULL},
        .transitive_tag_keys = (const char *[]){"Team", NULL},
        .tags = (aws_session_tag[]){{"Stage", "test"}, {"Team", "shop"}},
        .tag_count = 2,
        .duration_s = 3600,
    };
    in.roles = &role;
    in.role_count = 1;
    ANSWERS({.part = "Action=AssumeRole&", .status = 200, .body = RIG_STS("AssumeRole", "1", RIG_LATER)});
    check_found(&in, "AKIDR1", "HIDDENR1", "HIDDENT1");
    static const char *const parts[] = {
        "POST https://sts.us-east-1.amazonaws.com/",
        "/us-east-1/sts/aws4_request",
        "RoleSessionName=ci&",
        "ExternalId=ext%3A1",
        "Policy=%7B%7D",
        "SourceIdentity=me",
        "PolicyArns.member.1.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FA",
        "PolicyArns.member.2.arn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FB",
        "TransitiveTagKeys.member.1=Team",
        "Tags.member.1.Key=Stage",
        "Tags.member.1.Value=test",
        "Tags.member.2.Key=Team",
        "DurationSeconds=3600",
    };
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!CHECK(rig_count(parts[i]) == 1)) {
            printf("  %s\n", parts[i]);
        }
    }
}

TEST(roles_are_assumed_one_after_another) {
    ENV(KEYS);
    aws_config_input in = rig_input();
    aws_role roles[] = {{.arn = ROLE "one"}, {.arn = ROLE "two"}, {.arn = ROLE "three"}};
    in.roles = roles;
    in.role_count = 3;
    ANSWERS(
        {.part = "%2Fone", .part2 = "Credential=AKIDE/", .status = 200, .body = RIG_STS("AssumeRole", "1", RIG_LATER)},
        {.part = "%2Ftwo", .part2 = "Credential=AKIDR1/", .status = 200, .body = RIG_STS("AssumeRole", "2", RIG_LATER)},
        {.part = "%2Fthree",
         .part2 = "Credential=AKIDR2/",
         .status = 200,
         .body = RIG_STS("AssumeRole", "3", RIG_LATER)});
    check_found(&in, "AKIDR3", "HIDDENR3", "HIDDENT3");
    CHECK_INT(rig_script.sent, 3);
    CHECK_INT(rig_count("x-amz-security-token: HIDDENT1"), 1);
}

TEST(a_refused_role_is_told_with_its_place) {
    ENV(KEYS);
    aws_config_input in = rig_input();
    aws_role roles[] = {{.arn = ROLE "one"}, {.arn = ROLE "two"}};
    in.roles = roles;
    in.role_count = 2;
    ANSWERS({.part = "%2Fone", .status = 200, .body = RIG_STS("AssumeRole", "1", RIG_LATER)},
            {.part = "%2Ftwo", .status = 403, .body = RIG_STS_ERROR("AccessDenied", "not you")});
    check_refused(&in, "assume_role[1], " ROLE "two", "STS AssumeRole: AccessDenied: not you");
    CHECK_INT(rig_script.sent, 2);
}

TEST(an_answer_without_all_parts) {
    ENV(KEYS);
    aws_config_input in = rig_input();
    aws_role role = {.arn = ROLE "one"};
    in.roles = &role;
    in.role_count = 1;
    ANSWERS({.part = "POST", .status = 200, .body = RIG_STS("AssumeRole", "1", "")});
    check_refused(&in, "lacks a part of the credentials", NULL);
    ANSWERS({.part = "POST", .status = 200, .body = "<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>"});
    check_refused(&in, "lacks a part of the credentials", NULL);
    ANSWERS({.part = "POST", .status = 200, .body = "<html>HIDDEN"});
    check_refused(&in, "STS AssumeRole", NULL);
}

TEST(a_web_identity_from_the_environment) {
    arena *a = arena_new();
    scripted_file("more", "HIDDENTOKEN\n");
    ENV({"AWS_WEB_IDENTITY_TOKEN_FILE", scripted_path(a, "more")}, {"AWS_ROLE_ARN", ROLE "web"},
        {"AWS_ROLE_SESSION_NAME", "pod"});
    aws_config_input in = rig_input();
    ANSWERS({.part = "Action=AssumeRoleWithWebIdentity",
             .part2 = "WebIdentityToken=HIDDENTOKEN",
             .status = 200,
             .body = RIG_STS("AssumeRoleWithWebIdentity", "W", RIG_LATER)});
    check_found(&in, "AKIDRW", "HIDDENRW", "HIDDENTW");
    CHECK_INT(rig_count("authorization:"), 0);
    CHECK_INT(rig_count("RoleSessionName=pod"), 1);
    CHECK_INT(rig_count("DurationSeconds"), 0);

    // A profile in the provider block stands before it, keys in the environment too.
    scripted_file(".aws/credentials", "[dev]\naws_access_key_id = AKIDD\naws_secret_access_key = HIDDEND\n");
    in.profile = "dev";
    check_found(&in, "AKIDD", "HIDDEND", NULL);
    in.profile = NULL;
    ENV({"AWS_WEB_IDENTITY_TOKEN_FILE", scripted_path(a, "more")}, {"AWS_ROLE_ARN", ROLE "web"}, KEYS);
    check_found(&in, "AKIDE", "HIDDENE", NULL);
    ENV({"AWS_WEB_IDENTITY_TOKEN_FILE", scripted_path(a, "more")}, {"AWS_PROFILE", "dev"});
    check_refused(&in, "AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not", NULL);
    scripted_file("more", " \n");
    ENV({"AWS_WEB_IDENTITY_TOKEN_FILE", scripted_path(a, "more")}, {"AWS_ROLE_ARN", ROLE "web"});
    check_refused(&in, "is empty", ROLE "web");
    scripted_file("more", NULL);
    check_refused(&in, "No such file or directory", NULL);
    no_files();
    arena_free(a);
}

TEST(a_web_identity_from_the_provider_block) {
    arena *a = arena_new();
    ENV(KEYS);
    aws_config_input in = rig_input();
    aws_web_identity web = {.arn = ROLE "web", .token = "HIDDENTOKEN", .duration_s = 7200, .policy = "{}"};
    aws_role role = {.arn = ROLE "one"};
    in.web_identity = &web;
    ANSWERS({.part = "WithWebIdentity",
             .part2 = "WebIdentityToken=HIDDENTOKEN",
             .status = 200,
             .body = RIG_STS("AssumeRoleWithWebIdentity", "W", RIG_LATER)},
            {.part = "Action=AssumeRole&",
             .part2 = "Credential=AKIDRW/",
             .status = 200,
             .body = RIG_STS("AssumeRole", "1", RIG_LATER)});
    check_found(&in, "AKIDRW", "HIDDENRW", "HIDDENTW");
    CHECK_INT(rig_count("DurationSeconds=7200"), 1);
    in.roles = &role;
    in.role_count = 1;
    check_found(&in, "AKIDR1", "HIDDENR1", "HIDDENT1");

    scripted_file("more", "HIDDENTOKEN");
    web.token = NULL;
    web.token_file = "~/more";
    in.role_count = 0;
    check_found(&in, "AKIDRW", "HIDDENRW", "HIDDENTW");
    ANSWERS({.part = "POST", .status = 400, .body = RIG_STS_ERROR("InvalidIdentityToken", "who?")});
    check_refused(&in, "assume_role_with_web_identity", "InvalidIdentityToken: who?");
    CHECK_INT(rig_script.sent, 1);
    ANSWERS({.part = "POST", .status = 400, .body = RIG_STS_ERROR("IDPCommunicationError", "wait"), .turns = 2},
            {.part = "POST", .status = 200, .body = RIG_STS("AssumeRoleWithWebIdentity", "W", RIG_LATER)});
    check_found(&in, "AKIDRW", "HIDDENRW", "HIDDENTW");
    CHECK_INT(rig_script.sent, 3);
    ANSWERS({.part = "POST",
             .status = 400,
             .body = RIG_STS_ERROR("InvalidIdentityToken",
                                   "Couldn't retrieve verification key from your identity provider"),
             .turns = 2},
            {.part = "POST", .status = 200, .body = RIG_STS("AssumeRoleWithWebIdentity", "W", RIG_LATER)});
    check_found(&in, "AKIDRW", "HIDDENRW", "HIDDENTW");
    CHECK_INT(rig_script.sent, 3);
    no_files();
    arena_free(a);
}

TEST(profiles_that_name_others) {
    ENV({"AWS_PROFILE", "top"}, NO_METADATA);
    aws_config_input in = rig_input();
    scripted_file(".aws/config",
                  "[profile top]\nrole_arn = " ROLE "top\nsource_profile = middle\nexternal_id = ext\n"
                  "role_session_name = me\nduration_seconds = 1800\n"
                  "[profile middle]\nrole_arn = " ROLE "middle\nsource_profile = base\nduration_seconds = 60\n");
    scripted_file(".aws/credentials", "[base]\naws_access_key_id = AKIDB\naws_secret_access_key = HIDDENB\n"
                                      "[top]\naws_access_key_id = AKIDX\naws_secret_access_key = HIDDENX\n");
    ANSWERS({.part = "%2Fmiddle",
             .part2 = "Credential=AKIDB/",
             .status = 200,
             .body = RIG_STS("AssumeRole", "M", RIG_LATER)},
            {.part = "%2Ftop",
             .part2 = "Credential=AKIDRM/",
             .status = 200,
             .body = RIG_STS("AssumeRole", "T", RIG_LATER)});
    check_found(&in, "AKIDRT", "HIDDENRT", "HIDDENTT");
    CHECK_INT(rig_script.sent, 2);
    CHECK_INT(rig_count("ExternalId=ext"), 1);
    CHECK_INT(rig_count("RoleSessionName=me"), 1);
    CHECK_INT(rig_count("DurationSeconds=1800"), 1);
    CHECK_INT(rig_count("DurationSeconds=900"), 1);
    no_files();
}

TEST(a_profile_with_a_role_and_keys_of_its_own) {
    ENV({"AWS_PROFILE", "top"}, NO_METADATA);
    aws_config_input in = rig_input();
    scripted_file(".aws/credentials", "[top]\naws_access_key_id = AKIDX\naws_secret_access_key = HIDDENX\n");
    static const char *const sources[] = {"", "source_profile = top\n"};
    for (size_t i = 0; i < 2; i++) {
        arena *a = arena_new();
        scripted_file(".aws/config", arena_printf(a, "[profile top]\nrole_arn = " ROLE "top\n%s", sources[i]));
        ANSWERS({.part = "%2Ftop",
                 .part2 = "Credential=AKIDX/",
                 .status = 200,
                 .body = RIG_STS("AssumeRole", "T", RIG_LATER)});
        check_found(&in, "AKIDRT", "HIDDENRT", "HIDDENTT");
        CHECK_INT(rig_script.sent, 1);
        arena_free(a);
    }
    no_files();
}

TEST(credential_sources_of_a_role) {
    aws_config_input in = rig_input();
    in.profile = "top";
    scripted_file(".aws/config", "[profile top]\nrole_arn = " ROLE "top\ncredential_source = Environment\n");
    ANSWERS(
        {.part = "%2Ftop", .part2 = "Credential=AKIDE/", .status = 200, .body = RIG_STS("AssumeRole", "T", RIG_LATER)});
    ENV(KEYS);
    check_found(&in, "AKIDRT", "HIDDENRT", "HIDDENTT");
    ENV();
    check_refused(&in, "credential_source Environment of profile \"top\"", "AWS_ACCESS_KEY_ID");
    scripted_file(".aws/config", "[profile top]\nrole_arn = " ROLE "top\ncredential_source = EcsContainer\n");
    check_refused(&in, "EcsContainer", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    scripted_file(".aws/config", "[profile top]\nrole_arn = " ROLE "top\ncredential_source = Ec2InstanceMetadata\n");
    ENV(NO_METADATA);
    check_refused(&in, "Ec2InstanceMetadata", "disabled");
    scripted_file(".aws/config", "[profile top]\nrole_arn = " ROLE "top\ncredential_source = Moon\n");
    check_refused(&in, "none of Environment", NULL);
    no_files();
}

TEST(profiles_that_do_not_work) {
    static const struct {
        const char *config;
        const char *part;
        const char *part2;
    } cases[] = {
        {"[profile top]\nrole_arn = " ROLE "top\nsource_profile = gone\n", "source_profile \"gone\"", "not there"},
        {"[profile top]\nrole_arn = " ROLE "top\nsource_profile = b\n"
         "[profile b]\nrole_arn = " ROLE "b\nsource_profile = top\n",
         "in a circle to profile \"top\"", NULL},
        {"[profile top]\nrole_arn = " ROLE "top\nsource_profile = top\n", "in a circle", NULL},
        {"[profile top]\nrole_arn = " ROLE "top\nsource_profile = b\n[profile b]\nregion = eu-west-1\n",
         "\"b\", a source_profile, has no credentials", NULL},
        {"[profile top]\nsource_profile = b\n[profile b]\nregion = eu-west-1\n", "source_profile, but not role_arn",
         NULL},
        {"[profile top]\nrole_arn = " ROLE "top\nsource_profile = b\ncredential_source = Environment\n",
         "both source_profile and credential_source", NULL},
        {"[profile top]\nrole_arn = " ROLE "top\nmfa_serial = arn:aws:iam::1:mfa/me\nsource_profile = b\n",
         "mfa_serial", "get-session-token"},
        {"[profile top]\nrole_arn = " ROLE "top\nsource_profile = b\nduration_seconds = long\n", "duration_seconds",
         "not a number"},
        {"[profile top]\nrole_arn = " ROLE "top\n", "nothing to assume the role with", "disabled"},
        {"[profile top]\nweb_identity_token_file = /nowhere\n", "web_identity_token_file, but not role_arn", NULL},
        {"[profile top]\nrole_arn = " ROLE "top\nweb_identity_token_file = /nowhere\n", "/nowhere", "No such file"},
    };
    ENV(NO_METADATA);
    aws_config_input in = rig_input();
    in.profile = "top";
    ANSWERS({.part = "nothing"});
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        scripted_file(".aws/config", cases[i].config);
        check_refused(&in, cases[i].part, cases[i].part2);
    }
    CHECK_INT(rig_script.sent, 0);
    no_files();
}

TEST(a_chain_of_profiles_has_an_end) {
    arena *a = arena_new();
    const char *text = "[profile p0]\nrole_arn = " ROLE "x\nsource_profile = p1\n";
    for (int i = 1; i < 40; i++) {
        text = arena_printf(a, "%s[profile p%d]\nrole_arn = " ROLE "x\nsource_profile = p%d\n", text, i, i + 1);
    }
    ENV(NO_METADATA);
    aws_config_input in = rig_input();
    in.profile = "p0";
    scripted_file(".aws/config", text);
    check_refused(&in, "more than 16 profiles", NULL);
    no_files();
    arena_free(a);
}

TEST(a_web_identity_of_a_profile) {
    arena *a = arena_new();
    scripted_file("more", "HIDDENTOKEN");
    scripted_file(".aws/config", arena_printf(a,
                                              "[profile top]\nrole_arn = " ROLE "top\nsource_profile = web\n"
                                              "[profile web]\nrole_arn = " ROLE "web\nweb_identity_token_file = %s\n",
                                              scripted_path(a, "more")));
    ENV();
    aws_config_input in = rig_input();
    in.profile = "top";
    ANSWERS({.part = "WithWebIdentity",
             .part2 = "%2Fweb",
             .status = 200,
             .body = RIG_STS("AssumeRoleWithWebIdentity", "W", RIG_LATER)},
            {.part = "%2Ftop",
             .part2 = "Credential=AKIDRW/",
             .status = 200,
             .body = RIG_STS("AssumeRole", "T", RIG_LATER)});
    check_found(&in, "AKIDRT", "HIDDENRT", "HIDDENTT");
    CHECK_INT(rig_script.sent, 2);
    no_files();
    arena_free(a);
}
