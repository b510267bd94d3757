#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"

// The host takes no line of 64 KiB or more.
enum { LINE_MAX_BYTES = 60 * 1024 };

static const struct {
    const char *name; // as TF_LOG has it
    const char *tag;  // as the line has it
} levels[] = {
    [LOG_TRACE] = {"TRACE", "trace"}, [LOG_DEBUG] = {"DEBUG", "debug"}, [LOG_INFO] = {"INFO", "info"},
    [LOG_WARN] = {"WARN", "warn"},    [LOG_ERROR] = {"ERROR", "error"}, [LOG_OFF] = {"OFF", "off"},
};

// Set once by log_init, before there are threads.
static log_level threshold = LOG_OFF;

// One line at a time: a pipe does not keep long writes of several threads apart.
static pthread_mutex_t output_lock = PTHREAD_MUTEX_INITIALIZER;

typedef struct thread_fields {
    char *req_id;
    char *rpc;
    char *resource_type;
} thread_fields;

static pthread_once_t fields_once = PTHREAD_ONCE_INIT;
static pthread_key_t fields_key;

static log_level parse_level(const char *text) {
    if (text == NULL || text[0] == '\0') {
        return LOG_OFF;
    }
    for (log_level level = LOG_TRACE; level <= LOG_OFF; level++) {
        if (str_eq_nocase(str_of(text), str_of(levels[level].name))) {
            return level;
        }
    }
    // "JSON" asks the host for traces in another form; what it does not know, it takes for TRACE.
    return LOG_TRACE;
}

void log_init(void) {
    const char *own = getenv("TF_LOG_PROVIDER");
    threshold = parse_level(own != NULL && own[0] != '\0' ? own : getenv("TF_LOG"));
}

bool log_enabled(log_level level) {
    return level >= threshold && level < LOG_OFF;
}

static void free_fields(void *data) {
    thread_fields *f = data;
    if (f != NULL) {
        free(f->req_id);
        free(f->rpc);
        free(f->resource_type);
        free(f);
    }
}

static void make_key(void) {
    pthread_key_create(&fields_key, free_fields);
}

static char *copy(const char *text) {
    return text == NULL ? NULL : strdup(text);
}

void log_thread_fields(const char *req_id, const char *rpc, const char *resource_type) {
    if (!log_enabled(LOG_ERROR)) {
        return; // no line is ever written
    }
    pthread_once(&fields_once, make_key);
    free_fields(pthread_getspecific(fields_key));
    thread_fields *f = NULL;
    if (req_id != NULL || rpc != NULL || resource_type != NULL) {
        f = calloc(1, sizeof *f);
    }
    if (f != NULL) { // without memory, lines go without fields
        *f = (thread_fields){.req_id = copy(req_id), .rpc = copy(rpc), .resource_type = copy(resource_type)};
    }
    pthread_setspecific(fields_key, f);
}

// Text in a JSON string, without its quotes, as far as it fits while `reserved` bytes stay free. True when all of it
// did.
static bool put_text(buf *line, const char *text, size_t reserved) {
    size_t len = strlen(text);
    for (size_t at = 0; at < len;) {
        char escaped[JSON_ESCAPE_MAX];
        at += json_escape(text + at, len - at, false, escaped);
        if (strlen(escaped) + reserved > line->max - line->len) {
            return false;
        }
        buf_puts(line, escaped);
    }
    return true;
}

// ,"name":"text" cut to what the line has left, or left out when not even its name fits.
static void put_field(buf *line, const char *name, const char *text) {
    static const char closing[] = "\"}\n";
    const size_t end = sizeof closing - 1;
    const size_t start = line->len;
    if (text == NULL || line->max - line->len < end + 4) {
        return;
    }
    buf_puts(line, line->len == 1 ? "\"" : ",\"");
    if (!put_text(line, name, end + 3) || !buf_puts(line, "\":\"")) {
        line->len = start;
        return;
    }
    put_text(line, text, end);
    buf_putc(line, '"');
}

static void put_time(buf *line) {
    struct timespec now;
    struct tm utc;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    char day[sizeof "2006-01-02T15:04:05"];
    char text[sizeof day + 20];
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(text, sizeof text, "%s.%06uZ", day, (unsigned)(now.tv_nsec / 1000));
    put_field(line, "@timestamp", text);
}

static void put_line(const buf *line) {
    pthread_mutex_lock(&output_lock);
    for (size_t written = 0; written < line->len;) {
        ssize_t n = write(STDERR_FILENO, line->ptr + written, line->len - written);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            break; // nobody reads; the call that logs goes on
        }
        written += (size_t)n;
    }
    pthread_mutex_unlock(&output_lock);
}

void log_write(log_level level, const char *message, ...) {
    if (!log_enabled(level)) {
        return;
    }
    buf line = buf_make(LINE_MAX_BYTES);
    buf_putc(&line, '{');
    put_field(&line, "@level", levels[level].tag);
    put_field(&line, "@module", "provider");
    put_time(&line);
    pthread_once(&fields_once, make_key);
    const thread_fields *f = pthread_getspecific(fields_key);
    if (f != NULL) {
        put_field(&line, "tf_req_id", f->req_id);
        put_field(&line, "tf_rpc", f->rpc);
        put_field(&line, "tf_resource_type", f->resource_type);
    }
    // Last of what the host demands, as it alone may be long.
    put_field(&line, "@message", message);
    va_list args;
    va_start(args, message);
    for (const char *name = va_arg(args, const char *); name != NULL; name = va_arg(args, const char *)) {
        put_field(&line, name, va_arg(args, const char *));
    }
    va_end(args);
    buf_puts(&line, "}\n");
    put_line(&line);
    buf_free(&line);
}
