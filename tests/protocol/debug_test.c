// -debug: no host, plain text, a line for the environment of terraform.
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "client.h"
#include "unit/test.h"

static const char *const ARGUMENTS[] = {"-debug", NULL};

// The text of the line's JSON member "String": the socket. malloc.
static char *socket_in(const char *line) {
    static const char member[] = "\"String\":\"";
    const char *at = strstr(line, member);
    if (!CHECK(at != NULL)) {
        return strdup("");
    }
    at += strlen(member);
    return strndup(at, strcspn(at, "\""));
}

TEST(the_line_and_a_life_of_several_runs) {
    client *c = client_start(&(client_options){.by_hand = true, .arguments = ARGUMENTS});
    CHECK_STR(client_next_line(c), "");
    char *line = strdup(client_next_line(c));
    char *pid;
    CHECK(asprintf(&pid, "\"Pid\":%d,", (int)client_pid(c)) > 0);
    CHECK(strstr(line, "    TF_REATTACH_PROVIDERS='{\"hashicorp/aws\":{\"Protocol\":\"grpc\",\"ProtocolVersion\":6,") ==
          line);
    CHECK(strstr(line, pid) != NULL);
    CHECK(strstr(line, "\"Test\":true,\"Addr\":{\"Network\":\"unix\",") != NULL);
    char *socket = socket_in(line);
    for (int run = 0; run < 2; run++) { // a run's end is not the provider's
        client_connect_to(c, socket);
        CHECK(client_open_stream(c, "/plugin.GRPCStdio/StreamStdio"));
        void *got;
        size_t len;
        CHECK_INT(client_call_bytes(c, "/tfplugin6.Provider/GetMetadata", "", 0, 10000, &got, &len), GRPC_STATUS_OK);
        free(got);
        client_disconnect(c);
        CHECK_INT(client_wait(c, 200), -1);
    }
    kill(client_pid(c), SIGINT);
    CHECK_INT(client_wait(c, 10000), 0);
    CHECK(access(socket, F_OK) != 0);
    *strrchr(socket, '/') = '\0';
    CHECK(access(socket, F_OK) != 0);
    free(socket);
    free(pid);
    free(line);
    client_free(c);
}
