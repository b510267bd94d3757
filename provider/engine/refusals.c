#include "engine/refusals.h"

#include "engine/region.h"

static const char *const SUMMARIES[] = {
    [SPEC_REFUSE_CONFIGURATION] = "Invalid configuration",
    [SPEC_REFUSE_CHANGE] = "Invalid change",
    [SPEC_REFUSE_DELETE] = "It cannot be deleted",
};

// What is refused must not keep anybody from getting rid of it.
static const char DESTROY[] =
    "\n\nTo destroy it instead: \"terraform destroy -refresh=false\". Without -refresh=false a "
    "destruction plans the configuration first, and ends here too.";

typedef struct look {
    engine_call *c;
    const spec_refusal *refusal;
    expr_scope scope;
    bool pass;
} look;

// What is looked at, and the dotted place of it. Of a set's elements nothing but the set can be pointed at.
typedef struct spot {
    const char *text;
    bool in_set;
} spot;

static spot spot_in(arena *a, spot outer, const char *name) {
    bool root = outer.text[0] == '\0';
    return outer.in_set ? outer : (spot){.text = root ? name : arena_printf(a, "%s.%s", outer.text, name)};
}

static void look_at_object(look *l, const value *object, spot at) {
    const spec_refusal *refusal = l->refusal;
    l->scope.item = object;
    if (!expr_holds(&l->scope, &refusal->when, NULL)) {
        return;
    }
    arena *a = l->c->arena;
    const char *place = refusal->at == NULL ? at.text : spot_in(a, at, refusal->at).text;
    diag_error(&l->c->diags, path_parse(a, place), SUMMARIES[refusal->of], "%s%s", refusal->say,
               refusal->of == SPEC_REFUSE_CHANGE ? DESTROY : "");
    l->pass = false;
}

// Looks at each object that the names of blocks lead to. Blocks and elements that are not known yet pass. It goes no
// deeper than there are names.
static void look_below(look *l, const value *v, str names, spot at) {
    arena *a = l->c->arena;
    if (v != NULL && (v->kind == VALUE_LIST || v->kind == VALUE_SET)) {
        for (size_t i = 0; i < value_count(v); i++) {
            spot item = v->kind == VALUE_SET ? (spot){.text = at.text, .in_set = true}
                                             : spot_in(a, at, arena_printf(a, "%zu", i));
            look_below(l, value_item(v, i), names, item);
        }
    } else if (value_is_null(v) || value_is_unknown(v)) {
        return;
    } else if (names.len == 0) {
        look_at_object(l, v, at);
    } else {
        size_t end = names.len;
        str_find(names, ".", &end);
        str name = str_upto(names, end);
        look_below(l, value_get_str(v, name), str_from(names, end + 1),
                   spot_in(a, at, arena_strndup(a, name.ptr, name.len)));
    }
}

bool refusals_pass(engine_call *c, const spec *s, spec_refusal_of of, const expr_scope *scope) {
    bool pass = true;
    for (size_t i = 0; i < s->refusal_count; i++) {
        const spec_refusal *refusal = &s->refusals[i];
        if (refusal->of != of) {
            continue;
        }
        look l = {.c = c, .refusal = refusal, .scope = *scope, .pass = true};
        look_below(&l, scope->subject, str_of(refusal->block == NULL ? "" : refusal->block), (spot){.text = ""});
        pass = pass && l.pass;
    }
    return pass;
}

bool deletion_allowed(engine_call *c, const spec *s, const value *state) {
    expr_scope scope = {
        .arena = c->arena, .engine = c->engine, .region = region_fact(s, state), .subject = state, .prior = state};
    return refusals_pass(c, s, SPEC_REFUSE_DELETE, &scope);
}
