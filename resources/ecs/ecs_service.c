// What the spec of aws_ecs_service cannot say: when a deployment is done, and which differences are none.
#include <string.h>

#include "api_ecs.h"
#include "engine/hook.h"

void aws_ecs_service_plan(hook_plan *h);
bool aws_ecs_service_read_kept(engine_op *op);
bool aws_ecs_service_same_task_definition(arena *a, const value *x, const value *y);
bool aws_ecs_service_steady(engine_op *op);

static bool text_is(const value *v, const char *text) {
    return strcmp(value_text(v), text) == 0;
}

// ---- equal in meaning ----

// "family:revision" or "family", whatever the spelling.
static str family_and_revision(const value *v) {
    str text = value_str(v);
    size_t slash = 0;
    bool arn = str_has_prefix(text, "arn:") && str_find(text, "/", &slash);
    return arn ? str_from(text, slash + 1) : text;
}

static bool has_revision(const value *v) {
    size_t colon = 0;
    return str_find(family_and_revision(v), ":", &colon);
}

// A family alone stands for whichever of its revisions AWS took.
bool aws_ecs_service_same_task_definition(arena *a, const value *x, const value *y) {
    (void)a;
    str left = family_and_revision(x);
    str right = family_and_revision(y);
    size_t left_colon = left.len;
    size_t right_colon = right.len;
    bool both = str_find(left, ":", &left_colon) == str_find(right, ":", &right_colon);
    return both ? str_eq(left, right) : str_eq(str_upto(left, left_colon), str_upto(right, right_colon));
}

// ---- plan ----

static void keep_prior(hook_plan *h, const char *attribute) {
    const value *prior = value_get(h->prior, attribute);
    hook_plan_set(h, attribute, prior == NULL ? value_null() : prior);
}

// ECS itself decides how many tasks a daemon has. What is usual for a replica says nothing of it.
static void plan_daemon(hook_plan *h) {
    enum { USUAL_MAXIMUM = 200, USUAL_MINIMUM = 100 };
    const struct {
        const char *attribute;
        int64_t usual;
    } percents[] = {{"deployment_maximum_percent", USUAL_MAXIMUM},
                    {"deployment_minimum_healthy_percent", USUAL_MINIMUM}};
    keep_prior(h, "desired_count");
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++) {
        const value *config = value_get(h->config, percents[i].attribute);
        if (value_int_or(config, percents[i].usual) == percents[i].usual && !value_is_unknown(config)) {
            keep_prior(h, percents[i].attribute);
        }
    }
}

// From a family to one of its revisions, or back, is a change, though both may mean the revision that runs.
static void plan_task_definition(hook_plan *h) {
    const value *config = value_get(h->config, "task_definition");
    const value *prior = value_get(h->prior, "task_definition");
    if (value_is_known_string(config) && value_is_known_string(prior) && has_revision(config) != has_revision(prior)) {
        hook_plan_set(h, "task_definition", config);
    }
}

void aws_ecs_service_plan(hook_plan *h) {
    if (value_is_null(h->prior)) {
        return;
    }
    bool daemon = text_is(value_get(h->prior, "scheduling_strategy"), "DAEMON");
    if (daemon && text_is(value_get(h->planned, "scheduling_strategy"), "DAEMON")) {
        plan_daemon(h);
    }
    plan_task_definition(h);
    // Triggers do something only together with force_new_deployment.
    const value *force = value_get(h->planned, "force_new_deployment");
    if (value_is_unknown(force)) {
        if (hook_plan_changed(h, "triggers")) {
            hook_plan_set(h, "triggers", value_unknown());
        }
    } else if (!value_bool_or(force, false)) {
        keep_prior(h, "triggers");
    }
}

// ---- read ----

static void keep_subject(engine_op *op, const char *const *attributes, bool where_empty) {
    for (; *attributes != NULL; attributes++) {
        const value *was = op_attr(op, *attributes);
        bool empty = value_is_empty(value_get(op->fresh, *attributes));
        if (!value_is_empty(was) && (!where_empty || empty)) {
            value_put_static(op->arena, op->fresh, *attributes, was);
        }
    }
}

// Some belong to deployments, and not every deployment tells them: Service Connect that is off, or another controller.
// Others are not told at all where ECS does not run the deployments.
bool aws_ecs_service_read_kept(engine_op *op) {
    static const char *const of_deployments[] = {"service_connect_configuration", "volume_configuration",
                                                 "vpc_lattice_configurations", NULL};
    static const char *const of_configuration[] = {"alarms", "deployment_circuit_breaker", "deployment_maximum_percent",
                                                   "deployment_minimum_healthy_percent", NULL};
    keep_subject(op, of_deployments, true);
    if (value_is_null(value_get(op_output_of(op, ""), "deploymentConfiguration"))) {
        keep_subject(op, of_configuration, false);
    }
    return true;
}

// ---- steady state ----

