// The EC2 instance metadata service, version 2: a token first, then what it says with that token. Private to aws/.
#pragma once

#include "aws/credentials_source.h"

typedef struct metadata metadata; // lives in the ask's arena

typedef enum metadata_status {
    METADATA_FOUND,
    METADATA_SILENT, // nothing answered
    METADATA_NONE,   // the service has nothing of that name
    METADATA_FAILED, // something did, or the settings are wrong
} metadata_status;

// Finds the service and gets a token from it. All but FOUND fill `*ret_message`.
metadata_status metadata_open(const credentials_ask *ask, metadata **ret, const char **ret_message);
// The text at `path` ("/latest/meta-data/placement/region"), in the ask's arena.
metadata_status metadata_get(const metadata *m, const char *path, str *ret, const char **ret_message);

// Whether it is not to be asked: skip_metadata_api_check, else AWS_EC2_METADATA_DISABLED.
bool metadata_is_disabled(const aws_config *c);
