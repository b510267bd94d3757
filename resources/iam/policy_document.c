// What the spec of data aws_iam_policy_document cannot say: the order of members, of elements and the way that policies
// are merged are those of hashicorp/aws, to the byte. The language has no documents whose members keep an order of
// their own.
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/json.h"
#include "engine/hook.h"

enum { MAX_DOCUMENT = 16 << 20 };

static const char *const MEMBERS[] = {"Sid",         "Effect",    "Action",       "NotAction", "Resource",
                                      "NotResource", "Principal", "NotPrincipal", "Condition"};

bool data_aws_iam_policy_document_build(engine_op *op);

typedef struct document {
    const char *version;
    const char *id;
    value *statements; // objects of MEMBERS, as they are written
} document;

// ---- orders ----

// Where Terraform's older SDK has an element of a set: by the decimal text of the CRC-32 of its serialised content.
typedef struct ranked {
    const char *rank;
    const value *item;
} ranked;

static int by_rank(const void *x, const void *y) {
    return strcmp(((const ranked *)x)->rank, ((const ranked *)y)->rank);
}

static const char *rank_of(arena *a, str text) {
    return arena_printf(a, "%lu", crc32(0, (const unsigned char *)text.ptr, (unsigned)text.len));
}

static const value *in_rank_order(arena *a, const value *set, str (*serialise)(arena *a, const value *item)) {
    size_t count = value_count(set);
    ranked *all = arena_alloc(a, (count + 1) * sizeof *all);
    for (size_t i = 0; i < count; i++) {
        all[i].item = value_item(set, i);
        all[i].rank = rank_of(a, serialise(a, all[i].item));
    }
    if (count > 1) {
        qsort(all, count, sizeof *all, by_rank);
    }
    value *out = value_list_new(a);
    for (size_t i = 0; i < count; i++) {
        value_push(a, out, all[i].item);
    }
    return out;
}

static str serialise_text(arena *a, const value *item) {
    return str_of(arena_printf(a, "%s;", value_text(item)));
}

static const char *joined(arena *a, const value *texts) {
    buf out = buf_make(MAX_DOCUMENT);
    for (size_t i = 0; i < value_count(texts); i++) {
        buf_puts(&out, value_text(value_item(texts, i)));
        buf_putc(&out, ';');
    }
    const char *text = arena_strndup(a, out.len == 0 ? "" : out.ptr, out.len);
    buf_free(&out);
    return text;
}

static str serialise_principal(arena *a, const value *item) {
    const value *identifiers = in_rank_order(a, value_get(item, "identifiers"), serialise_text);
    return str_of(
        arena_printf(a, "identifiers:{%s};type:%s;", joined(a, identifiers), value_text(value_get(item, "type"))));
}

static str serialise_condition(arena *a, const value *item) {
    return str_of(arena_printf(a, "test:%s;values:(%s);variable:%s;", value_text(value_get(item, "test")),
                               joined(a, value_get(item, "values")), value_text(value_get(item, "variable"))));
}

static int backwards(const void *x, const void *y) {
    return value_cmp(*(const value *const *)y, *(const value *const *)x);
}

static value *sorted_backwards(arena *a, const value *texts) {
    value *out = value_list_new(a);
    for (size_t i = 0; i < value_count(texts); i++) {
        value_push(a, out, value_item(texts, i));
    }
    if (out->list.count > 1) {
        qsort(out->list.items, out->list.count, sizeof *out->list.items, backwards);
    }
    return out;
}

// A single text stands by itself.
static const value *one_or_list(const value *list) {
    return value_count(list) == 1 ? value_item(list, 0) : list;
}

// ---- statements of the configuration ----

// "&{aws:username}" is how HCL writes the policy variable "${aws:username}", which is of the later version.
static bool replace_variables(engine_op *op, const value *texts, const char *version, value **ret) {
    value *out = value_list_new(op->arena);
    for (size_t i = 0; i < value_count(texts); i++) {
        const char *text = value_text(value_item(texts, i));
        const char *found = strstr(text, "&{");
        if (found != NULL && strcmp(version, "2008-10-17") == 0) {
            op_fail_text(op, "version", "Variables need a later version of the policy language",
                         "&{...} in %s is a variable; version 2008-10-17 has none.", text);
            return false;
        }
        char *copy = arena_strndup(op->arena, text, strlen(text));
        for (char *at = strstr(copy, "&{"); at != NULL; at = strstr(at + 2, "&{")) {
            *at = '$';
        }
        value_push(op->arena, out, value_cstr(op->arena, copy));
    }
    *ret = out;
    return true;
}

