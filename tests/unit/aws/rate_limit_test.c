#include "aws/rate_limit.h"

#include <math.h>
#include <pthread.h>

#include "unit/test.h"

// What botocore 1.43 makes of the same answers at the same times.
static const struct {
    int64_t at_ms;
    bool throttled;
    double measured;
    double allowed;
} botocores[] = {
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

TEST(rates_are_those_of_the_sdks) {
    rate_limits *l = rate_limits_new();
    CHECK_INT(rate_limits_take(l, "ECS", "eu-west-1", 0), 0);
    for (size_t i = 0; i < sizeof botocores / sizeof *botocores; i++) {
        double measured = 0;
        double allowed = 0;
        rate_limits_answered(l, "ECS", "eu-west-1", botocores[i].at_ms, botocores[i].throttled);
        rate_limits_rates(l, "ECS", "eu-west-1", &measured, &allowed);
        CHECK(fabs(measured - botocores[i].measured) < 1e-5);
        CHECK(fabs(allowed - botocores[i].allowed) < 1e-5);
    }
    rate_limits_free(l);
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
