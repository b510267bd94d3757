// Calls that this project does without, made compile errors. Force-included into every C file (-include base/banned.h),
// before any other header, so it first takes in the headers that declare them.
//
// Instead: arena_printf, buf_printf or snprintf for building text, str_find for splitting it, value_number_parse or
// strtoll with its end pointer for numbers, the arena for memory.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

// Some of these are macros in some C libraries; poisoning a macro that exists is itself a warning.
#undef alloca
#undef atof
#undef atoi
#undef atol
#undef atoll
#undef gets
#undef sprintf
#undef stpcpy
#undef strcat
#undef strcpy
#undef strncat
#undef strncpy
#undef strtok
#undef vsprintf

#pragma GCC poison alloca atof atoi atol atoll gets sprintf stpcpy strcat strcpy strncat strncpy strtok vsprintf
