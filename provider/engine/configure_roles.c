#include "engine/configure_roles.h"

#include <string.h>
#include <strings.h>

#include "base/json.h"
#include "engine/duration.h"

enum {
    MIN_DURATION_S = 15 * 60,
    MAX_DURATION_S = 12 * 60 * 60,
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

// hashicorp/aws takes a single block without a role for none at all: modules pass "" to assume nothing. Of several,
// each must have one.
static bool read_arn(const block *b, size_t count, const char **ret) {
    *ret = text_of(b, "role_arn");
    if (*ret != NULL) {
        return true;
    }
    if (count > 1) {
        return refuse(b, "role_arn", "Missing role", "role_arn says which role is to be assumed, and is not set.");
    }
    diag_warning(&b->call->diags, path_attr(b->call->arena, b->path, "role_arn"), "No role is assumed",
                 "The block has no role_arn. hashicorp/aws will make this an error: drop the block instead.");
    return true;
}

static bool read_duration(const block *b, int64_t *ret_s) {
    const char *text = text_of(b, "duration");
    int64_t ms = 0;
    if (text == NULL) {
        return true;
    }
    bool parsed = duration_parse(str_of(text), &ms);
    if (!parsed || ms < MIN_DURATION_S * 1000LL || ms > MAX_DURATION_S * 1000LL) {
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

static bool read_role(const block *b, size_t count, aws_role *ret) {
    ret->policy_arns = texts_of(b, "policy_arns");
    ret->external_id = text_of(b, "external_id");
    ret->session_name = text_of(b, "session_name");
    ret->source_identity = text_of(b, "source_identity");
    ret->transitive_tag_keys = texts_of(b, "transitive_tag_keys");
    read_tags(b, ret);
    return read_arn(b, count, &ret->arn) && read_duration(b, &ret->duration_s) && read_policy(b, &ret->policy);
}

static bool read_roles(engine_call *c, const value *config, aws_config_input *ret) {
    const value *list = value_get(config, "assume_role");
    const path *at = path_attr(c->arena, NULL, "assume_role");
    size_t count = value_count(list);
    aws_role *roles = ARENA_ARRAY(c->arena, aws_role, count);
    for (size_t i = 0; i < count; i++) {
        block b = {.call = c, .value = value_item(list, i), .path = path_index(c->arena, at, (int64_t)i)};
        if (!read_role(&b, count, &roles[i])) {
            return false;
        }
    }
    ret->roles = roles;
    ret->role_count = count == 1 && roles[0].arn == NULL ? 0 : count;
    return true;
}

static bool read_web_identity(engine_call *c, const value *config, aws_config_input *ret) {
    const value *list = value_get(config, "assume_role_with_web_identity");
    if (value_count(list) == 0) {
        return true;
    }
    const path *at = path_attr(c->arena, NULL, "assume_role_with_web_identity");
    block b = {.call = c, .value = value_item(list, 0), .path = path_index(c->arena, at, 0)};
    aws_web_identity *w = ARENA_NEW(c->arena, aws_web_identity);
    w->token = text_of(&b, "web_identity_token");
    w->token_file = text_of(&b, "web_identity_token_file");
    w->policy_arns = texts_of(&b, "policy_arns");
    w->session_name = text_of(&b, "session_name");
    if (!read_arn(&b, 1, &w->arn) || !read_duration(&b, &w->duration_s) || !read_policy(&b, &w->policy)) {
        return false;
    }
    ret->web_identity = w->arn == NULL ? NULL : w;
    return true;
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
