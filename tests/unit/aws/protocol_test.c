// Serialising and parsing in each of the five protocols, on hand-made models.
#include "aws/protocol.h"

#include <stdlib.h>

#include "base/json.h"
#include "unit/aws/wire_models.h"
#include "unit/test.h"

static const value *doc(arena *a, const char *json) {
    const value *v = NULL;
    const char *message = NULL;
    if (!CHECK(json_parse(a, str_of(json), &v, &message))) {
        printf("%s in %s\n", message, json);
        abort();
    }
    return v;
}

// The request for an input in JSON; false when it is refused, and then `*ret_message` says why.
static bool build(arena *a, const api_operation *op, const char *json, protocol_request *ret,
                  const char **ret_message) {
    const value *checked = NULL;
    return protocol_check_input(a, op, doc(a, json), &checked, ret_message) &&
           protocol_build(a, op, checked, ret, ret_message);
}

static protocol_request built(arena *a, const api_operation *op, const char *json) {
    protocol_request r = {.path = "", .query = "", .body = STR("")};
    const char *message = NULL;
    if (!CHECK(build(a, op, json, &r, &message))) {
        printf("refused: %s\n", message);
    }
    return r;
}

static void check_refused(const api_operation *op, const char *json, const char *expected) {
    arena *a = arena_new();
    protocol_request r;
    const char *message = NULL;
    CHECK(!build(a, op, json, &r, &message));
    CHECK_STR(message, expected);
    arena_free(a);
}

static const char *header(const protocol_request *r, const char *name) {
    for (size_t i = 0; i < r->header_count; i++) {
        if (strcmp(r->headers[i].name, name) == 0) {
            return r->headers[i].value;
        }
    }
    return NULL;
}

static http_response response(int status, const http_header *headers, size_t count, const char *body) {
    return (http_response){.status = status, .headers = headers, .header_count = count, .body = str_of(body)};
}

// The parsed answer as JSON; the message when it is refused.
static const char *parsed(arena *a, const api_operation *op, const http_response *r) {
    const value *output = NULL;
    const char *message = NULL;
    if (!protocol_parse(a, op, r, "https://x.test", &output, &message)) {
        return message;
    }
    return json_text(a, output).ptr;
}

static void check_parsed(const api_operation *op, const char *body, const char *expected) {
    arena *a = arena_new();
    http_response r = response(200, NULL, 0, body);
    CHECK_STR(parsed(a, op, &r), expected);
    arena_free(a);
}

TEST(json_request) {
    arena *a = arena_new();
    protocol_request r = built(a, &create_cluster,
                               "{\"clusterName\":\"web\",\"count\":\"5\",\"ratio\":0.5,\"enabled\":\"true\","
                               "\"since\":\"2024-01-02T03:04:05Z\",\"data\":\"aGk=\",\"providers\":[\"a\",null,1],"
                               "\"labels\":{\"k\":true},\"renamed\":12,\"nextToken\":null,\"clientToken\":\"t\"}");
    CHECK_STR(r.path, "/");
    CHECK_STR(r.query, "");
    CHECK_STR(header(&r, "content-type"), "application/x-amz-json-1.1");
    CHECK_STR(header(&r, "x-amz-target"), "AmazonEC2ContainerServiceV20141113.CreateCluster");
    CHECK_STR(r.body.ptr,
              "{\"clientToken\":\"t\",\"clusterName\":\"web\",\"count\":5,\"data\":\"aGk=\",\"enabled\":true,"
              "\"labels\":{\"k\":\"true\"},\"providers\":[\"a\",\"1\"],\"ratio\":0.5,\"reNamed\":\"12\","
              "\"since\":1704164645}");
    arena_free(a);
}

// CloudWatch spoke Query before, and tells its errors by the codes of then only to who asks for them.
TEST(json_request_to_a_service_with_codes_of_the_query_protocol) {
    arena *a = arena_new();
    api_service service = ecs_service;
    api_operation op = create_cluster;
    service.protocol = API_JSON_1_0;
    service.query_compatible = true;
    op.service = &service;
    protocol_request r = built(a, &op, "{\"clusterName\":\"web\"}");
    CHECK_STR(header(&r, "content-type"), "application/x-amz-json-1.0");
    CHECK_STR(header(&r, "x-amzn-query-mode"), "true");
    r = built(a, &create_cluster, "{\"clusterName\":\"web\"}");
    CHECK(header(&r, "x-amzn-query-mode") == NULL);
    arena_free(a);
}

