// An environment, and a home folder that is made for the test program and removed with it, for tests of the
// configuration.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aws/config.h"

typedef struct scripted_variable {
    const char *name;
    const char *value;
} scripted_variable;

// A test sets them, by ENV, before aws_config_load.
static scripted_variable scripted_variables[16];
static size_t scripted_variable_count;
static char scripted_home[] = "/tmp/caws-test-XXXXXX";

__attribute__((unused)) static const char *scripted_env(const char *name) {
    if (strcmp(name, "HOME") == 0) {
        return scripted_home;
    }
    for (size_t i = 0; i < scripted_variable_count; i++) {
        if (strcmp(scripted_variables[i].name, name) == 0) {
            return scripted_variables[i].value;
        }
    }
    return NULL;
}

__attribute__((unused)) static void scripted_environment(const scripted_variable *variables) {
    scripted_variable_count = 0;
    for (; variables->name != NULL; variables++) {
        if (scripted_variable_count == sizeof scripted_variables / sizeof *scripted_variables) {
            fputs("more variables than scripted_variables holds\n", stderr);
            exit(1);
        }
        scripted_variables[scripted_variable_count++] = *variables;
    }
}

#define ENV(...) scripted_environment((const scripted_variable[]){__VA_ARGS__ __VA_OPT__(, ){NULL, NULL}})

__attribute__((unused)) static const char *scripted_path(arena *a, const char *name) {
    return arena_printf(a, "%s/%s", scripted_home, name);
}

// Writes a file into the home folder, or removes it where `text` is NULL.
__attribute__((unused)) static void scripted_file(const char *name, const char *text) {
    arena *a = arena_new();
    const char *path = scripted_path(a, name);
    if (text == NULL) {
        unlink(path);
    } else {
        FILE *file = fopen(path, "wb");
        if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
            perror(path);
            exit(1);
        }
    }
    arena_free(a);
}

__attribute__((constructor)) static void scripted_set_up(void) {
    if (mkdtemp(scripted_home) == NULL) {
        perror(scripted_home);
        exit(1);
    }
    arena *a = arena_new();
    mkdir(scripted_path(a, ".aws"), 0700);
    arena_free(a);
}

__attribute__((destructor)) static void scripted_tear_down(void) {
    static const char *const names[] = {".aws/config", ".aws/credentials", "more", NULL};
    for (size_t i = 0; names[i] != NULL; i++) {
        scripted_file(names[i], NULL);
    }
    arena *a = arena_new();
    rmdir(scripted_path(a, ".aws"));
    arena_free(a);
    rmdir(scripted_home);
}

// The input with nothing configured.
__attribute__((unused)) static aws_config_input no_arguments(void) {
    return (aws_config_input){
        .max_retries = -1,
        .insecure = -1,
        .use_fips_endpoint = -1,
        .use_dualstack_endpoint = -1,
        .s3_use_path_style = -1,
        .skip_metadata = -1,
    };
}
