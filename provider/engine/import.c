// ImportResourceState: what the import id says.
#include "engine/meaning.h"
#include "engine/op.h"
#include "engine/pattern.h"
#include "engine/region.h"

#include <string.h>

static bool matches(const char *pattern, const char *text) {
    if (pattern == NULL) {
        return true;
    }
    const regex_t *re = pattern_compiled(pattern, REG_NOSUB);
    return re != NULL && regexec(re, text, 0, NULL, 0) == 0;
}

// parts: text, attribute, text, attribute, ..., text. Each attribute takes the shortest text up to the next literal,
// the last one the rest.
static bool take_parts(arena *a, const char *const *parts, str id, value *state) {
    str rest = id;
    if (!str_has_prefix(rest, parts[0])) {
        return false;
    }
    rest = str_from(rest, strlen(parts[0]));
    for (size_t i = 1; parts[i] != NULL; i += 2) {
        const char *literal = parts[i + 1] == NULL ? "" : parts[i + 1];
        bool last = parts[i + 1] == NULL || parts[i + 2] == NULL;
        size_t end = rest.len;
        if (last) {
            if (!str_has_suffix(rest, literal)) {
                return false;
            }
            end = rest.len - strlen(literal);
        } else if (!str_find(rest, literal, &end)) {
            return false;
        }
        if (end == 0) {
            return false;
        }
        value_put_static(a, state, parts[i], value_string(a, str_upto(rest, end)));
        rest = str_from(rest, end + strlen(literal));
        if (parts[i + 1] == NULL) {
            break;
        }
    }
    return true;
}

static value *empty_state(arena *a, const spec *s, const char *region) {
    value *state = value_object_new(a);
    for (size_t i = 0; i < s->block.attr_count; i++) {
        const spec_attr *attr = &s->block.attrs[i];
        value_put_static(a, state, attr->name, meaning_none(a, attr));
    }
    if (region != NULL) {
        value_put_static(a, state, "region", value_cstr(a, region));
    }
    return state;
}

// What a form captures and `set` makes is of the attribute's type.
static bool put_typed(engine_call *c, const spec *s, value *state, const char *name, const value *v) {
    const spec_attr *attr = spec_attr_find(s->block.attrs, s->block.attr_count, name);
    const value *converted = NULL;
    const path *at = NULL;
    const char *message = NULL;
    if (attr == NULL || !type_convert(c->arena, attr->type, v, &converted, &at, &message)) {
        return false;
    }
    value_put_static(c->arena, state, name, converted);
    return true;
}

static const value *by_form(engine_call *c, const spec *s, const spec_import_form *form, const char *import_id,
                            const char *region) {
    value *state = empty_state(c->arena, s, region);
    if (!matches(form->match, import_id)) {
        return NULL;
    }
    if (form->parts != NULL && !take_parts(c->arena, form->parts, str_of(import_id), state)) {
        return NULL;
    }
    for (size_t i = 1; form->parts != NULL && form->parts[i - 1] != NULL && form->parts[i] != NULL; i += 2) {
        // What is captured for `set` alone is no attribute.
        bool attribute = spec_attr_find(s->block.attrs, s->block.attr_count, form->parts[i]) != NULL;
        if (attribute && !put_typed(c, s, state, form->parts[i], value_get(state, form->parts[i]))) {
            return NULL;
        }
    }
    expr_scope scope = {.arena = c->arena,
                        .engine = c->engine,
                        .region = region_fact(s, state),
                        .subject = state,
                        .import_id = import_id,
                        .unknown_is_null = true};
    for (size_t i = 0; form->set_names != NULL && form->set_names[i] != NULL; i++) {
        if (!put_typed(c, s, state, form->set_names[i], expr_eval(&scope, &form->set_values[i]))) {
            return NULL;
        }
    }
    return state;
}

static const char *form_text(arena *a, const spec_import_form *form) {
    const char *text = "";
    for (size_t i = 0; form->parts != NULL && form->parts[i] != NULL; i++) {
        text = i % 2 == 0 ? arena_printf(a, "%s%s", text, form->parts[i])
                          : arena_printf(a, "%s<%s>", text, form->parts[i]);
    }
    return text;
}

const value *engine_import(engine_call *c, const spec *s, const char *given) {
    const char *import_id = given;
    const char *region = NULL;
    if (!region_split_import(c, s, given, &import_id, &region)) {
        return value_null();
    }
    value *plain = empty_state(c->arena, s, region);
    value_put_static(c->arena, plain, "id", value_cstr(c->arena, import_id));
    if (s->import_count == 0 && import_id[0] != '\0') {
        return plain;
    }
    const char *forms = "";
    for (size_t i = 0; i < s->import_count; i++) {
        const value *state = by_form(c, s, &s->imports[i], import_id, region);
        if (state != NULL) {
            return state;
        }
        forms = arena_printf(c->arena, "%s%s%s", forms, i == 0 ? "" : ", or ", form_text(c->arena, &s->imports[i]));
    }
    diag_error(&c->diags, NULL, "Unexpected import id", "\"%s\" is no id of %s (%s). It should look like %s.",
               import_id, s->label, s->type, s->import_count == 0 ? "the object's id" : forms);
    return value_null();
}
