// Documents on their way to AWS, by the real models: "<service id> <operation>", then JSON as a user may have written
// it. It is put into the model's form, checked and serialised; what is refused, is refused with a message.
#include "fuzz/answers.h"

#include "aws/protocol.h"
#include "base/json.h"
#include "engine/hook.h"

static void check(arena *a, const api_operation *op, const value *document) {
    const value *input = NULL;
    const char *message = NULL;
    protocol_request request;
    if (!protocol_check_input(a, op, document, &input, &message)) {
        FUZZ_CHECK(message != NULL);
    } else if (protocol_build(a, op, input, &request, &message)) {
        FUZZ_CHECK(request.path[0] == '/' && request.query != NULL);
    } else {
        FUZZ_CHECK(message != NULL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *a = arena_new();
    http_response text;
    const api_operation *op = answer_read(a, (str){.ptr = (const char *)data, .len = size}, &text);
    const value *document = NULL;
    const char *message = NULL;
    if (op != NULL && json_parse(a, text.body, &document, &message)) {
        check(a, op, document);
        if (op->input != NULL) {
            check(a, op, document_fit(a, op->input, document));
        }
    }
    arena_free(a);
    return 0;
}
