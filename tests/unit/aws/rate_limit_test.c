#include "aws/rate_limit.h"

#include <math.h>
#include <pthread.h>

#include "aws/cubic.h"
#include "unit/test.h"

// The cases that the SDKs publish for their limiters: the same figures are in the tests of the SDKs for Java
// (SepCubicTest), C++, .NET, JavaScript and Go (TestAdaptiveRateLimit_Update).
typedef struct curve_step {
    double at_s;
    bool throttled;
    double rate;
} curve_step;

static void check_curve(const curve_step *steps, size_t count) {
    cubic c = {.top = 10, .throttled_s = 5};
    double rate = 0;
    for (size_t i = 0; i < count; i++) {
        const curve_step *s = &steps[i];
        rate = s->throttled ? cubic_throttled(&c, rate, s->at_s) : cubic_success(&c, s->at_s);
        if (!CHECK(fabs(rate - s->rate) < 1e-9)) {
            printf("  %.12f instead of %.12f at %g\n", rate, s->rate, s->at_s);
        }
    }
}

TEST(the_curve_when_all_goes_well) {
    static const curve_step steps[] = {
        {5, false, 7.0},
        {6, false, 9.64893600966},
        {7, false, 10.000030849917364},
        {8, false, 10.453284520772092},
        {9, false, 13.408697022224185},
        {10, false, 21.26626835427364},
        {11, false, 36.425998516920465},
    };
    check_curve(steps, sizeof steps / sizeof *steps);
}

TEST(the_curve_with_throttling) {
    static const curve_step steps[] = {
        {5, false, 7.0},
        {6, false, 9.64893600966},
        {7, true, 6.754255206761999},
        {8, true, 4.727978644733399},
        {9, false, 6.606547753887045},
        {10, false, 6.763279816944947},
        {11, false, 7.598174833907107},
        {12, false, 11.511232804773524},
    };
    check_curve(steps, sizeof steps / sizeof *steps);
}

typedef struct rate_step {
    int64_t at_ms;
    bool throttled;
    double measured;
    double allowed;
} rate_step;

static const rate_step published[] = {
    {200, false, 0, 0.5},
    {400, false, 0, 0.5},
    {600, false, 4.8, 0.5},
    {800, false, 4.8, 0.5},
    {1000, false, 4.16, 0.5},
    {1200, false, 4.16, 0.6912},
    {1400, false, 4.16, 1.0976},
    {1600, false, 5.632, 1.6384},
    {1800, false, 5.632, 2.3328},
    {2000, true, 4.3264, 3.02848},
    {2200, false, 4.3264, 3.4866391734702598},
    {2400, false, 4.3264, 3.8218744160402554},
    {2600, false, 5.66528, 4.053385727709987},
    {2800, false, 5.66528, 4.200373108479455},
    {3000, false, 4.333056, 4.282036558348658},
    {3200, true, 4.333056, 2.99742559084406},
    {3400, false, 4.333056, 3.4522263943863463},
};

// What botocore 1.43 makes of the same answers at the same times.
static const rate_step botocores[] = {
    {200, false, 0.000000, 0.500000},  {400, false, 0.000000, 0.500000},  {600, false, 4.800000, 0.500000},
    {800, false, 4.800000, 0.500000},  {1000, false, 4.160000, 0.500000}, {1200, false, 4.160000, 0.691200},
    {1400, false, 4.160000, 1.097600}, {1600, false, 5.632000, 1.638400}, {1800, false, 5.632000, 2.332800},
    {2000, true, 4.326400, 3.028480},  {2200, true, 4.326400, 2.119936},  {2400, false, 4.326400, 2.474741},
    {2600, false, 5.665280, 2.722553}, {2800, false, 5.665280, 2.882574}, {3000, false, 4.333056, 2.974001},
    {3200, false, 4.333056, 3.016037}, {3400, false, 4.333056, 3.027879}, {3600, false, 5.666611, 3.028730},
    {3800, false, 5.666611, 3.037788}, {4000, false, 4.333322, 3.074254}, {4200, false, 4.333322, 3.157327},
    {4400, true, 4.333322, 2.210129},  {4600, false, 5.666664, 2.575732}, {4800, false, 5.666664, 2.832578},
    {5000, false, 4.333333, 2.999866}, {5200, false, 4.333333, 3.096797}, {5400, false, 4.333333, 3.142572},
};

static void check_rates(const rate_step *steps, size_t count, double precision) {
    rate_limits *l = rate_limits_new();
    CHECK_INT(rate_limits_take(l, "ECS", "eu-west-1", 0), 0);
    for (size_t i = 0; i < count; i++) {
        double measured = 0;
        double allowed = 0;
        rate_limits_answered(l, "ECS", "eu-west-1", steps[i].at_ms, steps[i].throttled);
        rate_limits_rates(l, "ECS", "eu-west-1", &measured, &allowed);
        if (!CHECK(fabs(measured - steps[i].measured) < precision && fabs(allowed - steps[i].allowed) < precision)) {
            printf("  %.9f, %.9f at %lld ms\n", measured, allowed, (long long)steps[i].at_ms);
        }
    }
    rate_limits_free(l);
}

TEST(rates_are_those_of_the_sdks) {
    check_rates(published, sizeof published / sizeof *published, 1e-9);
    check_rates(botocores, sizeof botocores / sizeof *botocores, 1e-5);
}

TEST(nobody_waits_before_the_first_throttling) {
    rate_limits *l = rate_limits_new();
    for (int i = 0; i < 1000; i++) {
        CHECK_INT(rate_limits_take(l, "EC2", "us-east-1", i), 0);
        rate_limits_answered(l, "EC2", "us-east-1", i, false);
    }
    rate_limits_free(l);
}

TEST(after_throttling_each_waits_for_its_turn) {
    rate_limits *l = rate_limits_new();
    rate_limits_take(l, "EC2", "us-east-1", 0);
    rate_limits_answered(l, "EC2", "us-east-1", 10,
                         true); // nothing was measured yet: the lowest rate, one in two seconds
    CHECK_INT(rate_limits_take(l, "EC2", "us-east-1", 2010), 0);
    CHECK_INT(rate_limits_take(l, "EC2", "us-east-1", 2010), 2000);
    CHECK_INT(rate_limits_take(l, "EC2", "us-east-1", 2010), 4000);
    CHECK_INT(rate_limits_take(l, "EC2", "us-east-1", 4010), 4000);
    // Another service, another region: nobody throttled there.
    CHECK_INT(rate_limits_take(l, "EC2", "eu-west-1", 2010), 0);
    CHECK_INT(rate_limits_take(l, "ECS", "us-east-1", 2010), 0);
    rate_limits_free(l);
}

static void *storm(void *l) {
    for (int i = 0; i < 2000; i++) {
        const char *region = i % 3 == 0 ? "us-east-1" : "eu-west-1";
        CHECK(rate_limits_take(l, "EC2", region, i) >= 0);
        rate_limits_answered(l, "EC2", region, i, i % 7 == 0);
    }
    return NULL;
}

TEST(threads_share_it) {
    rate_limits *l = rate_limits_new();
    pthread_t threads[8];
    for (size_t i = 0; i < 8; i++) {
        CHECK_INT(pthread_create(&threads[i], NULL, storm, l), 0);
    }
    for (size_t i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
    }
    double measured = 0;
    double allowed = 0;
    rate_limits_rates(l, "EC2", "eu-west-1", &measured, &allowed);
    CHECK(measured > 0 && allowed >= 0.5);
    rate_limits_free(l);
}
