// Runs steps: each as one call, or one for each item, argument or page.
#include "engine/step_internal.h"

#include "engine/pairs.h"

// What a named step takes of the answer is kept under its name.
static op_result call_and_keep(engine_op *op, const spec_step *step, const char *only) {
    const value *output = NULL;
    op_result result = step_call(op, step, step_input(op, step, only), &output);
    if (result != OP_DONE) {
        return result;
    }
    if (step->name != NULL && op->item == NULL) {
        if (step->name[0] == '\0') { // the first read: what stands beside the object is there too
            op_add_output(op, "read", output);
        }
        op_add_output(op, step->name, step_taken(op, step, output));
    } else if (step->name != NULL) {
        // Under for_each the output is a list: each item's output is added to the list made so far.
        value *list = value_copy(op->arena, op_output_of(op, step->name), VALUE_LIST);
        const value *given = step_taken(op, step, output);
        if (step->keep_item) {
            value *both = value_object_new(op->arena);
            value_put_static(op->arena, both, "Item", op->item);
            value_put_static(op->arena, both, "Output", given);
            given = both;
        }
        value_push(op->arena, list, given);
        op_add_output(op, step->name, list);
    }
    return OP_DONE;
}

static op_result call_each(engine_op *op, const spec_step *step) {
    const char *const *changed = step_changed(op, step);
    for (; *changed != NULL; changed++) {
        op_result result = call_and_keep(op, step, *changed);
        if (result != OP_DONE) {
            return result;
        }
    }
    return OP_DONE;
}

// Of several that are deleted, one that is gone already is no reason to leave the others.
static op_result of_one(const engine_op *op, op_result result) {
    return result == OP_GONE && op->verb == VERB_DELETE ? OP_DONE : result;
}

static op_result call_items(engine_op *op, const spec_step *step) {
    expr_scope scope = op_scope(op);
    const value *items = expr_eval(&scope, step->for_each);
    if (step->name != NULL) {
        op_add_output(op, step->name, value_list_new(op->arena));
    }
    const value *outer = op->item;
    op_result result = OP_DONE;
    for (size_t i = 0; i < value_count(items) && result == OP_DONE; i++) {
        op->item = value_item(items, i);
        result = of_one(op, call_and_keep(op, step, NULL));
    }
    op->item = outer;
    return result;
}

// ---- page by page ----

// One page, and the steps that follow it. `*ret_next` is the input of the next page, in `keep`; NULL after the last.
static op_result call_page(engine_op *op, const spec_step *step, const value *input, arena *keep,
                           const value **ret_next) {
    const value *page = NULL;
    op_result result = step_call(op, step, input, &page);
    if (result != OP_DONE) {
        return result;
    }
    op_add_output(op, step->name, step_taken(op, step, page));
    for (size_t i = 0; i < step->each_page_count && result == OP_DONE; i++) {
        result = of_one(op, step_run(op, &step->each_page[i], NULL));
    }
    const value *next = aws_next_page(op->arena, step->op, input, page);
    *ret_next = next == NULL ? NULL : value_deep_copy(keep, next);
    return result;
}

// A page's memory goes before the next one comes.
static op_result call_each_page(engine_op *op, const spec_step *step) {
    enum { MAX_PAGES = 1000 * 1000 };
    arena *outer = op->arena;
    const struct op_output *outputs = op->outputs;
    arena *held = NULL; // has the input of the page to come
    const value *input = step_input(op, step, NULL);
    op_result result = OP_DONE;
    for (int pages = 0; input != NULL && result == OP_DONE; pages++) {
        arena *page_arena = arena_child(outer);
        arena *next_arena = arena_child(outer);
        const value *next = NULL;
        op->arena = page_arena;
        result = call_page(op, step, input, next_arena, &next);
        op->arena = outer;
        op->outputs = outputs;
        if (result == OP_DONE && next != NULL && (value_equal(next, input) || pages == MAX_PAGES)) {
            op_fail_text(op, NULL, arena_printf(outer, "%s failed", op->doing), "%s has no last page.", step->op->name);
            result = OP_FAILED;
        }
        arena_free(page_arena);
        arena_free(held);
        held = next_arena;
        input = next;
    }
    arena_free(held);
    return result;
}

// ---- a step ----

bool step_wanted(engine_op *op, const spec_step *step) {
    expr_scope scope = op_scope(op);
    if (step->when != NULL) {
        return expr_holds(&scope, step->when, NULL);
    }
    if (step->pairs != NULL) {
        return value_count(pairs_changed(op, step)) > 0;
    }
    bool by_change = op->verb == VERB_UPDATE || step->after_create;
    return !by_change || step->carries == NULL || step_changed(op, step)[0] != NULL;
}

op_result step_run(engine_op *op, const spec_step *step, bool *ret_ran) {
    if (!step_wanted(op, step)) {
        return OP_DONE;
    }
    bool ran = step->sync == NULL;
    op_result result = OP_DONE;
    if (step->hook != NULL) {
        op->gone = false;
        result = step->hook(op) ? OP_DONE : op->gone ? OP_GONE : OP_FAILED;
    } else if (step->sync != NULL) {
        result = step_sync(op, step->sync, &ran);
    } else if (step->each_page_count > 0) {
        result = call_each_page(op, step);
    } else if (step->for_each != NULL) {
        result = call_items(op, step);
    } else if (step->each) {
        result = call_each(op, step);
    } else {
        result = call_and_keep(op, step, NULL);
    }
    if (result == OP_DONE && ran && step->wait != NULL && !wait_run(op, step->wait)) {
        result = OP_FAILED;
    }
    if (ret_ran != NULL) {
        *ret_ran |= ran;
    }
    return result;
}
