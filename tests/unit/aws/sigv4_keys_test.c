#include "aws/sigv4_keys.h"

#include "base/arena.h"
#include "unit/test.h"

static void key_of(unsigned char byte, unsigned char ret[SIGV4_KEY_BYTES]) {
    memset(ret, byte, SIGV4_KEY_BYTES);
}

static void put(sigv4_keys *k, uint64_t number, str scope, unsigned char byte) {
    unsigned char key[SIGV4_KEY_BYTES];
    key_of(byte, key);
    sigv4_keys_put(k, number, scope, key);
}

// The byte that the key is made of; -1: it is not kept.
static int kept(sigv4_keys *k, uint64_t number, str scope) {
    unsigned char key[SIGV4_KEY_BYTES];
    unsigned char same[SIGV4_KEY_BYTES];
    if (!sigv4_keys_get(k, number, scope, key)) {
        return -1;
    }
    key_of(key[0], same);
    CHECK(memcmp(key, same, sizeof key) == 0);
    return key[0];
}

TEST(a_key_is_of_its_credentials_and_its_scope) {
    sigv4_keys *k = sigv4_keys_new();
    str scope = STR("20260203/eu-west-1/ecs/aws4_request");
    CHECK_INT(kept(k, 1, scope), -1);
    put(k, 1, scope, 7);
    CHECK_INT(kept(k, 1, scope), 7);
    CHECK_INT(kept(k, 2, scope), -1);
    CHECK_INT(kept(k, 1, STR("20260204/eu-west-1/ecs/aws4_request")), -1);
    CHECK_INT(kept(k, 1, STR("20260203/eu-west-1/ec2/aws4_request")), -1);
    CHECK_INT(kept(k, 1, str_upto(scope, scope.len - 1)), -1);
    put(k, 2, scope, 8);
    CHECK_INT(kept(k, 1, scope), 7);
    CHECK_INT(kept(k, 2, scope), 8);
    sigv4_keys_free(k);
}

TEST(one_that_two_threads_made_is_kept_once) {
    sigv4_keys *k = sigv4_keys_new();
    for (int i = 0; i < 1000; i++) {
        put(k, 1, STR("a"), 7);
    }
    put(k, 1, STR("b"), 8);
    CHECK_INT(kept(k, 1, STR("a")), 7);
    CHECK_INT(kept(k, 1, STR("b")), 8);
    sigv4_keys_free(k);
}

TEST(of_many_the_oldest_goes) {
    enum { MANY = 200, AT_LEAST = 17 }; // regions in one configuration
    sigv4_keys *k = sigv4_keys_new();
    arena *a = arena_new();
    for (int i = 0; i < MANY; i++) {
        put(k, 1, str_of(arena_printf(a, "day/region-%d/ecs/aws4_request", i)), (unsigned char)i);
    }
    CHECK_INT(kept(k, 1, STR("day/region-0/ecs/aws4_request")), -1);
    for (int i = MANY - AT_LEAST; i < MANY; i++) {
        CHECK_INT(kept(k, 1, str_of(arena_printf(a, "day/region-%d/ecs/aws4_request", i))), i);
    }
    arena_free(a);
    sigv4_keys_free(k);
}
