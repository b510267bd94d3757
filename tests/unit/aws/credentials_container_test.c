// Container credentials: which addresses are asked, with which token, and what is made of the answers.
#include "credentials_rig.h"

#define FOUND                                                                                                          \
    "{\"AccessKeyId\":\"AKIDC\",\"SecretAccessKey\":\"HIDDENC\",\"Token\":\"HIDDENT\",\"Expiration\":\"" RIG_LATER "\"}"
#define FULL "AWS_CONTAINER_CREDENTIALS_FULL_URI"
#define RELATIVE "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"

TEST(a_relative_uri) {
    ENV({RELATIVE, "/v2/credentials/1"}, {FULL, "http://127.0.0.1/other"});
    aws_config_input in = rig_input();
    ANSWERS({.part = "GET http://169.254.170.2/v2/credentials/1\n", .status = 200, .body = FOUND});
    check_found(&in, "AKIDC", "HIDDENC", "HIDDENT");
    CHECK_INT(rig_script.sent, 1);
    CHECK_INT(rig_count("authorization"), 0);
}

TEST(a_full_uri_with_a_token) {
    ENV({FULL, "http://127.0.0.1:8080/creds?x=1"}, {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "HIDDEN-TOKEN"});
    aws_config_input in = rig_input();
    ANSWERS(
        {.part = "GET http://127.0.0.1:8080/creds?x=1\nauthorization: HIDDEN-TOKEN\n", .status = 200, .body = FOUND});
    check_found(&in, "AKIDC", "HIDDENC", "HIDDENT");
}

TEST(a_token_in_a_file_is_read_each_time) {
    arena *a = arena_new();
    ENV({FULL, "http://169.254.170.23/v1/credentials"}, {"AWS_CONTAINER_AUTHORIZATION_TOKEN", "HIDDEN-OTHER"},
        {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", scripted_path(a, "more")});
    aws_config_input in = rig_input();
    ANSWERS({.part = "authorization: HIDDEN-1\n", .status = 200, .body = FOUND},
            {.part = "authorization: HIDDEN-2\n", .status = 200, .body = FOUND});
    scripted_file("more", "HIDDEN-1");
    check_found(&in, "AKIDC", "HIDDENC", "HIDDENT");
    scripted_file("more", "HIDDEN-2");
    check_found(&in, "AKIDC", "HIDDENC", "HIDDENT");
    scripted_file("more", "HIDDEN-1\nx-evil: 1");
    check_refused(&in, "line break", NULL);
    scripted_file("more", NULL);
    check_refused(&in, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "No such file");
    CHECK_INT(rig_script.sent, 2);
    arena_free(a);
}

TEST(only_some_addresses_are_asked) {
    static const struct {
        const char *url;
        bool allowed;
    } cases[] = {
        {"http://127.0.0.1/x", true},
        {"http://127.9.9.9:81/x", true},
        {"http://localhost/x", true},
        {"http://LocalHost:81/x", true},
        {"http://agent.localhost/x", true},
        {"http://[::1]:80/x", true},
        {"http://169.254.170.2/x", true},
        {"http://169.254.170.23/x", true},
        {"http://[fd00:ec2::23]/x", true},
        {"http://[fd00:0ec2::0023]/x", true},
        {"https://creds.example.com/x", true},
        {"http://169.254.170.22/x", false},
        {"http://169.254.169.254/x", false},
        {"http://127.0.0.1.example.invalid/x", false},
        {"http://notlocalhost/x", false},
        {"http://localhost.example.invalid/x", false},
        {"http://10.0.0.1/x", false},
        {"http://[fd00:ec2::24]/x", false},
        {"http://[::2]/x", false},
        {"http://127.0.0.1@10.0.0.1/x", false},
        {"ftp://127.0.0.1/x", false},
        {"file:///etc/passwd", false},
        {"127.0.0.1/x", false},
        {"http://", false},
    };
    aws_config_input in = rig_input();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ENV({FULL, cases[i].url});
        ANSWERS({.part = "GET ", .status = 200, .body = FOUND});
        if (cases[i].allowed) {
            check_found(&in, "AKIDC", "HIDDENC", "HIDDENT");
        } else {
            check_refused(&in, "the container", FULL);
        }
        if (!CHECK_INT(rig_script.sent, cases[i].allowed)) {
            printf("  %s\n", cases[i].url);
        }
    }
}

TEST(answers_that_are_no_credentials) {
    static const struct {
        int status;
        const char *body;
        const char *part;
    } cases[] = {
        {404, "{\"code\":\"NoRole\",\"message\":\"none here\"}", "HTTP 404, NoRole: none here"},
        {403, "<html>HIDDEN</html>", "HTTP 403"},
        {200, "<html>HIDDEN</html>", "not JSON"},
        {200, "{}", "no AccessKeyId"},
        {200, "[\"HIDDEN\"]", "no AccessKeyId"},
        {200, "{\"AccessKeyId\":\"AKIDC\"}", "no SecretAccessKey"},
        {200, "{\"AccessKeyId\":\"AKIDC\",\"SecretAccessKey\":\"HIDDEN\",\"Expiration\":\"soon\"}", "no RFC 3339 time"},
        {200, "{\"AccessKeyId\":\"AKIDC\",\"SecretAccessKey\":\"HIDDEN\",\"Expiration\":\"" RIG_EARLIER "\"}",
         "expired already"},
        {200, "", "not JSON"},
    };
    ENV({RELATIVE, "/x"});
    aws_config_input in = rig_input();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ANSWERS({.part = "GET ", .status = cases[i].status, .body = cases[i].body});
        check_refused(&in, RELATIVE, cases[i].part);
        CHECK_INT(rig_script.sent, 1);
    }
}

TEST(stumbles_of_the_agent) {
    ENV({RELATIVE, "/x"});
    aws_config_input in = rig_input();
    ANSWERS({.part = "GET ", .status = 500, .turns = 1}, {.part = "GET ", .status = 0, .turns = 1},
            {.part = "GET ", .status = 200, .body = FOUND});
    check_found(&in, "AKIDC", "HIDDENC", "HIDDENT");
    CHECK_INT(rig_script.sent, 3);
    ANSWERS({.part = "GET ", .status = 429});
    check_refused(&in, "HTTP 429", NULL);
    CHECK_INT(rig_script.sent, 3);
    ANSWERS({.part = "GET "});
    check_refused(&in, "connection refused", NULL);
    CHECK_INT(rig_script.sent, 3);
}
