// The same_* functions: two texts, apart by a line that says "====" (none: a text and itself). All are symmetric.
#include "fuzz/fuzz.h"

#include "engine/spec.h"

static const spec_same SAMES[] = {same_json,        same_json_any_order, same_policy, same_nocase,
                                  same_arn_or_name, same_duration,       same_base64, same_trailing_dot,
                                  same_any_order,   same_cidr,           same_number};

static void check(arena *a, spec_same same, const value *x, const value *y) {
    FUZZ_CHECK(same(a, x, y) == same(a, y, x));
}

static const value *pair(arena *a, const value *x, const value *y) {
    value *list = value_list_new(a);
    value_push(a, list, x);
    value_push(a, list, y);
    return list;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char APART[] = "\n====\n";
    arena *a = arena_new();
    str whole = {.ptr = arena_strndup(a, (const char *)data, size), .len = size};
    size_t at = 0;
    bool two = str_find(whole, APART, &at);
    const value *x = value_string(a, two ? str_upto(whole, at) : whole);
    const value *y = two ? value_string(a, str_from(whole, at + sizeof APART - 1)) : x;
    for (size_t i = 0; i < sizeof SAMES / sizeof SAMES[0]; i++) {
        check(a, SAMES[i], x, y);
        check(a, SAMES[i], pair(a, x, y), pair(a, y, x));
        check(a, SAMES[i], x, pair(a, x, y));
    }
    arena_free(a);
    return 0;
}
