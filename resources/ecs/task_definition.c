// What the spec of aws_ecs_task_definition cannot say: what container definitions mean, whatever their spelling, and
// what is wrong with them.
#include <string.h>

#include "api_ecs.h"
#include "base/json.h"
#include "engine/hook.h"

void aws_ecs_task_definition_check(hook_check *h);
void aws_ecs_task_definition_plan(hook_plan *h);
bool aws_ecs_task_definition_same_container_definitions(arena *a, const value *x, const value *y);
bool aws_ecs_task_definition_same_cpu(arena *a, const value *x, const value *y);
bool aws_ecs_task_definition_same_memory(arena *a, const value *x, const value *y);

static const api_shape *definitions_shape(void) {
    return api_member_find(api_ecs_RegisterTaskDefinition.input, "containerDefinitions")->shape;
}

// The text as a list of the model's container definitions; NULL when it is none.
static const value *parse(arena *a, const value *text) {
    const value *document = NULL;
    const char *message = NULL;
    if (!json_parse(a, value_str(text), &document, &message) || document->kind != VALUE_LIST) {
        return NULL;
    }
    return document_fit(a, definitions_shape(), document);
}

// ---- the same containers ----

// Members whose order means nothing: AWS answers some of them in another one.
static bool has_no_order(str member) {
    static const char *const members[] = {
        "dependsOn", "environment",   "mountPoints",    "portMappings", "resourceRequirements",
        "secrets",   "secretOptions", "systemControls", "ulimits",      "volumesFrom",
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (str_is(member, members[i])) {
            return true;
        }
    }
    return false;
}

static const value *normal(arena *a, const value *v, bool as_set);

// What AWS adds by itself, false and what is empty are not there.
static value *normal_object(arena *a, const value *v) {
    value *out = value_object_new(a);
    for (size_t i = 0; i < v->map.count; i++) {
        const value_entry *entry = &v->map.entries[i];
        const value *item = normal(a, entry->value, has_no_order(entry->key));
        bool number = item->kind == VALUE_NUMBER;
        bool is_false = item->kind == VALUE_BOOL && !item->boolean && !str_is(entry->key, "essential");
        if (!is_false && (number || !value_is_empty(item))) {
            value_put(a, out, entry->key, item);
        }
    }
    return out;
}

// As deep as the document, which its parser bounds.
static const value *normal(arena *a, const value *v, bool as_set) {
    if (v->kind == VALUE_LIST) {
        value *out = as_set ? value_set_new(a) : value_list_new(a);
        for (size_t i = 0; i < value_count(v); i++) {
            value_push(a, out, normal(a, value_item(v, i), false));
        }
        return out;
    }
    return v->kind == VALUE_OBJECT ? normal_object(a, v) : v;
}

static void put_default(arena *a, value *object, const char *member, const value *otherwise) {
    if (value_get(object, member) == NULL) {
        value_put_static(a, object, member, otherwise);
    }
}

// A copy without the member where that has the given value.
static const value *without(arena *a, const value *object, const char *member, const value *unless) {
    if (unless == NULL || !value_equal(value_get(object, member), unless)) {
        return object;
    }
    value *out = value_object_new(a);
    for (size_t i = 0; i < object->map.count; i++) {
        if (!str_is(object->map.entries[i].key, member)) {
            value_put(a, out, object->map.entries[i].key, object->map.entries[i].value);
        }
    }
    return out;
}

// Port 0 is any. Where the task has the network to itself, or the host's, no host port is the container's.
static const value *normal_ports(arena *a, const value *mappings, bool own_network) {
    value *out = value_set_new(a);
    for (size_t i = 0; i < value_count(mappings); i++) {
        const value *mapping = value_item(mappings, i);
        if (mapping->kind == VALUE_OBJECT) {
            mapping = without(a, mapping, "protocol", value_cstr(a, "tcp"));
            mapping = without(a, mapping, "hostPort", value_int(a, 0));
            mapping = own_network ? without(a, mapping, "hostPort", value_get(mapping, "containerPort")) : mapping;
        }
        value_push(a, out, mapping);
    }
    return out;
}

