// How fast requests may go out once a service has throttled: the client-side limit of the SDKs' "adaptive" retry mode.
// The rate falls to 70 % of what was measured when a request is throttled, and grows back along a cubic curve. Private
// to aws/. Source: the AWS SDKs and Tools reference guide, "Retry behavior", adaptive mode; figures as in botocore.
#pragma once

#include <stdbool.h>
#include <stdint.h>

// One limit for each service and region, made when first asked for. Threads may share it.
typedef struct rate_limits rate_limits;
rate_limits *rate_limits_new(void);
void rate_limits_free(rate_limits *l); // NULL is accepted

// Takes the right to send one request and gives how long to wait before it is sent: 0 ms while the service has not
// throttled. The texts are copied where the limit is new; `now_ms` is monotonic.
int64_t rate_limits_take(rate_limits *l, const char *service, const char *region, int64_t now_ms);

// Tells what came of a request, whatever the answer was.
void rate_limits_answered(rate_limits *l, const char *service, const char *region, int64_t now_ms, bool throttled);

// The measured and the allowed rate, requests a second; 0 and 0 for a pair that nobody asked for. For tests and log
// lines.
void rate_limits_rates(rate_limits *l, const char *service, const char *region, double *ret_measured,
                       double *ret_allowed);
