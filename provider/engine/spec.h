// What a spec says, as the static const tables that tools/spec/compile.py makes of schemas/<service>/<type>.yaml. The
// language is described in docs/spec-language.md; a field here has the name of the key there. Nothing here is ever
// written at run time.
#pragma once

#include "aws/model.h"
#include "base/value.h"
#include "engine/type.h"

typedef struct spec spec;
typedef struct spec_attr spec_attr;
typedef struct spec_block spec_block;
typedef struct expr expr;

// ---- expressions: what `with`, `id`, `value`, `when` are made of ----

typedef enum expr_kind {
    EXPR_LITERAL,  // `literal`
    EXPR_REF,      // $name.sub.sub: `names`, looked up in the scope
    EXPR_PATH,     // @call.Member[...]: `path` in the output of the named call ("" is the object that `take` picked)
    EXPR_TEMPLATE, // "text ${ref} text": `items` joined; null when one of them is null, unknown when one is
    EXPR_LIST,     // `items`
    EXPR_OBJECT,   // `keys` and `items`; null items are left out
    EXPR_CALL,     // {$function: [args]}: `function` of `items`
} expr_kind;

typedef enum path_op { API_PATH_MEMBER, API_PATH_INDEX, API_PATH_ALL, API_PATH_WHERE, API_PATH_WHERE_NOT } path_op;

// A path into an API document: Members[Key=x].Value, List[*].Name, List[0], [*].Name. A predicate or [*] gives several
// matches.
typedef struct api_path_step {
    path_op op;
    const char
        *name; // MEMBER: the member; WHERE: the member that is compared (its text form), dotted where it is nested
    const char *equals; // WHERE, WHERE_NOT; NULL compares with "member is absent"
    int index;          // INDEX
} api_path_step;

typedef struct api_path {
    const char *source; // name of the read call; NULL: the object that `take` picked
    const api_path_step *steps;
    size_t count;
} api_path;

typedef struct expr_function expr_function; // engine/expr_function.h
extern const expr_function expr_concat,     // [lists...] joined; null ones are skipped
    expr_flatten,                           // a list of lists, joined
    expr_coalesce,                          // the first that is not empty; else the last, such as a literal 0 or ""
    expr_join,                              // [separator, list]
    expr_split, // [text, separator, index]; all parts without an index; a negative index counts from the end; null when
                // there is no such part
    expr_trim_prefix,       // [text, prefix]
    expr_trim_suffix,       // [text, suffix]
    expr_replace,           // [text, from, to], every occurrence
    expr_lower, expr_upper, // text
    expr_crc32,             // text: IEEE CRC-32 as decimal text, as hashicorp/aws's ids have it
    expr_sort,              // a list of texts
    expr_keys, expr_values, // of a map, in key order
    expr_map, // [list, expression with $item]: one value for each item; of a map, $item.key and $item.value; $outer is
              // the $item around it
    expr_where,    // [list, expression with $item]: those for which it is true; an unknown one for all that are open
    expr_without,  // [list, list]: the elements of the first that the second does not have; an unknown one as `where`
    expr_greatest, // [list, expression with $item]: the item for which it is the greatest; the first of several; null:
                   // the list is empty
    expr_if,       // [condition, then, else]; else may be missing
    expr_eq, // [a, b] equal in content; null equals null; unknown when one that is partly unknown may become the other
    expr_not, expr_and, expr_or,
    // base64_decode: the text that base64 is of; null for what is no base64, or of which the bytes are no UTF-8
    expr_base64_decode,
    // base64_once: a text in base64, unless it is base64 already; sha1: SHA-1 in hex of a text, or of what it is base64
    // of
    expr_base64_once, expr_sha1,
    // ip_protocol_number, [text]: the number, as text, of an IP protocol given by name or number; null: there is none
    expr_ip_protocol_number,
    expr_empty,       // is the value empty (base/value.h)
    expr_count,       // number of elements
    expr_json,        // the value as JSON text
    expr_from_json,   // a text parsed
    expr_from_pairs,  // a list of {Key, Value}, as services answer tags, as a map
    expr_has_prefix,  // [text, prefix]
    expr_matches,     // [text, POSIX extended regular expression]
    expr_regex,       // [text, expression that a user wrote, in Go's syntax]: does it match
    expr_capture,     // [text, POSIX extended regular expression, n]: what its n-th group matched; else null
    expr_text,        // a scalar as text
    expr_base64,      // a text's bytes in base64, as members of type blob want it
    expr_less,        // [a, b]: is the number a less than b
    expr_url_decode,  // %XX undone, as IAM's policy documents need it
    expr_sum,         // numbers added
    expr_mod,         // [a, b]: what is left of the whole number a divided by b; null for negative ones
    expr_max,         // the greatest of a list of whole numbers, as numbers or texts; 0 when there is none
    expr_merge,       // [maps...], later ones win
    expr_first,       // first element of a list or set
    expr_contains,    // [list, value]: is it one of the elements; unknown when one that is partly unknown may become it
    expr_chunks,      // [list, n]: the list in lists of n elements, the last one of fewer
    expr_changed,     // names of attributes: does any of them differ between the plan and the prior state
    expr_sent,        // name of an attribute: as the first create call has it; null: it is not sent
    expr_own_tags,    // of a list of {Key, ...}: without AWS's own and those that the provider's ignore_tags names
    expr_region_name, // the long name of a region ("us-west-2": "US West (Oregon)"); null when there is no such region
    expr_name_prefix; // name -> its prefix when it ends in a generated suffix, else null

