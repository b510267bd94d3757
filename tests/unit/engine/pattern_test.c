#include "engine/pattern.h"

#include <pthread.h>

#include "unit/test.h"

static bool matches(const char *pattern, int flags, const char *text) {
    const regex_t *re = pattern_compiled(pattern, flags);
    return re != NULL && regexec(re, text, 0, NULL, 0) == 0;
}

TEST(a_pattern_is_compiled_once) {
    char same[] = "^[a-z]+$";
    const regex_t *first = pattern_compiled("^[a-z]+$", REG_NOSUB);
    CHECK(first != NULL);
    CHECK(pattern_compiled(same, REG_NOSUB) == first);
    CHECK(pattern_compiled("^[a-z]+$", REG_NOSUB) == first);
    CHECK(matches("^[a-z]+$", REG_NOSUB, "abc"));
    CHECK(!matches("^[a-z]+$", REG_NOSUB, "aBc"));
}

TEST(other_flags_are_another_pattern) {
    CHECK(pattern_compiled("^x", REG_NOSUB) != pattern_compiled("^x", 0));
    CHECK(matches("^x", REG_ICASE, "X"));
    CHECK(!matches("^x", 0, "X"));
    regmatch_t group[2];
    CHECK(regexec(pattern_compiled("a(b+)", 0), "xabbc", 2, group, 0) == 0);
    CHECK_INT(group[1].rm_so, 2);
    CHECK_INT(group[1].rm_eo, 4);
}

TEST(what_is_no_pattern_is_told_each_time) {
    CHECK(pattern_compiled("(", 0) == NULL);
    CHECK(pattern_compiled("(", 0) == NULL);
}

static void *match_many(void *data) {
    const int *number = data;
    for (int i = 0; i < 200; i++) {
        char pattern[] = "^[a-z]{1}?$";
        pattern[7] = (char)('1' + (*number + i) % 9);
        CHECK(!matches(pattern, REG_NOSUB, "ABCDEFGHI"));
    }
    return NULL;
}

TEST(threads_share_them) {
    enum { THREADS = 8 };
    pthread_t threads[THREADS];
    int numbers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        CHECK(pthread_create(&threads[i], NULL, match_many, &numbers[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
    }
}
