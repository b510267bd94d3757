// What a step sends: the arguments that it maps, what the spec adds, and, of updates, only what changed.
#include "engine/step_internal.h"

#include <stdlib.h>
#include <string.h>

#include "engine/mapping.h"
#include "engine/pairs.h"
#include "engine/reconcile.h"

const spec_attr *op_spec_attr(const engine_op *op, const char *name) {
    return spec_attr_find(op->spec->block.attrs, op->spec->block.attr_count, name);
}

// ---- what changed ----

// Does AWS know the argument here?
static bool applies(const engine_op *op, const spec_attr *attr) {
    expr_scope scope = op_scope(op);
    return expr_holds(&scope, attr->applies, NULL);
}

static bool carried_changed(const engine_op *op, const char *name) {
    const value *now = value_get(op->subject, name);
    const value *was = value_get(op->prior, name);
    const spec_attr *attr = op_spec_attr(op, name);
    if (now == NULL || value_is_unknown(now) || attr == NULL || !applies(op, attr)) {
        return false;
    }
    // What is not configured is left as AWS made it when the object was created. One that was taken over may have been
    // changed by anybody.
    bool adopted = op->spec->create_count > 0 && op->spec->create[0].adopts;
    if (op->verb == VERB_CREATE && value_says_nothing(now) && (attr->computed || !adopted)) {
        return false;
    }
    return !attr_same(op->arena, attr, now, was);
}

const char *const *step_changed(const engine_op *op, const spec_step *step) {
    size_t count = 0;
    for (const char *const *n = step->carries; n != NULL && *n != NULL; n++) {
        count++;
    }
    const char **changed = ARENA_ARRAY(op->arena, const char *, count + 1);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (carried_changed(op, step->carries[i])) {
            changed[found++] = step->carries[i];
        }
    }
    return changed;
}

static bool listed(const char *const *names, const char *name) {
    for (; names != NULL && *names != NULL; names++) {
        if (strcmp(*names, name) == 0) {
            return true;
        }
    }
    return false;
}

// ---- the input ----

static const value *cleared(arena *a, const spec_attr *attr, const api_shape *shape) {
    if (attr->clear != NULL) {
        return attr->clear;
    }
    if (shape->type == API_LIST) {
        return value_list_new(a);
    }
    return shape->type == API_MAP ? value_object_new(a) : NULL;
}

static void map_attribute(engine_op *op, const spec_step *step, const char *name, value *input, bool clears) {
    const spec_attr *attr = op_spec_attr(op, name);
    bool sent = attr != NULL && attr->in != NULL && !attr_yields(attr, op->subject) && applies(op, attr);
    const api_shape *shape = sent ? shape_at(step->op->input, attr->in) : NULL;
    if (shape == NULL) {
        return;
    }
    const value *v = value_get(attr->write_only ? op->config : op->subject, name);
    const value *document = to_api(op->arena, attr, v, shape);
    if (document == NULL && clears) {
        document = cleared(op->arena, attr, shape);
    }
    if (document != NULL) {
        document_put(op->arena, input, attr->in, document);
    }
}

void step_put_with(engine_op *op, const spec_step *step, value *input) {
    if (step->with == NULL) {
        return;
    }
    expr_scope scope = op_scope(op);
    const value *with = expr_eval(&scope, step->with);
    for (size_t i = 0; i < with->map.count; i++) {
        value_put(op->arena, input, with->map.entries[i].key, with->map.entries[i].value);
    }
}

// The file's bytes are read by the call as it sends them. "~/" is the home folder.
static void put_file(engine_op *op, const spec_step *step, value *input) {
    const char *path = step->file_attribute == NULL ? "" : value_text(op_attr(op, step->file_attribute));
    const char *home = getenv("HOME");
    if (path[0] == '\0') {
        return;
    }
    if (home != NULL && (strcmp(path, "~") == 0 || strncmp(path, "~/", 2) == 0)) {
        path = arena_printf(op->arena, "%s%s", home, path + 1);
    }
    value *file = value_object_new(op->arena);
    value_put_static(op->arena, file, "File", value_cstr(op->arena, path));
    document_put(op->arena, input, step->file_member, file);
}

// Does the argument live in a structure of which another part changed? AWS takes structures as a whole.
static bool structure_changed(const engine_op *op, const char *name, const char *const *changed) {
    const spec_attr *attr = op_spec_attr(op, name);
    if (attr == NULL || attr->in == NULL || attr->in[1] == NULL) {
        return false;
    }
    for (; *changed != NULL; changed++) {
        const spec_attr *other = op_spec_attr(op, *changed);
        if (other->in != NULL && other->in[1] != NULL && strcmp(other->in[0], attr->in[0]) == 0) {
            return true;
        }
    }
    return false;
}

value *step_input(engine_op *op, const spec_step *step, const char *only) {
    value *input = value_object_new(op->arena);
    bool update = op->verb == VERB_UPDATE || step->after_create;
    const char *const *changed = update ? step_changed(op, step) : NULL;
    for (const char *const *n = step->maps; n != NULL && *n != NULL; n++) {
        bool has_changed = update && listed(changed, *n);
        bool wanted = only != NULL ? strcmp(only, *n) == 0
                                   : !update || step->send_all || has_changed || structure_changed(op, *n, changed);
        if (wanted) {
            map_attribute(op, step, *n, input, has_changed && op->verb == VERB_UPDATE);
        }
    }
    if (step->tags) {
        tags_into_create(op, input);
    }
    // Apply runs a copy of the first create step, so it is told by its operation.
    if (op->verb == VERB_CREATE && !step->after_create && op->spec->create_count > 0 &&
        (step->makes || step->op == op->spec->create[0].op)) {
        tags_into_create(op, input);
    }
    if (step->pairs != NULL) {
        value_put_static(op->arena, input, step->pairs, pairs_changed(op, step));
    }
    step_put_with(op, step, input);
    put_file(op, step, input);
    return input;
}