static bool put_texts(engine_op *op, value *statement, const char *member, const value *set, const char *version) {
    if (value_count(set) == 0) {
        return true;
    }
    value *texts = sorted_backwards(op->arena, set);
    if (version != NULL && !replace_variables(op, texts, version, &texts)) {
        return false;
    }
    value_put_static(op->arena, statement, member, one_or_list(texts));
    return true;
}

// Adds to what the key has; a text beside others becomes part of a list.
static void append(arena *a, value *map, str key, const value *more) {
    const value *had = value_get_str(map, key);
    if (had == NULL) {
        value_put(a, map, key, more);
        return;
    }
    value *all = value_list_new(a);
    const value *parts[] = {had, more};
    for (size_t p = 0; p < 2; p++) {
        if (parts[p]->kind == VALUE_STRING) {
            value_push(a, all, parts[p]);
        }
        for (size_t i = 0; i < value_count(parts[p]); i++) {
            value_push(a, all, value_item(parts[p], i));
        }
    }
    value_put(a, map, key, all);
}

// What principals are written as: "*" where that is all there is, else identifiers by type.
static const value *principals_written(value *by_type) {
    const value *any = value_count(by_type) == 1 ? value_get(by_type, "*") : NULL;
    const value *only = any == NULL || any->kind == VALUE_STRING ? any : one_or_list(any);
    return only != NULL && strcmp(value_text(only), "*") == 0 ? only : by_type;
}

static bool put_principals(engine_op *op, value *statement, const char *member, const value *set, const char *version) {
    if (value_count(set) == 0) {
        return true;
    }
    const value *list = in_rank_order(op->arena, set, serialise_principal);
    value *by_type = value_map_new(op->arena);
    for (size_t i = 0; i < value_count(list); i++) {
        const value *item = value_item(list, i);
        value *identifiers = NULL;
        if (!replace_variables(op, sorted_backwards(op->arena, value_get(item, "identifiers")), version,
                               &identifiers)) {
            return false;
        }
        append(op->arena, by_type, value_str(value_get(item, "type")),
               one_or_list(sorted_backwards(op->arena, identifiers)));
    }
    value_put_static(op->arena, statement, member, principals_written(by_type));
    return true;
}

static bool put_conditions(engine_op *op, value *statement, const value *set, const char *version) {
    if (value_count(set) == 0) {
        return true;
    }
    const value *list = in_rank_order(op->arena, set, serialise_condition);
    value *by_test = value_map_new(op->arena);
    for (size_t i = 0; i < value_count(list); i++) {
        const value *item = value_item(list, i);
        str test = value_str(value_get(item, "test"));
        value *values = NULL;
        if (!replace_variables(op, value_get(item, "values"), version, &values)) {
            return false;
        }
        value *by_variable = value_copy(op->arena, value_get_str(by_test, test), VALUE_MAP);
        str variable = value_str(value_get(item, "variable"));
        append(op->arena, by_variable, variable, values);
        value_put(op->arena, by_variable, variable, one_or_list(value_get_str(by_variable, variable)));
        value_put(op->arena, by_test, test, by_variable);
    }
    value_put_static(op->arena, statement, "Condition", by_test);
    return true;
}

static bool configured_statement(engine_op *op, const value *block, const char *version, const value **ret) {
    value *out = value_object_new(op->arena);
    const value *effect = value_get(block, "effect");
    if (value_str(value_get(block, "sid")).len > 0) {
        value_put_static(op->arena, out, "Sid", value_get(block, "sid"));
    }
    value_put_static(op->arena, out, "Effect", value_is_null(effect) ? value_cstr(op->arena, "Allow") : effect);
    *ret = out;
    return put_texts(op, out, "Action", value_get(block, "actions"), NULL) &&
           put_texts(op, out, "NotAction", value_get(block, "not_actions"), NULL) &&
           put_texts(op, out, "Resource", value_get(block, "resources"), version) &&
           put_texts(op, out, "NotResource", value_get(block, "not_resources"), version) &&
           put_principals(op, out, "Principal", value_get(block, "principals"), version) &&
           put_principals(op, out, "NotPrincipal", value_get(block, "not_principals"), version) &&
           put_conditions(op, out, value_get(block, "condition"), version);
}

// ---- merging ----

static const char *sid_of(const value *statement) {
    return value_text(value_get(statement, "Sid"));
}

static const value *find_sid(const value *statements, const char *sid) {
    for (size_t i = 0; *sid != '\0' && i < value_count(statements); i++) {
        if (strcmp(sid_of(value_item(statements, i)), sid) == 0) {
            return value_item(statements, i);
        }
    }
    return NULL;
}

