/* Only in the static binary: the C library's functions that would load shared objects at run time. In a static program
 * they need the very C library it was linked with, and crash or misbehave where another one, or none, is installed. The
 * linker sends every call of them here (--wrap), and all of them fail as documented. Names are resolved by c-ares, and
 * nothing loads modules. */
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stddef.h>

/* NOLINTBEGIN(bugprone-reserved-identifier): the linker's --wrap prescribes the names. */
void *__wrap_dlopen(const char *file, int mode);
int __wrap_getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **ret_list);
struct hostent *__wrap_gethostbyname(const char *name);
struct servent *__wrap_getservbyname(const char *name, const char *protocol);
int __wrap_getservbyport_r(int port, const char *protocol, struct servent *entry, char *buffer, size_t size,
                           struct servent **ret_entry);

void *__wrap_dlopen(const char *file, int mode) {
    (void)file;
    (void)mode;
    return NULL;
}

int __wrap_getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                       struct addrinfo **ret_list) {
    (void)node;
    (void)service;
    (void)hints;
    (void)ret_list;
    return EAI_FAIL;
}

struct hostent *__wrap_gethostbyname(const char *name) {
    (void)name;
    h_errno = NO_RECOVERY;
    return NULL;
}

struct servent *__wrap_getservbyname(const char *name, const char *protocol) {
    (void)name;
    (void)protocol;
    return NULL;
}

int __wrap_getservbyport_r(int port, const char *protocol, struct servent *entry, char *buffer, size_t size,
                           struct servent **ret_entry) {
    (void)port;
    (void)protocol;
    (void)entry;
    (void)buffer;
    (void)size;
    *ret_entry = NULL;
    return ENOENT;
}
/* NOLINTEND(bugprone-reserved-identifier) */
