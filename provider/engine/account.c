#include "engine/account.h"

#include "api_sts.h"

bool account_ask(aws_client *client, arena *a, cancel *stop, const char **ret_account_id, const aws_error **ret_error) {
    const char *sts_region = aws_config_sts_region(aws_client_config(client));
    aws_call_options options = {.arena = a, .stop = stop, .region = sts_region};
    const value *output = NULL;
    if (!aws_call(client, &api_sts_GetCallerIdentity, value_object_new(a), &options, &output, ret_error)) {
        return false;
    }
    *ret_account_id = value_text(value_get(output, "Account"));
    return true;
}