struct expr {
    expr_kind kind;
    const value *literal;
    const char *const *names; // NULL-terminated
    api_path path;
    const expr_function *function;
    const char *const *keys;
    const expr *items;
    size_t count;
};

// ---- attributes ----

typedef enum spec_nesting {
    SPEC_PLAIN,      // an attribute: `type`
    SPEC_BLOCK_LIST, // nested blocks: a list of objects of `of`
    SPEC_BLOCK_SET,
    SPEC_BLOCK_SINGLE, // at most one: an object, or null (timeouts)
    SPEC_OBJECT_LIST,  // an attribute whose type is a list of objects of `of` (attributes as blocks)
    SPEC_OBJECT_SET,
} spec_nesting;

typedef enum spec_replace {
    SPEC_REPLACE_CHANGE = 1, // value to another value
    SPEC_REPLACE_SET = 2,    // null to value; a block that is added
    SPEC_REPLACE_UNSET = 4,  // value to null; a block that is dropped
} spec_replace;

// Are two known, non-null values the same to AWS? Built-in ones are in engine/same.c; a spec's own are hooks.
typedef bool (*spec_same)(arena *a, const value *x, const value *y);
extern bool same_json(arena *a, const value *x, const value *y);           // JSON documents
extern bool same_json_any_order(arena *a, const value *x, const value *y); // lists in them have no order
extern bool same_policy(arena *a, const value *x, const value *y);         // IAM policy documents
extern bool same_nocase(arena *a, const value *x, const value *y);
extern bool same_arn_or_name(arena *a, const value *x, const value *y); // an ARN and the last part of its resource
extern bool same_duration(arena *a, const value *x, const value *y);
extern bool same_base64(arena *a, const value *x, const value *y);       // plain or base64 of it
extern bool same_trailing_dot(arena *a, const value *x, const value *y); // domain names: nor does case count
extern bool same_any_order(arena *a, const value *x, const value *y);    // lists
extern bool same_cidr(arena *a, const value *x, const value *y);         // IPv6 spellings
extern bool same_number(arena *a, const value *x, const value *y);       // "1" and "1.0", "0x10" not
extern bool same_ip_protocol(arena *a, const value *x, const value *y);  // "6" and "tcp", "all" and "-1"