static const value *normal_container(arena *a, const value *container, bool own_network) {
    if (container->kind != VALUE_OBJECT) {
        return container;
    }
    value *out = value_copy(a, without(a, normal_object(a, container), "cpu", value_int(a, 0)), VALUE_OBJECT);
    put_default(a, out, "essential", value_bool(true));
    if (value_get(out, "portMappings") != NULL) {
        value_put_static(a, out, "portMappings", normal_ports(a, value_get(out, "portMappings"), own_network));
    }
    const value *check = value_get(out, "healthCheck");
    if (check != NULL && check->kind == VALUE_OBJECT) {
        enum { INTERVAL = 30, TIMEOUT = 5, RETRIES = 3 };
        value *filled = value_copy(a, without(a, check, "startPeriod", value_int(a, 0)), VALUE_OBJECT);
        put_default(a, filled, "interval", value_int(a, INTERVAL));
        put_default(a, filled, "timeout", value_int(a, TIMEOUT));
        put_default(a, filled, "retries", value_int(a, RETRIES));
        value_put_static(a, out, "healthCheck", filled);
    }
    return out;
}

static bool same_definitions(arena *a, const value *x, const value *y, bool own_network) {
    const value *left = parse(a, x);
    const value *right = parse(a, y);
    if (left == NULL || right == NULL) {
        return false;
    }
    value *lefts = value_set_new(a);
    value *rights = value_set_new(a);
    for (size_t i = 0; i < value_count(left); i++) {
        value_push(a, lefts, normal_container(a, value_item(left, i), own_network));
    }
    for (size_t i = 0; i < value_count(right); i++) {
        value_push(a, rights, normal_container(a, value_item(right, i), own_network));
    }
    return value_equal(lefts, rights);
}

// The network mode is not known here: `plan` looks again where it matters.
bool aws_ecs_task_definition_same_container_definitions(arena *a, const value *x, const value *y) {
    return same_definitions(a, x, y, true);
}

// ---- sizes ----

// "512", "0.5 vCPU", "1GB": the number, times `factor` where the unit follows.
static bool size_of(arena *a, const value *v, const char *unit, double factor, double *ret) {
    str text = str_trim(value_str(v));
    size_t units = strlen(unit);
    bool with_unit = text.len > units && str_eq_nocase(str_from(text, text.len - units), str_of(unit));
    const value *number = NULL;
    double amount = 0;
    if (!value_number_parse(a, with_unit ? str_trim(str_upto(text, text.len - units)) : text, &number) ||
        !value_to_double(number, &amount)) {
        return false;
    }
    *ret = with_unit ? amount * factor : amount;
    return true;
}

static bool same_size(arena *a, const value *x, const value *y, const char *unit) {
    enum { UNIT = 1024 };
    double left = 0;
    double right = 0;
    return size_of(a, x, unit, UNIT, &left) && size_of(a, y, unit, UNIT, &right) && left - right < 0.5 &&
           right - left < 0.5;
}

bool aws_ecs_task_definition_same_cpu(arena *a, const value *x, const value *y) {
    return same_size(a, x, y, "vcpu");
}

bool aws_ecs_task_definition_same_memory(arena *a, const value *x, const value *y) {
    return same_size(a, x, y, "gb");
}

// ---- check ----

static const api_member *member_nocase(const api_shape *shape, str name) {
    for (size_t i = 0; i < shape->member_count; i++) {
        if (str_eq_nocase(str_of(shape->members[i].name), name)) {
            return &shape->members[i];
        }
    }
    return NULL;
}

// All whole numbers of a container definition are AWS's Integer.
static const char *misfit_integer(const value *v) {
    if (v->kind != VALUE_NUMBER || !v->number.is_integer) {
        return "a whole number";
    }
    return v->number.integer < INT32_MIN || v->number.integer > INT32_MAX ? "a whole number of 32 bits" : NULL;
}

// What a number or bool of the model must be and this is not; NULL: it is. A text may stand for either.
static const char *misfit_scalar(arena *a, const api_shape *shape, const value *v) {
    const value *fitted = document_fit(a, shape, v);
    switch (shape->type) {
    case API_INTEGER:
        return misfit_integer(fitted);
    case API_DOUBLE:
        return fitted->kind == VALUE_NUMBER ? NULL : "a number";
    case API_BOOLEAN:
        return fitted->kind == VALUE_BOOL ? NULL : "true or false";
    default:
        return NULL;
    }
}