TEST(sets_go_as_lists) {
    arena *a = arena_new();
    value *set = value_set_new(a);
    value_push(a, set, value_cstr(a, "b"));
    value_push(a, set, value_cstr(a, "a"));
    value *input = value_object_new(a);
    value_put_static(a, input, "clusterName", value_cstr(a, "x"));
    value_put_static(a, input, "clientToken", value_cstr(a, "t"));
    value_put_static(a, input, "providers", set);
    const value *checked = NULL;
    const char *message = NULL;
    protocol_request r = {.body = STR("")};
    CHECK(protocol_check_input(a, &create_cluster, input, &checked, &message));
    CHECK(protocol_build(a, &create_cluster, checked, &r, &message));
    CHECK_STR(r.body.ptr, "{\"clientToken\":\"t\",\"clusterName\":\"x\",\"providers\":[\"a\",\"b\"]}");
    arena_free(a);
}

TEST(idempotency_token_is_filled_in) {
    arena *a = arena_new();
    const value *first = NULL;
    const value *second = NULL;
    const char *message = NULL;
    CHECK(protocol_check_input(a, &create_cluster, doc(a, "{\"clusterName\":\"x\"}"), &first, &message));
    CHECK(protocol_check_input(a, &create_cluster, doc(a, "{\"clusterName\":\"x\"}"), &second, &message));
    str token = value_str(value_get(first, "clientToken"));
    CHECK_INT(token.len, 36);
    CHECK(token.ptr[14] == '4' && strchr("89ab", token.ptr[19]) != NULL);
    CHECK(!value_equal(first, second));

    static const api_member members[] = {
        {SAME("token"), .shape = &text_shape, .idempotency_token = true, .plain_token = true}};
    static const api_shape shape = {.name = "Input", .type = API_STRUCTURE, .members = members, .member_count = 1};
    api_operation op = create_cluster;
    op.input = &shape;
    CHECK(protocol_check_input(a, &op, NULL, &first, &message));
    const char *plain = value_text(value_get(first, "token"));
    CHECK_INT(strlen(plain), 32);
    CHECK_INT(strspn(plain, "0123456789abcdef"), 32);
    arena_free(a);
}

TEST(input_is_held_to_the_model) {
    check_refused(&create_cluster, "{\"clusterName\":\"x\",\"tree\":{\"nane\":\"y\"}}",
                  "tree: Tree has no member nane");
    check_refused(&create_cluster, "{\"clusterName\":[]}", "clusterName: a string is wanted, not a list");
    check_refused(&create_cluster, "{\"clusterName\":\"x\",\"count\":\"5x\"}",
                  "count: a whole number is wanted, not a string");
    check_refused(&create_cluster, "{\"clusterName\":\"x\",\"count\":1.5}", "count: a whole number is wanted");
    check_refused(&create_cluster, "{\"clusterName\":\"x\",\"enabled\":\"yes\"}",
                  "enabled: a bool is wanted, not a string");
    check_refused(&create_cluster, "{\"clusterName\":\"x\",\"since\":\"soon\"}",
                  "since: a timestamp like 2024-01-02T03:04:05Z is wanted");
    check_refused(&create_cluster, "{\"clusterName\":\"x\",\"data\":\"a\"}", "data: base64 text is wanted");
    check_refused(&create_cluster, "{\"clusterName\":\"x\",\"providers\":[\"a\",{}]}",
                  "providers[1]: a string is wanted, not an object");
    check_refused(&create_cluster, "{}", "clusterName: is required by the API and is missing");
    check_refused(&create_cluster, "[]", "the input: a structure is wanted, not a list");

    arena *a = arena_new();
    value *input = value_object_new(a);
    const value *checked = NULL;
    const char *message = NULL;
    value_put_static(a, input, "clusterName", value_unknown());
    CHECK(!protocol_check_input(a, &create_cluster, input, &checked, &message));
    CHECK_STR(message, "clusterName: the value is not known yet");
    arena_free(a);
}

