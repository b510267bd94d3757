// Create, update, delete and read of an object against a scripted service: what is called, and what the state holds
// when something fails half-way.
#include "aws/http.h"
#include "base/json.h"
#include "config_kit.h"
#include "engine/engine_internal.h"
#include "unit/test.h"

#include <string.h>
#include <strings.h>

// ---- the service: things, over JSON 1.1 ----

static const api_shape text_shape = {.name = "Text", .type = API_STRING};
static const api_member text_item = {.name = "member", .wire_name = "member", .shape = &text_shape};
static const api_shape texts_shape = {.name = "Texts", .type = API_LIST, .element = &text_item};
#define MEMBER(id, of)                                                                                                 \
    { .name = id, .wire_name = id, .shape = &(of) }
static const api_member thing_members[] = {MEMBER("arn", text_shape), MEMBER("name", text_shape),
                                           MEMBER("size", text_shape), MEMBER("status", text_shape),
                                           MEMBER("why", text_shape)};
static const api_shape thing_shape = {
    .name = "Thing", .type = API_STRUCTURE, .members = thing_members, .member_count = 5};
static const api_member thing_item = {.name = "member", .wire_name = "member", .shape = &thing_shape};
static const api_shape things_shape = {.name = "Things", .type = API_LIST, .element = &thing_item};
static const api_member one_members[] = {MEMBER("thing", thing_shape)};
static const api_shape one_shape = {.name = "One", .type = API_STRUCTURE, .members = one_members, .member_count = 1};
static const api_member many_members[] = {MEMBER("things", things_shape)};
static const api_shape many_shape = {.name = "Many", .type = API_STRUCTURE, .members = many_members, .member_count = 1};
static const api_member ask_members[] = {MEMBER("arns", texts_shape)};
static const api_shape ask_shape = {.name = "Ask", .type = API_STRUCTURE, .members = ask_members, .member_count = 1};

static const api_service service = {.id = "things",
                                    .sdk_id = "Things",
                                    .endpoint_prefix = "things",
                                    .signing_name = "things",
                                    .target_prefix = "Things",
                                    .protocol = API_JSON_1_1};
#define OPERATION(id, in, out)                                                                                         \
    { .name = id, .service = &service, .http_method = "POST", .uri = "/", .input = &(in), .output = &(out) }
static const api_operation create_op = OPERATION("CreateThing", thing_shape, one_shape);
static const api_operation describe_op = OPERATION("DescribeThings", ask_shape, many_shape);
static const api_operation update_op = OPERATION("UpdateThing", thing_shape, one_shape);
static const api_operation delete_op = OPERATION("DeleteThing", thing_shape, one_shape);

// Parts of a thing, in pages, and a call that removes some and tells in its answer what it could not.
static const api_member list_members[] = {MEMBER("arn", text_shape), MEMBER("next", text_shape)};
static const api_shape list_shape = {.name = "List", .type = API_STRUCTURE, .members = list_members, .member_count = 2};
static const api_member page_members[] = {MEMBER("next", text_shape), MEMBER("parts", texts_shape)};
static const api_shape page_shape = {.name = "Page", .type = API_STRUCTURE, .members = page_members, .member_count = 2};
static const api_member failure_members[] = {MEMBER("Code", text_shape), MEMBER("Message", text_shape),
                                             MEMBER("Part", text_shape)};
static const api_shape failure_shape = {
    .name = "Failure", .type = API_STRUCTURE, .members = failure_members, .member_count = 3};
static const api_member failure_item = {.name = "member", .wire_name = "member", .shape = &failure_shape};
static const api_shape failures_shape = {.name = "Failures", .type = API_LIST, .element = &failure_item};
static const api_member removed_members[] = {MEMBER("errors", failures_shape)};
static const api_shape removed_shape = {
    .name = "Removed", .type = API_STRUCTURE, .members = removed_members, .member_count = 1};
static const api_member remove_members[] = {MEMBER("parts", texts_shape)};
static const api_shape remove_shape = {
    .name = "Remove", .type = API_STRUCTURE, .members = remove_members, .member_count = 1};
static const api_operation list_op = {.name = "ListParts",
                                      .service = &service,
                                      .http_method = "POST",
                                      .uri = "/",
                                      .input = &list_shape,
                                      .output = &page_shape,
                                      .paginator = {.input_token = "next", .output_token = "next"}};
static const api_operation remove_op = OPERATION("RemoveParts", remove_shape, removed_shape);

