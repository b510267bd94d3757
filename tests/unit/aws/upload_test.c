// Uploads of files by the libcurl transport to a real server on this machine: what arrives, what is sent again, what is
// given up, and how much memory it takes.
#include "aws/client.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "aws/http.h"
#include "base/json.h"
#include "unit/aws/scripted_env.h"
#include "unit/aws/wire_models.h"
#include "unit/test.h"

enum {
    HEAD_MAX = 16 * 1024,
    CHUNK = 16 * 1024,
    MIB = 1024 * 1024,
    BIG_MIB = 256,
    MEMORY_MIB = 8, // what an upload may take at most, of any file
};

typedef struct server {
    int listener;
    int port;
    pthread_t thread;
    atomic_int requests;
    atomic_llong last_length; // of the last whole body
    atomic_bool hash_matches; // the last body had the hash that its signature promises
    atomic_bool closing;
} server;

static void put_all(int fd, const char *data, size_t len) {
    size_t sent = 0;
    while (sent < len) {
        ssize_t n = send(fd, data + sent, len - sent, MSG_NOSIGNAL);
        if (n <= 0) {
            return;
        }
        sent += (size_t)n;
    }
}

static void answer_big(int fd) {
    static const char head[] = "HTTP/1.1 200 OK\r\nETag: \"big\"\r\nContent-Length: 104857600\r\n\r\n";
    char *chunk = calloc(1, MIB);
    put_all(fd, head, sizeof head - 1);
    for (int i = 0; i < 100; i++) {
        put_all(fd, chunk, MIB);
    }
    free(chunk);
}

// The value of a header of the request; "" without.
static void header_of(const char *head, const char *name, char *ret, size_t size) {
    const char *at = strcasestr(head, name);
    size_t len = at == NULL ? 0 : strcspn(at + strlen(name), "\r");
    len = len < size ? len : size - 1;
    memcpy(ret, at == NULL ? "" : at + strlen(name), len);
    ret[len] = '\0';
}

static void hex_of(EVP_MD_CTX *hash, char *ret) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    EVP_DigestFinal_ex(hash, digest, &len);
    for (unsigned int i = 0; i < len; i++) {
        snprintf(ret + 2 * i, 3, "%02x", digest[i]);
    }
}

// One request; false when the connection is over.
static bool serve_request(server *s, int fd) {
    char head[HEAD_MAX] = "";
    size_t len = 0;
    const char *end = NULL;
    while (end == NULL && len < sizeof head - 1) {
        ssize_t n = recv(fd, head + len, sizeof head - 1 - len, 0);
        if (n <= 0) {
            return false;
        }
        len += (size_t)n;
        head[len] = '\0';
        end = strstr(head, "\r\n\r\n");
    }
    int number = atomic_fetch_add(&s->requests, 1) + 1;
    char length[32];
    char promised[128];
    header_of(head, "\r\nContent-Length: ", length, sizeof length);
    header_of(head, "\r\nx-amz-content-sha256: ", promised, sizeof promised);
    long long wanted = strtoll(length, NULL, 10);
    bool hangs = strstr(head, "/hang ") != NULL;
    long long most = strstr(head, "/reset ") != NULL && number == 1 ? MIB : wanted;
    EVP_MD_CTX *hash = EVP_MD_CTX_new();
    EVP_DigestInit_ex(hash, EVP_sha256(), NULL);
    long long got = (long long)(head + len - (end + 4));
    EVP_DigestUpdate(hash, end + 4, (size_t)got);
    char chunk[CHUNK];
    bool open = true;
    while (open && got < most && !hangs) {
        ssize_t n = recv(fd, chunk, sizeof chunk, 0);
        open = n > 0;
        if (open) {
            EVP_DigestUpdate(hash, chunk, (size_t)n);
            got += n;
        }
    }
    while (hangs && !atomic_load(&s->closing)) {
        usleep(10000);
    }
    char hex[2 * EVP_MAX_MD_SIZE + 1];
    hex_of(hash, hex);
    EVP_MD_CTX_free(hash);
    if (got < wanted) {
        return false;
    }
    atomic_store(&s->last_length, got);
    atomic_store(&s->hash_matches, strcmp(hex, promised) == 0);
    if (strstr(head, "/big-answer ") != NULL) {
        answer_big(fd);
    } else if (strstr(head, "/busy ") != NULL && number == 1) {
        static const char busy[] = "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n";
        put_all(fd, busy, sizeof busy - 1);
    } else {
        static const char done[] = "HTTP/1.1 200 OK\r\nETag: \"done\"\r\nContent-Length: 0\r\n\r\n";
        put_all(fd, done, sizeof done - 1);
    }
    return true;
}

static void *serve(void *data) {
    server *s = data;
    for (;;) {
        int fd = accept(s->listener, NULL, NULL);
        if (fd < 0) {
            return NULL;
        }
        while (serve_request(s, fd)) {
        }
        close(fd);
    }
}

