#include "engine/op.h"

static bool is_explained(const spec_explain *e, const aws_error *error) {
    for (size_t i = 0; i < e->code_count; i++) {
        if (aws_error_is(error, e->codes[i].code, e->codes[i].message_part)) {
            return true;
        }
    }
    return false;
}

void explain_failure(engine_op *op, const spec_explain *e, const aws_error *error) {
    if (e == NULL || !is_explained(e, error)) {
        return;
    }
    engine_call quiet = *op->call;
    quiet.diags = (diags){.arena = op->call->arena};
    engine_op look = *op;
    look.call = &quiet;
    look.verb = VERB_READ;
    for (size_t i = 0; i < e->step_count; i++) {
        if (step_run(&look, &e->steps[i], NULL) != OP_DONE) {
            return;
        }
    }
    expr_scope scope = op_scope(&look);
    const char *text = value_scalar_text(op->call->arena, expr_eval(&scope, &e->say));
    if (text != NULL && text[0] != '\0') {
        diag_add(&op->call->diags, "%s", text);
    }
}