TEST(endless_nesting_is_refused) {
    arena *a = arena_new();
    const value *tree = doc(a, "{\"name\":\"leaf\"}");
    for (int i = 0; i < 300; i++) {
        value *list = value_list_new(a);
        value *parent = value_object_new(a);
        value_push(a, list, tree);
        value_put_static(a, parent, "children", list);
        tree = parent;
    }
    value *input = value_object_new(a);
    value_put_static(a, input, "clusterName", value_cstr(a, "x"));
    value_put_static(a, input, "tree", tree);
    const value *checked = NULL;
    const char *message = NULL;
    CHECK(!protocol_check_input(a, &create_cluster, input, &checked, &message));
    CHECK_STR(message, "the input: nested too deeply");
    arena_free(a);
}

TEST(json_answer) {
    check_parsed(
        &create_cluster,
        "{\"clusterName\":\"web\",\"count\":5,\"ratio\":0.25,\"enabled\":false,\"since\":1704164645.678,"
        "\"providers\":[\"a\",null,7],\"labels\":{\"k\":\"v\",\"n\":null},\"reNamed\":\"r\",\"surprise\":[1],"
        "\"tree\":{\"name\":\"n\",\"children\":[{}]}}",
        "{\"clusterName\":\"web\",\"count\":5,\"enabled\":false,\"labels\":{\"k\":\"v\"},\"providers\":[\"a\"],"
        "\"ratio\":0.25,\"renamed\":\"r\",\"since\":\"2024-01-02T03:04:05.678Z\","
        "\"tree\":{\"children\":[{}],\"name\":\"n\"}}");
    check_parsed(&create_cluster, "{\"since\":\"2024-01-02T04:04:05+01:00\"}", "{\"since\":\"2024-01-02T03:04:05Z\"}");
    check_parsed(&create_cluster, "", "{}");
    check_parsed(&create_cluster, " \n", "{}");
    check_parsed(&create_cluster, "null", "{}");
    check_parsed(&create_cluster, "{}", "{}");
}

TEST(json_answer_of_other_types) {
    check_parsed(&create_cluster,
                 "{\"clusterName\":5,\"count\":\"5\",\"enabled\":\"true\",\"ratio\":{},\"since\":[],\"data\":1,"
                 "\"providers\":{},\"labels\":[],\"tree\":\"x\"}",
                 "{}");
    check_parsed(&create_cluster, "{\"count\":1.5,\"tree\":{\"children\":[5]}}", "{\"tree\":{\"children\":[]}}");
}

TEST(answers_that_are_none) {
    arena *a = arena_new();
    const http_header html[] = {{"content-type", "text/html; charset=utf-8"}};
    http_response r = response(200, html, 1, "<!DOCTYPE html><html></html>");
    CHECK_STR(parsed(a, &create_cluster, &r), "ECS answered with text/html (28 bytes) instead of a JSON document; "
                                              "is the endpoint https://x.test right?");
    CHECK_STR(parsed(a, &describe_vpcs, &r), "EC2 answered with text/html (28 bytes) instead of an XML document; "
                                             "is the endpoint https://x.test right?");
    // A page that is well-formed XML is no answer either, even where the operation returns nothing.
    r = response(200, NULL, 0, "<html><body/></html>");
    CHECK(strstr(parsed(a, &put_tagging, &r), "an untyped body") != NULL);
    r = response(200, NULL, 0, "[1]");
    CHECK(strstr(parsed(a, &create_cluster, &r), "not an object") != NULL);
    r = response(200, NULL, 0, "{\"clusterName\":\"we");
    CHECK(strstr(parsed(a, &create_cluster, &r), "instead of a JSON document: ") != NULL);
    r = response(200, NULL, 0, "<CreateLoadBalancerResponse><CreateLoadBa");
    CHECK(strstr(parsed(a, &create_lb, &r), "instead of an XML document: ") != NULL);
    r = response(200, NULL, 0, "<Something/>");
    CHECK(strstr(parsed(a, &create_lb, &r), "no CreateLoadBalancerResult element in it") != NULL);
    CHECK(strstr(parsed(a, &describe_vpcs, &r), "no DescribeVpcsResponse element in it") != NULL);
    arena_free(a);
}

