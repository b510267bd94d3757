// A type that has every kind of type in it that schemas use, for what Terraform sends.
#pragma once

#include "engine/type.h"

static const type string_list = {.kind = TYPE_LIST, .element = &TYPE_STRING_CONST};
static const type string_set = {.kind = TYPE_SET, .element = &TYPE_STRING_CONST};
static const type number_map = {.kind = TYPE_MAP, .element = &TYPE_NUMBER_CONST};
static const type_field element_fields[] = {{"k", &TYPE_STRING_CONST}, {"v", &TYPE_BOOL_CONST}};
static const type element_type = {.kind = TYPE_OBJECT, .fields = element_fields, .field_count = 2};
static const type object_set = {.kind = TYPE_SET, .element = &element_type};
static const type_field inner_fields[] = {{"x", &string_list}, {"y", &object_set}};
static const type inner_type = {.kind = TYPE_OBJECT, .fields = inner_fields, .field_count = 2};
static const type_field whole_fields[] = {{"b", &TYPE_BOOL_CONST},   {"l", &string_list}, {"m", &number_map},
                                          {"n", &TYPE_NUMBER_CONST}, {"o", &inner_type},  {"s", &TYPE_STRING_CONST},
                                          {"t", &string_set}};
static const type whole_type = {
    .kind = TYPE_OBJECT, .fields = whole_fields, .field_count = sizeof whole_fields / sizeof whole_fields[0]};
