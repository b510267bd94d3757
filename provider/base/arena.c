#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fatal.h"

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

// Under AddressSanitizer what was not handed out is poisoned, with a gap after each piece, so that a write past one is
// caught as it would be with malloc.
#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { RED_ZONE = 16 };
#define POISON(ptr, size) ASAN_POISON_MEMORY_REGION((ptr), (size))
#define UNPOISON(ptr, size) ASAN_UNPOISON_MEMORY_REGION((ptr), (size))
#else
enum { RED_ZONE = 0 };
#define POISON(ptr, size) ((void)0)
#define UNPOISON(ptr, size) ((void)0)
#endif

enum {
    FIRST_CHUNK = 4 * 1024, // most calls are small, and a poll's child arena lives for one answer
    LARGEST_CHUNK = 64 * 1024,
    SHORT_TEXT = 256,
    ANY_ALIGN = _Alignof(max_align_t),
    TEXT_ALIGN = RED_ZONE > 0 ? ANY_ALIGN : 1,
};

typedef struct chunk chunk;
struct chunk {
    chunk *next;
    size_t size; // of data
    size_t used;
    _Alignas(max_align_t) unsigned char data[];
};

typedef struct clean_up clean_up;
struct clean_up {
    clean_up *next;
    void (*handler)(void *data);
    void *data;
};

struct arena {
    arena *parent;
    arena *first_child;
    arena *previous; // among the children of `parent`
    arena *next;
    chunk *chunks; // the first is the one that pieces are cut from
    size_t next_chunk;
    clean_up *clean_ups;
    size_t used;
    bool secret;
};

static _Noreturn void exhausted(void) {
    fatal("out of memory");
}

arena *arena_new(void) {
    arena *a = calloc(1, sizeof *a);
    if (a == NULL) {
        exhausted();
    }
    a->next_chunk = FIRST_CHUNK;
    return a;
}

arena *arena_new_secret(void) {
    arena *a = arena_new();
    a->secret = true;
    return a;
}

bool arena_is_secret(const arena *a) {
    return a->secret;
}

arena *arena_child(arena *parent) {
    arena *child = arena_new();
    child->secret = parent->secret;
    child->parent = parent;
    child->next = parent->first_child;
    if (child->next != NULL) {
        child->next->previous = child;
    }
    parent->first_child = child;
    return child;
}

static void detach(arena *a) {
    if (a->parent == NULL) {
        return;
    }
    if (a->previous != NULL) {
        a->previous->next = a->next;
    } else {
        a->parent->first_child = a->next;
    }
    if (a->next != NULL) {
        a->next->previous = a->previous;
    }
}

void arena_free(arena *a) {
    if (a == NULL) {
        return;
    }
    detach(a);
    // Children first: what they hold may point into their parent.
    while (a->first_child != NULL) {
        arena *child = a->first_child;
        a->first_child = child->next;
        if (child->next != NULL) {
            child->next->previous = NULL;
        }
        child->parent = child->next = NULL;
        arena_free(child);
    }
    while (a->clean_ups != NULL) {
        clean_up *c = a->clean_ups;
        a->clean_ups = c->next;
        c->handler(c->data);
    }
    while (a->chunks != NULL) {
        chunk *c = a->chunks;
        a->chunks = c->next;
        UNPOISON(c->data, c->size);
        if (a->secret) {
            explicit_bzero(c->data, c->used);
        }
        free(c);
    }
    free(a);
}

static chunk *chunk_new(size_t size) {
    if (size > SIZE_MAX - sizeof(chunk)) {
        exhausted();
    }
    chunk *c = malloc(sizeof *c + size);
    if (c == NULL) {
        exhausted();
    }
    c->next = NULL;
    c->size = size;
    c->used = 0;
    POISON(c->data, size);
    return c;
}

// Where a piece aligned to `align`, a power of two, would begin, at or after what is used; past the end of a full chunk
// is possible.
static size_t chunk_offset(const chunk *c, size_t align) {
    return (c->used + align - 1) & ~(align - 1);
}

