// The checksums that S3 takes for a request's body. Private to aws/.
// Source: "Checking object integrity" in the S3 user guide; the SDKs' reference guide on data integrity protections.
#pragma once

#include "aws/http.h"
#include "base/arena.h"
#include "base/cancel.h"

typedef enum checksum_algorithm {
    CHECKSUM_NONE,
    CHECKSUM_CRC32,
    CHECKSUM_CRC32C,
    CHECKSUM_CRC64NVME,
    CHECKSUM_SHA1,
    CHECKSUM_SHA256,
} checksum_algorithm;

// By the API's word ("CRC64NVME"); CHECKSUM_NONE for any other.
checksum_algorithm checksum_named(const char *name);
const char *checksum_name(checksum_algorithm algorithm);
// The request's header for it: "x-amz-checksum-crc64nvme".
const char *checksum_header(checksum_algorithm algorithm);

typedef struct checksum_result {
    const char *checksum; // base64, as the header has it; NULL for CHECKSUM_NONE
    const char *sha256;   // hex digits, as signatures have it; NULL unless asked for
} checksum_result;

// Goes through the request's body once. False with a message when its file cannot be read or `stop` has fired.
bool checksum_of_body(arena *a, const http_request *r, checksum_algorithm algorithm, bool with_sha256, cancel *stop,
                      checksum_result *ret, const char **ret_message);
