// Types of values, as static const tables: what a schema promises about an attribute or a block.
#pragma once

#include "base/value.h"

typedef enum type_kind {
    TYPE_DYNAMIC,
    TYPE_BOOL,
    TYPE_NUMBER,
    TYPE_STRING,
    TYPE_LIST,
    TYPE_SET,
    TYPE_MAP,
    TYPE_OBJECT
} type_kind;

typedef struct type type;

typedef struct type_field {
    const char *name;
    const type *type;
} type_field;

struct type {
    type_kind kind;
    const type *element;      // list, set, map
    const type_field *fields; // object; in byte order of their names
    size_t field_count;
};

extern const type TYPE_DYNAMIC_CONST, TYPE_BOOL_CONST, TYPE_NUMBER_CONST, TYPE_STRING_CONST;

// cty's JSON form of a type: "string", ["list","string"], ["object",{"a":"bool"}]: what tfplugin6 carries.
str type_json(arena *a, const type *t);

// Converts `v` to the type where Terraform would (list/tuple to list or set, object to map, number to string and back,
// bool to string and back), fills absent object attributes with null, drops attributes that the type lacks. False with
// a message at `*ret_path`.
bool type_convert(arena *a, const type *t, const value *v, const value **ret, const path **ret_path,
                  const char **ret_message);
