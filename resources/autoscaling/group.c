// What the spec of aws_autoscaling_group cannot say: when a group has the capacity that it should have. That is a sum
// over its instances by their weights, and over what every load balancer says of them; and AWS tells of instances that
// it could not start only in the group's activities.
#include <stdlib.h>
#include <string.h>

#include "api_autoscaling.h"
#include "api_elb.h"
#include "api_elbv2.h"
#include "engine/hook.h"

bool aws_autoscaling_group_capacity(engine_op *op);

typedef struct capacity {
    bool exact;            // an update waits for just as many, a create for at least as many
    int64_t balanced;      // healthy in all load balancers; 0: these are not asked
    const value *earlier;  // activities from before the change; null: none
    bool seen;             // AWS has shown the group with the sizes that it was given
    bool failed;           // a diagnostic was added
    const char *shortfall; // what was missing last; in the call's arena
} capacity;

static bool text_is(const value *v, const char *text) {
    return strcmp(value_text(v), text) == 0;
}

static const value *one_member(engine_op *op, const char *member, const value *v) {
    value *input = value_object_new(op->arena);
    value_put_static(op->arena, input, member, v);
    return input;
}

// ---- activities that failed ----

static bool is_known(const value *activities, const value *activity) {
    for (size_t i = 0; i < value_count(activities); i++) {
        if (value_equal(value_get(value_item(activities, i), "ActivityId"), value_get(activity, "ActivityId"))) {
            return true;
        }
    }
    return false;
}

// AWS tries again when a new instance profile is not yet known everywhere.
static bool is_fatal(const value *activity) {
    return text_is(value_get(activity, "StatusCode"), "Failed") &&
           strstr(value_text(value_get(activity, "StatusMessage")), "Invalid IAM Instance Profile") == NULL;
}

// Has an activity failed since the change? Activities come newest first, so the first page has those of it.
static bool activity_failed(capacity *c, engine_op *op) {
    const value *input = one_member(op, "AutoScalingGroupName", op_attr(op, "name"));
    const value *output = NULL;
    if (!op_call_page(op, &api_autoscaling_DescribeScalingActivities, input, &output)) {
        return true;
    }
    const value *activities = value_get(output, "Activities");
    for (size_t i = 0; i < value_count(activities); i++) {
        const value *activity = value_item(activities, i);
        if (is_fatal(activity) && !is_known(c->earlier, activity)) {
            op_fail_text(op, NULL, arena_printf(op->call->arena, "%s failed", op->doing),
                         "The scaling activity %s failed: %s\n\n%s\n\nWhere AWS may succeed when it tries again, "
                         "ignore_failed_scaling_activities waits on.",
                         value_text(value_get(activity, "ActivityId")), value_text(value_get(activity, "Description")),
                         value_text(value_get(activity, "StatusMessage")));
            return true;
        }
    }
    return false;
}

// ---- instances ----

static const value *health_of(const value *list, const char *const *id_path, const value *id) {
    for (size_t i = 0; i < value_count(list); i++) {
        const value *found = value_item(list, i);
        for (const char *const *name = id_path; *name != NULL; name++) {
            found = value_get(found, *name);
        }
        if (value_equal(found, id)) {
            return value_item(list, i);
        }
    }
    return NULL;
}

// What each load balancer and target group of the group says of its instances; NULL: a diagnostic was added.
typedef struct balancers {
    const value *classic; // a list of lists of InstanceStates
    const value *targets; // a list of lists of TargetHealthDescriptions
} balancers;

static bool ask_each(engine_op *op, const value *names, const char *member, const api_operation *operation,
                     const char *answer, const value **ret_all) {
    value *all = value_list_new(op->arena);
    for (size_t i = 0; i < value_count(names); i++) {
        const value *output = NULL;
        if (!op_call(op, operation, one_member(op, member, value_item(names, i)), &output)) {
            return false;
        }
        const value *states = value_get(output, answer);
        value_push(op->arena, all, states == NULL ? value_null() : states);
    }
    *ret_all = all;
    return true;
}

static bool is_balanced(const balancers *b, const value *id) {
    static const char *const classic_id[] = {"InstanceId", NULL};
    static const char *const target_id[] = {"Target", "Id", NULL};
    for (size_t i = 0; i < value_count(b->classic); i++) {
        if (!text_is(value_get(health_of(value_item(b->classic, i), classic_id, id), "State"), "InService")) {
            return false;
        }
    }
    for (size_t i = 0; i < value_count(b->targets); i++) {
        const value *target = health_of(value_item(b->targets, i), target_id, id);
        if (!text_is(value_get(value_get(target, "TargetHealth"), "State"), "healthy")) {
            return false;
        }
    }
    return true;
}

typedef struct tally {
    int64_t healthy;
    int64_t balanced; // of the healthy ones, those in all load balancers
    int64_t lightest; // least weight of a healthy one
} tally;

static int64_t weight_of(const value *instance) {
    const char *text = value_text(value_get(instance, "WeightedCapacity"));
    int64_t weight = strtoll(text, NULL, 10); // no number, and none at all: 1
    return weight > 0 ? weight : 1;
}