// ---- the spec ----

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})
static const char *const id_names[] = {"id", NULL};
static const char *const arn_names[] = {"arn", NULL};
static const api_path_step arn_steps[] = {{.op = API_PATH_MEMBER, .name = "arn"}};
static const api_path_step name_steps[] = {{.op = API_PATH_MEMBER, .name = "name"}};
static const api_path_step size_steps[] = {{.op = API_PATH_MEMBER, .name = "size"}};
static const api_path_step status_steps[] = {{.op = API_PATH_MEMBER, .name = "status"}};
static const api_path_step why_steps[] = {{.op = API_PATH_MEMBER, .name = "why"}};
static const api_path_step thing_steps[] = {{.op = API_PATH_MEMBER, .name = "thing"}};
static const api_path_step first_steps[] = {{.op = API_PATH_MEMBER, .name = "things"}, {.op = API_PATH_INDEX}};
static const api_path arn_path = {.steps = arn_steps, .count = 1}, name_path = {.steps = name_steps, .count = 1},
                      size_path = {.steps = size_steps, .count = 1}, why_path = {.steps = why_steps, .count = 1},
                      thing_path = {.steps = thing_steps, .count = 1}, first_path = {.steps = first_steps, .count = 2};

static const spec_attr attrs[] = {
    {.name = "arn", .type = &TYPE_STRING_CONST, .computed = true, .out = &arn_path},
    {.name = "id", .type = &TYPE_STRING_CONST, .optional = true, .computed = true},
    {.name = "keep", .type = &TYPE_BOOL_CONST, .optional = true, .provider_only = true},
    {.name = "name", .type = &TYPE_STRING_CONST, .required = true, .in = NAMES("name"), .out = &name_path},
    {.name = "size", .type = &TYPE_STRING_CONST, .optional = true, .in = NAMES("size"), .out = &size_path},
};
static const type_field fields[] = {{"arn", &TYPE_STRING_CONST},
                                    {"id", &TYPE_STRING_CONST},
                                    {"keep", &TYPE_BOOL_CONST},
                                    {"name", &TYPE_STRING_CONST},
                                    {"size", &TYPE_STRING_CONST}};
static const type object_type = {.kind = TYPE_OBJECT, .fields = fields, .field_count = 5};

static const expr id_ref = {.kind = EXPR_REF, .names = id_names};
static const expr arn_ref = {.kind = EXPR_REF, .names = arn_names};
static const expr arn_list = {.kind = EXPR_LIST, .items = &id_ref, .count = 1};
static const expr with_arns = {.kind = EXPR_OBJECT, .keys = NAMES("arns"), .items = &arn_list, .count = 1};
static const expr with_arn = {.kind = EXPR_OBJECT, .keys = NAMES("arn"), .items = &id_ref, .count = 1};

static const spec_match active[] = {{.path = {.steps = status_steps, .count = 1}, .values = NAMES("ACTIVE")}};
static const spec_match failed[] = {{.path = {.steps = status_steps, .count = 1}, .values = NAMES("FAILED")}};
static const spec_match inactive[] = {{.path = {.steps = status_steps, .count = 1}, .values = NAMES("INACTIVE")}};
static const spec_wait until_active = {.until = active,
                                       .until_count = 1,
                                       .fail = failed,
                                       .fail_count = 1,
                                       .reason = &why_path,
                                       .timeout = "create",
                                       .default_ms = 20000};
static const spec_wait until_gone = {.gone = true, .timeout = "delete", .default_ms = 20000};
static const spec_code no_thing[] = {{.code = "NoSuchThing"}};
static const spec_step create_steps[] = {
    {.op = &create_op, .maps = NAMES("name"), .carries = NAMES("name"), .take = &thing_path, .wait = &until_active}};
static const spec_step read_steps[] = {
    {.op = &describe_op, .with = &with_arns, .take = &first_path, .gone = no_thing, .gone_count = 1}};
static const spec_step update_steps[] = {
    {.op = &update_op, .maps = NAMES("size"), .carries = NAMES("size"), .with = &with_arn, .after_create = true}};
static const spec_step delete_steps[] = {
    {.op = &delete_op, .with = &with_arn, .gone = no_thing, .gone_count = 1, .wait = &until_gone}};

static const spec thing = {
    .kind = SPEC_RESOURCE,
    .type = "aws_thing",
    .label = "Thing",
    .service = &service,
    .block = {.attrs = attrs, .attr_count = 5, .type = &object_type},
    .id = &arn_ref,
    .create = create_steps,
    .create_count = 1,
    .read = read_steps,
    .read_count = 1,
    .gone = inactive,
    .gone_count = 1,
    .update = update_steps,
    .update_count = 1,
    .delete_ = delete_steps,
    .delete_count = 1,
    .visible_ms = 5000,
};

