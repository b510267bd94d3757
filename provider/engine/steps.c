#include "engine/op.h"

#include <stdlib.h>
#include <string.h>

#include "engine/exists.h"
#include "engine/mapping.h"
#include "engine/pairs.h"
#include "engine/reconcile.h"

static const spec_attr *attr_of(const engine_op *op, const char *name) {
    return spec_attr_find(op->spec->block.attrs, op->spec->block.attr_count, name);
}

// ---- what changed ----

static bool carried_changed(const engine_op *op, const char *name) {
    const value *now = value_get(op->subject, name);
    const value *was = value_get(op->prior, name);
    const spec_attr *attr = attr_of(op, name);
    if (now == NULL || value_is_unknown(now) || attr == NULL) {
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
    const spec_attr *attr = attr_of(op, name);
    const api_shape *shape =
        attr == NULL || attr->in == NULL || attr_yields(attr, op->subject) ? NULL : shape_at(step->op->input, attr->in);
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

// Members that the spec gives itself win over mapped ones.
static void put_with(engine_op *op, const spec_step *step, value *input) {
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
    const spec_attr *attr = attr_of(op, name);
    if (attr == NULL || attr->in == NULL || attr->in[1] == NULL) {
        return false;
    }
    for (; *changed != NULL; changed++) {
        const spec_attr *other = attr_of(op, *changed);
        if (other->in != NULL && other->in[1] != NULL && strcmp(other->in[0], attr->in[0]) == 0) {
            return true;
        }
    }
    return false;
}

// `only` NULL: everything that the step maps; else one argument.
static value *step_input(engine_op *op, const spec_step *step, const char *only) {
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
    put_with(op, step, input);
    put_file(op, step, input);
    return input;
}

// ---- one call ----

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

static op_result call_once(engine_op *op, const spec_step *step, const value *input, const value **ret_output) {
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
        const spec_attr *attr = attr_of(op, step->pick[i].attribute);
        const value *wanted = op_attr(op, step->pick[i].attribute);
        if (!attr_same(op->arena, attr, wanted, api_path_first(op->arena, item, &step->pick[i].path))) {
            return false;
        }
    }
    return true;
}

static const value *taken(engine_op *op, const spec_step *step, const value *output) {
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

static op_result call_step(engine_op *op, const spec_step *step, const char *only) {
    const value *output = NULL;
    op_result result = call_once(op, step, step_input(op, step, only), &output);
    if (result != OP_DONE) {
        return result;
    }
    if (step->name != NULL && op->item == NULL) {
        if (step->name[0] == '\0') { // the first read: what stands beside the object is there too
            op_add_output(op, "read", output);
        }
        op_add_output(op, step->name, taken(op, step, output));
    } else if (step->name != NULL) {
        // Under for_each the output is a list: each item's output is added to the list made so far.
        value *list = value_copy(op->arena, op_output_of(op, step->name), VALUE_LIST);
        const value *given = taken(op, step, output);
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
        op_result result = call_step(op, step, *changed);
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
        result = of_one(op, call_step(op, step, NULL));
    }
    op->item = outer;
    return result;
}

// ---- page by page ----

// One page, and the steps that follow it. `*ret_next` is the input of the next page, in `keep`; NULL after the last.
static op_result call_page(engine_op *op, const spec_step *step, const value *input, arena *keep,
                           const value **ret_next) {
    const value *page = NULL;
    op_result result = call_once(op, step, input, &page);
    if (result != OP_DONE) {
        return result;
    }
    op_add_output(op, step->name, taken(op, step, page));
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

// ---- sync ----

static bool same_key(const spec_sync *sync, const value *x, const value *y) {
    if (sync->key == NULL) {
        return value_equal(x, y);
    }
    for (const char *const *k = sync->key; *k != NULL; k++) {
        const value *kx = value_get(x, *k);
        const value *ky = value_get(y, *k);
        if (!value_equal(kx, ky) && !(value_is_empty(kx) && value_is_empty(ky))) {
            return false;
        }
    }
    return true;
}

static const value *find_by_key(const spec_sync *sync, const value *collection, const value *item) {
    for (size_t i = 0; i < value_count(collection); i++) {
        if (same_key(sync, value_item(collection, i), item)) {
            return value_item(collection, i);
        }
    }
    return NULL;
}

// What is computed and not configured is as AWS made it.
static bool same_element(engine_op *op, const spec_attr *attr, const value *now, const value *was) {
    if (attr->of_count == 0) {
        return value_equal(now, was) || (attr->same != NULL && attr->same(op->arena, now, was));
    }
    for (size_t i = 0; i < attr->of_count; i++) {
        const value *wanted = value_get(now, attr->of[i].name);
        bool open = attr->of[i].computed && (value_is_null(wanted) || value_is_unknown(wanted));
        if (!open && !attr_same(op->arena, &attr->of[i], wanted, value_get(was, attr->of[i].name))) {
            return false;
        }
    }
    return true;
}

static op_result sync_call(engine_op *op, const spec_attr *attr, const spec_step *step, const value *item) {
    expr_scope scope = op_scope(op);
    scope.item = item;
    if (!expr_holds(&scope, step->when, NULL)) {
        return OP_DONE;
    }
    const value *outer = op->item;
    op->item = item;
    value *input = object_to_api(op->arena, attr->of, attr->of_count, item, step->op->input);
    put_with(op, step, input);
    const value *output = NULL;
    op_result result = call_once(op, step, input, &output);
    if (result == OP_DONE && step->name != NULL) {
        op_add_output(op, step->name, taken(op, step, output));
    }
    if (result == OP_DONE && step->wait != NULL && !wait_run(op, step->wait)) {
        result = OP_FAILED;
    }
    op->item = outer;
    return result;
}

static op_result sync_remove(engine_op *op, const spec_sync *sync, bool *ret_ran) {
    const spec_attr *attr = attr_of(op, sync->attribute);
    const value *now = op_attr(op, sync->attribute);
    const value *was = op_prior(op, sync->attribute);
    op_result result = OP_DONE;
    for (size_t i = 0; i < value_count(was) && result == OP_DONE; i++) {
        const value *item = value_item(was, i);
        const value *kept = find_by_key(sync, now, item);
        bool replaced = kept != NULL && sync->change == NULL && !same_element(op, attr, kept, item);
        if (sync->remove != NULL && (kept == NULL || replaced)) {
            *ret_ran = true;
            result = sync_call(op, attr, sync->remove, item);
        }
    }
    return result;
}

static op_result sync_add(engine_op *op, const spec_sync *sync, bool *ret_ran) {
    const spec_attr *attr = attr_of(op, sync->attribute);
    const value *now = op_attr(op, sync->attribute);
    const value *was = op_prior(op, sync->attribute);
    op_result result = OP_DONE;
    for (size_t i = 0; i < value_count(now) && result == OP_DONE; i++) {
        const value *item = value_item(now, i);
        const value *before = find_by_key(sync, was, item);
        if (before != NULL && same_element(op, attr, item, before)) {
            continue;
        }
        *ret_ran = true;
        result = sync_call(op, attr, before == NULL || sync->change == NULL ? sync->add : sync->change, item);
    }
    return result;
}

static op_result sync_run(engine_op *op, const spec_sync *sync, bool *ret_ran) {
    op_result result = sync->add_first ? sync_add(op, sync, ret_ran) : sync_remove(op, sync, ret_ran);
    if (result != OP_DONE) {
        return result;
    }
    return sync->add_first ? sync_remove(op, sync, ret_ran) : sync_add(op, sync, ret_ran);
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
        result = sync_run(op, step->sync, &ran);
    } else if (step->each_page_count > 0) {
        result = call_each_page(op, step);
    } else if (step->for_each != NULL) {
        result = call_items(op, step);
    } else if (step->each) {
        result = call_each(op, step);
    } else {
        result = call_step(op, step, NULL);
    }
    if (result == OP_DONE && ran && step->wait != NULL && !wait_run(op, step->wait)) {
        result = OP_FAILED;
    }
    if (ret_ran != NULL) {
        *ret_ran |= ran;
    }
    return result;
}
