// The curve along which the rate of requests comes back after throttling: CUBIC, as TCP has it, with the SDKs' figures.
// Rates are requests a second, times are in seconds of any clock that only goes forward. Private to aws/. Source: the
// AWS SDKs and Tools reference guide, "Retry behavior", adaptive mode.
#pragma once

typedef struct cubic {
    double top;         // the rate when it was last throttled
    double throttled_s; // when that was
} cubic;

// The rate that the curve has come back to: 70 % of the top at once, then steep, flat around the top, then steep again.
double cubic_success(const cubic *c, double now_s);
// Throttled at that rate: what is left of it.
double cubic_throttled(cubic *c, double rate, double now_s);
