// The wire format of Protocol Buffers, written from its end to its start: what a message holds is there before its
// length is needed, so nothing is measured beforehand or built in another form. So the last field is written first.
// Fields have numbers up to 15; as in proto3, empty ones are left out.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

// Starts as {0}; it owns heap memory until wire_free.
typedef struct wire {
    uint8_t *bytes; // what is written are the last `len` of `room`
    size_t room;
    size_t len;
} wire;

void wire_free(wire *w);
// The message; stays until something is written.
const uint8_t *wire_start(const wire *w);

void wire_text(wire *w, unsigned field, str text); // bytes, too
void wire_number(wire *w, unsigned field, uint64_t number);
// Everything written since there were `from` bytes is a message, the field's value; an empty one is there all the same.
void wire_message(wire *w, unsigned field, size_t from);
