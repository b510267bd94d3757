#include "engine/validate_internal.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

typedef enum presence { ABSENT, EMPTY, PRESENT, MAYBE } presence;

// An argument that is given but empty satisfies those that ask for it, and disturbs nobody.
static presence presence_of(const value *v) {
    if (value_is_null(v)) {
        return ABSENT;
    }
    if (value_is_unknown(v)) {
        return MAYBE;
    }
    switch (v->kind) {
    case VALUE_STRING:
        return v->string.len == 0 ? EMPTY : PRESENT;
    case VALUE_LIST:
    case VALUE_SET:
    case VALUE_MAP:
        return value_count(v) == 0 ? EMPTY : PRESENT;
    default:
        return PRESENT;
    }
}

// The same of an attribute: a configuration has an empty list where there is no block.
static presence presence_at(const spec_attr *attr, const value *v) {
    presence there = presence_of(v);
    bool blocks = attr != NULL && (attr->nesting == SPEC_BLOCK_LIST || attr->nesting == SPEC_BLOCK_SET);
    return blocks && there == EMPTY ? ABSENT : there;
}

static presence max_presence(presence x, presence y) {
    return x == PRESENT || y == PRESENT ? PRESENT : x == MAYBE || y == MAYBE ? MAYBE : x > y ? x : y;
}

// The level of the innermost object around the attribute that the dotted path also goes through; `*path` goes on from
// it.
static const level *common_level(const level *around, str *path) {
    if (around->outer == NULL) {
        return around;
    }
    const level *outer = common_level(around->outer, path);
    if (outer != around->outer) {
        return outer; // it left the way earlier
    }
    str name = str_of(around->attr->name);
    bool through = path->len > name.len && str_eq(str_upto(*path, name.len), name) && path->ptr[name.len] == '.';
    if (!through) {
        return outer;
    }
    *path = str_from(*path, name.len + 1);
    return around;
}

// What is at the dotted path of `v`, whose attributes those are; `own` is v's own, NULL at the root.
static presence look(arena *a, const spec_attr *own, const spec_attr *attrs, size_t count, const value *v, str path) {
    if (value_is_unknown(v)) {
        return MAYBE;
    }
    if (path.len == 0) {
        return presence_at(own, v);
    }
    if (v != NULL && (v->kind == VALUE_LIST || v->kind == VALUE_SET)) {
        presence any = ABSENT;
        for (size_t i = 0; i < value_count(v); i++) {
            any = max_presence(any, look(a, own, attrs, count, value_item(v, i), path));
        }
        return any;
    }
    size_t dot = path.len;
    str_find(path, ".", &dot);
    str name = str_upto(path, dot);
    str rest = str_from(path, dot + 1);
    // The index of a block of at most one, as the peer writes it, says nothing.
    if (str_is(name, "0")) {
        return look(a, own, attrs, count, v, rest);
    }
    const spec_attr *attr = spec_attr_find(attrs, count, arena_strndup(a, name.ptr, name.len));
    const value *member = value_get_str(v, name);
    return attr == NULL ? look(a, NULL, NULL, 0, member, rest) : look(a, attr, attr->of, attr->of_count, member, rest);
}

static presence other_presence(const validation *v, const level *around, const char *dotted) {
    str path = str_of(dotted);
    const level *from = common_level(around, &path);
    const spec_block *root = &v->spec->block;
    return from->attr == NULL ? look(v->arena, NULL, root->attrs, root->attr_count, from->object, path)
                              : look(v->arena, from->attr, from->attr->of, from->attr->of_count, from->object, path);
}

static int compare_names(const void *x, const void *y) {
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

// "a, b or c" of the attribute and its others, in order: the same text whichever of the group has the relation.
static const char *group_text(arena *a, const char *own, const char *const *paths, const char *last_word) {
    size_t count = 1;
    while (paths[count - 1] != NULL) {
        count++;
    }
    const char **names = ARENA_ARRAY(a, const char *, count);
    names[0] = own;
    for (size_t i = 1; i < count; i++) {
        names[i] = paths[i - 1];
    }
    qsort(names, count, sizeof *names, compare_names);
    buf text = buf_make(1 << 16);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && strcmp(names[i], names[i - 1]) == 0) {
            continue; // some name themselves too
        }
        if (i > 0) {
            buf_puts(&text, i + 1 == count ? last_word : ", ");
        }
        buf_puts(&text, names[i]);
    }
    const char *out = buf_str(&text, a).ptr;
    buf_free(&text);
    return out;
}

// Once for each group and object, not once for each of its attributes.
static bool tell_once(validation *v, const char *kind, const char *text, const value *object) {
    const char *key = arena_printf(v->arena, "%s %p %s", kind, (const void *)object, text);
    if (value_get(v->told, key) != NULL) {
        return false;
    }
    value_put(v->arena, v->told, str_of(key), value_bool(true));
    return true;
}

static void check_conflicts(validation *v, const spec_relation *r, presence own, const level *around, place at) {
    if (own != PRESENT) {
        return;
    }
    for (const char *const *path = r->paths; *path != NULL; path++) {
        if (strcmp(*path, at.label) == 0 || other_presence(v, around, *path) != PRESENT) {
            continue;
        }
        const char *pair = group_text(v->arena, at.label, (const char *const[]){*path, NULL}, " and ");
        if (tell_once(v, "conflict", pair, around->object)) {
            diag_error(v->diags, at.path, "Conflicting arguments", "%s cannot be set together with %s.", at.label,
                       *path);
        }
    }
}

static void check_needs(validation *v, const spec_relation *r, presence own, const level *around, place at) {
    if (own != PRESENT) {
        return;
    }
    for (const char *const *path = r->paths; *path != NULL; path++) {
        if (other_presence(v, around, *path) == ABSENT) {
            diag_error(v->diags, at.path, "Missing argument", "%s must be set as well when %s is.", *path, at.label);
        }
    }
}

static void check_group(validation *v, const spec_relation *r, presence own, const level *around, place at) {
    size_t present = own == PRESENT;
    bool none = own == ABSENT;
    for (const char *const *path = r->paths; *path != NULL; path++) {
        if (strcmp(*path, at.label) == 0) {
            continue;
        }
        presence other = other_presence(v, around, *path);
        present += other == PRESENT;
        none &= other == ABSENT;
    }
    bool exactly = r->kind == SPEC_EXACTLY_ONE;
    const char *names = group_text(v->arena, at.label, r->paths, exactly ? " and " : " or ");
    if (none && tell_once(v, exactly ? "exactly" : "at least", names, around->object)) {
        diag_error(v->diags, at.path, "Missing argument", "%s one of %s must be set.", exactly ? "Exactly" : "At least",
                   names);
    } else if (exactly && present > 1 && own == PRESENT && tell_once(v, "exactly", names, around->object)) {
        diag_error(v->diags, at.path, "Conflicting arguments", "Only one of %s can be set.", names);
    }
}

void validate_relations(validation *v, const spec_attr *attr, const value *given, const level *around, place at) {
    presence own = presence_at(attr, given);
    for (size_t i = 0; i < attr->relation_count; i++) {
        const spec_relation *r = &attr->relations[i];
        switch (r->kind) {
        case SPEC_CONFLICTS:
            check_conflicts(v, r, own, around, at);
            break;
        case SPEC_NEEDS:
            check_needs(v, r, own, around, at);
            break;
        case SPEC_EXACTLY_ONE:
        case SPEC_AT_LEAST_ONE:
            check_group(v, r, own, around, at);
            break;
        }
    }
}
