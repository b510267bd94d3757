// What the spec of data aws_region cannot say: a name or an endpoint that is of no region on the list is refused.
#include "aws/partition.h"
#include "engine/hook.h"

#include <string.h>

void data_aws_region_check(hook_check *h);

// "ec2.<region>.<suffix>": the region; empty when the text is no such name.
static const char *region_of_endpoint(arena *a, str endpoint) {
    size_t dot = 0;
    if (!str_has_prefix(endpoint, "ec2.") || !str_find(str_from(endpoint, strlen("ec2.")), ".", &dot)) {
        return "";
    }
    return arena_strndup(a, endpoint.ptr + strlen("ec2."), dot);
}

static void check_region(hook_check *h, const char *attribute, const char *region) {
    if (aws_region_is_known(region)) {
        return;
    }
    const char *near = aws_region_near(region);
    diag_error(h->diags, path_attr(h->arena, NULL, attribute), "No such region", "No region is called so%s%s%s",
               near == NULL ? "" : "; did you mean ", near == NULL ? "" : near, near == NULL ? "." : "?");
}

void data_aws_region_check(hook_check *h) {
    static const char *const NAMES[] = {"name", "region"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        const value *name = value_get(h->config, NAMES[i]);
        if (value_is_known_string(name)) {
            check_region(h, NAMES[i], value_text(name));
        }
    }
    const value *endpoint = value_get(h->config, "endpoint");
    if (value_is_known_string(endpoint)) {
        check_region(h, "endpoint", region_of_endpoint(h->arena, value_str(endpoint)));
    }
}
