// Who the credentials belong to.
#pragma once

#include "aws/client.h"

// One STS GetCallerIdentity. False with the error; `*ret_account_id` lives in `a`.
// Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
bool account_ask(aws_client *client, arena *a, cancel *stop, const char **ret_account_id, const aws_error **ret_error);
