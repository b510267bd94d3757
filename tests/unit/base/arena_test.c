#include "base/arena.h"

#include <stdint.h>

#include "unit/test.h"

static bool all_zero(const unsigned char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

TEST(pieces_are_zeroed_aligned_and_apart) {
    arena *a = arena_new();
    enum { COUNT = 2000 };
    unsigned char *pieces[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = i % 300;
        pieces[i] = arena_alloc(a, size);
        CHECK((uintptr_t)pieces[i] % _Alignof(max_align_t) == 0);
        CHECK(all_zero(pieces[i], size));
        memset(pieces[i], (int)(i & 0xFF), size);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t j = 0; j < i % 300; j++) {
            if (!CHECK(pieces[i][j] == (i & 0xFF))) {
                break;
            }
        }
    }
    arena_free(a);
}

TEST(large_pieces_leave_the_current_chunk_in_use) {
    arena *a = arena_new();
    char *small = arena_strdup(a, "x");
    unsigned char *large = arena_alloc(a, 1 << 20);
    CHECK(all_zero(large, 1 << 20));
    memset(large, 1, 1 << 20);
    char *next = arena_strdup(a, "y");
    CHECK(next > small && next - small < 4096);
    CHECK_INT(arena_used(a), (1 << 20) + 4);
    arena_free(a);
}

TEST(texts_are_copied) {
    arena *a = arena_new();
    char source[] = "abc";
    char *copy = arena_strdup(a, source);
    char *part = arena_strndup(a, "a\0b", 3);
    source[0] = 'x';
    CHECK_STR(copy, "abc");
    CHECK(memcmp(part, "a\0b", 4) == 0);
    CHECK(arena_strdup(a, NULL) == NULL);
    CHECK_STR(arena_strndup(a, NULL, 0), "");
    CHECK(memcmp(arena_memdup(a, "\1\2", 2), "\1\2", 2) == 0);
    CHECK(arena_memdup(a, NULL, 0) != NULL);
    CHECK_STR(arena_printf(a, "%s-%d", "n", 42), "n-42");
    char *padded = arena_printf(a, "%10000d", 7);
    CHECK_INT(strlen(padded), 10000);
    CHECK(padded[9999] == '7');
    arena_free(a);
}

static char order[16];

static void note(void *data) {
    size_t len = strlen(order);
    order[len] = *(const char *)data;
    order[len + 1] = '\0';
}

TEST(a_text_of_any_length_is_whole) {
    arena *a = arena_new();
    for (int length = 0; length < 1000; length++) {
        char *text = arena_printf(a, "%*s|", length, "");
        CHECK_INT(strlen(text), length + 1);
        CHECK(strspn(text, " ") == (size_t)length && text[length] == '|');
    }
    arena_free(a);
}

TEST(clean_ups_run_last_first_and_children_before_parents) {
    order[0] = '\0';
    arena *parent = arena_new();
    arena_on_free(parent, note, arena_strdup(parent, "1"));
    arena_on_free(parent, note, arena_strdup(parent, "2"));
    arena *first = arena_child(parent);
    arena_on_free(first, note, arena_strdup(first, "a"));
    arena *second = arena_child(parent);
    arena_on_free(second, note, arena_strdup(second, "b"));
    arena *third = arena_child(parent);
    arena_on_free(third, note, arena_strdup(third, "c"));
    arena_free(second);
    CHECK_STR(order, "b");
    arena_free(parent);
    CHECK_STR(order, "bca21");
}

TEST(use_counts_children) {
    arena *a = arena_new();
    CHECK_INT(arena_used(a), 0);
    arena_alloc(a, 100);
    arena *child = arena_child(a);
    arena_alloc(child, 50);
    CHECK_INT(arena_used(a), 150);
    arena_free(child);
    CHECK_INT(arena_used(a), 100);
    arena_free(a);
}

TEST(nothing_to_free) {
    arena_free(NULL);
    arena_free(arena_new());
}

TEST(arrays) {
    arena *a = arena_new();
    int64_t *numbers = ARENA_ARRAY(a, int64_t, 100);
    CHECK(all_zero((const unsigned char *)numbers, 100 * sizeof *numbers));
    CHECK(ARENA_ARRAY(a, int, 0) != NULL);
    arena_free(a);
}
