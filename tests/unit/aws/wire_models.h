// Small models made by hand, one operation or two per protocol, with what is peculiar to each: names on the wire, flat
// lists, attributes, labels, payloads.
#pragma once

#include "aws/model.h"

#define SERVICE(identifier, proto, ...)                                                                                \
    static const api_service identifier = {.protocol = (proto), .api_version = "2016-11-15", __VA_ARGS__}
#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SAME(text) .name = (text), .wire_name = (text)

static const api_shape text_shape = {.name = "Text", .type = API_STRING};
static const api_shape bool_shape = {.name = "Flag", .type = API_BOOLEAN};
static const api_shape int_shape = {.name = "Int", .type = API_INTEGER};
static const api_shape double_shape = {.name = "Double", .type = API_DOUBLE};
static const api_shape time_shape = {.name = "Time", .type = API_TIMESTAMP};
static const api_shape blob_shape = {.name = "Blob", .type = API_BLOB};
static const api_member text_element = {SAME("member"), .shape = &text_shape};
static const api_shape text_list = {.name = "Texts", .type = API_LIST, .element = &text_element};
static const api_member map_value = {SAME("value"), .shape = &text_shape};
static const api_shape text_map = {.name = "TextMap", .type = API_MAP, .element = &map_value, .key_wire_name = "key"};

// A structure that holds itself.
extern const api_shape tree_shape;
static const api_member tree_element = {SAME("member"), .shape = &tree_shape};
static const api_shape tree_list = {.name = "Trees", .type = API_LIST, .element = &tree_element};
static const api_member tree_members[] = {
    {SAME("name"), .shape = &text_shape},
    {SAME("children"), .shape = &tree_list},
};
const api_shape tree_shape = {.name = "Tree", .type = API_STRUCTURE, .members = tree_members, .member_count = 2};

// ------------------------------------------------------------------------------------------------------------ JSON 1.1
SERVICE(ecs_service, API_JSON_1_1, .id = "ecs", .sdk_id = "ECS", .endpoint_prefix = "ecs", .signing_name = "ecs",
        .target_prefix = "AmazonEC2ContainerServiceV20141113");

static const api_member cluster_members[] = {
    {SAME("clusterName"), .shape = &text_shape, .required = true},
    {SAME("count"), .shape = &int_shape},
    {SAME("ratio"), .shape = &double_shape},
    {SAME("enabled"), .shape = &bool_shape},
    {SAME("since"), .shape = &time_shape},
    {SAME("data"), .shape = &blob_shape},
    {SAME("providers"), .shape = &text_list},
    {SAME("labels"), .shape = &text_map},
    {SAME("tree"), .shape = &tree_shape},
    {.name = "renamed", .wire_name = "reNamed", .shape = &text_shape},
    {SAME("clientToken"), .shape = &text_shape, .idempotency_token = true},
    {SAME("nextToken"), .shape = &text_shape},
};
static const api_shape cluster_shape = {
    .name = "Cluster", .type = API_STRUCTURE, .members = cluster_members, .member_count = COUNT(cluster_members)};
static const api_operation create_cluster = {.name = "CreateCluster",
                                             .service = &ecs_service,
                                             .http_method = "POST",
                                             .uri = "/",
                                             .input = &cluster_shape,
                                             .output = &cluster_shape};

static const char *const list_keys[] = {"providers", NULL};
static const api_member list_input_members[] = {{SAME("nextToken"), .shape = &text_shape}};
static const api_shape list_input = {
    .name = "ListInput", .type = API_STRUCTURE, .members = list_input_members, .member_count = 1};
static const api_operation list_clusters = {
    .name = "ListClusters",
    .service = &ecs_service,
    .http_method = "POST",
    .uri = "/",
    .input = &list_input,
    .output = &cluster_shape,
    .paginator = {.input_token = "nextToken", .output_token = "nextToken", .result_keys = list_keys},
};

// --------------------------------------------------------------------------------------------------------------- Query
SERVICE(elb_service, API_QUERY, .id = "elbv2", .sdk_id = "Elastic Load Balancing v2",
        .endpoint_prefix = "elasticloadbalancing", .signing_name = "elasticloadbalancing");

