#include "aws/secret.h"

#include <openssl/crypto.h>
#include <string.h>

static void wipe(void *text) {
    OPENSSL_cleanse(text, strlen(text));
}

void secret_keep(arena *a, char *text) {
    arena_on_free(a, wipe, text);
}

const char *secret_dup(arena *a, const char *text) {
    if (text == NULL) {
        return NULL;
    }
    char *copy = arena_strdup(a, text);
    secret_keep(a, copy);
    return copy;
}
