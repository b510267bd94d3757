#include "aws/ini.h"

#include <stdint.h>

#include "unit/test.h"

static const ini *parse(arena *a, const char *text) {
    const ini *file = NULL;
    const char *message = NULL;
    if (!ini_parse(a, str_of(text), &file, &message)) {
        printf("%s\n", message);
    }
    return file;
}

static void check_refused(const char *text, size_t len, const char *expected) {
    arena *a = arena_new();
    const ini *file = NULL;
    const char *message = NULL;
    CHECK(!ini_parse(a, (str){.ptr = text, .len = len}, &file, &message));
    CHECK(file == NULL);
    CHECK_STR(message, expected);
    arena_free(a);
}

TEST(sections_keys_and_comments) {
    arena *a = arena_new();
    const ini *file = parse(a, "# a comment\n"
                               "\n"
                               "[default]\r\n"
                               "Region = eu-west-1\r\n"
                               "output:json\n"
                               "  ; indented comment\n"
                               "empty =\n"
                               "[profile dev]   # behind the bracket\n"
                               "region=us-east-2\r"
                               "url = https://x/?a=b\n"
                               "[profile \"two words\"]\n"
                               "region = sa-east-1 # kept\n"
                               "[profiles]\n"
                               "region = no");
    if (CHECK(file != NULL)) {
        CHECK_STR(ini_get(file, NULL, "default", "region"), "eu-west-1");
        CHECK_STR(ini_get(file, NULL, "default", "output"), "json");
        CHECK_STR(ini_get(file, NULL, "default", "empty"), "");
        CHECK_STR(ini_get(file, "profile", "dev", "region"), "us-east-2");
        CHECK_STR(ini_get(file, "profile", "dev", "url"), "https://x/?a=b");
        CHECK_STR(ini_get(file, "profile", "two words", "region"), "sa-east-1 # kept");
        CHECK(ini_get(file, NULL, "dev", "region") == NULL);
        CHECK(ini_get(file, "profile", "default", "region") == NULL);
        CHECK(ini_get(file, "profile", "s", "region") == NULL);
        CHECK(ini_get(file, "profile", "dev", "Region") == NULL);
        CHECK(ini_has_section(file, "profile", "dev"));
        CHECK(ini_has_section(file, NULL, "profile dev"));
        CHECK(!ini_has_section(file, "profile", "de"));
        const char *const *names = ini_names(file, a, "profile");
        CHECK_STR(names[0], "two words");
        CHECK_STR(names[1], "dev");
        CHECK(names[2] == NULL);
    }
    arena_free(a);
}

TEST(values_go_on_in_deeper_lines) {
    arena *a = arena_new();
    const ini *file = parse(a, "[a]\n"
                               "one = first\n"
                               "  second = not a key\n"
                               "\n"
                               "# not part of it\n"
                               "\t[third]\n"
                               "\n"
                               "two = 2\n"
                               "  three = 3\n"
                               "[b]\n"
                               "  four = 4\n"
                               "  five = 5\n"
                               "    more\n"
                               " six = 6\n");
    if (CHECK(file != NULL)) {
        CHECK_STR(ini_get(file, NULL, "a", "one"), "first\nsecond = not a key\n\n[third]");
        CHECK_STR(ini_get(file, NULL, "a", "two"), "2\nthree = 3");
        CHECK_STR(ini_get(file, NULL, "b", "four"), "4");
        CHECK_STR(ini_get(file, NULL, "b", "five"), "5\nmore");
        CHECK_STR(ini_get(file, NULL, "b", "six"), "6");
        CHECK(!ini_has_section(file, NULL, "third"));
    }
    arena_free(a);
}

TEST(groups) {
    arena *a = arena_new();
    const ini *file = parse(a, "[services local]\n"
                               "s3 =\n"
                               "  endpoint_url = http://localhost:1\n"
                               "  # comment\n"
                               "  addressing_style=path\n"
                               "elastic_load_balancing_v2 = \n"
                               "    endpoint_url = http://localhost:2/a=b\n"
                               "flat = endpoint_url = http://localhost:3\n");
    if (CHECK(file != NULL)) {
        CHECK_STR(ini_get_nested(file, a, "services", "local", "s3", "endpoint_url"), "http://localhost:1");
        CHECK_STR(ini_get_nested(file, a, "services", "local", "s3", "addressing_style"), "path");
        CHECK_STR(ini_get_nested(file, a, "services", "local", "elastic_load_balancing_v2", "endpoint_url"),
                  "http://localhost:2/a=b");
        CHECK(ini_get_nested(file, a, "services", "local", "s3", "endpoint") == NULL);
        CHECK(ini_get_nested(file, a, "services", "local", "flat", "endpoint_url") == NULL);
        CHECK(ini_get_nested(file, a, "services", "other", "s3", "endpoint_url") == NULL);
    }
    arena_free(a);
}

TEST(the_later_of_two_wins) {
    arena *a = arena_new();
    const ini *file = parse(a, "\xEF\xBB\xBF[a]\nx = 1\ny = 1\n[b]\nx = 5\n[a]\nx = 2\nx = 3\n");
    if (CHECK(file != NULL)) {
        CHECK_STR(ini_get(file, NULL, "a", "x"), "3");
        CHECK_STR(ini_get(file, NULL, "a", "y"), "1");
    }
    arena_free(a);
}

TEST(an_empty_file_is_one) {
    arena *a = arena_new();
    const ini *file = parse(a, "");
    CHECK(file != NULL && !ini_has_section(file, NULL, "default"));
    file = parse(a, "\n\n  \n# x");
    CHECK(file != NULL && ini_names(file, a, NULL)[0] == NULL);
    arena_free(a);
}

#define REFUSED(text, expected) check_refused(text, sizeof(text) - 1, expected)

TEST(what_is_refused) {
    REFUSED("[a]\nx = 1\nnonsense\n", "line 3: neither a [section] nor a line of the form key = value");
    REFUSED("[a]\n= 1\n", "line 2: neither a [section] nor a line of the form key = value");
    REFUSED("\n[]\n", "line 2: something stands before the first [section]");
    REFUSED("x = 1\n[a]\n", "line 1: something stands before the first [section]");
    REFUSED("[a]\nx = \0y\n", "line 0: a NUL byte");
}

// Every beginning of a file is read or refused; the sanitizers watch.
TEST(cut_short_anywhere) {
    static const char text[] =
        "\xEF\xBB\xBF[profile \"a\"]\r\nx = 1\r\n  y = 2\r\n[services b]\rs3 =\n  k : v\n ; c\n[";
    for (size_t len = 0; len < sizeof text; len++) {
        arena *a = arena_new();
        char *copy = arena_memdup(a, text, len);
        const ini *file = NULL;
        const char *message = NULL;
        if (ini_parse(a, (str){.ptr = copy, .len = len}, &file, &message)) {
            CHECK(file != NULL);
            ini_names(file, a, "profile");
            ini_get_nested(file, a, "services", "b", "s3", "k");
        } else {
            CHECK(message != NULL);
        }
        arena_free(a);
    }
}
