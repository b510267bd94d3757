#include "aws/partition.h"

#include "aws/partition_data.h"
#include "unit/test.h"

TEST(known_regions) {
    const aws_partition *p = aws_partition_of_region("eu-central-1");
    CHECK_STR(p->id, "aws");
    CHECK_STR(p->dns_suffix, "amazonaws.com");
    CHECK_STR(p->dualstack_dns_suffix, "api.aws");
    CHECK_STR(p->reverse_dns_prefix, "com.amazonaws");
    CHECK_STR(p->name, "AWS Standard");
    CHECK_STR(p->global_region, "us-east-1");
    CHECK_STR(aws_region_long_name("us-east-2"), "US East (Ohio)");
    p = aws_partition_of_region("cn-north-1");
    CHECK_STR(p->id, "aws-cn");
    CHECK_STR(p->dns_suffix, "amazonaws.com.cn");
    CHECK_STR(p->reverse_dns_prefix, "cn.com.amazonaws");
    CHECK_STR(aws_partition_of_region("us-gov-east-1")->id, "aws-us-gov");
    CHECK_STR(aws_partition_of_region("us-iso-west-1")->reverse_dns_prefix, "gov.ic.c2s");
    CHECK_STR(aws_partition_of_region("eusc-de-east-1")->id, "aws-eusc");
}

TEST(unknown_regions_go_by_their_pattern) {
    CHECK_STR(aws_partition_of_region("us-north-9")->id, "aws");
    CHECK_STR(aws_partition_of_region("cn-south-1")->id, "aws-cn");
    CHECK_STR(aws_partition_of_region("us-gov-north-12")->id, "aws-us-gov");
    CHECK_STR(aws_partition_of_region("us-isob-north-1")->id, "aws-iso-b");
    CHECK_STR(aws_partition_of_region("eusc-de-west-1")->id, "aws-eusc");
    CHECK_STR(aws_partition_of_region("cn-south-")->id, "aws");
    CHECK_STR(aws_partition_of_region("cn--1")->id, "aws");
    CHECK_STR(aws_partition_of_region("cn-south-1x")->id, "aws");
    CHECK_STR(aws_partition_of_region("local")->id, "aws");
    CHECK_STR(aws_partition_of_region("")->id, "aws");
    CHECK(!aws_region_is_known("us-north-9"));
    CHECK(aws_region_long_name("us-north-9") == NULL);
    CHECK(!aws_region_is_known("aws-global"));
}

// The lists beside each other have one length, and each known region matches a pattern of its partition.
TEST(the_table_is_of_one_piece) {
    CHECK(partition_row_count >= 8);
    for (size_t i = 0; i < partition_row_count; i++) {
        const aws_partition *p = &partition_rows[i].partition;
        size_t count = 0;
        while (p->regions[count] != NULL && CHECK(p->region_names[count] != NULL)) {
            CHECK(aws_partition_of_region(p->regions[count]) == p);
            CHECK(aws_region_is_known(p->regions[count]));
            count++;
        }
        CHECK(count > 0 && p->region_names[count] == NULL);
        CHECK(aws_partition_of_region(p->global_region) == p);
    }
}

TEST(near_misses) {
    CHECK_STR(aws_region_near("us-est-1"), "us-east-1");
    CHECK_STR(aws_region_near("eu-west1"), "eu-west-1");
    CHECK_STR(aws_region_near("eu-central-11"), "eu-central-1");
    CHECK(aws_region_near("frankfurt") == NULL);
    CHECK(aws_region_near("a-name-that-is-much-longer-than-that-of-any-region-there-has-ever-been-so-far") == NULL);
}
