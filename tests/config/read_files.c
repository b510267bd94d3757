// Reads a JSON document a line, {"config": PATH, "credentials": PATH, "profiles": [NAME], "sessions": [NAME],
// "services": [NAME], "keys": [KEY]}, and writes a line of what we make of these files: {"files": [{SECTION: {KEY: TEXT
// or {KEY: TEXT}}}], "profiles": {NAME: {KEY: TEXT}}, "sessions": {NAME: {KEY: TEXT}}, "services": {PROFILE: {SERVICE:
// {KEY: TEXT}}}}, or {"refused": REASON}. A name that is not there is left out. test_config_files.py compares it with
// botocore's reading.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/config_internal.h"
#include "base/json.h"
#include "base/value.h"

enum { MAX_FILE = 1024 * 1024 };

// What the files say of endpoints and attempts is not looked at: that they are read is the question, not what is
// allowed.
static const char *environment(const char *name) {
    return strcmp(name, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") == 0 ? "true" : NULL;
}

// Adds what is not NULL.
static void put_text(arena *a, value *to, const char *key, const char *text) {
    if (text != NULL) {
        value_put(a, to, str_of(key), value_cstr(a, text));
    }
}

static const value *read_group(arena *a, const ini *file, const char *section, const char *group, const value *keys) {
    value *found = value_object_new(a);
    for (size_t i = 0; i < value_count(keys); i++) {
        const char *key = value_text(value_item(keys, i));
        put_text(a, found, key, ini_get_nested(file, a, NULL, section, group, key));
    }
    return found;
}

static const value *read_section(arena *a, const ini *file, const char *section, const value *keys) {
    value *found = value_object_new(a);
    for (size_t i = 0; i < value_count(keys); i++) {
        const char *key = value_text(value_item(keys, i));
        const char *text = ini_get(file, NULL, section, key);
        if (text != NULL && text[0] == '\n') {
            value_put(a, found, str_of(key), read_group(a, file, section, key, keys));
        } else {
            put_text(a, found, key, text);
        }
    }
    return found;
}

static const value *read_sections(arena *a, const char *path, const value *keys) {
    value *found = value_object_new(a);
    buf text = buf_make(MAX_FILE);
    const ini *file = NULL;
    const char *message = NULL;
    if (config_read_file(path, &text) == 0 && ini_parse(a, (str){.ptr = text.ptr, .len = text.len}, &file, &message)) {
        const char *const *names = ini_names(file, a, NULL);
        for (size_t i = 0; names[i] != NULL; i++) {
            value_put(a, found, str_of(names[i]), read_section(a, file, names[i], keys));
        }
    }
    buf_free(&text);
    return found;
}

static bool load(arena *a, const value *asked, const char *profile, aws_config **ret, const char **ret_reason) {
    const char *const config[] = {value_text(value_get(asked, "config")), NULL};
    const char *const credentials[] = {value_text(value_get(asked, "credentials")), NULL};
    aws_config_input input = {.region = "us-east-1",
                              .profile = profile,
                              .shared_config_files = config,
                              .shared_credentials_files = credentials,
                              .max_retries = 3,
                              .insecure = -1,
                              .use_fips_endpoint = -1,
                              .use_dualstack_endpoint = -1,
                              .s3_use_path_style = -1,
                              .skip_metadata = -1};
    aws_config_problem problem = {0};
    bool loaded = aws_config_load(&input, environment, a, ret, &problem);
    *ret_reason = loaded ? NULL : problem.detail;
    return loaded;
}

static const value *read_services(arena *a, const value *asked, const char *profile) {
    value *found = value_object_new(a);
    const value *keys = value_get(asked, "keys");
    aws_config *config = NULL;
    const char *reason = NULL;
    if (!load(a, asked, profile, &config, &reason)) {
        return found;
    }
    const value *services = value_get(asked, "services");
    for (size_t i = 0; i < value_count(services); i++) {
        const char *service = value_text(value_item(services, i));
        value *of_service = value_object_new(a);
        for (size_t j = 0; j < value_count(keys); j++) {
            const char *key = value_text(value_item(keys, j));
            put_text(a, of_service, key, config_service_setting(config, a, service, key));
        }
        if (value_count(of_service) > 0) {
            value_put(a, found, str_of(service), of_service);
        }
    }
    aws_config_free(config);
    return found;
}

static void read_settings(arena *a, const value *asked, const aws_config *config, value *to) {
    value *profiles = value_object_new(a);
    value *sessions = value_object_new(a);
    value *services = value_object_new(a);
    const value *keys = value_get(asked, "keys");
    for (size_t i = 0; i < value_count(value_get(asked, "profiles")); i++) {
        const char *name = value_text(value_item(value_get(asked, "profiles"), i));
        value *found = value_object_new(a);
        for (size_t j = 0; j < value_count(keys); j++) {
            const char *key = value_text(value_item(keys, j));
            put_text(a, found, key, config_profile_setting(config, a, name, key));
        }
        if (config_has_profile(config, name)) {
            value_put(a, profiles, str_of(name), found);
            value_put(a, services, str_of(name), read_services(a, asked, name));
        }
    }
    for (size_t i = 0; i < value_count(value_get(asked, "sessions")); i++) {
        const char *name = value_text(value_item(value_get(asked, "sessions"), i));
        value *found = value_object_new(a);
        for (size_t j = 0; j < value_count(keys); j++) {
            const char *key = value_text(value_item(keys, j));
            put_text(a, found, key, config_sso_session_setting(config, a, name, key));
        }
        if (config_has_sso_session(config, name)) {
            value_put(a, sessions, str_of(name), found);
        }
    }
    value_put_static(a, to, "profiles", profiles);
    value_put_static(a, to, "sessions", sessions);
    value_put_static(a, to, "services", services);
}

static void answer(arena *a, const value *asked) {
    value *told = value_object_new(a);
    aws_config *config = NULL;
    const char *reason = NULL;
    if (load(a, asked, NULL, &config, &reason)) {
        value *files = value_list_new(a);
        value_push(a, files, read_sections(a, value_text(value_get(asked, "config")), value_get(asked, "keys")));
        value_push(a, files, read_sections(a, value_text(value_get(asked, "credentials")), value_get(asked, "keys")));
        value_put_static(a, told, "files", files);
        read_settings(a, asked, config, told);
        aws_config_free(config);
    } else {
        put_text(a, told, "refused", reason);
    }
    puts(json_text(a, told).ptr);
}

int main(void) {
    char *line = NULL;
    size_t size = 0;
    int status = 0;
    while (status == 0 && getline(&line, &size, stdin) > 0) {
        arena *a = arena_new();
        const value *asked = NULL;
        const char *message = NULL;
        if (json_parse(a, str_of(line), &asked, &message)) {
            answer(a, asked);
        } else {
            fprintf(stderr, "%s\n", message);
            status = 1;
        }
        arena_free(a);
    }
    free(line);
    return status;
}
