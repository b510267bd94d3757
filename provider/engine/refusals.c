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

bool refusals_pass(engine_call *c, const spec *s, spec_refusal_of of, const expr_scope *scope) {
    bool pass = true;
    for (size_t i = 0; i < s->refusal_count; i++) {
        const spec_refusal *refusal = &s->refusals[i];
        if (refusal->of == of && expr_holds(scope, &refusal->when, NULL)) {
            const path *at = refusal->at == NULL ? NULL : path_parse(c->arena, refusal->at);
            diag_error(&c->diags, at, SUMMARIES[of], "%s%s", refusal->say, of == SPEC_REFUSE_CHANGE ? DESTROY : "");
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