static bool unique(engine_op *op, const char *attribute, const value *had, const value *more) {
    for (size_t i = 0; i < value_count(more); i++) {
        const char *sid = sid_of(value_item(more, i));
        const value *first = find_sid(had, sid) != NULL ? find_sid(had, sid) : find_sid(more, sid);
        if (first != NULL && first != value_item(more, i)) {
            op_fail_text(
                op, attribute, "Duplicate sid",
                "The sid %s is there twice: a sid names one statement of a policy. Change one, or leave it out.", sid);
            return false;
        }
    }
    return true;
}

static void merge(arena *a, document *into, const document *more) {
    into->id = *more->id == '\0' ? into->id : more->id;
    into->version = strcmp(more->version, into->version) > 0 ? more->version : into->version;
    for (size_t i = 0; i < value_count(more->statements); i++) {
        const value *statement = value_item(more->statements, i);
        const value *same = find_sid(into->statements, sid_of(statement));
        for (size_t j = 0; same != NULL && j < into->statements->list.count; j++) {
            if (into->statements->list.items[j] == same) {
                into->statements->list.items[j] = statement;
                break;
            }
        }
        if (same == NULL) {
            value_push(a, into->statements, statement);
        }
    }
}

// ---- policies that are given as JSON ----

// Numbers and bools become texts.
static const value *texts_of(arena *a, const value *v) {
    if (v->kind != VALUE_LIST) {
        return value_cstr(a, value_scalar_text(a, v));
    }
    value *out = value_list_new(a);
    for (size_t i = 0; i < value_count(v); i++) {
        value_push(a, out, value_cstr(a, value_scalar_text(a, value_item(v, i))));
    }
    return out;
}

static const value *given_principals(arena *a, const value *v) {
    if (v->kind != VALUE_OBJECT) {
        return v;
    }
    value *out = value_map_new(a);
    for (size_t i = 0; i < v->map.count; i++) {
        const value *texts = texts_of(a, v->map.entries[i].value);
        value_put(a, out, v->map.entries[i].key, texts->kind == VALUE_LIST ? sorted_backwards(a, texts) : texts);
    }
    return principals_written(out);
}

static const value *given_conditions(arena *a, const value *v) {
    value *out = value_map_new(a);
    for (size_t i = 0; i < value_count(v) && v->kind == VALUE_OBJECT; i++) {
        const value *test = v->map.entries[i].value;
        value *variables = value_map_new(a);
        for (size_t j = 0; j < value_count(test) && test->kind == VALUE_OBJECT; j++) {
            value_put(a, variables, test->map.entries[j].key, one_or_list(texts_of(a, test->map.entries[j].value)));
        }
        value_put(a, out, v->map.entries[i].key, variables);
    }
    return out;
}

static const value *given_statement(arena *a, const value *v) {
    value *out = value_object_new(a);
    for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++) {
        const value *member = value_get(v, MEMBERS[i]);
        if (value_is_null(member)) {
            continue;
        }
        bool principals = strcmp(MEMBERS[i], "Principal") == 0 || strcmp(MEMBERS[i], "NotPrincipal") == 0;
        value_put_static(a, out, MEMBERS[i],
                         principals                             ? given_principals(a, member)
                         : strcmp(MEMBERS[i], "Condition") == 0 ? given_conditions(a, member)
                                                                : member);
    }
    return out;
}

static bool given_document(engine_op *op, const char *attribute, const value *json, document *ret) {
    const value *parsed = NULL;
    const char *message = "it is no object";
    if (!json_parse(op->arena, value_str(json), &parsed, &message) || parsed->kind != VALUE_OBJECT) {
        op_fail_text(op, attribute, "Not a policy", "The text is no policy in JSON: %s.", message);
        return false;
    }
    *ret = (document){.version = value_text(value_get(parsed, "Version")),
                      .id = value_text(value_get(parsed, "Id")),
                      .statements = value_list_new(op->arena)};
    const value *statements = value_get(parsed, "Statement");
    if (!value_is_null(statements) && statements->kind == VALUE_OBJECT) {
        value_push(op->arena, ret->statements, given_statement(op->arena, statements));
        return true;
    }
    for (size_t i = 0; i < value_count(statements); i++) {
        value_push(op->arena, ret->statements, given_statement(op->arena, value_item(statements, i)));
    }
    return true;
}

