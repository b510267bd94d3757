// The provider's functions; what they give is what hashicorp/aws 5.100 gives.
#include "unit/test.h"

#include "base/json.h"
#include "engine/functions.h"

// The result as JSON, or the error.
static const char *result(arena *a, const char *name, const char *const *texts) {
    const engine_function *f = engine_function_find(name);
    const value *arguments[8];
    size_t count = 0;
    for (; texts[count] != NULL; count++) {
        arguments[count] = value_cstr(a, texts[count]);
    }
    function_call call = {.arena = a, .arguments = arguments, .argument = -1};
    if (!CHECK(f != NULL) || !CHECK_INT(count, f->parameter_count)) {
        return "";
    }
    const value *v = f->apply(&call);
    if (v == NULL) {
        CHECK_INT(call.argument, 0);
        return call.error;
    }
    return json_text(a, v).ptr;
}

#define GIVES(expected, name, ...)                                                                                     \
    do {                                                                                                               \
        arena *a_ = arena_new();                                                                                       \
        CHECK_STR(result(a_, name, (const char *const[]){__VA_ARGS__, NULL}), expected);                               \
        arena_free(a_);                                                                                                \
    } while (0)

TEST(there_is_what_there_is) {
    CHECK_INT(engine_function_count, 3);
    for (size_t i = 0; i < engine_function_count; i++) {
        CHECK(engine_function_find(engine_functions[i].name) == &engine_functions[i]);
        CHECK(engine_functions[i].summary[0] != '\0' && engine_functions[i].description[0] != '\0');
    }
    CHECK(engine_function_find("arn") == NULL);
    CHECK(engine_function_find("") == NULL);
}

TEST(arn_build) {
    GIVES("\"arn:aws:iam::444455556666:role/example\"", "arn_build", "aws", "iam", "", "444455556666", "role/example");
    GIVES("\"arn:::::\"", "arn_build", "", "", "", "", "");
    GIVES("\"arn:a:b:c:d:e:f:g:h\"", "arn_build", "a:b", "c", "d", "e", "f:g:h");
}

#define PARTS(partition, service, region, account, resource)                                                           \
    "{\"account_id\":\"" account "\",\"partition\":\"" partition "\",\"region\":\"" region                             \
    "\",\"resource\":\"" resource "\",\"service\":\"" service "\"}"

TEST(arn_parse) {
    GIVES(PARTS("aws", "iam", "", "444455556666", "role/example"), "arn_parse",
          "arn:aws:iam::444455556666:role/example");
    GIVES(PARTS("", "", "", "", ""), "arn_parse", "arn:::::");
    GIVES(PARTS("", "", "", "", ":"), "arn_parse", "arn::::::");
    GIVES(PARTS("a", "b", "c", "d", "e:f:g"), "arn_parse", "arn:a:b:c:d:e:f:g");
    GIVES(PARTS("aws", "s3", "", "", "b "), "arn_parse", "arn:aws:s3:::b ");
    GIVES(PARTS("aws", "\xC3\xA9", "\xC3\xBC", "", "\\n"), "arn_parse", "arn:aws:\xC3\xA9:\xC3\xBC::\n");
}

TEST(what_is_no_arn) {
    static const char *const names[] = {"arn_parse", "trim_iam_role_path"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        GIVES("an ARN begins with \"arn:\"", names[i], "");
        GIVES("an ARN begins with \"arn:\"", names[i], "arn");
        GIVES("an ARN begins with \"arn:\"", names[i], "ARN:aws:s3:::b");
        GIVES("an ARN begins with \"arn:\"", names[i], " arn:aws:s3:::b");
        GIVES("an ARN has six parts: arn:partition:service:region:account-id:resource", names[i], "arn:");
        GIVES("an ARN has six parts: arn:partition:service:region:account-id:resource", names[i], "arn:a:b:c:d");
    }
}

TEST(trim_iam_role_path) {
    GIVES("\"arn:aws:iam::444455556666:role/example\"", "trim_iam_role_path", "arn:aws:iam::444455556666:role/example");
    GIVES("\"arn:aws:iam::444455556666:role/example\"", "trim_iam_role_path",
          "arn:aws:iam::444455556666:role/a/b/example");
    GIVES("\"arn:aws-cn:iam::123456789012:role/y\"", "trim_iam_role_path",
          "arn:aws-cn:iam::123456789012:role/aws-service-role/x/y");
    GIVES("\"arn:aws:iam::1:role/\"", "trim_iam_role_path", "arn:aws:iam::1:role/");
    GIVES("\"arn:aws:iam::1:role/\"", "trim_iam_role_path", "arn:aws:iam::1:role/a/");
    GIVES("\"arn:aws:iam:::role/b\"", "trim_iam_role_path", "arn:aws:iam:::role//b");
    GIVES("\"arn:aws:iam::x:role/c:d\"", "trim_iam_role_path", "arn:aws:iam::x:role/a:b/c:d");
}

TEST(what_is_no_role) {
    static const char service[] = "the service in the ARN of an IAM role is \"iam\"";
    static const char resource[] = "the resource in the ARN of an IAM role begins with \"role/\"";
    GIVES(service, "trim_iam_role_path", "arn:aws:s3:::role/a/b");
    GIVES(service, "trim_iam_role_path", "arn:aws:IAM::1:role/a/b");
    GIVES(service, "trim_iam_role_path", "arn:aws:sts::1:assumed-role/a/b");
    GIVES("the ARN of an IAM role has no region", "trim_iam_role_path", "arn:aws:iam:us-east-1:1:role/a/b");
    GIVES(resource, "trim_iam_role_path", "arn:aws:iam::1:role");
    GIVES(resource, "trim_iam_role_path", "arn:aws:iam::1:user/role/b");
    GIVES(resource, "trim_iam_role_path", "arn:aws:iam::1:rolex/a/b");
    GIVES(resource, "trim_iam_role_path", "arn:aws:iam::1:/role/b");
}
