#include "aws/sigv4.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "aws/secret.h"
#include "base/buf.h"

#define ALGORITHM "AWS4-HMAC-SHA256"
#define UNSIGNED_PAYLOAD "UNSIGNED-PAYLOAD"

enum {
    HASH_LEN = SIGV4_KEY_BYTES,
    HEX_SIZE = 2 * HASH_LEN + 1,
    DAY_SIZE = sizeof "20150830",
    TIME_SIZE = sizeof "20150830T123600Z",
    MAX_CANONICAL = 16 * 1024 * 1024,
};

// What proxies and clients add or change on the way is not signed, as in the AWS SDKs.
static const char *const UNSIGNED_HEADERS[] = {
    "authorization",   "connection",        "expect", "host", "te", "trailer", "upgrade", "user-agent",
    "x-amzn-trace-id", "transfer-encoding",
};

typedef struct pair {
    str name;
    str value;
    size_t position; // qsort keeps no order; this does
} pair;

typedef struct pairs {
    pair *items;
    size_t count;
} pairs;

// All of one signature's work. `scratch` is released at the end of it.
typedef struct signing {
    const sigv4_request *request;
    const sigv4_credentials *credentials;
    arena *a; // the caller's
    arena *scratch;
    char day[DAY_SIZE];
    char time[TIME_SIZE];
    const char *scope; // "20150830/us-east-1/iam/aws4_request"
    const char *payload_hash;
    const char *query; // with what presigning adds
    pairs headers;     // lower-case names in order, to be signed
    const char *signed_headers;
} signing;

static void hex(const unsigned char hash[HASH_LEN], char ret[HEX_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < HASH_LEN; i++) {
        ret[2 * i] = digits[hash[i] >> 4];
        ret[2 * i + 1] = digits[hash[i] & 15];
    }
    ret[2 * HASH_LEN] = '\0';
}

// OpenSSL looks an algorithm up by its name in each use that does not bring it along, which takes longer than a hash of
// a few hundred bytes. So they are looked up once, and a context with everything but the key is copied. NULL when
// OpenSSL lacks them.
static pthread_once_t algorithms_once = PTHREAD_ONCE_INIT;
static EVP_MD *sha256;
static EVP_MAC_CTX *hmac_sha256;

static void find_algorithms(void) {
    char digest[] = "SHA256";
    OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                               OSSL_PARAM_construct_end()};
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    hmac_sha256 = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac); // the context holds on to it
    if (hmac_sha256 != NULL && EVP_MAC_CTX_set_params(hmac_sha256, parameters) != 1) {
        EVP_MAC_CTX_free(hmac_sha256);
        hmac_sha256 = NULL;
    }
    sha256 = EVP_MD_fetch(NULL, digest, NULL);
}

static bool sha256_hex(str data, char ret[HEX_SIZE]) {
    unsigned char hash[HASH_LEN];
    (void)pthread_once(&algorithms_once, find_algorithms);
    if (sha256 == NULL || EVP_Digest(data.len == 0 ? "" : data.ptr, data.len, hash, NULL, sha256, NULL) != 1) {
        return false;
    }
    hex(hash, ret);
    return true;
}

static bool hmac(const void *key, size_t key_len, str data, unsigned char ret[HASH_LEN]) {
    (void)pthread_once(&algorithms_once, find_algorithms);
    EVP_MAC_CTX *context = hmac_sha256 == NULL ? NULL : EVP_MAC_CTX_dup(hmac_sha256);
    unsigned char out[HASH_LEN];
    size_t len = 0;
    bool done = context != NULL && EVP_MAC_init(context, key, key_len, NULL) == 1 &&
                EVP_MAC_update(context, (const unsigned char *)data.ptr, data.len) == 1 &&
                EVP_MAC_final(context, out, &len, sizeof out) == 1 && len == sizeof out;
    if (done) {
        memcpy(ret, out, HASH_LEN);
    }
    OPENSSL_cleanse(out, sizeof out);
    EVP_MAC_CTX_free(context);
    return done;
}

static bool is_unreserved(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    c = lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static char *put_encoded(char *out, char c) {
    static const char digits[] = "0123456789ABCDEF";
    if (is_unreserved(c)) {
        *out = c;
        return out + 1;
    }
    out[0] = '%';
    out[1] = digits[(unsigned char)c >> 4];
    out[2] = digits[(unsigned char)c & 15];
    return out + 3;
}

// Percent-encodes what is neither unreserved nor, where `keep_slash`, a slash; with `decode` what is already encoded is
// encoded once, not twice. The result is wiped with the arena: a session token may be among what is encoded.
static str encode(arena *a, str text, bool keep_slash, bool decode) {
    char *start = arena_array(a, text.len + 1, 3);
    secret_keep(a, start);
    char *out = start;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (keep_slash && c == '/') {
            *out++ = c;
            continue;
        }
        if (decode && c == '%' && text.len - i > 2) {
            int high = hex_digit(text.ptr[i + 1]);
            int low = hex_digit(text.ptr[i + 2]);
            if (high >= 0 && low >= 0) {
                c = (char)(high * 16 + low);
                i += 2;
            }
        }
        out = put_encoded(out, c);
    }
    return (str){.ptr = start, .len = (size_t)(out - start)};
}

