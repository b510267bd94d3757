#include "engine/samples.h"

static const value *sample_type(arena *a, const type *t) {
    switch (t->kind) {
    case TYPE_BOOL:
        return value_bool(true);
    case TYPE_NUMBER:
        return value_int(a, 3);
    case TYPE_LIST:
    case TYPE_SET: {
        value *out = t->kind == TYPE_SET ? value_set_new(a) : value_list_new(a);
        value_push(a, out, sample_type(a, t->element));
        return out;
    }
    case TYPE_MAP: {
        value *out = value_map_new(a);
        value_put_static(a, out, "k", sample_type(a, t->element));
        return out;
    }
    case TYPE_OBJECT: {
        value *out = value_object_new(a);
        for (size_t i = 0; i < t->field_count; i++) {
            value_put_static(a, out, t->fields[i].name, sample_type(a, t->fields[i].type));
        }
        return out;
    }
    default:
        return value_cstr(a, "sample");
    }
}

const value *sample_value(arena *a, const spec_attr *attr, bool all) {
    if (attr->nesting == SPEC_PLAIN) {
        bool word = attr->enum_values != NULL && attr->type->kind == TYPE_STRING;
        return word ? value_cstr(a, attr->enum_values[0]) : sample_type(a, attr->type);
    }
    const value *item = sample_object(a, attr->of, attr->of_count, all);
    if (attr->nesting == SPEC_BLOCK_SINGLE) {
        return item;
    }
    bool set = attr->nesting == SPEC_BLOCK_SET || attr->nesting == SPEC_OBJECT_SET;
    value *out = set ? value_set_new(a) : value_list_new(a);
    value_push(a, out, item);
    return out;
}

const value *sample_absent(arena *a, const spec_attr *attr) {
    return attr->nesting == SPEC_BLOCK_LIST  ? value_list_new(a)
           : attr->nesting == SPEC_BLOCK_SET ? value_set_new(a)
                                             : value_null();
}

const value *sample_object(arena *a, const spec_attr *attrs, size_t count, bool all) {
    value *out = value_object_new(a);
    for (size_t i = 0; i < count; i++) {
        bool wanted = attrs[i].required || (all && !attrs[i].write_only && !spec_is_block(&attrs[i]));
        value_put_static(a, out, attrs[i].name, wanted ? sample_value(a, &attrs[i], all) : sample_absent(a, &attrs[i]));
    }
    return out;
}

const value *sample_state(arena *a, const spec_attr *attrs, size_t count, const value *planned) {
    value *out = value_object_new(a);
    for (size_t i = 0; i < count; i++) {
        const spec_attr *attr = &attrs[i];
        const value *v = value_get(planned, attr->name);
        if (value_is_unknown(v)) {
            v = sample_value(a, attr, true);
        } else if (value_has_unknown(v) && attr->of_count > 0 && attr->nesting != SPEC_BLOCK_SINGLE) {
            value *items = v->kind == VALUE_SET ? value_set_new(a) : value_list_new(a);
            for (size_t k = 0; k < value_count(v); k++) {
                value_push(a, items, sample_state(a, attr->of, attr->of_count, value_item(v, k)));
            }
            v = items;
        } else if (value_has_unknown(v) && attr->nesting == SPEC_BLOCK_SINGLE) {
            v = sample_state(a, attr->of, attr->of_count, v);
        }
        value_put_static(a, out, attr->name, v);
    }
    return out;
}
