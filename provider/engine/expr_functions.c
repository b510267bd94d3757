// The functions of the expression language, but for those about texts (expr_text.c) and of the state (expr_state.c);
// spec.h says what each does.
#include "base/json.h"
#include "engine/expr_function.h"
#include "engine/plan_check.h"

FUNCTION(concat) {
    value *out = value_list_new(s->arena);
    for (size_t i = 0; i < count; i++) {
        if (is_list(args[i])) {
            for (size_t j = 0; j < value_count(args[i]); j++) {
                value_push(s->arena, out, value_item(args[i], j));
            }
        } else if (!value_is_null(args[i])) {
            value_push(s->arena, out, args[i]);
        }
    }
    return out;
}
DEFINE(concat);

FUNCTION(flatten) {
    const value *lists = arg(args, count, 0);
    value *out = value_list_new(s->arena);
    for (size_t i = 0; is_list(lists) && i < value_count(lists); i++) {
        const value *inner = value_item(lists, i);
        for (size_t j = 0; is_list(inner) && j < value_count(inner); j++) {
            value_push(s->arena, out, value_item(inner, j));
        }
    }
    return out;
}
DEFINE(flatten);

LAZY(coalesce) {
    const value *v = value_null();
    for (size_t i = 0; i < count; i++) {
        v = expr_eval(s, &args[i]);
        if (!value_is_empty(v)) {
            break;
        }
    }
    return v;
}
DEFINE_LAZY(coalesce);

// A set is kept in canonical order, so it sorts; duplicates are kept by going back over the list.
FUNCTION(sort) {
    const value *list = arg(args, count, 0);
    value *distinct = value_set_new(s->arena);
    value *out = value_list_new(s->arena);
    for (size_t i = 0; i < value_count(list); i++) {
        value_push(s->arena, distinct, value_item(list, i));
    }
    for (size_t d = 0; d < value_count(distinct); d++) {
        for (size_t i = 0; i < value_count(list); i++) {
            if (value_equal(value_item(list, i), value_item(distinct, d))) {
                value_push(s->arena, out, value_item(list, i));
            }
        }
    }
    return out;
}
DEFINE(sort);

static bool is_map(const value *v) {
    return v->kind == VALUE_MAP || v->kind == VALUE_OBJECT;
}

FUNCTION(keys) {
    const value *map = arg(args, count, 0);
    value *out = value_list_new(s->arena);
    for (size_t i = 0; is_map(map) && i < map->map.count; i++) {
        value_push(s->arena, out, value_string(s->arena, map->map.entries[i].key));
    }
    return out;
}
DEFINE(keys);

FUNCTION(values) {
    const value *map = arg(args, count, 0);
    value *out = value_list_new(s->arena);
    for (size_t i = 0; is_map(map) && i < map->map.count; i++) {
        value_push(s->arena, out, map->map.entries[i].value);
    }
    return out;
}
DEFINE(values);

static const value *entries_of(arena *a, const value *map) {
    value *list = value_list_new(a);
    for (size_t i = 0; i < map->map.count; i++) {
        value *entry = value_object_new(a);
        value_put_static(a, entry, "key", value_string(a, map->map.entries[i].key));
        value_put_static(a, entry, "value", map->map.entries[i].value);
        value_push(a, list, entry);
    }
    return list;
}

// What was chosen of a list; `open`: it cannot be told of each item yet whether it is.
static const value *chosen(const expr_scope *s, value *items, bool open) {
    if (!open || s->unknown_is_null) {
        return items;
    }
    // With one of them for certain it is not empty, whatever becomes of the others.
    value_push(s->arena, items, value_unknown());
    return value_count(items) == 1 ? value_unknown() : items;
}

