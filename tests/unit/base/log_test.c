#include "base/log.h"

#include <fcntl.h>
#include <pthread.h>
#include <regex.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"
#include "unit/test.h"

// stderr goes to a file between capture and captured.
static FILE *file;
static int saved;

static void capture(const char *tf_log, const char *tf_log_provider) {
    if (tf_log == NULL) {
        unsetenv("TF_LOG");
    } else {
        setenv("TF_LOG", tf_log, 1);
    }
    if (tf_log_provider == NULL) {
        unsetenv("TF_LOG_PROVIDER");
    } else {
        setenv("TF_LOG_PROVIDER", tf_log_provider, 1);
    }
    log_init();
    file = tmpfile();
    saved = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
}

static str captured(arena *a) {
    dup2(saved, STDERR_FILENO);
    close(saved);
    buf b = buf_make(1 << 24);
    char piece[4096];
    rewind(file);
    for (size_t n; (n = fread(piece, 1, sizeof piece, file)) > 0;) {
        buf_put(&b, piece, n);
    }
    fclose(file);
    str text = buf_str(&b, a);
    buf_free(&b);
    return text;
}

// The first line of `*rest`, read as JSON.
static const value *next_line(arena *a, str *rest) {
    size_t end;
    const value *line = NULL;
    const char *message;
    if (!CHECK(str_find(*rest, "\n", &end))) {
        return NULL;
    }
    CHECK(json_parse(a, str_upto(*rest, end), &line, &message));
    *rest = str_from(*rest, end + 1);
    return line;
}

static log_level lowest_level(void) {
    log_level level = LOG_TRACE;
    while (level < LOG_OFF && !log_enabled(level)) {
        level++;
    }
    return level;
}

TEST(levels_from_the_environment) {
    static const struct {
        const char *tf_log;
        const char *tf_log_provider;
        log_level expected;
    } cases[] = {
        {NULL, NULL, LOG_OFF},     {"", "", LOG_OFF},         {"TRACE", NULL, LOG_TRACE}, {"debug", NULL, LOG_DEBUG},
        {"Info", NULL, LOG_INFO},  {"WARN", NULL, LOG_WARN},  {"ERROR", NULL, LOG_ERROR}, {"OFF", NULL, LOG_OFF},
        {"JSON", NULL, LOG_TRACE}, {"json", NULL, LOG_TRACE}, {"yes", NULL, LOG_TRACE},   {"ERROR", "debug", LOG_DEBUG},
        {"TRACE", "off", LOG_OFF}, {"WARN", "", LOG_WARN},    {NULL, "INFO", LOG_INFO},
    };
    arena *a = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        capture(cases[i].tf_log, cases[i].tf_log_provider);
        log_level level = lowest_level();
        captured(a);
        CHECK_INT(level, cases[i].expected);
        CHECK(!log_enabled(LOG_OFF));
    }
    arena_free(a);
}

TEST(a_line) {
    arena *a = arena_new();
    capture("DEBUG", NULL);
    LOG(LOG_TRACE, "not this one");
    LOG(LOG_DEBUG, "a \"message\"\n\xFF", "tf_count", "3", "absent", NULL, "last", "x");
    LOG(LOG_ERROR, "second");
    str out = captured(a);
    const value *line = next_line(a, &out);
    CHECK_STR(value_text(value_get(line, "@level")), "debug");
    CHECK_STR(value_text(value_get(line, "@message")), "a \"message\"\n\xEF\xBF\xBD");
    CHECK_STR(value_text(value_get(line, "@module")), "provider");
    CHECK_STR(value_text(value_get(line, "tf_count")), "3");
    CHECK_STR(value_text(value_get(line, "last")), "x");
    CHECK_INT(value_count(line), 6);
    regex_t timestamp;
    CHECK(regcomp(&timestamp, "^20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\\.[0-9]{6}Z$",
                  REG_EXTENDED) == 0);
    CHECK(regexec(&timestamp, value_text(value_get(line, "@timestamp")), 0, NULL, 0) == 0);
    regfree(&timestamp);
    line = next_line(a, &out);
    CHECK_STR(value_text(value_get(line, "@level")), "error");
    CHECK_INT(out.len, 0);
    arena_free(a);
}

TEST(nothing_when_off) {
    arena *a = arena_new();
    capture(NULL, NULL);
    LOG(LOG_ERROR, "no");
    log_write(LOG_ERROR, "no", NULL);
    CHECK_INT(captured(a).len, 0);
    arena_free(a);
}

TEST(long_lines_are_cut_and_stay_json) {
    enum { LONG = 100000 };
    arena *a = arena_new();
    char *text = arena_alloc(a, LONG + 1);
    capture("TRACE", NULL);
    memset(text, '\n', LONG);
    LOG(LOG_INFO, text, "left_out", "x");
    memset(text, '\xC3', LONG);
    for (size_t i = 1; i < LONG; i += 2) {
        text[i] = '\xA4';
    }
    // Each length puts the cut in another place.
    for (size_t len = 61200; len < 61440; len++) {
        LOG(LOG_INFO, arena_strndup(a, text, len), "some_field", "some text", "another", text);
    }
    LOG(LOG_INFO, "short", text, "x", "f", text, "g", "x");
    str out = captured(a);
    int count = 0;
    while (out.len > 0) {
        size_t before = out.len;
        const value *line = next_line(a, &out);
        CHECK(before - out.len <= 60 * 1024);
        CHECK(value_is_known_string(value_get(line, "@message")));
        CHECK(value_is_known_string(value_get(line, "@timestamp")));
        count++;
    }
    CHECK_INT(count, 242);
    arena_free(a);
}

static void *log_many(void *data) {
    log_thread_fields(data, "ReadResource", NULL);
    for (int i = 0; i < 200; i++) {
        LOG(LOG_INFO, "from a thread", "id", (const char *)data);
    }
    return NULL; // what the thread has set goes with it
}

TEST(threads_have_their_own_fields_and_whole_lines) {
    arena *a = arena_new();
    capture("INFO", NULL);
    char ids[4][8] = {"id-0", "id-1", "id-2", "id-3"};
    pthread_t threads[4];
    char req_id[] = "main";
    log_thread_fields(req_id, NULL, "aws_vpc");
    req_id[0] = 'x';
    for (int i = 0; i < 4; i++) {
        CHECK(pthread_create(&threads[i], NULL, log_many, ids[i]) == 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
    LOG(LOG_INFO, "from main");
    log_thread_fields(NULL, NULL, NULL);
    LOG(LOG_INFO, "bare");
    str out = captured(a);
    for (int i = 0; i < 800; i++) {
        const value *line = next_line(a, &out);
        CHECK_STR(value_text(value_get(line, "tf_req_id")), value_text(value_get(line, "id")));
        CHECK_STR(value_text(value_get(line, "tf_rpc")), "ReadResource");
        CHECK(value_get(line, "tf_resource_type") == NULL);
    }
    const value *line = next_line(a, &out);
    CHECK_STR(value_text(value_get(line, "tf_req_id")), "main");
    CHECK_STR(value_text(value_get(line, "tf_resource_type")), "aws_vpc");
    CHECK_INT(value_count(next_line(a, &out)), 4);
    CHECK_INT(out.len, 0);
    arena_free(a);
}
