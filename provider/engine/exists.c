#include "engine/exists.h"

#include <string.h>

#include "engine/reconcile.h"

// The id that `terraform import` takes: the attributes of the first form that are all known, else the object's id, else
// the form itself with what is to be filled in.
static const char *import_id(engine_op *op, const value *object) {
    const spec *s = op->spec;
    const char *pattern = NULL;
    for (size_t i = 0; i < s->import_count; i++) {
        const char *text = "";
        bool all_known = s->imports[i].parts != NULL;
        for (size_t p = 0; s->imports[i].parts != NULL && s->imports[i].parts[p] != NULL; p++) {
            const char *part = s->imports[i].parts[p];
            const char *known = p % 2 == 0 ? part : value_scalar_text(op->arena, value_get(object, part));
            all_known &= known != NULL;
            text = arena_printf(op->arena, "%s%s", text, known != NULL ? known : arena_printf(op->arena, "<%s>", part));
        }
        if (all_known) {
            return text;
        }
        pattern = pattern == NULL && s->imports[i].parts != NULL ? text : pattern;
    }
    const char *id = value_text(value_get(object, "id"));
    if (id[0] == '\0' && s->import_count == 0 && s->id != NULL) {
        expr_scope scope = op_scope(op); // many an id is a name that is known before
        const char *expected = value_scalar_text(op->arena, expr_eval(&scope, s->id));
        id = expected == NULL ? "" : expected;
    }
    return id[0] != '\0' ? id : pattern != NULL ? pattern : "<id>";
}

static const char *advice(engine_op *op, const value *object) {
    const char *home = aws_config_region(aws_client_config(op->client));
    bool elsewhere = op->region != NULL && strcmp(op->region, home) != 0;
    const char *region = elsewhere ? arena_printf(op->arena, "@%s", op->region) : "";
    return arena_printf(
        op->arena,
        "It is not taken over by itself: it may belong to another configuration, or be left from an apply that "
        "was cut off. If it is yours, import it: terraform import %s.NAME '%s%s'",
        op->spec->type, import_id(op, object), region);
}

const char *exists_advice(engine_op *op, const aws_error *error) {
    static const char *const words[] = {"AlreadyExists", "AlreadyOwned", "Duplicate", "ResourceExists"};
    bool exists = false;
    for (size_t i = 0; i < sizeof words / sizeof words[0] && !exists; i++) {
        exists = strstr(error->code, words[i]) != NULL;
    }
    bool made = value_is_known_string(value_get(op->subject, "id")); // then it is something else that exists
    return op->verb == VERB_CREATE && exists && !made ? advice(op, op->subject) : NULL;
}

static bool is_gone(engine_op *op, const value *object) {
    for (size_t i = 0; i < op->spec->gone_count; i++) {
        if (spec_match_holds(op->arena, object, &op->spec->gone[i])) {
            return true;
        }
    }
    return false;
}

bool exists_not_yet(engine_op *op) {
    const spec_name *name = op->spec->name;
    bool generated = name != NULL && !value_is_known_string(value_get(op->config, name->name));
    if (op->spec->exists == NULL || generated) {
        return true;
    }
    spec_step look = *op->spec->exists;
    look.name = "exists";
    op_result result = step_run(op, &look, NULL);
    const value *object = op_output_of(op, "exists");
    if (result == OP_FAILED) {
        return false;
    }
    if (result == OP_GONE || value_says_nothing(object) || is_gone(op, object)) {
        return true;
    }
    engine_op found = *op;
    found.subject = object_merge(op, op->subject, object);
    if (op->spec->id != NULL) {
        expr_scope scope = op_scope(&found);
        value *with_id = value_copy(op->arena, found.subject, VALUE_OBJECT);
        const char *id = value_scalar_text(op->arena, expr_eval(&scope, op->spec->id));
        value_put_static(op->arena, with_id, "id", value_cstr(op->arena, id));
        found.subject = with_id;
    }
    op_fail_text(op, NULL, arena_printf(op->arena, "%s: it exists already", op->doing), "%s",
                 advice(op, found.subject));
    return false;
}
