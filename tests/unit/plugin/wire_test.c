#include "plugin/wire.h"

#include "unit/test.h"

static void check_bytes(wire *w, const char *expected, size_t len) {
    if (CHECK_INT(w->len, len)) {
        CHECK(memcmp(wire_start(w), expected, len) == 0);
    }
    wire_free(w);
    CHECK(w->bytes == NULL && w->len == 0);
}

TEST(numbers) {
    static const struct {
        uint64_t number;
        const char *bytes;
        size_t len;
    } cases[] = {
        {1, "\x08\x01", 2},
        {127, "\x08\x7f", 2},
        {128, "\x08\x80\x01", 3},
        {300, "\x08\xac\x02", 3},
        {UINT64_MAX, "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wire w = {0};
        wire_number(&w, 1, cases[i].number);
        check_bytes(&w, cases[i].bytes, cases[i].len);
    }
}

TEST(empty_fields_are_left_out_but_messages_are_not) {
    wire w = {0};
    wire_number(&w, 1, 0);
    wire_text(&w, 2, STR(""));
    CHECK_INT(w.len, 0);
    wire_message(&w, 3, 0);
    check_bytes(&w, "\x1a\x00", 2);
}

TEST(messages_in_messages) {
    wire w = {0};
    wire_number(&w, 5, 9); // the outer message's last field
    size_t inner = w.len;
    wire_text(&w, 2, STR("b"));
    wire_text(&w, 1, STR("a"));
    wire_message(&w, 4, inner);
    wire_message(&w, 15, 0);
    check_bytes(&w,
                "\x7a\x0a\x22\x06\x0a\x01"
                "a\x12\x01"
                "b\x28\x09",
                12);
}

// More than one growth, and a text that is larger than what there is.
TEST(room_grows) {
    enum { LONG = 300 * 1000 };
    static char text[LONG];
    memset(text, 'x', sizeof text);
    wire w = {0};
    wire_text(&w, 1, STR("end"));
    wire_text(&w, 1, (str){.ptr = text, .len = sizeof text});
    for (size_t i = 0; i < LONG; i++) {
        wire_number(&w, 2, 1);
    }
    const uint8_t *start = wire_start(&w);
    CHECK_INT(w.len, 2 * LONG + 4 + LONG + 5); // 300000 takes three bytes
    CHECK(memcmp(start, "\x10\x01\x10\x01", 4) == 0);
    CHECK(memcmp(start + 2 * LONG, "\x0a\xe0\xa7\x12x", 5) == 0);
    CHECK(memcmp(start + w.len - 6,
                 "x\x0a\x03"
                 "end",
                 6) == 0);
    wire_free(&w);
}
