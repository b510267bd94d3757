// AWS's published vectors for Signature Version 4: of each, the canonical request, the text that is signed, the
// signature and the whole signed request, by header and by query.
#include <dirent.h>
#include <stdlib.h>
#include <time.h>

#include "aws/sigv4.h"
#include "base/buf.h"
#include "base/json.h"
#include "unit/test.h"

enum {
    PUBLISHED = 38, // vectors: with fewer, some were lost on the way here
    MOST_HEADERS = 16,
};

// One vector, and all that it says of one way of signing.
typedef struct vector {
    arena *a;
    const char *folder;
    const char *way; // "header" or "query"
    sigv4_request request;
    sigv4_credentials credentials;
    const char *token_after; // a token that is added to the request once it is signed; NULL: none
    int64_t expires_s;
    sigv4_steps steps;
} vector;

static str read_file(arena *a, const char *folder, const char *name) {
    FILE *file = fopen(arena_printf(a, "%s/%s", folder, name), "rb");
    if (!CHECK(file != NULL)) {
        printf("  %s/%s\n", folder, name);
        return STR("");
    }
    buf out = buf_make(1 << 20);
    char chunk[4096];
    size_t got;
    while ((got = fread(chunk, 1, sizeof chunk, file)) > 0) {
        buf_put(&out, chunk, got);
    }
    fclose(file);
    str text = buf_str(&out, a);
    buf_free(&out);
    return text;
}

static str expected(const vector *v, const char *what) {
    return read_file(v->a, v->folder, arena_printf(v->a, "%s-%s.txt", v->way, what));
}

static void check_text(const vector *v, const char *what, const char *got) {
    if (!CHECK_STR(got, expected(v, what).ptr)) {
        printf("  %s/%s-%s.txt\n", v->folder, v->way, what);
    }
}

static str take_line(str *rest) {
    size_t at = rest->len;
    str_find(*rest, "\n", &at);
    str line = str_upto(*rest, at);
    *rest = str_from(*rest, at + 1);
    return line;
}

// "METHOD /target HTTP/1.1", headers with continuation lines, an empty line, the body.
static void read_request(arena *a, str text, sigv4_request *r) {
    http_header *headers = ARENA_ARRAY(a, http_header, MOST_HEADERS);
    r->headers = headers;
    str line = take_line(&text);
    size_t at = 0;
    CHECK(str_find(line, " ", &at));
    r->method = str_dup(a, str_upto(line, at)).ptr;
    str target = str_from(line, at + 1);
    CHECK(str_has_suffix(target, " HTTP/1.1"));
    target.len -= strlen(" HTTP/1.1");
    size_t path_len = target.len;
    str_find(target, "?", &path_len);
    r->path = str_dup(a, str_upto(target, path_len)).ptr;
    r->query = str_dup(a, str_from(target, path_len + 1)).ptr;
    while ((line = take_line(&text)).len > 0) {
        if (line.ptr[0] == ' ') {
            http_header *last = &headers[r->header_count - 1];
            last->value = arena_printf(a, "%s\n%.*s", last->value, (int)line.len, line.ptr);
            continue;
        }
        if (!CHECK(str_find(line, ":", &at) && r->header_count < MOST_HEADERS)) {
            return;
        }
        http_header *h = &headers[r->header_count++];
        *h = (http_header){.name = str_dup(a, str_upto(line, at)).ptr, .value = str_dup(a, str_from(line, at + 1)).ptr};
        if (str_eq_nocase(str_of(h->name), STR("host"))) {
            r->host = h->value;
        }
    }
    r->body = text;
}

static int64_t read_time_ms(const char *text) {
    struct tm utc = {0};
    CHECK(strptime(text, "%Y-%m-%dT%H:%M:%SZ", &utc) != NULL);
    return (int64_t)timegm(&utc) * 1000;
}

static void read_vector(arena *a, const char *folder, vector *v) {
    const value *context = NULL;
    const char *message = NULL;
    *v = (vector){.a = a, .folder = folder};
    CHECK(json_parse(a, read_file(a, folder, "context.json"), &context, &message));
    const value *keys = value_get(context, "credentials");
    const char *token = value_text(value_get(keys, "token"));
    bool after = value_bool_or(value_get(context, "omit_session_token"), false);
    v->credentials = (sigv4_credentials){
        .access_key = value_text(value_get(keys, "access_key_id")),
        .secret_key = value_text(value_get(keys, "secret_access_key")),
        .session_token = token[0] == '\0' || after ? NULL : token,
    };
    v->token_after = after ? token : NULL;
    v->expires_s = value_int_or(value_get(context, "expiration_in_seconds"), 0);
    v->request = (sigv4_request){
        .region = value_text(value_get(context, "region")),
        .service = value_text(value_get(context, "service")),
        .wall_ms = read_time_ms(value_text(value_get(context, "timestamp"))),
        .normalize_path = value_bool_or(value_get(context, "normalize"), true),
        .double_encode_path = true, // of paths as they are before any encoding: once, then
        .sign_body_header = value_bool_or(value_get(context, "sign_body"), false),
    };
    read_request(a, read_file(a, folder, "request.txt"), &v->request);
}