static bool merge_given(engine_op *op, const char *attribute, bool unique_sids, document *into) {
    const value *given = op_attr(op, attribute);
    for (size_t i = 0; i < value_count(given); i++) {
        const value *json = value_item(given, i);
        document more;
        if (value_str(json).len == 0) {
            continue;
        }
        if (!given_document(op, attribute, json, &more) ||
            (unique_sids && !unique(op, attribute, into->statements, more.statements))) {
            return false;
        }
        merge(op->arena, into, &more);
    }
    return true;
}

// ---- writing ----

static void put_member(buf *out, const char *name, const value *v, bool *first) {
    if (value_is_null(v) || (v->kind == VALUE_STRING && value_str(v).len == 0)) {
        return;
    }
    buf_printf(out, "%s\"%s\":", *first ? "" : ",", name);
    json_write(out, v, true);
    *first = false;
}

static void write_document(arena *a, buf *out, const document *d) {
    bool first = true;
    buf_putc(out, '{');
    put_member(out, "Version", value_cstr(a, d->version), &first);
    put_member(out, "Id", value_cstr(a, d->id), &first);
    if (value_count(d->statements) > 0) {
        buf_puts(out, first ? "\"Statement\":[" : ",\"Statement\":[");
    }
    for (size_t i = 0; i < value_count(d->statements); i++) {
        first = true;
        buf_puts(out, i == 0 ? "{" : ",{");
        for (size_t m = 0; m < sizeof MEMBERS / sizeof *MEMBERS; m++) {
            put_member(out, MEMBERS[m], value_get(value_item(d->statements, i), MEMBERS[m]), &first);
        }
        buf_putc(out, '}');
    }
    buf_puts(out, value_count(d->statements) > 0 ? "]}" : "}");
}

static void new_line(buf *out, size_t depth) {
    buf_putc(out, '\n');
    for (size_t i = 0; i < depth; i++) {
        buf_puts(out, "  ");
    }
}

// JSON without white space to JSON with a member or element on each line; what is empty stays on one.
static void indent(buf *out, const buf *compact) {
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < compact->len; i++) {
        char c = compact->ptr[i];
        if (quoted) {
            buf_putc(out, c);
            if (c == '\\' && i + 1 < compact->len) {
                buf_putc(out, compact->ptr[++i]);
            }
            quoted = c != '"';
            continue;
        }
        bool opens = c == '{' || c == '[';
        bool closes = c == '}' || c == ']';
        bool empty = i > 0 && (compact->ptr[i - 1] == '{' || compact->ptr[i - 1] == '[');
        if (closes) {
            depth--;
            if (!empty) {
                new_line(out, depth);
            }
        }
        buf_putc(out, c);
        quoted = c == '"';
        if (opens) {
            depth++;
        }
        bool closed_next = i + 1 < compact->len && (compact->ptr[i + 1] == '}' || compact->ptr[i + 1] == ']');
        if ((opens && !closed_next) || c == ',') {
            new_line(out, depth);
        }
        if (c == ':') {
            buf_putc(out, ' ');
        }
    }
}

bool data_aws_iam_policy_document_build(engine_op *op) {
    document all = {.version = "", .id = "", .statements = value_list_new(op->arena)};
    document own = {.version = value_text(op_attr(op, "version")),
                    .id = value_text(op_attr(op, "policy_id")),
                    .statements = value_list_new(op->arena)};
    if (*own.version == '\0') {
        own.version = "2012-10-17";
        value_put_static(op->arena, op->fresh, "version", value_cstr(op->arena, own.version));
    }
    const value *blocks = op_attr(op, "statement");
    for (size_t i = 0; i < value_count(blocks); i++) {
        const value *statement = NULL;
        if (!configured_statement(op, value_item(blocks, i), own.version, &statement)) {
            return false;
        }
        value_push(op->arena, own.statements, statement);
    }
    if (!unique(op, "statement", NULL, own.statements) || !merge_given(op, "source_policy_documents", true, &all)) {
        return false;
    }
    merge(op->arena, &all, &own);
    if (!merge_given(op, "override_policy_documents", false, &all)) {
        return false;
    }
    buf compact = buf_make(MAX_DOCUMENT);
    buf lines = buf_make(MAX_DOCUMENT);
    write_document(op->arena, &compact, &all);
    indent(&lines, &compact);
    bool whole = !compact.failed && !lines.failed;
    if (whole) {
        value_put_static(op->arena, op->fresh, "json", value_string(op->arena, buf_str(&lines, op->arena)));
        value_put_static(op->arena, op->fresh, "minified_json", value_string(op->arena, buf_str(&compact, op->arena)));
    } else {
        op_fail_text(op, NULL, "The policy is too long", "It has more than %d bytes.", (int)MAX_DOCUMENT);
    }
    buf_free(&compact);
    buf_free(&lines);
    return whole;
}