// A thing that is emptied, page by page, before it is deleted.
static const api_path_step parts_steps[] = {{.op = API_PATH_MEMBER, .name = "parts"}};
static const api_path_step errors_steps[] = {{.op = API_PATH_MEMBER, .name = "errors"}};
static const api_path errors_path = {.steps = errors_steps, .count = 1};
static const expr page_parts = {.kind = EXPR_PATH, .path = {.source = "page", .steps = parts_steps, .count = 1}};
static const expr with_parts = {.kind = EXPR_OBJECT, .keys = NAMES("parts"), .items = &page_parts, .count = 1};
static const spec_code busy[] = {{.code = "Busy"}};
static const spec_step page_steps[] = {
    {.op = &remove_op, .with = &with_parts, .errors = &errors_path, .ignore = busy, .ignore_count = 1}};
static const spec_step emptying_steps[] = {
    {.op = &list_op, .name = "page", .with = &with_arn, .each_page = page_steps, .each_page_count = 1},
    {.op = &delete_op, .with = &with_arn}};

// ---- the script ----

typedef struct answer {
    const char *operation;
    int status;
    const char *body;
    bool stop; // StopProvider comes while it is answered
} answer;

static struct {
    const answer *answers;
    size_t count, next;
    bool in_order;
    char last_update[512];
    char last_removal[512];
    int64_t now_ms;
    cancel *stop;
} script;

static bool scripted_send(const http_transport *t, arena *a, cancel *stop, const http_request *r, http_response *ret,
                          const char **ret_message, bool *ret_retryable) {
    (void)t;
    (void)stop;
    const char *target = "";
    for (size_t i = 0; i < r->header_count; i++) {
        target = strcasecmp(r->headers[i].name, "x-amz-target") == 0 ? r->headers[i].value : target;
    }
    if (script.next >= script.count) {
        *ret_message = "the script is over";
        *ret_retryable = false;
        script.in_order = false;
        return false;
    }
    const answer *next = &script.answers[script.next++];
    const char *operation = strchr(target, '.');
    script.in_order &= operation != NULL && strcmp(operation + 1, next->operation) == 0;
    if (strcmp(next->operation, "UpdateThing") == 0) {
        snprintf(script.last_update, sizeof script.last_update, "%s", r->body.ptr);
    }
    if (next->stop) {
        cancel_fire(script.stop);
    }
    if (strcmp(next->operation, "RemoveParts") == 0) {
        snprintf(script.last_removal, sizeof script.last_removal, "%s", r->body.ptr);
    }
    *ret = (http_response){.status = next->status, .body = str_dup(a, str_of(next->body))};
    return true;
}

static int64_t scripted_now(const clock_source *c) {
    (void)c;
    return script.now_ms;
}

static bool scripted_sleep(const clock_source *c, cancel *stop, int64_t ms) {
    (void)c;
    script.now_ms += ms;
    return cancel_fired(stop);
}

static const http_transport transport = {.send = scripted_send};
static const clock_source scripted_clock = {
    .monotonic_ms = scripted_now, .wall_ms = scripted_now, .sleep_ms = scripted_sleep};

typedef struct rig {
    engine *engine;
    engine_call call;
} rig;

static rig rig_new(const answer *answers, size_t count) {
    memset(&script, 0, sizeof script);
    script.answers = answers;
    script.count = count;
    script.in_order = true;
    rig r = {.engine = engine_new()};
    arena *a = arena_new();
    engine_settings settings = {.client =
                                    aws_client_new(config_kit("eu-west-1", false), &transport, &scripted_clock, "test"),
                                .default_tags = value_null(),
                                .ignored_keys = value_null(),
                                .ignored_prefixes = value_null()};
    engine_adopt(r.engine, &settings);
    script.stop = engine_cancel(r.engine);
    r.call = (engine_call){.engine = r.engine, .arena = a, .stop = script.stop, .diags = {.arena = a}};
    return r;
}

static void rig_free(rig *r) {
    CHECK(script.in_order);
    CHECK_INT(script.next, script.count);
    engine_free(r->engine);
    arena_free(r->call.arena);
}

static const value *planned(arena *a, const char *size) {
    value *v = value_object_new(a);
    value_put_static(a, v, "arn", value_unknown());
    value_put_static(a, v, "id", value_unknown());
    value_put_static(a, v, "keep", value_bool(true));
    value_put_static(a, v, "name", value_cstr(a, "web"));
    value_put_static(a, v, "size", value_cstr(a, size));
    return v;
}