// What is not said to be there is gone, so that nothing must not be taken for an answer.
TEST(nothing_is_no_answer_to_a_question) {
    static const api_operation *const reads[] = {&list_clusters, &describe_vpcs, &get_tagging, &get_location};
    arena *a = arena_new();
    for (size_t i = 0; i < sizeof reads / sizeof *reads; i++) {
        http_response r = response(200, NULL, 0, i % 2 == 0 ? "" : " \r\n");
        CHECK(strstr(parsed(a, reads[i], &r), "answered with") != NULL);
        r.status = 204; // says itself that there is nothing
        CHECK_STR(parsed(a, reads[i], &r), "{}");
    }
    arena_free(a);
    check_parsed(&list_clusters, "{}", "{}");
    check_parsed(&describe_vpcs, "<DescribeVpcsResponse/>", "{}");
}

TEST(query_request) {
    arena *a = arena_new();
    protocol_request r =
        built(a, &create_lb,
              "{\"Name\":\"a b&c=~/\",\"Port\":80,\"Deleted\":false,\"Since\":\"2024-01-02T03:04:05Z\","
              "\"Subnets\":[\"s1\",\"s2\"],\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}],\"FlatTags\":[{\"Key\":\"f\"}],"
              "\"Zones\":[\"z\"],\"FlatZones\":[\"y\"],\"Labels\":{\"l\":\"m\"},\"FlatLabels\":{\"o\":\"p\"}}");
    CHECK_STR(r.path, "/");
    CHECK_STR(header(&r, "content-type"), "application/x-www-form-urlencoded; charset=utf-8");
    CHECK_STR(
        r.body.ptr,
        "Action=CreateLoadBalancer&Version=2016-11-15&Name=a%20b%26c%3D~%2F&Port=80&Deleted=false"
        "&Since=2024-01-02T03%3A04%3A05Z&Subnets.member.1=s1&Subnets.member.2=s2"
        "&Tags.member.1.Key=k&Tags.member.1.Value=v&FlatTags.1.Key=f&Zones.AvailabilityZone.1=z"
        "&AvailabilityZone.1=y&Labels.entry.1.key=l&Labels.entry.1.value=m&FlatLabels.1.key=o&FlatLabels.1.value=p");
    r = built(a, &create_lb, "{\"Subnets\":[]}");
    CHECK_STR(r.body.ptr, "Action=CreateLoadBalancer&Version=2016-11-15&Subnets=");
    arena_free(a);
}

TEST(query_answer) {
    check_parsed(&create_lb,
                 "<?xml version=\"1.0\"?><CreateLoadBalancerResponse xmlns=\"http://x\"><CreateLoadBalancerResult>"
                 "<Name>n</Name><Port> 80 </Port><Deleted>true</Deleted><Since>2024-01-02T03:04:05.000Z</Since>"
                 "<Subnets><member>s1</member><member/></Subnets><Tags/><Unknown><x/></Unknown>"
                 "<FlatTags><Key>a</Key></FlatTags><FlatTags><Key>b</Key></FlatTags>"
                 "<Labels><entry><key>k</key><value>v</value></entry><entry><key>broken</key></entry></Labels>"
                 "<FlatLabels><key>o</key><value>p</value></FlatLabels>"
                 "</CreateLoadBalancerResult><ResponseMetadata/></CreateLoadBalancerResponse>",
                 "{\"Deleted\":true,\"FlatLabels\":{\"o\":\"p\"},\"FlatTags\":[{\"Key\":\"a\"},{\"Key\":\"b\"}],"
                 "\"Labels\":{\"k\":\"v\"},\"Name\":\"n\",\"Port\":80,\"Since\":\"2024-01-02T03:04:05Z\","
                 "\"Subnets\":[\"s1\",\"\"],\"Tags\":[]}");
    check_parsed(&create_lb, "<CreateLoadBalancerResponse/>", "{}");
    check_parsed(&create_lb,
                 "<CreateLoadBalancerResponse><CreateLoadBalancerResult><Port>x</Port><Deleted>5</Deleted><Since/>"
                 "<Subnets>text</Subnets></CreateLoadBalancerResult></CreateLoadBalancerResponse>",
                 "{\"Subnets\":[]}");
}

