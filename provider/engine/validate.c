#include "engine/validate_internal.h"

#include <string.h>

#include "engine/expr.h"
#include "engine/hook.h"
#include "engine/refusals.h"
#include "engine/region.h"

static void validate_object(validation *v, const spec_attr *attrs, size_t count, const level *around, place at);

static place place_attr(validation *v, place outer, const spec_attr *attr) {
    place at = outer;
    at.path = outer.in_set ? outer.path : path_attr(v->arena, outer.path, attr->name);
    at.label = outer.label == NULL ? attr->name : arena_printf(v->arena, "%s.%s", outer.label, attr->name);
    at.sensitive = outer.sensitive || attr->sensitive || attr->write_only;
    return at;
}

static place place_item(validation *v, place outer, const value *collection, size_t i) {
    place at = outer;
    if (collection->kind == VALUE_SET) {
        at.in_set = true;
    } else if (!outer.in_set) {
        at.path = collection->kind == VALUE_LIST ? path_index(v->arena, outer.path, (int64_t)i)
                                                 : path_key(v->arena, outer.path, collection->map.entries[i].key);
    }
    return at;
}

static void check_count(validation *v, const spec_attr *attr, const value *given, place at) {
    size_t count = value_count(given);
    bool plain = attr->nesting == SPEC_PLAIN;
    // An unconfigured block or argument is none, whether or not it has a minimum; Terraform asks for required ones.
    if ((count == 0 && (!plain || given->kind == VALUE_MAP) && !attr->required) ||
        (attr->min_items == 0 && attr->max_items == 0)) {
        return;
    }
    const char *what = plain ? "elements" : "blocks";
    // Elements with unknown parts may turn out to be equal, so only too few known ones are too few for certain.
    if (attr->max_items > 0 && count > (size_t)attr->max_items &&
        !(given->kind == VALUE_SET && value_has_unknown(given))) {
        diag_error(v->diags, at.path, plain ? "Too many elements" : "Too many blocks",
                   "%s can have at most %d %s, it has %zu.", at.label, attr->max_items, what, count);
    } else if (count < (size_t)attr->min_items) {
        diag_error(v->diags, at.path, plain ? "Too few elements" : "Too few blocks",
                   "%s must have at least %d %s, it has %zu.", at.label, attr->min_items, what, count);
    }
}

// A plain collection's elements, and those in them, by the spec's `each`.
static void validate_elements(validation *v, const spec_attr *element, const value *given, place at) {
    bool mapping = given->kind == VALUE_MAP || given->kind == VALUE_OBJECT;
    for (size_t i = 0; i < value_count(given); i++) {
        const value *item = mapping ? given->map.entries[i].value : value_item(given, i);
        place item_at = place_item(v, at, given, i);
        if (value_is_null(item) || value_is_unknown(item)) {
            continue;
        }
        if (value_count(item) > 0) {
            check_count(v, element, item, item_at);
            if (element->element != NULL) {
                validate_elements(v, element->element, item, item_at);
            }
        } else {
            validate_scalar(v, element, item, item_at);
        }
    }
}

// AWS has no null in a list, and what is made of one would differ from the configuration for ever. In a map it is a key
// that is not there.
static void check_nulls(validation *v, const value *given, place at) {
    for (size_t i = 0; given->kind != VALUE_MAP && i < value_count(given); i++) {
        if (value_is_null(value_item(given, i))) {
            place item_at = place_item(v, at, given, i);
            diag_error(v->diags, item_at.path, "Null in a list", "%s cannot have elements that are null.", at.label);
            return;
        }
    }
}

static void validate_blocks(validation *v, const spec_attr *attr, const value *given, const level *around, place at) {
    if (attr->nesting == SPEC_BLOCK_SINGLE) {
        level inner = {.outer = around, .attr = attr, .object = given};
        validate_object(v, attr->of, attr->of_count, &inner, at);
        return;
    }
    check_count(v, attr, given, at);
    for (size_t i = 0; i < value_count(given); i++) {
        level inner = {.outer = around, .attr = attr, .object = value_item(given, i)};
        if (!value_is_null(inner.object) && !value_is_unknown(inner.object)) {
            validate_object(v, attr->of, attr->of_count, &inner, place_item(v, at, given, i));
        }
    }
}

