// IAM Identity Center: the token that "aws sso login" left in ~/.aws/sso/cache becomes the credentials of a role. The
// token of an sso_session is renewed, and written back, when its end is near.
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api_sso.h"
#include "api_ssooidc.h"
#include "aws/client_internal.h"
#include "aws/config_internal.h"
#include "aws/credentials_source.h"
#include "aws/encoding.h"
#include "aws/timestamp.h"
#include "base/json.h"
#include "base/log.h"

enum {
    MAX_CACHE_BYTES = 1024 * 1024,
    RENEW_EARLY_MS = 5 * 60 * 1000, // as the SDK for Go
    OTHER_WRITES_MS = 3 * 1000,     // for another process to write what it was given
    LOOK_AGAIN_MS = 100,
};

// What a profile and its sso_session say.
typedef struct sso {
    const credentials_ask *ask;
    const char *profile;
    const char *session; // NULL: the older form, without sso_session
    const char *start_url;
    const char *region;
    const char *account_id;
    const char *role_name;
    const char *cache_path;
    const value *cached;
    const char *token;
} sso;

__attribute__((format(printf, 3, 4))) static credentials_status fail(const sso *s, const char **ret_message,
                                                                     const char *format, ...) {
    va_list args;
    va_start(args, format);
    *ret_message =
        arena_printf(s->ask->a, "SSO of profile \"%s\": %s", s->profile, arena_vprintf(s->ask->a, format, args));
    va_end(args);
    return CREDENTIALS_FAILED;
}

static const char *own(const sso *s, const char *key) {
    return config_profile_setting(s->ask->config, s->ask->a, s->profile, key);
}

// The key in the session, which the profile may repeat but not contradict; without a session the profile's.
static const char *of_session(const sso *s, const char *key, bool *ret_agree) {
    const char *mine = own(s, key);
    if (s->session == NULL) {
        return mine;
    }
    const char *text = config_sso_session_setting(s->ask->config, s->ask->a, s->session, key);
    *ret_agree = *ret_agree && (mine == NULL || (text != NULL && strcmp(mine, text) == 0));
    return text;
}

static credentials_status read_settings(sso *s, const char **ret_message) {
    bool agree = true;
    s->session = own(s, "sso_session");
    s->account_id = own(s, "sso_account_id");
    s->role_name = own(s, "sso_role_name");
    if (s->session == NULL && own(s, "sso_start_url") == NULL && own(s, "sso_region") == NULL &&
        s->account_id == NULL && s->role_name == NULL) {
        *ret_message = arena_printf(s->ask->a, "profile \"%s\" has no sso_session", s->profile);
        return CREDENTIALS_ABSENT;
    }
    if (s->session != NULL && !config_has_sso_session(s->ask->config, s->session)) {
        return fail(s, ret_message, "there is no [sso-session %s]", s->session);
    }
    s->start_url = of_session(s, "sso_start_url", &agree);
    s->region = of_session(s, "sso_region", &agree);
    if (!agree) {
        return fail(s, ret_message, "sso_region or sso_start_url is not what [sso-session %s] says", s->session);
    }
    const char *missing = s->start_url == NULL    ? "sso_start_url"
                          : s->region == NULL     ? "sso_region"
                          : s->account_id == NULL ? "sso_account_id"
                          : s->role_name == NULL  ? "sso_role_name"
                                                  : NULL;
    return missing == NULL ? CREDENTIALS_FOUND : fail(s, ret_message, "%s is missing", missing);
}

static bool find_cache(sso *s, const char **ret_message) {
    arena *a = s->ask->a;
    str name = str_of(s->session != NULL ? s->session : s->start_url);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    if (EVP_Digest(name.ptr, name.len, digest, &len, EVP_sha1(), NULL) != 1) {
        fail(s, ret_message, "the name of the cached token could not be made");
        return false;
    }
    s->cache_path = config_expand_path(s->ask->config, a,
                                       arena_printf(a, "~/.aws/sso/cache/%s.json", encoding_hex(a, digest, len)));
    return true;
}

// How to get a token where there is none to be used.
static const char *login(const sso *s) {
    return s->session != NULL ? arena_printf(s->ask->a, "run: aws sso login --sso-session %s", s->session)
                              : arena_printf(s->ask->a, "run: aws sso login --profile %s", s->profile);
}

