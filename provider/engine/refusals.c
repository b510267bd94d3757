#include "engine/refusals.h"

#include "engine/region.h"

static const char *const SUMMARIES[] = {
    [SPEC_REFUSE_CONFIGURATION] = "Invalid configuration",
    [SPEC_REFUSE_CHANGE] = "Invalid change",
    [SPEC_REFUSE_DELETE] = "It cannot be deleted",
};

// What is refused must not keep anybody from getting rid of it.
static const char DESTROY[] =
    "\n\nTo destroy it instead: \"terraform destroy -refresh=false\". Without -refresh=false a "
    "destruction plans the configuration first, and ends here too.";

// Where `at` of the refusal is; of a set's elements nothing but the set can be pointed at.
static const path *place_of(arena *a, const spec_refusal *refusal, const value *elements, size_t i) {
    const char *at = refusal->at == NULL ? "" : refusal->at;
    if (refusal->each == NULL) {
        return path_parse(a, at);
    }
    bool has_index = elements->kind == VALUE_LIST;
    return path_parse(a, has_index ? arena_printf(a, "%s.%zu.%s", refusal->each, i, at) : refusal->each);
}

// Nothing of that kind is refused, by this row, in what the scope has. Elements that are not known yet pass.
static bool refusal_passes(engine_call *c, const spec_refusal *refusal, const expr_scope *scope) {
    const value *elements = refusal->each == NULL ? NULL : value_get(scope->subject, refusal->each);
    size_t count = refusal->each == NULL ? 1 : value_count(elements);
    expr_scope here = *scope;
    bool pass = true;
    for (size_t i = 0; i < count; i++) {
        here.item = refusal->each == NULL ? scope->item : value_item(elements, i);
        if (expr_holds(&here, &refusal->when, NULL)) {
            diag_error(&c->diags, place_of(c->arena, refusal, elements, i), SUMMARIES[refusal->of], "%s%s",
                       refusal->say, refusal->of == SPEC_REFUSE_CHANGE ? DESTROY : "");
            pass = false;
        }
    }
    return pass;
}

bool refusals_pass(engine_call *c, const spec *s, spec_refusal_of of, const expr_scope *scope) {
    bool pass = true;
    for (size_t i = 0; i < s->refusal_count; i++) {
        const spec_refusal *refusal = &s->refusals[i];
        if (refusal->of == of && !refusal_passes(c, refusal, scope)) {
            pass = false;
        }
    }
    return pass;
}

bool deletion_allowed(engine_call *c, const spec *s, const value *state) {
    expr_scope scope = {
        .arena = c->arena, .engine = c->engine, .region = region_fact(s, state), .subject = state, .prior = state};
    return refusals_pass(c, s, SPEC_REFUSE_DELETE, &scope);
}
