// The sources that need nobody else: arguments, environment, keys in files; and asking from many threads.
#include "aws/credentials.h"

#include <pthread.h>

#include "credentials_rig.h"
#include "scripted_env.h"
#include "unit/test.h"

static void no_files(void) {
    scripted_file(".aws/config", NULL);
    scripted_file(".aws/credentials", NULL);
}

TEST(arguments_win) {
    scripted_file(".aws/credentials", "[default]\naws_access_key_id = AKIDF\naws_secret_access_key = HIDDENF\n");
    ENV({"AWS_ACCESS_KEY_ID", "AKIDE"}, {"AWS_SECRET_ACCESS_KEY", "HIDDENE"}, {"AWS_SESSION_TOKEN", "HIDDENT"});
    aws_config_input in = rig_input();
    in.access_key = "AKIDA";
    in.secret_key = "HIDDENA";
    check_found(&in, "AKIDA", "HIDDENA", NULL);
    in.token = "HIDDENTA";
    check_found(&in, "AKIDA", "HIDDENA", "HIDDENTA");
    no_files();
}

TEST(the_environment_beats_the_files_but_not_a_profile_argument) {
    scripted_file(".aws/credentials", "[default]\naws_access_key_id = AKIDF\naws_secret_access_key = HIDDENF # mine\n"
                                      "[dev]\naws_access_key_id = AKIDD\naws_secret_access_key = HIDDEND\n"
                                      "aws_session_token = HIDDENTD\n");
    aws_config_input in = rig_input();
    ENV();
    check_found(&in, "AKIDF", "HIDDENF", NULL);
    ENV({"AWS_ACCESS_KEY_ID", "AKIDE"}, {"AWS_SECRET_ACCESS_KEY", "HIDDENE"}, {"AWS_SESSION_TOKEN", "HIDDENT"});
    check_found(&in, "AKIDE", "HIDDENE", "HIDDENT");
    ENV({"AWS_ACCESS_KEY", "AKIDE"}, {"AWS_SECRET_KEY", "HIDDENE"}, {"AWS_PROFILE", "dev"});
    check_found(&in, "AKIDE", "HIDDENE", NULL);
    in.profile = "dev";
    check_found(&in, "AKIDD", "HIDDEND", "HIDDENTD");
    ENV({"AWS_PROFILE", "dev"});
    in.profile = NULL;
    check_found(&in, "AKIDD", "HIDDEND", "HIDDENTD");
    no_files();
}

TEST(the_credentials_file_beats_the_config_file_and_pairs_are_not_mixed) {
    aws_config_input in = rig_input();
    in.profile = "dev";
    ENV();
    scripted_file(".aws/config", "[profile dev]\naws_access_key_id = AKIDC\naws_secret_access_key = HIDDENC\n");
    check_found(&in, "AKIDC", "HIDDENC", NULL);
    scripted_file(".aws/credentials", "[dev]\noutput = json\n");
    check_found(&in, "AKIDC", "HIDDENC", NULL);
    scripted_file(".aws/credentials", "[dev]\naws_access_key_id = AKIDF\naws_secret_access_key = HIDDENF\n");
    check_found(&in, "AKIDF", "HIDDENF", NULL);
    scripted_file(".aws/credentials", "[dev]\naws_access_key_id = AKIDF\n");
    check_refused(&in, "aws_access_key_id, but not aws_secret_access_key", "/.aws/credentials");
    no_files();
}

TEST(halves) {
    ENV();
    aws_config_input in = rig_input();
    in.access_key = "AKIDA";
    check_refused(&in, "the provider's arguments", "secret_key is not");
    in.access_key = NULL;
    in.secret_key = "HIDDENA";
    check_refused(&in, "the provider's arguments", "access_key is not");
    in.secret_key = NULL;
    in.token = "HIDDENT";
    check_refused(&in, "token is set", NULL);
    in.token = NULL;
    ENV({"AWS_ACCESS_KEY_ID", "AKIDE"});
    check_refused(&in, "the environment", "AWS_SECRET_ACCESS_KEY is not");
    ENV({"AWS_SECRET_ACCESS_KEY", "HIDDENE"});
    check_refused(&in, "the environment", "AWS_ACCESS_KEY_ID is not");
}

TEST(none_at_all) {
    ENV({"AWS_EC2_METADATA_DISABLED", "true"});
    aws_config_input in = rig_input();
    check_refused(&in, "no valid credential sources found", "AWS_ACCESS_KEY_ID");
    check_refused(&in, "/.aws/credentials (no such file)", "/.aws/config (no such file)");
    scripted_file(".aws/config", "[profile dev]\nregion = eu-west-1\n");
    in.profile = "dev";
    ENV({"AWS_ACCESS_KEY_ID", "AKIDE"}, {"AWS_SECRET_ACCESS_KEY", "HIDDENE"}, {"AWS_EC2_METADATA_DISABLED", "true"});
    check_refused(&in, "no keys for profile \"dev\"", "passed over");
    no_files();
}

static void *ask(void *credentials) {
    size_t *wrong = calloc(1, sizeof *wrong);
    for (int i = 0; i < 200; i++) {
        arena *a = arena_new();
        sigv4_credentials got;
        uint64_t number;
        const aws_error *error;
        if (!aws_credentials_get(credentials, a, NULL, &got, &number, &error) ||
            strcmp(got.secret_key, "HIDDENF") != 0) {
            (*wrong)++;
        }
        arena_free(a);
    }
    return wrong;
}

TEST(threads_ask_at_once) {
    enum { THREADS = 8 };
    ENV();
    scripted_file(".aws/credentials", "[default]\naws_access_key_id = AKIDF\naws_secret_access_key = HIDDENF\n");
    aws_config_input in = rig_input();
    arena *a = arena_new();
    aws_client *client = rig_client(a, &in);
    aws_credentials *credentials = aws_credentials_new(client);
    pthread_t threads[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, ask, credentials) == 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        CHECK_INT(*(size_t *)wrong, 0);
        free(wrong);
    }
    aws_credentials_free(credentials);
    aws_client_free(client);
    arena_free(a);
    no_files();
}
