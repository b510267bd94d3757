// Reading is done here and not by msgpack-c, whose parser stops at 32 levels and allocates what a header claims before
// the content is there. The type leads: depth is that of a static table, and every count is held against the bytes that
// are left.
#include "engine/msgpack.h"

#include <math.h>
#include <string.h>

#include <msgpack.h>

#include "base/utf8.h"

enum {
    EXT_UNKNOWN = 0,
    EXT_REFINED_UNKNOWN = 12,
    ENCODED_MAX = 256 << 20, // what a message may hold
};

// ---- reading ----

typedef enum item_kind {
    ITEM_NIL,
    ITEM_BOOL,
    ITEM_INT,
    ITEM_UINT, // past int64
    ITEM_DOUBLE,
    ITEM_TEXT, // str or bin
    ITEM_ARRAY,
    ITEM_MAP,
    ITEM_EXT,
} item_kind;

typedef struct item {
    item_kind kind;
    union {
        bool boolean;
        int64_t integer;
        uint64_t unsigned_integer;
        double real;
        str text;
        size_t count;
        int ext_type;
    };
} item;

typedef struct reader {
    arena *arena;
    const unsigned char *at;
    size_t left;
    const char *message; // what failed
} reader;

static bool fail(reader *r, const char *message) {
    r->message = message;
    return false;
}

static bool truncated(reader *r) {
    return fail(r, "the data ends too early");
}

// A big-endian number of `size` bytes.
static bool take_number(reader *r, size_t size, uint64_t *ret) {
    if (r->left < size) {
        return truncated(r);
    }
    uint64_t n = 0;
    for (size_t i = 0; i < size; i++) {
        n = n << 8 | r->at[i];
    }
    r->at += size;
    r->left -= size;
    *ret = n;
    return true;
}

static bool take_bytes(reader *r, uint64_t len, str *ret) {
    if (r->left < len) {
        return truncated(r);
    }
    *ret = (str){.ptr = (const char *)r->at, .len = (size_t)len};
    r->at += len;
    r->left -= (size_t)len;
    return true;
}

static bool text_item(reader *r, uint64_t len, item *ret) {
    ret->kind = ITEM_TEXT;
    return take_bytes(r, len, &ret->text);
}

// Every element takes a byte at least, so a count that the rest cannot hold is refused before anything is allocated.
static bool container_item(reader *r, item_kind kind, uint64_t count, item *ret) {
    if (count > (kind == ITEM_MAP ? r->left / 2 : r->left)) {
        return truncated(r);
    }
    ret->kind = kind;
    ret->count = (size_t)count;
    return true;
}

static bool ext_item(reader *r, uint64_t len, item *ret) {
    uint64_t ext_type;
    str content;
    if (!take_number(r, 1, &ext_type) || !take_bytes(r, len, &content)) {
        return false;
    }
    ret->kind = ITEM_EXT;
    ret->ext_type = ext_type < 0x80 ? (int)ext_type : (int)ext_type - 0x100;
    return true;
}

static bool int_item(reader *r, size_t size, bool is_signed, item *ret) {
    uint64_t n;
    if (!take_number(r, size, &n)) {
        return false;
    }
    if (is_signed) {
        unsigned shift = 64 - 8 * (unsigned)size;
        ret->kind = ITEM_INT;
        ret->integer = (int64_t)(n << shift) >> shift;
    } else if (n <= INT64_MAX) {
        ret->kind = ITEM_INT;
        ret->integer = (int64_t)n;
    } else {
        ret->kind = ITEM_UINT;
        ret->unsigned_integer = n;
    }
    return true;
}

static bool float_item(reader *r, size_t size, item *ret) {
    uint64_t bits;
    if (!take_number(r, size, &bits)) {
        return false;
    }
    ret->kind = ITEM_DOUBLE;
    if (size == sizeof(float)) {
        uint32_t low = (uint32_t)bits;
        float f;
        memcpy(&f, &low, sizeof f);
        ret->real = (double)f;
    } else {
        memcpy(&ret->real, &bits, sizeof ret->real);
    }
    return true;
}

