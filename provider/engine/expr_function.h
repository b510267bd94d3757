// How a function of the expression language is written: FUNCTION(name) {...} DEFINE(name); makes expr_name, as spec.h
// declares it. LAZY ones get the scope and unevaluated arguments.
#pragma once

#include "engine/expr.h"

#define FUNCTION(name) static const value *fn_##name(const expr_scope *s, const value *const *args, size_t count)
#define LAZY(name) static const value *fn_##name(const expr_scope *s, const expr *args, size_t count)
#define DEFINE(word) const expr_function expr_##word = {.name = #word, .apply = fn_##word}
#define DEFINE_LAZY(word) const expr_function expr_##word = {.name = #word, .lazy = true, .apply_lazy = fn_##word}

static inline const value *arg(const value *const *args, size_t count, size_t i) {
    return i < count ? args[i] : value_null();
}

static inline bool is_list(const value *v) {
    return v->kind == VALUE_LIST || v->kind == VALUE_SET;
}
