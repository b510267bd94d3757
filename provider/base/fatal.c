#include "base/fatal.h"

#include <string.h>
#include <unistd.h>

static void put(const char *text) {
    // Nothing is left to do when stderr is gone too.
    ssize_t written = write(STDERR_FILENO, text, strlen(text));
    (void)written;
}

void fatal(const char *message) {
    put("terraform-provider-aws: ");
    put(message);
    put("\n");
    _exit(1);
}
