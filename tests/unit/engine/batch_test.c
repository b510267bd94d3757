// Reads that share a request, on many threads at once, against a service of things that is scripted to refuse.
#include "engine/batch.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "aws/http.h"
#include "base/json.h"
#include "config_kit.h"
#include "unit/test.h"

enum { MANY = 12, MOST = 10 };

// ---- the service ----

static const api_shape text_shape = {.name = "Text", .type = API_STRING};
static const api_member text_item = {.name = "member", .wire_name = "member", .shape = &text_shape};
static const api_shape texts_shape = {.name = "Texts", .type = API_LIST, .element = &text_item};
#define MEMBER(id, of)                                                                                                 \
    { .name = id, .wire_name = id, .shape = &(of) }
static const api_member thing_members[] = {MEMBER("arn", text_shape), MEMBER("name", text_shape)};
static const api_shape thing_shape = {
    .name = "Thing", .type = API_STRUCTURE, .members = thing_members, .member_count = 2};
static const api_member thing_item = {.name = "member", .wire_name = "member", .shape = &thing_shape};
static const api_shape things_shape = {.name = "Things", .type = API_LIST, .element = &thing_item};
static const api_member group_members[] = {MEMBER("owner", text_shape), MEMBER("things", things_shape)};
static const api_shape group_shape = {
    .name = "Group", .type = API_STRUCTURE, .members = group_members, .member_count = 2};
static const api_member group_item = {.name = "member", .wire_name = "member", .shape = &group_shape};
static const api_shape groups_shape = {.name = "Groups", .type = API_LIST, .element = &group_item};
static const api_member many_members[] = {MEMBER("groups", groups_shape), MEMBER("note", text_shape),
                                          MEMBER("things", things_shape)};
static const api_shape many_shape = {.name = "Many", .type = API_STRUCTURE, .members = many_members, .member_count = 3};
static const api_member ask_members[] = {MEMBER("arns", texts_shape), MEMBER("kind", text_shape)};
static const api_shape ask_shape = {.name = "Ask", .type = API_STRUCTURE, .members = ask_members, .member_count = 2};
static const api_service service = {.id = "things",
                                    .sdk_id = "Things",
                                    .endpoint_prefix = "things",
                                    .signing_name = "things",
                                    .target_prefix = "Things",
                                    .protocol = API_JSON_1_1};
static const api_operation describe = {.name = "DescribeThings",
                                       .service = &service,
                                       .http_method = "POST",
                                       .uri = "/",
                                       .input = &ask_shape,
                                       .output = &many_shape};
static const api_operation other_describe = {.name = "DescribeOthers",
                                             .service = &service,
                                             .http_method = "POST",
                                             .uri = "/",
                                             .input = &ask_shape,
                                             .output = &many_shape};

static const char *const keys[] = {"arn", "name", NULL};
static const spec_batch by_arn = {.member = "arns", .most = MOST, .list = "things", .keys = keys};
static const spec_batch in_groups = {
    .member = "arns", .most = MOST, .list = "groups", .within = "things", .keys = keys};
static const spec_code no_thing[] = {{.code = "NoSuchThing"}};

// What the service does; set before the threads start.
static struct {
    const char *missing;    // prefix of the ARNs that are not there
    bool refuses;           // the whole, because of a missing one; else it is left out
    bool names;             // the missing ones in its error
    const char *code;       // of an error that every request gets; NULL: none
    int status;             // of it
    bool groups;            // answers things in groups of three
    const char *other_of;   // answers another ARN and name for this one; NULL: none
    size_t page;            // so many things in an answer; 0: all
    bool holds;             // answers when `released`, whatever is stopped
    const char *holds_kind; // only requests of this kind; NULL: all

    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool released;
    int calls;
    int held;
    int ended;   // readers
    size_t most; // ARNs in one call
} world = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static bool is_missing(const char *arn) {
    return world.missing != NULL && strncmp(arn, world.missing, strlen(world.missing)) == 0;
}

