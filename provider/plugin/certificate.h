// The certificate of one run of the plugin (AutoMTLS): made at start, shown to the host in the handshake line, gone
// with the process.
#pragma once

#include <stdbool.h>

typedef struct certificate {
    char *cert_pem;
    char *key_pem;    // secret
    char *der_base64; // of the certificate, without padding: what the handshake line carries
} certificate;

// A self-signed P-256 certificate for "localhost" that serves and is its own authority. False when OpenSSL fails.
bool certificate_make(certificate *ret);
// Wipes the key and frees all.
void certificate_free(certificate *c);
