// What reads of an object have Terraform keep beside its state, for the plans to come.
#include "base/json.h"
#include "engine/plan_internal.h"

static const char REMEMBERED[] = "remembered";

// Private data that is no JSON object is someone else's; it is passed on as it is.
static const value *parse(arena *a, str private_data) {
    const value *data = NULL;
    const char *message = NULL;
    if (private_data.len == 0 || !json_parse(a, private_data, &data, &message)) {
        return NULL;
    }
    return data->kind == VALUE_OBJECT ? data : NULL;
}

const value *plan_remembered(arena *a, str private_data) {
    return value_get(parse(a, private_data), REMEMBERED);
}

str plan_remember(const spec *s, const expr_scope *scope, str private_data) {
    const value *data = parse(scope->arena, private_data);
    if (s->remember == NULL || (data == NULL && private_data.len > 0)) {
        return private_data;
    }
    value *out = value_copy(scope->arena, data, VALUE_OBJECT);
    value_put_static(scope->arena, out, REMEMBERED, expr_eval(scope, s->remember));
    return json_text(scope->arena, out);
}
