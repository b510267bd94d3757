// Requests to endpoints that hand out credentials and speak no AWS protocol: the instance metadata service and
// container agents. Private to aws/.
#pragma once

#include "aws/credentials_source.h"
#include "aws/http.h"

typedef struct credentials_request {
    const char *method;
    const char *url;
    http_header header;      // name NULL: none
    int64_t timeout_ms;      // to connect, and for a stalled answer; cut where the ask's deadline is nearer
    int64_t attempts;        // at most, for answers of 429 and 500 on; at least 1
    int64_t silent_attempts; // at most, when nothing answers
} credentials_request;

// True with an answer of whatever status; false with a message when none came, or a stop did.
bool credentials_send(const credentials_ask *ask, const credentials_request *r, http_response *ret,
                      const char **ret_message);