// Checks a known string; false with what is wrong ("must be a CIDR block such as 10.0.0.0/16").
typedef bool (*spec_format)(arena *a, str text, const char **ret_message);
extern bool format_cidr(arena *a, str text, const char **ret_message); // either family, host bits zero
extern bool format_ipv4_cidr(arena *a, str text, const char **ret_message);
extern bool format_ipv6_cidr(arena *a, str text, const char **ret_message);
extern bool format_ip(arena *a, str text, const char **ret_message);
extern bool format_ipv4(arena *a, str text, const char **ret_message);
extern bool format_ipv6(arena *a, str text, const char **ret_message);
extern bool format_json(arena *a, str text, const char **ret_message);
extern bool format_policy(arena *a, str text, const char **ret_message);     // a JSON object; it is sent trimmed
extern bool format_iam_policy(arena *a, str text, const char **ret_message); // the same, without a key twice
extern bool format_arn(arena *a, str text, const char **ret_message);
extern bool format_duration(arena *a, str text, const char **ret_message);  // Go's: 1h30m
extern bool format_timestamp(arena *a, str text, const char **ret_message); // RFC 3339
extern bool format_base64(arena *a, str text, const char **ret_message);
extern bool format_regex(arena *a, str text, const char **ret_message);       // Go's syntax: engine/go_regex.h
extern bool format_ip_protocol(arena *a, str text, const char **ret_message); // "tcp", "6", "all"

typedef struct spec_relation {
    enum {
        SPEC_CONFLICTS,    // none of `paths` may be set beside the attribute
        SPEC_NEEDS,        // all of `paths` must be set when the attribute is
        SPEC_EXACTLY_ONE,  // exactly one of the attribute and `paths`
        SPEC_AT_LEAST_ONE, // at least one of the attribute and `paths`
    } kind;
    const char *const *paths; // dotted, from the root of the resource; NULL-terminated
} spec_relation;

struct spec_attr {
    const char *name;
    const char *summary;    // for the docs and the schema
    const char *deprecated; // message; NULL: it is not
    const type *type;       // of the whole value; blocks and objects: list, set or object of `of`
    spec_nesting nesting;
    const spec_attr *of; // in byte order of their names
    size_t of_count;
    int min_items, max_items; // blocks and collections; 0: no bound

    bool required, optional, computed, sensitive, write_only;
    bool is_int;

    // Planning
    const value *default_value; // NULL: none
    // Defaults that depend on another attribute: {when (an expression over the configuration), value}, first match
    // wins, before `default_value`.
    const struct spec_default {
        expr when;
        const value *value; // null: no default in that case
    } * default_when;
    size_t default_when_count;
    unsigned replaces;       // spec_replace bits
    const expr *replaces_if; // with `replaces`: only when true; $x is planned, $prior.x the state. NULL: always
    const char *const
        *renewed_by;        // computed: unknown when one of these changes; NULL-terminated, or NULL. "*": any change
    const expr *renewed_if; // with `renewed_by`: only when true; $x is planned, $prior.x the state. NULL: always
    // Set block: the arguments by which an element that changed is still the one that there was; NULL-terminated, or
    // NULL.
    const char *const *identity;
    bool unmade;           // optional, computed: AWS makes none up, so none is planned where none is configured
    bool none_is_default;  // block: no block means one with its defaults
    bool none_keeps;       // list block, argument: none keeps the one that is there
    spec_same same;        // NULL: equal in content only, or by same_by
    const expr *same_by;   // two values ($item) are the same where it gives the same for both; NULL: see `same`
    const expr *kept_as;   // what plan and state hold of what is configured ($item), known or null; NULL: itself
    const expr *same_if;   // the prior value is planned, whatever is configured, where it holds; NULL: never
    const value *unset_is; // AWS's word for "not set": same as null. NULL: none
    const value *off; // list block: an element with these values, or with none, is the same as none, whatever else is
                      // in it; NULL: none
    bool keeps_configured; // the state keeps what was configured whatever AWS says (it is never read back)

    // Validation
    const char *const *enum_values; // NULL-terminated; NULL: any
    bool enum_nocase;
    const value *const *int_enum; // numbers allowed; NULL-terminated
    const double *min, *max;      // inclusive; NULL: none
    int min_length, max_length;   // of text in characters; -1: none
    const char *match;            // POSIX extended regular expression; NULL: none
    const char *match_message;    // "must start with a letter ..."; NULL: the expression itself is told
    spec_format format;
    const spec_relation *relations;
    size_t relation_count;
    const spec_attr *element; // checks for the elements of a plain list, set or map; NULL: none

