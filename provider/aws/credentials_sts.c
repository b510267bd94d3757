// Roles, assumed at STS: AssumeRole with the credentials of somebody else, AssumeRoleWithWebIdentity with a token.
#include "api_sts.h"
#include "aws/client_internal.h"
#include "aws/credentials_source.h"
#include "aws/secret.h"
#include "aws/timestamp.h"
#include "base/value.h"

enum {
    DEFAULT_DURATION_S = 900, // as hashicorp/aws asks for where nothing is said
};

// Tells sessions apart in CloudTrail where nobody named them.
static const char *session_name(const credentials_ask *ask, const char *given) {
    return given != NULL ? given : arena_printf(ask->a, "caws-%lld", (long long)aws_client_wall_ms(ask->client));
}

static const value *text_list(arena *a, const char *const *texts) {
    value *list = value_list_new(a);
    for (size_t i = 0; texts[i] != NULL; i++) {
        value_push(a, list, value_cstr(a, texts[i]));
    }
    return list;
}

static const value *policy_list(arena *a, const char *const *arns) {
    value *list = value_list_new(a);
    for (size_t i = 0; arns[i] != NULL; i++) {
        value *policy = value_object_new(a);
        value_put_static(a, policy, "arn", value_cstr(a, arns[i]));
        value_push(a, list, policy);
    }
    return list;
}

static const value *tag_list(arena *a, const aws_session_tag *tags, size_t count) {
    value *list = value_list_new(a);
    for (size_t i = 0; i < count; i++) {
        value *tag = value_object_new(a);
        value_put_static(a, tag, "Key", value_cstr(a, tags[i].key));
        value_put_static(a, tag, "Value", value_cstr(a, tags[i].value));
        value_push(a, list, tag);
    }
    return list;
}

static credentials_status take(const credentials_ask *ask, const value *output, credentials_found *ret,
                               const char **ret_message) {
    const value *c = value_get(output, "Credentials");
    credentials_found found = {
        .keys = {.access_key = value_text(value_get(c, "AccessKeyId")),
                 .secret_key = value_text(value_get(c, "SecretAccessKey")),
                 .session_token = value_text(value_get(c, "SessionToken"))},
    };
    if (found.keys.access_key[0] == '\0' || found.keys.secret_key[0] == '\0' || found.keys.session_token[0] == '\0' ||
        !timestamp_parse(value_str(value_get(c, "Expiration")), &found.expires_ms)) {
        *ret_message = arena_strdup(ask->a, "the answer of STS lacks a part of the credentials");
        return CREDENTIALS_FAILED;
    }
    *ret = found;
    return CREDENTIALS_FOUND;
}

static credentials_status call(const credentials_ask *ask, const api_operation *op, const value *input,
                               aws_call_options *options, credentials_found *ret, const char **ret_message) {
    const value *output = NULL;
    const aws_error *error = NULL;
    options->arena = ask->a;
    options->stop = ask->stop;
    options->deadline_ms = ask->deadline_ms;
    if (!aws_call(ask->client, op, input, options, &output, &error)) {
        *ret_message = aws_error_text(ask->a, error);
        return CREDENTIALS_FAILED;
    }
    return take(ask, output, ret, ret_message);
}

credentials_status credentials_assume_role(const credentials_ask *ask, const aws_role *role,
                                           const sigv4_credentials *with, credentials_found *ret,
                                           const char **ret_message) {
    arena *a = ask->a;
    value *input = value_object_new(a);
    value_put_static(a, input, "RoleArn", value_cstr(a, role->arn));
    value_put_static(a, input, "RoleSessionName", value_cstr(a, session_name(ask, role->session_name)));
    value_put_static(a, input, "DurationSeconds",
                     value_int(a, role->duration_s > 0 ? role->duration_s : DEFAULT_DURATION_S));
    value_put_static(a, input, "ExternalId", value_cstr(a, role->external_id));
    value_put_static(a, input, "Policy", value_cstr(a, role->policy));
    value_put_static(a, input, "SourceIdentity", value_cstr(a, role->source_identity));
    if (role->policy_arns != NULL) {
        value_put_static(a, input, "PolicyArns", policy_list(a, role->policy_arns));
    }
    if (role->transitive_tag_keys != NULL) {
        value_put_static(a, input, "TransitiveTagKeys", text_list(a, role->transitive_tag_keys));
    }
    if (role->tag_count > 0) {
        value_put_static(a, input, "Tags", tag_list(a, role->tags, role->tag_count));
    }
    aws_call_options options = {.credentials = with};
    credentials_status status = call(ask, &api_sts_AssumeRole, input, &options, ret, ret_message);
    if (status != CREDENTIALS_FOUND) {
        // No secret to AWS, and so not to its models; to some who agree on one it is.
        *ret_message = secret_hide(a, *ret_message, str_of(role->external_id));
    }
    return status;
}

credentials_status credentials_assume_web_identity(const credentials_ask *ask, const aws_web_identity *w,
                                                   credentials_found *ret, const char **ret_message) {
    // STS could not reach the identity provider: AWS says to try again. Of its keys it says so under another code.
    static const aws_retry_on passing[] = {{.code = "IDPCommunicationError"},
                                           {"InvalidIdentityToken", "retrieve verification key"}};
    arena *a = ask->a;
    value *input = value_object_new(a);
    value_put_static(a, input, "RoleArn", value_cstr(a, w->arn));
    value_put_static(a, input, "RoleSessionName", value_cstr(a, session_name(ask, w->session_name)));
    value_put_static(a, input, "WebIdentityToken", value_cstr(a, w->token));
    value_put_static(a, input, "Policy", value_cstr(a, w->policy));
    if (w->duration_s > 0) {
        value_put_static(a, input, "DurationSeconds", value_int(a, w->duration_s));
    }
    if (w->policy_arns != NULL) {
        value_put_static(a, input, "PolicyArns", policy_list(a, w->policy_arns));
    }
    aws_call_options options = {.retry_on = passing, .retry_on_count = sizeof passing / sizeof *passing};
    return call(ask, &api_sts_AssumeRoleWithWebIdentity, input, &options, ret, ret_message);
}