// The part of `*rest` before the first `separator`; `*rest` goes on behind it, and is empty with a NULL pointer at the
// end.
static str cut(str *rest, char separator) {
    const char *at = rest->len == 0 ? NULL : memchr(rest->ptr, separator, rest->len);
    str part = at == NULL ? *rest : str_upto(*rest, (size_t)(at - rest->ptr));
    *rest = at == NULL ? (str){.ptr = NULL, .len = 0} : str_from(*rest, part.len + 1);
    return part;
}

static size_t count_of(str text, char c) {
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += text.ptr[i] == c;
    }
    return count;
}

// The path without "." and ".." and without doubled slashes.
static str normalized_path(arena *a, str path) {
    str *segments = ARENA_ARRAY(a, str, count_of(path, '/') + 1);
    size_t count = 0;
    bool slash_at_end = str_has_suffix(path, "/");
    for (str rest = path; rest.ptr != NULL;) {
        str segment = cut(&rest, '/');
        if (str_is(segment, "..")) {
            count -= count > 0;
        } else if (segment.len > 0 && !str_is(segment, ".")) {
            segments[count++] = segment;
        }
    }
    char *start = arena_array(a, path.len + 2, 1);
    char *out = start;
    for (size_t i = 0; i < count; i++) {
        *out++ = '/';
        memcpy(out, segments[i].ptr, segments[i].len);
        out += segments[i].len;
    }
    if (count == 0 || slash_at_end) {
        *out++ = '/';
    }
    return (str){.ptr = start, .len = (size_t)(out - start)};
}

static void put_canonical_path(const signing *s, buf *out) {
    str path = str_of(s->request->path);
    if (path.len == 0) {
        path = STR("/");
    }
    if (s->request->normalize_path) {
        path = normalized_path(s->scratch, path);
    }
    buf_put_str(out, s->request->double_encode_path ? encode(s->scratch, path, true, false) : path);
}

static int compare_pairs(const void *left, const void *right) {
    const pair *a = left;
    const pair *b = right;
    int order = str_cmp(a->name, b->name);
    return order != 0 ? order : (a->position > b->position) - (a->position < b->position);
}

static int compare_parameters(const void *left, const void *right) {
    const pair *a = left;
    const pair *b = right;
    int order = str_cmp(a->name, b->name);
    return order != 0 ? order : str_cmp(a->value, b->value);
}

static void put_canonical_query(const signing *s, buf *out) {
    str query = str_of(s->query);
    pair *items = ARENA_ARRAY(s->scratch, pair, count_of(query, '&') + 1);
    size_t count = 0;
    for (str rest = query; rest.ptr != NULL;) {
        str value = cut(&rest, '&');
        if (value.len == 0) {
            continue;
        }
        str name = cut(&value, '=');
        items[count++] = (pair){
            .name = encode(s->scratch, name, false, true),
            .value = encode(s->scratch, value, false, true),
        };
    }
    if (count > 0) {
        qsort(items, count, sizeof *items, compare_parameters);
    }
    for (size_t i = 0; i < count; i++) {
        buf_puts(out, i == 0 ? "" : "&");
        buf_put_str(out, items[i].name);
        buf_putc(out, '=');
        buf_put_str(out, items[i].value);
    }
}

// A header's value without white space around it, and with one space for each run of it inside.
static void put_header_value(buf *out, str value) {
    value = str_trim(value);
    for (size_t at = 0; at < value.len;) {
        size_t word = at;
        while (at < value.len && !str_is_space(value.ptr[at])) {
            at++;
        }
        buf_put_str(out, (str){.ptr = value.ptr + word, .len = at - word});
        if (at < value.len) {
            buf_putc(out, ' ');
        }
        while (at < value.len && str_is_space(value.ptr[at])) {
            at++;
        }
    }
}

static void put_canonical_headers(const signing *s, buf *out) {
    for (size_t i = 0; i < s->headers.count; i++) {
        const pair *h = &s->headers.items[i];
        bool same_as_last = i > 0 && str_eq(h->name, h[-1].name);
        bool same_as_next = i + 1 < s->headers.count && str_eq(h->name, h[1].name);
        if (same_as_last) {
            buf_putc(out, ',');
        } else {
            buf_put_str(out, h->name);
            buf_putc(out, ':');
        }
        put_header_value(out, h->value);
        if (!same_as_next) {
            buf_putc(out, '\n');
        }
    }
}

