#include "engine/configure_roles.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "engine/duration.h"

enum {
    MIN_DURATION_S = 15 * 60,
    MAX_DURATION_S = 12 * 60 * 60,
    MAX_POLICY_ARN_TEXT = 2048,
};

// One block, and where it stands.
typedef struct block {
    engine_call *call;
    const value *value;
    const path *path;
} block;

__attribute__((format(printf, 4, 5))) static bool refuse(const block *b, const char *name, const char *summary,
                                                         const char *format, ...) {
    va_list args;
    va_start(args, format);
    diag_error(&b->call->diags, path_attr(b->call->arena, b->path, name), summary, "%s",
               arena_vprintf(b->call->arena, format, args));
    va_end(args);
    return false;
}

static const char *text_of(const block *b, const char *name) {
    const value *v = value_get(b->value, name);
    return value_is_known_string(v) && value_str(v).len > 0 ? value_text(v) : NULL;
}

static const char *const *texts_of(const block *b, const char *name) {
    const value *list = value_get(b->value, name);
    size_t count = value_count(list);
    const char **texts = ARENA_ARRAY(b->call->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        texts[i] = value_text(value_item(list, i));
    }
    return count == 0 ? NULL : texts;
}

static bool read_arn(const block *b, const char **ret) {
    *ret = text_of(b, "role_arn");
    if (*ret == NULL) {
        return refuse(b, "role_arn", "Missing role", "role_arn says which role is to be assumed, and is not set.");
    }
    if (strncmp(*ret, "arn:", 4) != 0) {
        return refuse(b, "role_arn", "Invalid role", "\"%s\" is not an ARN.", *ret);
    }
    return true;
}

static bool read_duration(const block *b, int64_t *ret_s) {
    const char *text = text_of(b, "duration");
    int64_t ms = 0;
    if (text == NULL) {
        return true;
    }
    if (!duration_parse(str_of(text), &ms)) {
        return refuse(b, "duration", "Invalid duration", "\"%s\" is no duration such as \"1h\" or \"1h30m\".", text);
    }
    if (ms < MIN_DURATION_S * 1000LL || ms > MAX_DURATION_S * 1000LL) {
        return refuse(b, "duration", "Invalid duration", "\"%s\" is not between 15m and 12h.", text);
    }
    *ret_s = ms / 1000;
    return true;
}

static bool read_policy(const block *b, const char **ret) {
    *ret = text_of(b, "policy");
    const value *document = NULL;
    const char *message = NULL;
    return *ret == NULL || json_parse(b->call->arena, str_of(*ret), &document, &message) ||
           refuse(b, "policy", "Invalid policy", "The session policy is not JSON: %s.", message);
}

static bool read_policy_arns(const block *b, const char *const **ret) {
    *ret = texts_of(b, "policy_arns");
    for (size_t i = 0; *ret != NULL && (*ret)[i] != NULL; i++) {
        if (strncmp((*ret)[i], "arn:", 4) != 0 || strlen((*ret)[i]) > MAX_POLICY_ARN_TEXT) {
            return refuse(b, "policy_arns", "Invalid policy", "\"%s\" is not an ARN.", (*ret)[i]);
        }
    }
    return true;
}

// Text of letters, digits and `extra`, within the length that STS sets.
static bool read_name(const block *b, const char *name, const char *extra, size_t most, const char **ret) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    *ret = text_of(b, name);
    if (*ret == NULL) {
        return true;
    }
    size_t len = strlen(*ret);
    if (len < 2 || len > most) {
        return refuse(b, name, "Invalid length", "%s has %zu characters, and must have 2 to %zu.", name, len, most);
    }
    for (size_t i = 0; i < len; i++) {
        if (strchr(letters, (*ret)[i]) == NULL && strchr(extra, (*ret)[i]) == NULL) {
            return refuse(b, name, "Invalid character", "%s may have letters, digits and _%s in it.", name, extra);
        }
    }
    return true;
}