static bool chunk_fits(const chunk *c, size_t size, size_t align) {
    size_t offset = chunk_offset(c, align);
    return offset <= c->size && c->size - offset >= size;
}

// The chunk to cut a piece of `size` bytes from. A piece that would waste much of a fresh chunk gets one of its own
// behind the current one, which stays in use.
static chunk *chunk_for(arena *a, size_t size, size_t align) {
    if (a->chunks != NULL && chunk_fits(a->chunks, size, align)) {
        return a->chunks;
    }
    size_t usual = a->next_chunk - sizeof(chunk);
    if (size > usual / 2) {
        chunk *own = chunk_new(size);
        if (a->chunks != NULL) {
            own->next = a->chunks->next;
            a->chunks->next = own;
        } else {
            a->chunks = own;
        }
        return own;
    }
    chunk *fresh = chunk_new(usual);
    fresh->next = a->chunks;
    a->chunks = fresh;
    if (a->next_chunk < LARGEST_CHUNK) {
        a->next_chunk *= 2;
    }
    return fresh;
}

// Not zeroed.
static void *take(arena *a, size_t size, size_t align) {
    if (size > SIZE_MAX - RED_ZONE) {
        exhausted();
    }
    chunk *c = chunk_for(a, size + RED_ZONE, align);
    size_t offset = chunk_offset(c, align);
    c->used = offset + size + RED_ZONE;
    a->used += size;
    UNPOISON(c->data + offset, size);
    return c->data + offset;
}

void *arena_alloc(arena *a, size_t size) {
    void *piece = take(a, size, ANY_ALIGN);
    memset(piece, 0, size);
    return piece;
}

void *arena_array(arena *a, size_t count, size_t size) {
    size_t total;
    if (__builtin_mul_overflow(count, size, &total)) {
        exhausted();
    }
    return arena_alloc(a, total);
}

char *arena_strdup(arena *a, const char *text) {
    return text == NULL ? NULL : arena_strndup(a, text, strlen(text));
}

char *arena_strndup(arena *a, const char *text, size_t len) {
    if (len == SIZE_MAX) {
        exhausted();
    }
    char *copy = take(a, len + 1, TEXT_ALIGN);
    if (len > 0) {
        memcpy(copy, text, len);
    }
    copy[len] = '\0';
    return copy;
}

void *arena_memdup(arena *a, const void *data, size_t len) {
    void *copy = take(a, len, ANY_ALIGN);
    if (len > 0) {
        memcpy(copy, data, len);
    }
    return copy;
}

char *arena_printf(arena *a, const char *format, ...) {
    va_list args;
    va_start(args, format);
    char *text = arena_vprintf(a, format, args);
    va_end(args);
    return text;
}

char *arena_vprintf(arena *a, const char *format, va_list args) {
    char shorter[SHORT_TEXT]; // most are: they are formatted once, and not a first time for their length
    va_list again;
    va_copy(again, args);
    int len = vsnprintf(shorter, sizeof shorter, format, args);
    if (len < 0) { // a text past INT_MAX, or no memory for the conversion
        exhausted();
    }
    char *text = take(a, (size_t)len + 1, TEXT_ALIGN);
    if ((size_t)len < sizeof shorter) {
        memcpy(text, shorter, (size_t)len + 1);
    } else {
        vsnprintf(text, (size_t)len + 1, format, again);
    }
    va_end(again);
    explicit_bzero(shorter, sizeof shorter); // whether it is a secret is known to the caller only
    return text;
}

void arena_on_free(arena *a, void (*handler)(void *data), void *data) {
    clean_up *c = ARENA_NEW(a, clean_up);
    c->handler = handler;
    c->data = data;
    c->next = a->clean_ups;
    a->clean_ups = c;
}

size_t arena_used(const arena *a) {
    size_t used = a->used;
    for (const arena *child = a->first_child; child != NULL; child = child->next) {
        used += arena_used(child);
    }
    return used;
}
