#include "base/xml.h"

#include "base/buf.h"
#include "base/value.h"
#include "unit/test.h"

static const xml_node *parsed(arena *a, const char *text) {
    const xml_node *root = NULL;
    const char *message;
    if (!CHECK(xml_parse(a, str_of(text), &root, &message))) {
        printf("  %s\n", message);
    }
    return root;
}

static const char *refusal(arena *a, str text) {
    const xml_node *const untouched = &(const xml_node){.name = STR("x")};
    const xml_node *root = untouched;
    const char *message = NULL;
    bool taken = xml_parse(a, text, &root, &message);
    CHECK(taken == (message == NULL));
    CHECK(taken || root == untouched);
    return message;
}

TEST(a_response) {
    arena *a = arena_new();
    const xml_node *root = parsed(a, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                     "<r:DescribeVpcsResponse xmlns:r=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
                                     "<requestId>abc</requestId><vpcSet><item><vpcId>vpc-1</vpcId></item>"
                                     "<item><vpcId>vpc-2</vpcId></item></vpcSet></r:DescribeVpcsResponse>");
    CHECK_STR(root->name.ptr, "DescribeVpcsResponse");
    CHECK_STR(root->attributes[0], "xmlns:r");
    CHECK(root->attributes[2] == NULL);
    CHECK_STR(xml_child(root, "requestId")->text.ptr, "abc");
    const xml_node *item = xml_child(xml_child(root, "vpcSet"), "item");
    CHECK_STR(xml_child(item, "vpcId")->text.ptr, "vpc-1");
    CHECK_STR(xml_child(item->next, "vpcId")->text.ptr, "vpc-2");
    CHECK(item->next->next == NULL);
    CHECK(item->attributes == NULL);
    CHECK(xml_child(root, "nothing") == NULL);
    CHECK(xml_child(NULL, "x") == NULL);
    arena_free(a);
}

TEST(text_is_joined) {
    arena *a = arena_new();
    const xml_node *root = parsed(a, "<a>x &lt;&#228;&gt; <b>in</b><![CDATA[<y>&]]><!-- no -->\nz</a>");
    CHECK_STR(root->text.ptr, "x <\xC3\xA4> <y>&\nz");
    CHECK_STR(xml_child(root, "b")->text.ptr, "in");
    CHECK_STR(parsed(a, "<a/>")->text.ptr, "");
    CHECK_STR(parsed(a, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xE4</a>")->text.ptr, "\xC3\xA4");
    arena_free(a);
}

TEST(malformed_documents) {
    static const char *const cases[] = {"",
                                        "text",
                                        "<a>",
                                        "<a></b>",
                                        "<a/><b/>",
                                        "<a>&nope;</a>",
                                        "<a b='1' b='2'/>",
                                        "<a>\xC3</a>",
                                        "<a>&#0;</a>",
                                        "<a>\xFF</a>",
                                        "<?xml version=\"1.0\" encoding=\"nope\"?><a/>",
                                        "<a>\x01</a>"};
    arena *a = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(refusal(a, str_of(cases[i])) != NULL);
    }
    CHECK(refusal(a, (str){NULL, 0}) != NULL);
    CHECK(refusal(a, STR("<a>\0</a>")) != NULL);
    const char *message = refusal(a, STR("<a>\n  <b></c></a>"));
    CHECK(message != NULL && strncmp(message, "line 2, column ", 15) == 0);
    arena_free(a);
}

TEST(doctypes_are_refused) {
    static const char *const cases[] = {
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY x \"yyyy\"><!ENTITY z \"&x;&x;&x;\">]><a>&z;</a>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM \"http://127.0.0.1/\"> %p;]><a/>",
    };
    arena *a = arena_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *message = refusal(a, str_of(cases[i]));
        CHECK(message != NULL && strstr(message, "DOCTYPE") != NULL);
    }
    arena_free(a);
}

static str nested(arena *a, size_t depth) {
    buf b = buf_make(1 << 24);
    for (size_t i = 0; i < depth; i++) {
        buf_puts(&b, "<a>x");
    }
    for (size_t i = 0; i < depth; i++) {
        buf_puts(&b, "</a>");
    }
    str text = buf_str(&b, a);
    buf_free(&b);
    return text;
}

TEST(depth_is_bounded) {
    arena *a = arena_new();
    CHECK(refusal(a, nested(a, VALUE_MAX_DEPTH)) == NULL);
    const char *message = refusal(a, nested(a, VALUE_MAX_DEPTH + 1));
    CHECK(message != NULL && strstr(message, "nested deeper than 128 levels") != NULL);
    CHECK(refusal(a, nested(a, 500000)) != NULL);
    arena_free(a);
}

TEST(documents_longer_than_a_piece) {
    arena *a = arena_new();
    buf b = buf_make(1 << 23);
    buf_puts(&b, "<a>");
    for (int i = 0; i < 300000; i++) {
        buf_puts(&b, "<b>\xC3\xA4</b>");
    }
    buf_puts(&b, "</a>");
    const xml_node *root = parsed(a, b.ptr);
    size_t count = 0;
    for (const xml_node *n = root->first_child; n != NULL; n = n->next) {
        count += str_is(n->text, "\xC3\xA4");
    }
    CHECK_INT(count, 300000);
    buf_free(&b);
    arena_free(a);
}
