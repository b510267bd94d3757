// One call of a step, and what is taken of its answer.
#include "engine/step_internal.h"

#include <string.h>

#include "engine/exists.h"
#include "engine/reconcile.h"

static bool any_code(const spec_code *codes, size_t count, const aws_error *error) {
    for (size_t i = 0; i < count; i++) {
        if (aws_error_is(error, codes[i].code, codes[i].message_part)) {
            return true;
        }
    }
    return false;
}

// Was a write taken, and only its answer cannot be read? Of one that broke off the diagnostic says so already.
static bool may_be_done(const spec_step *step, const aws_error *error) {
    return error->kind == AWS_ERROR_RESPONSE && error->http_status / 100 == 2 && !error->broken_off &&
           !api_operation_reads(step->op);
}

static op_result call_failed(engine_op *op, const spec_step *step, const aws_error *error, const value **ret_output) {
    if (any_code(step->ignore, step->ignore_count, error) || any_code(step->unset, step->unset_count, error)) {
        *ret_output = value_object_new(op->arena);
        return OP_DONE;
    }
    if (any_code(step->gone, step->gone_count, error)) {
        op->missed = aws_error_copy(op->call->arena, error);
        return OP_GONE;
    }
    if (error->kind == AWS_ERROR_FILE) {
        op_fail_text(op, step->file_attribute, arena_printf(op->arena, "%s failed", op->doing), "%s", error->message);
        return OP_FAILED;
    }
    const char *advice = exists_advice(op, error);
    if (advice != NULL) {
        diag_error(&op->call->diags, NULL, arena_printf(op->call->arena, "%s: it exists already", op->doing),
                   "%s\n\n%s", aws_error_text(op->arena, op_hide_secrets(op, error)), advice);
        return OP_FAILED;
    }
    op_fail(op, error);
    if (may_be_done(step, error)) {
        diag_add(&op->call->diags,
                 "AWS did not refuse it, so it may be done all the same: look before the next apply.");
    }
    explain_failure(op, step->explain, error);
    return OP_FAILED;
}

// The first of the failures that an answer with 200 lists, as an error; NULL when it lists none. What it is about is
// said by its other members.
static const aws_error *listed_error(engine_op *op, const spec_step *step, const value *output) {
    const value *all = step->errors == NULL ? NULL : api_path_all(op->arena, output, step->errors);
    const value *first = value_item(all, 0);
    if (first != NULL && first->kind == VALUE_LIST) {
        all = first;
        first = value_item(all, 0);
    }
    if (first == NULL || first->kind != VALUE_OBJECT) {
        return NULL;
    }
    // S3 calls them Code and Message, EventBridge ErrorCode and ErrorMessage.
    const char *code = "Code", *message = "Message";
    if (value_get(first, code) == NULL) {
        code = "ErrorCode";
        message = "ErrorMessage";
    }
    const char *about = "";
    for (size_t i = 0; i < first->map.count; i++) {
        const value_entry *entry = &first->map.entries[i];
        const char *text = value_scalar_text(op->arena, entry->value);
        if (text != NULL && !str_is(entry->key, code) && !str_is(entry->key, message)) {
            about = arena_printf(op->arena, "%s%s%.*s %s", about, about[0] == '\0' ? "" : ", ", (int)entry->key.len,
                                 entry->key.ptr, text);
        }
    }
    size_t more = value_count(all) - 1;
    aws_error *e = ARENA_NEW(op->arena, aws_error);
    *e = (aws_error){
        .kind = AWS_ERROR_SERVICE,
        .code = value_text(value_get(first, code)),
        .message = arena_printf(op->arena, "%s%s%s%s%s", value_text(value_get(first, message)),
                                about[0] == '\0' ? "" : " (", about, about[0] == '\0' ? "" : ")",
                                more == 0 ? "" : arena_printf(op->arena, ", and %zu more failures", more)),
        .service = step->op->service->sdk_id,
        .operation = step->op->name,
        .endpoint = "",
        .request_id = "",
        .http_status = 200,
        .attempts = 1,
    };
    return e;
}

// NULL: the step has no lock, or it is held already.
static const char *lock_to_take(engine_op *op, const spec_step *step) {
    if (step->lock == NULL || step->lock_key == NULL) {
        return NULL;
    }
    expr_scope scope = op_scope(op);
    const char *key = value_scalar_text(op->arena, expr_eval(&scope, step->lock_key));
    bool held = op->lock != NULL && key != NULL && strcmp(op->lock, step->lock) == 0 && strcmp(op->lock_key, key) == 0;
    return held ? NULL : key;
}

