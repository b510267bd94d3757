// All pages of an operation as one answer.
#include <string.h>

#include "aws/client.h"

enum { MAX_PAGES = 10000, MAX_KEY_STEPS = 8 };

// The member at a dotted place ("DistributionList.Items"); NULL when there is none.
static const value *member_at(const value *v, const char *dotted) {
    str rest = str_of(dotted);
    const value *at = v;
    while (at != NULL && rest.len > 0) {
        size_t dot = rest.len;
        str_find(rest, ".", &dot);
        at = value_get_str(at, str_upto(rest, dot));
        rest = str_from(rest, dot + 1);
    }
    return at;
}

// A copy of `v` with `item` at a dotted place.
static const value *with_member_at(arena *a, const value *v, str dotted, const value *item, int steps) {
    size_t dot = dotted.len;
    if (dotted.len == 0 || steps > MAX_KEY_STEPS) {
        return item;
    }
    str_find(dotted, ".", &dot);
    str key = str_upto(dotted, dot);
    value *copy = value_copy(a, v, VALUE_OBJECT);
    value_put(a, copy, key, with_member_at(a, value_get_str(v, key), str_from(dotted, dot + 1), item, steps + 1));
    return copy;
}

// The token of the page after `page`; NULL after the last.
static const value *next_token(const api_paginator *p, const value *page) {
    if (p->more_results != NULL && !value_bool_or(member_at(page, p->more_results), false)) {
        return NULL;
    }
    const value *token = member_at(page, p->output_token);
    bool there = !value_is_null(token) && !(token->kind == VALUE_STRING && token->string.len == 0);
    return there ? token : NULL;
}

// The input that asks for the page after `page`; NULL after the last.
static const value *next_input(arena *a, const api_paginator *p, const value *input, const value *page) {
    const value *token = next_token(p, page);
    if (token == NULL) {
        return NULL;
    }
    value *next = value_copy(a, input, VALUE_OBJECT);
    value_put_static(a, next, p->input_token, value_deep_copy(a, token));
    for (size_t i = 0; p->more_tokens != NULL && p->more_tokens[i] != NULL; i += 2) {
        const value *more = member_at(page, p->more_tokens[i + 1]);
        value_put_static(a, next, p->more_tokens[i], value_is_null(more) ? value_null() : value_deep_copy(a, more));
    }
    return next;
}

static bool fail(const api_operation *op, const aws_call_options *options, const char *message,
                 const aws_error **ret_error) {
    aws_error *e = ARENA_NEW(options->arena, aws_error);
    *e = (aws_error){
        .kind = AWS_ERROR_RESPONSE,
        .code = "",
        .message = message,
        .service = op->service->sdk_id,
        .operation = op->name,
        .endpoint = "",
        .request_id = "",
    };
    *ret_error = e;
    return false;
}

// Appends a page's lists to those gathered so far (one per result key; NULL until a page had one).
static void gather(arena *a, const api_paginator *p, const value *page, value **lists) {
    for (size_t i = 0; p->result_keys != NULL && p->result_keys[i] != NULL; i++) {
        const value *items = member_at(page, p->result_keys[i]);
        if (value_is_null(items) || items->kind != VALUE_LIST) {
            continue;
        }
        if (lists[i] == NULL) {
            lists[i] = value_list_new(a);
        }
        for (size_t k = 0; k < items->list.count; k++) {
            value_push(a, lists[i], value_deep_copy(a, items->list.items[k]));
        }
    }
}

static size_t count_keys(const api_paginator *p) {
    size_t count = 0;
    while (p->result_keys != NULL && p->result_keys[count] != NULL) {
        count++;
    }
    return count;
}

// The pages from the one that `next` asks for, joined into `lists`.
static bool follow(aws_client *c, const api_operation *op, const value *next, const aws_call_options *options,
                   value **lists, const aws_error **ret_error) {
    arena *a = options->arena;
    for (int page_number = 2; next != NULL; page_number++) {
        if (page_number > MAX_PAGES) {
            return fail(op, options, "the answer has more than 10000 pages", ret_error);
        }
        // A page's memory goes before the next one comes.
        arena *page_arena = arena_child(a);
        aws_call_options page_options = *options;
        page_options.arena = page_arena;
        const value *page = NULL;
        const aws_error *error = NULL;
        if (!aws_call(c, op, next, &page_options, &page, &error)) {
            *ret_error = error; // lives in the page's arena, which lives as long as the call's
            return false;
        }
        gather(a, &op->paginator, page, lists);
        const value *following = next_input(a, &op->paginator, next, page);
        if (following != NULL && value_equal(following, next)) {
            arena_free(page_arena);
            return fail(op, options, "the service gave the same page token twice", ret_error);
        }
        next = following;
        arena_free(page_arena);
    }
    return true;
}

const value *aws_next_page(arena *a, const api_operation *op, const value *input, const value *page) {
    return op->paginator.input_token == NULL ? NULL : next_input(a, &op->paginator, input, page);
}

bool aws_call_pages(aws_client *c, const api_operation *op, const value *input, const aws_call_options *options,
                    const value **ret_output, const aws_error **ret_error) {
    const value *first = NULL;
    if (!aws_call(c, op, input, options, &first, ret_error)) {
        return false;
    }
    const value *next = aws_next_page(options->arena, op, input, first);
    if (next == NULL) {
        *ret_output = first;
        return true;
    }
    arena *a = options->arena;
    size_t count = count_keys(&op->paginator);
    value **lists = ARENA_ARRAY(a, value *, count);
    gather(a, &op->paginator, first, lists);
    if (!follow(c, op, next, options, lists, ret_error)) {
        return false;
    }
    const value *joined = first;
    for (size_t i = 0; i < count; i++) {
        if (lists[i] != NULL) {
            joined = with_member_at(a, joined, str_of(op->paginator.result_keys[i]), lists[i], 0);
        }
    }
    *ret_output = joined;
    return true;
}
