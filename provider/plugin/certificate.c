#include "plugin/certificate.h"

#include <string.h>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

enum {
    SERIAL_BYTES = 16,
    CLOCK_SLACK_S = 60,
    LIFETIME_S = 10 * 365 * 24 * 60 * 60, // a plugin under -debug may run for long
};

static const struct {
    int nid;
    const char *value;
} EXTENSIONS[] = {
    {NID_basic_constraints, "critical,CA:TRUE"},
    {NID_key_usage, "critical,digitalSignature,keyCertSign"},
    {NID_ext_key_usage, "serverAuth,clientAuth"},
    {NID_subject_alt_name, "DNS:localhost"},
};

static bool set_serial(X509 *x) {
    unsigned char bytes[SERIAL_BYTES];
    if (RAND_bytes(bytes, sizeof bytes) != 1) {
        return false;
    }
    bytes[0] &= 0x7f; // positive
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    bool ok = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x)) != NULL;
    BN_free(number);
    return ok;
}

static bool set_names(X509 *x) {
    X509_NAME *name = X509_get_subject_name(x);
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1, 0) == 1 &&
           X509_set_issuer_name(x, name) == 1;
}

static bool add_extensions(X509 *x) {
    for (size_t i = 0; i < sizeof EXTENSIONS / sizeof *EXTENSIONS; i++) {
        X509_EXTENSION *e = X509V3_EXT_nconf_nid(NULL, NULL, EXTENSIONS[i].nid, EXTENSIONS[i].value);
        bool ok = e != NULL && X509_add_ext(x, e, -1) == 1;
        X509_EXTENSION_free(e);
        if (!ok) {
            return false;
        }
    }
    return true;
}

static X509 *make_x509(EVP_PKEY *key) {
    X509 *x = X509_new();
    if (x == NULL) {
        return NULL;
    }
    if (X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) && set_names(x) &&
        X509_gmtime_adj(X509_getm_notBefore(x), -CLOCK_SLACK_S) != NULL &&
        X509_gmtime_adj(X509_getm_notAfter(x), LIFETIME_S) != NULL && X509_set_pubkey(x, key) == 1 &&
        add_extensions(x) && X509_sign(x, key, EVP_sha256()) > 0) {
        return x;
    }
    X509_free(x);
    return NULL;
}

// What was written to `b`, as a text of the caller's.
static char *bio_text(BIO *b) {
    char *data;
    long len = BIO_get_mem_data(b, &data);
    return len <= 0 ? NULL : strndup(data, (size_t)len);
}

static char *cert_to_pem(X509 *x) {
    BIO *b = BIO_new(BIO_s_mem());
    char *text = b != NULL && PEM_write_bio_X509(b, x) == 1 ? bio_text(b) : NULL;
    BIO_free(b);
    return text;
}

// The traditional EC form is read twice as fast as PKCS#8.
static char *key_to_pem(EVP_PKEY *key) {
    BIO *b = BIO_new(BIO_s_secmem());
    char *text =
        b != NULL && PEM_write_bio_PrivateKey_traditional(b, key, NULL, NULL, 0, NULL, NULL) == 1 ? bio_text(b) : NULL;
    BIO_free(b);
    return text;
}

static char *cert_to_base64(X509 *x) {
    unsigned char *der = NULL;
    int len = i2d_X509(x, &der);
    if (len <= 0) {
        return NULL;
    }
    char *text = malloc((size_t)(len + 2) / 3 * 4 + 1);
    if (text != NULL) {
        size_t end = (size_t)EVP_EncodeBlock((unsigned char *)text, der, len);
        while (end > 0 && text[end - 1] == '=') {
            text[--end] = '\0';
        }
    }
    OPENSSL_free(der);
    return text;
}

bool certificate_make(certificate *ret) {
    // Neither a configuration file nor the tables of error texts are of use here, and both take time.
    OPENSSL_init_ssl(
        OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_SSL_STRINGS | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NULL);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = key == NULL ? NULL : make_x509(key);
    certificate c = {0};
    if (x != NULL) {
        c = (certificate){.cert_pem = cert_to_pem(x), .key_pem = key_to_pem(key), .der_base64 = cert_to_base64(x)};
    }
    X509_free(x);
    EVP_PKEY_free(key);
    if (c.cert_pem == NULL || c.key_pem == NULL || c.der_base64 == NULL) {
        certificate_free(&c);
        return false;
    }
    *ret = c;
    return true;
}

void certificate_free(certificate *c) {
    if (c->key_pem != NULL) {
        OPENSSL_cleanse(c->key_pem, strlen(c->key_pem));
    }
    free(c->key_pem);
    free(c->cert_pem);
    free(c->der_base64);
    *c = (certificate){0};
}
