#include "plugin/convert.h"

#include <string.h>

#include "base/utf8.h"
#include "engine/msgpack.h"

static const char REPLACEMENT[] = "\xEF\xBF\xBD"; // U+FFFD

str bytes_str(ProtobufCBinaryData bytes) {
    return (str){.ptr = bytes.len == 0 ? "" : (const char *)bytes.data, .len = bytes.len};
}

ProtobufCBinaryData str_bytes(str s) {
    return (ProtobufCBinaryData){.data = (uint8_t *)s.ptr, .len = s.len};
}

// ---- values ----

bool dynamic_decode(rpc_call *c, const type *t, const Tfplugin6__DynamicValue *message, const char *what,
                    const value **ret) {
    arena *a = c->engine.arena;
    const char *problem;
    if (message == NULL || (message->msgpack.len == 0 && message->json.len == 0)) {
        *ret = value_null();
        return true;
    }
    bool ok = message->msgpack.len > 0
                  ? msgpack_decode(a, t, message->msgpack.data, message->msgpack.len, ret, &problem)
                  : typed_json_decode(a, t, bytes_str(message->json), ret, &problem);
    if (!ok) {
        diag_error(&c->engine.diags, NULL, arena_printf(a, "Cannot read the %s", what),
                   "Terraform sent a %s that does not fit the provider's schema: %s.", what, problem);
    }
    return ok;
}

Tfplugin6__DynamicValue *dynamic_encode(rpc_call *c, const type *t, const value *v) {
    static const unsigned char nil[] = {0xc0};
    Tfplugin6__DynamicValue *message = RPC_NEW(c, DynamicValue, dynamic_value);
    const void *data = nil;
    size_t len = sizeof nil;
    if (!msgpack_encode(c->engine.arena, t, v, &data, &len)) {
        diag_error(&c->engine.diags, NULL, "The provider made a value that does not fit its own schema",
                   "This is a bug in the provider: please report it, with the configuration that shows it.");
    }
    message->msgpack = (ProtobufCBinaryData){.data = (uint8_t *)data, .len = len};
    return message;
}

bool raw_state_json(rpc_call *c, const Tfplugin6__RawState *message, str *ret) {
    if (message != NULL && message->json.len > 0) {
        *ret = bytes_str(message->json);
        return true;
    }
    if (message != NULL && message->n_flatmap > 0) {
        diag_error(
            &c->engine.diags, NULL, "The state is of Terraform 0.11 or older",
            "Upgrade it first, with Terraform 0.12 and hashicorp/aws: one \"terraform apply\" writes the new form.");
    } else {
        diag_error(&c->engine.diags, NULL, "There is no state", "Terraform sent no state to upgrade or move.");
    }
    return false;
}

const value *provider_meta_decode(rpc_call *c, const Tfplugin6__DynamicValue *message) {
    const value *meta;
    if (!dynamic_decode(c, engine_provider_meta_block.type, message, "provider_meta block", &meta) ||
        value_is_null(meta)) {
        return NULL;
    }
    return meta;
}

// ---- paths ----

static Tfplugin6__AttributePath__Step *step_message(arena *a, const path *p) {
    Tfplugin6__AttributePath__Step *step = ARENA_NEW(a, Tfplugin6__AttributePath__Step);
    tfplugin6__attribute_path__step__init(step);
    switch (p->kind) {
    case PATH_ATTR:
        step->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ATTRIBUTE_NAME;
        step->attribute_name = arena_strndup(a, p->name.ptr, p->name.len);
        break;
    case PATH_KEY:
        step->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ELEMENT_KEY_STRING;
        step->element_key_string = arena_strndup(a, p->name.ptr, p->name.len);
        break;
    case PATH_INDEX:
        step->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ELEMENT_KEY_INT;
        step->element_key_int = p->index;
        break;
    case PATH_SET: // path_message stops before it
        break;
    }
    return step;
}

Tfplugin6__AttributePath *path_message(arena *a, const path *p) {
    if (p == NULL) {
        return NULL;
    }
    size_t count = 0;
    const path *end = p; // the last step before any set
    for (const path *q = p; q != NULL; q = q->parent) {
        count++;
        if (q->kind == PATH_SET) {
            end = q->parent;
            count = 0;
        }
    }
    Tfplugin6__AttributePath *message = ARENA_NEW(a, Tfplugin6__AttributePath);
    tfplugin6__attribute_path__init(message);
    message->n_steps = count;
    message->steps = ARENA_ARRAY(a, Tfplugin6__AttributePath__Step *, count);
    for (const path *q = end; q != NULL; q = q->parent) {
        message->steps[--count] = step_message(a, q);
    }
    return message;
}

// ---- diagnostics ----

// The text itself when it is UTF-8, as it nearly always is; else with each wrong byte replaced.
static char *valid_text(arena *a, const char *text) {
    str s = str_of(text);
    size_t wrong = 0;
    for (size_t i = 0, step; i < s.len; i += step) {
        step = utf8_step(s.ptr + i, s.len - i);
        if (step == 0) {
            wrong++;
            step = 1;
        }
    }
    if (wrong == 0) {
        return (char *)s.ptr;
    }
    char *out = arena_alloc(a, s.len + wrong * sizeof REPLACEMENT + 1);
    size_t len = 0;
    for (size_t i = 0, step; i < s.len; i += step) {
        step = utf8_step(s.ptr + i, s.len - i);
        const char *from = step == 0 ? REPLACEMENT : s.ptr + i;
        size_t bytes = step == 0 ? sizeof REPLACEMENT - 1 : step;
        memcpy(out + len, from, bytes);
        len += bytes;
        step = step == 0 ? 1 : step;
    }
    return out;
}

Tfplugin6__Diagnostic **diagnostics_message(rpc_call *c, size_t *ret_count) {
    arena *a = c->engine.arena;
    size_t count = 0;
    for (const diag *d = c->engine.diags.first; d != NULL; d = d->next) {
        count++;
    }
    Tfplugin6__Diagnostic **messages = ARENA_ARRAY(a, Tfplugin6__Diagnostic *, count);
    size_t i = 0;
    for (const diag *d = c->engine.diags.first; d != NULL; d = d->next) {
        Tfplugin6__Diagnostic *m = RPC_NEW(c, Diagnostic, diagnostic);
        m->severity = (Tfplugin6__Diagnostic__Severity)d->severity;
        m->summary = valid_text(a, d->summary);
        m->detail = valid_text(a, d->detail);
        m->attribute = path_message(a, d->attribute);
        messages[i++] = m;
    }
    *ret_count = count;
    return messages;
}
