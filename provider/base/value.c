#include "base/value.h"

#include <assert.h>
#include <string.h>

const value VALUE_NULL_CONST = {.kind = VALUE_NULL};
const value VALUE_UNKNOWN_CONST = {.kind = VALUE_UNKNOWN};
const value VALUE_TRUE_CONST = {.kind = VALUE_BOOL, .boolean = true};
const value VALUE_FALSE_CONST = {.kind = VALUE_BOOL, .boolean = false};

static bool is_sequence(const value *v) {
    return v != NULL && (v->kind == VALUE_LIST || v->kind == VALUE_SET);
}

static bool is_mapping(const value *v) {
    return v != NULL && (v->kind == VALUE_MAP || v->kind == VALUE_OBJECT);
}

static value *value_new(arena *a, value_kind kind) {
    value *v = ARENA_NEW(a, value);
    v->kind = kind;
    return v;
}

// A string whose text is already in the arena, or lives longer.
static const value *own_string(arena *a, str s) {
    value *v = value_new(a, VALUE_STRING);
    v->string = s;
    return v;
}

const value *value_string(arena *a, str s) {
    return own_string(a, str_dup(a, s));
}

const value *value_cstr(arena *a, const char *text) {
    return text == NULL ? value_null() : value_string(a, str_of(text));
}

const value *value_stringf(arena *a, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(a, format, args);
    va_end(args);
    return own_string(a, str_of(text));
}

value *value_list_new(arena *a) {
    return value_new(a, VALUE_LIST);
}

value *value_set_new(arena *a) {
    return value_new(a, VALUE_SET);
}

value *value_map_new(arena *a) {
    return value_new(a, VALUE_MAP);
}

value *value_object_new(arena *a) {
    return value_new(a, VALUE_OBJECT);
}

// `array` with room for one more element, doubled into new memory when it is full.
static void *with_room(arena *a, const void *array, size_t count, size_t *cap, size_t size) {
    enum { FIRST_CAP = 4 };
    if (count < *cap) {
        return (void *)array;
    }
    *cap = count < FIRST_CAP ? FIRST_CAP : count * 2;
    char *grown = arena_array(a, *cap, size);
    if (count > 0) {
        memcpy(grown, array, count * size);
    }
    return grown;
}

// How what stands at a place of an ordered value compares with what is looked for.
typedef int (*place_order)(const value *in, size_t at, const void *wanted);

