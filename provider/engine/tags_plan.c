#include "engine/plan_internal.h"

const value *plan_tags_all(const planner *p, const value *tags) {
    const value *defaults = p->engine == NULL ? value_null() : engine_default_tags(p->engine);
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
