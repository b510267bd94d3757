#include <string.h>

#include "engine/spec.h"

const spec *spec_find(spec_kind kind, const char *type) {
    size_t low = 0;
    size_t high = spec_registry_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const spec *s = spec_registry[middle];
        int order = s->kind != kind ? (s->kind < kind ? -1 : 1) : strcmp(s->type, type);
        if (order == 0) {
            return s;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}
