#include "plugin/schema.h"

#include "engine/type.h"
#include "plugin/convert.h"

// The numbers of the fields in proto/tfplugin6.proto.
enum { SCHEMA_VERSION = 1, SCHEMA_BLOCK = 2 };
enum { BLOCK_ATTRIBUTES = 2, BLOCK_TYPES = 3, BLOCK_DESCRIPTION = 4, BLOCK_DEPRECATED = 6 };
enum {
    ATTRIBUTE_NAME = 1,
    ATTRIBUTE_TYPE = 2,
    ATTRIBUTE_DESCRIPTION = 3,
    ATTRIBUTE_REQUIRED = 4,
    ATTRIBUTE_OPTIONAL = 5,
    ATTRIBUTE_COMPUTED = 6,
    ATTRIBUTE_SENSITIVE = 7,
    ATTRIBUTE_DEPRECATED = 9,
    ATTRIBUTE_WRITE_ONLY = 11,
};
enum { NESTED_NAME = 1, NESTED_BLOCK = 2, NESTED_MODE = 3, NESTED_MIN_ITEMS = 4, NESTED_MAX_ITEMS = 5 };

static bool is_block(const spec_attr *attr) {
    switch (attr->nesting) {
    case SPEC_BLOCK_LIST:
    case SPEC_BLOCK_SET:
    case SPEC_BLOCK_SINGLE:
        return true;
    case SPEC_PLAIN:
    case SPEC_OBJECT_LIST:
    case SPEC_OBJECT_SET:
        return false;
    }
    return false;
}

static str text(const char *constant) {
    return str_of(constant == NULL ? "" : constant);
}

// Attributes as blocks are plain attributes here: one nested attribute type anywhere in a resource would turn the block
// syntax off.
static void write_attribute(wire *w, arena *a, const spec_attr *attr) {
    size_t from = w->len;
    wire_number(w, ATTRIBUTE_WRITE_ONLY, attr->write_only);
    wire_number(w, ATTRIBUTE_DEPRECATED, attr->deprecated != NULL);
    wire_number(w, ATTRIBUTE_SENSITIVE, attr->sensitive);
    wire_number(w, ATTRIBUTE_COMPUTED, attr->computed);
    wire_number(w, ATTRIBUTE_OPTIONAL, attr->optional);
    wire_number(w, ATTRIBUTE_REQUIRED, attr->required);
    wire_text(w, ATTRIBUTE_DESCRIPTION, text(attr->summary));
    wire_text(w, ATTRIBUTE_TYPE, type_json(a, attr->type));
    wire_text(w, ATTRIBUTE_NAME, text(attr->name));
    wire_message(w, BLOCK_ATTRIBUTES, from);
}

static void write_block(wire *w, arena *a, unsigned field, const spec_attr *attrs, size_t count,
                        const char *description, bool deprecated);

static void write_nested(wire *w, arena *a, const spec_attr *attr) {
    size_t from = w->len;
    bool single = attr->nesting == SPEC_BLOCK_SINGLE; // core wants both bounds alike
    int32_t least = single || attr->min_items == 0 ? attr->required : attr->min_items;
    int32_t most = single ? least : attr->max_items;
    wire_number(w, NESTED_MAX_ITEMS, (uint64_t)most);
    wire_number(w, NESTED_MIN_ITEMS, (uint64_t)least);
    wire_number(w, NESTED_MODE,
                single                            ? TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__SINGLE
                : attr->nesting == SPEC_BLOCK_SET ? TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__SET
                                                  : TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__LIST);
    write_block(w, a, NESTED_BLOCK, attr->of, attr->of_count, attr->summary, attr->deprecated != NULL);
    wire_text(w, NESTED_NAME, text(attr->name));
    wire_message(w, BLOCK_TYPES, from);
}

// Depth is that of the spec, a static table.
static void write_block(wire *w, arena *a, unsigned field, const spec_attr *attrs, size_t count,
                        const char *description, bool deprecated) {
    size_t from = w->len;
    wire_number(w, BLOCK_DEPRECATED, deprecated);
    wire_text(w, BLOCK_DESCRIPTION, text(description));
    for (size_t i = count; i > 0; i--) {
        if (is_block(&attrs[i - 1])) {
            write_nested(w, a, &attrs[i - 1]);
        }
    }
    for (size_t i = count; i > 0; i--) {
        if (!is_block(&attrs[i - 1])) {
            write_attribute(w, a, &attrs[i - 1]);
        }
    }
    wire_message(w, field, from);
}

void schema_write(wire *w, arena *a, unsigned field, const spec_block *block, const char *description,
                  int64_t version) {
    size_t from = w->len;
    write_block(w, a, SCHEMA_BLOCK, block->attrs, block->attr_count, description, false);
    wire_number(w, SCHEMA_VERSION, (uint64_t)version);
    wire_message(w, field, from);
}

// The tables are constant and protobuf-c only reads what it packs.
static char *chars(const char *constant) {
    return (char *)(constant == NULL ? "" : constant);
}

Tfplugin6__Function *function_message(arena *a, const engine_function *f) {
    Tfplugin6__Function *m = ARENA_NEW(a, Tfplugin6__Function);
    tfplugin6__function__init(m);
    m->summary = chars(f->summary);
    m->description = chars(f->description);
    m->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    m->return_ = ARENA_NEW(a, Tfplugin6__Function__Return);
    tfplugin6__function__return__init(m->return_);
    m->return_->type = str_bytes(type_json(a, f->returns));
    m->parameters = ARENA_ARRAY(a, Tfplugin6__Function__Parameter *, f->parameter_count);
    for (size_t i = 0; i < f->parameter_count; i++) {
        Tfplugin6__Function__Parameter *p = ARENA_NEW(a, Tfplugin6__Function__Parameter);
        tfplugin6__function__parameter__init(p);
        p->name = chars(f->parameters[i].name);
        p->description = chars(f->parameters[i].summary);
        p->type = str_bytes(type_json(a, f->parameters[i].type));
        m->parameters[m->n_parameters++] = p;
    }
    return m;
}
