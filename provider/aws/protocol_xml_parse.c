// XML documents by shape: Query, EC2 Query and REST-XML answers.
#include <string.h>

#include "aws/protocol.h"

typedef struct reader {
    arena *a;
    bool capital_blind;
} reader;

static const value *read_node(const reader *r, const api_shape *shape, const xml_node *node, int depth);

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_named(const reader *r, const xml_node *node, const char *name) {
    if (str_is(node->name, name)) {
        return true;
    }
    return r->capital_blind && node->name.len > 0 && name[0] != '\0' && lower(node->name.ptr[0]) == lower(name[0]) &&
           str_is(str_from(node->name, 1), name + 1);
}

static const xml_node *first_named(const reader *r, const xml_node *parent, const char *name) {
    for (const xml_node *n = parent->first_child; n != NULL; n = n->next) {
        if (is_named(r, n, name)) {
            return n;
        }
    }
    return NULL;
}

// An attribute by its name without prefix ("xsi:type" is found as "type" or under its namespace).
static const char *attribute(const xml_node *node, const char *wire_name) {
    const char *colon = strrchr(wire_name, ':');
    const char *wanted = colon == NULL ? wire_name : colon + 1;
    for (size_t i = 0; node->attributes != NULL && node->attributes[i] != NULL; i += 2) {
        const char *name = node->attributes[i];
        const char *tail = name + strlen(name);
        while (tail > name && tail[-1] != ':' && tail[-1] != '|') {
            tail--;
        }
        if (strcmp(tail, wanted) == 0) {
            return node->attributes[i + 1];
        }
    }
    return NULL;
}

static void put_map_entry(const reader *r, const api_shape *shape, value *map, const xml_node *entry, int depth) {
    const char *key_name = shape->key_wire_name == NULL ? "key" : shape->key_wire_name;
    const char *value_name = shape->element->wire_name == NULL ? "value" : shape->element->wire_name;
    const xml_node *key = first_named(r, entry, key_name);
    const xml_node *node = first_named(r, entry, value_name);
    const value *item = key == NULL || node == NULL ? NULL : read_node(r, shape->element->shape, node, depth + 1);
    if (item != NULL) {
        value_put(r->a, map, key->text, item);
    }
}

// A flat list or map has no element of its own: its items stand among the structure's members.
static const value *read_flat(const reader *r, const api_member *member, const xml_node *parent, int depth) {
    const api_shape *shape = member->shape;
    const char *name = protocol_flat_name(member, member->wire_name);
    if (first_named(r, parent, name) == NULL) {
        name = member->wire_name;
    }
    value *items = NULL;
    for (const xml_node *n = parent->first_child; n != NULL; n = n->next) {
        if (!is_named(r, n, name)) {
            continue;
        }
        if (items == NULL) {
            items = shape->type == API_LIST ? value_list_new(r->a) : value_map_new(r->a);
        }
        if (shape->type == API_MAP) {
            put_map_entry(r, shape, items, n, depth);
            continue;
        }
        const value *item = read_node(r, shape->element->shape, n, depth + 1);
        if (item != NULL) {
            value_push(r->a, items, item);
        }
    }
    return items;
}

static const value *read_member(const reader *r, const api_member *member, const xml_node *parent, int depth) {
    const api_shape *shape = member->shape;
    if (member->xml_attribute) {
        const char *text = attribute(parent, member->wire_name);
        return text == NULL ? NULL : protocol_scalar_value(r->a, shape, str_of(text));
    }
    if ((shape->type == API_LIST || shape->type == API_MAP) && protocol_list_is_flat(member, shape)) {
        return read_flat(r, member, parent, depth);
    }
    const xml_node *node = first_named(r, parent, member->wire_name);
    return node == NULL ? NULL : read_node(r, shape, node, depth);
}

static const value *read_structure(const reader *r, const api_shape *shape, const xml_node *node, int depth) {
    value *object = value_object_new(r->a);
    for (size_t i = 0; i < shape->member_count; i++) {
        const api_member *member = &shape->members[i];
        if (member->location != API_IN_BODY) {
            continue;
        }
        const value *item = read_member(r, member, node, depth + 1);
        if (item != NULL) {
            value_put_static(r->a, object, member->name, item);
        }
    }
    return object;
}

static const value *read_node(const reader *r, const api_shape *shape, const xml_node *node, int depth) {
    if (depth > PROTOCOL_MAX_DEPTH) {
        return NULL;
    }
    switch (shape->type) {
    case API_STRUCTURE:
        return read_structure(r, shape, node, depth);
    case API_LIST: {
        // Every child is an item, whatever its name: `member`, `item` or the shape's own.
        value *list = value_list_new(r->a);
        for (const xml_node *n = node->first_child; n != NULL; n = n->next) {
            const value *item = read_node(r, shape->element->shape, n, depth + 1);
            if (item != NULL) {
                value_push(r->a, list, item);
            }
        }
        return list;
    }
    case API_MAP: {
        value *map = value_map_new(r->a);
        for (const xml_node *n = node->first_child; n != NULL; n = n->next) {
            put_map_entry(r, shape, map, n, depth);
        }
        return map;
    }
    default:
        return protocol_scalar_value(r->a, shape, node->text);
    }
}

const value *protocol_xml_read(arena *a, const api_shape *shape, const xml_node *node, bool capital_blind) {
    reader r = {.a = a, .capital_blind = capital_blind};
    return read_node(&r, shape, node, 0);
}
