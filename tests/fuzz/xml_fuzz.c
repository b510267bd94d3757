// base/xml: every node of the tree can be looked at.
#include "fuzz/fuzz.h"

#include "base/value.h"
#include "base/xml.h"

// Depth is bounded by the parser.
static size_t count_bytes(const xml_node *node, int depth) {
    FUZZ_CHECK(depth <= VALUE_MAX_DEPTH);
    size_t bytes = 0;
    for (; node != NULL; node = node->next) {
        FUZZ_CHECK(node->text.ptr == NULL || node->text.ptr[node->text.len] == '\0');
        bytes += node->name.len + node->text.len;
        for (const char *const *at = node->attributes; at != NULL && *at != NULL; at++) {
            bytes += str_of(*at).len;
        }
        bytes += count_bytes(node->first_child, depth + 1);
    }
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena *a = arena_new();
    const xml_node *root = NULL;
    const char *message = NULL;
    if (xml_parse(a, (str){.ptr = (const char *)data, .len = size}, &root, &message)) {
        // Nothing is expanded: no entities but the five, each shorter than its reference. An encoding that is not
        // UTF-8 takes up to three bytes for one.
        FUZZ_CHECK(count_bytes(root, 1) <= 3 * size);
        (void)xml_child(root, "Error");
    } else {
        FUZZ_CHECK(root == NULL && message != NULL);
    }
    arena_free(a);
    return 0;
}