static credentials_status read_cache(sso *s, const char **ret_message) {
    arena *a = s->ask->a;
    buf text = buf_make(MAX_CACHE_BYTES);
    text.secret = true;
    int problem = config_read_file(s->cache_path, &text);
    str content = buf_str(&text, a);
    buf_free(&text);
    if (problem == ENOENT) {
        return fail(s, ret_message, "nobody is logged in; %s", login(s));
    }
    if (problem != 0) {
        return fail(s, ret_message, "%s: %s", s->cache_path, strerror(problem));
    }
    const char *message = NULL;
    if (!json_parse(a, content, &s->cached, &message)) {
        return fail(s, ret_message, "%s is not JSON: %s", s->cache_path, message);
    }
    s->token = value_text(value_get(s->cached, "accessToken"));
    if (s->token[0] == '\0') {
        return fail(s, ret_message, "%s has no accessToken; %s", s->cache_path, login(s));
    }
    return CREDENTIALS_FOUND;
}

// The moment under that key; 0 when there is none.
static int64_t time_in_cache(const sso *s, const char *key) {
    int64_t ms = 0;
    return timestamp_parse(value_str(value_get(s->cached, key)), &ms) ? ms : 0;
}

static bool write_all(int fd, str text) {
    while (text.len > 0) {
        ssize_t put = write(fd, text.ptr, text.len);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        text = str_from(text, (size_t)put);
    }
    return true;
}

// Leaves the new token to everybody who shares the cache: whole, or the old one.
static bool write_cache(const sso *s) {
    arena *a = s->ask->a;
    char *path = arena_printf(a, "%s.XXXXXX", s->cache_path);
    int fd = mkostemp(path, O_CLOEXEC); // mode 0600
    if (fd < 0) {
        return false;
    }
    bool ok = write_all(fd, json_text(a, s->cached));
    ok = close(fd) == 0 && ok;
    ok = ok && rename(path, s->cache_path) == 0;
    if (!ok) {
        unlink(path);
    }
    return ok;
}

static bool is_renewable(const sso *s, int64_t now_ms) {
    static const char *const needed[] = {"refreshToken", "clientId", "clientSecret"};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        if (value_text(value_get(s->cached, needed[i]))[0] == '\0') {
            return false;
        }
    }
    int64_t registered_until_ms = time_in_cache(s, "registrationExpiresAt");
    return s->session != NULL && (registered_until_ms == 0 || registered_until_ms > now_ms);
}

// `*ret_refused` is whether the service has answered that this refresh token is none.
static bool renew(sso *s, int64_t now_ms, bool *ret_refused, const char **ret_message) {
    arena *a = s->ask->a;
    value *input = value_object_new(a);
    value_put_static(a, input, "clientId", value_get(s->cached, "clientId"));
    value_put_static(a, input, "clientSecret", value_get(s->cached, "clientSecret"));
    value_put_static(a, input, "refreshToken", value_get(s->cached, "refreshToken"));
    value_put_static(a, input, "grantType", value_cstr(a, "refresh_token"));
    aws_call_options options = {
        .arena = a, .stop = s->ask->stop, .region = s->region, .deadline_ms = s->ask->deadline_ms};
    const value *output = NULL;
    const aws_error *error = NULL;
    if (!aws_call(s->ask->client, &api_ssooidc_CreateToken, input, &options, &output, &error)) {
        *ret_refused = error->kind == AWS_ERROR_SERVICE;
        *ret_message = aws_error_text(a, error);
        return false;
    }
    const value *token = value_get(output, "accessToken");
    if (value_text(token)[0] == '\0') {
        *ret_message = "the answer has no token";
        return false;
    }
    int64_t life_ms = value_int_or(value_get(output, "expiresIn"), 0) * 1000;
    value *cached = value_copy(a, s->cached, VALUE_OBJECT);
    value_put_static(a, cached, "accessToken", token);
    value_put_static(a, cached, "expiresAt", value_cstr(a, timestamp_rfc3339(a, (now_ms + life_ms) / 1000 * 1000)));
    if (value_text(value_get(output, "refreshToken"))[0] != '\0') {
        value_put_static(a, cached, "refreshToken", value_get(output, "refreshToken"));
    }
    s->cached = cached;
    s->token = value_text(token);
    if (!write_cache(s)) {
        LOG(LOG_WARN, "the renewed SSO token could not be written to the cache", "path", s->cache_path);
    }
    return true;
}