static const value *existing(arena *a, const char *size) {
    value *v = value_copy(a, planned(a, size), VALUE_OBJECT);
    value_put_static(a, v, "arn", value_cstr(a, "arn:1"));
    value_put_static(a, v, "id", value_cstr(a, "arn:1"));
    return v;
}

static engine_apply_response apply_spec(rig *r, const spec *s, const value *prior, const value *plan) {
    engine_apply_request q = {.prior = prior, .planned = plan, .config = plan};
    engine_apply_response ret = {0};
    engine_apply(&r->call, s, &q, &ret);
    return ret;
}

static engine_apply_response apply(rig *r, const value *prior, const value *plan) {
    return apply_spec(r, &thing, prior, plan);
}

static engine_apply_response empty_and_delete(rig *r) {
    spec emptied = thing;
    emptied.delete_ = emptying_steps;
    emptied.delete_count = 2;
    return apply_spec(r, &emptied, existing(r->call.arena, NULL), value_null());
}

#define THING(status)                                                                                                  \
    "{\"things\":[{\"arn\":\"arn:1\",\"name\":\"web\",\"status\":\"" status "\",\"why\":\"no room\"}]}"
#define MADE "{\"thing\":{\"arn\":\"arn:1\",\"name\":\"web\",\"status\":\"PENDING\"}}"
#define NOT_THERE "{\"__type\":\"NoSuchThing\",\"message\":\"gone\"}"
#define REFUSED "{\"__type\":\"NotAllowed\",\"message\":\"not you\"}"
#define RUN(name_, ...)                                                                                                \
    static const answer answers[] = {__VA_ARGS__};                                                                     \
    rig name_ = rig_new(answers, sizeof answers / sizeof answers[0])

static const char *state_json(const rig *r, engine_apply_response got) {
    return json_text(r->call.arena, got.state).ptr;
}

#define COMPLETE "{\"arn\":\"arn:1\",\"id\":\"arn:1\",\"keep\":true,\"name\":\"web\",\"size\":null}"

TEST(create_waits_until_it_is_there) {
    RUN(r, {"CreateThing", 200, MADE, 0}, {"DescribeThings", 400, NOT_THERE, 0},
        {"DescribeThings", 200, THING("PENDING"), 0}, {"DescribeThings", 200, THING("ACTIVE"), 0},
        {"DescribeThings", 200, THING("ACTIVE"), 0});
    engine_apply_response got = apply(&r, value_null(), planned(r.call.arena, NULL));
    CHECK(!diags_failed(&r.call.diags));
    CHECK_STR(state_json(&r, got), COMPLETE);
    rig_free(&r);
}

TEST(an_argument_that_create_lacks_is_set_right_after) {
    RUN(r, {"CreateThing", 200, MADE, 0}, {"DescribeThings", 200, THING("ACTIVE"), 0},
        {"DescribeThings", 200, THING("ACTIVE"), 0}, {"UpdateThing", 200, "{}", 0},
        {"DescribeThings", 200, THING("ACTIVE"), 0});
    engine_apply_response got = apply(&r, value_null(), planned(r.call.arena, "big"));
    CHECK(!diags_failed(&r.call.diags));
    CHECK_STR(script.last_update, "{\"arn\":\"arn:1\",\"size\":\"big\"}");
    CHECK_STR(value_text(value_get(got.state, "size")), "big");
    rig_free(&r);
}

// A computed argument that the answer tells otherwise than it was asked for is set right after, too.
TEST(what_create_answers_is_not_what_was_asked_for) {
    RUN(r, {"CreateThing", 200, "{\"thing\":{\"arn\":\"arn:1\",\"name\":\"web\",\"size\":\"small\"}}", 0},
        {"DescribeThings", 200, THING("ACTIVE"), 0}, {"DescribeThings", 200, THING("ACTIVE"), 0},
        {"UpdateThing", 200, "{}", 0}, {"DescribeThings", 200, THING("ACTIVE"), 0});
    spec_attr chosen[5];
    memcpy(chosen, attrs, sizeof attrs);
    chosen[4].computed = true;
    spec choosing = thing;
    choosing.block.attrs = chosen;
    engine_apply_response got = apply_spec(&r, &choosing, value_null(), planned(r.call.arena, "big"));
    CHECK(!diags_failed(&r.call.diags));
    CHECK_STR(script.last_update, "{\"arn\":\"arn:1\",\"size\":\"big\"}");
    CHECK_STR(value_text(value_get(got.state, "size")), "big");
    rig_free(&r);
}

