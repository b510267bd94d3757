// The keys that signatures are made with, kept: each is good for a day, a region and a service, and takes four of the
// five HMACs of a signature to derive. For any threads at once.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { SIGV4_KEY_BYTES = 32 };

typedef struct sigv4_keys sigv4_keys;

sigv4_keys *sigv4_keys_new(void);
// Wipes them.
void sigv4_keys_free(sigv4_keys *k);

// `number` says which credentials the key is derived from, and `scope` what it is good for. False when it is not there.
bool sigv4_keys_get(sigv4_keys *k, uint64_t number, str scope, unsigned char ret[SIGV4_KEY_BYTES]);
// Keeps a key; of many the oldest goes.
void sigv4_keys_put(sigv4_keys *k, uint64_t number, str scope, const unsigned char key[SIGV4_KEY_BYTES]);
