#include "aws/encoding.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/clock.h"

static bool is_unreserved(unsigned char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

bool encoding_percent(buf *out, str text, const char *keep) {
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool stays = is_unreserved(c) || (c != '\0' && strchr(keep, c) != NULL);
        if (stays) {
            buf_putc(out, (char)c);
        } else {
            const char escaped[] = {'%', hex[c >> 4], hex[c & 15]};
            buf_put(out, escaped, sizeof escaped);
        }
    }
    return !out->failed;
}

static const char base64_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t encoding_base64_into(char *text, str bytes) {
    char *out = text;
    for (size_t i = 0; i < bytes.len; i += 3) {
        size_t left = bytes.len - i;
        uint32_t group = (uint32_t)(unsigned char)bytes.ptr[i] << 16;
        group |= left > 1 ? (uint32_t)(unsigned char)bytes.ptr[i + 1] << 8 : 0;
        group |= left > 2 ? (uint32_t)(unsigned char)bytes.ptr[i + 2] : 0;
        *out++ = base64_alphabet[group >> 18 & 63];
        *out++ = base64_alphabet[group >> 12 & 63];
        *out++ = left > 1 ? base64_alphabet[group >> 6 & 63] : '=';
        *out++ = left > 2 ? base64_alphabet[group & 63] : '=';
    }
    return (size_t)(out - text);
}

str encoding_base64(arena *a, str bytes) {
    char *text = arena_alloc(a, (bytes.len + 2) / 3 * 4 + 1);
    return (str){.ptr = text, .len = encoding_base64_into(text, bytes)};
}

static int base64_digit(char c) {
    if (c >= 'A' && c <= 'Z') {
        return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
        return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
        return c - '0' + 52;
    }
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool encoding_base64_decode(arena *a, str text, str *ret) {
    if (text.len % 4 != 0) {
        return false;
    }
    size_t padding = 0;
    while (padding < 2 && padding < text.len && text.ptr[text.len - 1 - padding] == '=') {
        padding++;
    }
    char *bytes = arena_alloc(a, text.len / 4 * 3 + 1);
    size_t len = 0;
    for (size_t i = 0; i < text.len; i += 4) {
        uint32_t group = 0;
        size_t digits = 4;
        for (size_t k = 0; k < 4; k++) {
            if (i + k >= text.len - padding) {
                digits = digits < k ? digits : k;
                group <<= 6;
                continue;
            }
            int digit = base64_digit(text.ptr[i + k]);
            if (digit < 0) {
                return false;
            }
            group = group << 6 | (uint32_t)digit;
        }
        for (size_t k = 0; k + 1 < digits; k++) {
            bytes[len++] = (char)(group >> (16 - 8 * k) & 255);
        }
    }
    *ret = (str){.ptr = bytes, .len = len};
    return true;
}

const char *encoding_hex(arena *a, const unsigned char *bytes, size_t len) {
    static const char digits[] = "0123456789abcdef";
    char *text = ARENA_ARRAY(a, char, 2 * len + 1);
    for (size_t i = 0; i < len; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return text;
}

const char *encoding_content_md5(arena *a, str body) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    const char *bytes = body.len > 0 ? body.ptr : "";
    if (EVP_Digest(bytes, body.len, digest, &len, EVP_md5(), NULL) != 1) {
        return NULL;
    }
    return encoding_base64(a, (str){.ptr = (const char *)digest, .len = len}).ptr;
}

const char *encoding_sha1(arena *a, str bytes) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    if (EVP_Digest(bytes.len > 0 ? bytes.ptr : "", bytes.len, digest, &len, EVP_sha1(), NULL) != 1) {
        return NULL;
    }
    return encoding_hex(a, digest, len);
}

const char *encoding_uuid(arena *a) {
    uint64_t high = random_below(UINT64_MAX);
    uint64_t low = random_below(UINT64_MAX);
    return arena_printf(a, "%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-%04" PRIx64 "-%012" PRIx64, high >> 32,
                        high >> 16 & 0xffff, high & 0xfff, (low >> 48 & 0x3fff) | 0x8000, low & 0xffffffffffff);
}

const char *encoding_uuid_digits(arena *a) {
    const char *uuid = encoding_uuid(a);
    char *digits = arena_strdup(a, uuid);
    size_t len = 0;
    for (const char *c = uuid; *c != '\0'; c++) {
        if (*c != '-') {
            digits[len++] = *c;
        }
    }
    digits[len] = '\0';
    return digits;
}