static const value *each_item(const expr_scope *s, const expr *args, size_t count, bool filter) {
    if (count < 2) {
        return value_null();
    }
    const value *list = expr_eval(s, &args[0]);
    if (is_map(list)) {
        list = entries_of(s->arena, list);
    }
    if (!is_list(list)) {
        return list;
    }
    value *out = value_list_new(s->arena);
    bool open = false;
    expr_scope inner = *s;
    inner.outer = s->item;
    for (size_t i = 0; i < value_count(list); i++) {
        inner.item = value_item(list, i);
        const value *v = expr_eval(&inner, &args[1]);
        if (!filter && !value_is_null(v)) {
            value_push(s->arena, out, v);
        } else if (filter && value_bool_or(v, false)) {
            value_push(s->arena, out, inner.item);
        }
        open |= filter && value_is_unknown(v);
    }
    return chosen(s, out, open);
}

LAZY(map) {
    return each_item(s, args, count, false);
}
DEFINE_LAZY(map);

LAZY(where) {
    return each_item(s, args, count, true);
}
DEFINE_LAZY(where);

LAZY(greatest) {
    const value *list = count < 2 ? value_null() : expr_eval(s, &args[0]);
    const value *best = value_null();
    const value *most = NULL;
    expr_scope inner = *s;
    inner.outer = s->item;
    for (size_t i = 0; is_list(list) && i < value_count(list); i++) {
        inner.item = value_item(list, i);
        const value *v = expr_eval(&inner, &args[1]);
        if (most == NULL || value_cmp(v, most) > 0) {
            best = inner.item;
            most = v;
        }
    }
    return best;
}
DEFINE_LAZY(greatest);

LAZY(if) {
    if (count < 2) {
        return value_null();
    }
    const value *condition = expr_eval(s, &args[0]);
    if (value_is_unknown(condition)) {
        return condition;
    }
    if (value_bool_or(condition, false)) {
        return expr_eval(s, &args[1]);
    }
    return count > 2 ? expr_eval(s, &args[2]) : value_null();
}
DEFINE_LAZY(if);

FUNCTION(eq) {
    const value *x = arg(args, count, 0);
    const value *y = arg(args, count, 1);
    if (!s->unknown_is_null && (value_has_unknown(x) || value_has_unknown(y))) {
        return plan_may_become(x, y) || plan_may_become(y, x) ? value_unknown() : value_bool(false);
    }
    return value_bool(value_equal(x, y));
}
DEFINE(eq);

FUNCTION(less) {
    (void)s;
    double a = 0;
    double b = 0;
    bool numbers = value_to_double(arg(args, count, 0), &a) && value_to_double(arg(args, count, 1), &b);
    return value_bool(numbers && a < b);
}
DEFINE(less);

FUNCTION(not ) {
    (void)s;
    return value_bool(!value_bool_or(arg(args, count, 0), false));
}
DEFINE(not );

static const value *all_or_any(const expr_scope *s, const expr *args, size_t count, bool decisive) {
    bool unknown = false;
    for (size_t i = 0; i < count; i++) {
        const value *v = expr_eval(s, &args[i]);
        if (value_is_unknown(v)) {
            unknown = true;
        } else if (value_bool_or(v, false) == decisive) {
            return value_bool(decisive);
        }
    }
    return unknown ? value_unknown() : value_bool(!decisive);
}

LAZY(and) {
    return all_or_any(s, args, count, false);
}
DEFINE_LAZY(and);

LAZY(or) {
    return all_or_any(s, args, count, true);
}
DEFINE_LAZY(or);

FUNCTION(empty) {
    (void)s;
    return value_bool(value_is_empty(arg(args, count, 0)));
}
DEFINE(empty);

FUNCTION(count) {
    return value_int(s->arena, (int64_t)value_count(arg(args, count, 0)));
}
DEFINE(count);

FUNCTION(json) {
    const value *v = arg(args, count, 0);
    return value_is_null(v) ? v : value_string(s->arena, json_text(s->arena, v));
}
DEFINE(json);

FUNCTION(from_json) {
    const value *parsed = NULL;
    const char *message = NULL;
    if (!value_is_known_string(arg(args, count, 0)) || !json_parse(s->arena, value_str(args[0]), &parsed, &message)) {
        return value_null();
    }
    return parsed;
}
DEFINE(from_json);

