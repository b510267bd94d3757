// What a request carries: text, and at one place of it a file that is read as it goes out. Private to aws/.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "aws/http.h"
#include "base/arena.h"
#include "base/str.h"

// Opens a regular file; it is closed with the arena. False with a message that names the file and says why.
bool body_file_open(arena *a, const char *path, http_file *ret, const char **ret_message);

// Bytes that go over the wire.
int64_t body_size(const http_request *r);

// Goes through the body from `position` on. Readers of one request do not disturb each other.
typedef struct body_reader {
    str text;
    const http_file *file;
    int64_t position;
} body_reader;
body_reader body_read_from_start(const http_request *r);
// Up to `size` bytes; 0 at the end; -1 when the file cannot be read or became shorter.
ssize_t body_read(body_reader *r, char *ret, size_t size);
