#include "plugin/socket.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

static const char FOLDER[] = "/caws-XXXXXX";
static const char NAME[] = "/plugin";

static bool make_in(const char *parent, socket_place *ret) {
    struct sockaddr_un address;
    if (parent == NULL || parent[0] != '/' || strlen(parent) + strlen(FOLDER) + sizeof NAME > sizeof address.sun_path) {
        return false;
    }
    socket_place p = {0};
    if (asprintf(&p.folder, "%s%s", parent, FOLDER) < 0) {
        return false;
    }
    if (mkdtemp(p.folder) == NULL) {
        free(p.folder);
        return false;
    }
    if (asprintf(&p.path, "%s%s", p.folder, NAME) < 0) {
        rmdir(p.folder);
        free(p.folder);
        return false;
    }
    *ret = p;
    return true;
}

bool socket_place_make(socket_place *ret) {
    char here[PATH_MAX];
    return make_in(getenv("PLUGIN_UNIX_SOCKET_DIR"), ret) || make_in(getenv("TMPDIR"), ret) || make_in("/tmp", ret) ||
           make_in(getcwd(here, sizeof here), ret);
}

void socket_place_remove(socket_place *p) {
    unlink(p->path); // gRPC has removed it already when the server ended in order
    rmdir(p->folder);
    free(p->path);
    free(p->folder);
    *p = (socket_place){0};
}
