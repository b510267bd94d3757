#include "base/buf.h"

#include <stdint.h>

#include "unit/test.h"

TEST(grows_as_needed) {
    buf b = buf_make(100000);
    for (int i = 0; i < 1000; i++) {
        CHECK(buf_printf(&b, "%d,", i));
    }
    CHECK(strncmp(b.ptr, "0,1,2,", 6) == 0);
    CHECK_STR(b.ptr + b.len - 4, "999,");
    CHECK_INT(strlen(b.ptr), b.len);
    buf_free(&b);
    CHECK(b.ptr == NULL);
    buf_free(&b);
}

TEST(the_cap_holds_to_the_byte) {
    buf b = buf_make(5);
    CHECK(buf_puts(&b, "abc"));
    CHECK(buf_put_str(&b, STR("de")));
    CHECK(!b.failed);
    CHECK(buf_put(&b, NULL, 0));
    CHECK(!buf_putc(&b, 'f'));
    CHECK(b.failed);
    CHECK_STR(b.ptr, "abcde");
    buf_free(&b);
}

TEST(failure_lasts_until_cleared) {
    buf b = buf_make(4);
    CHECK(!buf_puts(&b, "too long"));
    CHECK(!buf_putc(&b, 'x'));
    CHECK_INT(b.len, 0);
    buf_clear(&b);
    CHECK(buf_putc(&b, 'x'));
    CHECK(!buf_printf(&b, "%s", "long"));
    CHECK_STR(b.ptr, "x");
    buf_free(&b);
}

TEST(clearing_keeps_the_memory) {
    buf b = buf_make(1000);
    buf_puts(&b, "abc");
    const char *before = b.ptr;
    buf_clear(&b);
    CHECK_INT(b.len, 0);
    CHECK_STR(b.ptr, "");
    buf_puts(&b, "d");
    CHECK(b.ptr == before);
    buf_free(&b);
}

TEST(an_unlimited_buffer_does_not_overflow) {
    buf b = buf_make(SIZE_MAX);
    CHECK(buf_puts(&b, "abc"));
    buf_free(&b);
}

TEST(secrets_are_wiped) {
    buf b = buf_make(100000);
    b.secret = true;
    buf_puts(&b, "hunter2");
    size_t cap = b.cap;
    buf_clear(&b);
    CHECK(memmem(b.ptr, cap, "unter2", 6) == NULL);
    buf_puts(&b, "hunter2");
    while (b.cap < 4 * cap) {
        CHECK(buf_putc(&b, '.'));
    }
    CHECK(strncmp(b.ptr, "hunter2.", 8) == 0);
    buf_free(&b);
}

TEST(contents_in_the_arena) {
    arena *a = arena_new();
    buf b = buf_make(10);
    CHECK_STR(buf_str(&b, a).ptr, "");
    buf_put(&b, "a\0b", 3);
    str copy = buf_str(&b, a);
    buf_free(&b);
    CHECK(str_eq(copy, STR("a\0b")));
    arena_free(a);
}