TEST(create_waits_until_what_it_asks_for_is_something) {
    RUN(r, {"CreateThing", 200, MADE, 0}, {"DescribeThings", 200, "{\"things\":[]}", 0},
        {"DescribeThings", 200, THING("ANY"), 0}, {"DescribeThings", 200, THING("ANY"), 0});
    static const spec_step poll = {.op = &describe_op, .with = &with_arns, .take = &first_path};
    static const spec_wait until_there = {.there = true, .poll = &poll, .timeout = "create", .default_ms = 20000};
    spec_step waiting[] = {create_steps[0]};
    waiting[0].wait = &until_there;
    spec patient = thing;
    patient.create = waiting;
    engine_apply_response got = apply_spec(&r, &patient, value_null(), planned(r.call.arena, NULL));
    CHECK(!diags_failed(&r.call.diags));
    CHECK_STR(state_json(&r, got), COMPLETE);
    rig_free(&r);
}

static const spec_step adopt_steps[] = {{.op = &describe_op, .take = &first_path, .adopts = true}};

static engine_apply_response adopt(rig *r, const char *size) {
    spec adopting = thing;
    adopting.create = adopt_steps;
    return apply_spec(r, &adopting, value_null(), planned(r->call.arena, size));
}

TEST(what_is_taken_over_becomes_as_configured) {
    RUN(r, {"DescribeThings", 200, "{\"things\":[{\"arn\":\"arn:1\",\"size\":\"big\"}]}", 0},
        {"DescribeThings", 200, "{\"things\":[{\"arn\":\"arn:1\",\"size\":\"big\"}]}", 0},
        {"UpdateThing", 200, "{}", 0}, {"DescribeThings", 200, THING("ACTIVE"), 0});
    engine_apply_response got = adopt(&r, NULL);
    CHECK(!diags_failed(&r.call.diags));
    CHECK_STR(script.last_update, "{\"arn\":\"arn:1\"}");
    CHECK_STR(state_json(&r, got), COMPLETE);
    rig_free(&r);
}

TEST(what_is_not_there_cannot_be_taken_over) {
    RUN(r, {"DescribeThings", 200, "{\"things\":[]}", 0});
    engine_apply_response got = adopt(&r, "big");
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK_STR(r.call.diags.first->detail, "AWS does not find what it refers to.");
    CHECK(value_is_null(got.state));
    rig_free(&r);
}

TEST(nothing_made_is_no_state) {
    RUN(r, {"CreateThing", 400, REFUSED, 0});
    engine_apply_response got = apply(&r, value_null(), planned(r.call.arena, NULL));
    CHECK(diags_failed(&r.call.diags));
    CHECK(value_is_null(got.state));
    rig_free(&r);
}

TEST(an_answer_that_cannot_be_read_may_be_of_something_made) {
    RUN(r, {"CreateThing", 200, "{\"thing\":", 0});
    engine_apply_response got = apply(&r, value_null(), planned(r.call.arena, NULL));
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK(strstr(r.call.diags.first->detail, "it may be done all the same") != NULL);
    CHECK(value_is_null(got.state));
    rig_free(&r);
}

TEST(a_wait_that_fails_keeps_the_object) {
    RUN(r, {"CreateThing", 200, MADE, 0}, {"DescribeThings", 200, THING("FAILED"), 0});
    engine_apply_response got = apply(&r, value_null(), planned(r.call.arena, NULL));
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK(strstr(r.call.diags.first->detail, "no room") != NULL);
    CHECK_STR(state_json(&r, got), COMPLETE);
    rig_free(&r);
}

TEST(a_wait_has_an_end) {
    static answer answers[64] = {{"CreateThing", 200, MADE, 0}};
    for (size_t i = 1; i < 64; i++) {
        answers[i] = (answer){"DescribeThings", 200, THING("PENDING"), 0};
    }
    rig r = rig_new(answers, 64);
    engine_apply_response got = apply(&r, value_null(), planned(r.call.arena, NULL));
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK(script.now_ms >= 20000 && script.now_ms < 26000);
    CHECK(script.next < 20);
    CHECK_STR(r.call.diags.first->detail,
              "It did not get where it should within 20.0s. The object is in the state, and is made anew by the next "
              "apply; \"terraform untaint\" keeps it as it is. More time can be given by create in the timeouts block."
              "\n\nAWS last told the state PENDING.");
    CHECK_STR(state_json(&r, got), COMPLETE);
    script.count = script.next;
    rig_free(&r);
}

