// Reads lines "service region fips dualstack" (the flags as 0 or 1) and writes for each where our rules send it: "host
// signing-region signing-name", or "- the reason". test_endpoints.py compares it with botocore's rules.
#include <stdio.h>
#include <string.h>

#include "aws/endpoint.h"
#include "operations.h"

static const char *no_environment(const char *name) {
    (void)name;
    return NULL;
}

static const api_service *service_of(const char *id) {
    for (size_t i = 0; i < api_operation_count; i++) {
        if (strcmp(api_operations[i]->service->id, id) == 0) {
            return api_operations[i]->service;
        }
    }
    return NULL;
}

static void answer(arena *a, const char *id, const char *region, bool fips, bool dualstack) {
    aws_config_input input = {.region = "us-east-1",
                              .s3_us_east_1_regional_endpoint = "regional",
                              .max_retries = -1,
                              .insecure = -1,
                              .use_fips_endpoint = fips,
                              .use_dualstack_endpoint = dualstack,
                              .s3_use_path_style = -1,
                              .skip_metadata = -1};
    const api_service *service = service_of(id);
    aws_config *config = NULL;
    aws_config_problem problem = {0};
    aws_endpoint endpoint = {0};
    const aws_error *error = NULL;
    if (service == NULL || !aws_config_load(&input, no_environment, a, &config, &problem)) {
        printf("- %s\n", service == NULL ? "no such service" : problem.detail);
    } else if (!aws_endpoint_resolve(config, service, region, a, &endpoint, &error)) {
        printf("- %s\n", error->message);
    } else {
        printf("%s %s %s\n", endpoint.url, endpoint.signing_region, endpoint.signing_name);
    }
    aws_config_free(config);
}

int main(void) {
    char id[64], region[64], fips[2], dualstack[2];
    while (scanf("%63s %63s %1s %1s", id, region, fips, dualstack) == 4) {
        arena *a = arena_new();
        answer(a, id, region, fips[0] == '1', dualstack[0] == '1');
        arena_free(a);
    }
    return 0;
}