// The next item, without the elements of containers.
static bool take(reader *r, item *ret) {
    uint64_t b;
    uint64_t len;
    if (!take_number(r, 1, &b)) {
        return false;
    }
    if (b <= 0x7f || b >= 0xe0) {
        *ret = (item){.kind = ITEM_INT, .integer = (int8_t)b};
        return true;
    }
    if (b <= 0x8f) {
        return container_item(r, ITEM_MAP, b & 0x0f, ret);
    }
    if (b <= 0x9f) {
        return container_item(r, ITEM_ARRAY, b & 0x0f, ret);
    }
    if (b <= 0xbf) {
        return text_item(r, b & 0x1f, ret);
    }
    switch (b) {
    case 0xc0:
        ret->kind = ITEM_NIL;
        return true;
    case 0xc2:
    case 0xc3:
        *ret = (item){.kind = ITEM_BOOL, .boolean = b == 0xc3};
        return true;
    case 0xc4: // bin 8, 16, 32
    case 0xc5:
    case 0xc6:
        return take_number(r, 1U << (b - 0xc4), &len) && text_item(r, len, ret);
    case 0xc7: // ext 8, 16, 32
    case 0xc8:
    case 0xc9:
        return take_number(r, 1U << (b - 0xc7), &len) && ext_item(r, len, ret);
    case 0xca:
    case 0xcb:
        return float_item(r, b == 0xca ? 4 : 8, ret);
    case 0xcc: // uint 8, 16, 32, 64
    case 0xcd:
    case 0xce:
    case 0xcf:
        return int_item(r, 1U << (b - 0xcc), false, ret);
    case 0xd0: // int 8, 16, 32, 64
    case 0xd1:
    case 0xd2:
    case 0xd3:
        return int_item(r, 1U << (b - 0xd0), true, ret);
    case 0xd4: // fixext 1, 2, 4, 8, 16
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
        return ext_item(r, 1U << (b - 0xd4), ret);
    case 0xd9: // str 8, 16, 32
    case 0xda:
    case 0xdb:
        return take_number(r, 1U << (b - 0xd9), &len) && text_item(r, len, ret);
    case 0xdc: // array 16, 32
    case 0xdd:
        return take_number(r, b == 0xdc ? 2 : 4, &len) && container_item(r, ITEM_ARRAY, len, ret);
    case 0xde: // map 16, 32
    case 0xdf:
        return take_number(r, b == 0xde ? 2 : 4, &len) && container_item(r, ITEM_MAP, len, ret);
    default: // 0xc1 is the only one left
        return fail(r, "the data is no MessagePack");
    }
}

static bool decode_number(reader *r, const item *it, const value **ret) {
    const char *text = NULL;
    switch (it->kind) {
    case ITEM_INT:
        *ret = value_int(r->arena, it->integer);
        return true;
    case ITEM_UINT:
        text = arena_printf(r->arena, "%ju", (uintmax_t)it->unsigned_integer);
        break;
    case ITEM_DOUBLE: // all its digits: the shortest text that reads back as the same double is another number
        text = isfinite(it->real) ? arena_printf(r->arena, "%.1074f", it->real) : "";
        break;
    case ITEM_TEXT:
        return value_number_parse(r->arena, it->text, ret) || fail(r, "a number was expected");
    default:
        return fail(r, "a number was expected");
    }
    return value_number_parse(r->arena, str_of(text), ret) || fail(r, "a finite number was expected");
}

static bool decode(reader *r, const type *t, const value **ret);

static bool decode_sequence(reader *r, const type *t, size_t count, const value **ret) {
    value *out = t->kind == TYPE_SET ? value_set_new(r->arena) : value_list_new(r->arena);
    for (size_t i = 0; i < count; i++) {
        const value *element;
        if (!decode(r, t->element, &element)) {
            return false;
        }
        value_push(r->arena, out, element);
    }
    *ret = out;
    return true;
}