static size_t count_header(const http_header *headers, size_t count, const http_header *wanted) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += str_eq_nocase(str_of(headers[i].name), str_of(wanted->name)) &&
                 strcmp(headers[i].value, wanted->value) == 0;
    }
    return found;
}

// The request as it goes out, with the headers in any order.
static void check_request(const vector *v, const http_header *headers, size_t count, const char *query) {
    sigv4_request signed_request = {0};
    read_request(v->a, expected(v, "signed-request"), &signed_request);
    CHECK_STR(signed_request.method, v->request.method);
    CHECK_STR(signed_request.path, v->request.path);
    CHECK_STR(query, signed_request.query);
    CHECK(str_eq(signed_request.body, v->request.body));
    CHECK_INT(count, signed_request.header_count);
    for (size_t i = 0; i < signed_request.header_count; i++) {
        const http_header *h = &signed_request.headers[i];
        if (!CHECK_INT(count_header(headers, count, h),
                       count_header(signed_request.headers, signed_request.header_count, h))) {
            printf("  %s of %s/%s-signed-request.txt\n", h->name, v->folder, v->way);
        }
    }
}

static void check_steps(const vector *v) {
    check_text(v, "canonical-request", v->steps.canonical_request);
    check_text(v, "string-to-sign", v->steps.string_to_sign);
    check_text(v, "signature", v->steps.signature);
}

static void check_by_header(vector *v) {
    v->way = "header";
    v->steps = (sigv4_steps){0};
    v->request.ret_steps = &v->steps;
    const http_header *added = NULL;
    size_t added_count = 0;
    if (!CHECK(sigv4_sign(v->a, &v->request, &v->credentials, &added, &added_count))) {
        return;
    }
    check_steps(v);
    size_t count = 0;
    http_header headers[2 * MOST_HEADERS];
    for (size_t i = 0; i < v->request.header_count; i++) {
        headers[count++] = v->request.headers[i];
    }
    for (size_t i = 0; i < added_count; i++) {
        headers[count++] = added[i];
    }
    if (v->token_after != NULL) {
        headers[count++] = (http_header){.name = "x-amz-security-token", .value = v->token_after};
    }
    check_request(v, headers, count, v->request.query);
}

static const char *in_query(arena *a, const char *text) {
    buf out = buf_make(1 << 16);
    for (; *text != '\0'; text++) {
        if (strchr("/+=", *text) != NULL) {
            buf_printf(&out, "%%%02X", (unsigned)*text);
        } else {
            buf_putc(&out, *text);
        }
    }
    const char *encoded = buf_str(&out, a).ptr;
    buf_free(&out);
    return encoded;
}

static void check_by_query(vector *v) {
    v->way = "query";
    v->steps = (sigv4_steps){0};
    v->request.ret_steps = &v->steps;
    const char *added = NULL;
    if (!CHECK(sigv4_presign(v->a, &v->request, &v->credentials, v->expires_s, &added))) {
        return;
    }
    check_steps(v);
    if (v->token_after != NULL) { // the vectors have it before the signature
        size_t at = 0;
        CHECK(str_find(str_of(added), "&X-Amz-Signature=", &at));
        added = arena_printf(v->a, "%.*s&X-Amz-Security-Token=%s%s", (int)at, added, in_query(v->a, v->token_after),
                             added + at);
    }
    const char *own = v->request.query;
    check_request(v, v->request.headers, v->request.header_count,
                  arena_printf(v->a, "%s%s%s", own, own[0] == '\0' ? "" : "&", added));
}

TEST(published_vectors) {
    const char *named = getenv("CAWS_SIGV4_VECTORS");
    const char *folder = named != NULL ? named : "../shared/reference/sigv4";
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        SKIP_UNLESS(named != NULL, "no published vectors beside the project: name their folder in CAWS_SIGV4_VECTORS");
        CHECK(dir != NULL);
        return;
    }
    size_t count = 0;
    const struct dirent *entry;
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] != '.') {
            arena *a = arena_new();
            vector v;
            read_vector(a, arena_printf(a, "%s/%s", folder, entry->d_name), &v);
            check_by_header(&v);
            check_by_query(&v);
            count++;
            arena_free(a);
        }
    }
    closedir(dir);
    CHECK(count >= PUBLISHED);
    printf("%zu published vectors, each by header and by query\n", count);
}
