#include "aws/model.h"

#include <string.h>

const api_member *api_member_find(const api_shape *shape, const char *name) {
    if (shape == NULL || shape->type != API_STRUCTURE || name == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < shape->member_count; i++) {
        if (strcmp(shape->members[i].name, name) == 0) {
            return &shape->members[i];
        }
    }
    return NULL;
}

bool api_operation_reads(const api_operation *op) {
    static const char *const VERBS[] = {"AssumeRole", "Describe", "Get", "Head", "List"};
    for (size_t i = 0; i < sizeof VERBS / sizeof VERBS[0]; i++) {
        if (strncmp(op->name, VERBS[i], strlen(VERBS[i])) == 0) {
            return true;
        }
    }
    return false;
}

bool api_operation_repeats(const api_operation *op) {
    bool has_token = false;
    for (size_t i = 0; op->input != NULL && i < op->input->member_count; i++) {
        has_token = has_token || op->input->members[i].idempotency_token;
    }
    return has_token || api_operation_reads(op);
}