    // The API's view
    const char *const
        *in; // path of member names in a request, from the enclosing structure; NULL: never sent by itself
    const char *element_member; // of a list: each element is sent as a structure of that member; NULL: as it is
    const api_path *out;        // where a read finds it, from the enclosing structure; NULL: not read
    bool moment;       // a timestamp is there: without fractions of a second in the state, as hashicorp/aws has it
    const expr *value; // computed from other attributes and outputs after each read; NULL: none
    const expr *key; // it is the value of this key among the object's `pairs`; null: of none. NULL: it is not in pairs
    bool keyed;      // it has a key, or attributes in it have
    const expr *applies; // AWS knows it only when this holds; else the state keeps what it has. NULL: always
    const char *unless;  // the sibling that is sent in its place where that is set; NULL: none
    const char *twin;    // the sibling by which AWS says the same once more; NULL: none
    bool empty_block;    // list block: one of which AWS names empty members is there, where no state says otherwise
    bool zero_counts;    // a 0 or false of it is a value: its block is not the same as none
    bool ordinal;        // its place in the list, from 1, where neither side says it
    bool as_json;        // text that is JSON of what the member is; member names in any case, others are dropped
    const char *const *words; // a bool that AWS spells so: the words for true and false; NULL: it is a bool there too
    const value *omit;        // a value that is not sent; NULL: none
    const value *clear; // what an update sends when it is no longer set; NULL: [] or {} for collections, else nothing
    const value *empty; // what the state holds when AWS gives nothing; NULL: the default, else null
    bool provider_only; // no API knows it: kept from the configuration; its default on import; no call when only it
                        // changes
};

// Is it written as blocks? Nested objects are not.
static inline bool spec_is_block(const spec_attr *attr) {
    return attr->nesting == SPEC_BLOCK_LIST || attr->nesting == SPEC_BLOCK_SET || attr->nesting == SPEC_BLOCK_SINGLE;
}

struct spec_block {
    const spec_attr *attrs; // in byte order of their names
    size_t attr_count;
    const type *type; // the implied object type
};

// ---- calls and steps ----

typedef struct spec_code {
    const char *code;
    const char *message_part; // NULL: any message
} spec_code;

typedef struct spec_match { // {Status: [ACTIVE, DRAINING]}: the text at `path` is one of `values`
    api_path path;
    const char *const *values; // NULL-terminated; NULL: the path gives nothing
    bool or_nothing;           // one of `values`, or the path gives nothing
} spec_match;

typedef struct spec_pick { // {name: Member}: the element whose member means the same as the attribute
    const char *attribute;
    api_path path;
} spec_pick;

typedef struct spec_wait {
    bool gone;               // until the object is gone
    bool there;              // until what is asked for is something
    const spec_match *until; // all of them hold
    size_t until_count;
    const spec_match *fail; // any of them: it will never come
    size_t fail_count;
    const char *const *as_planned; // until the whole object is read, and these attributes are as they were planned;
                                   // NULL-terminated; NULL: `until` says
    int times;                     // so often in a row; 1 at least
    const api_path *reason;        // what to tell when it failed; NULL: nothing more is known
    const struct spec_step *poll;  // asked each time, and judged in the object's place; NULL: the first read
    const char *timeout;           // key of the timeouts block ("create", "update", "delete"), or an attribute
    int64_t default_ms;            // when that is not configured
    const expr *when;              // only then; NULL: always
} spec_wait;

// A hook that is a whole step; engine/hook.h says what it may do. False: diagnostics say why.
struct engine_op;
typedef bool (*spec_step_hook)(struct engine_op *op);

// What to ask AWS when a call failed for good, so that the diagnostic can tell the cause.
typedef struct spec_explain {
    const spec_code *codes; // only for these errors
    size_t code_count;
    const struct spec_step *steps;
    size_t step_count;
    expr say; // added to the diagnostic; null: nothing
} spec_explain;

// Reads of one kind that share a request: what each asks for alone is in one list, and so is what is answered.
typedef struct spec_batch {
    const char *member;      // of the input: a list, with the one object that a read asks for
    int most;                // so many in one request
    const char *list;        // member of the output: the objects
    const char *within;      // member of those, where the objects are in lists of them in turn; NULL: they are not
    const char *const *keys; // members of an object: one of them is what was asked for; NULL-terminated
} spec_batch;

