// Expressions in Go's syntax: what they match, and what is refused.
#include "engine/go_regex.h"
#include "unit/test.h"

static int match(const char *pattern, const char *text) {
    arena *a = arena_new();
    regex_t re;
    int result = -1;
    if (go_regex_compile(a, str_of(pattern), &re)) {
        result = regexec(&re, text, 0, NULL, 0) == 0;
        regfree(&re);
    }
    arena_free(a);
    return result;
}

TEST(classes) {
    CHECK_INT(match("^myami-\\d{3}", "myami-123"), 1);
    CHECK_INT(match("^myami-\\d{3}", "myami-ddd"), 0);
    CHECK_INT(match("^\\w+\\s\\S\\D\\W$", "a_1 xx-"), 1);
    CHECK_INT(match("^[\\w.-]+$", "linux-2024.9_x"), 1);
    CHECK_INT(match("^[\\w.-]+$", "linux/2024"), 0);
    CHECK_INT(match("^[^\\d]+$", "abc"), 1);
    CHECK_INT(match("^[[:alpha:]\\d]+$", "a1"), 1);
    CHECK_INT(match("\\bx86\\b", "linux x86 1"), 1);
}

TEST(brackets_without_backslashes) {
    CHECK_INT(match("^[\\]\\[^\\-a]+$", "][^-a"), 1);
    CHECK_INT(match("^[\\]\\[^\\-a]+$", "\\"), 0);
    CHECK_INT(match("^[\\^]$", "^"), 1);
    CHECK_INT(match("^[\\^-]+$", "^-"), 1);
    CHECK_INT(match("^[^\\^]$", "^"), 0);
    CHECK_INT(match("^[\\.]$", "\\"), 0);
    CHECK_INT(match("^[\\\\]$", "\\"), 1);
    CHECK_INT(match("^[]a]+$", "a]"), 1);
    CHECK_INT(match("^[a-c0-9]+$", "b7"), 1);
    CHECK_INT(match("^[\\x41-\\x43]+$", "ABC"), 1);
    CHECK_INT(match("^[\\x41-\\x43]+$", "-"), 0);
}

TEST(groups_and_repetitions) {
    CHECK_INT(match("^(?:a|b)+?(?P<n>c)(?<m>d)??$", "abcd"), 1);
    CHECK_INT(match("a{,2}", "a{,2}"), 1);
    CHECK_INT(match("^a{2,3}?$", "aaa"), 1);
    CHECK_INT(match("^{x}$", "{x}"), 1);
    CHECK_INT(match("^{x}?$", "{x"), 1);
    CHECK_INT(match("^a{1,2}?b$", "aab"), 1);
    CHECK_INT(match("(?i)^LINUX", "linux"), 1);
    CHECK_INT(match("^LINUX", "linux"), 0);
    CHECK_INT(match("^\\Qa.b\\E.$", "a.bc"), 1);
    CHECK_INT(match("^\\Qa.b\\E.$", "axbc"), 0);
    CHECK_INT(match("\\Aa\\.b\\z", "a.b"), 1);
    CHECK_INT(match("a\\tb", "a\tb"), 1);
}

TEST(what_is_refused) {
    CHECK_INT(match("(", ""), -1);
    CHECK_INT(match("[a", ""), -1);
    CHECK_INT(match("[", ""), -1);
    CHECK_INT(match("[[:", ""), -1);
    CHECK_INT(match("a\\", ""), -1);
    CHECK_INT(match("[\\", ""), -1);
    CHECK_INT(match("\\pL", ""), -1);
    CHECK_INT(match("[\\D]", ""), -1);
    CHECK_INT(match("(?P<n", ""), -1);
    CHECK_INT(match("x(?i)y", ""), -1);
    CHECK_INT(match("(?", ""), -1);
    CHECK_INT(match("\\x4", ""), -1);
}
