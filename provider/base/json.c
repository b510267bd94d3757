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

bool json_parse(arena *a, str text, const value **ret, const char **ret_message) {
    json_scan scan;
    if (!json_scan_text(a, text, &scan, ret_message)) {
        return false;
    }
    cJSON *tree = cJSON_ParseWithLength(scan.text.ptr, scan.text.len);
    bool parsed = tree != NULL;
    if (parsed) {
        *ret = convert(a, &scan, tree);
    } else {
        *ret_message = "the document is too large to be read";
    }
    cJSON_Delete(tree);
    json_scan_free(&scan);
    return parsed;
}
