#include "aws/roles.h"

#include "aws/secret.h"

static const char *const *copy_list(arena *a, const char *const *list) {
    size_t count = 0;
    while (list != NULL && list[count] != NULL) {
        count++;
    }
    if (count == 0) {
        return NULL;
    }
    const char **copy = ARENA_ARRAY(a, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        copy[i] = arena_strdup(a, list[i]);
    }
    return copy;
}

aws_role *aws_roles_copy(arena *a, const aws_role *roles, size_t count) {
    aws_role *copies = ARENA_ARRAY(a, aws_role, count);
    for (size_t i = 0; i < count; i++) {
        const aws_role *r = &roles[i];
        aws_session_tag *tags = ARENA_ARRAY(a, aws_session_tag, r->tag_count);
        for (size_t j = 0; j < r->tag_count; j++) {
            tags[j] = (aws_session_tag){arena_strdup(a, r->tags[j].key), arena_strdup(a, r->tags[j].value)};
        }
        copies[i] = (aws_role){
            .arn = arena_strdup(a, r->arn),
            .session_name = arena_strdup(a, r->session_name),
            .external_id = arena_strdup(a, r->external_id),
            .policy = arena_strdup(a, r->policy),
            .source_identity = arena_strdup(a, r->source_identity),
            .policy_arns = copy_list(a, r->policy_arns),
            .transitive_tag_keys = copy_list(a, r->transitive_tag_keys),
            .tags = tags,
            .tag_count = r->tag_count,
            .duration_s = r->duration_s,
        };
    }
    return copies;
}

aws_web_identity *aws_web_identity_copy(arena *a, const aws_web_identity *w) {
    if (w == NULL) {
        return NULL;
    }
    aws_web_identity *copy = ARENA_NEW(a, aws_web_identity);
    *copy = (aws_web_identity){
        .arn = arena_strdup(a, w->arn),
        .session_name = arena_strdup(a, w->session_name),
        .token = secret_dup(a, w->token),
        .token_file = arena_strdup(a, w->token_file),
        .policy = arena_strdup(a, w->policy),
        .policy_arns = copy_list(a, w->policy_arns),
        .duration_s = w->duration_s,
    };
    return copy;
}
