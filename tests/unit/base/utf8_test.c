#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "unit/test.h"

TEST(well_formed) {
    CHECK_INT(utf8_step("a", 1), 1);
    CHECK_INT(utf8_step("\0", 1), 1);
    CHECK_INT(utf8_step("\xC2\x80", 2), 2);
    CHECK_INT(utf8_step("\xDF\xBFx", 3), 2);
    CHECK_INT(utf8_step("\xE0\xA0\x80", 3), 3);
    CHECK_INT(utf8_step("\xED\x9F\xBF", 3), 3);
    CHECK_INT(utf8_step("\xEF\xBF\xBF", 3), 3);
    CHECK_INT(utf8_step("\xF0\x90\x80\x80", 4), 4);
    CHECK_INT(utf8_step("\xF4\x8F\xBF\xBF", 4), 4);
}

TEST(malformed) {
    static const str cases[] = {
        {"", 0},
        {"\x80", 1},             // a continuation alone
        {"\xC3", 1},             // cut off
        {"\xE2\x82", 2},         // cut off
        {"\xF0\x9F\x98", 3},     // cut off
        {"\xC0\x80", 2},         // overlong
        {"\xC1\xBF", 2},         // overlong
        {"\xE0\x9F\xBF", 3},     // overlong
        {"\xF0\x8F\xBF\xBF", 4}, // overlong
        {"\xED\xA0\x80", 3},     // a surrogate
        {"\xF4\x90\x80\x80", 4}, // past the last character
        {"\xF8\x88\x80\x80", 4},
        {"\xC3(", 2},
        {"\xE2\x28\xA1", 3},
        {"\xFF", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_INT(utf8_step(cases[i].ptr, cases[i].len), 0);
    }
}

static void check_escape(str text, bool html, const char *expected, size_t covered) {
    char escaped[JSON_ESCAPE_MAX];
    CHECK_INT(json_escape(text.ptr, text.len, html, escaped), covered);
    CHECK_STR(escaped, expected);
}

TEST(escapes) {
    check_escape(STR("a"), true, "a", 1);
    check_escape(STR("\""), false, "\\\"", 1);
    check_escape(STR("\\"), false, "\\\\", 1);
    check_escape(STR("/"), true, "/", 1);
    check_escape(STR("\n"), false, "\\n", 1);
    check_escape(STR("\b"), false, "\\b", 1);
    check_escape(STR("\0"), false, "\\u0000", 1);
    check_escape(STR("\x1F"), false, "\\u001f", 1);
    check_escape(STR("\x7F"), false, "\x7F", 1);
    check_escape(STR("<"), false, "<", 1);
    check_escape(STR("<"), true, "\\u003c", 1);
    check_escape(STR("&"), true, "\\u0026", 1);
    check_escape(STR("\xF0\x9F\x98\x80x"), true, "\xF0\x9F\x98\x80", 4);
    check_escape(STR("\xE2\x80\xA8"), false, "\\u2028", 3);
    check_escape(STR("\xE2\x80\xA9"), false, "\\u2029", 3);
    check_escape(STR("\xE2\x82"), false, "\\ufffd", 1);
}

// Wherever in the eight bytes that are looked at together something stands.
TEST(validity_of_texts) {
    static const struct {
        const char *part;
        bool valid;
    } cases[] = {{"", true},      {"a", true},    {"\xC3\xA9", true}, {"\xF0\x9F\x98\x80", true},
                 {"\x80", false}, {"\xC3", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t before = 0; before < 20; before++) {
            char text[64];
            snprintf(text, sizeof text, "%.*s%s%s", (int)before, "xxxxxxxxxxxxxxxxxxxx", cases[i].part,
                     before % 2 == 0 ? "" : "0123456789");
            CHECK_INT(utf8_is_valid(text, strlen(text)), cases[i].valid);
        }
    }
    CHECK(utf8_is_valid("\0\0\0\0\0\0\0\0\0", 9));
}

TEST(plain_ascii) {
    char text[25];
    for (int c = 0; c < 256; c++) {
        for (size_t at = 0; at < sizeof text - 1; at++) {
            memset(text, '~', sizeof text - 1);
            text[at] = (char)c;
            bool plain = c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
            CHECK_INT(utf8_plain_ascii(text, sizeof text - 1), plain ? sizeof text - 1 : at);
        }
    }
    CHECK_INT(utf8_plain_ascii("", 0), 0);
    CHECK_INT(utf8_plain_ascii("abc", 2), 2);
}