static bool take_key(reader *r, str *ret) {
    item key;
    if (!take(r, &key)) {
        return false;
    }
    if (key.kind != ITEM_TEXT || !utf8_is_valid(key.text.ptr, key.text.len)) {
        return fail(r, "a text was expected as the key");
    }
    *ret = key.text;
    return true;
}

static bool decode_map(reader *r, const type *t, size_t count, const value **ret) {
    value *out = value_map_new(r->arena);
    for (size_t i = 0; i < count; i++) {
        str key;
        const value *element;
        if (!take_key(r, &key) || !decode(r, t->element, &element)) {
            return false;
        }
        value_put(r->arena, out, key, element);
    }
    *ret = out;
    return true;
}

// `*hint` is where the field is when attributes come in the order of their names, as Terraform writes them.
static const type_field *find_field(const type *t, str name, size_t *hint) {
    if (*hint < t->field_count && str_is(name, t->fields[*hint].name)) {
        return &t->fields[(*hint)++];
    }
    for (size_t i = 0; i < t->field_count; i++) {
        if (str_is(name, t->fields[i].name)) {
            *hint = i + 1;
            return &t->fields[i];
        }
    }
    return NULL;
}

static bool decode_object(reader *r, const type *t, size_t count, const value **ret) {
    value *out = value_object_new(r->arena);
    size_t hint = 0;
    for (size_t i = 0; i < count; i++) {
        str name;
        const value *member;
        if (!take_key(r, &name)) {
            return false;
        }
        const type_field *field = find_field(t, name, &hint);
        if (field == NULL) {
            return fail(r, "there is an attribute that the schema lacks");
        }
        if (!decode(r, field->type, &member)) {
            r->message = arena_printf(r->arena, "%s: %s", field->name, r->message);
            return false;
        }
        value_put_static(r->arena, out, field->name, member);
    }
    for (size_t i = 0; i < t->field_count && value_count(out) < t->field_count; i++) {
        if (value_get(out, t->fields[i].name) == NULL) {
            value_put_static(r->arena, out, t->fields[i].name, value_null());
        }
    }
    *ret = out;
    return true;
}

static bool decode(reader *r, const type *t, const value **ret) {
    item it;
    if (!take(r, &it)) {
        return false;
    }
    if (it.kind == ITEM_NIL) {
        *ret = value_null();
        return true;
    }
    if (it.kind == ITEM_EXT) {
        if (it.ext_type != EXT_UNKNOWN && it.ext_type != EXT_REFINED_UNKNOWN) {
            return fail(r, "there is an extension that this provider does not know");
        }
        *ret = value_unknown();
        return true;
    }
    switch (t->kind) {
    case TYPE_DYNAMIC:
        return fail(r, "a value of any type is not taken here");
    case TYPE_BOOL:
        if (it.kind != ITEM_BOOL) {
            return fail(r, "true or false was expected");
        }
        *ret = value_bool(it.boolean);
        return true;
    case TYPE_NUMBER:
        return decode_number(r, &it, ret);
    case TYPE_STRING:
        if (it.kind != ITEM_TEXT || !utf8_is_valid(it.text.ptr, it.text.len)) {
            return fail(r, "a text was expected");
        }
        *ret = value_string(r->arena, it.text);
        return true;
    case TYPE_LIST:
    case TYPE_SET:
        return it.kind == ITEM_ARRAY ? decode_sequence(r, t, it.count, ret) : fail(r, "a list was expected");
    case TYPE_MAP:
        return it.kind == ITEM_MAP ? decode_map(r, t, it.count, ret) : fail(r, "a map was expected");
    case TYPE_OBJECT:
        return it.kind == ITEM_MAP ? decode_object(r, t, it.count, ret) : fail(r, "an object was expected");
    }
    return fail(r, "the schema has a type that this provider does not know");
}

