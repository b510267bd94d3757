#include "engine/region.h"

#include <string.h>

#include "aws/partition.h"

static const char ATTRIBUTE[] = "region";

const char *region_of(const spec *s, const value *object) {
    const value *v = s->regional ? value_get(object, ATTRIBUTE) : NULL;
    return value_is_known_string(v) && value_str(v).len > 0 ? value_text(v) : NULL;
}

const value *region_fact(const spec *s, const value *object) {
    const value *v = s->regional ? value_get(object, ATTRIBUTE) : NULL;
    return value_is_empty(v) ? NULL : v;
}

// NULL where the provider is not configured: nothing can be told then.
static const char *partition_of_provider(const engine *e) {
    return e == NULL ? NULL : engine_aws_fact((engine *)e, "partition");
}

static bool is_of_partition(engine_call *c, const char *region, const path *at) {
    const char *wanted = partition_of_provider(c->engine);
    const aws_partition *found = aws_partition_find(region);
    if (wanted == NULL || (found != NULL && strcmp(found->id, wanted) == 0)) {
        return true;
    }
    // With skip_region_validation the provider's own may have any name.
    if (strcmp(region, engine_aws_fact(c->engine, "region")) == 0) {
        return true;
    }
    if (found == NULL) {
        const char *near = aws_region_near(region);
        diag_error(&c->diags, at, "Invalid region", "\"%s\" is no region of any AWS partition.%s", region,
                   near == NULL ? "" : arena_printf(c->arena, " Did you mean \"%s\"?", near));
    } else {
        diag_error(&c->diags, at, "Region of another partition",
                   "\"%s\" is a region of the partition %s, and the provider is configured for %s. One set of "
                   "credentials works in one partition: use another provider block.",
                   region, found->id, wanted);
    }
    return false;
}

bool region_check(engine_call *c, const spec *s, const value *config) {
    const char *region = region_of(s, config);
    return region == NULL || is_of_partition(c, region, path_attr(c->arena, NULL, ATTRIBUTE));
}

const value *region_plan(const planner *p, const value *planned, engine_plan_response *response) {
    if (!p->spec->regional) {
        return planned;
    }
    const char *home = p->engine == NULL ? NULL : engine_aws_fact(p->engine, "region");
    const value *now = value_get(planned, ATTRIBUTE);
    if (value_is_null(p->prior)) {
        if (home == NULL || !value_is_empty(value_get(p->config, ATTRIBUTE))) {
            return planned;
        }
        value *out = value_copy(p->arena, planned, VALUE_OBJECT);
        value_put_static(p->arena, out, ATTRIBUTE, value_cstr(p->arena, home));
        return out;
    }
    bool stays = value_is_empty(now) || (home != NULL && value_is_known_string(now) && str_is(value_str(now), home));
    if (value_is_empty(value_get(p->prior, ATTRIBUTE)) && !stays) {
        plan_add_replacement(p->arena, response, path_attr(p->arena, NULL, ATTRIBUTE));
    }
    return planned;
}

// "us-east-1", "us-isob-east-1": words of small letters and a number.
static bool has_form_of_region(const char *text) {
    size_t words = 0;
    for (;;) {
        size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz");
        if (letters < 2 || text[letters] != '-') {
            break;
        }
        words++;
        text += letters + 1;
    }
    size_t digits = strspn(text, "0123456789");
    return words >= 2 && (digits == 1 || digits == 2) && text[digits] == '\0';
}

bool region_split_import(engine_call *c, const spec *s, const char *import_id, const char **ret_id,
                         const char **ret_region) {
    const char *at = s->regional ? strrchr(import_id, '@') : NULL;
    *ret_id = import_id;
    *ret_region = NULL;
    if (at == NULL || at == import_id || !has_form_of_region(at + 1)) {
        return true;
    }
    *ret_id = arena_strndup(c->arena, import_id, (size_t)(at - import_id));
    *ret_region = at + 1;
    return is_of_partition(c, at + 1, NULL);
}
