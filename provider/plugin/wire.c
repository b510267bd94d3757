#include "plugin/wire.h"

#include <stdlib.h>
#include <string.h>

#include "base/fatal.h"

enum { FIRST_ROOM = 64 * 1024, LONGEST_VARINT = 10, VARINT = 0, LENGTH_DELIMITED = 2 };

void wire_free(wire *w) {
    free(w->bytes);
    *w = (wire){0};
}

const uint8_t *wire_start(const wire *w) {
    return w->bytes + (w->room - w->len);
}

static void put(wire *w, const void *data, size_t len) {
    if (len > w->room - w->len) {
        size_t room = w->room * 2 > w->len + len ? w->room * 2 : w->len + len + FIRST_ROOM;
        uint8_t *grown = malloc(room);
        if (grown == NULL) {
            fatal("out of memory");
        }
        if (w->len > 0) {
            memcpy(grown + (room - w->len), wire_start(w), w->len);
        }
        free(w->bytes);
        w->bytes = grown;
        w->room = room;
    }
    w->len += len;
    memcpy(w->bytes + (w->room - w->len), data, len);
}

static void put_varint(wire *w, uint64_t number) {
    uint8_t bytes[LONGEST_VARINT];
    size_t count = 0;
    do {
        bytes[count++] = (uint8_t)(number | 0x80);
        number >>= 7;
    } while (number > 0);
    bytes[count - 1] &= 0x7f;
    put(w, bytes, count);
}

static void put_tag(wire *w, unsigned field, unsigned type) {
    uint8_t tag = (uint8_t)(field << 3 | type);
    put(w, &tag, 1);
}

void wire_text(wire *w, unsigned field, str text) {
    if (text.len > 0) {
        put(w, text.ptr, text.len);
        put_varint(w, text.len);
        put_tag(w, field, LENGTH_DELIMITED);
    }
}

void wire_number(wire *w, unsigned field, uint64_t number) {
    if (number != 0) {
        put_varint(w, number);
        put_tag(w, field, VARINT);
    }
}

void wire_message(wire *w, unsigned field, size_t from) {
    put_varint(w, w->len - from);
    put_tag(w, field, LENGTH_DELIMITED);
}