static const api_member tag_members[] = {{SAME("Key"), .shape = &text_shape}, {SAME("Value"), .shape = &text_shape}};
static const api_shape tag_shape = {
    .name = "Tag", .type = API_STRUCTURE, .members = tag_members, .member_count = COUNT(tag_members)};
static const api_member tag_element = {SAME("member"), .shape = &tag_shape};
static const api_shape tag_list = {.name = "Tags", .type = API_LIST, .element = &tag_element};
static const api_member named_element = {.name = "member", .wire_name = "AvailabilityZone", .shape = &text_shape};
static const api_shape named_list = {.name = "Zones", .type = API_LIST, .element = &named_element};
static const api_member lb_members[] = {
    {SAME("Name"), .shape = &text_shape},
    {SAME("Port"), .shape = &int_shape},
    {SAME("Deleted"), .shape = &bool_shape},
    {SAME("Since"), .shape = &time_shape},
    {SAME("Subnets"), .shape = &text_list},
    {SAME("Tags"), .shape = &tag_list},
    {SAME("FlatTags"), .shape = &tag_list, .flattened = true},
    {SAME("Zones"), .shape = &named_list},
    {SAME("FlatZones"), .shape = &named_list, .flattened = true},
    {SAME("Labels"), .shape = &text_map},
    {SAME("FlatLabels"), .shape = &text_map, .flattened = true},
};
static const api_shape lb_shape = {
    .name = "LoadBalancer", .type = API_STRUCTURE, .members = lb_members, .member_count = COUNT(lb_members)};
static const api_operation create_lb = {.name = "CreateLoadBalancer",
                                        .service = &elb_service,
                                        .http_method = "POST",
                                        .uri = "/",
                                        .input = &lb_shape,
                                        .output = &lb_shape,
                                        .result_wrapper = "CreateLoadBalancerResult"};

// ----------------------------------------------------------------------------------------------------------- EC2 Query
SERVICE(ec2_service, API_EC2_QUERY, .id = "ec2", .sdk_id = "EC2", .endpoint_prefix = "ec2", .signing_name = "ec2");

static const api_member ec2_value = {.name = "member", .wire_name = "item", .shape = &text_shape};
static const api_shape ec2_values = {.name = "Values", .type = API_LIST, .element = &ec2_value};
static const api_member filter_members[] = {
    {SAME("Name"), .shape = &text_shape},
    {.name = "Values", .wire_name = "Value", .shape = &ec2_values},
};
static const api_shape filter_shape = {
    .name = "Filter", .type = API_STRUCTURE, .members = filter_members, .member_count = 2};
static const api_member filter_element = {.name = "member", .wire_name = "Filter", .shape = &filter_shape};
static const api_shape filter_list = {.name = "Filters", .type = API_LIST, .element = &filter_element};
static const api_member ec2_tag_members[] = {
    {.name = "Key", .wire_name = "key", .shape = &text_shape},
    {.name = "Value", .wire_name = "value", .shape = &text_shape},
};
static const api_shape ec2_tag_shape = {
    .name = "Tag", .type = API_STRUCTURE, .members = ec2_tag_members, .member_count = 2};
static const api_member ec2_tag_element = {.name = "member", .wire_name = "item", .shape = &ec2_tag_shape};
static const api_shape ec2_tag_list = {.name = "Tags", .type = API_LIST, .element = &ec2_tag_element};
static const api_member vpc_members[] = {
    {.name = "Filters", .wire_name = "Filter", .shape = &filter_list},
    {.name = "VpcId", .wire_name = "vpcId", .shape = &text_shape},
    {.name = "IsDefault", .wire_name = "isDefault", .shape = &bool_shape},
    {.name = "Tags", .wire_name = "tagSet", .shape = &ec2_tag_list},
    {.name = "Count", .wire_name = "count", .shape = &int_shape},
    {.name = "Addresses", .wire_name = "addressesSet", .query_name = "Addresses", .shape = &ec2_values},
};
static const api_shape vpc_shape = {
    .name = "Vpc", .type = API_STRUCTURE, .members = vpc_members, .member_count = COUNT(vpc_members)};
static const api_operation describe_vpcs = {.name = "DescribeVpcs",
                                            .service = &ec2_service,
                                            .http_method = "POST",
                                            .uri = "/",
                                            .input = &vpc_shape,
                                            .output = &vpc_shape};