// Where `wanted` is in an ordered value of `count` places, or would be. A copy for each order, which is then no call.
static inline __attribute__((always_inline)) bool find_place(const value *in, size_t count, place_order order,
                                                             const void *wanted, size_t *ret_at) {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int cmp = order(in, middle, wanted);
        if (cmp == 0) {
            *ret_at = middle;
            return true;
        }
        if (cmp < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *ret_at = low;
    return false;
}

static int item_order(const value *set, size_t at, const void *wanted) {
    return value_cmp(set->list.items[at], wanted);
}

// Where `item` is in a set, or would be.
static bool find_item(const value *set, const value *item, size_t *ret_at) {
    return find_place(set, set->list.count, item_order, item, ret_at);
}

void value_push(arena *a, value *list_or_set, const value *item) {
    assert(is_sequence(list_or_set));
    if (item == NULL) {
        item = value_null();
    }
    size_t at = list_or_set->list.count;
    if (list_or_set->kind == VALUE_SET && find_item(list_or_set, item, &at) && !value_has_unknown(item)) {
        return;
    }
    list_or_set->list.items =
        with_room(a, list_or_set->list.items, list_or_set->list.count, &list_or_set->list.cap, sizeof(const value *));
    const value **place = list_or_set->list.items + at;
    memmove(place + 1, place, (list_or_set->list.count - at) * sizeof *place);
    *place = item;
    list_or_set->list.count++;
}

// A refresh looks up some thousand keys for each resource, and most of those it passes differ in their first byte.
static int key_order(const value *mapping, size_t at, const void *wanted) {
    str key = mapping->map.entries[at].key;
    const str *other = wanted;
    int by_first = key.len == 0 || other->len == 0 ? 0 : (unsigned char)key.ptr[0] - (unsigned char)other->ptr[0];
    return by_first != 0 ? by_first : str_cmp(key, *other);
}

// Where `key` is in a map or object, or would be.
static bool find_key(const value *mapping, str key, size_t *ret_at) {
    return find_place(mapping, mapping->map.count, key_order, &key, ret_at);
}

static void put(arena *a, value *mapping, str key, bool copy_key, const value *item) {
    assert(is_mapping(mapping));
    if (item == NULL) {
        item = value_null();
    }
    // What arrives in order, as most documents do, goes to the end at once.
    size_t at = mapping->map.count;
    bool is_last = at > 0 && key_order(mapping, at - 1, &key) < 0;
    if (!is_last && find_key(mapping, key, &at)) {
        mapping->map.entries[at].value = item;
        return;
    }
    mapping->map.entries =
        with_room(a, mapping->map.entries, mapping->map.count, &mapping->map.cap, sizeof(value_entry));
    value_entry *place = mapping->map.entries + at;
    memmove(place + 1, place, (mapping->map.count - at) * sizeof *place);
    *place = (value_entry){.key = copy_key ? str_dup(a, key) : key, .value = item};
    mapping->map.count++;
}

void value_put(arena *a, value *map_or_object, str key, const value *item) {
    put(a, map_or_object, key, true, item);
}

void value_put_static(arena *a, value *map_or_object, const char *key, const value *item) {
    put(a, map_or_object, str_of(key), false, item);
}

value *value_copy(arena *a, const value *from, value_kind kind) {
    value *copy = value_new(a, kind);
    if (is_mapping(copy) && is_mapping(from) && from->map.count > 0) {
        copy->map.count = copy->map.cap = from->map.count;
        copy->map.entries = arena_memdup(a, from->map.entries, from->map.count * sizeof(value_entry));
    } else if (is_sequence(copy) && is_sequence(from) && from->list.count > 0) {
        if (kind == VALUE_SET && from->kind == VALUE_LIST) {
            for (size_t i = 0; i < from->list.count; i++) {
                value_push(a, copy, from->list.items[i]);
            }
        } else {
            copy->list.count = copy->list.cap = from->list.count;
            copy->list.items = arena_memdup(a, from->list.items, from->list.count * sizeof(const value *));
        }
    }
    return copy;
}

const value *value_deep_copy(arena *a, const value *from) {
    if (from == NULL) {
        return NULL;
    }
    switch (from->kind) {
    case VALUE_NULL:
        return value_null();
    case VALUE_UNKNOWN:
        return value_unknown();
    case VALUE_BOOL:
        return value_bool(from->boolean);
    case VALUE_STRING:
        return value_string(a, from->string);
    case VALUE_NUMBER: {
        value *copy = value_new(a, VALUE_NUMBER);
        copy->number = from->number;
        if (!from->number.is_integer) {
            copy->number.text = str_dup(a, from->number.text);
        }
        return copy;
    }
    case VALUE_LIST:
    case VALUE_SET: {
        value *copy = value_copy(a, from, from->kind);
        for (size_t i = 0; i < copy->list.count; i++) {
            copy->list.items[i] = value_deep_copy(a, copy->list.items[i]);
        }
        return copy;
    }
    case VALUE_MAP:
    case VALUE_OBJECT: {
        value *copy = value_copy(a, from, from->kind);
        for (size_t i = 0; i < copy->map.count; i++) {
            value_entry *entry = &copy->map.entries[i];
            entry->key = str_dup(a, entry->key);
            entry->value = value_deep_copy(a, entry->value);
        }
        return copy;
    }
    }
    return value_null();
}

bool value_is_null(const value *v) {
    return v == NULL || v->kind == VALUE_NULL;
}

bool value_is_unknown(const value *v) {
    return v != NULL && v->kind == VALUE_UNKNOWN;
}

bool value_has_unknown(const value *v) {
    if (is_sequence(v)) {
        for (size_t i = 0; i < v->list.count; i++) {
            if (value_has_unknown(v->list.items[i])) {
                return true;
            }
        }
        return false;
    }
    if (is_mapping(v)) {
        for (size_t i = 0; i < v->map.count; i++) {
            if (value_has_unknown(v->map.entries[i].value)) {
                return true;
            }
        }
        return false;
    }
    return value_is_unknown(v);
}

bool value_is_known_string(const value *v) {
    return v != NULL && v->kind == VALUE_STRING;
}

bool value_is_empty(const value *v) {
    if (v == NULL) {
        return true;
    }
    switch (v->kind) {
    case VALUE_NULL:
        return true;
    case VALUE_UNKNOWN:
    case VALUE_BOOL:
        return false;
    case VALUE_NUMBER:
        return v->number.is_integer && v->number.integer == 0;
    case VALUE_STRING:
        return v->string.len == 0;
    case VALUE_LIST:
    case VALUE_SET:
        return v->list.count == 0;
    case VALUE_MAP: // a key whose value is null is not there
        for (size_t i = 0; i < v->map.count; i++) {
            if (!value_is_null(v->map.entries[i].value)) {
                return false;
            }
        }
        return true;
    case VALUE_OBJECT:
        for (size_t i = 0; i < v->map.count; i++) {
            if (!value_is_empty(v->map.entries[i].value)) {
                return false;
            }
        }
        return true;
    }
    return false;
}

const value *value_get(const value *v, const char *key) {
    return value_get_str(v, str_of(key));
}

const value *value_get_str(const value *v, str key) {
    size_t at;
    return is_mapping(v) && find_key(v, key, &at) ? v->map.entries[at].value : NULL;
}

size_t value_count(const value *v) {
    return is_sequence(v) ? v->list.count : is_mapping(v) ? v->map.count : 0;
}

const value *value_item(const value *v, size_t i) {
    return is_sequence(v) && i < v->list.count ? v->list.items[i] : NULL;
}

str value_str(const value *v) {
    return value_is_known_string(v) ? v->string : STR("");
}

const char *value_text(const value *v) {
    return value_str(v).ptr;
}

bool value_bool_or(const value *v, bool otherwise) {
    return v != NULL && v->kind == VALUE_BOOL ? v->boolean : otherwise;
}

int64_t value_int_or(const value *v, int64_t otherwise) {
    return v != NULL && v->kind == VALUE_NUMBER && v->number.is_integer ? v->number.integer : otherwise;
}