void step_lock(engine_op *op, const spec_step *step) {
    const char *key = lock_to_take(op, step);
    if (key != NULL) {
        named_lock(step->lock, key);
        op->lock = step->lock;
        op->lock_key = key;
    }
}

void step_unlock(engine_op *op) {
    named_unlock(op->lock, op->lock_key);
    op->lock = op->lock_key = NULL;
}

// Reads may be answered together with others; but not those that wait for something, each in its own time.
static bool ask(engine_op *op, const spec_step *step, const value *input, const aws_call_options *options,
                const value **ret_output, const aws_error **ret_error) {
    if (api_operation_reads(step->op) && step->retry_count == 0 && step->lock == NULL) {
        batch_read r = {
            .client = op->client,
            .op = step->op,
            .input = input,
            .pages = step->pages,
            .batch = step->batch,
            .announced = op->verb == VERB_READ,
            .gone = step->gone,
            .gone_count = step->gone_count,
        };
        return batch_call(engine_batches(op->call->engine), &r, options, ret_output, ret_error);
    }
    return step->pages ? aws_call_pages(op->client, step->op, input, options, ret_output, ret_error)
                       : aws_call(op->client, step->op, input, options, ret_output, ret_error);
}

op_result step_call(engine_op *op, const spec_step *step, const value *input, const value **ret_output) {
    aws_retry_on *retry = ARENA_ARRAY(op->arena, aws_retry_on, step->retry_count + 1);
    for (size_t i = 0; i < step->retry_count; i++) {
        retry[i] = (aws_retry_on){.code = step->retry[i].code, .message_part = step->retry[i].message_part};
    }
    const clock_source *clock = aws_client_clock(op->client);
    int64_t retry_ms =
        step->retry_timeout == NULL ? step->retry_ms : op_timeout_ms(op, step->retry_timeout, step->retry_ms);
    aws_call_options options = {
        .arena = op->arena,
        .stop = op->call->stop,
        .region = op->region,
        .deadline_ms = retry_ms > 0 ? clock->monotonic_ms(clock) + retry_ms : 0,
        .retry_on = retry,
        .retry_on_count = step->retry_count,
        .extra_user_agent = op->user_agent,
    };
    const char *key = lock_to_take(op, step);
    const aws_error *error = NULL;
    const value *output = NULL;
    named_lock(step->lock, key);
    bool ok = ask(op, step, input, &options, &output, &error);
    named_unlock(step->lock, key);
    const aws_error *told = ok ? listed_error(op, step, output) : NULL;
    if (told != NULL) {
        ok = false;
        error = told;
    }
    op_result result = ok ? OP_DONE : call_failed(op, step, error, &output);
    if (result == OP_DONE) {
        *ret_output = output;
    }
    return result;
}

static bool is_picked(engine_op *op, const spec_step *step, const value *item) {
    expr_scope scope = op_scope(op);
    scope.item = item;
    if (!expr_holds(&scope, step->where, NULL)) {
        return false;
    }
    for (size_t i = 0; i < step->pick_count; i++) {
        const spec_attr *attr = op_spec_attr(op, step->pick[i].attribute);
        const value *wanted = op_attr(op, step->pick[i].attribute);
        if (!attr_same(op->arena, attr, wanted, api_path_first(op->arena, item, &step->pick[i].path))) {
            return false;
        }
    }
    return true;
}

const value *step_taken(engine_op *op, const spec_step *step, const value *output) {
    if (step->take == NULL) {
        return step->where == NULL || is_picked(op, step, output) ? output : value_null();
    }
    const value *all = api_path_all(op->arena, output, step->take);
    if (step->pick_count > 0 || step->where != NULL) {
        for (size_t i = 0; i < value_count(all); i++) {
            if (is_picked(op, step, value_item(all, i))) {
                return value_item(all, i);
            }
        }
        return value_null();
    }
    const api_path_step *last = step->take->count == 0 ? NULL : &step->take->steps[step->take->count - 1];
    if (last != NULL && last->op == API_PATH_ALL) {
        return all;
    }
    const value *first = value_item(all, 0);
    return first == NULL ? value_null() : first;
}
