// The shared files of a configuration: reading settings from what config.c has parsed.
#include <string.h>
#include <strings.h>

#include "aws/config_internal.h"
#include "aws/secret.h"

const char *config_env(const aws_config *c, const char *name) {
    const char *text = c->env(name);
    return text == NULL || text[0] == '\0' ? NULL : text;
}

bool config_parse_bool(const char *text, bool *ret) {
    bool is_true = strcasecmp(text, "true") == 0;
    if (!is_true && strcasecmp(text, "false") != 0) {
        return false;
    }
    *ret = is_true;
    return true;
}

// The kind of the section that holds the profile in this file; false when none does. "[profile default]" hides
// "[default]".
static bool profile_kind(const config_file *file, const char *profile, const char **ret) {
    if (file->content == NULL) {
        return false;
    }
    if (!file->is_credentials && ini_has_section(file->content, "profile", profile)) {
        *ret = "profile";
        return true;
    }
    if ((file->is_credentials || strcmp(profile, "default") == 0) && ini_has_section(file->content, NULL, profile)) {
        *ret = NULL;
        return true;
    }
    return false;
}

bool config_file_has_profile(const config_file *file, const char *profile) {
    const char *kind;
    return profile_kind(file, profile, &kind);
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

// The text of a value without the comments at the ends of its lines; NULL for none, and for a group, which is no text.
static const char *without_comments(arena *a, const char *value) {
    if (value == NULL || value[0] == '\n') {
        return NULL;
    }
    char *copy = arena_strdup(a, value);
    secret_keep(a, copy);
    size_t line = 0; // where it begins in the copy
    size_t len = 0;
    bool comment = false;
    for (const char *at = value; *at != '\0'; at++) {
        comment = *at != '\n' && (comment || ((*at == '#' || *at == ';') && (len == line || is_blank(copy[len - 1]))));
        if (comment) {
            continue;
        }
        while (*at == '\n' && len > line && is_blank(copy[len - 1])) {
            len--;
        }
        copy[len++] = *at;
        line = *at == '\n' ? len : line;
    }
    str text = str_trim((str){.ptr = copy, .len = len});
    copy[(size_t)(text.ptr - copy) + text.len] = '\0';
    return text.len == 0 ? NULL : text.ptr;
}

const char *config_file_setting(const config_file *file, arena *a, const char *profile, const char *key) {
    const char *kind;
    if (!profile_kind(file, profile, &kind)) {
        return NULL;
    }
    return without_comments(a, ini_get(file->content, kind, profile, key));
}

const char *config_profile_setting(const aws_config *c, arena *a, const char *profile, const char *key) {
    for (size_t i = 0; i < c->file_count; i++) {
        const char *value = config_file_setting(&c->files[i], a, profile, key);
        if (value != NULL) {
            return value;
        }
    }
    return NULL;
}

const char *config_setting(const aws_config *c, arena *a, const char *key) {
    return config_profile_setting(c, a, c->profile, key);
}

bool config_has_profile(const aws_config *c, const char *profile) {
    for (size_t i = 0; i < c->file_count; i++) {
        if (config_file_has_profile(&c->files[i], profile)) {
            return true;
        }
    }
    return false;
}

static bool has_sso_session(const config_file *file, const char *name) {
    return file->content != NULL && !file->is_credentials && ini_has_section(file->content, "sso-session", name);
}

const char *config_sso_session_setting(const aws_config *c, arena *a, const char *name, const char *key) {
    for (size_t i = 0; i < c->file_count; i++) {
        if (has_sso_session(&c->files[i], name)) {
            const char *value = without_comments(a, ini_get(c->files[i].content, "sso-session", name, key));
            if (value != NULL) {
                return value;
            }
        }
    }
    return NULL;
}

bool config_has_sso_session(const aws_config *c, const char *name) {
    for (size_t i = 0; i < c->file_count; i++) {
        if (has_sso_session(&c->files[i], name)) {
            return true;
        }
    }
    return false;
}

const char *config_service_setting(const aws_config *c, arena *a, const char *service, const char *key) {
    const char *services = config_setting(c, a, "services");
    for (size_t i = 0; services != NULL && i < c->file_count; i++) {
        const config_file *file = &c->files[i];
        if (file->content == NULL || file->is_credentials) {
            continue;
        }
        const char *value = ini_get_nested(file->content, a, "services", services, service, key);
        value = without_comments(a, value);
        if (value != NULL) {
            return value;
        }
    }
    return NULL;
}

const char *config_files_text(const aws_config *c, arena *a) {
    const char *text = c->file_count == 0 ? "no file: HOME is not set" : "";
    for (size_t i = 0; i < c->file_count; i++) {
        const char *joint = i == 0 ? "" : i + 1 == c->file_count ? " and " : ", ";
        const config_file *file = &c->files[i];
        text = arena_printf(a, "%s%s%s", text, joint, file->path);
        text = file->content == NULL ? arena_printf(a, "%s (%s)", text, file->absence) : text;
    }
    return text;
}