static const value *thing_of(arena *a, const char *arn) {
    bool by_name = strncmp(arn, "arn:", 4) != 0;
    bool other = world.other_of != NULL && strcmp(arn, world.other_of) == 0;
    value *thing = value_object_new(a);
    value_put_static(a, thing, "arn",
                     other     ? value_cstr(a, "arn:in:another:spelling")
                     : by_name ? value_stringf(a, "arn:%s", arn)
                               : value_cstr(a, arn));
    value_put_static(a, thing, "name", value_cstr(a, by_name ? arn : arn + 4));
    if (other) {
        value_put_static(a, thing, "name", value_cstr(a, "other"));
    }
    return thing;
}

static const value *grouped(arena *a, const value *things) {
    enum { OF_ONE = 3 };
    value *groups = value_list_new(a);
    for (size_t i = 0; i < value_count(things); i += OF_ONE) {
        value *some = value_list_new(a);
        for (size_t j = i; j < value_count(things) && j < i + OF_ONE; j++) {
            value_push(a, some, value_item(things, j));
        }
        value *group = value_object_new(a);
        value_put_static(a, group, "owner", value_cstr(a, "me"));
        value_put_static(a, group, "things", some);
        value_push(a, groups, group);
    }
    return groups;
}

static const char *answer_of(arena *a, const value *arns, int *ret_status) {
    value *things = value_list_new(a);
    const char *named = "";
    for (size_t i = 0; i < value_count(arns); i++) {
        const char *arn = value_text(value_item(arns, i));
        if (is_missing(arn)) {
            named = arena_printf(a, "%s '%s'", named, arn);
        } else if (world.page == 0 || value_count(things) < world.page) {
            value_push(a, things, thing_of(a, arn));
        }
    }
    *ret_status = 400;
    if (world.code != NULL) {
        *ret_status = world.status;
        return arena_printf(a, "{\"__type\":\"%s\",\"message\":\"not you\"}", world.code);
    }
    if (world.refuses && named[0] != '\0') {
        return arena_printf(a, "{\"__type\":\"NoSuchThing\",\"message\":\"One or more are not there:%s\"}",
                            world.names ? named : "");
    }
    *ret_status = 200;
    value *answer = value_object_new(a);
    value_put_static(a, answer, "note", value_cstr(a, "for all"));
    value_put_static(a, answer, world.groups ? "groups" : "things", world.groups ? grouped(a, things) : things);
    return json_text(a, answer).ptr;
}

static bool world_send(const http_transport *t, arena *a, cancel *stop, const http_request *r, http_response *ret,
                       const char **ret_message, bool *ret_retryable) {
    (void)t;
    (void)stop;
    (void)ret_message;
    (void)ret_retryable;
    const value *input = value_null();
    const char *message = NULL;
    CHECK(json_parse(a, r->body, &input, &message));
    const value *arns = value_get(input, "arns");
    (void)pthread_mutex_lock(&world.lock);
    world.calls++;
    world.most = value_count(arns) > world.most ? value_count(arns) : world.most;
    bool held = world.holds &&
                (world.holds_kind == NULL || strcmp(value_text(value_get(input, "kind")), world.holds_kind) == 0);
    world.held += held ? 1 : 0;
    (void)pthread_cond_broadcast(&world.changed);
    while (held && !world.released) {
        (void)pthread_cond_wait(&world.changed, &world.lock);
    }
    (void)pthread_mutex_unlock(&world.lock);
    int status = 0;
    const char *body = answer_of(a, arns, &status);
    *ret = (http_response){.status = status, .body = str_dup(a, str_of(body))};
    return true;
}

static void await(const int *number, int least) {
    (void)pthread_mutex_lock(&world.lock);
    while (*number < least) {
        (void)pthread_cond_wait(&world.changed, &world.lock);
    }
    (void)pthread_mutex_unlock(&world.lock);
}

static void release(void) {
    (void)pthread_mutex_lock(&world.lock);
    world.released = true;
    (void)pthread_cond_broadcast(&world.changed);
    (void)pthread_mutex_unlock(&world.lock);
}

// ---- time: stands still, and a pause of it takes ten times as long, so that a busy machine keeps up ----

static int64_t still(const clock_source *c) {
    (void)c;
    return 0;
}

static atomic_int pauses;

