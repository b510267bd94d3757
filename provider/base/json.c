#include "base/json.h"

#include <cjson/cJSON.h>

#include "base/json_scan.h"

// As deep as the scan allowed.
static const value *convert(arena *a, const json_scan *scan, const cJSON *node) {
    if (cJSON_IsObject(node)) {
        value *object = value_object_new(a);
        for (const cJSON *child = node->child; child != NULL; child = child->next) {
            value_put(a, object, str_of(child->string), convert(a, scan, child));
        }
        return object;
    }
    if (cJSON_IsArray(node)) {
        value *list = value_list_new(a);
        for (const cJSON *child = node->child; child != NULL; child = child->next) {
            value_push(a, list, convert(a, scan, child));
        }
        return list;
    }
    if (cJSON_IsNumber(node)) {
        return scan->numbers[(size_t)node->valuedouble];
    }
    if (cJSON_IsString(node)) {
        return value_string(a, str_of(node->valuestring));
    }
    return cJSON_IsBool(node) ? value_bool(cJSON_IsTrue(node)) : value_null();
}

// NULL: it cannot be read, and nothing is to be released. Else what `ret_scan` and the tree hold is the caller's.
static cJSON *read_tree(arena *a, str text, json_scan *ret_scan, const char **ret_message) {
    if (!json_scan_text(a, text, ret_scan, ret_message)) {
        return NULL;
    }
    cJSON *tree = cJSON_ParseWithLength(ret_scan->text.ptr, ret_scan->text.len);
    if (tree == NULL) {
        json_scan_free(ret_scan);
        *ret_message = "the document is too large to be read";
    }
    return tree;
}

bool json_parse(arena *a, str text, const value **ret, const char **ret_message) {
    json_scan scan;
    cJSON *tree = read_tree(a, text, &scan, ret_message);
    if (tree == NULL) {
        return false;
    }
    *ret = convert(a, &scan, tree);
    cJSON_Delete(tree);
    json_scan_free(&scan);
    return true;
}

// `at` is where the node is, "" at the root. As deep as the scan allowed.
static const char *repeated_key(arena *a, const cJSON *node, const char *at) {
    value *seen = value_object_new(a);
    size_t index = 0;
    for (const cJSON *child = node->child; child != NULL; child = child->next, index++) {
        const char *name = child->string != NULL ? child->string : arena_printf(a, "%zu", index);
        const char *place = at[0] == '\0' ? arena_strdup(a, name) : arena_printf(a, "%s.%s", at, name);
        if (child->string != NULL && value_get(seen, name) != NULL) {
            return place;
        }
        if (child->string != NULL) {
            value_put(a, seen, str_of(name), value_bool(true));
        }
        const char *found = repeated_key(a, child, place);
        if (found != NULL) {
            return found;
        }
    }
    return NULL;
}

const char *json_repeated_key(arena *a, str text) {
    json_scan scan;
    const char *message;
    cJSON *tree = read_tree(a, text, &scan, &message);
    if (tree == NULL) {
        return NULL;
    }
    const char *found = repeated_key(a, tree, "");
    cJSON_Delete(tree);
    json_scan_free(&scan);
    return found;
}
