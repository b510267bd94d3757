#include "base/number.h"
#include "base/value.h"

static int cmp_size(size_t a, size_t b) {
    return (a > b) - (a < b);
}

static int cmp_sequences(const value *a, const value *b) {
    for (size_t i = 0; i < a->list.count && i < b->list.count; i++) {
        int order = value_cmp(a->list.items[i], b->list.items[i]);
        if (order != 0) {
            return order;
        }
    }
    return cmp_size(a->list.count, b->list.count);
}

static int cmp_mappings(const value *a, const value *b) {
    for (size_t i = 0; i < a->map.count && i < b->map.count; i++) {
        const value_entry *x = &a->map.entries[i];
        const value_entry *y = &b->map.entries[i];
        int order = str_cmp(x->key, y->key);
        if (order == 0) {
            order = value_cmp(x->value, y->value);
        }
        if (order != 0) {
            return order;
        }
    }
    return cmp_size(a->map.count, b->map.count);
}

int value_cmp(const value *a, const value *b) {
    a = a == NULL ? value_null() : a;
    b = b == NULL ? value_null() : b;
    if (a == b) {
        return 0;
    }
    if (a->kind != b->kind) {
        return a->kind < b->kind ? -1 : 1;
    }
    switch (a->kind) {
    case VALUE_NULL:
    case VALUE_UNKNOWN:
        return 0;
    case VALUE_BOOL:
        return (int)a->boolean - (int)b->boolean;
    case VALUE_NUMBER:
        return number_cmp(a, b);
    case VALUE_STRING:
        return str_cmp(a->string, b->string);
    case VALUE_LIST:
    case VALUE_SET:
        return cmp_sequences(a, b);
    case VALUE_MAP:
    case VALUE_OBJECT:
        return cmp_mappings(a, b);
    }
    return 0;
}

bool value_equal(const value *a, const value *b) {
    return value_cmp(a, b) == 0;
}