TEST(what_was_there_and_is_there_no_longer_is_not_waited_for) {
    enum { ANSWERS = 64, FIRST_MISS = 2, MISSES = 20 };
    static answer answers[ANSWERS] = {{"CreateThing", 200, MADE, 0}, {"DescribeThings", 200, THING("PENDING"), 0}};
    for (size_t i = FIRST_MISS; i < ANSWERS; i++) {
        answers[i] = (answer){"DescribeThings", 400, NOT_THERE, 0};
    }
    rig r = rig_new(answers, FIRST_MISS + MISSES);
    spec_wait long_wait = until_active;
    long_wait.default_ms = 3600000;
    spec_step waiting[] = {create_steps[0]};
    waiting[0].wait = &long_wait;
    spec patient = thing;
    patient.create = waiting;
    engine_apply_response got = apply_spec(&r, &patient, value_null(), planned(r.call.arena, NULL));
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK_STR(r.call.diags.first->detail, "The object was there, and is there no longer.");
    CHECK_STR(state_json(&r, got), COMPLETE);
    rig_free(&r);
}

TEST(an_object_that_goes_before_it_is_complete_is_an_error) {
    RUN(r, {"CreateThing", 200, MADE, 0}, {"DescribeThings", 200, THING("ACTIVE"), 0},
        {"UpdateThing", 400, NOT_THERE, 0});
    spec_step steps[] = {create_steps[0], {.op = &update_op, .with = &with_arn, .gone = no_thing, .gone_count = 1}};
    spec twofold = thing;
    twofold.create = steps;
    twofold.create_count = 2;
    engine_apply_response got = apply_spec(&r, &twofold, value_null(), planned(r.call.arena, NULL));
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK_STR(value_text(value_get(got.state, "id")), "arn:1");
    rig_free(&r);
}

TEST(what_create_refers_to_and_is_not_there_is_told_in_awss_words) {
    RUN(r, {"DescribeThings", 400, NOT_THERE, 0});
    spec_step look = read_steps[0];
    look.name = "parent";
    spec child = thing;
    child.first = &look;
    child.first_count = 1;
    engine_apply_response got = apply_spec(&r, &child, value_null(), planned(r.call.arena, NULL));
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK(strstr(r.call.diags.first->detail, "NoSuchThing: gone") != NULL);
    CHECK(value_is_null(got.state));
    rig_free(&r);
}

TEST(a_failed_second_call_keeps_the_object) {
    RUN(r, {"CreateThing", 200, MADE, 0}, {"DescribeThings", 200, THING("ACTIVE"), 0},
        {"DescribeThings", 200, THING("ACTIVE"), 0}, {"UpdateThing", 400, REFUSED, 0});
    engine_apply_response got = apply(&r, value_null(), planned(r.call.arena, "big"));
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK_STR(value_text(value_get(got.state, "id")), "arn:1");
    CHECK(!value_has_unknown(got.state));
    rig_free(&r);
}

TEST(stopped_while_it_is_made_keeps_the_object) {
    RUN(r, {"CreateThing", 200, MADE, true});
    engine_apply_response got = apply(&r, value_null(), planned(r.call.arena, "big"));
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK_STR(value_text(value_get(got.state, "id")), "arn:1");
    rig_free(&r);
}

TEST(a_failed_update_tells_what_is) {
    RUN(r, {"UpdateThing", 400, REFUSED, 0}, {"DescribeThings", 200, THING("ACTIVE"), 0});
    const value *prior = existing(r.call.arena, NULL);
    engine_apply_response got = apply(&r, prior, existing(r.call.arena, "big"));
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK(value_equal(got.state, prior));
    rig_free(&r);
}

// What was changed may be what the object is found by.
TEST(a_failed_update_looks_for_the_object_as_it_was_to_be) {
    const expr size_ref = {.kind = EXPR_REF, .names = NAMES("size")};
    const expr size_list = {.kind = EXPR_LIST, .items = &size_ref, .count = 1};
    const expr by_size = {.kind = EXPR_OBJECT, .keys = NAMES("arns"), .items = &size_list, .count = 1};
    RUN(r, {"UpdateThing", 200, "{}", 0}, {"DescribeThings", 200, THING("FAILED"), 0},
        {"DescribeThings", 400, NOT_THERE, 0},
        {"DescribeThings", 200, "{\"things\":[{\"arn\":\"arn:2\",\"name\":\"web\",\"size\":\"big\"}]}", 0});
    spec_step look = read_steps[0];
    look.with = &by_size;
    spec_step change = update_steps[0];
    change.wait = &until_active;
    spec moving = thing;
    moving.read = &look;
    moving.update = &change;
    value *plan = value_copy(r.call.arena, existing(r.call.arena, "big"), VALUE_OBJECT);
    value_put_static(r.call.arena, plan, "arn", value_unknown());
    engine_apply_response got = apply_spec(&r, &moving, existing(r.call.arena, "small"), plan);
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK_STR(value_text(value_get(got.state, "size")), "big");
    CHECK_STR(value_text(value_get(got.state, "arn")), "arn:2");
    rig_free(&r);
}