// Whether another process has renewed the token meanwhile, which is why ours could not be: each refresh token serves
// once. Of several that begin at the same time (a provider block each) the one that was given the new token may still
// be about to write it: that is waited for, `most_ms` at most.
static bool is_renewed_by_another(sso *s, int64_t now_ms, int64_t most_ms) {
    const value *ours = value_get(s->cached, "accessToken");
    const clock_source *clock = aws_client_clock(s->ask->client);
    for (int64_t waited_ms = 0;; waited_ms += LOOK_AGAIN_MS) {
        const char *message = NULL;
        if (read_cache(s, &message) == CREDENTIALS_FOUND && !value_equal(value_get(s->cached, "accessToken"), ours) &&
            time_in_cache(s, "expiresAt") > now_ms) {
            return true;
        }
        if (waited_ms >= most_ms || clock->sleep_ms(clock, s->ask->stop, LOOK_AGAIN_MS)) {
            return false;
        }
    }
}

static credentials_status find_token(sso *s, const char **ret_message) {
    if (!find_cache(s, ret_message)) {
        return CREDENTIALS_FAILED;
    }
    credentials_status status = read_cache(s, ret_message);
    if (status != CREDENTIALS_FOUND) {
        return status;
    }
    int64_t now_ms = aws_client_wall_ms(s->ask->client);
    int64_t left_ms = time_in_cache(s, "expiresAt") - now_ms;
    const char *message = "";
    if (left_ms < RENEW_EARLY_MS && is_renewable(s, now_ms)) {
        bool refused = false;
        if (renew(s, now_ms, &refused, &message) ||
            is_renewed_by_another(s, now_ms, refused && left_ms <= 0 ? OTHER_WRITES_MS : 0)) {
            return CREDENTIALS_FOUND;
        }
        message = arena_printf(s->ask->a, " and could not be renewed (%s)", message);
    }
    return left_ms > 0 ? CREDENTIALS_FOUND : fail(s, ret_message, "the login has expired%s; %s", message, login(s));
}

static credentials_status fetch_role(const sso *s, credentials_found *ret, const char **ret_message) {
    arena *a = s->ask->a;
    value *input = value_object_new(a);
    value_put_static(a, input, "roleName", value_cstr(a, s->role_name));
    value_put_static(a, input, "accountId", value_cstr(a, s->account_id));
    value_put_static(a, input, "accessToken", value_cstr(a, s->token));
    aws_call_options options = {
        .arena = a, .stop = s->ask->stop, .region = s->region, .deadline_ms = s->ask->deadline_ms};
    const value *output = NULL;
    const aws_error *error = NULL;
    if (!aws_call(s->ask->client, &api_sso_GetRoleCredentials, input, &options, &output, &error)) {
        bool refused = aws_error_is(error, "UnauthorizedException", NULL);
        return fail(s, ret_message, "%s%s%s", aws_error_text(a, error), refused ? "; " : "", refused ? login(s) : "");
    }
    const value *c = value_get(output, "roleCredentials");
    credentials_found found = {
        .keys = {.access_key = value_text(value_get(c, "accessKeyId")),
                 .secret_key = value_text(value_get(c, "secretAccessKey")),
                 .session_token = value_text(value_get(c, "sessionToken"))},
        .expires_ms = value_int_or(value_get(c, "expiration"), 0),
    };
    if (found.keys.access_key[0] == '\0' || found.keys.secret_key[0] == '\0' || found.keys.session_token[0] == '\0') {
        return fail(s, ret_message, "the answer of SSO lacks a part of the credentials");
    }
    *ret = found;
    return CREDENTIALS_FOUND;
}

credentials_status credentials_sso(const credentials_ask *ask, const char *profile, credentials_found *ret,
                                   const char **ret_message) {
    sso s = {.ask = ask, .profile = profile};
    credentials_status status = read_settings(&s, ret_message);
    if (status == CREDENTIALS_FOUND) {
        status = find_token(&s, ret_message);
    }
    return status == CREDENTIALS_FOUND ? fetch_role(&s, ret, ret_message) : status;
}
