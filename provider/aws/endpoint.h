// Where a service is called, and for which region and name its requests are signed.
#pragma once

#include <stdbool.h>

#include "aws/config.h"
#include "aws/error.h"
#include "aws/model.h"
#include "base/arena.h"

typedef struct aws_endpoint {
    const char *url;  // scheme://host[:port][/base], no slash at the end
    const char *host; // the Host header: without the scheme's own port
    const char *signing_region;
    const char *signing_name;
    bool overridden; // somebody named it: host prefixes and virtual-hosted buckets may not resolve there
} aws_endpoint;

// First that has one: the provider's endpoints block (under any of the service's names); unless
// AWS_IGNORE_CONFIGURED_ENDPOINT_URLS says otherwise AWS_ENDPOINT_URL_<SDK_ID>, AWS_ENDPOINT_URL, the profile's
// services section, the profile's endpoint_url; then the partition's rules with FIPS and dual-stack as configured.
// `region` NULL is the configured one.
//
// False with AWS_ERROR_REQUEST that names the setting when one of them is no http or https URL.
bool aws_endpoint_resolve(const aws_config *c, const api_service *s, const char *region, arena *a, aws_endpoint *ret,
                          const aws_error **ret_error);

// The name that hashicorp/aws prefers of those that mean one service: "elbv2" of "elasticloadbalancingv2".
const char *aws_service_name(const char *name);

// Whether two names of the provider's endpoints block mean one service ("elbv2", "elasticloadbalancingv2").
bool aws_service_same(const char *a, const char *b);