TEST(what_no_api_knows_costs_no_call) {
    rig r = rig_new(NULL, 0);
    const value *prior = existing(r.call.arena, NULL);
    value *plan = value_copy(r.call.arena, prior, VALUE_OBJECT);
    value_put_static(r.call.arena, plan, "keep", value_bool(false));
    engine_apply_response got = apply(&r, prior, plan);
    CHECK(!diags_failed(&r.call.diags));
    CHECK(value_equal(got.state, plan));
    rig_free(&r);
}

TEST(delete_waits_until_it_is_gone) {
    RUN(r, {"DeleteThing", 200, "{}", 0}, {"DescribeThings", 200, THING("ACTIVE"), 0},
        {"DescribeThings", 200, THING("INACTIVE"), 0});
    engine_apply_response got = apply(&r, existing(r.call.arena, NULL), value_null());
    CHECK(!diags_failed(&r.call.diags));
    CHECK(value_is_null(got.state));
    rig_free(&r);
}

TEST(deleting_what_is_gone_is_success) {
    RUN(r, {"DeleteThing", 400, NOT_THERE, 0});
    engine_apply_response got = apply(&r, existing(r.call.arena, NULL), value_null());
    CHECK(!diags_failed(&r.call.diags));
    CHECK(value_is_null(got.state));
    rig_free(&r);
}

TEST(a_delete_that_fails_keeps_the_state) {
    RUN(r, {"DeleteThing", 400, REFUSED, 0});
    const value *prior = existing(r.call.arena, NULL);
    engine_apply_response got = apply(&r, prior, value_null());
    CHECK(diags_failed(&r.call.diags));
    CHECK(value_equal(got.state, prior));
    rig_free(&r);
}

TEST(read_tells_gone_changed_and_failed_apart) {
    RUN(r, {"DescribeThings", 400, NOT_THERE, 0}, {"DescribeThings", 200, "{\"things\":[]}", 0},
        {"DescribeThings", 200, "{\"things\":\"what\"}", 0}, {"DescribeThings", 200, THING("INACTIVE"), 0},
        {"DescribeThings", 200, "{\"things\":[{\"arn\":\"arn:1\",\"name\":\"other\",\"size\":\"big\"}]}", 0},
        {"DescribeThings", 400, REFUSED, 0});
    const value *state = existing(r.call.arena, NULL);
    for (int i = 0; i < 4; i++) {
        CHECK(value_is_null(engine_read(&r.call, &thing, state, NULL, NULL)));
    }
    CHECK(!diags_failed(&r.call.diags));
    const value *changed = engine_read(&r.call, &thing, state, NULL, NULL);
    CHECK_STR(value_text(value_get(changed, "name")), "other");
    CHECK_STR(value_text(value_get(changed, "size")), "big");
    CHECK(value_bool_or(value_get(changed, "keep"), false));
    CHECK(value_equal(engine_read(&r.call, &thing, state, NULL, NULL), state));
    CHECK_INT(r.call.diags.error_count, 1);
    rig_free(&r);
}

TEST(an_unknown_provider_argument_fails_only_what_needs_it) {
    rig r = rig_new(NULL, 0);
    engine_settings settings = {.default_tags = value_null(),
                                .ignored_keys = value_null(),
                                .ignored_prefixes = value_null(),
                                .unknown_argument = "region"};
    engine_adopt(r.engine, &settings);
    const value *state = existing(r.call.arena, NULL);
    CHECK(value_equal(engine_read(&r.call, &thing, state, NULL, NULL), state));
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK(strstr(r.call.diags.first->detail, "region") != NULL);
    rig_free(&r);
}