static bool slow_sleep(const clock_source *c, cancel *stop, int64_t ms) {
    (void)c;
    atomic_fetch_add(&pauses, 1);
    return cancel_sleep(stop, 10 * ms);
}

static const http_transport transport = {.send = world_send};
static const clock_source slow_clock = {.monotonic_ms = still, .wall_ms = still, .sleep_ms = slow_sleep};

// ---- readers ----

typedef struct rig {
    aws_client *client;
    batch_table *table;
    cancel *stop;
} rig;

typedef struct reader {
    const rig *rig;
    const api_operation *op;
    const spec_batch *batch;
    const char *arn;
    const char *kind; // a further member of the input; NULL: none
    const char *region;
    pthread_t thread;
    arena *arena;
    bool ok;
    const value *output;
    const aws_error *error;
} reader;

static rig rig_new(void) {
    world.missing = world.code = world.other_of = world.holds_kind = NULL;
    world.groups = world.refuses = world.names = world.holds = world.released = false;
    world.calls = world.held = world.ended = 0;
    world.most = world.page = 0;
    return (rig){.client = aws_client_new(config_kit("eu-west-1", false), &transport, &slow_clock, "test"),
                 .table = batch_table_new(),
                 .stop = cancel_new()};
}

static void rig_free(rig *r) {
    batch_table_free(r->table);
    aws_client_free(r->client);
    cancel_free(r->stop);
}

static void *read_one(void *data) {
    reader *r = data;
    arena *a = r->arena;
    value *input = value_object_new(a);
    value *arns = value_list_new(a);
    value_push(a, arns, value_cstr(a, r->arn));
    value_put_static(a, input, "arns", arns);
    if (r->kind != NULL) {
        value_put_static(a, input, "kind", value_cstr(a, r->kind));
    }
    batch_read read = {.client = r->rig->client,
                       .op = r->op,
                       .input = input,
                       .batch = r->batch,
                       .announced = true,
                       .gone = no_thing,
                       .gone_count = 1};
    aws_call_options options = {.arena = a, .stop = r->rig->stop, .region = r->region};
    r->ok = batch_call(r->rig->table, &read, &options, &r->output, &r->error);
    (void)pthread_mutex_lock(&world.lock);
    world.ended++;
    (void)pthread_cond_broadcast(&world.changed);
    (void)pthread_mutex_unlock(&world.lock);
    return NULL;
}

static reader reader_of(const rig *r, const char *arn) {
    return (reader){.rig = r, .op = &describe, .batch = &by_arn, .arn = arn, .arena = arena_new()};
}

// One that only a read of the very same shares.
static reader single_reader_of(const rig *r, const char *arn, const char *kind) {
    reader single = reader_of(r, arn);
    single.batch = NULL;
    single.kind = kind;
    return single;
}

static void start(reader *r) {
    CHECK(pthread_create(&r->thread, NULL, read_one, r) == 0);
}

static void end(reader *r) {
    pthread_join(r->thread, NULL);
}

// MANY readers of "arn:thing-1", "arn:thing-2", ... that are announced first, so that whoever leads waits for all.
static void make_readers(const rig *r, reader *readers) {
    for (int i = 0; i < MANY; i++) {
        readers[i] = reader_of(r, NULL);
        readers[i].arn = arena_printf(readers[i].arena, "arn:thing-%d", i + 1);
    }
}

static void read_together(const rig *r, reader *readers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        batch_announce(r->table, readers[i].op, 0);
    }
    for (size_t i = 0; i < count; i++) {
        start(&readers[i]);
    }
    for (size_t i = 0; i < count; i++) {
        end(&readers[i]);
    }
}

static void free_readers(reader *readers, size_t count) {
    for (size_t i = 0; i < count; i++) {
        arena_free(readers[i].arena);
    }
}

// It has its own thing, what stands beside it, and nobody else's.
static void check_own(const reader *r) {
    const value *things = value_get(r->output, "things");
    CHECK(r->ok);
    CHECK_INT(value_count(things), 1);
    CHECK_STR(value_text(value_get(value_item(things, 0), "arn")), r->arn);
    CHECK_STR(value_text(value_get(r->output, "note")), "for all");
}

// ---- what is shared ----