TEST(ec2_request) {
    arena *a = arena_new();
    protocol_request r = built(a, &describe_vpcs,
                               "{\"Filters\":[{\"Name\":\"vpc-id\",\"Values\":[\"v1\",\"v2\"]}],\"VpcId\":\"v\","
                               "\"IsDefault\":true,\"Tags\":[{\"Key\":\"k\",\"Value\":\"\"}],\"Addresses\":[\"::1\"]}");
    CHECK_STR(r.body.ptr,
              "Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=vpc-id&Filter.1.Value.1=v1"
              "&Filter.1.Value.2=v2&VpcId=v&IsDefault=true&TagSet.1.Key=k&TagSet.1.Value=&Addresses.1=%3A%3A1");
    r = built(a, &describe_vpcs, "{\"Filters\":[]}");
    CHECK_STR(r.body.ptr, "Action=DescribeVpcs&Version=2016-11-15");
    arena_free(a);
}

TEST(a_required_structure_that_leaves_no_trace_need_not_be_given) {
    arena *a = arena_new();
    protocol_request r = built(a, &create_template, "{}");
    CHECK_STR(r.body.ptr, "Action=CreateTemplate&Version=2016-11-15");
    check_refused(&create_holder, "{}", "Template: is required by the API and is missing");
    arena_free(a);
}

TEST(ec2_answer) {
    check_parsed(
        &describe_vpcs,
        "<DescribeVpcsResponse><requestId>r</requestId><vpcId>vpc-1</vpcId><isDefault>false</isDefault>"
        "<tagSet><item><key>Name</key><value>web</value></item><item/></tagSet><Count>3</"
        "Count><addressesSet><item>::1</item></addressesSet>"
        "</DescribeVpcsResponse>",
        "{\"Addresses\":[\"::1\"],\"Count\":3,\"IsDefault\":false,\"Tags\":[{\"Key\":\"Name\",\"Value\":\"web\"},{}],"
        "\"VpcId\":\"vpc-1\"}");
}

TEST(rest_json_request) {
    arena *a = arena_new();
    protocol_request r = built(a, &update_function,
                               "{\"FunctionName\":\"a/b c\",\"Qualifier\":\"1&2\",\"Keys\":[\"x\",\"y z\"],"
                               "\"Invocation\":\"Event\",\"Since\":\"2024-01-02T03:04:05Z\",\"Memory\":128,"
                               "\"Modified\":\"2024-01-02T03:04:05.5Z\"}");
    CHECK_STR(r.path, "/2015-03-31/functions/a%2Fb%20c");
    CHECK_STR(r.query, "static=1&qualifier=1%262&tagKeys=x&tagKeys=y%20z");
    CHECK_STR(header(&r, "X-Amz-Invocation"), "Event");
    CHECK_STR(header(&r, "If-Since"), "Tue, 02 Jan 2024 03:04:05 GMT");
    CHECK_STR(header(&r, "content-type"), "application/json");
    CHECK_STR(header(&r, "accept"), "application/json");
    CHECK_STR(r.body.ptr, "{\"memory\":128,\"modified\":1704164645.5}");
    r = built(a, &update_function, "{\"FunctionName\":\"f\"}");
    CHECK_STR(r.body.ptr, "{}");
    r = built(a, &invoke, "{\"Path\":\"a/b?c\",\"Payload\":\"AAECaGk=\"}");
    CHECK_STR(r.path, "/run/a/b%3Fc");
    CHECK_INT(r.body.len, 5);
    CHECK(memcmp(r.body.ptr, "\0\1\2hi", 5) == 0);
    arena_free(a);
    check_refused(&update_function, "{\"FunctionName\":\"\"}",
                  "FunctionName: must not be empty, the request's path is made of it");
    check_refused(&update_function, "{}", "FunctionName: must not be empty, the request's path is made of it");
    check_refused(&update_function, "{\"FunctionName\":\"f\",\"Invocation\":\"a\\r\\nb: c\"}",
                  "Invocation: goes into a header, which takes no line break or control character");
}

