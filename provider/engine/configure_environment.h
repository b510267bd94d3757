// What the environment adds to blocks of the provider's configuration: tags and endpoints, as hashicorp/aws reads them.
#pragma once

#include "aws/config.h"
#include "engine/engine_internal.h"

// default_tags: TF_AWS_DEFAULT_TAGS_<key> for each key that `configured` (a map or null) lacks. Unknown stays unknown.
const value *environment_default_tags(arena *a, const value *configured);

// A set of texts (or null) with those that the variable lists, separated by commas.
const value *environment_texts(arena *a, const value *configured, const char *variable);

// The endpoints blocks, then, for services that they do not name, the older variables (TF_AWS_S3_ENDPOINT,
// AWS_S3_ENDPOINT). Warns of those, and of several names of one service. Text lives in the call's arena.
const aws_endpoint_override *environment_endpoints(engine_call *c, const value *blocks, size_t *ret_count);

// Warns of AWS_METADATA_URL, which the aws layer still reads.
void environment_warn_metadata(engine_call *c);
