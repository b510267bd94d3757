// go-plugin's handshake: how a host that starts the plugin and the plugin recognise each other.
#pragma once

#include <stdbool.h>

// Was this process started by Terraform or OpenTofu? They set a magic cookie.
bool handshake_by_host(void);
// The host's certificate (PEM), the only one that may connect; NULL when the host switched TLS off
// (TF_DISABLE_PLUGIN_TLS).
const char *handshake_client_certificate(void);
// Writes the one line that the host waits for: core protocol 1, plugin protocol 6, the socket, and the certificate (may
// be NULL).
bool handshake_write(const char *socket_path, const char *certificate_base64);