TEST(a_read_without_company_is_sent_as_it_is) {
    rig r = rig_new();
    reader alone = reader_of(&r, "arn:thing-1");
    alone.kind = "small";
    start(&alone);
    end(&alone);
    check_own(&alone);
    CHECK_INT(world.calls, 1);
    free_readers(&alone, 1);
    rig_free(&r);
}

// EC2 answers instances in reservations.
TEST(objects_may_be_in_lists_of_a_list) {
    rig r = rig_new();
    world.groups = true;
    world.missing = "arn:thing-4";
    reader readers[MANY];
    make_readers(&r, readers);
    for (int i = 0; i < MANY; i++) {
        readers[i].batch = &in_groups;
    }
    read_together(&r, readers, MOST);
    for (int i = 0; i < MOST; i++) {
        const value *groups = value_get(readers[i].output, "groups");
        const value *things = value_get(value_item(groups, 0), "things");
        bool missing = is_missing(readers[i].arn);
        CHECK(readers[i].ok);
        CHECK_INT(value_count(groups), missing ? 0 : 1);
        CHECK_INT(value_count(things), missing ? 0 : 1);
        CHECK(missing || strcmp(value_text(value_get(value_item(things, 0), "arn")), readers[i].arn) == 0);
        CHECK(missing || strcmp(value_text(value_get(value_item(groups, 0), "owner")), "me") == 0);
    }
    CHECK_INT(world.calls, 2); // what is not in the answer is asked for alone
    // An object that is answered under another name than it was asked for by is nobody's, or anybody's.
    world.calls = 0;
    world.missing = NULL;
    world.other_of = "arn:thing-2";
    reader again[MANY];
    make_readers(&r, again);
    for (int i = 0; i < MANY; i++) {
        again[i].batch = &in_groups;
    }
    read_together(&r, again, MOST);
    CHECK(again[1].ok);
    CHECK_INT(value_count(value_get(again[1].output, "groups")), 1);
    CHECK_INT(world.calls, 2);
    free_readers(again, MANY);
    free_readers(readers, MANY);
    rig_free(&r);
}

TEST(reads_share_a_request) {
    rig r = rig_new();
    reader readers[MANY];
    make_readers(&r, readers);
    read_together(&r, readers, MOST);
    for (int i = 0; i < MOST; i++) {
        check_own(&readers[i]);
    }
    CHECK_INT(world.calls, 1);
    CHECK_INT(world.most, MOST);
    free_readers(readers, MANY);
    rig_free(&r);
}

TEST(a_request_takes_no_more_than_aws_does) {
    rig r = rig_new();
    reader readers[MANY];
    make_readers(&r, readers);
    read_together(&r, readers, MANY);
    for (int i = 0; i < MANY; i++) {
        check_own(&readers[i]);
    }
    CHECK_INT(world.calls, 2);
    CHECK_INT(world.most, MOST);
    free_readers(readers, MANY);
    rig_free(&r);
}

TEST(the_same_object_is_asked_for_once_by_arn_or_by_name) {
    rig r = rig_new();
    reader readers[3] = {reader_of(&r, "arn:web"), reader_of(&r, "arn:web"), reader_of(&r, "worker")};
    read_together(&r, readers, 3);
    check_own(&readers[0]);
    check_own(&readers[1]);
    CHECK(readers[2].ok);
    CHECK_STR(value_text(value_get(value_item(value_get(readers[2].output, "things"), 0), "name")), "worker");
    CHECK_INT(world.calls, 1);
    CHECK_INT(world.most, 2);
    free_readers(readers, 3);
    rig_free(&r);
}

TEST(reads_that_differ_beside_the_object_are_sent_apart) {
    rig r = rig_new();
    reader readers[4] = {reader_of(&r, "arn:a"), reader_of(&r, "arn:b"), reader_of(&r, "arn:c"),
                         reader_of(&r, "arn:d")};
    readers[1].kind = "small";
    readers[2].region = "us-east-1";
    readers[3].op = &other_describe;
    read_together(&r, readers, 4);
    for (int i = 0; i < 4; i++) {
        check_own(&readers[i]);
    }
    CHECK_INT(world.calls, 4);
    free_readers(readers, 4);
    rig_free(&r);
}

