#include <inttypes.h>

#include "base/buf.h"
#include "base/value.h"

static const path *step(arena *a, path content) {
    return arena_memdup(a, &content, sizeof content);
}

const path *path_attr(arena *a, const path *parent, const char *name) {
    return step(a, (path){.parent = parent, .kind = PATH_ATTR, .name = str_of(arena_strdup(a, name))});
}

const path *path_index(arena *a, const path *parent, int64_t index) {
    return step(a, (path){.parent = parent, .kind = PATH_INDEX, .index = index});
}

const path *path_key(arena *a, const path *parent, str key) {
    return step(a, (path){.parent = parent, .kind = PATH_KEY, .name = str_dup(a, key)});
}

const path *path_set(arena *a, const path *parent) {
    return step(a, (path){.parent = parent, .kind = PATH_SET});
}

static void put_key(buf *b, str key) {
    buf_puts(b, "[\"");
    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] == '"' || key.ptr[i] == '\\') {
            buf_putc(b, '\\');
        }
        buf_putc(b, key.ptr[i]);
    }
    buf_puts(b, "\"]");
}

static void put_step(buf *b, const path *p) {
    switch (p->kind) {
    case PATH_ATTR:
        if (b->len > 0) {
            buf_putc(b, '.');
        }
        buf_put_str(b, p->name);
        break;
    case PATH_INDEX:
        buf_printf(b, "[%" PRId64 "]", p->index);
        break;
    case PATH_KEY:
        put_key(b, p->name);
        break;
    case PATH_SET:
        buf_puts(b, "[*]");
        break;
    }
}

const char *path_text(arena *a, const path *p) {
    size_t count = 0;
    for (const path *each = p; each != NULL; each = each->parent) {
        count++;
    }
    const path **steps = ARENA_ARRAY(a, const path *, count);
    size_t at = count;
    for (const path *each = p; each != NULL; each = each->parent) {
        steps[--at] = each;
    }
    buf b = buf_make(SIZE_MAX - 1); // as long as its steps, which are in memory already
    for (size_t i = 0; i < count; i++) {
        put_step(&b, steps[i]);
    }
    const char *text = buf_str(&b, a).ptr;
    buf_free(&b);
    return text;
}

// An index of at most 18 digits, which no list passes.
static bool parse_index(str s, int64_t *ret) {
    int64_t index = 0;
    if (s.len == 0 || s.len > 18) {
        return false;
    }
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9') {
            return false;
        }
        index = index * 10 + (s.ptr[i] - '0');
    }
    *ret = index;
    return true;
}

const path *path_parse(arena *a, const char *dotted) {
    const path *place = NULL;
    str rest = str_of(dotted);
    while (rest.len > 0) {
        size_t end = rest.len;
        str_find(rest, ".", &end);
        str name = str_upto(rest, end);
        int64_t index;
        if (parse_index(name, &index)) {
            place = path_index(a, place, index);
        } else {
            place = step(a, (path){.parent = place, .kind = PATH_ATTR, .name = str_dup(a, name)});
        }
        rest = str_from(rest, end + 1);
    }
    return place;
}
