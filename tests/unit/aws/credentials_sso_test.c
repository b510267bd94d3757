// IAM Identity Center: cached tokens, their renewal, and the credentials of a role.
#include <sys/stat.h>

#include "credentials_rig.h"

// The SHA-1 of "corp" and of "https://corp.awsapps.com/start".
#define SESSION_CACHE ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
#define LEGACY_CACHE ".aws/sso/cache/a51746d4aa793ae07b25e90c3a5db96fc7832bd7.json"
#define SESSION "[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.awsapps.com/start\n"
#define PROFILE "[default]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = Admin\n"
#define ROLE_CREDENTIALS                                                                                               \
    "{\"roleCredentials\":{\"accessKeyId\":\"AKIDS\",\"secretAccessKey\":\"HIDDENS\",\"sessionToken\":\"HIDDENT\","    \
    "\"expiration\":1704168245000}}"
#define GET_ROLE                                                                                                       \
    "GET https://portal.sso.eu-central-1.amazonaws.com/federation/credentials?role_name=Admin&account_id=123456789012"
#define CREATE_TOKEN "POST https://oidc.eu-central-1.amazonaws.com/token\n"
#define RENEWABLE                                                                                                      \
    ",\"refreshToken\":\"HIDDEN-REFRESH\",\"clientId\":\"client\",\"clientSecret\":\"HIDDEN-CLIENT\","                 \
    "\"registrationExpiresAt\":\"2024-03-01T00:00:00Z\",\"region\":\"eu-central-1\",\"extra\":[1]"

static void cache_folder(bool there) {
    arena *a = arena_new();
    static const char *const folders[] = {".aws/sso", ".aws/sso/cache"};
    for (size_t i = 0; i < 2; i++) {
        const char *path = scripted_path(a, folders[there ? i : 1 - i]);
        if (there) {
            mkdir(path, 0700);
        } else {
            rmdir(path);
        }
    }
    arena_free(a);
}

// Writes the cached token; `more` is further JSON members, with a comma before.
static void cached(const char *name, const char *token, const char *expires, const char *more) {
    arena *a = arena_new();
    cache_folder(true);
    scripted_file(name, arena_printf(a, "{\"accessToken\":\"%s\",\"expiresAt\":\"%s\"%s}", token, expires, more));
    arena_free(a);
}

static void no_files(void) {
    scripted_file(".aws/config", NULL);
    scripted_file(SESSION_CACHE, NULL);
    scripted_file(LEGACY_CACHE, NULL);
    cache_folder(false);
}

static void check_cache(const char *name, const char *expected) {
    arena *a = arena_new();
    char text[1024] = "";
    struct stat about = {0};
    FILE *file = fopen(scripted_path(a, name), "re");
    if (CHECK(file != NULL)) {
        text[fread(text, 1, sizeof text - 1, file)] = '\0';
        fclose(file);
    }
    CHECK_STR(text, expected);
    CHECK(stat(scripted_path(a, name), &about) == 0 && (about.st_mode & 077) == 0);
    arena_free(a);
}

TEST(a_session_with_a_token) {
    ENV();
    aws_config_input in = rig_input();
    scripted_file(".aws/config", PROFILE SESSION);
    cached(SESSION_CACHE, "HIDDEN-TOKEN", RIG_LATER, RENEWABLE);
    ANSWERS(
        {.part = GET_ROLE, .part2 = "x-amz-sso_bearer_token: HIDDEN-TOKEN\n", .status = 200, .body = ROLE_CREDENTIALS});
    check_found(&in, "AKIDS", "HIDDENS", "HIDDENT");
    CHECK_INT(rig_script.sent, 1);
    CHECK_INT(rig_count("authorization"), 0);
    no_files();
}

TEST(a_session_s_token_is_renewed_and_written_back) {
    ENV();
    aws_config_input in = rig_input();
    scripted_file(".aws/config", PROFILE SESSION);
    cached(SESSION_CACHE, "HIDDEN-OLD", "2024-01-02T03:08:00Z", RENEWABLE);
    ANSWERS(
        {.part = CREATE_TOKEN,
         .part2 = "\"refreshToken\":\"HIDDEN-REFRESH\"",
         .status = 200,
         .body = "{\"accessToken\":\"HIDDEN-NEW\",\"expiresIn\":28800,\"refreshToken\":\"HIDDEN-NEXT\"}"},
        {.part = GET_ROLE, .part2 = "x-amz-sso_bearer_token: HIDDEN-NEW\n", .status = 200, .body = ROLE_CREDENTIALS});
    check_found(&in, "AKIDS", "HIDDENS", "HIDDENT");
    CHECK_INT(rig_script.sent, 2);
    CHECK_INT(rig_count("\"grantType\":\"refresh_token\""), 1);
    CHECK_INT(rig_count("\"clientSecret\":\"HIDDEN-CLIENT\""), 1);
    CHECK_INT(rig_count("authorization"), 0);
    check_cache(SESSION_CACHE,
                "{\"accessToken\":\"HIDDEN-NEW\",\"clientId\":\"client\",\"clientSecret\":\"HIDDEN-CLIENT\","
                "\"expiresAt\":\"2024-01-02T11:04:05Z\",\"extra\":[1],\"refreshToken\":\"HIDDEN-NEXT\","
                "\"region\":\"eu-central-1\",\"registrationExpiresAt\":\"2024-03-01T00:00:00Z\"}");
    no_files();
}

