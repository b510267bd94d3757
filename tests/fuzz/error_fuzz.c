// Error answers of every shape: a code and a message come out, as text.
#include "fuzz/answers.h"

#include <string.h>

#include "aws/protocol.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *a = arena_new();
    http_response response;
    const api_operation *op = answer_read(a, (str){.ptr = (const char *)data, .len = size}, &response);
    if (op != NULL) {
        aws_error e = {.service = op->service->sdk_id, .operation = op->name};
        (void)protocol_is_error(op, &response);
        protocol_error(a, op, &response, "https://example.test", &e);
        FUZZ_CHECK(e.code != NULL && e.message != NULL && e.request_id != NULL);
        FUZZ_CHECK(strlen(aws_error_text(a, &e)) > 0);
        (void)aws_error_is(&e, e.code, NULL);
    }
    arena_free(a);
    return 0;
}
