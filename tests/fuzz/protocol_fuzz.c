// The wire protocols' answers, by the real models: what is read has only members that the model has.
#include "fuzz/answers.h"

#include "aws/protocol.h"

static void check_fits(const api_shape *shape, const value *v) {
    switch (shape->type) {
    case API_STRUCTURE:
        FUZZ_CHECK(v->kind == VALUE_OBJECT);
        for (size_t i = 0; i < v->map.count; i++) {
            const api_member *member = api_member_find(shape, v->map.entries[i].key.ptr);
            FUZZ_CHECK(member != NULL);
            check_fits(member->shape, v->map.entries[i].value);
        }
        return;
    case API_LIST:
        FUZZ_CHECK(v->kind == VALUE_LIST);
        for (size_t i = 0; i < value_count(v); i++) {
            check_fits(shape->element->shape, value_item(v, i));
        }
        return;
    case API_MAP:
        FUZZ_CHECK(v->kind == VALUE_OBJECT || v->kind == VALUE_MAP);
        for (size_t i = 0; i < v->map.count; i++) {
            check_fits(shape->element->shape, v->map.entries[i].value);
        }
        return;
    case API_BOOLEAN:
        FUZZ_CHECK(v->kind == VALUE_BOOL);
        return;
    case API_INTEGER:
    case API_DOUBLE:
        FUZZ_CHECK(v->kind == VALUE_NUMBER);
        return;
    default:
        FUZZ_CHECK(v->kind == VALUE_STRING);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *a = arena_new();
    http_response response;
    const api_operation *op = answer_read(a, (str){.ptr = (const char *)data, .len = size}, &response);
    if (op != NULL) {
        const value *output = NULL;
        const char *message = NULL;
        (void)protocol_is_error(op, &response);
        if (protocol_parse(a, op, &response, "https://example.test", &output, &message)) {
            FUZZ_CHECK(output->kind == VALUE_OBJECT);
            if (op->output != NULL) {
                check_fits(op->output, output);
            }
        } else {
            FUZZ_CHECK(output == NULL && message != NULL);
        }
    }
    arena_free(a);
    return 0;
}