static bool is_signed(str lower_name) {
    for (size_t i = 0; i < sizeof UNSIGNED_HEADERS / sizeof UNSIGNED_HEADERS[0]; i++) {
        if (str_is(lower_name, UNSIGNED_HEADERS[i])) {
            return false;
        }
    }
    return true;
}

static void add_header(pairs *list, const char *name, const char *value) {
    list->items[list->count] = (pair){.name = str_of(name), .value = str_of(value), .position = list->count};
    list->count++;
}

// Host, the request's own headers and `added`, in the order of their lower-case names, and the list of those names.
static void collect_headers(signing *s, const http_header *added, size_t added_count) {
    const sigv4_request *r = s->request;
    s->headers = (pairs){.items = ARENA_ARRAY(s->scratch, pair, r->header_count + added_count + 1)};
    add_header(&s->headers, "host", r->host);
    for (size_t i = 0; i < r->header_count; i++) {
        char *name = arena_strdup(s->scratch, r->headers[i].name);
        for (char *c = name; *c != '\0'; c++) {
            *c = lower(*c);
        }
        if (is_signed(str_of(name))) {
            add_header(&s->headers, name, r->headers[i].value);
        }
    }
    for (size_t i = 0; i < added_count; i++) {
        add_header(&s->headers, added[i].name, added[i].value);
    }
    qsort(s->headers.items, s->headers.count, sizeof *s->headers.items, compare_pairs);

    buf names = buf_make(MAX_CANONICAL);
    for (size_t i = 0; i < s->headers.count; i++) {
        if (i > 0 && str_eq(s->headers.items[i].name, s->headers.items[i - 1].name)) {
            continue;
        }
        buf_puts(&names, i == 0 ? "" : ";");
        buf_put_str(&names, s->headers.items[i].name);
    }
    s->signed_headers = names.failed ? NULL : buf_str(&names, s->scratch).ptr;
    buf_free(&names);
}

static bool begin(signing *s, arena *a, const sigv4_request *r, const sigv4_credentials *c) {
    *s = (signing){.request = r, .credentials = c, .a = a, .query = r->query};
    time_t seconds = (time_t)(r->wall_ms / 1000);
    struct tm utc;
    if (r->wall_ms < 0 || gmtime_r(&seconds, &utc) == NULL || utc.tm_year > 9999 - 1900 ||
        strftime(s->day, sizeof s->day, "%Y%m%d", &utc) == 0 ||
        strftime(s->time, sizeof s->time, "%Y%m%dT%H%M%SZ", &utc) == 0) {
        return false;
    }
    char hash[HEX_SIZE];
    bool hashed = r->unsigned_payload || r->body_sha256 != NULL;
    if (!hashed && !sha256_hex(r->body, hash)) {
        return false;
    }
    s->scratch = arena_child(a);
    s->payload_hash = r->unsigned_payload ? UNSIGNED_PAYLOAD : hashed ? r->body_sha256 : arena_strdup(s->scratch, hash);
    s->scope = arena_printf(s->scratch, "%s/%s/%s/aws4_request", s->day, r->region, r->service);
    return true;
}

// The canonical request's hash, and where somebody asks its text.
static bool canonical_hash(const signing *s, char ret[HEX_SIZE], const char **ret_text) {
    buf out = buf_make(MAX_CANONICAL);
    out.secret = true;
    buf_puts(&out, s->request->method);
    buf_putc(&out, '\n');
    put_canonical_path(s, &out);
    buf_putc(&out, '\n');
    put_canonical_query(s, &out);
    buf_putc(&out, '\n');
    put_canonical_headers(s, &out);
    buf_putc(&out, '\n');
    buf_puts(&out, s->signed_headers);
    buf_putc(&out, '\n');
    buf_puts(&out, s->payload_hash);
    bool done = !out.failed && sha256_hex((str){.ptr = out.ptr, .len = out.len}, ret);
    if (done && s->request->ret_steps != NULL) {
        char *text = arena_strndup(s->a, out.ptr, out.len);
        secret_keep(s->a, text);
        *ret_text = text;
    }
    buf_free(&out);
    return done;
}

