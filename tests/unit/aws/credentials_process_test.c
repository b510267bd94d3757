// credential_process, with real commands.
#include <signal.h>
#include <time.h>

#include "credentials_rig.h"

static void command(const char *line) {
    arena *a = arena_new();
    scripted_file(".aws/config", arena_printf(a, "[default]\ncredential_process = %s\n", line));
    arena_free(a);
}

static void no_files(void) {
    scripted_file(".aws/config", NULL);
    scripted_file("more", NULL);
}

#define PRINT(more) "printf '{\"Version\": 1, \"AccessKeyId\": \"AKIDP\", \"SecretAccessKey\": \"HIDDENP\"" more "}'"

TEST(a_command_that_works) {
    ENV();
    aws_config_input in = rig_input();
    command(PRINT(""));
    check_found(&in, "AKIDP", "HIDDENP", NULL);
    command(PRINT(", \"SessionToken\": \"HIDDENT\", \"Expiration\": \"" RIG_LATER "\""));
    check_found(&in, "AKIDP", "HIDDENP", "HIDDENT");
    command("echo noise >&2; " PRINT(""));
    check_found(&in, "AKIDP", "HIDDENP", NULL);
    no_files();
}

TEST(it_is_asked_once) {
    arena *a = arena_new();
    ENV();
    aws_config_input in = rig_input();
    const char *path = scripted_path(a, "more");
    command(arena_printf(a, "echo x >> %s; %s", path, PRINT("")));
    check_found(&in, "AKIDP", "HIDDENP", NULL);
    FILE *file = fopen(path, "re");
    char line[16] = "";
    int count = 0;
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        count++;
    }
    CHECK_INT(count, 1);
    if (file != NULL) {
        fclose(file);
    }
    no_files();
    arena_free(a);
}

TEST(a_command_that_fails) {
    static const struct {
        const char *line;
        const char *part;
        const char *part2;
    } cases[] = {
        {"echo run the login first >&2; exit 3", "ended with status 3", "saying: run the login first"},
        {"/nowhere/at/all", "ended with status 127", NULL},
        {"kill -9 $$", "ended with status -1", NULL},
        {"true", "not JSON", NULL},
        {"echo HIDDEN", "not JSON", NULL},
        {"echo '{\"Version\": 2, \"AccessKeyId\": \"AKIDP\", \"SecretAccessKey\": \"HIDDENP\"}'", "not of Version 1",
         NULL},
        {"echo '{\"AccessKeyId\": \"AKIDP\", \"SecretAccessKey\": \"HIDDENP\"}'", "not of Version 1", NULL},
        {"echo '{\"Version\": 1, \"AccessKeyId\": \"AKIDP\"}'", "no SecretAccessKey", NULL},
        {PRINT(", \"Expiration\": \"" RIG_EARLIER "\""), "expired already", NULL},
        {"head -c 70000 /dev/zero; sleep 60", "more than 64 KiB", NULL},
    };
    ENV();
    aws_config_input in = rig_input();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        command(cases[i].line);
        check_refused(&in, "credential_process of profile \"default\"", cases[i].part);
        check_refused(&in, cases[i].part, cases[i].part2);
    }
    no_files();
}

TEST(it_stands_alone_with_the_usual_signals) {
    sigset_t blocked;
    sigset_t before;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &blocked, &before);
    void (*pipe_before)(int) = signal(SIGPIPE, SIG_IGN);
    ENV();
    aws_config_input in = rig_input();
    // A blocked SIGTERM or an ignored SIGPIPE would let these go on to print credentials.
    command("kill -TERM $$; " PRINT(""));
    check_refused(&in, "ended with status -1", NULL);
    command("kill -PIPE $$; " PRINT(""));
    check_refused(&in, "ended with status -1", NULL);
    arena *a = arena_new();
    FILE *held = fopen("/dev/null", "r");
    if (CHECK(held != NULL)) {
        command(arena_printf(a, "read x; test -z \"$x\" && test ! -e /proc/self/fd/%d && %s", fileno(held), PRINT("")));
        check_found(&in, "AKIDP", "HIDDENP", NULL);
        fclose(held);
    }
    arena_free(a);
    // Ended by nobody that could be asked how.
    void (*child_before)(int) = signal(SIGCHLD, SIG_IGN);
    command(PRINT(""));
    check_found(&in, "AKIDP", "HIDDENP", NULL);
    signal(SIGCHLD, child_before);
    signal(SIGPIPE, pipe_before);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    no_files();
}

