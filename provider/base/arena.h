// Memory that dies together. Every RPC has one arena; a poll or a page may have a child of it, so that a long wait does
// not grow. Nothing allocated here is ever freed by itself.
//
// Running out of memory ends the process with one line on stderr: every buffer whose size foreign data decides has a
// cap, so what remains is a machine without memory, where no answer could be built either.
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct arena arena;

// A new, empty arena. Release with arena_free.
arena *arena_new(void);

// A new, empty arena whose memory is wiped before it is given back; so is that of its children.
arena *arena_new_secret(void);
bool arena_is_secret(const arena *a);

// A new arena that arena_free(parent) releases too, unless it was released before. Secret where the parent is.
arena *arena_child(arena *parent);

// Runs the clean-up handlers (last registered first) and gives all memory back, children included. NULL is accepted.
void arena_free(arena *a);

// `size` zeroed bytes, aligned for any type. Never NULL; size 0 gives a valid pointer.
void *arena_alloc(arena *a, size_t size);

// Zeroed room for `count` elements of `size` bytes; a product that overflows ends the process like no memory does.
void *arena_array(arena *a, size_t count, size_t size);

// Copies; the text is NUL-terminated. arena_strdup(a, NULL) is NULL.
char *arena_strdup(arena *a, const char *text);
char *arena_strndup(arena *a, const char *text, size_t len);
void *arena_memdup(arena *a, const void *data, size_t len);

// printf into the arena.
char *arena_printf(arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(arena *a, const char *format, va_list args) __attribute__((format(printf, 2, 0)));

// `handler(data)` runs when the arena is released: for things that are not memory (a handle, a secret to wipe).
void arena_on_free(arena *a, void (*handler)(void *data), void *data);

// Bytes handed out so far, children included: for tests and bench.
size_t arena_used(const arena *a);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_array((a), (count), sizeof(type)))