FUNCTION(sum) {
    int64_t total = 0;
    for (size_t i = 0; i < count; i++) {
        if (__builtin_add_overflow(total, value_int_or(args[i], 0), &total)) {
            return value_null();
        }
    }
    return value_int(s->arena, total);
}
DEFINE(sum);

FUNCTION(mod) {
    int64_t a = value_int_or(arg(args, count, 0), -1);
    int64_t b = value_int_or(arg(args, count, 1), 0);
    return a < 0 || b <= 0 ? value_null() : value_int(s->arena, a % b);
}
DEFINE(mod);

FUNCTION(max) {
    const value *list = arg(args, count, 0);
    int64_t most = 0;
    for (size_t i = 0; i < value_count(list); i++) {
        const char *text = value_scalar_text(s->arena, value_item(list, i));
        int64_t next = text == NULL ? 0 : strtoll(text, NULL, 10); // no number: 0
        most = next > most ? next : most;
    }
    return value_int(s->arena, most);
}
DEFINE(max);

FUNCTION(merge) {
    value *out = value_map_new(s->arena);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; is_map(args[i]) && j < args[i]->map.count; j++) {
            value_put(s->arena, out, args[i]->map.entries[j].key, args[i]->map.entries[j].value);
        }
    }
    return out;
}
DEFINE(merge);

FUNCTION(from_pairs) {
    value *out = value_map_new(s->arena);
    const value *list = arg(args, count, 0);
    for (size_t i = 0; i < value_count(list); i++) {
        const value *key = value_get(value_item(list, i), "Key");
        const value *v = value_get(value_item(list, i), "Value");
        if (value_is_known_string(key)) {
            value_put(s->arena, out, value_str(key), v == NULL ? value_null() : v);
        }
    }
    return out;
}
DEFINE(from_pairs);

FUNCTION(first) {
    (void)s;
    const value *item = value_item(arg(args, count, 0), 0);
    return item == NULL ? value_null() : item;
}
DEFINE(first);

// No size, or one that is no number, is one list.
FUNCTION(chunks) {
    const value *list = arg(args, count, 0);
    int64_t size = value_int_or(arg(args, count, 1), 0);
    value *out = value_list_new(s->arena);
    value *chunk = NULL;
    for (size_t i = 0; is_list(list) && i < value_count(list); i++) {
        if (chunk == NULL || (size > 0 && value_count(chunk) == (size_t)size)) {
            chunk = value_list_new(s->arena);
            value_push(s->arena, out, chunk);
        }
        value_push(s->arena, chunk, value_item(list, i));
    }
    return out;
}
DEFINE(chunks);

// Unknown where an element that is partly unknown may become it.
static const value *is_among(const expr_scope *s, const value *list, const value *wanted) {
    bool possible = false;
    for (size_t i = 0; i < value_count(list); i++) {
        const value *item = value_item(list, i);
        if (value_equal(item, wanted)) {
            return value_bool(true);
        }
        possible |= value_has_unknown(item) && plan_may_become(item, wanted);
    }
    return possible && !s->unknown_is_null ? value_unknown() : value_bool(false);
}

FUNCTION(contains) {
    return is_among(s, arg(args, count, 0), arg(args, count, 1));
}
DEFINE(contains);

// Lazy, since an empty list stays empty whatever the other one becomes.
LAZY(without) {
    const value *list = count < 2 ? value_null() : expr_eval(s, &args[0]);
    if (!is_list(list)) {
        return list;
    }
    const value *others = expr_eval(s, &args[1]);
    value *out = value_list_new(s->arena);
    bool open = false;
    for (size_t i = 0; i < value_count(list); i++) {
        const value *item = value_item(list, i);
        bool unknown = value_is_unknown(item) || value_is_unknown(others);
        const value *among = unknown ? value_unknown() : is_among(s, others, item);
        if (!value_bool_or(among, true)) {
            value_push(s->arena, out, item);
        }
        open |= value_is_unknown(among);
    }
    return chosen(s, out, open);
}
DEFINE_LAZY(without);