// Where the document has another type than the model wants, and which; NULL where all fits. Nothing else may stand for
// a text. Depth is the parser's, and the model's.
static const char *misfit(arena *a, const api_shape *shape, const value *v, const char *at) {
    static const char *const wanted[] = {
        [API_STRUCTURE] = "an object", [API_LIST] = "an array", [API_MAP] = "an object", [API_STRING] = "a text"};
    static const value_kind kinds[] = {
        [API_STRUCTURE] = VALUE_OBJECT, [API_LIST] = VALUE_LIST, [API_MAP] = VALUE_OBJECT, [API_STRING] = VALUE_STRING};
    if (value_is_null(v)) {
        return NULL;
    }
    if (shape->type > API_STRING) {
        const char *scalar = misfit_scalar(a, shape, v);
        return scalar == NULL ? NULL : arena_printf(a, "%s must be %s.", at, scalar);
    }
    if (v->kind != kinds[shape->type]) {
        return arena_printf(a, "%s must be %s.", at, wanted[shape->type]);
    }
    const char *found = NULL;
    for (size_t i = 0; shape->type == API_LIST && i < value_count(v) && found == NULL; i++) {
        found = misfit(a, shape->element->shape, value_item(v, i), arena_printf(a, "%s[%zu]", at, i));
    }
    for (size_t i = 0; v->kind == VALUE_OBJECT && i < v->map.count && found == NULL; i++) {
        const value_entry *entry = &v->map.entries[i];
        const api_member *member = shape->type == API_MAP ? shape->element : member_nocase(shape, entry->key);
        if (member != NULL) {
            found = misfit(a, member->shape, entry->value, arena_printf(a, "%s.%s", at, entry->key.ptr));
        }
    }
    return found;
}

// What is wrong with the list; NULL when nothing is. The text itself is not told: it may hold secrets.
static const char *complaint(arena *a, const value *text) {
    const value *document = NULL;
    const char *message = NULL;
    if (!json_parse(a, value_str(text), &document, &message)) {
        return arena_printf(a, "It is no JSON: %s.", message);
    }
    if (document->kind != VALUE_LIST) {
        return "It must be a JSON array of container definitions.";
    }
    if (value_count(document) == 0) {
        return "It is an empty array; a task has at least one container.";
    }
    const value *containers = document_fit(a, definitions_shape(), document);
    if (value_count(containers) < value_count(document)) {
        return "An element of the array is null.";
    }
    value *names = value_set_new(a);
    for (size_t i = 0; i < value_count(containers); i++) {
        const value *container = value_item(containers, i);
        if (container->kind != VALUE_OBJECT) {
            return arena_printf(a, "Element %zu is no object.", i);
        }
        const char *wrong =
            misfit(a, definitions_shape()->element->shape, value_item(document, i), arena_printf(a, "[%zu]", i));
        if (wrong != NULL) {
            return wrong;
        }
        const value *name = value_get(container, "name");
        if (!value_is_known_string(name) || value_str(name).len == 0) {
            return arena_printf(a, "Container %zu has no name.", i);
        }
        value_push(a, names, name);
        if (value_count(names) <= i) {
            return arena_printf(a, "Container %zu has the name of another one.", i);
        }
    }
    return NULL;
}

void aws_ecs_task_definition_check(hook_check *h) {
    const value *text = value_get(h->config, "container_definitions");
    if (!value_is_known_string(text)) {
        return;
    }
    const char *message = complaint(h->arena, text);
    if (message != NULL) {
        diag_error(h->diags, path_attr(h->arena, NULL, "container_definitions"), "Invalid container definitions", "%s",
                   message);
    }
}

// ---- plan ----

// Behind a bridge a host port and none are not the same, even where it is the container's.
void aws_ecs_task_definition_plan(hook_plan *h) {
    const value *config = value_get(h->config, "container_definitions");
    const value *prior = value_get(h->prior, "container_definitions");
    const char *mode = value_text(value_get(h->planned, "network_mode"));
    if (!value_is_known_string(config) || !value_is_known_string(prior) || strcmp(mode, "awsvpc") == 0 ||
        strcmp(mode, "host") == 0 || value_equal(config, prior) || same_definitions(h->arena, config, prior, false)) {
        return;
    }
    hook_plan_set(h, "container_definitions", config);
    hook_plan_replace(h, "container_definitions");
}
