#include "engine/op.h"

#include <string.h>

#include "engine/duration.h"
#include "engine/mapping.h"
#include "engine/reconcile.h"
#include "engine/region.h"
#include "engine/secrets.h"

static const char *const VERBS[] = {
    [VERB_CREATE] = "creating", [VERB_READ] = "reading", [VERB_UPDATE] = "updating",
    [VERB_DELETE] = "deleting", [VERB_DATA] = "reading",
};

const char *op_describe(const engine_op *op) {
    const char *name = value_text(op_attr(op, "id"));
    if (name[0] == '\0') {
        name = value_text(op_attr(op, "name"));
    }
    const char *verb = VERBS[op->verb];
    return name[0] == '\0' ? arena_printf(op->call->arena, "%s %s", verb, op->spec->label)
                           : arena_printf(op->call->arena, "%s %s (%s)", verb, op->spec->label, name);
}

// provider_meta's user_agent: a list of texts that modules send.
static const char *meta_user_agent(arena *a, const value *provider_meta) {
    const value *parts = value_get(provider_meta, "user_agent");
    const char *joined = NULL;
    for (size_t i = 0; i < value_count(parts); i++) {
        const char *part = value_text(value_item(parts, i));
        joined = joined == NULL ? arena_strdup(a, part) : arena_printf(a, "%s %s", joined, part);
    }
    return joined;
}

bool op_init(engine_op *op, engine_call *call, const spec *s, engine_verb verb, const value *subject,
             const value *prior, const value *config, const value *provider_meta) {
    *op = (engine_op){
        .call = call,
        .arena = call->arena,
        .spec = s,
        .verb = verb,
        .subject = subject,
        .prior = prior == NULL ? value_null() : prior,
        .config = config == NULL ? value_null() : config,
        .region = region_of(s, subject),
        .user_agent = meta_user_agent(call->arena, provider_meta),
    };
    op->doing = op_describe(op);
    op->client = engine_client(call);
    return op->client != NULL;
}

expr_scope op_scope(const engine_op *op) {
    return (expr_scope){
        .arena = op->arena,
        .engine = op->call->engine,
        .spec = op->spec,
        .region = op->region == NULL ? NULL : value_cstr(op->arena, op->region),
        .subject = op->subject,
        .prior = op->prior,
        .config = op->config,
        .item = op->item,
        .tags = op->tags,
        .tag_keys = op->tag_keys,
        .import_id = op->import_id,
        .outputs = op->outputs,
        .unknown_is_null = true,
    };
}

const char *op_region(const engine_op *op) {
    return op->region != NULL ? op->region : aws_config_region(aws_client_config(op->client));
}

void op_add_output(engine_op *op, const char *name, const value *v) {
    op_output *o = ARENA_NEW(op->arena, op_output);
    *o = (op_output){.name = name, .value = v, .next = op->outputs};
    op->outputs = o;
}

bool op_timeout_in_block(const char *key) {
    static const char *const keys[] = {"create", "read", "update", "delete"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (key != NULL && strcmp(key, keys[i]) == 0) {
            return true;
        }
    }
    return key == NULL;
}

int64_t op_timeout_ms(const engine_op *op, const char *key, int64_t default_ms) {
    const value *given = op_timeout_in_block(key) ? value_get(op_attr(op, "timeouts"), key) : op_attr(op, key);
    int64_t ms = 0;
    return duration_parse(value_str(given), &ms) ? ms : default_ms;
}

// ---- what hooks use ----

static const value *known(const value *v) {
    return v == NULL || value_is_unknown(v) ? value_null() : v;
}

const value *op_attr(const engine_op *op, const char *name) {
    return known(value_get(op->subject, name));
}

const value *op_prior(const engine_op *op, const char *name) {
    return known(value_get(op->prior, name));
}

bool op_changed(const engine_op *op, const char *name) {
    const value *now = value_get(op->subject, name);
    const value *was = value_get(op->prior, name);
    if (now == NULL || value_is_unknown(now) || value_equal(now, was)) {
        return false;
    }
    return !(value_says_nothing(now) && value_says_nothing(was));
}

const char *op_id(const engine_op *op) {
    return value_text(op_attr(op, "id"));
}

const value *op_output_of(const engine_op *op, const char *name) {
    for (const op_output *o = op->outputs; o != NULL; o = o->next) {
        if (strcmp(o->name, name) == 0) {
            return o->value;
        }
    }
    return value_null();
}

static aws_call_options call_options(const engine_op *op) {
    return (aws_call_options){
        .arena = op->arena,
        .stop = op->call->stop,
        .region = op->region,
        .extra_user_agent = op->user_agent,
    };
}

bool op_try(engine_op *op, const api_operation *operation, const value *input, const value **ret_output,
            const aws_error **ret_error) {
    aws_call_options options = call_options(op);
    return aws_call_pages(op->client, operation, input, &options, ret_output, ret_error);
}

bool op_call_page(engine_op *op, const api_operation *operation, const value *input, const value **ret_output) {
    aws_call_options options = call_options(op);
    const aws_error *error = NULL;
    if (aws_call(op->client, operation, input, &options, ret_output, &error)) {
        return true;
    }
    op_fail(op, error);
    return false;
}

bool op_call(engine_op *op, const api_operation *operation, const value *input, const value **ret_output) {
    const aws_error *error = NULL;
    if (op_try(op, operation, input, ret_output, &error)) {
        return true;
    }
    op_fail(op, error);
    return false;
}

const aws_error *op_hide_secrets(engine_op *op, const aws_error *error) {
    const spec_block *block = &op->spec->block;
    const value *const objects[] = {op->config, op->subject, op->prior};
    aws_error *told = arena_alloc(op->arena, sizeof *told);
    *told = *error;
    for (size_t i = 0; i < sizeof objects / sizeof objects[0]; i++) {
        told->message = secrets_hide(op->call->arena, block->attrs, block->attr_count, objects[i], told->message);
    }
    return told;
}

void op_fail(engine_op *op, const aws_error *error) {
    diag_aws(&op->call->diags, NULL, op->doing, op_hide_secrets(op, error));
}

void op_fail_text(engine_op *op, const char *attribute, const char *summary, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const char *detail = arena_vprintf(op->call->arena, format, args);
    va_end(args);
    const path *at = attribute == NULL ? NULL : path_parse(op->call->arena, attribute);
    diag_error(&op->call->diags, at, summary, "%s", detail);
}

const value *op_to_api(engine_op *op, const spec_attr *attr, const value *v, const api_shape *shape) {
    const value *document = to_api(op->arena, attr, v, shape);
    return document == NULL ? value_null() : document;
}

const value *op_from_api(engine_op *op, const spec_attr *attr, const value *document) {
    return from_api(op->arena, attr, document, op->outputs);
}
