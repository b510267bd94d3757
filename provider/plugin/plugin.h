// The plugin process: from the handshake to its end.
#pragma once

#include <stdbool.h>

// Was the process started by Terraform or OpenTofu?
bool plugin_started_by_host(void);
// Serves until the host or a signal ends it; `debug` runs without a host and prints how Terraform finds the process.
// The exit code.
int plugin_serve(bool debug);
