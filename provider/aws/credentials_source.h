// One place that credentials come from: a file of its own, found by the table in credentials.c.
#pragma once

#include "aws/config.h"
#include "aws/sigv4.h"
#include "base/arena.h"
#include "base/cancel.h"

typedef enum credentials_status {
    CREDENTIALS_FOUND,
    CREDENTIALS_ABSENT, // nothing is configured here: ask the next source
    CREDENTIALS_FAILED, // something is, and it does not work: ask no further
} credentials_status;

typedef struct credentials_source {
    const char *name; // for messages: "the environment"
    // FOUND fills `*ret`, which may borrow from `c` and from `a`. ABSENT and FAILED fill `*ret_message`: what was
    // missing, or went wrong; no secrets. `stop` ends a source that waits for somebody.
    credentials_status (*fetch)(const aws_config *c, arena *a, cancel *stop, sigv4_credentials *ret,
                                const char **ret_message);
} credentials_source;

extern const credentials_source credentials_static;
extern const credentials_source credentials_environment;
extern const credentials_source credentials_shared_files;
