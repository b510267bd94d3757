// When a certificate of a private authority is renewed although ACM would wait longer.
#pragma once

#include "base/value.h"

// Is it due, by the moment at which the certificate ends and how long before that `early_renewal_duration` wants it?
// `certificate` has the attributes as AWS told them. False while something is unknown.
bool renewal_is_due(arena *a, const value *certificate, const value *early_renewal_duration);
