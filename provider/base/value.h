// One tagged value for configuration, plan, state and API documents.
//
// Values live in an arena and are built with the value_put / value_push calls by whoever made them; once handed on they
// are `const` and never change. Parts may be shared between values of the same (or a longer-lived) arena.
//
// Terraform's cty is the model: null and unknown are kinds of their own, numbers are exact, sets have no order and no
// duplicates, maps have string keys, objects have named attributes.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

typedef enum value_kind {
    VALUE_NULL,
    VALUE_UNKNOWN,
    VALUE_BOOL,
    VALUE_NUMBER,
    VALUE_STRING,
    VALUE_LIST,
    VALUE_SET,
    VALUE_MAP,
    VALUE_OBJECT,
} value_kind;

typedef struct value value;

typedef struct value_entry {
    str key;
    const value *value;
} value_entry;

struct value {
    value_kind kind;
    union {
        bool boolean;
        struct {
            bool is_integer; // then `integer` is the number; else `text` is, in canonical decimal form
            int64_t integer;
            str text;
        } number;
        str string;
        struct { // list, set; a set's items are in canonical order (value_cmp), each once
            const value **items;
            size_t count;
            size_t cap;
        } list;
        struct { // map, object; entries are in byte order of their keys, each once
            value_entry *entries;
            size_t count;
            size_t cap;
        } map;
    };
};

// The shared constants.
extern const value VALUE_NULL_CONST;
extern const value VALUE_UNKNOWN_CONST;
extern const value VALUE_TRUE_CONST;
extern const value VALUE_FALSE_CONST;
#define value_null() (&VALUE_NULL_CONST)
#define value_unknown() (&VALUE_UNKNOWN_CONST)
#define value_bool(b) ((b) ? &VALUE_TRUE_CONST : &VALUE_FALSE_CONST)

const value *value_int(arena *a, int64_t n);
// A finite number; the shortest decimal text that reads back as `d`. NaN and infinities give null.
const value *value_double(arena *a, double d);
// A decimal text ("1", "-0.5", "1e3", any number of digits), made canonical: equal numbers have equal texts, and those
// that fit become integers. False, and `*ret` untouched, when the text is no number.
bool value_number_parse(arena *a, str text, const value **ret);
// The text is copied. value_cstr(a, NULL) is null.
const value *value_string(arena *a, str s);
const value *value_cstr(arena *a, const char *text);
const value *value_stringf(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Containers to fill. The caller fills them before handing them on.
value *value_list_new(arena *a);
value *value_set_new(arena *a);
value *value_map_new(arena *a);
value *value_object_new(arena *a);
// Appends to a list; inserts into a set at its canonical place. A duplicate is dropped, unless it has unknown parts:
// those may turn out to differ, so Terraform counts them apart.
void value_push(arena *a, value *list_or_set, const value *item);
// Sets a key of a map or an object, replacing what it had. The key is copied by value_put, not by value_put_static.
void value_put(arena *a, value *map_or_object, str key, const value *item);
void value_put_static(arena *a, value *map_or_object, const char *key, const value *item);
// Shallow copies that may be filled further; a NULL or null `from` gives an empty container of `kind`.
value *value_copy(arena *a, const value *from, value_kind kind);
// A copy that shares nothing with the arena of `from`.
const value *value_deep_copy(arena *a, const value *from);

// Reading. All accept NULL for "not there".
bool value_is_null(const value *v);     // NULL or null
bool value_is_unknown(const value *v);  // unknown itself
bool value_has_unknown(const value *v); // anywhere inside
bool value_is_known_string(const value *v);
// What AWS takes for "not there": null, "", 0, false is NOT empty, {} and [] are, a map of nothing but nulls, and an
// object all of whose attributes are empty.
bool value_is_empty(const value *v);
// The member of a map or object; NULL when there is none or `v` is neither.
const value *value_get(const value *v, const char *key);
const value *value_get_str(const value *v, str key);
size_t value_count(const value *v);                // elements or entries; 0 for all else
const value *value_item(const value *v, size_t i); // list or set element; NULL past the end
// The content, or the given fall-back when the value is of another kind.
str value_str(const value *v);          // "" otherwise; numbers and bools are not converted
const char *value_text(const value *v); // NUL-terminated; "" otherwise
bool value_bool_or(const value *v, bool otherwise);
int64_t value_int_or(const value *v, int64_t otherwise);
bool value_to_double(const value *v, double *ret);
// The text Terraform would convert a scalar to ("true", "1.5"); NULL for null, unknown and containers.
const char *value_scalar_text(arena *a, const value *v);

// A total order over all values; 0 means equal in content. A list and a set with the same items differ, as do a map and
// an object. Depth is bounded by VALUE_MAX_DEPTH, which the parsers enforce.
int value_cmp(const value *a, const value *b);
bool value_equal(const value *a, const value *b); // NULL equals null

// Deepest nesting that any parser of foreign data builds.
enum { VALUE_MAX_DEPTH = 128 };

// A place in a value. Steps are attribute names, list indexes, map keys, or a set element (which has no name).
typedef enum path_step_kind { PATH_ATTR, PATH_INDEX, PATH_KEY, PATH_SET } path_step_kind;
typedef struct path path;
struct path {
    const path *parent; // NULL at the first step
    path_step_kind kind;
    str name;      // PATH_ATTR, PATH_KEY
    int64_t index; // PATH_INDEX
};
const path *path_attr(arena *a, const path *parent, const char *name);
const path *path_index(arena *a, const path *parent, int64_t index);
const path *path_key(arena *a, const path *parent, str key);
const path *path_set(arena *a, const path *parent);
// "network_configuration[0].subnets": for messages.
const char *path_text(arena *a, const path *p);
// The place named by a dotted text ("network_configuration.subnets"; a digit step is an index).
const path *path_parse(arena *a, const char *dotted);
