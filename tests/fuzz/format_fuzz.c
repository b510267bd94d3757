// The format_* functions: texts out of configurations; what they refuse, they say why.
#include "fuzz/fuzz.h"

#include "engine/spec.h"

static const spec_format FORMATS[] = {
    format_cidr,   format_ipv4_cidr,  format_ipv6_cidr, format_ip,       format_ipv4,      format_ipv6,  format_json,
    format_policy, format_iam_policy, format_arn,       format_duration, format_timestamp, format_base64};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *a = arena_new();
    str text = {.ptr = arena_strndup(a, (const char *)data, size), .len = size};
    for (size_t i = 0; i < sizeof FORMATS / sizeof FORMATS[0]; i++) {
        const char *message = NULL;
        FUZZ_CHECK(FORMATS[i](a, text, &message) || message != NULL);
    }
    arena_free(a);
    return 0;
}