static void read_tags(const block *b, aws_role *ret) {
    const value *tags = value_get(b->value, "tags");
    size_t count = value_count(tags);
    aws_session_tag *list = ARENA_ARRAY(b->call->arena, aws_session_tag, count);
    for (size_t i = 0; i < count; i++) {
        list[i] = (aws_session_tag){tags->map.entries[i].key.ptr, value_text(tags->map.entries[i].value)};
    }
    ret->tags = list;
    ret->tag_count = count;
}

static bool read_role(const block *b, aws_role *ret) {
    ret->transitive_tag_keys = texts_of(b, "transitive_tag_keys");
    read_tags(b, ret);
    return read_arn(b, &ret->arn) && read_duration(b, &ret->duration_s) && read_policy(b, &ret->policy) &&
           read_policy_arns(b, &ret->policy_arns) && read_name(b, "external_id", "+=,.@:/-", 1224, &ret->external_id) &&
           read_name(b, "session_name", "+=,.@-", 64, &ret->session_name) &&
           read_name(b, "source_identity", "+=,.@-", 64, &ret->source_identity);
}

static bool read_roles(engine_call *c, const value *config, aws_config_input *ret) {
    const value *list = value_get(config, "assume_role");
    const path *at = path_attr(c->arena, NULL, "assume_role");
    ret->role_count = value_count(list);
    aws_role *roles = ARENA_ARRAY(c->arena, aws_role, ret->role_count);
    for (size_t i = 0; i < ret->role_count; i++) {
        block b = {.call = c, .value = value_item(list, i), .path = path_index(c->arena, at, (int64_t)i)};
        if (!read_role(&b, &roles[i])) {
            return false;
        }
    }
    ret->roles = roles;
    return true;
}

static bool read_web_identity(engine_call *c, const value *config, aws_config_input *ret) {
    const value *list = value_get(config, "assume_role_with_web_identity");
    const path *at = path_attr(c->arena, NULL, "assume_role_with_web_identity");
    if (value_count(list) == 0) {
        return true;
    }
    block b = {.call = c, .value = value_item(list, 0), .path = path_index(c->arena, at, 0)};
    if (value_count(list) > 1) {
        b.path = path_index(c->arena, at, 1);
        return refuse(&b, "role_arn", "Too many blocks", "There can be one assume_role_with_web_identity.");
    }
    aws_web_identity *w = ARENA_NEW(c->arena, aws_web_identity);
    w->token = text_of(&b, "web_identity_token");
    w->token_file = text_of(&b, "web_identity_token_file");
    if ((w->token == NULL) == (w->token_file == NULL)) {
        return refuse(&b, w->token == NULL ? "web_identity_token_file" : "web_identity_token", "Invalid token",
                      "Exactly one of web_identity_token and web_identity_token_file must be set.");
    }
    ret->web_identity = w;
    return read_arn(&b, &w->arn) && read_duration(&b, &w->duration_s) && read_policy(&b, &w->policy) &&
           read_policy_arns(&b, &w->policy_arns) && read_name(&b, "session_name", "+=,.@-", 64, &w->session_name);
}

static bool read_metadata(engine_call *c, const value *config, aws_config_input *ret) {
    block b = {.call = c, .value = config};
    ret->metadata_endpoint = text_of(&b, "ec2_metadata_service_endpoint");
    ret->metadata_endpoint_mode = text_of(&b, "ec2_metadata_service_endpoint_mode");
    const char *skip = text_of(&b, "skip_metadata_api_check");
    ret->skip_metadata = skip == NULL ? -1 : strcasecmp(skip, "true") == 0 || strcmp(skip, "1") == 0;
    if (ret->skip_metadata == 0 && strcasecmp(skip, "false") != 0 && strcmp(skip, "0") != 0) {
        return refuse(&b, "skip_metadata_api_check", "Invalid setting",
                      "skip_metadata_api_check must be \"true\" or \"false\".");
    }
    return true;
}

bool configure_roles(engine_call *c, const value *config, aws_config_input *ret) {
    return read_roles(c, config, ret) && read_web_identity(c, config, ret) && read_metadata(c, config, ret);
}
