#include "aws/s3_region.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/fatal.h"
#include "base/xml.h"

enum {
    MOST_BUCKETS = 256,
    MAX_REGION = 32,
    MAX_BUCKET = 256, // names from before 2018 are longer than today's 63
};

bool s3_region_follows(const api_operation *op) {
    return strcmp(op->name, "CreateBucket") != 0;
}

// ---- what an answer says ----

// It goes into a host name: nothing but what regions are made of.
static const char *region_text(arena *a, str text) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    const char *region = arena_strndup(a, text.ptr, text.len);
    size_t len = strlen(region);
    bool well = len > 2 && len < MAX_REGION && strspn(region, letters) == len && strchr(region, '-') != NULL;
    return well ? region : NULL;
}

// bucket.s3.eu-west-1.amazonaws.com, bucket.s3-eu-west-1.amazonaws.com
static const char *region_of_host(arena *a, str host) {
    size_t at = 0;
    bool found = str_find(host, ".s3.", &at) || str_find(host, ".s3-", &at);
    str rest = found ? str_from(host, at + 4) : str_from(host, 3);
    if (!found && !str_has_prefix(host, "s3.") && !str_has_prefix(host, "s3-")) {
        return NULL;
    }
    size_t end = rest.len;
    return str_find(rest, ".", &end) ? region_text(a, str_upto(rest, end)) : NULL;
}

static const char *region_of_location(arena *a, const http_response *response) {
    const char *location = http_header_get(response, "location");
    str url = str_of(location);
    size_t scheme = 0;
    if (!str_find(url, "://", &scheme)) {
        return NULL;
    }
    str host = str_from(url, scheme + 3);
    size_t end = host.len;
    str_find(host, "/", &end);
    return region_of_host(a, str_upto(host, end));
}

static const char *region_of_body(arena *a, const http_response *response) {
    const xml_node *root = NULL;
    const char *ignored = NULL;
    if (response->body.len == 0 || !xml_parse(a, response->body, &root, &ignored)) {
        return NULL;
    }
    const xml_node *region = xml_child(root, "Region");
    if (region != NULL) {
        return region_text(a, str_trim(region->text));
    }
    const xml_node *endpoint = xml_child(root, "Endpoint");
    return endpoint == NULL ? NULL : region_of_host(a, str_trim(endpoint->text));
}

const char *s3_region_of_answer(arena *a, const aws_error *e, const http_response *response) {
    bool elsewhere = response->status == 301 || response->status == 302 || response->status == 307 ||
                     aws_error_is(e, "PermanentRedirect", NULL) || aws_error_is(e, "TemporaryRedirect", NULL) ||
                     aws_error_is(e, "AuthorizationHeaderMalformed", NULL) ||
                     aws_error_is(e, "IllegalLocationConstraintException", NULL) ||
                     (response->status == 400 && response->body.len == 0); // to HEAD, the same without a word
    const char *header = http_header_get(response, "x-amz-bucket-region");
    if (!elsewhere) {
        return NULL;
    }
    if (header != NULL) {
        return region_text(a, str_of(header));
    }
    const char *region = region_of_body(a, response);
    return region != NULL ? region : region_of_location(a, response);
}

// ---- the memory ----

typedef struct place {
    char bucket[MAX_BUCKET]; // "" where there is none
    char region[MAX_REGION];
} place;

struct s3_regions {
    pthread_mutex_t lock;
    place places[MOST_BUCKETS];
    size_t count;
    size_t next; // the oldest, once all are taken
};

s3_regions *s3_regions_new(void) {
    s3_regions *r = calloc(1, sizeof *r);
    if (r == NULL) {
        fatal("out of memory");
    }
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void s3_regions_free(s3_regions *r) {
    if (r != NULL) {
        pthread_mutex_destroy(&r->lock);
        free(r);
    }
}

static place *find(s3_regions *r, const char *bucket) {
    for (size_t i = 0; i < r->count; i++) {
        if (strcmp(r->places[i].bucket, bucket) == 0) {
            return &r->places[i];
        }
    }
    return NULL;
}

void s3_regions_put(s3_regions *r, const char *bucket, const char *region) {
    if (strlen(bucket) >= MAX_BUCKET || strlen(region) >= MAX_REGION) {
        return;
    }
    pthread_mutex_lock(&r->lock);
    place *p = find(r, bucket);
    if (p == NULL) {
        p = &r->places[r->next];
        r->next = (r->next + 1) % MOST_BUCKETS;
        r->count += r->count < MOST_BUCKETS;
    }
    memcpy(p->bucket, bucket, strlen(bucket) + 1);
    memcpy(p->region, region, strlen(region) + 1);
    pthread_mutex_unlock(&r->lock);
}

const char *s3_regions_get(s3_regions *r, arena *a, const char *bucket) {
    pthread_mutex_lock(&r->lock);
    const place *p = find(r, bucket);
    const char *region = p == NULL ? NULL : arena_strdup(a, p->region);
    pthread_mutex_unlock(&r->lock);
    return region;
}

void s3_regions_forget(s3_regions *r, const char *bucket) {
    pthread_mutex_lock(&r->lock);
    place *p = find(r, bucket);
    if (p != NULL) {
        *p = (place){0};
    }
    pthread_mutex_unlock(&r->lock);
}
