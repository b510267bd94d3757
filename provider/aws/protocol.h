// The five wire protocols: from a checked input document to a request, from an answer to an output document or an
// error. Private to aws/. Sources: the Smithy specifications of the AWS protocols and the traits in the service models.
#pragma once

#include "aws/error.h"
#include "aws/http.h"
#include "aws/model.h"
#include "base/buf.h"
#include "base/value.h"
#include "base/xml.h"

// What one operation's call looks like before it has an endpoint and a signature.
typedef struct protocol_request {
    const char *path;  // encoded, starts with '/'
    const char *query; // encoded, without '?'; "" when there is none
    const http_header *headers;
    size_t header_count;
    str body;
    const http_file *file; // a part of the body; NULL: there is none
    const char *file_path; // set before the file is opened
    // S3 alone: the bucket that the path starts with, and the path without it, for hosts that name the bucket. NULL
    // otherwise.
    const char *bucket;
    const char *path_without_bucket;
} protocol_request;

// Largest body that is built, and the largest answer that is read.
enum { PROTOCOL_MAX_REQUEST = 128 * 1024 * 1024, PROTOCOL_MAX_RESPONSE = 64 * 1024 * 1024 };

// Checks `input` (NULL or null is {}) against the operation's input shape and gives a document of exactly the model's
// types: sets are lists, "5" and "true" are what they say where the model wants a number or a bool, scalars are text
// where it wants text, timestamps are RFC 3339, nulls are gone, idempotency tokens are filled in. A blob is base64
// text, or {File: path} where it travels as the body or in a JSON body. False with a message that names the member,
// never a value.
bool protocol_check_input(arena *a, const api_operation *op, const value *input, const value **ret,
                          const char **ret_message);

// Serialises a checked input. A file is opened, for as long as `a` lives, and not read. False with a message on what
// cannot be said: an empty URI label, a line break in a header, a file that cannot be opened (`ret->file_path` is then
// which).
bool protocol_build(arena *a, const api_operation *op, const value *input, protocol_request *ret,
                    const char **ret_message);
// The same for each family of protocols.
bool protocol_json_build(arena *a, const api_operation *op, const value *input, protocol_request *ret,
                         const char **ret_message);
bool protocol_query_build(arena *a, const api_operation *op, const value *input, protocol_request *ret,
                          const char **ret_message);
bool protocol_rest_build(arena *a, const api_operation *op, const value *input, protocol_request *ret,
                         const char **ret_message);

// Reads the answer to a call that succeeded (HTTP 2xx): an object, {} for an empty body. Members that the model lacks
// and members of another type are left out. False when the body is not of the protocol. `endpoint` is for the message.
bool protocol_parse(arena *a, const api_operation *op, const http_response *response, const char *endpoint,
                    const value **ret, const char **ret_message);
// The parts of it. `bytes_message` says what is wrong with the body in the parser's words.
bool protocol_rest_parse(arena *a, const api_operation *op, const http_response *response, const value **ret,
                         const char **bytes_message);

// Whether anything is read from the body of an answer that is no error.
bool protocol_reads_body(const api_operation *op);

// Whether an answer is an error: its status, or an <Error> document that came with 200 (S3).
bool protocol_is_error(const api_operation *op, const http_response *response);
// Reads an error answer of any protocol: fills kind, code, message, request_id and http_status of `*ret`.
void protocol_error(arena *a, const api_operation *op, const http_response *response, const char *endpoint,
                    aws_error *ret);
// The request id from the answer's headers; "" when none has it.
const char *protocol_request_id(const http_response *response);
// What was answered, for messages: "text/html (1234 bytes)".
const char *protocol_describe(arena *a, const http_response *response);
bool protocol_is_html(const http_response *response);

// The path of a blob that is {File: path}; NULL for any other value.
const char *protocol_file_path(const value *v);

// JSON documents by shape. Reading gives NULL for what does not fit the shape. Writing opens the file of a blob
// that has one and says where its base64 text belongs: in `ret->file`.
bool protocol_json_write(arena *a, buf *out, const api_shape *shape, const value *v, protocol_request *ret,
                         const char **ret_message);
const value *protocol_json_read(arena *a, const api_shape *shape, const value *document);

// XML documents by shape: the members of a structure that travel in the body. `capital_blind` lets the first letter of
// element names differ in case (EC2, whose names on input and output do).
const value *protocol_xml_read(arena *a, const api_shape *shape, const xml_node *node, bool capital_blind);
// Writes `v` as the element `name` with everything in it.
void protocol_xml_write(arena *a, buf *out, const api_shape *shape, const value *v, const char *name,
                        const char *xml_namespace);

// Scalars. `member` may be NULL. Text for URIs, query strings, headers, forms and XML; NULL when the shape is no
// scalar.
const char *protocol_scalar_text(arena *a, const api_shape *shape, const api_member *member, const value *v,
                                 api_timestamp_format otherwise);
// And back; NULL when the text is not of the type.
// (Timestamps are read in every form: services do not keep to the model's.)
const value *protocol_scalar_value(arena *a, const api_shape *shape, str text);

// Growing list of headers.
typedef struct protocol_headers {
    http_header *items;
    size_t count;
    size_t cap;
} protocol_headers;
void protocol_headers_add(arena *a, protocol_headers *h, const char *name, const char *text);

// Deepest nesting of documents: recursive shapes end here.
enum { PROTOCOL_MAX_DEPTH = VALUE_MAX_DEPTH };

bool protocol_list_is_flat(const api_member *member, const api_shape *shape);
// The element name of a flat list inside `member`, or the map's own: the element's where the model names one, else the
// member's.
const char *protocol_flat_name(const api_member *member, const char *member_name);
