// One place that credentials come from: a file of its own, asked in the order of the table in credentials.c.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "aws/client.h"
#include "aws/config.h"
#include "aws/roles.h"
#include "aws/sigv4.h"
#include "base/arena.h"
#include "base/cancel.h"
#include "base/str.h"

typedef enum credentials_status {
    CREDENTIALS_FOUND,
    CREDENTIALS_ABSENT, // nothing is configured here: ask the next source
    CREDENTIALS_FAILED, // something is, and it does not work: ask no further
} credentials_status;

// What a source may use.
typedef struct credentials_ask {
    aws_client *client; // for STS and SSO
    const aws_config *config;
    arena *a;            // a secret one: what is read on the way is wiped with it
    cancel *stop;        // ends a source that waits for somebody
    int64_t deadline_ms; // on the client's monotonic clock: nothing is tried again after it
} credentials_ask;

typedef struct credentials_found {
    sigv4_credentials keys; // may borrow from the configuration and from the ask's arena
    int64_t expires_ms;     // since the Unix epoch; 0: never
    bool fixed;             // asking again brings the same
    bool outlives_end;      // AWS takes them beyond their end while they cannot be renewed
} credentials_found;

// FOUND fills `*ret`. ABSENT and FAILED fill `*ret_message`: what was missing, or went wrong; no secrets.
typedef credentials_status (*credentials_fetch)(const credentials_ask *ask, credentials_found *ret,
                                                const char **ret_message);

typedef struct credentials_source {
    const char *name; // for messages: "the environment"
    credentials_fetch fetch;
} credentials_source;

extern const credentials_source credentials_static;
extern const credentials_source credentials_environment;
extern const credentials_source credentials_web_identity_block;       // the provider block's
extern const credentials_source credentials_web_identity_environment; // AWS_WEB_IDENTITY_TOKEN_FILE
extern const credentials_source credentials_profile;
extern const credentials_source credentials_container;
extern const credentials_source credentials_metadata;

// The end that such credentials get where theirs is over: not the same for all who lost the service at once.
int64_t credentials_later_end(int64_t now_ms);

// The base of all: the provider's web identity, or else the first source that has any.
credentials_status credentials_base(const credentials_ask *ask, credentials_found *ret, const char **ret_message);

// Assumes a role with the credentials of somebody else. FOUND or FAILED.
credentials_status credentials_assume_role(const credentials_ask *ask, const aws_role *role,
                                           const sigv4_credentials *with, credentials_found *ret,
                                           const char **ret_message);
credentials_status credentials_assume_web_identity(const credentials_ask *ask, const aws_web_identity *w,
                                                   credentials_found *ret, const char **ret_message);

// What a profile says of its own about a web identity (it has role_arn and web_identity_token_file), about SSO, and
// about a credential_process. The latter two are ABSENT where it says nothing.
credentials_status credentials_web_identity_profile(const credentials_ask *ask, const char *profile,
                                                    credentials_found *ret, const char **ret_message);
credentials_status credentials_sso(const credentials_ask *ask, const char *profile, credentials_found *ret,
                                   const char **ret_message);
credentials_status credentials_process(const credentials_ask *ask, const char *profile, credentials_found *ret,
                                       const char **ret_message);

// Reads the JSON that a process, the container agent and the metadata service answer: AccessKeyId, SecretAccessKey,
// the token under `token_key`, Expiration. `now_ms` is what an expiry is compared with; 0: not at all. FOUND or FAILED.
credentials_status credentials_from_json(arena *a, str text, const char *token_key, int64_t now_ms,
                                         credentials_found *ret, const char **ret_message);