static void server_start(server *s) {
    *s = (server){.listener = socket(AF_INET, SOCK_STREAM, 0)};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof address;
    if (bind(s->listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(s->listener, 8) != 0) {
        perror("listen");
        abort();
    }
    getsockname(s->listener, (struct sockaddr *)&address, &len);
    s->port = ntohs(address.sin_port);
    pthread_create(&s->thread, NULL, serve, s);
}

// A client of the server, with a file of that size: most of it a hole, which takes no disk.
typedef struct rig {
    server server;
    arena *a;
    aws_client *client;
    aws_call_options options;
    const char *path;
    const value *output;
    const aws_error *error;
} rig;

static void rig_start(rig *r, long long file_size) {
    *r = (rig){.a = arena_new()};
    server_start(&r->server);
    ENV({"AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"}, {"AWS_SECRET_ACCESS_KEY", "not-to-be-seen"}, {"AWS_REGION", "eu-west-1"},
        {"AWS_ENDPOINT_URL", arena_printf(r->a, "http://127.0.0.1:%d", r->server.port)});
    scripted_file("more", "the beginning of the file");
    r->path = scripted_path(r->a, "more");
    if (truncate(r->path, file_size) != 0) {
        perror(r->path);
        abort();
    }
    aws_config_input input = no_arguments();
    aws_config *config = NULL;
    aws_config_problem problem = {0};
    if (!aws_config_load(&input, scripted_env, r->a, &config, &problem)) {
        printf("%s: %s\n", problem.summary, problem.detail);
        abort();
    }
    r->client = aws_client_new(config, NULL, clock_system(), "caws/1");
    r->options.arena = r->a;
}

static void rig_stop(rig *r) {
    aws_client_free(r->client);
    atomic_store(&r->server.closing, true);
    shutdown(r->server.listener, SHUT_RDWR);
    pthread_join(r->server.thread, NULL);
    close(r->server.listener);
    arena_free(r->a);
}

static bool upload(rig *r, const char *key) {
    const char *json = arena_printf(r->a, "{\"Bucket\":\"b\",\"Key\":\"%s\",\"Body\":{\"File\":\"%s\"}}", key, r->path);
    const value *input = NULL;
    const char *message = NULL;
    CHECK(json_parse(r->a, str_of(json), &input, &message));
    return aws_call(r->client, &put_object, input, &r->options, &r->output, &r->error);
}

static void check_uploaded(rig *r, const char *key, long long length, int requests) {
    if (!CHECK(upload(r, key))) {
        printf("  %s\n", aws_error_text(r->a, r->error));
    }
    CHECK_INT(atomic_load(&r->server.last_length), length);
    CHECK(atomic_load(&r->server.hash_matches));
    CHECK_INT(atomic_load(&r->server.requests), requests);
}

TEST(files_arrive_whole) {
    static const long long sizes[] = {0, 1, 25, 65536, 3 * MIB + 1};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        rig r;
        rig_start(&r, sizes[i]);
        check_uploaded(&r, "key", sizes[i], 1);
        check_uploaded(&r, "key", sizes[i], 2);
        rig_stop(&r);
    }
}

TEST(a_cut_upload_is_sent_again_from_the_start) {
    rig r;
    rig_start(&r, 16LL * MIB);
    check_uploaded(&r, "reset", 16LL * MIB, 2);
    rig_stop(&r);
}

TEST(a_refused_upload_is_sent_again_from_the_start) {
    rig r;
    rig_start(&r, 3LL * MIB);
    check_uploaded(&r, "busy", 3LL * MIB, 2);
    rig_stop(&r);
}

static void *fire_soon(void *stop) {
    usleep(300 * 1000);
    cancel_fire(stop);
    return NULL;
}

// A write is heard out once it is sent; one that is still being sent has made nothing.
TEST(an_upload_under_way_is_stopped) {
    rig r;
    rig_start(&r, 64LL * MIB);
    r.options.stop = cancel_new();
    pthread_t thread;
    struct timespec before;
    struct timespec after;
    pthread_create(&thread, NULL, fire_soon, r.options.stop);
    clock_gettime(CLOCK_MONOTONIC, &before);
    CHECK(!upload(&r, "hang"));
    clock_gettime(CLOCK_MONOTONIC, &after);
    CHECK_INT(r.error->kind, AWS_ERROR_CANCELLED);
    CHECK(after.tv_sec - before.tv_sec < 20);
    pthread_join(thread, NULL);
    cancel_free(r.options.stop);
    rig_stop(&r);
}

// The most memory that this process ever had resident, in KiB.
static long peak_kib(void) {
    char text[8192] = "";
    int fd = open("/proc/self/status", O_RDONLY);
    ssize_t n = read(fd, text, sizeof text - 1);
    close(fd);
    text[n > 0 ? n : 0] = '\0';
    const char *line = strstr(text, "VmHWM:");
    return line == NULL ? 0 : strtol(line + 6, NULL, 10);
}

TEST(a_large_file_takes_no_memory) {
    rig r;
    rig_start(&r, 1);
    check_uploaded(&r, "warm", 1, 1);
    CHECK_INT(truncate(r.path, (long long)BIG_MIB * MIB), 0);
    long before = peak_kib();
    check_uploaded(&r, "large", (long long)BIG_MIB * MIB, 2);
    long grown = peak_kib() - before;
    if (!CHECK(before > 0 && grown < MEMORY_MIB * 1024)) {
        printf("  %ld KiB more\n", grown);
    }
    rig_stop(&r);
}

TEST(an_answer_that_nobody_reads_takes_no_memory) {
    rig r;
    rig_start(&r, 1);
    check_uploaded(&r, "warm", 1, 1);
    long before = peak_kib();
    check_uploaded(&r, "big-answer", 1, 2);
    CHECK_STR(json_text(r.a, r.output).ptr, "{\"ETag\":\"\\\"big\\\"\"}");
    long grown = peak_kib() - before;
    if (!CHECK(before > 0 && grown < MEMORY_MIB * 1024)) {
        printf("  %ld KiB more\n", grown);
    }
    rig_stop(&r);
}
