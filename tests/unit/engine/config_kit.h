// The configuration of a client under test: keys of its own, one retry, and nothing of the environment or of files.
#pragma once

#include "aws/config.h"

// With S3 buckets in the path where `s3_path_style`, else as the client chooses. It is the caller's.
aws_config *config_kit(const char *region, bool s3_path_style);
