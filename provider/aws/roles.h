// Roles that the provider block, the environment or a profile asks to assume. Texts are NULL where nothing is said.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct aws_session_tag {
    const char *key;
    const char *value;
} aws_session_tag;

typedef struct aws_role {
    const char *arn; // never NULL
    const char *session_name;
    const char *external_id;
    const char *policy; // JSON
    const char *source_identity;
    const char *const *policy_arns;         // NULL-terminated, or NULL
    const char *const *transitive_tag_keys; // likewise
    const aws_session_tag *tags;
    size_t tag_count;
    int64_t duration_s; // 0: not said
} aws_role;

// For assume_role_with_web_identity: one of `token` and `token_file` is there; the file is read at every use.
typedef struct aws_web_identity {
    const char *arn; // never NULL
    const char *session_name;
    const char *token; // a secret
    const char *token_file;
    const char *policy;
    const char *const *policy_arns;
    int64_t duration_s;
} aws_web_identity;

// Copies that live in `a`; the token is wiped with it.
aws_role *aws_roles_copy(arena *a, const aws_role *roles, size_t count);
aws_web_identity *aws_web_identity_copy(arena *a, const aws_web_identity *w);
