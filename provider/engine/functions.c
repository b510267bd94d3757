#include "engine/functions.h"

#include <string.h>

function_apply function_arn_build, function_arn_parse, function_trim_iam_role_path;

const engine_function *engine_function_find(const char *name) {
    for (size_t i = 0; i < engine_function_count; i++) {
        if (strcmp(engine_functions[i].name, name) == 0) {
            return &engine_functions[i];
        }
    }
    return NULL;
}

static const value *fail(function_call *f, int64_t argument, const char *error) {
    f->argument = argument;
    f->error = error;
    return NULL;
}

// ---- ARNs ----

// arn:partition:service:region:account:resource; the resource may have colons too.
enum { ARN_PARTITION, ARN_SERVICE, ARN_REGION, ARN_ACCOUNT, ARN_RESOURCE, ARN_PARTS };

static const value *arn_text(arena *a, const str parts[ARN_PARTS]) {
    str text[ARN_PARTS * 2];
    for (size_t i = 0; i < ARN_PARTS; i++) {
        text[i * 2] = i == 0 ? STR("arn:") : STR(":");
        text[i * 2 + 1] = parts[i];
    }
    return value_string(a, str_concat(a, text, ARN_PARTS * 2));
}

// The parts of the ARN that an argument is. False: the call has failed.
static bool arn_parts(function_call *f, int64_t argument, str ret_parts[ARN_PARTS]) {
    str rest = value_str(f->arguments[argument]);
    if (!str_has_prefix(rest, "arn:")) {
        fail(f, argument, "an ARN begins with \"arn:\"");
        return false;
    }
    rest = str_from(rest, strlen("arn:"));
    str parts[ARN_PARTS];
    for (size_t i = 0; i < ARN_RESOURCE; i++) {
        size_t colon;
        if (!str_find(rest, ":", &colon)) {
            fail(f, argument, "an ARN has six parts: arn:partition:service:region:account-id:resource");
            return false;
        }
        parts[i] = str_upto(rest, colon);
        rest = str_from(rest, colon + 1);
    }
    parts[ARN_RESOURCE] = rest;
    memcpy(ret_parts, parts, sizeof parts);
    return true;
}

const value *function_arn_build(function_call *f) {
    str parts[ARN_PARTS];
    for (size_t i = 0; i < ARN_PARTS; i++) { // the parameters are in the order of the parts
        parts[i] = value_str(f->arguments[i]);
    }
    return arn_text(f->arena, parts);
}

const value *function_arn_parse(function_call *f) {
    static const char *const names[ARN_PARTS] = {"partition", "service", "region", "account_id", "resource"};
    str parts[ARN_PARTS];
    if (!arn_parts(f, 0, parts)) {
        return NULL;
    }
    value *out = value_object_new(f->arena);
    for (size_t i = 0; i < ARN_PARTS; i++) {
        value_put_static(f->arena, out, names[i], value_string(f->arena, parts[i]));
    }
    return out;
}

const value *function_trim_iam_role_path(function_call *f) {
    str parts[ARN_PARTS];
    if (!arn_parts(f, 0, parts)) {
        return NULL;
    }
    if (!str_is(parts[ARN_SERVICE], "iam")) {
        return fail(f, 0, "the service in the ARN of an IAM role is \"iam\"");
    }
    if (parts[ARN_REGION].len > 0) {
        return fail(f, 0, "the ARN of an IAM role has no region");
    }
    if (!str_has_prefix(parts[ARN_RESOURCE], "role/")) {
        return fail(f, 0, "the resource in the ARN of an IAM role begins with \"role/\"");
    }
    str name = parts[ARN_RESOURCE];
    size_t slash;
    while (str_find(name, "/", &slash)) {
        name = str_from(name, slash + 1);
    }
    parts[ARN_RESOURCE] = str_concat(f->arena, (const str[]){STR("role/"), name}, 2);
    return arn_text(f->arena, parts);
}