static void *fire(void *stop) {
    struct timespec pause = {.tv_nsec = 200 * 1000 * 1000};
    nanosleep(&pause, NULL);
    cancel_fire(stop);
    return NULL;
}

TEST(a_stop_ends_it_and_all_that_it_started) {
    arena *a = arena_new();
    ENV();
    aws_config_input in = rig_input();
    const char *path = scripted_path(a, "more");
    command(arena_printf(a, "(sleep 1; echo late > %s) & sleep 60", path));
    aws_client *client = rig_client(a, &in);
    aws_credentials *credentials = aws_credentials_new(client);
    cancel *stop = cancel_new();
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, fire, stop) == 0);
    struct timespec begin;
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    sigv4_credentials got = {0};
    uint64_t number = 0;
    const aws_error *error = NULL;
    CHECK(!aws_credentials_get(credentials, a, stop, &got, &number, &error));
    clock_gettime(CLOCK_MONOTONIC, &end);
    CHECK_INT(error->kind, AWS_ERROR_CANCELLED);
    CHECK(end.tv_sec - begin.tv_sec <= 1);
    pthread_join(thread, NULL);
    struct timespec pause = {.tv_sec = 1, .tv_nsec = 300 * 1000 * 1000};
    nanosleep(&pause, NULL);
    CHECK(access(path, F_OK) != 0);
    cancel_free(stop);
    aws_credentials_free(credentials);
    aws_client_free(client);
    no_files();
    arena_free(a);
}

// An agent that is left behind, with the streams of the command, is neither waited for nor ended.
TEST(a_command_that_leaves_something_behind) {
    ENV();
    aws_config_input in = rig_input();
    arena *a = arena_new();
    const char *path = scripted_path(a, "more");
    static const char *const streams[] = {"", " >/dev/null", " 2>/dev/null"};
    for (size_t i = 0; i < sizeof streams / sizeof streams[0]; i++) {
        command(arena_printf(a, "sleep 50%s & echo $! > %s; %s", streams[i], path, PRINT("")));
        struct timespec begin;
        struct timespec end;
        clock_gettime(CLOCK_MONOTONIC, &begin);
        check_found(&in, "AKIDP", "HIDDENP", NULL);
        clock_gettime(CLOCK_MONOTONIC, &end);
        CHECK(end.tv_sec - begin.tv_sec < 20);
        char text[32] = "";
        FILE *file = fopen(path, "re");
        CHECK(file != NULL && fgets(text, sizeof text, file) != NULL);
        if (file != NULL) {
            fclose(file);
        }
        long pid = strtol(text, NULL, 10);
        CHECK(pid > 0 && kill((pid_t)pid, SIGKILL) == 0);
    }
    arena_free(a);
    no_files();
}

TEST(a_command_has_a_minute) {
    static const char *const lines[] = {"sleep 60", "exec sleep 60 >&- 2>&-"}; // without streams it still runs
    ENV();
    aws_config_input in = rig_input();
    ANSWERS({.part = "nothing"});
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        command(lines[i]);
        atomic_store(&rig_passed_ms, 0);
        arena *a = arena_new();
        aws_client *client = rig_client(a, &in);
        aws_credentials *credentials = aws_credentials_new(client);
        sigv4_credentials got = {0};
        uint64_t number = 0;
        const aws_error *error = NULL;
        // The clock is scripted: eleven seconds pass with each look.
        rig_script.pass_ms = 11 * 1000;
        CHECK(!aws_credentials_get(credentials, a, NULL, &got, &number, &error));
        rig_script.pass_ms = 0;
        CHECK(strstr(error->message, "did not end within a minute") != NULL);
        aws_credentials_free(credentials);
        aws_client_free(client);
        arena_free(a);
    }
    no_files();
}