bool msgpack_decode(arena *a, const type *t, const void *data, size_t len, const value **ret,
                    const char **ret_message) {
    reader r = {.arena = a, .at = data, .left = len};
    const value *decoded;
    bool ok = decode(&r, t, &decoded);
    if (ok && r.left > 0) {
        ok = fail(&r, "there is more data than the value");
    }
    if (!ok) {
        *ret_message = r.message;
        return false;
    }
    *ret = decoded;
    return true;
}

// ---- writing ----

static int append(void *data, const char *bytes, size_t len) {
    return buf_put(data, bytes, len) ? 0 : -1;
}

static void write_text(msgpack_packer *p, str s) {
    msgpack_pack_str(p, s.len);
    msgpack_pack_str_body(p, s.ptr, s.len);
}

static bool encode(msgpack_packer *p, const type *t, const value *v);

static bool encode_sequence(msgpack_packer *p, const type *t, const value *v) {
    if (v->kind != VALUE_LIST && v->kind != VALUE_SET) {
        return false;
    }
    msgpack_pack_array(p, v->list.count);
    for (size_t i = 0; i < v->list.count; i++) {
        if (!encode(p, t->element, v->list.items[i])) {
            return false;
        }
    }
    return true;
}

static bool encode_map(msgpack_packer *p, const type *t, const value *v) {
    if (v->kind != VALUE_MAP && v->kind != VALUE_OBJECT) {
        return false;
    }
    msgpack_pack_map(p, v->map.count);
    for (size_t i = 0; i < v->map.count; i++) {
        write_text(p, v->map.entries[i].key);
        if (!encode(p, t->element, v->map.entries[i].value)) {
            return false;
        }
    }
    return true;
}

static bool encode_object(msgpack_packer *p, const type *t, const value *v) {
    if (v->kind != VALUE_MAP && v->kind != VALUE_OBJECT) {
        return false;
    }
    msgpack_pack_map(p, t->field_count);
    for (size_t i = 0; i < t->field_count; i++) {
        write_text(p, str_of(t->fields[i].name));
        if (!encode(p, t->fields[i].type, value_get(v, t->fields[i].name))) {
            return false;
        }
    }
    return true;
}

// Depth is that of the type, which is a static table. A number that is no int64 goes as text, which is always exact.
static bool encode(msgpack_packer *p, const type *t, const value *v) {
    if (value_is_null(v)) {
        msgpack_pack_nil(p);
        return true;
    }
    if (value_is_unknown(v)) {
        msgpack_pack_ext(p, 1, EXT_UNKNOWN);
        msgpack_pack_ext_body(p, "", 1);
        return true;
    }
    switch (t->kind) {
    case TYPE_DYNAMIC:
        return false;
    case TYPE_BOOL:
        if (v->kind != VALUE_BOOL) {
            return false;
        }
        (void)(v->boolean ? msgpack_pack_true(p) : msgpack_pack_false(p));
        return true;
    case TYPE_NUMBER:
        if (v->kind != VALUE_NUMBER) {
            return false;
        }
        if (v->number.is_integer) {
            msgpack_pack_int64(p, v->number.integer);
        } else {
            write_text(p, v->number.text);
        }
        return true;
    case TYPE_STRING:
        if (v->kind != VALUE_STRING) {
            return false;
        }
        write_text(p, v->string);
        return true;
    case TYPE_LIST:
    case TYPE_SET:
        return encode_sequence(p, t, v);
    case TYPE_MAP:
        return encode_map(p, t, v);
    case TYPE_OBJECT:
        return encode_object(p, t, v);
    }
    return false;
}

bool msgpack_encode(arena *a, const type *t, const value *v, const void **ret_data, size_t *ret_len) {
    buf out = buf_make(ENCODED_MAX);
    msgpack_packer packer;
    msgpack_packer_init(&packer, &out, append);
    bool ok = encode(&packer, t, v) && !out.failed;
    if (ok) {
        *ret_data = arena_memdup(a, out.ptr, out.len);
        *ret_len = out.len;
    }
    buf_free(&out);
    return ok;
}
