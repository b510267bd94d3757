#include "plugin/reattach.h"

#include <stdio.h>
#include <unistd.h>

// Addresses without a host: Terraform and OpenTofu each add their own registry. Ours, and the one that modules name.
static const char *const ADDRESSES[] = {"hashicorp/aws", "caws/aws"};

bool reattach_write(const char *socket_path) {
    bool ok = printf("Provider started. Run Terraform with this in its environment; Ctrl-C ends the provider:\n\n"
                     "    TF_REATTACH_PROVIDERS='{") > 0;
    for (size_t i = 0; i < sizeof ADDRESSES / sizeof *ADDRESSES; i++) {
        // The folder's name was made here and TMPDIR is a path, so nothing needs an escape but by malice of the user's
        // own.
        ok = ok && printf("%s\"%s\":{\"Protocol\":\"grpc\",\"ProtocolVersion\":6,\"Pid\":%ld,\"Test\":true,"
                          "\"Addr\":{\"Network\":\"unix\",\"String\":\"%s\"}}",
                          i == 0 ? "" : ",", ADDRESSES[i], (long)getpid(), socket_path) > 0;
    }
    return ok && printf("}'\n") > 0 && fflush(stdout) == 0;
}
