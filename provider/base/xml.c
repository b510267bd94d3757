#include "base/xml.h"

#include <expat.h>
#include <string.h>

#include "base/buf.h"
#include "base/value.h"

typedef struct open_node {
    xml_node *node;
    xml_node *last_child;
    buf text;
} open_node;

typedef struct reader {
    arena *a;
    XML_Parser parser;
    const xml_node *root;
    size_t depth;
    open_node open[VALUE_MAX_DEPTH];
    size_t max_text;
    const char *refusal; // why we stopped the parser
} reader;

static void refuse(reader *r, const char *why) {
    if (r->refusal == NULL) {
        r->refusal = why;
        XML_StopParser(r->parser, XML_FALSE);
    }
}

static const char *const *copy_attributes(arena *a, const XML_Char **attributes) {
    size_t count = 0;
    while (attributes[count] != NULL) {
        count++;
    }
    if (count == 0) {
        return NULL;
    }
    const char **copy = ARENA_ARRAY(a, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        copy[i] = arena_strdup(a, attributes[i]);
    }
    return copy;
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes) {
    reader *r = data;
    if (r->refusal != NULL) {
        return;
    }
    if (r->depth == VALUE_MAX_DEPTH) {
        refuse(r, arena_printf(r->a, "nested deeper than %d levels", VALUE_MAX_DEPTH));
        return;
    }
    const char *colon = strrchr(name, ':');
    xml_node *node = ARENA_NEW(r->a, xml_node);
    node->name = str_of(arena_strdup(r->a, colon == NULL ? name : colon + 1));
    node->attributes = copy_attributes(r->a, attributes);
    if (r->depth == 0) {
        r->root = node;
    } else {
        open_node *parent = &r->open[r->depth - 1];
        if (parent->last_child == NULL) {
            parent->node->first_child = node;
        } else {
            parent->last_child->next = node;
        }
        parent->last_child = node;
    }
    r->open[r->depth++] = (open_node){.node = node, .text = buf_make(r->max_text)};
}

static void on_end(void *data, const XML_Char *name) {
    reader *r = data;
    (void)name;
    if (r->refusal != NULL) {
        return;
    }
    open_node *o = &r->open[--r->depth];
    o->node->text = buf_str(&o->text, r->a);
    buf_free(&o->text);
}

static void on_text(void *data, const XML_Char *text, int len) {
    reader *r = data;
    if (r->refusal == NULL && r->depth > 0 && !buf_put(&r->open[r->depth - 1].text, text, (size_t)len)) {
        refuse(r, "too much text in one element");
    }
}

static void on_doctype(void *data, const XML_Char *name, const XML_Char *system_id, const XML_Char *public_id,
                       int has_internal_subset) {
    (void)name;
    (void)system_id;
    (void)public_id;
    (void)has_internal_subset;
    refuse(data, "a DOCTYPE is not accepted");
}

static bool feed(XML_Parser parser, str text) {
    enum { PIECE = 1 << 20 }; // expat counts in int
    do {
        str piece = str_upto(text, PIECE);
        text = str_from(text, piece.len);
        if (XML_Parse(parser, piece.ptr, (int)piece.len, text.len == 0) != XML_STATUS_OK) {
            return false;
        }
    } while (text.len > 0);
    return true;
}

bool xml_parse(arena *a, str text, const xml_node **ret_root, const char **ret_message) {
    XML_Parser parser = XML_ParserCreate(NULL);
    if (parser == NULL) {
        *ret_message = "no memory to read the document";
        return false;
    }
    // In another encoding than UTF-8 a character may take up to three times its bytes.
    size_t max_text = text.len < (SIZE_MAX - 1) / 3 ? text.len * 3 : SIZE_MAX - 1;
    reader r = {.a = a, .parser = parser, .max_text = max_text};
    XML_SetUserData(parser, &r);
    XML_SetElementHandler(parser, on_start, on_end);
    XML_SetCharacterDataHandler(parser, on_text);
    XML_SetStartDoctypeDeclHandler(parser, on_doctype);
    bool well_formed = feed(parser, str_from(text, 0));
    if (well_formed) {
        *ret_root = r.root;
    } else {
        const char *why = r.refusal != NULL ? r.refusal : XML_ErrorString(XML_GetErrorCode(parser));
        *ret_message = arena_printf(a, "line %lu, column %lu: %s", (unsigned long)XML_GetCurrentLineNumber(parser),
                                    (unsigned long)XML_GetCurrentColumnNumber(parser) + 1, why);
    }
    while (r.depth > 0) {
        buf_free(&r.open[--r.depth].text);
    }
    XML_ParserFree(parser);
    return well_formed;
}

const xml_node *xml_child(const xml_node *node, const char *name) {
    for (const xml_node *child = node == NULL ? NULL : node->first_child; child != NULL; child = child->next) {
        if (str_is(child->name, name)) {
            return child;
        }
    }
    return NULL;
}
