// What the API models say, as static const tables that tools/spec/compile.py generates from schemas/api/*.yaml. A
// document that goes over the wire is a `value`: an object whose attribute names are the model's member names.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum api_protocol {
    API_JSON_1_0,
    API_JSON_1_1,
    API_QUERY,
    API_EC2_QUERY,
    API_REST_JSON,
    API_REST_XML,
} api_protocol;

typedef enum api_type {
    API_STRUCTURE,
    API_LIST,
    API_MAP,
    API_STRING,
    API_BOOLEAN,
    API_INTEGER, // int and long alike
    API_DOUBLE,  // float and double alike
    API_TIMESTAMP,
    API_BLOB, // the value holds base64 text, or in requests {File: path} for the bytes of a file
} api_type;

typedef enum api_location {
    API_IN_BODY,
    API_IN_URI,
    API_IN_QUERY,
    API_IN_HEADER,
    API_IN_HEADERS, // a map of headers with the wire name as prefix
    API_IN_STATUS,
} api_location;

typedef enum api_timestamp_format {
    API_TIME_DEFAULT, // what the protocol and the location say
    API_TIME_ISO8601,
    API_TIME_UNIX,
    API_TIME_RFC822,
} api_timestamp_format;

typedef struct api_shape api_shape;
typedef struct api_member api_member;

struct api_member {
    const char *name;       // the model's: what documents use
    const char *wire_name;  // on the wire (locationName, queryName, ...); equal to `name` where the model says nothing
    const char *query_name; // EC2 Query: the name in requests where it is not `wire_name` with a capital; NULL else
    const api_shape *shape;
    api_location location;
    api_timestamp_format timestamp_format;
    bool required;
    bool idempotency_token; // filled with a UUID when absent
    bool plain_token;       // with its 32 digits alone
    bool payload;           // this member is the whole body
    bool xml_attribute;
    bool flattened; // lists and maps: no wrapping element
};

struct api_shape {
    const char *name; // the model's shape name: for messages
    api_type type;
    const api_member *members; // API_STRUCTURE
    size_t member_count;
    const api_member *element;      // API_LIST, and the values of API_MAP; its wire_name is the element's
    const char *key_wire_name;      // API_MAP in XML and Query
    const char *const *enum_values; // API_STRING; NULL-terminated; NULL when any text goes
    bool flattened;
    bool sensitive; // never logged
    api_timestamp_format timestamp_format;
    const char *xml_namespace; // REST-XML, on a payload structure
};

typedef struct api_paginator {
    const char *input_token;        // member of the input; NULL: the operation does not page
    const char *output_token;       // dotted member path of the output
    const char *const *more_tokens; // further ones that go along: input, output, input, output, NULL; NULL: none
    const char *more_results;       // a bool member that says whether there is more; NULL when the token says it
    const char *const *result_keys; // members that are joined over the pages; NULL-terminated
} api_paginator;

typedef struct api_service api_service;

typedef struct api_operation {
    const char *name;
    const api_service *service;
    const char *http_method;
    const char *uri;            // "/", or with {labels} for the REST protocols
    const api_shape *input;     // NULL: none
    const api_shape *output;    // NULL: none
    const char *result_wrapper; // API_QUERY; NULL: none
    const char *input_element;  // REST-XML: root element of the body; NULL otherwise
    const char *input_namespace;
    api_paginator paginator;
    bool unsigned_payload;
    bool unauthenticated;        // authtype none
    bool checksum_required;      // httpChecksumRequired / requestChecksumRequired
    const char *checksum_member; // of the input: says which checksum; NULL: the operation knows Content-MD5 alone
    bool output_payload_is_blob; // the response body is the blob member itself
    bool s3_unwrapped_output;
} api_operation;

struct api_service {
    const char *id;              // "ecs": the provider's endpoints key and our folder name
    const char *sdk_id;          // "ECS", "Elastic Load Balancing v2": AWS_ENDPOINT_URL_<SDK_ID with underscores>
    const char *endpoint_prefix; // host part: "ecs", "elasticloadbalancing"
    const char *signing_name;
    const char *api_version;
    const char *target_prefix; // JSON protocols
    const char *xml_namespace;
    api_protocol protocol;
    bool query_compatible; // JSON: its errors had other codes when it spoke Query, and go by those still
    bool global;           // one endpoint per partition (iam, route53, sts's legacy global is not used)
};

// The member of that name; NULL when there is none or `shape` is no structure.
const api_member *api_member_find(const api_shape *shape, const char *name);
// Whether the operation only looks, by AWS's naming (Describe, Get, List, Head; AssumeRole leaves nothing behind
// either); anything else may change something.
bool api_operation_reads(const api_operation *op);
// Whether the same request does nothing more when it is sent again, whatever became of the first: it only looks, or it
// carries a token.
bool api_operation_repeats(const api_operation *op);
