#include "aws/endpoint.h"

#include <string.h>

#include "aws/config_internal.h"
#include "aws/endpoint_url.h"
#include "aws/partition.h"
#include "aws/partition_data.h"

// The names that hashicorp/aws's endpoints block has for one service, a line each, the one it prefers first; a service
// with one name has no line.
static const char *const ALIASES[][5] = {
    {"amp", "prometheus", "prometheusservice"},
    {"appautoscaling", "applicationautoscaling"},
    {"appintegrations", "appintegrationsservice"},
    {"ce", "costexplorer"},
    {"cloudcontrol", "cloudcontrolapi"},
    {"cloudhsmv2", "cloudhsm"},
    {"cognitoidp", "cognitoidentityprovider"},
    {"configservice", "config"},
    {"cur", "costandusagereportservice"},
    {"deploy", "codedeploy"},
    {"dms", "databasemigration", "databasemigrationservice"},
    {"ds", "directoryservice"},
    {"elasticbeanstalk", "beanstalk"},
    {"elasticsearch", "es", "elasticsearchservice"},
    {"elb", "elasticloadbalancing"},
    {"elbv2", "elasticloadbalancingv2"},
    {"events", "eventbridge", "cloudwatchevents"},
    {"evidently", "cloudwatchevidently"},
    {"databrew", "gluedatabrew"},
    {"grafana", "managedgrafana", "amg"},
    {"inspector2", "inspectorv2"},
    {"kafka", "msk"},
    {"lexmodels", "lexmodelbuilding", "lexmodelbuildingservice", "lex"},
    {"lexv2models", "lexmodelsv2"},
    {"location", "locationservice"},
    {"logs", "cloudwatchlog", "cloudwatchlogs"},
    {"oam", "cloudwatchobservabilityaccessmanager"},
    {"opensearch", "opensearchservice"},
    {"osis", "opensearchingestion"},
    {"rbin", "recyclebin"},
    {"redshiftdata", "redshiftdataapiservice"},
    {"resourcegroupstaggingapi", "resourcegroupstagging"},
    {"rum", "cloudwatchrum"},
    {"s3", "s3api"},
    {"serverlessrepo", "serverlessapprepo", "serverlessapplicationrepository"},
    {"servicecatalogappregistry", "appregistry"},
    {"sfn", "stepfunctions"},
    {"simpledb", "sdb"},
    {"transcribe", "transcribeservice"},
};

static bool in_group(const char *const group[5], const char *name) {
    for (size_t i = 0; i < 5 && group[i] != NULL; i++) {
        if (strcmp(group[i], name) == 0) {
            return true;
        }
    }
    return false;
}

const char *aws_service_name(const char *name) {
    for (size_t i = 0; i < sizeof ALIASES / sizeof ALIASES[0]; i++) {
        if (in_group(ALIASES[i], name)) {
            return ALIASES[i][0];
        }
    }
    return name;
}

bool aws_service_same(const char *a, const char *b) {
    return strcmp(aws_service_name(a), aws_service_name(b)) == 0;
}

// The SDK id as a part of a setting's name: "Elastic Load Balancing v2" is "elastic_load_balancing_v2", or the same in
// upper case.
static const char *setting_name(arena *a, const char *sdk_id, bool upper) {
    char *name = arena_strdup(a, sdk_id);
    for (char *c = name; *c != '\0'; c++) {
        if (*c == ' ') {
            *c = '_';
        } else if (upper && *c >= 'a' && *c <= 'z') {
            *c = (char)(*c - 'a' + 'A');
        } else if (!upper && *c >= 'A' && *c <= 'Z') {
            *c = (char)(*c - 'A' + 'a');
        }
    }
    return name;
}

// The URL that somebody configured and the setting's name; NULL when nobody did.
static const char *configured_url(const aws_config *c, const api_service *s, arena *a, const char **ret_setting) {
    for (size_t i = 0; i < c->endpoint_count; i++) {
        if (aws_service_same(c->endpoints[i].service_id, s->id)) {
            *ret_setting = arena_printf(a, "the endpoint of %s in the provider block", c->endpoints[i].service_id);
            return c->endpoints[i].url;
        }
    }
    if (c->ignore_endpoints) {
        return NULL;
    }
    const char *own = arena_printf(a, "AWS_ENDPOINT_URL_%s", setting_name(a, s->sdk_id, true));
    const char *const variables[] = {own, "AWS_ENDPOINT_URL"};
    for (size_t i = 0; i < 2; i++) {
        const char *url = config_env(c, variables[i]);
        if (url != NULL) {
            *ret_setting = variables[i];
            return url;
        }
    }
    const char *service = setting_name(a, s->sdk_id, false);
    const char *url = config_service_setting(c, a, service, "endpoint_url");
    if (url != NULL) {
        *ret_setting =
            arena_printf(a, "endpoint_url of %s in the services section of profile \"%s\"", service, c->profile);
        return url;
    }
    *ret_setting = arena_printf(a, "endpoint_url of profile \"%s\"", c->profile);
    return config_setting(c, a, "endpoint_url");
}

