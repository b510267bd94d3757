// Where the plugin listens: a unix socket in a folder of mode 0700 that goes with the process. gRPC creates the socket
// itself with mode 0755, so the folder is what protects it.
#pragma once

#include <stdbool.h>

typedef struct socket_place {
    char *folder;
    char *path; // of the socket
} socket_place;

// Makes the folder where the host asks for it (PLUGIN_UNIX_SOCKET_DIR), else in TMPDIR, /tmp or the working directory:
// the first that can be written to and is short enough for a socket's address.
bool socket_place_make(socket_place *ret);
// Removes socket and folder.
void socket_place_remove(socket_place *p);
