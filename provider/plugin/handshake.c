#include "plugin/handshake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char COOKIE_NAME[] = "TF_PLUGIN_MAGIC_COOKIE";
static const char COOKIE_VALUE[] = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

bool handshake_by_host(void) {
    const char *cookie = getenv(COOKIE_NAME);
    return cookie != NULL && strcmp(cookie, COOKIE_VALUE) == 0;
}

const char *handshake_client_certificate(void) {
    const char *pem = getenv("PLUGIN_CLIENT_CERT");
    return pem == NULL || pem[0] == '\0' ? NULL : pem;
}

bool handshake_write(const char *socket_path, const char *certificate_base64) {
    const char *certificate = certificate_base64 == NULL ? "" : certificate_base64;
    return printf("1|6|unix|%s|grpc|%s\n", socket_path, certificate) > 0 && fflush(stdout) == 0;
}