TEST(steps_run_after_each_page_with_that_page_alone) {
    RUN(r, {"ListParts", 200, "{\"parts\":[\"a\",\"b\"],\"next\":\"2\"}", 0}, {"RemoveParts", 200, "{}", 0},
        {"ListParts", 200, "{\"parts\":[\"c\"],\"next\":\"3\"}", 0}, {"RemoveParts", 200, "{\"errors\":[]}", 0},
        {"ListParts", 200, "{\"parts\":[\"d\"]}", 0}, {"RemoveParts", 200, "{}", 0}, {"DeleteThing", 200, "{}", 0});
    engine_apply_response got = empty_and_delete(&r);
    CHECK(!diags_failed(&r.call.diags));
    CHECK(value_is_null(got.state));
    CHECK_STR(script.last_removal, "{\"parts\":[\"d\"]}");
    rig_free(&r);
}

TEST(a_page_that_leads_to_itself_ends_it) {
    RUN(r, {"ListParts", 200, "{\"parts\":[\"a\"],\"next\":\"2\"}", 0}, {"RemoveParts", 200, "{}", 0},
        {"ListParts", 200, "{\"parts\":[\"a\"],\"next\":\"2\"}", 0}, {"RemoveParts", 200, "{}", 0});
    engine_apply_response got = empty_and_delete(&r);
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK(strstr(r.call.diags.first->detail, "no last page") != NULL);
    CHECK(!value_is_null(got.state));
    rig_free(&r);
}

#define FAILURE(code) "{\"Code\":\"" code "\",\"Message\":\"not you\",\"Part\":\"b\"}"

TEST(failures_that_an_answer_lists_fail_the_call) {
    RUN(r, {"ListParts", 200, "{\"parts\":[\"a\",\"b\"],\"next\":\"2\"}", 0},
        {"RemoveParts", 200, "{\"errors\":[" FAILURE("Denied") "," FAILURE("Busy") "]}", 0});
    engine_apply_response got = empty_and_delete(&r);
    CHECK_INT(r.call.diags.error_count, 1);
    CHECK(strstr(r.call.diags.first->detail, "Denied: not you (Part b), and 1 more") != NULL);
    CHECK(!value_is_null(got.state));
    rig_free(&r);
}

TEST(failures_that_an_answer_lists_are_judged_by_their_code) {
    RUN(r, {"ListParts", 200, "{\"parts\":[\"a\"]}", 0}, {"RemoveParts", 200, "{\"errors\":[" FAILURE("Busy") "]}", 0},
        {"DeleteThing", 200, "{}", 0});
    engine_apply_response got = empty_and_delete(&r);
    CHECK(!diags_failed(&r.call.diags));
    CHECK(value_is_null(got.state));
    rig_free(&r);
}

TEST(one_that_is_gone_does_not_keep_the_others_from_going) {
    const expr item_ref = {.kind = EXPR_REF, .names = NAMES("item")};
    const expr item_list = {.kind = EXPR_LIST, .items = &item_ref, .count = 1};
    const expr with_item = {.kind = EXPR_OBJECT, .keys = NAMES("parts"), .items = &item_list, .count = 1};
    const spec_step steps[] = {
        {.op = &list_op, .name = "page", .with = &with_arn},
        {.op = &remove_op, .for_each = &page_parts, .with = &with_item, .gone = no_thing, .gone_count = 1},
        {.op = &delete_op, .with = &with_arn}};
    RUN(r, {"ListParts", 200, "{\"parts\":[\"a\",\"b\"]}", 0}, {"RemoveParts", 400, NOT_THERE, 0},
        {"RemoveParts", 200, "{}", 0}, {"DeleteThing", 200, "{}", 0});
    spec emptied = thing;
    emptied.delete_ = steps;
    emptied.delete_count = 3;
    engine_apply_response got = apply_spec(&r, &emptied, existing(r.call.arena, NULL), value_null());
    CHECK(!diags_failed(&r.call.diags));
    CHECK_STR(script.last_removal, "{\"parts\":[\"b\"]}");
    CHECK(value_is_null(got.state));
    rig_free(&r);
}

TEST(an_empty_answer_is_the_object_where_that_counts) {
    RUN(r, {"DescribeThings", 200, "{}", 0}, {"DescribeThings", 200, "{}", 0});
    spec bare = thing;
    spec_step look = read_steps[0];
    look.take = NULL;
    bare.read = &look;
    const value *state = existing(r.call.arena, NULL);
    CHECK(value_is_null(engine_read(&r.call, &bare, state, NULL, NULL)));
    look.empty_counts = true;
    CHECK_STR(value_text(value_get(engine_read(&r.call, &bare, state, NULL, NULL), "id")), "arn:1");
    rig_free(&r);
}
