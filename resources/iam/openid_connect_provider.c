// What the spec of aws_iam_openid_connect_provider cannot say: AWS gives the URL without its scheme, and means the
// same.
#include "base/str.h"
#include "engine/hook.h"

bool aws_iam_openid_connect_provider_same_url(arena *a, const value *x, const value *y);

static str without_scheme(const value *url) {
    str text = value_str(url);
    str scheme = STR("https://");
    return str_eq_nocase(str_upto(text, scheme.len), scheme) ? str_from(text, scheme.len) : text;
}

bool aws_iam_openid_connect_provider_same_url(arena *a, const value *x, const value *y) {
    (void)a;
    return str_eq_nocase(without_scheme(x), without_scheme(y));
}
