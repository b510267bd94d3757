// A test program: TEST(name) { ... } as often as wanted, with checks inside; main is here. Each failing check is
// printed and the test goes on; the last line is "N passed, N failed", and the status is 1 when a test failed, and 77,
// which ctest shows as skipped, when one was skipped and none failed. An argument runs only the test of that name.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

typedef struct test_case test_case;
struct test_case {
    const char *name;
    void (*run)(void);
    test_case *next;
};

static test_case *test_first;
static test_case **test_end = &test_first;
static bool test_failed; // the running test
static bool test_skipped;

#define TEST(id)                                                                                                       \
    static void test_##id(void);                                                                                       \
    static test_case test_case_##id = {#id, test_##id, NULL};                                                          \
    __attribute__((constructor)) static void test_register_##id(void) {                                                \
        *test_end = &test_case_##id;                                                                                   \
        test_end = &test_case_##id.next;                                                                               \
    }                                                                                                                  \
    static void test_##id(void)

__attribute__((unused)) static bool test_check(bool ok, const char *file, int line, const char *what) {
    if (!ok) {
        test_failed = true;
        printf("%s:%d: failed: %s\n", file, line, what);
    }
    return ok;
}

__attribute__((unused)) static bool test_check_str(const char *got, const char *expected, const char *file, int line) {
    bool same = got == expected || (got != NULL && expected != NULL && strcmp(got, expected) == 0);
    if (!same) {
        test_failed = true;
        printf("%s:%d: got      %s\n%s:%d: expected %s\n", file, line, got == NULL ? "(NULL)" : got, file, line,
               expected == NULL ? "(NULL)" : expected);
    }
    return same;
}

__attribute__((unused)) static bool test_check_int(long long got, long long expected, const char *file, int line,
                                                   const char *what) {
    if (got != expected) {
        test_failed = true;
        printf("%s:%d: %s is %lld, expected %lld\n", file, line, what, got, expected);
    }
    return got == expected;
}

// All are expressions: true when the check held, so that a test can leave early.
#define CHECK(condition) test_check((condition), __FILE__, __LINE__, #condition)
#define CHECK_STR(got, expected) test_check_str((got), (expected), __FILE__, __LINE__)
#define CHECK_INT(got, expected) test_check_int((long long)(got), (long long)(expected), __FILE__, __LINE__, #got)

// Leaves a test that cannot run here; the reason is printed.
#define SKIP_UNLESS(condition, reason)                                                                                 \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            test_skipped = true;                                                                                       \
            printf("%s:%d: skipped: %s\n", __FILE__, __LINE__, reason);                                                \
            return;                                                                                                    \
        }                                                                                                              \
    } while (0)

int main(int argc, char **argv) {
    int passed = 0;
    int failed = 0;
    int skipped = 0;
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (const test_case *t = test_first; t != NULL; t = t->next) {
        if (argc > 1 && strcmp(argv[1], t->name) != 0) {
            continue;
        }
        test_failed = test_skipped = false;
        t->run();
        if (test_failed) {
            printf("FAILED %s\n", t->name);
            failed++;
        } else if (test_skipped) {
            skipped++;
        } else {
            passed++;
        }
    }
    if (skipped > 0) {
        printf("%d skipped\n", skipped);
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 && skipped > 0 ? 77 : failed > 0 || passed == 0;
}
