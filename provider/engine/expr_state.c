// Functions of the expression language that look at what surrounds the expression: the change under way, and the
// provider.
#include "engine/engine_internal.h"
#include "engine/expr_function.h"
#include "engine/mapping.h"

// What is still unknown is AWS's to say: nobody changed it.
FUNCTION(changed) {
    const value *names = arg(args, count, 0);
    for (size_t i = 0; is_list(names) && i < value_count(names); i++) {
        str name = value_str(value_item(names, i));
        const value *now = value_get_str(s->subject, name);
        const value *was = value_get_str(s->prior, name);
        bool same = value_is_unknown(now) || value_equal(now, was) || (value_is_empty(now) && value_is_empty(was));
        if (!same) {
            return value_bool(true);
        }
    }
    return value_bool(false);
}
DEFINE(changed);

FUNCTION(sent) {
    const char *name = value_text(arg(args, count, 0));
    const spec *spec = s->spec;
    if (spec == NULL || spec->create_count == 0 || spec->create[0].op == NULL) {
        return value_null();
    }
    const spec_attr *attr = spec_attr_find(spec->block.attrs, spec->block.attr_count, name);
    const api_shape *shape = attr == NULL || attr->in == NULL ? NULL : shape_at(spec->create[0].op->input, attr->in);
    const value *document = shape == NULL ? NULL : to_api(s->arena, attr, value_get(s->subject, name), shape);
    return document == NULL ? value_null() : document;
}
DEFINE(sent);

FUNCTION(own_tags) {
    const value *list = arg(args, count, 0);
    value *out = value_list_new(s->arena);
    for (size_t i = 0; is_list(list) && i < value_count(list); i++) {
        const value *tag = value_item(list, i);
        str key = value_str(value_get(tag, "Key"));
        bool ignored = s->engine != NULL && engine_tag_ignored(s->engine, key);
        if (!ignored && !str_has_prefix(key, "aws:")) {
            value_push(s->arena, out, tag);
        }
    }
    return out;
}
DEFINE(own_tags);
