#include <string.h>

#include "engine/spec.h"

const spec_attr *spec_attr_find(const spec_attr *attrs, size_t count, const char *name) {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(attrs[middle].name, name);
        if (order == 0) {
            return &attrs[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

bool spec_attr_is_policy(const spec_attr *attr) {
    return attr->format == format_policy || attr->format == format_iam_policy;
}
