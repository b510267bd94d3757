#include "fuzz/answers.h"

#include <string.h>

#include "operations.h"
#include "unit/aws/wire_models.h"

static const api_operation *const SMALL[] = {&update_function, &invoke,       &put_tagging,
                                             &get_tagging,     &get_location, &create_zone};

static const api_operation *find_in(const api_operation *const *all, size_t count, str service, str name) {
    for (size_t i = 0; i < count; i++) {
        if (str_is(service, all[i]->service->id) && str_is(name, all[i]->name)) {
            return all[i];
        }
    }
    return NULL;
}

static str next_word(str *line) {
    size_t end = line->len;
    (void)str_find(*line, " ", &end);
    str word = str_upto(*line, end);
    *line = str_from(*line, end + 1);
    return word;
}

const api_operation *answer_read(arena *a, str input, http_response *ret) {
    enum { HEADERS_MAX = 16 };
    str line = fuzz_line(&input);
    str service = next_word(&line);
    str name = next_word(&line);
    const api_operation *op = find_in(api_operations, api_operation_count, service, name);
    op = op != NULL ? op : find_in(SMALL, COUNT(SMALL), service, name);
    *ret = (http_response){.status = (int)strtol(arena_strndup(a, line.ptr, line.len), NULL, 10) % 1000};
    http_header *headers = ARENA_ARRAY(a, http_header, HEADERS_MAX);
    for (str header = fuzz_line(&input); header.len > 0; header = fuzz_line(&input)) {
        size_t colon = header.len;
        (void)str_find(header, ":", &colon);
        str text = str_trim(str_from(header, colon + 1));
        if (ret->header_count < HEADERS_MAX) {
            headers[ret->header_count++] = (http_header){.name = arena_strndup(a, header.ptr, colon),
                                                         .value = arena_strndup(a, text.ptr, text.len)};
        }
    }
    ret->headers = headers;
    ret->body = input;
    return op;
}
