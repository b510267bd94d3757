// What the engine's own files share of the provider instance.
#pragma once

#include "aws/client.h"
#include "engine/batch.h"
#include "engine/engine.h"

// The provider's default_tags as a map: null without any, unknown as a whole while any part of them is.
const value *engine_default_tags(const engine *e);
// Is the tag one of ignore_tags?
bool engine_tag_ignored(const engine *e, str key);

// $aws.<name>: region, account_id, partition, dns_suffix, reverse_dns_prefix, global_region. Text that lives as long as
// the configuration; NULL when not known (not configured yet, or no account id could be had).
const char *engine_aws_fact(engine *e, const char *name);

// The client of the configured provider; NULL with a diagnostic when it is not configured or an argument that it needs
// is still unknown.
aws_client *engine_client(engine_call *c);

// The reads under way, for those that share a request.
batch_table *engine_batches(const engine *e);

// What ConfigureProvider found out; texts and values are copied, the client is taken over.
typedef struct engine_settings {
    aws_client *client; // NULL: an argument is unknown
    const value *default_tags;
    const value *ignored_keys;
    const value *ignored_prefixes;
    const char *unknown_argument;
    const char *account_id; // NULL: not asked
    bool may_ask_account;   // later, when it is needed
} engine_settings;
void engine_adopt(engine *e, const engine_settings *s);
