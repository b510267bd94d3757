// Partitions and regions, from botocore's endpoint data: names, DNS suffixes, region patterns.
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct aws_partition {
    const char *id;                   // "aws", "aws-cn", "aws-us-gov", "aws-iso", ...
    const char *dns_suffix;           // "amazonaws.com"
    const char *dualstack_dns_suffix; // "api.aws"
    const char *reverse_dns_prefix;   // "com.amazonaws"
    const char *name;                 // "AWS Standard"
    const char *global_region;        // where global services are signed: "us-east-1"
    const char *const *regions;       // known ones, NULL-terminated
    const char *const *region_names;  // long names, in the same order
} aws_partition;

// The partition of a region: a known region, else by the partition's naming pattern, else "aws". Never NULL.
const aws_partition *aws_partition_of_region(const char *region);
// The same, but NULL where neither knows it.
const aws_partition *aws_partition_find(const char *region);
// Whether the region is one that the data knows.
bool aws_region_is_known(const char *region);
const char *aws_region_long_name(const char *region); // "US East (Ohio)"; NULL when unknown
// The known region whose name is nearest to a misspelt one; NULL when none is near.
const char *aws_region_near(const char *region);
