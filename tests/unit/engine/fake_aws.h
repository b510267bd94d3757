// An AWS that answers every operation of the models, over the operation's own protocol, with a document made up from
// the shape of its output; and, where asked to, with one place of it spoilt. Time passes only while somebody sleeps,
// and then twenty times as fast.
#pragma once

#include "aws/http.h"
#include "base/clock.h"
#include "engine/spec.h"

typedef enum spoil {
    SPOIL_NOTHING,
    // One place: a member, or an element.
    SPOIL_MISSING,
    SPOIL_NULL,
    SPOIL_EMPTY_OBJECT,
    SPOIL_EMPTY_LIST,
    SPOIL_OTHER_TYPE, // a text where there is a structure, a structure where there is a text
    SPOIL_PLACE_KINDS,
    // The whole answer.
    SPOIL_NO_BODY = SPOIL_PLACE_KINDS,
    SPOIL_LIST,    // [], or an element of another name
    SPOIL_GARBAGE, // no document at all
    SPOIL_CUT,     // half of it
    SPOIL_ERROR,   // HTTP 400 with a code that no spec knows
    SPOIL_BROKEN,  // no answer comes
    SPOIL_KINDS,
} spoil;

typedef struct fake_aws {
    // How it is to behave.
    const spec *spec; // whose words for good states it uses
    const api_operation *spoilt;
    spoil how;
    size_t place; // of the spoilt operation's answer, counted from 0

    // What happened.
    const api_operation *called[64]; // each once
    size_t called_count;
    size_t places[64]; // in the longest answer to each
    size_t requests;
    size_t unknown_requests; // for no operation of the models
    bool created;            // the spec's first create step had a good answer
    bool absent; // nothing is there: at first, if the spec asks before it creates; after its last delete step
    int64_t now_ms;

    http_transport transport; // of this AWS
    clock_source clock;
} fake_aws;

// Good answers of `s` from now on, and nothing has happened yet; `absent` says whether there is an object. `aws` must
// stay where it is: transport and clock point at it.
void fake_aws_reset(fake_aws *aws, const spec *s, bool absent);