TEST(a_token_that_cannot_be_renewed_serves_to_its_end) {
    ENV();
    aws_config_input in = rig_input();
    scripted_file(".aws/config", PROFILE SESSION);
    cached(SESSION_CACHE, "HIDDEN-OLD", "2024-01-02T03:08:00Z", RENEWABLE);
    ANSWERS({.part = CREATE_TOKEN, .status = 400, .body = "{\"error\":\"invalid_grant\",\"error_description\":\"no\"}"},
            {.part = GET_ROLE, .part2 = "HIDDEN-OLD", .status = 200, .body = ROLE_CREDENTIALS});
    check_found(&in, "AKIDS", "HIDDENS", "HIDDENT");
    cached(SESSION_CACHE, "HIDDEN-OLD", RIG_EARLIER, RENEWABLE);
    check_refused(&in, "the login has expired and could not be renewed", "aws sso login --sso-session corp");
    cached(SESSION_CACHE, "HIDDEN-OLD", RIG_EARLIER, "");
    ANSWERS({.part = "nothing"});
    check_refused(&in, "the login has expired; run: aws sso login --sso-session corp", NULL);
    cached(SESSION_CACHE, "HIDDEN-OLD", RIG_EARLIER,
           ",\"refreshToken\":\"HIDDEN-REFRESH\",\"clientId\":\"client\",\"clientSecret\":\"HIDDEN-CLIENT\","
           "\"registrationExpiresAt\":\"" RIG_EARLIER "\"");
    check_refused(&in, "the login has expired; run", NULL);
    CHECK_INT(rig_script.sent, 0);
    no_files();
}

TEST(the_older_form) {
    ENV({"AWS_PROFILE", "old"});
    aws_config_input in = rig_input();
    scripted_file(".aws/config", "[profile old]\nsso_start_url = https://corp.awsapps.com/start\n"
                                 "sso_region = eu-central-1\nsso_account_id = 123456789012\nsso_role_name = Admin\n");
    cached(LEGACY_CACHE, "HIDDEN-TOKEN", RIG_LATER, "");
    ANSWERS({.part = GET_ROLE, .part2 = "HIDDEN-TOKEN", .status = 200, .body = ROLE_CREDENTIALS});
    check_found(&in, "AKIDS", "HIDDENS", "HIDDENT");
    cached(LEGACY_CACHE, "HIDDEN-TOKEN", RIG_EARLIER, RENEWABLE);
    check_refused(&in, "the login has expired; run: aws sso login --profile old", NULL);
    no_files();
}

TEST(a_role_with_sso_as_its_source) {
    ENV({"AWS_PROFILE", "top"});
    aws_config_input in = rig_input();
    scripted_file(".aws/config",
                  "[profile top]\nrole_arn = arn:aws:iam::1:role/top\nsource_profile = default\n" PROFILE SESSION);
    cached(SESSION_CACHE, "HIDDEN-TOKEN", RIG_LATER, "");
    ANSWERS({.part = GET_ROLE, .status = 200, .body = ROLE_CREDENTIALS},
            {.part = "Action=AssumeRole&",
             .part2 = "Credential=AKIDS/",
             .status = 200,
             .body = RIG_STS("AssumeRole", "1", RIG_LATER)});
    check_found(&in, "AKIDR1", "HIDDENR1", "HIDDENT1");
    no_files();
}

TEST(what_does_not_work) {
    static const struct {
        const char *config;
        const char *part;
    } cases[] = {
        {PROFILE, "there is no [sso-session corp]"},
        {PROFILE "[sso-session corp]\nsso_region = eu-central-1\n", "sso_start_url is missing"},
        {PROFILE "sso_region = eu-west-1\n" SESSION, "not what [sso-session corp] says"},
        {"[default]\nsso_session = corp\nsso_account_id = 1\n" SESSION, "sso_role_name is missing"},
        {"[default]\nsso_start_url = https://x\n", "sso_region is missing"},
        {PROFILE SESSION, "nobody is logged in; run: aws sso login --sso-session corp"},
    };
    ENV();
    aws_config_input in = rig_input();
    ANSWERS({.part = "nothing"});
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        scripted_file(".aws/config", cases[i].config);
        check_refused(&in, "SSO of profile \"default\"", cases[i].part);
    }
    cache_folder(true);
    scripted_file(SESSION_CACHE, "HIDDEN{");
    check_refused(&in, "is not JSON", NULL);
    scripted_file(SESSION_CACHE, "{}");
    check_refused(&in, "has no accessToken", NULL);
    CHECK_INT(rig_script.sent, 0);
    cached(SESSION_CACHE, "HIDDEN-TOKEN", RIG_LATER, "");
    ANSWERS({.part = GET_ROLE,
             .status = 401,
             .body = "{\"__type\":\"UnauthorizedException\",\"message\":\"Session token not found or invalid\"}"});
    check_refused(&in, "UnauthorizedException", "aws sso login --sso-session corp");
    ANSWERS({.part = GET_ROLE, .status = 200, .body = "{\"roleCredentials\":{\"accessKeyId\":\"AKIDS\"}}"});
    check_refused(&in, "lacks a part", NULL);
    no_files();
}
