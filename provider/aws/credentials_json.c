// The JSON that credential processes, container agents and the metadata service have in common.
#include <string.h>

#include "aws/credentials_source.h"
#include "aws/timestamp.h"
#include "base/json.h"

credentials_status credentials_from_json(arena *a, str text, const char *token_key, int64_t now_ms,
                                         credentials_found *ret, const char **ret_message) {
    const value *document = NULL;
    const char *message = NULL;
    if (!json_parse(a, text, &document, &message)) {
        *ret_message = arena_printf(a, "the answer is not JSON: %s", message);
        return CREDENTIALS_FAILED;
    }
    credentials_found found = {
        .keys = {.access_key = value_text(value_get(document, "AccessKeyId")),
                 .secret_key = value_text(value_get(document, "SecretAccessKey"))},
    };
    const char *token = value_text(value_get(document, token_key));
    found.keys.session_token = token[0] == '\0' ? NULL : token;
    if (found.keys.access_key[0] == '\0' || found.keys.secret_key[0] == '\0') {
        *ret_message = arena_printf(a, "the answer has no %s",
                                    found.keys.access_key[0] == '\0' ? "AccessKeyId" : "SecretAccessKey");
        return CREDENTIALS_FAILED;
    }
    const value *expiration = value_get(document, "Expiration");
    if (!value_is_null(expiration) && !timestamp_parse(value_str(expiration), &found.expires_ms)) {
        *ret_message = "the Expiration in the answer is no RFC 3339 time";
        return CREDENTIALS_FAILED;
    }
    if (found.expires_ms != 0 && now_ms != 0 && found.expires_ms <= now_ms) {
        *ret_message = "the credentials in the answer have expired already";
        return CREDENTIALS_FAILED;
    }
    *ret = found;
    return CREDENTIALS_FOUND;
}