static const endpoint_row *find_row(const aws_config *c, const api_service *s, const char *partition,
                                    const char *region) {
    for (size_t i = 0; i < endpoint_row_count; i++) {
        const endpoint_row *row = &endpoint_rows[i];
        if (row->fips == c->use_fips && row->dualstack == c->use_dualstack && strcmp(row->sdk_id, s->sdk_id) == 0 &&
            strcmp(row->partition, partition) == 0 && (row->region == NULL || strcmp(row->region, region) == 0)) {
            return row;
        }
    }
    return NULL;
}

static const char *usual_host(const aws_config *c, const api_service *s, const aws_partition *p, const char *region,
                              arena *a) {
    const char *fips = c->use_fips ? "-fips" : "";
    const char *suffix = c->use_dualstack ? p->dualstack_dns_suffix : p->dns_suffix;
    if (s->global) {
        return arena_printf(a, "%s%s.%s", s->endpoint_prefix, fips, suffix);
    }
    return arena_printf(a, "%s%s.%s.%s", s->endpoint_prefix, fips, region, suffix);
}

static const char *row_host(const endpoint_row *row, const char *region, arena *a) {
    size_t at;
    str host = str_of(row->host);
    if (!str_find(host, "{region}", &at)) {
        return row->host;
    }
    return arena_printf(a, "%.*s%s%s", (int)at, row->host, region, row->host + at + strlen("{region}"));
}

static const aws_error *request_error(const api_service *s, arena *a, const char *setting, const char *reason) {
    aws_error *e = ARENA_NEW(a, aws_error);
    *e = (aws_error){
        .kind = AWS_ERROR_REQUEST,
        .code = "",
        .message = arena_printf(a, "%s %s", setting, reason),
        .service = s->sdk_id,
        .operation = "",
        .endpoint = "",
        .request_id = "",
    };
    return e;
}

// A region becomes part of a host name: nothing else may come in with it.
static bool is_host_label(const char *region) {
    size_t len = strspn(region, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
    return len > 0 && region[len] == '\0';
}

bool aws_endpoint_resolve(const aws_config *c, const api_service *s, const char *region, arena *a, aws_endpoint *ret,
                          const aws_error **ret_error) {
    region = region == NULL ? c->region : region;
    const aws_partition *partition = aws_partition_of_region(region);
    const endpoint_row *row = find_row(c, s, partition->id, region);
    aws_endpoint found = {
        .signing_region = row != NULL && row->signing_region != NULL ? row->signing_region
                          : s->global                                ? partition->global_region
                                                                     : arena_strdup(a, region),
        .signing_name = s->signing_name,
    };
    const char *setting;
    const char *url = configured_url(c, s, a, &setting);
    if (url != NULL) {
        endpoint_url parsed;
        const char *reason;
        if (!endpoint_url_parse(a, url, &parsed, &reason)) {
            *ret_error = request_error(s, a, setting, reason);
            return false;
        }
        found.url = parsed.url;
        found.host = parsed.host;
        found.overridden = true;
        *ret = found;
        return true;
    }
    if (!is_host_label(region)) {
        *ret_error = request_error(s, a, "the region", "has characters that no host name can have");
        return false;
    }
    if (row != NULL && row->host == NULL) {
        const char *kind = c->use_fips && c->use_dualstack ? "FIPS and dual-stack"
                           : c->use_fips                   ? "FIPS"
                           : c->use_dualstack              ? "dual-stack"
                                                           : "";
        *ret_error = request_error(s, a, arena_printf(a, "%s in %s", s->sdk_id, region),
                                   arena_printf(a, "has no %s endpoint: name one in the endpoints block", kind));
        return false;
    }
    bool s3_global = !c->s3_regional && !c->use_fips && !c->use_dualstack && strcmp(s->id, "s3") == 0 &&
                     strcmp(region, "us-east-1") == 0;
    found.host = s3_global     ? "s3.amazonaws.com" // one endpoint for all, as hashicorp/aws 5 calls S3 there
                 : row != NULL ? row_host(row, region, a)
                               : usual_host(c, s, partition, region, a);
    found.url = arena_printf(a, "https://%s", found.host);
    *ret = found;
    return true;
}
