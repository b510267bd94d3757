// Reads that share a request. Where an API describes many objects at once (spec_batch), the reads of one kind that come
// within a few milliseconds are sent as one call, and each takes its own object out of the answer; reads that ask for
// the very same are sent once, whatever the API, and where reads of an operation never do, they soon stop waiting for
// it. A read joins only what is not yet sent, so none is answered with what AWS knew before the read was asked for.
// Objects that nobody asked for are never asked for.
//
// Who comes first leads: it waits for company, sends, and splits what is refused as a whole until every other read has
// its own answer. Only what is there is told by a shared answer: who does not find its object in one, or is named as
// missing, asks alone, so that no object is ever taken for gone for the sake of others. A read that nobody joined is
// sent as it is.
#pragma once

#include "aws/client.h"
#include "engine/spec.h"

typedef struct batch_table
    batch_table; // the reads of one provider instance that are not yet answered; threads share it

batch_table *batch_table_new(void);
void batch_table_free(batch_table *t); // NULL is accepted; no read may be under way

// Says that the host called: further reads are likely to follow.
void batch_heard(batch_table *t);

// Says that the host will soon ask for a read by this operation, most likely. The time is the client's clock's.
void batch_announce(batch_table *t, const api_operation *op, int64_t now_ms);

typedef struct batch_read {
    aws_client *client;
    const api_operation *op; // one that reads
    const value *input;
    bool pages;              // follow the paginator
    const spec_batch *batch; // NULL: only identical reads share
    bool announced;          // one of a kind of reads that batch_announce tells of
    const spec_code *gone;   // errors that say of an object that it is not there
    size_t gone_count;
} batch_read;

// As aws_call; what is returned lives in the options' arena and is what the read would have had alone, a single miss or
// error included. Deadlines and retry_on are not shared: the options must have none. `stop` wakes it at once, with
// AWS_ERROR_CANCELLED, unless it leads: then as soon as aws_call ends.
bool batch_call(batch_table *t, const batch_read *r, const aws_call_options *options, const value **ret_output,
                const aws_error **ret_error);