// One that must be given, and may be empty; and one that may not.
static const api_member template_members[] = {
    {SAME("Data"), .shape = &filter_shape, .required = true},
};
static const api_shape template_shape = {
    .name = "Template", .type = API_STRUCTURE, .members = template_members, .member_count = COUNT(template_members)};
static const api_operation create_template = {
    .name = "CreateTemplate", .service = &ec2_service, .http_method = "POST", .uri = "/", .input = &template_shape};
static const api_member holder_members[] = {
    {SAME("Template"), .shape = &template_shape, .required = true},
};
static const api_shape holder_shape = {
    .name = "Holder", .type = API_STRUCTURE, .members = holder_members, .member_count = COUNT(holder_members)};
static const api_operation create_holder = {
    .name = "CreateHolder", .service = &ec2_service, .http_method = "POST", .uri = "/", .input = &holder_shape};

// ----------------------------------------------------------------------------------------------------------- REST-JSON
SERVICE(lambda_service, API_REST_JSON, .id = "lambda", .sdk_id = "Lambda", .endpoint_prefix = "lambda",
        .signing_name = "lambda");

static const api_member function_members[] = {
    {.name = "FunctionName", .wire_name = "FunctionName", .shape = &text_shape, .location = API_IN_URI},
    {.name = "Qualifier", .wire_name = "qualifier", .shape = &text_shape, .location = API_IN_QUERY},
    {.name = "Keys", .wire_name = "tagKeys", .shape = &text_list, .location = API_IN_QUERY},
    {.name = "Invocation", .wire_name = "X-Amz-Invocation", .shape = &text_shape, .location = API_IN_HEADER},
    {.name = "Since", .wire_name = "If-Since", .shape = &time_shape, .location = API_IN_HEADER},
    {.name = "Status", .wire_name = "Status", .shape = &int_shape, .location = API_IN_STATUS},
    {.name = "Memory", .wire_name = "memory", .shape = &int_shape},
    {.name = "Modified", .wire_name = "modified", .shape = &time_shape},
};
static const api_shape function_shape = {
    .name = "Function", .type = API_STRUCTURE, .members = function_members, .member_count = COUNT(function_members)};
static const api_operation update_function = {.name = "UpdateFunction",
                                              .service = &lambda_service,
                                              .http_method = "PUT",
                                              .uri = "/2015-03-31/functions/{FunctionName}?static=1",
                                              .input = &function_shape,
                                              .output = &function_shape};
static const api_member invoke_members[] = {
    {.name = "Path", .wire_name = "Path", .shape = &text_shape, .location = API_IN_URI},
    {.name = "Payload", .wire_name = "Payload", .shape = &blob_shape, .payload = true},
};
static const api_shape invoke_shape = {
    .name = "Invoke", .type = API_STRUCTURE, .members = invoke_members, .member_count = 2};
static const api_operation invoke = {.name = "Invoke",
                                     .service = &lambda_service,
                                     .http_method = "POST",
                                     .uri = "/run/{Path+}",
                                     .input = &invoke_shape,
                                     .output = &invoke_shape,
                                     .output_payload_is_blob = true};

// ------------------------------------------------------------------------------------------------------------ REST-XML
SERVICE(s3_service, API_REST_XML, .id = "s3", .sdk_id = "S3", .endpoint_prefix = "s3", .signing_name = "s3",
        .xml_namespace = "http://s3.amazonaws.com/doc/2006-03-01/");

static const api_member s3_tag_element = {.name = "member", .wire_name = "Tag", .shape = &tag_shape};
static const api_shape s3_tag_list = {.name = "TagSet", .type = API_LIST, .element = &s3_tag_element};
static const api_member grantee_members[] = {
    {.name = "Type", .wire_name = "xsi:type", .shape = &text_shape, .xml_attribute = true},
    {SAME("ID"), .shape = &text_shape},
};
static const api_shape grantee_shape = {
    .name = "Grantee", .type = API_STRUCTURE, .members = grantee_members, .member_count = 2};
static const api_member tagging_members[] = {
    {SAME("TagSet"), .shape = &s3_tag_list},
    {.name = "Rules", .wire_name = "Rule", .shape = &text_list, .flattened = true},
    {SAME("Grantee"), .shape = &grantee_shape},
    {SAME("Since"), .shape = &time_shape},
};
static const api_shape tagging_shape = {
    .name = "Tagging", .type = API_STRUCTURE, .members = tagging_members, .member_count = COUNT(tagging_members)};
