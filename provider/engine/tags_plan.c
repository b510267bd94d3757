#include "engine/plan_internal.h"

// Unknown while it cannot be told whether they are for this object.
static const value *plan_default_tags(const planner *p) {
    const expr *without = p->spec->tags->without_defaults;
    bool unknown = false;
    if (p->engine == NULL || (without != NULL && plan_holds(p, without, &unknown))) {
        return value_null();
    }
    return unknown ? value_unknown() : engine_default_tags(p->engine);
}

const value *plan_tags_all(const planner *p, const value *tags) {
    const value *defaults = plan_default_tags(p);
    if (value_has_unknown(defaults) || value_has_unknown(tags)) {
        return value_unknown();
    }
    value *all = value_map_new(p->arena);
    const value *sources[] = {defaults, tags};
    for (size_t s = 0; s < sizeof sources / sizeof *sources; s++) {
        const value *from = sources[s];
        for (size_t i = 0; !value_is_null(from) && i < from->map.count; i++) {
            const value_entry *entry = &from->map.entries[i];
            bool ignored = p->engine != NULL && engine_tag_ignored(p->engine, entry->key);
            if (!value_is_null(entry->value) && !ignored) {
                value_put(p->arena, all, entry->key, entry->value);
            }
        }
    }
    return all;
}
