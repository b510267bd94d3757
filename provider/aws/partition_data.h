// The tables that tools/api/partitions.py writes: for partition.c and endpoint.c only.
#pragma once

#include "aws/partition.h"

typedef struct partition_row {
    aws_partition partition;
    const char *const
        *region_prefixes; // "us" of "us-east-1": a prefix, a word and a number name a region of the partition
} partition_row;

extern const partition_row partition_rows[];
extern const size_t partition_row_count;

// A host that does not follow its partition's pattern. A region's own row stands before its partition's.
typedef struct endpoint_row {
    const char *sdk_id;
    const char *partition;
    const char *region; // NULL: every region of the partition
    bool fips;
    bool dualstack;
    const char *host;           // may hold {region}; NULL: there is no such endpoint
    const char *signing_region; // NULL: the region itself
} endpoint_row;

extern const endpoint_row endpoint_rows[];
extern const size_t endpoint_row_count;
