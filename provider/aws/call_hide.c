// AWS explains refusals by what it was sent: a canonical request with the session token in it, a value that is too
// long.
#include "aws/call.h"
#include "aws/secret.h"

// What the model calls sensitive; the input is no deeper than the check of it lets through.
static const char *without_input(arena *a, const char *text, const api_shape *shape, const value *v) {
    if (v == NULL) {
        return text; // and so what it could hold is not there: some structures could hold themselves
    }
    if (value_is_known_string(v)) {
        return shape->sensitive ? secret_hide(a, text, value_str(v)) : text;
    }
    for (size_t i = 0; shape->type == API_STRUCTURE && i < shape->member_count; i++) {
        const api_member *m = &shape->members[i];
        text = without_input(a, text, m->shape, value_get(v, m->name));
    }
    for (size_t i = 0; shape->type == API_LIST && i < value_count(v); i++) {
        text = without_input(a, text, shape->element->shape, value_item(v, i));
    }
    for (size_t i = 0; shape->type == API_MAP && i < value_count(v); i++) {
        text = without_input(a, text, shape->element->shape, v->map.entries[i].value);
    }
    return text;
}

const char *call_hide(const call *k, arena *a, const char *text) {
    text = secret_hide(a, text, str_of(k->keys.session_token));
    text = secret_hide(a, text, str_of(k->keys.secret_key));
    return k->op->input == NULL ? text : without_input(a, text, k->op->input, k->input);
}
