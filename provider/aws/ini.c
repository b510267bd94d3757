#include "aws/ini.h"

#include <string.h>

#include "aws/secret.h"
#include "base/buf.h"

typedef struct entry entry;
struct entry {
    const entry *previous; // the whole file's, last first: so that a later key wins
    str section;           // the header between the brackets
    const char *key;       // lower case; NULL for the header itself
    const char *value;
};

struct ini {
    const entry *last;
};

typedef struct parser {
    arena *arena;
    ini *file;
    str section;     // NULL pointer: none yet
    const char *key; // the value being read; NULL: none
    buf value;
    size_t indent; // of that key's line
    size_t line;
} parser;

static void add_entry(parser *p, const char *key, const char *value) {
    entry *e = ARENA_NEW(p->arena, entry);
    *e = (entry){.previous = p->file->last, .section = p->section, .key = key, .value = value};
    p->file->last = e;
}

static void finish_value(parser *p) {
    if (p->key == NULL) {
        return;
    }
    size_t len = p->value.len;
    while (len > 0 && str_is_space(p->value.ptr[len - 1])) {
        len--;
    }
    char *value = arena_strndup(p->arena, len == 0 ? "" : p->value.ptr, len);
    secret_keep(p->arena, value);
    add_entry(p, p->key, value);
    p->key = NULL;
    buf_clear(&p->value);
}

// The next line of `*rest` without its end: \n, \r\n or \r.
static str next_line(str *rest) {
    size_t len = 0;
    while (len < rest->len && rest->ptr[len] != '\n' && rest->ptr[len] != '\r') {
        len++;
    }
    str line = str_upto(*rest, len);
    size_t end = len < rest->len ? 1 : 0;
    if (end == 1 && rest->ptr[len] == '\r' && len + 1 < rest->len && rest->ptr[len + 1] == '\n') {
        end = 2;
    }
    *rest = str_from(*rest, len + end);
    return line;
}

static bool read_header(parser *p, str text) {
    const char *end = text.len > 2 ? memrchr(text.ptr, ']', text.len) : NULL;
    if (end == NULL || end == text.ptr + 1) {
        return false;
    }
    str name = str_trim((str){.ptr = text.ptr + 1, .len = (size_t)(end - text.ptr) - 1});
    p->section = str_dup(p->arena, name);
    add_entry(p, NULL, NULL);
    return true;
}

static const char *lower_case(arena *a, str text) {
    char *copy = arena_strndup(a, text.ptr, text.len);
    for (char *c = copy; *c != '\0'; c++) {
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
    }
    return copy;
}

static bool read_option(parser *p, str text) {
    size_t at = 0;
    while (at < text.len && text.ptr[at] != '=' && text.ptr[at] != ':') {
        at++;
    }
    str key = str_trim(str_upto(text, at));
    if (at == text.len || key.len == 0) {
        return false;
    }
    p->key = lower_case(p->arena, key);
    buf_put_str(&p->value, str_trim(str_from(text, at + 1)));
    return true;
}

static const char *read_line(parser *p, str line) {
    str text = str_trim(line);
    if (text.len > 0 && (text.ptr[0] == '#' || text.ptr[0] == ';')) {
        return NULL;
    }
    if (text.len == 0) {
        if (p->key != NULL) {
            buf_putc(&p->value, '\n'); // inside a value; at its end it is cut off again
        }
        return NULL;
    }
    size_t indent = (size_t)(text.ptr - line.ptr);
    if (p->key != NULL && indent > p->indent) {
        buf_putc(&p->value, '\n');
        buf_put_str(&p->value, text);
        return NULL;
    }
    finish_value(p);
    p->indent = indent;
    if (text.ptr[0] == '[' && read_header(p, text)) {
        return NULL;
    }
    if (p->section.ptr == NULL) {
        return "something stands before the first [section]";
    }
    return read_option(p, text) ? NULL : "neither a [section] nor a line of the form key = value";
}

bool ini_parse(arena *a, str text, const ini **ret, const char **ret_message) {
    parser p = {.arena = a, .file = ARENA_NEW(a, ini), .value = buf_make(text.len + 1)};
    p.value.secret = true;
    const char *problem = memchr(text.len == 0 ? "" : text.ptr, '\0', text.len) == NULL ? NULL : "a NUL byte";
    str rest = str_has_prefix(text, "\xEF\xBB\xBF") ? str_from(text, 3) : text;
    while (rest.len > 0 && problem == NULL) {
        p.line++;
        problem = read_line(&p, next_line(&rest));
    }
    finish_value(&p);
    buf_free(&p.value);
    if (problem != NULL) {
        *ret_message = arena_printf(a, "line %zu: %s", p.line, problem);
        return false;
    }
    *ret = p.file;
    return true;
}

static str unquoted(str name) {
    bool quoted = name.len >= 2 && (name.ptr[0] == '"' || name.ptr[0] == '\'') && name.ptr[name.len - 1] == name.ptr[0];
    return quoted ? (str){.ptr = name.ptr + 1, .len = name.len - 2} : name;
}

// The name in a header of that kind; false for a header of another kind.
static bool header_name(str header, const char *kind, str *ret) {
    if (kind == NULL) {
        *ret = header;
        return true;
    }
    str rest = str_from(header, strlen(kind));
    if (!str_has_prefix(header, kind) || rest.len == 0 || !str_is_space(rest.ptr[0])) {
        return false;
    }
    *ret = unquoted(str_trim(rest));
    return true;
}

static bool is_section(const entry *e, const char *kind, const char *name) {
    str found;
    return header_name(e->section, kind, &found) && str_is(found, name);
}

bool ini_has_section(const ini *file, const char *kind, const char *name) {
    for (const entry *e = file->last; e != NULL; e = e->previous) {
        if (is_section(e, kind, name)) {
            return true;
        }
    }
    return false;
}

const char *ini_get(const ini *file, const char *kind, const char *name, const char *key) {
    for (const entry *e = file->last; e != NULL; e = e->previous) {
        if (e->key != NULL && strcmp(e->key, key) == 0 && is_section(e, kind, name)) {
            return e->value;
        }
    }
    return NULL;
}

const char *ini_get_nested(const ini *file, arena *a, const char *kind, const char *name, const char *group,
                           const char *key) {
    const char *value = ini_get(file, kind, name, group);
    if (value == NULL || value[0] != '\n') {
        return NULL;
    }
    const char *found = NULL;
    for (str rest = str_of(value); rest.len > 0;) {
        str line = next_line(&rest);
        size_t at;
        if (str_find(line, "=", &at) && str_eq_nocase(str_trim(str_upto(line, at)), str_of(key))) {
            str text = str_trim(str_from(line, at + 1));
            found = arena_strndup(a, text.ptr, text.len);
        }
    }
    return found;
}

const char *const *ini_names(const ini *file, arena *a, const char *kind) {
    size_t count = 0;
    for (const entry *e = file->last; e != NULL; e = e->previous) {
        count += e->key == NULL;
    }
    const char **names = ARENA_ARRAY(a, const char *, count + 1);
    size_t used = 0;
    for (const entry *e = file->last; e != NULL; e = e->previous) {
        str name;
        if (e->key == NULL && header_name(e->section, kind, &name)) {
            names[used++] = arena_strndup(a, name.ptr, name.len);
        }
    }
    return names;
}
