#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "plugin/plugin.h"

static const char USAGE[] =
    "terraform-provider-aws " CAWS_VERSION ": a provider plugin for Terraform and OpenTofu\n"
    "\n"
    "This program is not run by hand: \"terraform init\" installs it, and Terraform starts it when it needs it.\n"
    "\n"
    "  --version   print the version\n"
    "  --help      print this text\n"
    "  -debug      serve until Ctrl-C, and print the TF_REATTACH_PROVIDERS line that makes Terraform use this process\n"
    "\n"
    "Environment: TF_LOG or TF_LOG_PROVIDER (TRACE, DEBUG, INFO, WARN, ERROR) set the level of the log on stderr.\n";

// -name and --name are the same.
static bool is_option(const char *argument, const char *name) {
    if (argument[0] != '-') {
        return false;
    }
    argument += argument[1] == '-' ? 2 : 1;
    return strcmp(argument, name) == 0;
}

// A core would leave on a disk the keys that requests are signed with, and what libcurl and gRPC had in their hands.
static void leave_no_core(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_CORE, &limit) == 0) {
        limit.rlim_cur = 0;
        setrlimit(RLIMIT_CORE, &limit);
    }
}

int main(int argc, char **argv) {
    bool debug = false;
    for (int i = 1; i < argc; i++) {
        if (is_option(argv[i], "version")) {
            puts("terraform-provider-aws " CAWS_VERSION);
            return 0;
        }
        if (is_option(argv[i], "help") || is_option(argv[i], "h")) {
            fputs(USAGE, stdout);
            return 0;
        }
        if (!is_option(argv[i], "debug")) {
            fprintf(stderr, "terraform-provider-aws: unknown argument %s\n\n%s", argv[i], USAGE);
            return 2;
        }
        debug = true;
    }
    if (!debug && !plugin_started_by_host()) {
        fputs(USAGE, stderr);
        return 1;
    }
    if (!debug) {
        leave_no_core();
    }
    return plugin_serve(debug);
}
