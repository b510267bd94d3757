#include "base/json.h"
#include "engine/plan_internal.h"

#include <string.h>

static const char KEY[] = "configured";

// Private data that is no JSON object is someone else's; it is passed on as it is.
static const value *parse(arena *a, str private_data) {
    const value *data = NULL;
    const char *message = NULL;
    if (private_data.len == 0 || !json_parse(a, private_data, &data, &message)) {
        return NULL;
    }
    return data->kind == VALUE_OBJECT ? data : NULL;
}

bool plan_was_configured(arena *a, str private_data, const char *attribute) {
    const value *names = value_get(parse(a, private_data), KEY);
    for (size_t i = 0; i < value_count(names); i++) {
        if (str_is(value_str(value_item(names, i)), attribute)) {
            return true;
        }
    }
    return false;
}

str plan_private_data(arena *a, const spec *s, const value *config, str private_data) {
    bool needed = false;
    value *names = value_list_new(a);
    for (size_t i = 0; i < s->block.attr_count; i++) {
        const spec_attr *attr = &s->block.attrs[i];
        if (attr->unset == SPEC_UNSET_KEEP) {
            continue;
        }
        needed = true;
        const value *v = value_get(config, attr->name);
        if (!value_is_null(v) && (attr->nesting == SPEC_PLAIN || value_is_unknown(v) || value_count(v) > 0)) {
            value_push(a, names, value_cstr(a, attr->name));
        }
    }
    const value *data = parse(a, private_data);
    if (!needed || (data == NULL && private_data.len > 0)) {
        return private_data;
    }
    value *out = value_copy(a, data, VALUE_OBJECT);
    value_put_static(a, out, KEY, names);
    return json_text(a, out);
}
