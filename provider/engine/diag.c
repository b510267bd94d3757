#include "engine/diag.h"

#include <string.h>

enum { SUMMARY_MAX = 400 }; // a summary is one line on a terminal

static void add(diags *d, diag_severity severity, const path *at, const char *summary, const char *detail) {
    diag *n = ARENA_NEW(d->arena, diag);
    *n = (diag){.severity = severity, .summary = arena_strdup(d->arena, summary), .detail = detail, .attribute = at};
    if (d->last == NULL) {
        d->first = n;
    } else {
        d->last->next = n;
    }
    d->last = n;
    d->error_count += severity == DIAG_ERROR;
}

void diag_error(diags *d, const path *at, const char *summary, const char *detail_format, ...) {
    va_list args;
    va_start(args, detail_format);
    add(d, DIAG_ERROR, at, summary, arena_vprintf(d->arena, detail_format, args));
    va_end(args);
}

void diag_warning(diags *d, const path *at, const char *summary, const char *detail_format, ...) {
    va_list args;
    va_start(args, detail_format);
    add(d, DIAG_WARNING, at, summary, arena_vprintf(d->arena, detail_format, args));
    va_end(args);
}

static const char *with_paragraph(arena *a, const char *detail, const char *paragraph) {
    return arena_printf(a, "%s\n\n%s", detail, paragraph);
}

void diag_add(diags *d, const char *detail_format, ...) {
    if (d->last == NULL) {
        return;
    }
    va_list args;
    va_start(args, detail_format);
    d->last->detail = with_paragraph(d->arena, d->last->detail, arena_vprintf(d->arena, detail_format, args));
    va_end(args);
}

bool diags_failed(const diags *d) {
    return d->error_count > 0;
}

// ---- AWS errors ----

typedef struct advice_for {
    const char *part;
    const char *advice;
} advice_for;

// What to do about an error code. `part` is matched anywhere in the code, because services spell the same error with
// and without a suffix (AccessDenied, AccessDeniedException).
static const advice_for NEXT_STEPS[] = {
    {"ExpiredToken",
     "The credentials have expired: renew them (for example with \"aws sso login\") and run Terraform again."},
    {"RequestExpired",
     "The credentials or this machine's clock are out of date: renew the credentials, and check the clock."},
    {"RequestTimeTooSkewed", "This machine's clock is wrong: set it, and run Terraform again."},
    {"InvalidClientTokenId",
     "AWS does not know the access key: check which credentials are in use, and for which partition."},
    {"UnrecognizedClient",
     "AWS does not know the access key: check which credentials are in use, and for which partition."},
    {"AuthFailure", "AWS does not accept the credentials: check the access key, the secret key and the session token."},
    {"SignatureDoesNotMatch", "The secret key does not belong to the access key, or a proxy changed the request."},
    {"AccessDenied",
     "The credentials in use lack the permission for this call: allow it in an IAM policy of that principal."},
    {"UnauthorizedOperation",
     "The credentials in use lack the permission for this call: allow it in an IAM policy of that principal."},
    {"NotAuthorized",
     "The credentials in use lack the permission for this call: allow it in an IAM policy of that principal."},
    {"OptInRequired", "The account has not signed up for this service or region: enable it in the AWS console."},
    {"Throttling",
     "AWS limits the rate of this call: run Terraform again, with a lower -parallelism or a higher max_retries."},
    {"RequestLimitExceeded",
     "AWS limits the rate of this call: run Terraform again, with a lower -parallelism or a higher max_retries."},
    {"LimitExceeded", "A quota of the account is used up: remove what is not needed, or ask AWS for a higher quota."},
};

// Of what OpenSSL and libcurl say where no answer came.
static const advice_for NO_ANSWER_STEPS[] = {
    {"certificate",
     "Something on the way that looks into TLS, as some proxies do, has a certificate authority of its own: name its "
     "bundle in custom_ca_bundle (AWS_CA_BUNDLE). What has expired, or is for another name, is to be mended where it "
     "comes from."},
    {"tunnel", "The proxy does not lead to AWS: check https_proxy (HTTPS_PROXY), its user and password, and no_proxy "
               "(NO_PROXY)."},
    {"proxy", "Check the proxy: http_proxy (HTTP_PROXY), https_proxy (HTTPS_PROXY), no_proxy (NO_PROXY)."},
};

static const char *advice_of(const advice_for *table, size_t count, const char *text) {
    for (size_t i = 0; i < count; i++) {
        if (strstr(text, table[i].part) != NULL) {
            return table[i].advice;
        }
    }
    return NULL;
}

static const char *next_step(const aws_error *error) {
    const char *advice = NULL;
    switch (error->kind) {
    case AWS_ERROR_SERVICE:
        return advice_of(NEXT_STEPS, sizeof NEXT_STEPS / sizeof *NEXT_STEPS, error->code);
    case AWS_ERROR_TRANSPORT:
        advice = advice_of(NO_ANSWER_STEPS, sizeof NO_ANSWER_STEPS / sizeof *NO_ANSWER_STEPS, error->message);
        if (advice != NULL) {
            return advice;
        }
        return "Check that the endpoint is right and can be reached from this machine: region, endpoints and proxy "
               "settings.";
    case AWS_ERROR_RESPONSE:
        if (error->broken_off) {
            return "See in AWS whether it is done: what was made and is not in the state can be imported, or removed.";
        }
        return "What answered does not speak the AWS protocol: check the endpoint, and any proxy on the way.";
    case AWS_ERROR_CREDENTIALS:
        return "Give credentials by the provider's arguments, the environment (AWS_ACCESS_KEY_ID, AWS_PROFILE), or the "
               "shared "
               "configuration files.";
    case AWS_ERROR_CANCELLED:
        return "The operation was interrupted. What was already made is in the state; run Terraform again to go on.";
    case AWS_ERROR_TIMEOUT:
        return "Run Terraform again to go on, or allow more time in the timeouts block where the resource has one.";
    case AWS_ERROR_FILE:
    case AWS_ERROR_REQUEST:
        return NULL;
    }
    return NULL;
}

// One line without a full stop at its end, cut between characters when it is too long.
static const char *as_summary(arena *a, const char *text) {
    size_t len = strlen(text);
    bool cut = len > SUMMARY_MAX;
    if (cut) {
        len = SUMMARY_MAX;
        while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80) {
            len--;
        }
    }
    char *line = arena_strndup(a, text, len);
    for (char *c = line; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ') {
            *c = ' ';
        }
    }
    while (len > 0 && (line[len - 1] == '.' || line[len - 1] == ' ')) {
        line[--len] = '\0';
    }
    return cut ? arena_printf(a, "%s...", line) : line;
}

// The first clause of a long message: the detail has all of it.
static const char *first_clause(arena *a, const char *message) {
    enum { LONG = 120 };
    const char *end = strchr(message, ';');
    return strlen(message) > LONG && end != NULL ? arena_strndup(a, message, (size_t)(end - message)) : message;
}

void diag_aws(diags *d, const path *at, const char *doing, const aws_error *error) {
    arena *a = d->arena;
    const char *separator = error->code[0] == '\0' ? "" : ": ";
    const char *summary = arena_printf(a, "%s: %s%s%s", doing, error->code, separator, first_clause(a, error->message));
    const char *text = aws_error_text(a, error);
    const char *advice = next_step(error);
    const char *detail = advice == NULL ? text : with_paragraph(a, text, advice);
    add(d, DIAG_ERROR, at, as_summary(a, summary), detail);
}