static bool derive_key(const signing *s, unsigned char ret[HASH_LEN]) {
    const sigv4_request *r = s->request;
    buf secret = buf_make(MAX_CANONICAL);
    secret.secret = true;
    bool done = buf_puts(&secret, "AWS4") && buf_puts(&secret, s->credentials->secret_key) &&
                hmac(secret.ptr, secret.len, str_of(s->day), ret) && hmac(ret, HASH_LEN, str_of(r->region), ret) &&
                hmac(ret, HASH_LEN, str_of(r->service), ret) && hmac(ret, HASH_LEN, STR("aws4_request"), ret);
    buf_free(&secret);
    return done;
}

static bool signing_key(const signing *s, unsigned char ret[HASH_LEN]) {
    const sigv4_request *r = s->request;
    str scope = str_of(s->scope);
    if (r->keys != NULL && sigv4_keys_get(r->keys, r->keys_number, scope, ret)) {
        return true;
    }
    bool done = derive_key(s, ret);
    if (done && r->keys != NULL) {
        sigv4_keys_put(r->keys, r->keys_number, scope, ret);
    }
    return done;
}

static bool sign(const signing *s, char ret[HEX_SIZE]) {
    char hash[HEX_SIZE];
    const char *canonical = NULL;
    if (s->signed_headers == NULL || !canonical_hash(s, hash, &canonical)) {
        return false;
    }
    const char *text = arena_printf(s->scratch, ALGORITHM "\n%s\n%s\n%s", s->time, s->scope, hash);
    unsigned char key[HASH_LEN];
    unsigned char signature[HASH_LEN];
    bool done = signing_key(s, key) && hmac(key, sizeof key, str_of(text), signature);
    OPENSSL_cleanse(key, sizeof key);
    if (!done) {
        return false;
    }
    hex(signature, ret);
    if (s->request->ret_steps != NULL) {
        *s->request->ret_steps = (sigv4_steps){
            .canonical_request = canonical,
            .string_to_sign = arena_strdup(s->a, text),
            .signature = arena_strdup(s->a, ret),
        };
    }
    return true;
}

bool sigv4_sign(arena *a, const sigv4_request *r, const sigv4_credentials *c, const http_header **ret_headers,
                size_t *ret_count) {
    signing s;
    if (!begin(&s, a, r, c)) {
        return false;
    }
    enum { MOST = 4 };
    http_header *headers = ARENA_ARRAY(a, http_header, MOST);
    size_t count = 0;
    headers[count++] = (http_header){.name = "x-amz-date", .value = arena_strdup(a, s.time)};
    if (c->session_token != NULL) {
        headers[count++] = (http_header){.name = "x-amz-security-token", .value = secret_dup(a, c->session_token)};
    }
    if (r->sign_body_header) {
        headers[count++] = (http_header){.name = "x-amz-content-sha256", .value = arena_strdup(a, s.payload_hash)};
    }
    collect_headers(&s, headers, count);
    char signature[HEX_SIZE];
    bool done = sign(&s, signature);
    if (done) {
        headers[count++] = (http_header){
            .name = "authorization",
            .value = arena_printf(a, ALGORITHM " Credential=%s/%s, SignedHeaders=%s, Signature=%s", c->access_key,
                                  s.scope, s.signed_headers, signature),
        };
        *ret_headers = headers;
        *ret_count = count;
    }
    arena_free(s.scratch);
    return done;
}

static const char *encoded(const signing *s, const char *text) {
    return encode(s->scratch, str_of(text), false, false).ptr;
}

bool sigv4_presign(arena *a, const sigv4_request *r, const sigv4_credentials *c, int64_t expires_seconds,
                   const char **ret_query) {
    signing s;
    if (!begin(&s, a, r, c)) {
        return false;
    }
    collect_headers(&s, NULL, 0);
    char signature[HEX_SIZE];
    bool done = false;
    if (s.signed_headers != NULL) {
        const char *token = c->session_token == NULL ? "" : encoded(&s, c->session_token);
        char *added =
            arena_printf(a,
                         "X-Amz-Algorithm=" ALGORITHM
                         "&X-Amz-Credential=%s%%2F%s&X-Amz-Date=%s&X-Amz-SignedHeaders=%s&X-Amz-Expires=%lld%s%s",
                         encoded(&s, c->access_key), encoded(&s, s.scope), s.time, encoded(&s, s.signed_headers),
                         (long long)expires_seconds, token[0] == '\0' ? "" : "&X-Amz-Security-Token=", token);
        secret_keep(a, added);
        char *query = arena_printf(s.scratch, "%s&%s", r->query == NULL ? "" : r->query, added);
        secret_keep(s.scratch, query);
        s.query = query;
        done = sign(&s, signature);
        if (done) {
            char *complete = arena_printf(a, "%s&X-Amz-Signature=%s", added, signature);
            secret_keep(a, complete);
            *ret_query = complete;
        }
    }
    arena_free(s.scratch);
    return done;
}
