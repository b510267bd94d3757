// How the process starts: command line, magic cookie, handshake line, socket.
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client.h"
#include "unit/test.h"

// The folder of a socket path; malloc.
static char *folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash == NULL ? strdup("") : strndup(path, (size_t)(slash - path));
}

TEST(the_line_has_go_plugins_form) {
    client *c = client_start(&(client_options){0});
    CHECK_STR(client_field(c, 0), "1");
    CHECK_STR(client_field(c, 1), "6");
    CHECK_STR(client_field(c, 2), "unix");
    CHECK_STR(client_field(c, 4), "grpc");
    CHECK(strlen(client_field(c, 5)) > 100);
    CHECK(strchr(client_field(c, 5), '=') == NULL);
    CHECK_STR(client_field(c, 6), "");
    client_free(c);
}

TEST(the_socket_is_in_a_private_folder) {
    client *c = client_start(&(client_options){0});
    char *folder = folder_of(client_field(c, 3));
    struct stat s;
    CHECK(stat(client_field(c, 3), &s) == 0 && S_ISSOCK(s.st_mode));
    CHECK(stat(folder, &s) == 0 && S_ISDIR(s.st_mode));
    CHECK_INT(s.st_mode & 0777, 0700);
    CHECK_INT(s.st_uid, geteuid());
    free(folder);
    client_free(c);
}

TEST(each_run_has_a_certificate_of_its_own) {
    client *c = client_start(&(client_options){0});
    client *d = client_start(&(client_options){0});
    CHECK(strcmp(client_field(c, 5), client_field(d, 5)) != 0);
    client_free(c);
    client_free(d);
}

TEST(the_host_says_where_the_socket_goes) {
    char folder[] = "/tmp/caws-test-XXXXXX";
    CHECK(mkdtemp(folder) != NULL);
    char *setting;
    CHECK(asprintf(&setting, "PLUGIN_UNIX_SOCKET_DIR=%s", folder) > 0);
    client *c = client_start(&(client_options){.set = (const char *[]){setting, NULL}});
    CHECK(strncmp(client_field(c, 3), folder, strlen(folder)) == 0);
    client_connect(c, CLIENT_OWN);
    CHECK(client_open_stream(c, "/plugin.GRPCStdio/StreamStdio"));
    client_disconnect(c);
    CHECK_INT(client_wait(c, 10000), 0);
    CHECK_INT(rmdir(folder), 0); // it is empty again
    client_free(c);
    free(setting);
}

TEST(a_temporary_folder_that_cannot_be_used_is_passed_over) {
    char longest[200] = "TMPDIR=/tmp/";
    memset(longest + strlen(longest), 'x', sizeof longest - strlen(longest) - 1);
    const char *const settings[] = {"TMPDIR=/nowhere/at/all", "TMPDIR=relative", "TMPDIR=", longest};
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        client *c = client_start(&(client_options){.set = (const char *[]){settings[i], NULL}});
        CHECK(access(client_field(c, 3), F_OK) == 0);
        client_free(c);
    }
}

TEST(by_hand_it_says_what_it_is) {
    client *c = client_start(&(client_options){.by_hand = true});
    CHECK_STR(client_line(c), "");
    CHECK_INT(client_wait(c, 10000), 1);
    CHECK(strstr(client_stderr(c), "Terraform") != NULL);
    CHECK(strstr(client_stderr(c), "-debug") != NULL);
    client_free(c);
}

TEST(a_wrong_cookie_is_as_none) {
    const char *const set[] = {"TF_PLUGIN_MAGIC_COOKIE=chocolate", NULL};
    client *c = client_start(&(client_options){.by_hand = true, .set = set});
    CHECK_STR(client_line(c), "");
    CHECK_INT(client_wait(c, 10000), 1);
    client_free(c);
}

static void check_option(const char *option, const char *expected, int code) {
    client *c = client_start(&(client_options){.by_hand = true, .arguments = (const char *[]){option, NULL}});
    CHECK(strstr(client_line(c), expected) != NULL);
    CHECK_INT(client_wait(c, 10000), code);
    client_free(c);
}

TEST(version_and_help) {
    check_option("--version", "terraform-provider-aws " CAWS_VERSION, 0);
    check_option("-version", CAWS_VERSION, 0);
    check_option("--help", "Terraform", 0);
    check_option("-h", "Terraform", 0);
    check_option("--unheard-of", "", 2);
}