typedef struct spec_step {
    // Exactly one of `op`, `hook`, `sync`.
    const api_operation *op;
    spec_step_hook hook;
    const struct spec_sync *sync;

    const char *name; // outputs are referred to as @name; NULL: none
    const expr *when; // NULL: always (update steps: when something it carries changed)
    const char *const
        *carries; // top-level attributes this step sends: those mapped to members of the call, and those in `on`
    const char *const *maps; // the ones of `carries` that are mapped to members by themselves
    const char *pairs;       // member that takes the keys and values of changed attributes with a `key`; NULL: none
    bool each;               // one call for every changed attribute of `maps`
    bool send_all;           // all of `maps`, not only the changed ones
    bool tags;               // update steps: carries the tags as the first create step does
    bool makes;              // create steps: makes the object where those before it that do were not wanted
    bool adopts;             // create steps: takes an object over that is there; finding none is an error
    bool after_create;       // update steps: also after create, for what differs from what was made
    const expr *with;        // EXPR_OBJECT of further members; NULL: none
    const expr *for_each;    // once for each item of this list, as $item; the output is a list of outputs
    bool keep_item;          // of for_each: each output is {Item, Output}
    bool pages;              // follow the paginator
    const char *const *file_member; // path of the member that has the bytes of a file; NULL: none does
    const char *file_attribute;     // attribute that names the file; without a value no file is sent
    const spec_batch *batch;        // concurrent reads share one request; NULL: only those that ask for the same do
    const api_path *take;           // the object (or list) in the output; NULL: the whole output
    const spec_pick *pick;          // of the list that `take` gave, the first element that fits all of these
    size_t pick_count;              // 0 and no `where`: what `take` gave is the output
    const expr *where;              // of that list, the first element for which it holds; without `take`: the output is
                                    // nothing unless it holds for it. NULL: any
    const spec_code *gone;          // these errors mean that the object is not there
    size_t gone_count;
    const spec_code *unset; // these mean "not set": the output is {}
    size_t unset_count;
    const spec_code *ignore; // these are taken for success
    size_t ignore_count;
    const spec_code *retry; // these are retried for `retry_ms`
    size_t retry_count;
    int64_t retry_ms;
    const char *retry_timeout;         // key of the timeouts block, which says how long instead; NULL: none
    const spec_wait *wait;             // after the call
    const spec_explain *explain;       // of its failure; NULL: nothing is known
    const struct spec_step *each_page; // run after each page of the call, with only that page as the output
    size_t each_page_count;            // 0: the pages are not gone through one by one
    const api_path *errors; // where an answer that came with 200 lists failures, with Code and Message; NULL: nowhere
    bool empty_counts;      // read: an empty answer is the object all the same
    const char *lock;       // calls of the same lock expression value never run side by side; NULL: none
    const expr *lock_key;
} spec_step;

// A collection kept in step element by element with calls for each.
typedef struct spec_sync {
    const char *attribute;
    const char *const *key;  // attributes of an element that identify it; NULL-terminated; NULL: the whole element
    const spec_step *add;    // $item is the element
    const spec_step *change; // NULL: remove, then add
    const spec_step *remove;
    bool add_first; // what is new is added before what is no longer wanted is removed
} spec_sync;

typedef struct spec_import_form {
    // The placeholders of the form, each followed by literal text; NULL-terminated pairs: text before, attribute, text
    // before, attribute, ... last text.
    const char *const *parts;
    const char *match;            // a POSIX extended regular expression the id must have; NULL: any
    const char *const *set_names; // further attributes to set (id among them); NULL-terminated
    const expr *set_values;       // $import is the id as given, $x what the form captured
} spec_import_form;

typedef struct spec_tags {
    enum { SPEC_TAGS_NONE, SPEC_TAGS_LIST, SPEC_TAGS_MAP } shape; // [{Key, Value}] or {k: v}
    const char *key_member, *value_member; // of an element: "Key"/"Value", "key"/"value", "TagKey"/...
    const char *const *create_member;      // in the create call's input; NULL: tagged by `tag` after create
    bool create_text;                      // that member is a text: a URL's query, key=value&key=value
    const char *specification;    // EC2's TagSpecifications: the resource type; then create_member is that list
    const api_path *out;          // where reads find them; NULL: none
    const spec_step *tag;         // $tags: those to set, in the shape of the API; $id and the attributes
    const spec_step *untag;       // $keys: those to remove
    const expr *without_defaults; // where it holds, the provider's default_tags are not for this object; NULL: they are
    const spec_step *whole; // gives all tags the object has: `tag` then takes all at once, those of others too, and
                            // `untag` runs when none is left. NULL: each tag is set and removed by itself
} spec_tags;

