#include <string.h>

#include "engine/engine.h"

// The type that a name stands for: aliases share all tables with it.
static const char *real_type(const char *type) {
    const spec *s = spec_find(SPEC_RESOURCE, type);
    return s != NULL && s->alias_of != NULL ? s->alias_of : type;
}

// "registry.terraform.io/hashicorp/aws", OpenTofu's, or this provider under whatever namespace.
static bool is_aws_provider(const char *address) {
    return str_has_suffix(str_of(address), "/aws");
}

const value *engine_move(engine_call *c, const spec *target, const char *source_provider, const char *source_type,
                         int64_t source_version, str raw) {
    const char *wanted = target->alias_of != NULL ? target->alias_of : target->type;
    if (!is_aws_provider(source_provider) || strcmp(real_type(source_type), wanted) != 0) {
        diag_error(&c->diags, NULL, "Resource cannot be moved",
                   "A %s of the provider %s cannot become a %s. Only a resource of the same type of hashicorp/aws can.",
                   source_type, source_provider, target->type);
        return value_null();
    }
    return engine_upgrade(c, target, source_version, raw);
}
