// The credentials that a configuration's calls are signed with.
#pragma once

#include <stdbool.h>

#include "aws/config.h"
#include "aws/error.h"
#include "aws/sigv4.h"
#include "base/arena.h"
#include "base/cancel.h"

// Asks the sources in the order of the AWS SDK for Go, as hashicorp/aws does: the provider's access_key and secret_key;
// the environment, unless the provider names a profile; the profile in the shared credentials and config files. The
// first that has any decides: half a pair there is an error, not a reason to go on. What was found is kept in `c`;
// threads may call at once.
//
// True with copies in `a`, which are wiped with it. False with AWS_ERROR_CREDENTIALS, whose message says what was
// looked at and holds no secret; service, operation and code are empty.
bool aws_credentials_get(aws_config *c, arena *a, cancel *stop, sigv4_credentials *ret, const aws_error **ret_error);