// False when nothing more is to be said of the argument.
static bool may_be_set(validation *v, const spec_attr *attr, place at) {
    if (attr->write_only && !v->write_only_allowed) {
        diag_error(v->diags, at.path, "Write-only argument not supported",
                   "%s is write-only, which this client cannot handle. Terraform and OpenTofu can from 1.11 on.",
                   at.label);
        return false;
    }
    // Terraform lets both pass, and leaves them to the provider.
    bool own_id = v->spec->kind == SPEC_RESOURCE && strcmp(at.label, "id") == 0 && !attr->required && attr->in == NULL;
    bool read_only = attr->nesting == SPEC_PLAIN && attr->computed && !attr->optional && !attr->required;
    if (own_id || read_only) {
        diag_error(v->diags, at.path, "Value for a read-only attribute",
                   "%s is decided by AWS, it cannot be configured.", at.label);
        return false;
    }
    return true;
}

static void validate_given(validation *v, const spec_attr *attr, const value *given, const level *around, place at) {
    bool block = attr->nesting != SPEC_PLAIN;
    if (block && attr->nesting != SPEC_BLOCK_SINGLE && value_count(given) == 0) {
        check_count(v, attr, given, at);
        return;
    }
    if (!may_be_set(v, attr, at)) {
        return;
    }
    if (attr->deprecated != NULL) {
        diag_warning(v->diags, at.path, "Argument is deprecated", "%s: %s", at.label, attr->deprecated);
    }
    if (block) {
        validate_blocks(v, attr, given, around, at);
        return;
    }
    bool collection = given->kind == VALUE_LIST || given->kind == VALUE_SET || given->kind == VALUE_MAP;
    if (!collection) {
        validate_scalar(v, attr, given, at);
        return;
    }
    check_count(v, attr, given, at);
    check_nulls(v, given, at);
    if (attr->element != NULL) {
        validate_elements(v, attr->element, given, at);
    }
}

static void validate_object(validation *v, const spec_attr *attrs, size_t count, const level *around, place at) {
    for (size_t i = 0; i < count; i++) {
        const spec_attr *attr = &attrs[i];
        const value *given = value_get(around->object, attr->name);
        place here = place_attr(v, at, attr);
        validate_relations(v, attr, given, around, here);
        if (value_is_unknown(given)) {
            may_be_set(v, attr, here);
        } else if (!value_is_null(given)) {
            validate_given(v, attr, given, around, here);
        } else if (attr->required && attr->nesting == SPEC_PLAIN) {
            // Terraform asks for arguments that are not there, but takes one whose value is null.
            diag_error(v->diags, here.path, "Missing argument", "%s must be set, it is null.", here.label);
        }
    }
}

// The configuration with its plain defaults: what refusals look at.
static const value *with_defaults(arena *a, const spec *s, const value *config) {
    value *out = value_copy(a, config, VALUE_OBJECT);
    for (size_t i = 0; i < s->block.attr_count; i++) {
        const spec_attr *attr = &s->block.attrs[i];
        if (attr->default_value != NULL && value_is_null(value_get(config, attr->name))) {
            value_put_static(a, out, attr->name, attr->default_value);
        }
    }
    return out;
}

static void validate_refusals(engine_call *c, const spec *s, const value *config) {
    if (s->refusal_count == 0) {
        return;
    }
    expr_scope scope = {.arena = c->arena,
                        .engine = c->engine,
                        .region = region_fact(s, config),
                        .subject = with_defaults(c->arena, s, config),
                        .config = config};
    (void)refusals_pass(c, s, SPEC_REFUSE_CONFIGURATION, &scope);
}

static void validate(engine_call *c, const spec *s, const value *config, bool write_only_allowed) {
    validation v = {.arena = c->arena,
                    .diags = &c->diags,
                    .spec = s,
                    .write_only_allowed = write_only_allowed,
                    .told = value_map_new(c->arena)};
    level root = {.object = config};
    validate_object(&v, s->block.attrs, s->block.attr_count, &root, (place){0});
    validate_refusals(c, s, config);
    if (s->check != NULL) {
        hook_check hook = {.arena = c->arena, .diags = &c->diags, .config = config};
        s->check(&hook);
    }
}

void engine_validate_resource(engine_call *c, const spec *s, const value *config, bool write_only_allowed) {
    validate(c, s, config, write_only_allowed);
}

void engine_validate_data(engine_call *c, const spec *s, const value *config) {
    validate(c, s, config, false);
}

void engine_validate_provider(engine_call *c, const value *config) {
    spec provider = {.kind = SPEC_DATA, .type = "aws", .label = "provider", .block = engine_provider_block};
    validate(c, &provider, config, false);
}
