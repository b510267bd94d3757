// What the spec of aws_instance cannot say: how many IPv6 addresses are more, or fewer, than there are, and which go.
#include "engine/hook.h"

#include "api_ec2.h"

bool aws_instance_ipv6_addresses(engine_op *op);

static const value *interface_of(engine_op *op) {
    return op_prior(op, "primary_network_interface_id");
}

static bool assign(engine_op *op, int64_t count) {
    value *input = value_object_new(op->arena);
    value_put_static(op->arena, input, "NetworkInterfaceId", interface_of(op));
    value_put_static(op->arena, input, "Ipv6AddressCount", value_int(op->arena, count));
    const value *output = NULL;
    return op_call(op, &api_ec2_AssignIpv6Addresses, input, &output);
}

// The last ones go.
static bool unassign(engine_op *op, const value *addresses, size_t kept) {
    value *going = value_list_new(op->arena);
    for (size_t i = kept; i < value_count(addresses); i++) {
        value_push(op->arena, going, value_item(addresses, i));
    }
    value *input = value_object_new(op->arena);
    value_put_static(op->arena, input, "NetworkInterfaceId", interface_of(op));
    value_put_static(op->arena, input, "Ipv6Addresses", going);
    const value *output = NULL;
    return value_count(going) == 0 || op_call(op, &api_ec2_UnassignIpv6Addresses, input, &output);
}

bool aws_instance_ipv6_addresses(engine_op *op) {
    const value *addresses = op_prior(op, "ipv6_addresses");
    int64_t there = (int64_t)value_count(addresses);
    int64_t wanted = value_int_or(op_attr(op, "ipv6_address_count"), there);
    if (wanted > there) {
        return assign(op, wanted - there);
    }
    return unassign(op, addresses, wanted < 0 ? 0 : (size_t)wanted);
}
