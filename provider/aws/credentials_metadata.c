// The role of the EC2 instance, by its metadata service.
#include <string.h>

#include "aws/client_internal.h"
#include "aws/credentials_source.h"
#include "aws/metadata.h"
#include "base/json.h"
#include "base/log.h"

static const char ROLES[] = "/latest/meta-data/iam/security-credentials/";

static bool is_role_name(str name) {
    return name.len > 0 &&
           strspn(name.ptr, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+=,.@_-") == name.len;
}

static credentials_status read_answer(const credentials_ask *ask, str text, credentials_found *ret,
                                      const char **ret_message) {
    const value *document = NULL;
    const char *message = NULL;
    if (json_parse(ask->a, text, &document, &message)) {
        const char *code = value_text(value_get(document, "Code"));
        if (code[0] != '\0' && strcmp(code, "Success") != 0) {
            *ret_message = arena_printf(ask->a, "%s: %s", code, value_text(value_get(document, "Message")));
            return CREDENTIALS_FAILED;
        }
    }
    credentials_status status = credentials_from_json(ask->a, text, "Token", 0, ret, ret_message);
    if (status != CREDENTIALS_FOUND) {
        return status;
    }
    int64_t now_ms = aws_client_wall_ms(ask->client);
    ret->outlives_end = true;
    if (ret->expires_ms != 0 && ret->expires_ms <= now_ms) {
        ret->expires_ms = credentials_later_end(now_ms);
        LOG(LOG_WARN, "the metadata service handed out credentials that have expired; they are used a while longer");
    }
    return CREDENTIALS_FOUND;
}

static credentials_status fetch(const credentials_ask *ask, credentials_found *ret, const char **ret_message) {
    if (metadata_is_disabled(ask->config)) {
        *ret_message = "disabled by skip_metadata_api_check or AWS_EC2_METADATA_DISABLED";
        return CREDENTIALS_ABSENT;
    }
    metadata *service = NULL;
    str text = {0};
    metadata_status status = metadata_open(ask, &service, ret_message);
    if (status == METADATA_FOUND) {
        status = metadata_get(service, ROLES, &text, ret_message);
    }
    if (status == METADATA_NONE) {
        *ret_message = "HTTP 404: this machine has no role";
    }
    if (status != METADATA_FOUND) {
        return status == METADATA_FAILED ? CREDENTIALS_FAILED : CREDENTIALS_ABSENT;
    }
    size_t end = 0;
    text = str_trim(text);
    str role = str_find(text, "\n", &end) ? str_trim(str_upto(text, end)) : text;
    const char *name = arena_strndup(ask->a, role.ptr, role.len);
    if (!is_role_name(str_of(name)) || strlen(name) != role.len) {
        *ret_message = "it names no role";
        return CREDENTIALS_FAILED;
    }
    if (metadata_get(service, arena_printf(ask->a, "%s%s", ROLES, name), &text, ret_message) != METADATA_FOUND) {
        return CREDENTIALS_FAILED;
    }
    return read_answer(ask, text, ret, ret_message);
}

const credentials_source credentials_metadata = {.name = "the EC2 instance metadata service", .fetch = fetch};
