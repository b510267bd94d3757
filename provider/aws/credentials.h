// The credentials that a client's calls are signed with: found when first needed, kept, and renewed before they expire.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "aws/client.h"
#include "aws/error.h"
#include "aws/sigv4.h"
#include "base/arena.h"
#include "base/cancel.h"

typedef struct aws_credentials aws_credentials; // threads may share it

// For the client's configuration; STS and SSO are called through the client, which must outlive it and have it as its
// own. Nothing is looked up yet.
aws_credentials *aws_credentials_new(aws_client *client);
void aws_credentials_free(aws_credentials *c);

// Asks the sources in the order of docs/credentials.md, which is that of hashicorp/aws and the AWS SDK for Go, then
// assumes the roles of the provider block one after another. The first source that has any decides: half a pair there
// is an error, not a reason to go on.
//
// What was found serves all threads until it is about to expire. Then one thread renews it, while the others go on with
// what is still valid; once it is not, they wait for that one thread.
//
// True with copies in `a`, which are wiped with it, and a number that stands for this set of credentials. False with
// AWS_ERROR_CREDENTIALS, whose message says what was looked at and holds no secret (service, operation and code are
// empty), or with AWS_ERROR_CANCELLED once `stop` has fired.
bool aws_credentials_get(aws_credentials *c, arena *a, cancel *stop, sigv4_credentials *ret, uint64_t *ret_number,
                         const aws_error **ret_error);

// AWS refused the credentials of that number as expired: they are not given out again. True when asking once more may
// bring others, false when they are fixed (keys in the provider block, the environment, a file).
bool aws_credentials_refuse(aws_credentials *c, uint64_t number);
