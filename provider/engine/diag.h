// Diagnostics: what the user reads. They accumulate; an operation goes on to find the next problem where that makes
// sense.
#pragma once

#include "aws/error.h"
#include "base/value.h"

typedef enum diag_severity { DIAG_ERROR = 1, DIAG_WARNING = 2 } diag_severity; // tfplugin6's numbers

typedef struct diag diag;
struct diag {
    diag_severity severity;
    const char *summary; // one line, no full stop
    const char *detail;
    const path *attribute; // NULL: the resource as a whole
    const diag *next;
};

typedef struct diags {
    arena *arena;
    diag *first;
    diag *last;
    size_t error_count;
} diags;

void diag_error(diags *d, const path *at, const char *summary, const char *detail_format, ...)
    __attribute__((format(printf, 4, 5)));
void diag_warning(diags *d, const path *at, const char *summary, const char *detail_format, ...)
    __attribute__((format(printf, 4, 5)));
// A further paragraph of what the last one tells; nothing where there is none.
void diag_add(diags *d, const char *detail_format, ...) __attribute__((format(printf, 2, 3)));
// "creating ECS Cluster (web): ClusterNotFoundException: ..."; `doing` is "creating ECS Cluster (web)". Adds a next
// step where one is known (expired token, access denied, endpoint).
void diag_aws(diags *d, const path *at, const char *doing, const aws_error *error);
bool diags_failed(const diags *d);