static const api_member put_tagging_members[] = {
    {.name = "Bucket", .wire_name = "Bucket", .shape = &text_shape, .location = API_IN_URI, .required = true},
    {.name = "Tagging", .wire_name = "Tagging", .shape = &tagging_shape, .payload = true},
    {.name = "Metadata", .wire_name = "x-amz-meta-", .shape = &text_map, .location = API_IN_HEADERS},
};
static const api_shape put_tagging_shape = {.name = "PutBucketTaggingRequest",
                                            .type = API_STRUCTURE,
                                            .members = put_tagging_members,
                                            .member_count = COUNT(put_tagging_members)};
static const api_operation put_tagging = {.name = "PutBucketTagging",
                                          .service = &s3_service,
                                          .http_method = "PUT",
                                          .uri = "/{Bucket}?tagging",
                                          .input = &put_tagging_shape,
                                          .checksum_required = true};
static const api_operation get_tagging = {.name = "GetBucketTagging",
                                          .service = &s3_service,
                                          .http_method = "GET",
                                          .uri = "/{Bucket}?tagging",
                                          .input = &put_tagging_shape,
                                          .output = &tagging_shape};
static const api_member put_object_members[] = {
    {.name = "Bucket", .wire_name = "Bucket", .shape = &text_shape, .location = API_IN_URI, .required = true},
    {.name = "Key", .wire_name = "Key", .shape = &text_shape, .location = API_IN_URI, .required = true},
    {SAME("Body"), .shape = &blob_shape, .payload = true},
    {.name = "ChecksumAlgorithm",
     .wire_name = "x-amz-sdk-checksum-algorithm",
     .shape = &text_shape,
     .location = API_IN_HEADER},
    {.name = "ChecksumSHA1", .wire_name = "x-amz-checksum-sha1", .shape = &text_shape, .location = API_IN_HEADER},
};
static const api_shape put_object_shape = {.name = "PutObjectRequest",
                                           .type = API_STRUCTURE,
                                           .members = put_object_members,
                                           .member_count = COUNT(put_object_members)};
static const api_member object_made_members[] = {
    {.name = "ETag", .wire_name = "ETag", .shape = &text_shape, .location = API_IN_HEADER},
};
static const api_shape object_made_shape = {
    .name = "PutObjectOutput", .type = API_STRUCTURE, .members = object_made_members, .member_count = 1};
static const api_operation put_object = {.name = "PutObject",
                                         .service = &s3_service,
                                         .http_method = "PUT",
                                         .uri = "/{Bucket}/{Key+}",
                                         .input = &put_object_shape,
                                         .output = &object_made_shape,
                                         .checksum_member = "ChecksumAlgorithm"};
static const api_operation create_bucket = {.name = "CreateBucket",
                                            .service = &s3_service,
                                            .http_method = "PUT",
                                            .uri = "/{Bucket}",
                                            .input = &put_tagging_shape};
static const api_member location_members[] = {{SAME("LocationConstraint"), .shape = &text_shape}};
static const api_shape location_shape = {
    .name = "Location", .type = API_STRUCTURE, .members = location_members, .member_count = 1};
static const api_operation get_location = {.name = "GetBucketLocation",
                                           .service = &s3_service,
                                           .http_method = "GET",
                                           .uri = "/{Bucket}?location",
                                           .input = &put_tagging_shape,
                                           .output = &location_shape,
                                           .s3_unwrapped_output = true};

SERVICE(route53_service, API_REST_XML, .id = "route53", .sdk_id = "Route 53", .endpoint_prefix = "route53",
        .signing_name = "route53", .global = true, .xml_namespace = "https://route53.amazonaws.com/doc/2013-04-01/");
static const api_operation create_zone = {.name = "CreateHostedZone",
                                          .service = &route53_service,
                                          .http_method = "POST",
                                          .uri = "/2013-04-01/hostedzone",
                                          .input = &lb_shape,
                                          .output = &lb_shape,
                                          .input_element = "CreateHostedZoneRequest",
                                          .input_namespace = "https://route53.amazonaws.com/doc/2013-04-01/"};
