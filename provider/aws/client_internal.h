// What a client lends to the sources of its credentials, and to tests. Private to aws/.
#pragma once

#include "aws/client.h"
#include "aws/http.h"

// The connections, for endpoints that speak no AWS protocol (instance metadata, container credentials).
const http_transport *aws_client_transport(const aws_client *c);

// The configuration, for what is found out about it before the first call.
aws_config *aws_client_own_config(aws_client *c);

// The time by AWS's clock as far as a service has told it, in milliseconds since the Unix epoch.
int64_t aws_client_wall_ms(const aws_client *c);

// What is left to pay for retries: for tests.
int64_t aws_client_retry_tokens(const aws_client *c);
