#include "aws/cubic.h"

#include <math.h>

static const double after_throttling = 0.7; // what is left of the rate
static const double scale = 0.4;

double cubic_success(const cubic *c, double now_s) {
    double top_after_s = cbrt(c->top * (1 - after_throttling) / scale); // so long the curve takes to the top
    double since_top_s = now_s - c->throttled_s - top_after_s;
    return scale * since_top_s * since_top_s * since_top_s + c->top;
}

double cubic_throttled(cubic *c, double rate, double now_s) {
    *c = (cubic){.top = rate, .throttled_s = now_s};
    return rate * after_throttling;
}
