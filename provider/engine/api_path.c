#include "engine/expr.h"

#include <string.h>

// The member that a predicate compares: `State`, or one inside (`AssociationState.State`).
static const value *compared_member(const value *item, const char *dotted) {
    str rest = str_of(dotted);
    size_t dot = 0;
    while (str_find(rest, ".", &dot)) {
        item = value_get_str(item, str_upto(rest, dot));
        rest = str_from(rest, dot + 1);
    }
    return value_get_str(item, rest);
}

static bool step_matches(arena *a, const api_path_step *step, const value *item) {
    const char *text = value_scalar_text(a, compared_member(item, step->name));
    bool equal = step->equals == NULL ? text == NULL : text != NULL && strcmp(text, step->equals) == 0;
    return step->op == API_PATH_WHERE ? equal : !equal;
}

static void add_items(arena *a, value *out, const value *list, const api_path_step *step) {
    for (size_t i = 0; i < value_count(list); i++) {
        const value *item = value_item(list, i);
        if (step == NULL || step->op == API_PATH_ALL || step_matches(a, step, item)) {
            value_push(a, out, item);
        }
    }
}

// A member of a list is that member of each of its elements: paths may leave out [*].
static void add_member(arena *a, value *out, const value *root, const char *name) {
    if (root->kind == VALUE_LIST || root->kind == VALUE_SET) {
        for (size_t i = 0; i < value_count(root); i++) {
            const value *found = value_get(value_item(root, i), name);
            if (!value_is_null(found)) {
                value_push(a, out, found);
            }
        }
        return;
    }
    const value *found = value_get(root, name);
    if (!value_is_null(found)) {
        value_push(a, out, found);
    }
}

static void apply_step(arena *a, value *out, const value *root, const api_path_step *step) {
    switch (step->op) {
    case API_PATH_MEMBER:
        add_member(a, out, root, step->name);
        break;
    case API_PATH_INDEX: {
        size_t count = value_count(root);
        size_t at = step->index < 0 ? count - (size_t)-step->index : (size_t)step->index;
        const value *item = value_item(root, at);
        if (item != NULL) {
            value_push(a, out, item);
        }
        break;
    }
    case API_PATH_ALL:
    case API_PATH_WHERE:
    case API_PATH_WHERE_NOT:
        add_items(a, out, root, step);
        break;
    }
}

const value *api_path_all(arena *a, const value *root, const api_path *p) {
    value *matches = value_list_new(a);
    if (!value_is_null(root)) {
        value_push(a, matches, root);
    }
    for (size_t i = 0; i < p->count; i++) {
        value *next = value_list_new(a);
        for (size_t m = 0; m < value_count(matches); m++) {
            apply_step(a, next, value_item(matches, m), &p->steps[i]);
        }
        matches = next;
    }
    return matches;
}

const value *api_path_first(arena *a, const value *root, const api_path *p) {
    return value_item(api_path_all(a, root, p), 0);
}

const value *api_path_root(const op_output *outputs, const value *object, const api_path *p) {
    if (p->source == NULL) {
        return object;
    }
    for (const op_output *o = outputs; o != NULL; o = o->next) {
        if (strcmp(o->name, p->source) == 0) {
            return o->value;
        }
    }
    return NULL;
}

bool spec_match_holds(arena *a, const value *root, const spec_match *m) {
    const value *found = api_path_all(a, root, &m->path);
    if (value_count(found) == 0) {
        return m->values == NULL || m->or_nothing;
    }
    if (m->values == NULL) {
        return false;
    }
    for (size_t i = 0; i < value_count(found); i++) {
        const char *text = value_scalar_text(a, value_item(found, i));
        for (const char *const *v = m->values; text != NULL && *v != NULL; v++) {
            if (strcmp(text, *v) == 0) {
                return true;
            }
        }
    }
    return false;
}