typedef struct steady {
    const char *deployment; // that the call started; "" when it told none
    const char *created;    // when
    bool seen;
    bool failed;
    const char *event; // the service's newest; in the call's arena
} steady;

static const value *primary_of(const value *deployments) {
    for (size_t i = 0; i < value_count(deployments); i++) {
        if (text_is(value_get(value_item(deployments, i), "status"), "PRIMARY")) {
            return value_item(deployments, i);
        }
    }
    return NULL;
}

static const value *deployment_by_id(const value *deployments, const char *id) {
    for (size_t i = 0; i < value_count(deployments); i++) {
        if (text_is(value_get(value_item(deployments, i), "id"), id)) {
            return value_item(deployments, i);
        }
    }
    return NULL;
}

static void remember_event(steady *s, engine_op *op, const value *service) {
    const char *newest = value_text(value_get(value_item(value_get(service, "events"), 0), "message"));
    if (newest[0] != '\0' && (s->event == NULL || strcmp(s->event, newest) != 0)) {
        s->event = arena_strdup(op->call->arena, newest);
    }
}

static wait_state fail(steady *s, engine_op *op, const value *deployment, const char *what) {
    const char *reason = value_text(value_get(deployment, "rolloutStateReason"));
    s->failed = true;
    op_fail_text(op, NULL, arena_printf(op->call->arena, "%s failed", op->doing),
                 "The deployment %s %s; the service runs on.%s%s%s%s", s->deployment, what,
                 reason[0] == '\0' ? "" : " ECS gives the reason: ", reason,
                 s->event == NULL ? "" : " Its last event: ", s->event == NULL ? "" : s->event);
    return WAIT_FAILED;
}

static wait_state judge(steady *s, engine_op *op, const value *service) {
    const char *status = value_text(value_get(service, "status"));
    if (strcmp(status, "ACTIVE") != 0) {
        s->failed = true;
        op_fail_text(op, NULL, arena_printf(op->call->arena, "%s failed", op->doing),
                     "The service is %s while a deployment was waited for.", status);
        return WAIT_FAILED;
    }
    const value *deployments = value_get(service, "deployments");
    const value *primary = primary_of(deployments);
    const value *mine = deployment_by_id(deployments, s->deployment);
    if (text_is(value_get(mine, "rolloutState"), "FAILED")) {
        return fail(s, op, mine, "failed");
    }
    bool other = primary != NULL && s->deployment[0] != '\0' && !text_is(value_get(primary, "id"), s->deployment);
    if (other) {
        // An answer may be older than the call; a deployment that came after it has taken its place.
        bool later = strcmp(value_text(value_get(primary, "createdAt")), s->created) > 0;
        return s->seen || later ? fail(s, op, primary, "was replaced by another one") : WAIT_GOES_ON;
    }
    s->seen |= mine != NULL;
    const char *rollout = value_text(value_get(primary, "rolloutState"));
    bool rolled_out = rollout[0] == '\0' || strcmp(rollout, "COMPLETED") == 0;
    bool all_running =
        value_int_or(value_get(service, "runningCount"), -1) == value_int_or(value_get(service, "desiredCount"), 0);
    return value_count(deployments) <= 1 && rolled_out && all_running ? WAIT_DONE : WAIT_GOES_ON;
}

static wait_state probe(engine_op *op, void *data) {
    steady *s = data;
    value *input = value_object_new(op->arena);
    value *services = value_list_new(op->arena);
    value_push(op->arena, services, value_cstr(op->arena, op_id(op)));
    value_put_static(op->arena, input, "cluster", op_attr(op, "cluster"));
    value_put_static(op->arena, input, "services", services);
    const value *output = NULL;
    if (!op_call(op, &api_ecs_DescribeServices, input, &output)) {
        s->failed = true;
        return WAIT_FAILED;
    }
    const value *service = value_item(value_get(output, "services"), 0);
    if (service == NULL) {
        return WAIT_GOES_ON; // not visible yet
    }
    remember_event(s, op, service);
    return judge(s, op, service);
}

bool aws_ecs_service_steady(engine_op *op) {
    enum { USUAL_MS = 20 * 60 * 1000 };
    const char *verb = op->verb == VERB_CREATE ? "create" : "update";
    const value *service = op_output_of(op, op->verb == VERB_CREATE ? "create" : "updated");
    if (value_is_null(service) || !value_bool_or(op_attr(op, "wait_for_steady_state"), false)) {
        return true;
    }
    const value *primary = primary_of(value_get(service, "deployments"));
    steady s = {.deployment = value_text(value_get(primary, "id")),
                .created = value_text(value_get(primary, "createdAt"))};
    if (op_wait(op, verb, USUAL_MS, probe, &s)) {
        return true;
    }
    if (!s.failed && s.event != NULL) {
        diag_warning(&op->call->diags, NULL, "Last event of the ECS Service", "%s", s.event);
    }
    return false;
}
