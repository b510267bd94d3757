// The EC2 instance metadata service, version 2: a token first, then what it says with that token. Private to aws/.
#pragma once

#include "aws/credentials_source.h"

// True with the text at `path` ("/latest/meta-data/placement/region"), which lives in the ask's arena. False with a
// message; `*ret_there` says whether the service answered at all.
bool metadata_get(const credentials_ask *ask, const char *path, str *ret, bool *ret_there, const char **ret_message);

// Whether it is not to be asked: skip_metadata_api_check, else AWS_EC2_METADATA_DISABLED.
bool metadata_is_disabled(const aws_config *c);
