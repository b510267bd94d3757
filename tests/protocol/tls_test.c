// Who may connect: only the client whose certificate the host handed over.
#include <stdlib.h>

#include "client.h"
#include "proto/tfplugin6.pb-c.h"
#include "unit/test.h"

static const char METHOD[] = "/tfplugin6.Provider/GetMetadata";

static grpc_status_code try_call(client *c, client_identity identity) {
    client_connect(c, identity);
    void *got;
    size_t len;
    grpc_status_code status = client_call_bytes(c, METHOD, "", 0, 5000, &got, &len);
    CHECK((status == GRPC_STATUS_OK) == (got != NULL));
    free(got);
    return status;
}

TEST(the_hosts_certificate_is_let_in) {
    client *c = client_start(&(client_options){0});
    CHECK_INT(try_call(c, CLIENT_OWN), GRPC_STATUS_OK);
    client_free(c);
}

TEST(others_are_refused_and_do_no_harm) {
    client *c = client_start(&(client_options){0});
    CHECK(try_call(c, CLIENT_NONE) != GRPC_STATUS_OK);
    CHECK(try_call(c, CLIENT_FOREIGN) != GRPC_STATUS_OK);
    CHECK(try_call(c, CLIENT_PLAIN) != GRPC_STATUS_OK);
    CHECK_INT(try_call(c, CLIENT_OWN), GRPC_STATUS_OK);
    client_free(c);
}

TEST(a_host_without_tls_gets_plain_text) { // TF_DISABLE_PLUGIN_TLS
    client *c = client_start(&(client_options){.no_certificate = true});
    CHECK_STR(client_field(c, 5), "");
    CHECK_INT(try_call(c, CLIENT_PLAIN), GRPC_STATUS_OK);
    client_free(c);
}
