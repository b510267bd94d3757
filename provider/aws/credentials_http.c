#include "aws/credentials_http.h"

#include <string.h>

#include "aws/client_internal.h"
#include "base/log.h"

enum {
    MAX_RESPONSE_BYTES = 64 * 1024,
    PAUSE_MS = 100, // doubles with each try
    MIN_TIMEOUT_MS = 100,
};

// Scheme and host: paths may be as good as a key.
static const char *origin(arena *a, const char *url) {
    const char *host = strstr(url, "://");
    size_t len = host == NULL ? 0 : (size_t)(host + 3 - url) + strcspn(host + 3, "/?");
    return arena_strndup(a, url, len);
}

static bool is_stumble(const http_response *r) {
    return r->status == 429 || r->status >= 500;
}

// No longer than the walk through the sources may take, though a moment at least.
static int64_t bounded_timeout(int64_t timeout_ms, int64_t left_ms) {
    int64_t left = left_ms < MIN_TIMEOUT_MS ? MIN_TIMEOUT_MS : left_ms;
    return left < timeout_ms ? left : timeout_ms;
}

bool credentials_send(const credentials_ask *ask, const credentials_request *r, http_response *ret,
                      const char **ret_message) {
    const http_transport *transport = aws_client_transport(ask->client);
    const clock_source *clock = aws_client_clock(ask->client);
    http_request request = {
        .method = r->method,
        .url = r->url,
        .headers = &r->header,
        .header_count = r->header.name == NULL ? 0 : 1,
        .max_response = MAX_RESPONSE_BYTES,
    };
    int64_t pause_ms = PAUSE_MS;
    for (int64_t tried = 1;; tried++) {
        int64_t left_ms = ask->deadline_ms - clock->monotonic_ms(clock);
        request.connect_timeout_ms = request.stall_timeout_ms = bounded_timeout(r->timeout_ms, left_ms);
        bool retryable = false;
        bool answered = transport->send(transport, ask->a, ask->stop, &request, ret, ret_message, &retryable);
        LOG(LOG_DEBUG, "credentials request", "method", r->method, "endpoint", origin(ask->a, r->url), "http_status",
            answered ? arena_printf(ask->a, "%d", ret->status) : NULL, "error", answered ? NULL : *ret_message);
        bool again = answered ? is_stumble(ret) && tried < r->attempts : retryable && tried < r->silent_attempts;
        if (!again || clock->monotonic_ms(clock) + pause_ms >= ask->deadline_ms) {
            return answered;
        }
        if (clock->sleep_ms(clock, ask->stop, pause_ms)) {
            *ret_message = "the provider was stopped";
            return false;
        }
        pause_ms *= 2;
    }
}
