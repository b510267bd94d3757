// The AWS shared config and credentials files, read as the AWS CLI reads them: `[section]`, `key = value` or `key:
// value`, whole-line comments with # or ;, lines indented deeper than their key go on with its value, and a value that
// begins on the next line is a group of nested `key = value` lines. Keys are compared in lower case. Where the CLI
// refuses a section or a key that is there twice, the later key wins, as in the AWS SDK for Go.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

typedef struct ini ini;

// Everything lives in `a`; values are wiped with it. False with `*ret_message` ("line 3: ...", quoting nothing) for a
// line that is none of the above or stands before the first section.
bool ini_parse(arena *a, str text, const ini **ret, const char **ret_message);

// A section's header is `name` alone where `kind` is NULL ("[default]"), else "kind name" ("[profile x]"); the name may
// be quoted.
bool ini_has_section(const ini *file, const char *kind, const char *name);

// The value of a key, continuation lines joined by "\n"; a group begins with "\n". NULL when it is not there.
const char *ini_get(const ini *file, const char *kind, const char *name, const char *key);

// The value of `key` in the group `group`, in `a`; NULL when it is not there.
const char *ini_get_nested(const ini *file, arena *a, const char *kind, const char *name, const char *group,
                           const char *key);

// The section names of that kind, NULL-terminated, in `a`: for messages that say what there is.
const char *const *ini_names(const ini *file, arena *a, const char *kind);
