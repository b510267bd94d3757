// Bodies with files in them, read in pieces of every size, and their checksums against published values.
#include "aws/body.h"

#include <stdlib.h>
#include <unistd.h>

#include "aws/checksum.h"
#include "aws/encoding.h"
#include "unit/test.h"

enum { FILE_SIZE = 100 * 1000 + 1 };

static char path[] = "/tmp/caws-body-XXXXXX";

__attribute__((constructor)) static void set_up(void) {
    close(mkstemp(path));
}

__attribute__((destructor)) static void tear_down(void) {
    unlink(path);
}

static void write_file(const char *bytes, size_t len) {
    FILE *file = fopen(path, "wb");
    if (file == NULL || fwrite(bytes, 1, len, file) != len || fclose(file) != 0) {
        perror(path);
        abort();
    }
}

static char *make_bytes(arena *a, size_t len) {
    char *bytes = arena_alloc(a, len + 1);
    for (size_t i = 0; i < len; i++) {
        bytes[i] = (char)(i * 7 + i / 251);
    }
    return bytes;
}

static void check_pieces(const http_request *r, str expected, size_t piece, int64_t from) {
    char *got = malloc(expected.len + piece);
    body_reader reader = body_read_from_start(r);
    reader.position = from;
    size_t len = 0;
    ssize_t n = 1;
    while (n > 0 && len <= expected.len) {
        n = body_read(&reader, got + len, piece);
        len += n > 0 ? (size_t)n : 0;
    }
    CHECK_INT(n, 0);
    CHECK_INT(len, expected.len - (size_t)from);
    CHECK(memcmp(got, expected.ptr + from, len) == 0);
    free(got);
}

static void check_body(size_t file_len, bool base64) {
    static const size_t pieces[] = {1, 3, 4, 7, 4096, 65536, 200 * 1000};
    arena *a = arena_new();
    str bytes = {.ptr = make_bytes(a, file_len), .len = file_len};
    write_file(bytes.ptr, bytes.len);
    http_file file;
    const char *message = NULL;
    if (!CHECK(body_file_open(a, path, &file, &message))) {
        arena_free(a);
        return;
    }
    file.at = 6;
    file.base64 = base64;
    http_request r = {.body = STR("before-after"), .file = &file};
    str middle = base64 ? encoding_base64(a, bytes) : bytes;
    str all = {.len = 12 + middle.len};
    char *text = arena_alloc(a, all.len + 1);
    memcpy(text, "before", 6);
    memcpy(text + 6, middle.ptr, middle.len);
    memcpy(text + 6 + middle.len, "-after", 6);
    all.ptr = text;
    CHECK_INT(body_size(&r), all.len);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        if (file_len / pieces[i] > 1000) {
            continue; // the same, for seconds
        }
        check_pieces(&r, all, pieces[i], 0);
        for (int64_t from = 1; from < 12; from++) {
            check_pieces(&r, all, pieces[i], from);
        }
    }
    arena_free(a);
}

TEST(bodies_in_pieces) {
    static const size_t sizes[] = {0, 1, 2, 3, 4, 5, 1000, FILE_SIZE};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        check_body(sizes[i], false);
        check_body(sizes[i], true);
    }
}

TEST(files_that_cannot_be_sent) {
    arena *a = arena_new();
    http_file file;
    const char *message = NULL;
    CHECK(!body_file_open(a, "/tmp/no/such/file", &file, &message));
    CHECK_STR(message, "/tmp/no/such/file cannot be read: No such file or directory");
    CHECK(!body_file_open(a, "/tmp", &file, &message));
    CHECK_STR(message, "/tmp is not a regular file");
    CHECK(!body_file_open(a, "/dev/zero", &file, &message));
    CHECK_STR(message, "/dev/zero is not a regular file");

    // One that became shorter since.
    write_file("0123456789", 10);
    CHECK(body_file_open(a, path, &file, &message));
    write_file("01234", 5);
    http_request r = {.body = STR(""), .file = &file};
    checksum_result result = {0};
    CHECK(!checksum_of_body(a, &r, CHECKSUM_CRC32, true, NULL, &result, &message));
    CHECK_STR(message, arena_printf(a, "%s could not be read to its end", path));
    CHECK(result.checksum == NULL);
    arena_free(a);
}

static void check_checksum(const char *text, const char *name, const char *expected) {
    arena *a = arena_new();
    write_file(text, strlen(text));
    http_file file;
    const char *message = NULL;
    CHECK(body_file_open(a, path, &file, &message));
    const http_request requests[] = {{.body = str_of(text)}, {.body = STR(""), .file = &file}};
    for (size_t i = 0; i < 2; i++) {
        checksum_result result = {0};
        CHECK(checksum_of_body(a, &requests[i], checksum_named(name), false, NULL, &result, &message));
        CHECK_STR(result.checksum, expected);
        CHECK(result.sha256 == NULL);
    }
    arena_free(a);
}

// The check values of the catalogue of CRC algorithms, and of FIPS 180.
TEST(checksums) {
    check_checksum("123456789", "CRC32", "y/Q5Jg==");         // cbf43926
    check_checksum("123456789", "CRC32C", "4waSgw==");        // e3069283
    check_checksum("123456789", "CRC64NVME", "rosUhgp5mIg="); // ae8b14860a799888
    check_checksum("", "CRC32", "AAAAAA==");
    check_checksum("", "CRC32C", "AAAAAA==");
    check_checksum("", "CRC64NVME", "AAAAAAAAAAA=");
    check_checksum("abc", "SHA1", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
    check_checksum("abc", "SHA256", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    CHECK_INT(checksum_named("XXHASH64"), CHECKSUM_NONE);
    CHECK_INT(checksum_named(""), CHECKSUM_NONE);
    CHECK_STR(checksum_header(CHECKSUM_CRC64NVME), "x-amz-checksum-crc64nvme");
}

TEST(the_hash_for_a_signature_comes_along) {
    arena *a = arena_new();
    http_request r = {.body = STR("abc")};
    checksum_result result = {0};
    const char *message = NULL;
    CHECK(checksum_of_body(a, &r, CHECKSUM_NONE, true, NULL, &result, &message));
    CHECK(result.checksum == NULL);
    CHECK_STR(result.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    cancel *stop = cancel_new();
    cancel_fire(stop);
    CHECK(!checksum_of_body(a, &r, CHECKSUM_CRC32, true, stop, &result, &message));
    CHECK_STR(message, "the provider was stopped");
    cancel_free(stop);
    arena_free(a);
}
