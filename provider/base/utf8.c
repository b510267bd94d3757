#include "base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

size_t utf8_step(const char *text, size_t len) {
    if (len == 0) {
        return 0;
    }
    unsigned char lead = (unsigned char)text[0];
    if (lead < 0x80) {
        return 1;
    }
    size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || length > len) {
        return 0;
    }
    uint32_t code = lead & (0x7Fu >> length);
    for (size_t i = 1; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if ((c & 0xC0) != 0x80) {
            return 0;
        }
        code = code << 6 | (c & 0x3F);
    }
    bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    return overlong || surrogate || code > 0x10FFFF ? 0 : length;
}

// Eight bytes at once; whichever is the first of them in the text.
static uint64_t load(const char *text) {
    uint64_t bytes;
    memcpy(&bytes, text, sizeof bytes);
    return bytes;
}

#define EACH(byte) (0x0101010101010101U * (byte))

bool utf8_is_valid(const char *text, size_t len) {
    for (size_t at = 0; at < len;) {
        if (len - at >= sizeof(uint64_t) && (load(text + at) & EACH(0x80)) == 0) {
            at += sizeof(uint64_t);
            continue;
        }
        size_t step = utf8_step(text + at, len - at);
        if (step == 0) {
            return false;
        }
        at += step;
    }
    return true;
}

// The high bit of a byte is set where that byte is zero, and none is where none is.
static uint64_t zeros(uint64_t bytes) {
    return (bytes - EACH(0x01)) & ~bytes & EACH(0x80);
}

static bool is_plain(char c) {
    return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' && c != '\\';
}

size_t utf8_plain_ascii(const char *text, size_t len) {
    size_t at = 0;
    for (; len - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t bytes = load(text + at);
        uint64_t not_plain =
            (bytes & EACH(0x80)) | zeros(bytes & EACH(0xE0)) | zeros(bytes ^ EACH('"')) | zeros(bytes ^ EACH('\\'));
        if (not_plain != 0) {
            break;
        }
    }
    while (at < len && is_plain(text[at])) {
        at++;
    }
    return at;
}

static char short_escape(char c) {
    switch (c) {
    case '"':
    case '\\':
        return c;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return '\0';
    }
}

size_t json_escape(const char *text, size_t len, bool escape_html, char ret[static JSON_ESCAPE_MAX]) {
    size_t length = utf8_step(text, len);
    if (length == 0) {
        memcpy(ret, "\\ufffd", JSON_ESCAPE_MAX);
        return 1;
    }
    char c = text[0];
    char letter = short_escape(c);
    if (letter != '\0') {
        memcpy(ret, (char[]){'\\', letter, '\0'}, 3);
    } else if ((unsigned char)c < 0x20 || (escape_html && (c == '<' || c == '>' || c == '&'))) {
        snprintf(ret, JSON_ESCAPE_MAX, "\\u%04x", (unsigned)c);
    } else if (length == 3 && (memcmp(text, "\u2028", 3) == 0 || memcmp(text, "\u2029", 3) == 0)) {
        // Line separators end a line of JavaScript; Go always escapes them.
        snprintf(ret, JSON_ESCAPE_MAX, "\\u202%c", text[2] == '\xA8' ? '8' : '9');
    } else {
        memcpy(ret, text, length);
        ret[length] = '\0';
    }
    return length;
}
