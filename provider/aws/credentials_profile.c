// The profile of the shared files, and those that it names: the keys, the token, the session or the command that the
// chain of source_profile ends with, and the roles on the way back. Where the CLI and the SDK for Go differ, this is as
// the SDK for Go has it.
#include <stdlib.h>
#include <string.h>

#include "aws/config_internal.h"
#include "aws/credentials_source.h"

enum {
    MOST_PROFILES = 16,
    SHORTEST_SESSION_S = 900,
};

// One walk from the configured profile to the credentials it starts from.
typedef struct walk {
    const credentials_ask *ask;
    const char *profiles[MOST_PROFILES]; // that were passed
    size_t profile_count;
    aws_role roles[MOST_PROFILES]; // to assume, the last first
    size_t role_count;
    const char *message;
} walk;

static const char *setting(const walk *w, const char *profile, const char *key) {
    return config_profile_setting(w->ask->config, w->ask->a, profile, key);
}

__attribute__((format(printf, 2, 3))) static credentials_status fail(walk *w, const char *format, ...) {
    va_list args;
    va_start(args, format);
    w->message = arena_vprintf(w->ask->a, format, args);
    va_end(args);
    return CREDENTIALS_FAILED;
}

// The keys of the strongest file that has one of them: pairs are not put together from two files.
static credentials_status fetch_keys(walk *w, const char *profile, credentials_found *ret) {
    const aws_config *c = w->ask->config;
    arena *a = w->ask->a;
    for (size_t i = 0; i < c->file_count; i++) {
        const config_file *file = &c->files[i];
        const char *access_key = config_file_setting(file, a, profile, "aws_access_key_id");
        const char *secret_key = config_file_setting(file, a, profile, "aws_secret_access_key");
        if (access_key == NULL && secret_key == NULL) {
            continue;
        }
        if (access_key == NULL || secret_key == NULL) {
            return fail(w, "profile \"%s\" in %s has %s, but not %s", profile, file->path,
                        access_key != NULL ? "aws_access_key_id" : "aws_secret_access_key",
                        access_key != NULL ? "aws_secret_access_key" : "aws_access_key_id");
        }
        *ret = (credentials_found){
            .fixed = true,
            .keys = {.access_key = access_key,
                     .secret_key = secret_key,
                     .session_token = config_file_setting(file, a, profile, "aws_session_token")},
        };
        return CREDENTIALS_FOUND;
    }
    return CREDENTIALS_ABSENT;
}

static bool was_passed(const walk *w, const char *profile) {
    for (size_t i = 0; i < w->profile_count; i++) {
        if (strcmp(w->profiles[i], profile) == 0) {
            return true;
        }
    }
    return false;
}

static credentials_status check_kinds(walk *w, const char *profile) {
    static const char *const kinds[] = {
        "source_profile",
        "credential_source",
        "credential_process",
        "web_identity_token_file",
    };
    const char *first = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (setting(w, profile, kinds[i]) == NULL) {
            continue;
        }
        if (first != NULL) {
            return fail(w, "profile \"%s\" has both %s and %s: it can have one of them", profile, first, kinds[i]);
        }
        first = kinds[i];
    }
    bool needs_role = first != NULL && strcmp(first, "credential_process") != 0;
    if (needs_role && setting(w, profile, "role_arn") == NULL) {
        return fail(w, "profile \"%s\" has %s, but not role_arn", profile, first);
    }
    return CREDENTIALS_FOUND;
}

static credentials_status remember_role(walk *w, const char *profile, const char *arn) {
    if (setting(w, profile, "mfa_serial") != NULL) {
        return fail(
            w,
            "profile \"%s\" has mfa_serial, and a provider cannot ask for a code: get a session beforehand (aws "
            "sts get-session-token, or a tool of your choice) and give the provider its keys",
            profile);
    }
    const char *text = setting(w, profile, "duration_seconds");
    char *end = NULL;
    long long duration_s = text == NULL ? 0 : strtoll(text, &end, 10);
    if (text != NULL && (*end != '\0' || duration_s < 0)) {
        return fail(w, "duration_seconds of profile \"%s\" is not a number of seconds", profile);
    }
    w->roles[w->role_count++] = (aws_role){
        .arn = arn,
        .session_name = setting(w, profile, "role_session_name"),
        .external_id = setting(w, profile, "external_id"),
        .duration_s = duration_s < SHORTEST_SESSION_S ? 0 : duration_s,
    };
    return CREDENTIALS_FOUND;
}

static credentials_status from_credential_source(walk *w, const char *profile, const char *name,
                                                 credentials_found *ret) {
    const struct {
        const char *name;
        const credentials_source *source;
    } sources[] = {
        {"Environment", &credentials_environment},
        {"Ec2InstanceMetadata", &credentials_metadata},
        {"EcsContainer", &credentials_container},
    };
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        if (strcmp(name, sources[i].name) == 0) {
            const char *message = NULL;
            credentials_status status = sources[i].source->fetch(w->ask, ret, &message);
            return status == CREDENTIALS_FOUND
                       ? status
                       : fail(w, "credential_source %s of profile \"%s\": %s", name, profile, message);
        }
    }
    return fail(w, "credential_source of profile \"%s\" is none of Environment, Ec2InstanceMetadata, EcsContainer",
                profile);
}

