#include "plugin/schema.h"

#include "engine/type.h"
#include "plugin/convert.h"

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

// The tables are constant and protobuf-c only reads what it packs.
static char *text(const char *constant) {
    return (char *)(constant == NULL ? "" : constant);
}

// Attributes as blocks are plain attributes here: one nested attribute type anywhere in a resource would turn the block
// syntax off.
static Tfplugin6__Schema__Attribute *attribute_message(arena *a, const spec_attr *attr) {
    Tfplugin6__Schema__Attribute *m = ARENA_NEW(a, Tfplugin6__Schema__Attribute);
    tfplugin6__schema__attribute__init(m);
    m->name = text(attr->name);
    m->type = str_bytes(type_json(a, attr->type));
    m->description = text(attr->summary);
    m->required = attr->required;
    m->optional = attr->optional;
    m->computed = attr->computed;
    m->sensitive = attr->sensitive;
    m->write_only = attr->write_only;
    m->deprecated = attr->deprecated != NULL;
    return m;
}

static Tfplugin6__Schema__Block *block_message(arena *a, const spec_attr *attrs, size_t count);

static Tfplugin6__Schema__NestedBlock *nested_message(arena *a, const spec_attr *attr) {
    Tfplugin6__Schema__NestedBlock *m = ARENA_NEW(a, Tfplugin6__Schema__NestedBlock);
    tfplugin6__schema__nested_block__init(m);
    m->type_name = text(attr->name);
    m->block = block_message(a, attr->of, attr->of_count);
    m->block->description = text(attr->summary);
    m->block->deprecated = attr->deprecated != NULL;
    if (attr->nesting == SPEC_BLOCK_SINGLE) { // core wants both bounds alike
        m->nesting = TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__SINGLE;
        m->min_items = m->max_items = attr->required ? 1 : 0;
        return m;
    }
    m->nesting = attr->nesting == SPEC_BLOCK_SET ? TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__SET
                                                 : TFPLUGIN6__SCHEMA__NESTED_BLOCK__NESTING_MODE__LIST;
    m->min_items = attr->required && attr->min_items == 0 ? 1 : attr->min_items;
    m->max_items = attr->max_items;
    return m;
}

// Depth is that of the spec, a static table.
static Tfplugin6__Schema__Block *block_message(arena *a, const spec_attr *attrs, size_t count) {
    Tfplugin6__Schema__Block *m = ARENA_NEW(a, Tfplugin6__Schema__Block);
    tfplugin6__schema__block__init(m);
    m->attributes = ARENA_ARRAY(a, Tfplugin6__Schema__Attribute *, count);
    m->block_types = ARENA_ARRAY(a, Tfplugin6__Schema__NestedBlock *, count);
    for (size_t i = 0; i < count; i++) {
        if (is_block(&attrs[i])) {
            m->block_types[m->n_block_types++] = nested_message(a, &attrs[i]);
        } else {
            m->attributes[m->n_attributes++] = attribute_message(a, &attrs[i]);
        }
    }
    return m;
}

Tfplugin6__Schema *schema_message(arena *a, const spec_block *block, const char *description, int64_t version) {
    Tfplugin6__Schema *m = ARENA_NEW(a, Tfplugin6__Schema);
    tfplugin6__schema__init(m);
    m->version = version;
    m->block = block_message(a, block->attrs, block->attr_count);
    m->block->description = text(description);
    return m;
}

Tfplugin6__Function *function_message(arena *a, const engine_function *f) {
    Tfplugin6__Function *m = ARENA_NEW(a, Tfplugin6__Function);
    tfplugin6__function__init(m);
    m->summary = text(f->summary);
    m->description = text(f->description);
    m->description_kind = TFPLUGIN6__STRING_KIND__MARKDOWN;
    m->return_ = ARENA_NEW(a, Tfplugin6__Function__Return);
    tfplugin6__function__return__init(m->return_);
    m->return_->type = str_bytes(type_json(a, f->returns));
    m->parameters = ARENA_ARRAY(a, Tfplugin6__Function__Parameter *, f->parameter_count);
    for (size_t i = 0; i < f->parameter_count; i++) {
        Tfplugin6__Function__Parameter *p = ARENA_NEW(a, Tfplugin6__Function__Parameter);
        tfplugin6__function__parameter__init(p);
        p->name = text(f->parameters[i].name);
        p->description = text(f->parameters[i].summary);
        p->type = str_bytes(type_json(a, f->parameters[i].type));
        m->parameters[m->n_parameters++] = p;
    }
    return m;
}