static tally count(const value *instances, const balancers *b) {
    tally t = {0};
    for (size_t i = 0; i < value_count(instances); i++) {
        const value *instance = value_item(instances, i);
        if (!text_is(value_get(instance, "HealthStatus"), "Healthy") ||
            !text_is(value_get(instance, "LifecycleState"), "InService")) {
            continue;
        }
        int64_t weight = weight_of(instance);
        t.lightest = t.healthy == 0 || weight < t.lightest ? weight : t.lightest;
        t.healthy += weight;
        t.balanced += b != NULL && is_balanced(b, value_get(instance, "InstanceId")) ? weight : 0;
    }
    return t;
}

// ---- the wait ----

// An answer may be older than the change.
static bool shows_sizes(engine_op *op, const value *group) {
    const struct {
        const char *attribute, *member;
    } sizes[] = {{"desired_capacity", "DesiredCapacity"}, {"max_size", "MaxSize"}, {"min_size", "MinSize"}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const value *wanted = op_attr(op, sizes[i].attribute);
        if (!value_is_null(wanted) && !value_equal(wanted, value_get(group, sizes[i].member))) {
            return false;
        }
    }
    return true;
}

static bool is_suspended(const value *group, const char *process) {
    const value *suspended = value_get(group, "SuspendedProcesses");
    for (size_t i = 0; i < value_count(suspended); i++) {
        if (text_is(value_get(value_item(suspended, i), "ProcessName"), process)) {
            return true;
        }
    }
    return false;
}

// Where instances weigh, a group may have more than it wants: then none can be taken away.
static bool has_enough(const capacity *c, const tally *t, int64_t wanted) {
    bool none_too_many = t->healthy == wanted || t->healthy - t->lightest < wanted;
    return t->healthy >= wanted && (!c->exact || none_too_many);
}

static bool balanced_enough(const capacity *c, const tally *t) {
    return c->balanced == 0 || (c->exact ? t->balanced == c->balanced : t->balanced >= c->balanced);
}

static wait_state judge(capacity *c, engine_op *op, const value *group, const balancers *b) {
    int64_t wanted = value_int_or(value_get(group, "DesiredCapacity"), 0);
    tally t = count(value_get(group, "Instances"), b);
    if (!has_enough(c, &t, wanted)) {
        const char *process = t.healthy < wanted ? "Launch" : "Terminate";
        c->shortfall = arena_printf(op->call->arena, "It wants %lld healthy instances, and has %lld.",
                                    (long long)wanted, (long long)t.healthy);
        if (is_suspended(group, process)) {
            diag_warning(&op->call->diags, NULL, "The Auto Scaling Group stays as it is",
                         "%s Its process %s is suspended, so nothing was waited for.", c->shortfall, process);
            return WAIT_DONE;
        }
        return WAIT_GOES_ON;
    }
    if (!balanced_enough(c, &t)) {
        c->shortfall =
            arena_printf(op->call->arena, "%s%lld instances were to be healthy in all its load balancers, %lld are.",
                         c->exact ? "Just " : "", (long long)c->balanced, (long long)t.balanced);
        return WAIT_GOES_ON;
    }
    return WAIT_DONE;
}

static bool ask_balancers(engine_op *op, const value *group, balancers *ret) {
    return ask_each(op, value_get(group, "LoadBalancerNames"), "LoadBalancerName", &api_elb_DescribeInstanceHealth,
                    "InstanceStates", &ret->classic) &&
           ask_each(op, value_get(group, "TargetGroupARNs"), "TargetGroupArn", &api_elbv2_DescribeTargetHealth,
                    "TargetHealthDescriptions", &ret->targets);
}

static wait_state probe(engine_op *op, void *data) {
    capacity *c = data;
    bool patient = value_bool_or(op_attr(op, "ignore_failed_scaling_activities"), false);
    if (!patient && activity_failed(c, op)) {
        c->failed = true;
        return WAIT_FAILED;
    }
    value *names = value_list_new(op->arena);
    value_push(op->arena, names, op_attr(op, "name"));
    const value *output = NULL;
    if (!op_call(op, &api_autoscaling_DescribeAutoScalingGroups, one_member(op, "AutoScalingGroupNames", names),
                 &output)) {
        c->failed = true;
        return WAIT_FAILED;
    }
    const value *group = value_item(value_get(output, "AutoScalingGroups"), 0);
    c->seen |= group != NULL && shows_sizes(op, group);
    if (!c->seen) {
        return WAIT_GOES_ON;
    }
    balancers b = {0};
    if (c->balanced > 0 && !ask_balancers(op, group, &b)) {
        c->failed = true;
        return WAIT_FAILED;
    }
    return judge(c, op, group, c->balanced > 0 ? &b : NULL);
}

bool aws_autoscaling_group_capacity(engine_op *op) {
    enum { USUAL_MS = 10 * 60 * 1000 };
    bool update = op->verb == VERB_UPDATE;
    int64_t exactly = value_int_or(op_attr(op, "wait_for_elb_capacity"), 0);
    int64_t at_least = update ? 0 : value_int_or(op_attr(op, "min_elb_capacity"), 0);
    capacity c = {.exact = update,
                  .balanced = exactly > 0 ? exactly : at_least,
                  .earlier = value_get(op_output_of(op, "before"), "Activities")};
    if (op_wait(op, "wait_for_capacity_timeout", USUAL_MS, probe, &c)) {
        return true;
    }
    if (!c.failed && c.shortfall != NULL) {
        diag_warning(&op->call->diags, NULL, "Capacity of the Auto Scaling Group", "%s", c.shortfall);
    }
    return false;
}