// What a profile that names no other has.
static credentials_status own_credentials(walk *w, const char *profile, credentials_found *ret) {
    const char *source = setting(w, profile, "credential_source");
    credentials_status status = fetch_keys(w, profile, ret);
    if (status == CREDENTIALS_ABSENT && source != NULL) {
        status = from_credential_source(w, profile, source, ret);
    }
    if (status == CREDENTIALS_ABSENT && setting(w, profile, "web_identity_token_file") != NULL) {
        w->role_count--; // the role goes with the token
        status = credentials_web_identity_profile(w->ask, profile, ret, &w->message);
    }
    if (status == CREDENTIALS_ABSENT) {
        status = credentials_sso(w->ask, profile, ret, &w->message);
    }
    if (status == CREDENTIALS_ABSENT) {
        status = credentials_process(w->ask, profile, ret, &w->message);
    }
    return status;
}

// A role in the configured profile that says nothing about whom to be first goes with the container or the machine.
static credentials_status surroundings(walk *w, const char *profile, credentials_found *ret) {
    static const credentials_source *const sources[] = {&credentials_container, &credentials_metadata};
    const char *tried = "";
    for (size_t i = 0; i < 2; i++) {
        const char *message = NULL;
        credentials_status status = sources[i]->fetch(w->ask, ret, &message);
        if (status == CREDENTIALS_FOUND) {
            return status;
        }
        tried = arena_printf(w->ask->a, "%s; %s: %s", tried, sources[i]->name, message);
        if (status == CREDENTIALS_FAILED) {
            break;
        }
    }
    return fail(w, "profile \"%s\" has role_arn, but nothing to assume the role with%s", profile, tried);
}

static credentials_status remember_profile(walk *w, const char *profile) {
    if (w->profile_count == MOST_PROFILES) {
        return fail(w, "more than %d profiles are chained by source_profile", MOST_PROFILES);
    }
    w->profiles[w->profile_count++] = profile;
    const char *arn = setting(w, profile, "role_arn");
    return arn == NULL ? CREDENTIALS_FOUND : remember_role(w, profile, arn);
}

// A profile that the chain comes back to, most often one that names itself, gives what it has without a role.
static credentials_status of_circle(walk *w, const char *profile, credentials_found *ret) {
    credentials_status status = fetch_keys(w, profile, ret);
    if (status == CREDENTIALS_ABSENT) {
        status = credentials_sso(w->ask, profile, ret, &w->message);
    }
    if (status == CREDENTIALS_ABSENT) {
        status = fail(w, "source_profile leads in a circle to profile \"%s\", which has no keys", profile);
    }
    return status;
}

static credentials_status of_last(walk *w, const char *profile, credentials_found *ret) {
    credentials_status status = own_credentials(w, profile, ret);
    if (status != CREDENTIALS_ABSENT) {
        return status;
    }
    if (w->profile_count > 1) {
        return fail(w, "profile \"%s\", a source_profile, has no credentials", profile);
    }
    return w->role_count == 0 ? CREDENTIALS_ABSENT : surroundings(w, profile, ret);
}

// The credentials at the end of the chain; the roles on the way are remembered. ABSENT only where the configured
// profile says nothing at all.
static credentials_status find_start(walk *w, credentials_found *ret) {
    const char *profile = w->ask->config->profile;
    while (!was_passed(w, profile)) {
        credentials_status status = remember_profile(w, profile);
        if (status != CREDENTIALS_FOUND) {
            return status;
        }
        // Keys of a profile that another names stand before its own source.
        status = w->profile_count == 1 ? CREDENTIALS_ABSENT : fetch_keys(w, profile, ret);
        if (status != CREDENTIALS_ABSENT) {
            return status;
        }
        if (check_kinds(w, profile) != CREDENTIALS_FOUND) {
            return CREDENTIALS_FAILED;
        }
        const char *next = setting(w, profile, "source_profile");
        if (next == NULL) {
            return of_last(w, profile, ret);
        }
        if (!config_has_profile(w->ask->config, next)) {
            return fail(w, "profile \"%s\" has source_profile \"%s\", which is not there", profile, next);
        }
        profile = next;
    }
    return of_circle(w, profile, ret);
}

static credentials_status fetch(const credentials_ask *ask, credentials_found *ret, const char **ret_message) {
    walk w = {.ask = ask};
    credentials_found found = {0};
    credentials_status status = find_start(&w, &found);
    while (status == CREDENTIALS_FOUND && w.role_count > 0) {
        const aws_role *role = &w.roles[--w.role_count];
        sigv4_credentials with = found.keys;
        status = credentials_assume_role(ask, role, &with, &found, &w.message);
        if (status != CREDENTIALS_FOUND) {
            w.message = arena_printf(ask->a, "%s: %s", role->arn, w.message);
        }
    }
    if (status == CREDENTIALS_FOUND) {
        *ret = found;
    } else if (status == CREDENTIALS_ABSENT) {
        *ret_message = arena_printf(ask->a, "no keys for profile \"%s\" in %s", ask->config->profile,
                                    config_files_text(ask->config, ask->a));
    } else {
        *ret_message = w.message;
    }
    return status;
}

const credentials_source credentials_profile = {.name = "the shared files", .fetch = fetch};
