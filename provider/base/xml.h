// XML to a small tree, on expat, with entity declarations refused and depth bounded by VALUE_MAX_DEPTH.
#pragma once

#include "base/str.h"

typedef struct xml_node xml_node;
struct xml_node {
    str name; // local name, without a namespace prefix
    str text; // character data directly inside, joined
    const xml_node *first_child;
    const xml_node *next;
    const char *const *attributes; // name, value, name, value, NULL; NULL when there are none
};

// False with `*ret_message` on malformed XML, a DOCTYPE, or too deep a nesting.
bool xml_parse(arena *a, str text, const xml_node **ret_root, const char **ret_message);
// The first child of that name; NULL when there is none or `node` is NULL.
const xml_node *xml_child(const xml_node *node, const char *name);
