#include "engine/hook.h"
#include "engine/plan_internal.h"

void hook_plan_set(hook_plan *h, const char *attribute, const value *v) {
    value *planned = value_copy(h->arena, h->planned, VALUE_OBJECT);
    value_put(h->arena, planned, str_of(attribute), v);
    h->planned = planned;
}

void hook_plan_replace(hook_plan *h, const char *attribute) {
    plan_add_replacement(h->arena, h->response, path_attr(h->arena, NULL, attribute));
}

static bool begins_with(const path *at, const char *attribute) {
    while (at->parent != NULL) {
        at = at->parent;
    }
    return at->kind == PATH_ATTR && str_is(at->name, attribute);
}

void hook_plan_keep(hook_plan *h, const char *attribute) {
    engine_plan_response *response = h->response;
    size_t kept = 0;
    for (size_t i = 0; i < response->requires_replace_count; i++) {
        if (!begins_with(response->requires_replace[i], attribute)) {
            response->requires_replace[kept++] = response->requires_replace[i];
        }
    }
    response->requires_replace_count = kept;
}

bool hook_plan_changed(const hook_plan *h, const char *attribute) {
    const value *planned = value_get(h->planned, attribute);
    if (value_is_null(h->prior)) {
        return !value_is_empty(planned);
    }
    return !value_equal(planned, value_get(h->prior, attribute));
}