typedef struct spec_upgrade {
    int64_t from;               // schema version before it
    const char *const *renames; // old, new, old, new, NULL
    // After them: attributes that get another value, NULL-terminated; $x is the old state. Null leaves what is there.
    const char *const *set_names;
    const expr *set_values;
} spec_upgrade;

typedef enum spec_kind { SPEC_RESOURCE, SPEC_DATA } spec_kind;

typedef struct hook_check hook_check;
typedef struct hook_plan hook_plan;

typedef struct spec_pairs { // attributes that AWS keeps as keys and values
    api_path list;
    const char *key, *value; // members of an element
} spec_pairs;

typedef enum spec_refusal_of {
    SPEC_REFUSE_CONFIGURATION, // looked at in the configuration with its defaults; what is unknown passes
    SPEC_REFUSE_CHANGE,        // looked at when an update is planned: $x is planned, $prior.x the state
    SPEC_REFUSE_DELETE,        // looked at when a deletion is planned, and before it: $x is the state
} spec_refusal_of;

typedef struct spec_refusal { // what cannot be
    spec_refusal_of of;
    const char *block; // dotted: the block whose elements are looked at one by one, as $item; NULL: the object
    expr when;
    const char *at; // attribute, of the element if there is one, that the diagnostic is for; NULL: none
    const char *say;
} spec_refusal;

typedef struct spec_name { // name, name_prefix, generated
    const char *name;
    const char *prefix;
    const char
        *generated; // prefix of a name when neither is configured; "terraform-" as the peer; NULL: one is required
    int max_length; // of the whole name; 0: no limit
} spec_name;

struct spec {
    spec_kind kind;
    const char *type;     // "aws_ecs_cluster"; aliases have a spec of their own that shares all tables
    const char *alias_of; // NULL: it is none
    const char *label;    // "ECS Cluster": for messages
    const char *summary;
    const api_service *service;
    const char *source; // "schemas/ecs/cluster.yaml"
    int64_t version;
    bool regional; // its objects are in a region, which the attribute `region` names (engine/region.h)
    spec_block block;
    const spec_upgrade *upgrades;
    size_t upgrade_count;

    const expr
        *id; // evaluated once the object is made; $x the attributes read or planned, @create the create call's output
    const spec_import_form *imports; // empty: the id as it is
    size_t import_count;
    const spec_tags *tags;

    const spec_step *
        exists; // looks for an object that a create would answer with as if it had made it; NULL: create itself refuses
    const spec_step *first; // run before everything else: what the other steps need to know
    size_t first_count;
    const spec_step *create;
    size_t create_count;
    const spec_step *read; // the first one finds the object
    size_t read_count;
    const spec_match *gone; // the object is there, but gone all the same
    size_t gone_count;
    int64_t visible_ms; // after create, "not found" is retried so long
    const spec_step *update;
    size_t update_count;
    const spec_step *delete_;
    size_t delete_count;
    bool one;                // data: the object is one element of the list that `take` gives: exactly one, or an error
    const expr *sort_newest; // data, with most_recent
    const expr *where;       // data, with `one`: elements for which it does not hold ($item) do not count; NULL: all do

    // An object of what the plans to come may refer to as $remembered.name, told by each read of the object; NULL:
    // nothing.
    const expr *remember;

    const spec_name *name;
    const spec_pairs *pairs; // NULL: none
    const spec_refusal *refusals;
    size_t refusal_count;

    void (*check)(hook_check *h); // NULL: none
    void (*plan)(hook_plan *h);
};

// All specs, sorted by kind, then type. Generated.
extern const spec *const spec_registry[];
extern const size_t spec_registry_count;
// NULL when there is none.
const spec *spec_find(spec_kind kind, const char *type);
// Is it a policy document?
bool spec_attr_is_policy(const spec_attr *attr);
// The attribute of that name; NULL when there is none.
const spec_attr *spec_attr_find(const spec_attr *attrs, size_t count, const char *name);