// ---- what is not there ----

TEST(a_miss_is_its_readers_alone) {
    rig r = rig_new();
    world.missing = "arn:thing-3";
    reader readers[MANY];
    make_readers(&r, readers);
    read_together(&r, readers, MOST);
    for (int i = 0; i < MOST; i++) {
        if (i == 2) {
            CHECK(readers[i].ok);
            CHECK_INT(value_count(value_get(readers[i].output, "things")), 0);
        } else {
            check_own(&readers[i]);
        }
    }
    CHECK_INT(world.calls, 2); // it was asked for alone
    free_readers(readers, MANY);
    rig_free(&r);
}

TEST(who_is_answered_under_another_name_asks_alone) {
    rig r = rig_new();
    world.other_of = "arn:thing-3";
    reader readers[MANY];
    make_readers(&r, readers);
    read_together(&r, readers, MOST);
    CHECK(readers[2].ok);
    CHECK_STR(value_text(value_get(value_item(value_get(readers[2].output, "things"), 0), "name")), "other");
    CHECK_INT(world.calls, 2);
    free_readers(readers, MANY);
    rig_free(&r);
}

// MOST readers, with the missing ones refused: each has what it would have had alone. The number of calls.
static int refused(const char *missing, bool names) {
    rig r = rig_new();
    world.missing = missing;
    world.refuses = true;
    world.names = names;
    reader readers[MANY];
    make_readers(&r, readers);
    read_together(&r, readers, MOST);
    for (int i = 0; i < MOST; i++) {
        if (is_missing(readers[i].arn)) {
            CHECK(!readers[i].ok);
            CHECK(aws_error_is(readers[i].error, "NoSuchThing", NULL));
        } else {
            check_own(&readers[i]);
        }
    }
    free_readers(readers, MANY);
    rig_free(&r);
    return world.calls;
}

TEST(who_is_named_as_missing_is_left_out_of_the_next_call) {
    CHECK_INT(refused("arn:thing-3", true), 3);
    CHECK_INT(refused("arn:thing", true), 1 + MOST);
}

// "arn:thing-1" stands in the name of the missing "arn:thing-1.9", and is there.
TEST(whose_name_is_part_of_a_missing_one_is_not_taken_for_gone) {
    rig r = rig_new();
    world.missing = "arn:thing-1.9";
    world.refuses = world.names = true;
    reader readers[MANY];
    make_readers(&r, readers);
    readers[1].arn = "arn:thing-1.9";
    read_together(&r, readers, MOST);
    for (int i = 0; i < MOST; i++) {
        if (i == 1) {
            CHECK(!readers[i].ok);
        } else {
            check_own(&readers[i]);
        }
    }
    free_readers(readers, MANY);
    rig_free(&r);
}

// AWS cuts some answers into pages that its model does not tell of.
TEST(what_a_page_leaves_out_is_asked_for_alone) {
    rig r = rig_new();
    world.page = 4;
    reader readers[MANY];
    make_readers(&r, readers);
    read_together(&r, readers, MOST);
    for (int i = 0; i < MOST; i++) {
        check_own(&readers[i]);
    }
    CHECK_INT(world.calls, 1 + MOST - 4);
    free_readers(readers, MANY);
    rig_free(&r);
}

TEST(the_one_that_spoils_the_whole_is_found_by_halves) {
    CHECK(refused("arn:thing-3", false) <= 8);
    CHECK(refused("arn:thing-9", false) <= 8);
}

TEST(where_many_are_missing_each_asks_alone) {
    CHECK_INT(refused("arn:thing", false), 3 + MOST);
}

TEST(what_holds_for_all_is_told_to_all) {
    static const struct {
        const char *code;
        int status;
        int calls;
    } cases[] = {
        {"ThrottlingException", 400, 1},        // the service asks for patience: asking each again would be none
        {"AccessDeniedException", 400, 3 + 10}, // it may hold for one of them only
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        rig r = rig_new();
        world.code = cases[c].code;
        world.status = cases[c].status;
        reader readers[MANY];
        make_readers(&r, readers);
        read_together(&r, readers, MOST);
        for (int i = 0; i < MOST; i++) {
            CHECK(!readers[i].ok);
            CHECK_STR(readers[i].error->code, cases[c].code);
        }
        CHECK_INT(world.calls, cases[c].calls);
        free_readers(readers, MANY);
        rig_free(&r);
    }
}

