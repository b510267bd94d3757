#include "engine/configure_environment.h"

#include <stdlib.h>
#include <string.h>

#include "aws/endpoint.h"

extern char **environ;

// ---- tags ----

const value *environment_default_tags(arena *a, const value *configured) {
    static const char PREFIX[] = "TF_AWS_DEFAULT_TAGS_";
    if (value_is_unknown(configured)) {
        return configured;
    }
    value *tags = value_map_new(a);
    for (char **variable = environ; variable != NULL && *variable != NULL; variable++) {
        str text = str_of(*variable);
        size_t equals = 0;
        if (!str_has_prefix(text, PREFIX) || !str_find(text, "=", &equals) || equals == strlen(PREFIX)) {
            continue;
        }
        str key = str_dup(a, str_from(str_upto(text, equals), strlen(PREFIX)));
        value_put(a, tags, key, value_string(a, str_dup(a, str_from(text, equals + 1))));
    }
    for (size_t i = 0; i < value_count(configured); i++) {
        value_put(a, tags, configured->map.entries[i].key, configured->map.entries[i].value);
    }
    return value_count(tags) == 0 ? configured : tags;
}

const value *environment_texts(arena *a, const value *configured, const char *variable) {
    const char *listed = getenv(variable);
    if (listed == NULL || value_is_unknown(configured)) {
        return configured;
    }
    value *texts = value_set_new(a);
    for (size_t i = 0; i < value_count(configured); i++) {
        value_push(a, texts, value_item(configured, i));
    }
    str rest = str_of(listed);
    for (bool more = true; more;) {
        size_t comma = rest.len;
        more = str_find(rest, ",", &comma);
        str item = str_trim(str_upto(rest, comma));
        if (item.len > 0) {
            value_push(a, texts, value_string(a, str_dup(a, item)));
        }
        rest = more ? str_from(rest, comma + 1) : rest;
    }
    return texts;
}

// ---- endpoints ----

// The services that hashicorp/aws has variables of its own for, from before the SDKs had any.
static const struct {
    const char *service, *current, *older, *oldest;
} VARIABLES[] = {
    {"dynamodb", "AWS_ENDPOINT_URL_DYNAMODB", "TF_AWS_DYNAMODB_ENDPOINT", "AWS_DYNAMODB_ENDPOINT"},
    {"iam", "AWS_ENDPOINT_URL_IAM", "TF_AWS_IAM_ENDPOINT", "AWS_IAM_ENDPOINT"},
    {"s3", "AWS_ENDPOINT_URL_S3", "TF_AWS_S3_ENDPOINT", "AWS_S3_ENDPOINT"},
    {"sts", "AWS_ENDPOINT_URL_STS", "TF_AWS_STS_ENDPOINT", "AWS_STS_ENDPOINT"},
};
enum { VARIABLE_COUNT = sizeof VARIABLES / sizeof VARIABLES[0] };

static aws_endpoint_override *find(aws_endpoint_override *list, size_t count, const char *service) {
    for (size_t i = 0; i < count; i++) {
        if (aws_service_same(list[i].service_id, service)) {
            return &list[i];
        }
    }
    return NULL;
}

static void warn_twice(engine_call *c, const char *one, const char *other, const char *used) {
    const path *at = path_attr(c->arena, NULL, "endpoints");
    const char *summary = "Several endpoints of one service";
    if (strcmp(one, other) == 0) {
        diag_warning(&c->diags, at, summary,
                     "%s is in several endpoints blocks, which have no order. One of its endpoints is used.", one);
        return;
    }
    diag_warning(&c->diags, at, summary, "%s and %s are names of the same service. The endpoint of %s is used.", one,
                 other, used);
}

static size_t add_blocks(engine_call *c, const value *blocks, aws_endpoint_override *list) {
    size_t count = 0;
    for (size_t i = 0; i < value_count(blocks); i++) {
        const value *block = value_item(blocks, i);
        for (size_t j = 0; j < value_count(block); j++) {
            const value_entry *entry = &block->map.entries[j];
            if (!value_is_known_string(entry->value) || value_str(entry->value).len == 0) {
                continue;
            }
            aws_endpoint_override given = {.service_id = entry->key.ptr, .url = value_text(entry->value)};
            aws_endpoint_override *other = find(list, count, given.service_id);
            if (other == NULL) {
                list[count++] = given;
                continue;
            }
            bool better = strcmp(given.service_id, aws_service_name(given.service_id)) == 0;
            warn_twice(c, other->service_id, given.service_id, better ? given.service_id : other->service_id);
            *other = better ? given : *other;
        }
    }
    return count;
}

static const char *variable_of(const char *name) {
    const char *text = getenv(name);
    return text == NULL || text[0] == '\0' ? NULL : text;
}

static void warn_deprecated(engine_call *c, const char *older, const char *current) {
    diag_warning(&c->diags, NULL, "Deprecated environment variable", "%s is deprecated: use %s.", older, current);
}

void environment_warn_metadata(engine_call *c) {
    static const char OLDER[] = "AWS_METADATA_URL";
    static const char CURRENT[] = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
    if (variable_of(OLDER) != NULL && variable_of(CURRENT) == NULL) {
        warn_deprecated(c, OLDER, CURRENT);
    }
}

const aws_endpoint_override *environment_endpoints(engine_call *c, const value *blocks, size_t *ret_count) {
    size_t most = VARIABLE_COUNT;
    for (size_t i = 0; i < value_count(blocks); i++) {
        most += value_count(value_item(blocks, i));
    }
    aws_endpoint_override *list = ARENA_ARRAY(c->arena, aws_endpoint_override, most);
    size_t count = add_blocks(c, blocks, list);
    for (size_t i = 0; i < VARIABLE_COUNT; i++) {
        const char *names[] = {VARIABLES[i].older, VARIABLES[i].oldest};
        for (size_t k = 0; k < 2; k++) {
            const char *url = variable_of(names[k]);
            if (url == NULL || variable_of(VARIABLES[i].current) != NULL ||
                find(list, count, VARIABLES[i].service) != NULL) {
                continue;
            }
            warn_deprecated(c, names[k], VARIABLES[i].current);
            list[count++] = (aws_endpoint_override){.service_id = VARIABLES[i].service, .url = url};
        }
    }
    *ret_count = count;
    return list;
}
