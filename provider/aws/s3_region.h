// Buckets that are in another region than a call was made for: what S3 says about it, and a memory of it. Private to
// aws/. Source: "Making requests using DNS", "Temporary request redirection" and the error list in the S3
// documentation.
#pragma once

#include "aws/error.h"
#include "aws/http.h"
#include "aws/model.h"

// Whether the operation is for the region of its bucket, wherever that is. The one that makes a bucket is not.
bool s3_region_follows(const api_operation *op);

// The region that an answer sends the caller to, in `a`; NULL when it sends nowhere.
const char *s3_region_of_answer(arena *a, const aws_error *e, const http_response *response);

// Bucket names and their regions, the last few hundred. Threads may share it.
typedef struct s3_regions s3_regions;
s3_regions *s3_regions_new(void);
void s3_regions_free(s3_regions *r);
void s3_regions_put(s3_regions *r, const char *bucket, const char *region);
// A copy in `a`; NULL: nothing is known.
const char *s3_regions_get(s3_regions *r, arena *a, const char *bucket);
void s3_regions_forget(s3_regions *r, const char *bucket);
