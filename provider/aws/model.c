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
