#include "engine/validate_internal.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "engine/pattern.h"

static const char SUMMARY[] = "Invalid argument value";
enum { MOST_LISTED = 40, LONGEST_QUOTED = 80 };

// ", got \"x\"", where the value may be told.
static const char *got(validation *v, const value *given, place at) {
    const char *text = at.sensitive ? NULL : value_scalar_text(v->arena, given);
    if (text == NULL || strlen(text) > LONGEST_QUOTED) {
        return "";
    }
    return arena_printf(v->arena, given->kind == VALUE_STRING ? ", got \"%s\"" : ", got %s", text);
}

static void list_words(buf *out, size_t at, const char *word) {
    if (at < MOST_LISTED) {
        buf_printf(out, at == 0 ? "%s" : ", %s", word);
    } else if (at == MOST_LISTED) {
        buf_puts(out, ", ...");
    }
}

static void check_enum(validation *v, const spec_attr *attr, const value *given, place at) {
    if (attr->enum_values == NULL || given->kind != VALUE_STRING) {
        return;
    }
    buf words = buf_make(1 << 16);
    for (size_t i = 0; attr->enum_values[i] != NULL; i++) {
        str word = str_of(attr->enum_values[i]);
        if (attr->enum_nocase ? str_eq_nocase(word, given->string) : str_eq(word, given->string)) {
            buf_free(&words);
            return;
        }
        list_words(&words, i, attr->enum_values[i]);
    }
    diag_error(v->diags, at.path, SUMMARY, "%s must be one of %s%s.", at.label, buf_str(&words, v->arena).ptr,
               got(v, given, at));
    buf_free(&words);
}

static void check_number_enum(validation *v, const spec_attr *attr, const value *given, place at) {
    if (attr->int_enum == NULL || given->kind != VALUE_NUMBER) {
        return;
    }
    buf words = buf_make(1 << 16);
    for (size_t i = 0; attr->int_enum[i] != NULL; i++) {
        if (value_equal(attr->int_enum[i], given)) {
            buf_free(&words);
            return;
        }
        list_words(&words, i, value_scalar_text(v->arena, attr->int_enum[i]));
    }
    diag_error(v->diags, at.path, SUMMARY, "%s must be one of %s%s.", at.label, buf_str(&words, v->arena).ptr,
               got(v, given, at));
    buf_free(&words);
}

static void check_number(validation *v, const spec_attr *attr, const value *given, place at) {
    double number;
    if (given->kind != VALUE_NUMBER) {
        return;
    }
    if (attr->is_int && !given->number.is_integer) {
        diag_error(v->diags, at.path, SUMMARY, "%s must be a whole number%s.", at.label, got(v, given, at));
        return;
    }
    if (!value_to_double(given, &number)) {
        return;
    }
    bool low = attr->min != NULL && number < *attr->min;
    bool high = attr->max != NULL && number > *attr->max;
    if (!low && !high) {
        return;
    }
    if (attr->min != NULL && attr->max != NULL) {
        diag_error(v->diags, at.path, SUMMARY, "%s must be between %.15g and %.15g%s.", at.label, *attr->min,
                   *attr->max, got(v, given, at));
    } else {
        diag_error(v->diags, at.path, SUMMARY, "%s must be %.15g or %s%s.", at.label, low ? *attr->min : *attr->max,
                   low ? "more" : "less", got(v, given, at));
    }
}

static size_t characters(str s) {
    size_t count = 0;
    for (size_t at = 0; at < s.len; count++) {
        size_t step = utf8_step(s.ptr + at, s.len - at);
        at += step == 0 ? 1 : step;
    }
    return count;
}

static void check_length(validation *v, const spec_attr *attr, const value *given, place at) {
    // A table that says nothing of lengths is zero all over; a bound of 0 to 0 would leave no text at all.
    bool bounded = attr->min_length > 0 || attr->max_length > 0;
    if (!bounded || given->kind != VALUE_STRING) {
        return;
    }
    size_t length = characters(given->string);
    bool low = attr->min_length > 0 && length < (size_t)attr->min_length;
    bool high = attr->max_length > 0 && length > (size_t)attr->max_length;
    if (!low && !high) {
        return;
    }
    if (attr->min_length > 0 && attr->max_length > 0) {
        diag_error(v->diags, at.path, SUMMARY, "%s must have %d to %d characters, it has %zu.", at.label,
                   attr->min_length, attr->max_length, length);
    } else {
        diag_error(v->diags, at.path, SUMMARY, "%s must have %s %d characters, it has %zu.", at.label,
                   low ? "at least" : "at most", low ? attr->min_length : attr->max_length, length);
    }
}

static void check_match(validation *v, const spec_attr *attr, const value *given, place at) {
    if (attr->match == NULL || given->kind != VALUE_STRING) {
        return;
    }
    const regex_t *expression = pattern_compiled(attr->match, REG_NOSUB);
    if (expression == NULL) {
        diag_error(v->diags, at.path, "Invalid pattern in the provider", "%s has the pattern %s, which is none.",
                   at.label, attr->match);
        return;
    }
    // The text may hold NUL bytes, so its end is given.
    regmatch_t range = {.rm_so = 0, .rm_eo = (regoff_t)given->string.len};
    if (regexec(expression, given->string.ptr, 1, &range, REG_STARTEND) == 0) {
        return;
    }
    if (attr->match_message != NULL) {
        diag_error(v->diags, at.path, SUMMARY, "%s %s%s.", at.label, attr->match_message, got(v, given, at));
    } else {
        diag_error(v->diags, at.path, SUMMARY, "%s must match the regular expression %s%s.", at.label, attr->match,
                   got(v, given, at));
    }
}

static void check_format(validation *v, const spec_attr *attr, const value *given, place at) {
    const char *message = NULL;
    // Of a document that may be left out, the empty text says that it is: modules spell it so.
    bool document = attr->format == format_json || spec_attr_is_policy(attr);
    if (document && attr->optional && given->kind == VALUE_STRING && given->string.len == 0) {
        return;
    }
    if (attr->format != NULL && given->kind == VALUE_STRING && !attr->format(v->arena, given->string, &message)) {
        diag_error(v->diags, at.path, SUMMARY, "%s %s%s.", at.label, message, got(v, given, at));
    }
}

void validate_scalar(validation *v, const spec_attr *attr, const value *given, place at) {
    check_enum(v, attr, given, at);
    check_number_enum(v, attr, given, at);
    check_number(v, attr, given, at);
    check_length(v, attr, given, at);
    check_match(v, attr, given, at);
    check_format(v, attr, given, at);
}
