// XML request bodies by shape: REST-XML.
#include <string.h>

#include "aws/protocol.h"

typedef struct writer {
    arena *a;
    buf *out;
} writer;

static void write_element(const writer *w, const api_member *member, const api_shape *shape, const value *v,
                          const char *name, const char *xml_namespace);

static void write_escaped(buf *out, str text) {
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        switch (c) {
        case '&':
            buf_puts(out, "&amp;");
            break;
        case '<':
            buf_puts(out, "&lt;");
            break;
        case '>':
            buf_puts(out, "&gt;");
            break;
        case '"':
            buf_puts(out, "&quot;");
            break;
        case '\r': // a bare one would be read back as a line feed
            buf_puts(out, "&#xD;");
            break;
        default:
            buf_putc(out, (char)c);
        }
    }
}

static void write_open(const writer *w, const api_shape *shape, const value *v, const char *name,
                       const char *xml_namespace) {
    buf_printf(w->out, "<%s", name);
    if (xml_namespace != NULL) {
        buf_puts(w->out, " xmlns=\"");
        write_escaped(w->out, str_of(xml_namespace));
        buf_putc(w->out, '"');
    }
    for (size_t i = 0; shape->type == API_STRUCTURE && i < shape->member_count; i++) {
        const api_member *member = &shape->members[i];
        const value *item = member->xml_attribute ? value_get(v, member->name) : NULL;
        if (item == NULL) {
            continue;
        }
        if (strncmp(member->wire_name, "xsi:", 4) == 0) {
            buf_puts(w->out, " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"");
        }
        buf_printf(w->out, " %s=\"", member->wire_name);
        write_escaped(w->out, str_of(protocol_scalar_text(w->a, member->shape, member, item, API_TIME_ISO8601)));
        buf_putc(w->out, '"');
    }
    buf_putc(w->out, '>');
}

static void write_members(const writer *w, const api_shape *shape, const value *v) {
    for (size_t i = 0; i < shape->member_count; i++) {
        const api_member *member = &shape->members[i];
        const value *item = value_get(v, member->name);
        if (item != NULL && member->location == API_IN_BODY && !member->xml_attribute) {
            write_element(w, member, member->shape, item, member->wire_name, NULL);
        }
    }
}

static void write_map_entries(const writer *w, const api_shape *shape, const value *v, const char *entry_name) {
    for (size_t i = 0; i < v->map.count; i++) {
        buf_printf(w->out, "<%s><%s>", entry_name, shape->key_wire_name == NULL ? "key" : shape->key_wire_name);
        write_escaped(w->out, v->map.entries[i].key);
        buf_printf(w->out, "</%s>", shape->key_wire_name == NULL ? "key" : shape->key_wire_name);
        write_element(w, shape->element, shape->element->shape, v->map.entries[i].value,
                      shape->element->wire_name == NULL ? "value" : shape->element->wire_name, NULL);
        buf_printf(w->out, "</%s>", entry_name);
    }
}

static void write_items(const writer *w, const api_shape *shape, const value *v, const char *name) {
    for (size_t i = 0; i < v->list.count; i++) {
        write_element(w, shape->element, shape->element->shape, v->list.items[i], name, NULL);
    }
}

static void write_element(const writer *w, const api_member *member, const api_shape *shape, const value *v,
                          const char *name, const char *xml_namespace) {
    bool flat = protocol_list_is_flat(member, shape);
    if (flat && shape->type == API_LIST) {
        write_items(w, shape, v, member == NULL ? name : protocol_flat_name(member, name));
        return;
    }
    if (flat && shape->type == API_MAP) {
        write_map_entries(w, shape, v, name);
        return;
    }
    write_open(w, shape, v, name, xml_namespace);
    switch (shape->type) {
    case API_STRUCTURE:
        write_members(w, shape, v);
        break;
    case API_LIST:
        write_items(w, shape, v, shape->element->wire_name == NULL ? "member" : shape->element->wire_name);
        break;
    case API_MAP:
        write_map_entries(w, shape, v, "entry");
        break;
    default:
        write_escaped(w->out, str_of(protocol_scalar_text(w->a, shape, member, v, API_TIME_ISO8601)));
    }
    buf_printf(w->out, "</%s>", name);
}

void protocol_xml_write(arena *a, buf *out, const api_shape *shape, const value *v, const char *name,
                        const char *xml_namespace) {
    writer w = {.a = a, .out = out};
    write_element(&w, NULL, shape, v, name, xml_namespace);
}
