#include "config_kit.h"

#include "base/fatal.h"

static const char *no_environment(const char *name) {
    (void)name;
    return NULL;
}

aws_config *config_kit(const char *region, bool s3_path_style) {
    arena *a = arena_new();
    aws_config_input input = {.region = region,
                              .access_key = "AKID",
                              .secret_key = "never-seen",
                              .max_retries = 1,
                              .insecure = -1,
                              .use_fips_endpoint = -1,
                              .use_dualstack_endpoint = -1,
                              .s3_use_path_style = s3_path_style ? 1 : -1};
    aws_config *config = NULL;
    aws_config_problem problem = {0};
    if (!aws_config_load(&input, no_environment, a, &config, &problem)) {
        fatal("the configuration under test is refused");
    }
    arena_free(a);
    return config;
}
