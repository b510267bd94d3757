// What the spec of aws_route53_record cannot say: Route 53 answers the names of load balancers with or without the
// prefix that stands for both IP versions, as it was last written by the console or by us.
#include "engine/hook.h"

#include <strings.h>

bool aws_route53_record_same_alias_name(arena *a, const value *x, const value *y);

static str without_prefix(str name) {
    static const char prefix[] = "dualstack.";
    bool there = name.len >= sizeof prefix - 1 && strncasecmp(name.ptr, prefix, sizeof prefix - 1) == 0;
    return there ? str_from(name, sizeof prefix - 1) : name;
}

bool aws_route53_record_same_alias_name(arena *a, const value *x, const value *y) {
    return same_trailing_dot(a, value_string(a, without_prefix(value_str(x))),
                             value_string(a, without_prefix(value_str(y))));
}