TEST(rest_json_answer) {
    arena *a = arena_new();
    const http_header headers[] = {{"x-amz-invocation", "Event"}, {"if-since", "Tue, 02 Jan 2024 03:04:05 GMT"}};
    http_response r = response(202, headers, 2, "{\"memory\":256,\"modified\":\"2024-01-02T03:04:05.120+0000\"}");
    CHECK_STR(parsed(a, &update_function, &r),
              "{\"Invocation\":\"Event\",\"Memory\":256,\"Modified\":\"2024-01-02T03:04:05.120Z\","
              "\"Since\":\"2024-01-02T03:04:05Z\",\"Status\":202}");
    r = response(204, NULL, 0, "");
    CHECK_STR(parsed(a, &update_function, &r), "{\"Status\":204}");
    r = (http_response){.status = 200, .body = {.ptr = "\0<html>", .len = 7}};
    CHECK_STR(parsed(a, &invoke, &r), "{\"Payload\":\"ADxodG1sPg==\"}");
    arena_free(a);
}

TEST(rest_xml_request) {
    arena *a = arena_new();
    protocol_request r = built(a, &put_tagging,
                               "{\"Bucket\":\"b\",\"Metadata\":{\"color\":\"red\"},\"Tagging\":{\"TagSet\":[{\"Key\":"
                               "\"a<&>\",\"Value\":\"\"}],"
                               "\"Rules\":[\"r1\",\"r2\"],\"Grantee\":{\"Type\":\"Group\",\"ID\":\"i\"},"
                               "\"Since\":\"2024-01-02T03:04:05Z\"}}");
    CHECK_STR(r.path, "/b");
    CHECK_STR(r.query, "tagging");
    CHECK_STR(r.bucket, "b");
    CHECK_STR(r.path_without_bucket, "/");
    CHECK_STR(header(&r, "x-amz-meta-color"), "red");
    CHECK_STR(header(&r, "content-type"), "application/xml");
    CHECK_STR(r.body.ptr,
              "<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet><Tag><Key>a&lt;&amp;&gt;</Key>"
              "<Value></Value></Tag></TagSet><Rule>r1</Rule><Rule>r2</Rule>"
              "<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\"><ID>i</ID></Grantee>"
              "<Since>2024-01-02T03:04:05Z</Since></Tagging>");
    CHECK_INT(strlen(header(&r, "content-md5")), 24);

    r = built(a, &create_zone, "{\"Name\":\"x.test\",\"Labels\":{\"k\":\"v\"}}");
    CHECK_STR(r.body.ptr, "<CreateHostedZoneRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">"
                          "<Name>x.test</Name><Labels><entry><key>k</key><value>v</value></entry></Labels>"
                          "</CreateHostedZoneRequest>");
    CHECK(r.bucket == NULL);
    r = built(a, &create_zone, "{}");
    CHECK_STR(r.body.ptr, "");
    arena_free(a);
}

TEST(rest_xml_answer) {
    check_parsed(&get_tagging,
                 "<Tagging xmlns=\"http://s3\"><TagSet><Tag><Key>k</Key><Value>v</Value></Tag></TagSet><Rule>1</Rule>"
                 "<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\"/></Tagging>",
                 "{\"Grantee\":{\"Type\":\"Group\"},\"Rules\":[\"1\"],\"TagSet\":[{\"Key\":\"k\",\"Value\":\"v\"}]}");
    check_parsed(&get_location, "<LocationConstraint xmlns=\"http://s3\">eu-west-1</LocationConstraint>",
                 "{\"LocationConstraint\":\"eu-west-1\"}");
    check_parsed(&get_location, "<LocationConstraint/>", "{\"LocationConstraint\":\"\"}");
    check_parsed(&put_tagging, "", "{}");
}