// ---- the very same reads ----

TEST(identical_reads_are_sent_once_and_never_join_what_was_sent) {
    rig r = rig_new();
    world.holds = true;
    world.holds_kind = "held";
    reader first = single_reader_of(&r, "arn:thing-1", "held");
    start(&first);
    await(&world.held, 1);
    reader readers[MANY];
    for (int i = 0; i < MANY; i++) { // the same as `first`, which has been sent
        readers[i] = single_reader_of(&r, "arn:thing-1", "held");
    }
    for (int i = 0; i < MANY; i++) {
        start(&readers[i]);
    }
    await(&world.held, 2);
    release();
    for (int i = 0; i < MANY; i++) {
        end(&readers[i]);
        check_own(&readers[i]);
    }
    end(&first);
    check_own(&first);
    CHECK(world.calls >= 2);
    CHECK(world.calls < 1 + MANY);
    free_readers(readers, MANY);
    free_readers(&first, 1);
    rig_free(&r);
}

// How often a read that has no like pauses.
static int pauses_of_another(const rig *r) {
    int before = atomic_load(&pauses);
    reader one = single_reader_of(r, "arn:thing-2", NULL);
    start(&one);
    end(&one);
    check_own(&one);
    free_readers(&one, 1);
    return atomic_load(&pauses) - before;
}

TEST(reads_that_never_have_their_like_do_not_wait_for_it) {
    rig r = rig_new();
    world.holds = true;
    world.holds_kind = "held";
    reader company = single_reader_of(&r, "arn:thing-1", "held");
    start(&company);
    await(&world.held, 1);
    CHECK(pauses_of_another(&r) > 0);
    for (int i = 0; i < 30; i++) {
        (void)pauses_of_another(&r);
    }
    CHECK_INT(pauses_of_another(&r), 0);
    // The same as what is under way: such reads come together after all.
    reader like = single_reader_of(&r, "arn:thing-1", "held");
    start(&like);
    await(&world.held, 2);
    CHECK(pauses_of_another(&r) > 0);
    release();
    end(&company);
    end(&like);
    check_own(&like);
    free_readers(&company, 1);
    free_readers(&like, 1);
    rig_free(&r);
}

// ---- StopProvider ----

TEST(stopping_wakes_who_waits_for_an_answer) {
    rig r = rig_new();
    world.holds = true;
    reader readers[MANY];
    make_readers(&r, readers);
    for (int i = 0; i < MOST; i++) {
        batch_announce(r.table, &describe, 0);
    }
    for (int i = 0; i < MOST; i++) {
        start(&readers[i]);
    }
    await(&world.held, 1);
    cancel_fire(r.stop);
    // The transport is deaf: all but the leader end before it is released.
    await(&world.ended, MOST - 1);
    release();
    int stopped = 0;
    for (int i = 0; i < MOST; i++) {
        end(&readers[i]);
        stopped += !readers[i].ok && readers[i].error->kind == AWS_ERROR_CANCELLED ? 1 : 0;
    }
    CHECK(stopped >= MOST - 1);
    CHECK_INT(world.calls, 1);
    free_readers(readers, MANY);
    rig_free(&r);
}

TEST(stopping_wakes_who_waits_for_company) {
    rig r = rig_new();
    reader readers[MANY];
    make_readers(&r, readers);
    for (int i = 0; i < MANY; i++) {
        batch_announce(r.table, &describe, 0);
    }
    start(&readers[0]);
    start(&readers[1]);
    cancel_fire(r.stop);
    for (int i = 0; i < 2; i++) {
        end(&readers[i]);
        CHECK(!readers[i].ok);
        CHECK_INT(readers[i].error->kind, AWS_ERROR_CANCELLED);
    }
    CHECK_INT(world.calls, 0);
    free_readers(readers, MANY);
    rig_free(&r);
}
