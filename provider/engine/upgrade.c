#include <inttypes.h>

#include "base/json.h"
#include "engine/conform.h"
#include "engine/engine.h"
#include "engine/expr.h"

static const char SUMMARY[] = "State cannot be upgraded";

// ---- renames, values
// ---------------------------------------------------------------------------------------------------

static str first_name(str path, str *ret_rest) {
    size_t dot = path.len;
    str_find(path, ".", &dot);
    *ret_rest = str_from(path, dot + 1);
    return str_upto(path, dot);
}

// Takes the value at the dotted path out of `from` (through the first elements of lists). NULL when it is not there.
static const value *take(arena *a, const value *from, str path, const value **ret_without) {
    if (from != NULL && from->kind == VALUE_LIST && value_count(from) > 0) {
        const value *inner;
        const value *taken = take(a, value_item(from, 0), path, &inner);
        if (taken != NULL) {
            value *without = value_copy(a, from, VALUE_LIST);
            without->list.items[0] = inner;
            *ret_without = without;
        }
        return taken;
    }
    str rest;
    str name = first_name(path, &rest);
    const value *member = value_get_str(from, name);
    if (member == NULL) {
        return NULL;
    }
    const value *inner = NULL;
    const value *taken = rest.len == 0 ? member : take(a, member, rest, &inner);
    if (taken == NULL) {
        return NULL;
    }
    value *without = value_copy(a, from, VALUE_OBJECT);
    // What the schema lacks is dropped later, so null is as good as gone.
    value_put(a, without, name, inner);
    *ret_without = without;
    return taken;
}

// Puts `v` at the dotted path, unless something is there; blocks on the way are made as objects, which conform_object
// turns into lists where it must.
static const value *place(arena *a, const value *into, str path, const value *v) {
    if (into != NULL && into->kind == VALUE_LIST && value_count(into) > 0) {
        value *out = value_copy(a, into, VALUE_LIST);
        out->list.items[0] = place(a, value_item(into, 0), path, v);
        return out;
    }
    str rest;
    str name = first_name(path, &rest);
    value *out = value_copy(a, into, VALUE_OBJECT);
    const value *member = value_get_str(into, name);
    if (rest.len > 0) {
        value_put(a, out, name, place(a, member, rest, v));
    } else if (value_is_null(member)) {
        value_put(a, out, name, v);
    }
    return out;
}

// Within the part that both paths go through, for each element of it.
static const value *rename_in(arena *a, const value *document, str from, str to) {
    if (document == NULL || (document->kind != VALUE_LIST && document->kind != VALUE_OBJECT)) {
        return document;
    }
    if (document->kind == VALUE_LIST) {
        value *out = value_list_new(a);
        for (size_t i = 0; i < value_count(document); i++) {
            value_push(a, out, rename_in(a, value_item(document, i), from, to));
        }
        return out;
    }
    str from_rest, to_rest;
    str from_name = first_name(from, &from_rest);
    str to_name = first_name(to, &to_rest);
    if (str_eq(from_name, to_name) && from_rest.len > 0 && to_rest.len > 0) {
        const value *member = value_get_str(document, from_name);
        if (value_is_null(member)) {
            return document;
        }
        value *out = value_copy(a, document, VALUE_OBJECT);
        value_put(a, out, from_name, rename_in(a, member, from_rest, to_rest));
        return out;
    }
    const value *without = NULL;
    const value *taken = take(a, document, from, &without);
    return taken == NULL ? document : place(a, without, to, taken);
}

static const value *with_values(engine_call *c, const spec_upgrade *u, const value *document) {
    if (u->set_names == NULL || document->kind != VALUE_OBJECT) {
        return document;
    }
    expr_scope scope = {.arena = c->arena, .engine = c->engine, .subject = document, .unknown_is_null = true};
    value *out = value_copy(c->arena, document, VALUE_OBJECT);
    for (size_t i = 0; u->set_names[i] != NULL; i++) {
        const value *v = expr_eval(&scope, &u->set_values[i]);
        if (!value_is_null(v)) {
            value_put_static(c->arena, out, u->set_names[i], v);
        }
    }
    return out;
}

static const value *apply_upgrades(engine_call *c, const spec *s, int64_t version, const value *document) {
    for (; version < s->version; version++) {
        for (size_t i = 0; i < s->upgrade_count; i++) {
            if (s->upgrades[i].from != version) {
                continue;
            }
            for (const char *const *name = s->upgrades[i].renames; name != NULL && *name != NULL; name += 2) {
                document = rename_in(c->arena, document, str_of(name[0]), str_of(name[1]));
            }
            document = with_values(c, &s->upgrades[i], document);
        }
    }
    return document;
}

// ---- the call --------------------------------------------------------------------------------------------------

// Terraform 0.11 wrote collections as "tags.%" and "subnets.#".
static bool is_flatmap(const value *document) {
    for (size_t i = 0; i < document->map.count; i++) {
        str key = document->map.entries[i].key;
        if (str_has_suffix(key, ".%") || str_has_suffix(key, ".#")) {
            return true;
        }
    }
    return false;
}

const value *engine_upgrade(engine_call *c, const spec *s, int64_t version, str raw) {
    if (version > s->version) {
        diag_error(&c->diags, NULL, SUMMARY,
                   "The state of this %s has schema version %" PRId64 ", this provider knows versions up to %" PRId64
                   ". It was written by a later provider.",
                   s->type, version, s->version);
        return value_null();
    }
    const value *document = value_null();
    const char *message = NULL;
    if (raw.len > 0 && !json_parse(c->arena, raw, &document, &message)) {
        diag_error(&c->diags, NULL, SUMMARY, "The state of this %s is no JSON: %s.", s->type, message);
        return value_null();
    }
    if (raw.len == 0 || (document->kind == VALUE_OBJECT && is_flatmap(document))) {
        diag_error(&c->diags, NULL, SUMMARY,
                   "The state of this %s is in the form of Terraform 0.11. Apply once with Terraform 0.12 or later and "
                   "hashicorp/aws, which rewrites it, and change the provider then.",
                   s->type);
        return value_null();
    }
    if (value_is_null(document)) {
        return value_null();
    }
    const value *state;
    const path *at = NULL;
    document = apply_upgrades(c, s, version < 0 ? 0 : version, document);
    if (!conform_object(c->arena, s->block.attrs, s->block.attr_count, document, &state, &at, &message)) {
        diag_error(&c->diags, at, SUMMARY, "The state of this %s does not fit its schema: %s %s.", s->type,
                   at == NULL ? "it" : path_text(c->arena, at), message);
        return value_null();
    }
    return state;
}
