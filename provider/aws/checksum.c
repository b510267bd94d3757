#include "aws/checksum.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>
#include <zlib.h>

#include "aws/body.h"
#include "aws/encoding.h"

enum { CHUNK = 64 * 1024 };

static const struct {
    const char *name;
    const char *header;
} WORDS[] = {
    [CHECKSUM_NONE] = {"", ""},
    [CHECKSUM_CRC32] = {"CRC32", "x-amz-checksum-crc32"},
    [CHECKSUM_CRC32C] = {"CRC32C", "x-amz-checksum-crc32c"},
    [CHECKSUM_CRC64NVME] = {"CRC64NVME", "x-amz-checksum-crc64nvme"},
    [CHECKSUM_SHA1] = {"SHA1", "x-amz-checksum-sha1"},
    [CHECKSUM_SHA256] = {"SHA256", "x-amz-checksum-sha256"},
};

checksum_algorithm checksum_named(const char *name) {
    for (int i = CHECKSUM_CRC32; i <= CHECKSUM_SHA256; i++) {
        if (strcmp(WORDS[i].name, name) == 0) {
            return (checksum_algorithm)i;
        }
    }
    return CHECKSUM_NONE;
}

const char *checksum_name(checksum_algorithm algorithm) {
    return WORDS[algorithm].name;
}

const char *checksum_header(checksum_algorithm algorithm) {
    return WORDS[algorithm].header;
}

// ---- CRCs that zlib lacks, reflected: the low bit comes first ----

typedef struct crc_tables {
    uint64_t castagnoli[256];
    uint64_t nvme[256];
} crc_tables;

static crc_tables tables;

static void fill(uint64_t *table, uint64_t polynomial) {
    for (uint64_t i = 0; i < 256; i++) {
        uint64_t crc = i;
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? polynomial : 0);
        }
        table[i] = crc;
    }
}

static void fill_tables(void) {
    fill(tables.castagnoli, 0x82f63b78);
    fill(tables.nvme, 0x9a6c9329ac4bc9b5);
}

static uint64_t crc_add(const uint64_t *table, uint64_t crc, const char *data, size_t len) {
    for (size_t i = 0; i < len; i++) {
        crc = table[(crc ^ (unsigned char)data[i]) & 255] ^ crc >> 8;
    }
    return crc;
}

// ---- one body ----

typedef struct summing {
    checksum_algorithm algorithm;
    uint64_t crc; // as the CRC's register has it; zlib keeps its own form
    EVP_MD_CTX *hash;
    EVP_MD_CTX *sha256;
} summing;

static EVP_MD_CTX *new_hash(const EVP_MD *kind) {
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    if (hash != NULL && EVP_DigestInit_ex(hash, kind, NULL) != 1) {
        EVP_MD_CTX_free(hash);
        hash = NULL;
    }
    return hash;
}

static bool begin(summing *s, checksum_algorithm algorithm, bool with_sha256) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    *s = (summing){.algorithm = algorithm};
    switch (algorithm) {
    case CHECKSUM_CRC32C:
        s->crc = UINT32_MAX;
        pthread_once(&once, fill_tables);
        break;
    case CHECKSUM_CRC64NVME:
        s->crc = UINT64_MAX;
        pthread_once(&once, fill_tables);
        break;
    case CHECKSUM_SHA1:
        s->hash = new_hash(EVP_sha1());
        break;
    case CHECKSUM_SHA256:
        s->hash = new_hash(EVP_sha256());
        break;
    default:
        break;
    }
    s->sha256 = with_sha256 ? new_hash(EVP_sha256()) : NULL;
    bool hashes = algorithm == CHECKSUM_SHA1 || algorithm == CHECKSUM_SHA256;
    return (!hashes || s->hash != NULL) && (!with_sha256 || s->sha256 != NULL);
}

static bool add(summing *s, const char *data, size_t len) {
    switch (s->algorithm) {
    case CHECKSUM_CRC32:
        s->crc = crc32_z((uLong)s->crc, (const unsigned char *)data, len);
        break;
    case CHECKSUM_CRC32C:
        s->crc = crc_add(tables.castagnoli, s->crc, data, len);
        break;
    case CHECKSUM_CRC64NVME:
        s->crc = crc_add(tables.nvme, s->crc, data, len);
        break;
    default:
        break;
    }
    return (s->hash == NULL || EVP_DigestUpdate(s->hash, data, len) == 1) &&
           (s->sha256 == NULL || EVP_DigestUpdate(s->sha256, data, len) == 1);
}

// The CRC's bytes, the highest first.
static const char *crc_text(arena *a, uint64_t crc, size_t size) {
    char bytes[sizeof crc];
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (char)(crc >> 8 * (size - 1 - i) & 255);
    }
    return encoding_base64(a, (str){.ptr = bytes, .len = size}).ptr;
}

static bool finish(arena *a, summing *s, checksum_result *ret) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    if (s->sha256 != NULL) {
        if (EVP_DigestFinal_ex(s->sha256, digest, &len) != 1) {
            return false;
        }
        ret->sha256 = encoding_hex(a, digest, len);
    }
    switch (s->algorithm) {
    case CHECKSUM_NONE:
        return true;
    case CHECKSUM_CRC32:
        ret->checksum = crc_text(a, s->crc, 4);
        return true;
    case CHECKSUM_CRC32C:
        ret->checksum = crc_text(a, s->crc ^ UINT32_MAX, 4);
        return true;
    case CHECKSUM_CRC64NVME:
        ret->checksum = crc_text(a, ~s->crc, 8);
        return true;
    case CHECKSUM_SHA1:
    case CHECKSUM_SHA256:
        break;
    }
    if (EVP_DigestFinal_ex(s->hash, digest, &len) != 1) {
        return false;
    }
    ret->checksum = encoding_base64(a, (str){.ptr = (const char *)digest, .len = len}).ptr;
    return true;
}

static bool add_body(arena *a, summing *s, const http_request *r, cancel *stop, const char **ret_message) {
    char chunk[CHUNK];
    body_reader reader = body_read_from_start(r);
    for (;;) {
        if (cancel_fired(stop)) {
            *ret_message = "the provider was stopped";
            return false;
        }
        ssize_t n = body_read(&reader, chunk, sizeof chunk);
        if (n < 0) {
            *ret_message = arena_printf(a, "%s could not be read to its end", r->file->path);
            return false;
        }
        if (n == 0) {
            return true;
        }
        if (!add(s, chunk, (size_t)n)) {
            *ret_message = "the body's checksum could not be made";
            return false;
        }
    }
}

bool checksum_of_body(arena *a, const http_request *r, checksum_algorithm algorithm, bool with_sha256, cancel *stop,
                      checksum_result *ret, const char **ret_message) {
    summing s;
    checksum_result result = {0};
    *ret_message = "the system's OpenSSL refuses the checksum's algorithm";
    bool done = begin(&s, algorithm, with_sha256) && add_body(a, &s, r, stop, ret_message) && finish(a, &s, &result);
    EVP_MD_CTX_free(s.hash);
    EVP_MD_CTX_free(s.sha256);
    if (done) {
        *ret = result;
    }
    return done;
}
