# Tests. tests/<suite>/**/*_test.c is a program each, linked with every layer and with the suite's other C files; tests/**/
# test_*.py is run with the Python of tools/setup. Labels: the suite's name, or python; and concurrent for the programs that
# start threads of their own, which are the ones worth running under ThreadSanitizer. All find the plugin in CAWS_PLUGIN.
set(test_environment
    CAWS_PLUGIN=${PROJECT_BINARY_DIR}/terraform-provider-aws
    CAWS_SOURCE=${PROJECT_SOURCE_DIR}
    CAWS_BUILD=${PROJECT_BINARY_DIR}
    ASAN_OPTIONS=detect_leaks=1:abort_on_error=0
    UBSAN_OPTIONS=print_stacktrace=1
    LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/lsan.supp:print_suppressions=0
    TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp:halt_on_error=1)

add_custom_target(tests) # builds all test programs; part of the default build except in release
add_custom_target(concurrent_tests) # only those
if(NOT CAWS_STATIC)
    add_custom_target(tests_by_default ALL DEPENDS tests)
endif()

# A table of all operations, for the tests that go through the API models: tests/operations.h.
if(TARGET tables)
    set(operations ${PROJECT_BINARY_DIR}/operations.c)
    add_custom_command(OUTPUT ${operations} DEPENDS tables ${PROJECT_SOURCE_DIR}/cmake/operations.cmake
        COMMAND ${CMAKE_COMMAND} -D IN=${PROJECT_BINARY_DIR}/generated -D OUT=${operations}
                -P ${PROJECT_SOURCE_DIR}/cmake/operations.cmake VERBATIM)
    add_library(operations STATIC EXCLUDE_FROM_ALL ${operations})
    target_include_directories(operations PRIVATE tests ${PROJECT_BINARY_DIR}/generated)
    target_link_libraries(operations PRIVATE strict)
endif()

function(caws_test suite file)
    file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR}/tests ${file})
    string(REGEX REPLACE "_test\\.c$" "" name ${name})
    string(REPLACE "/" "." name ${name})
    add_executable(${name} EXCLUDE_FROM_ALL ${file})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    target_include_directories(${name} PRIVATE tests tests/${suite})
    target_include_directories(${name} SYSTEM PRIVATE ${PROJECT_BINARY_DIR}/proto-c)
    target_link_libraries(${name} PRIVATE strict)
    if(TARGET proto)
        add_dependencies(${name} proto)
    endif()
    caws_link_shared(${name} ${ARGN} $<TARGET_NAME_IF_EXISTS:operations>)
    add_dependencies(tests ${name})
    add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set(labels ${suite})
    file(STRINGS ${file} threads REGEX "pthread_create" LIMIT_COUNT 1)
    if(threads)
        list(APPEND labels concurrent)
        add_dependencies(concurrent_tests ${name})
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${labels}" TIMEOUT 300 SKIP_RETURN_CODE 77 ENVIRONMENT "${test_environment}")
    if(suite STREQUAL "protocol" OR suite STREQUAL "faults")
        if(TARGET terraform-provider-aws)
            add_dependencies(${name} terraform-provider-aws)
        endif()
    endif()
endfunction()

foreach(suite unit protocol faults)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS tests/${suite}/*.c)
    set(support ${files})
    list(FILTER files INCLUDE REGEX "_test\\.c$")
    list(FILTER support EXCLUDE REGEX "_test\\.c$")
    set(support_library "")
    if(support)
        set(support_library ${suite}_support)
        add_library(${support_library} STATIC EXCLUDE_FROM_ALL ${support})
        target_include_directories(${support_library} PRIVATE tests tests/${suite})
        target_include_directories(${support_library} SYSTEM PRIVATE ${PROJECT_BINARY_DIR}/proto-c)
        target_link_libraries(${support_library} PRIVATE strict)
        if(TARGET proto)
            add_dependencies(${support_library} proto)
        endif()
    endif()
    foreach(file ${files})
        caws_test(${suite} ${file} ${support_library})
    endforeach()
endforeach()

# Programs that a Python test asks what we make of something: tests/<suite>/<name>.c for tests/<suite>/test_*.py.
foreach(helper api.resolve_endpoints api.wire config.read_files)
    if(TARGET operations)
        string(REPLACE "." "/" path ${helper})
        add_executable(${helper} EXCLUDE_FROM_ALL tests/${path}.c)
        set_target_properties(${helper} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
        target_include_directories(${helper} PRIVATE tests)
        target_link_libraries(${helper} PRIVATE strict)
        caws_link_shared(${helper} operations)
        add_dependencies(tests ${helper})
    endif()
endforeach()

# tests/fuzz/<name>_fuzz.c is a target of libFuzzer (preset fuzz: build it, then run
# build/fuzz/tests/fuzz.<name> -max_total_time=120 <new directory> tests/fuzz/corpus/<name>). Everywhere else a test runs
# it over its seeds, once each.
file(GLOB files CONFIGURE_DEPENDS tests/fuzz/*_fuzz.c)
if(TARGET tables AND files)
    add_library(fuzz_support STATIC EXCLUDE_FROM_ALL tests/fuzz/fuzz.c tests/fuzz/answers.c)
    target_include_directories(fuzz_support PRIVATE tests)
    target_link_libraries(fuzz_support PRIVATE strict)
    foreach(file ${files})
        cmake_path(GET file STEM name)
        string(REGEX REPLACE "_fuzz$" "" name ${name})
        set(target fuzz.${name})
        add_executable(${target} EXCLUDE_FROM_ALL ${file})
        set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
        target_include_directories(${target} PRIVATE tests)
        target_link_libraries(${target} PRIVATE strict)
        if(CAWS_SANITIZE MATCHES "fuzzer")
            target_link_options(${target} PRIVATE -fsanitize=fuzzer)
            set(once -runs=0)
        else()
            target_sources(${target} PRIVATE tests/fuzz/replay.c)
            set(once "")
        endif()
        caws_link_shared(${target} fuzz_support operations)
        add_dependencies(tests ${target})
        add_test(NAME ${target} COMMAND ${target} ${once} tests/fuzz/corpus/${name}
            WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
        set_tests_properties(${target} PROPERTIES LABELS fuzz TIMEOUT 300 ENVIRONMENT "${test_environment}")
    endforeach()
endif()

# Those that have many threads of the plugin at work, for ThreadSanitizer; and those that wait for minutes, which begin
# first so that none is left over at the end.
set(concurrent_python_tests faults.test_stop faults.test_credentials)
set(long_python_tests faults.test_calls faults.test_credentials faults.test_interrupts faults.test_autoscaling_group
    arguments.test_arguments arguments.test_sources arguments.test_roles)
if(TARGET terraform-provider-aws)
    add_dependencies(concurrent_tests terraform-provider-aws)
endif()

# With a sanitizer in the plugin, only the tests that make it meet faults are worth their time.
set(python_tests tests/test_*.py)
if(CAWS_SANITIZE)
    set(python_tests tests/faults/test_*.py)
endif()
file(GLOB_RECURSE files CONFIGURE_DEPENDS ${python_tests})
foreach(file ${files})
    file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${file})
    string(REGEX REPLACE "^tests/|\\.py$" "" name ${path})
    string(REPLACE "/" "." name ${name})
    add_test(NAME ${name} COMMAND ${python} -m unittest ${path} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set(labels python)
    if(name IN_LIST concurrent_python_tests)
        list(APPEND labels concurrent)
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${labels}" TIMEOUT 600 ENVIRONMENT "${test_environment}")
    if(name IN_LIST long_python_tests)
        set_tests_properties(${name} PROPERTIES COST 100)
    endif()
endforeach()

# A host gives the plugin two seconds to end: that is no time for what else is running.
foreach(name protocol.shutdown protocol.test_slow_client)
    if(TEST ${name})
        set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE)
    endif()
endforeach()

# Here the threads are the plugin's, over messages of many pieces. What gRPC, not instrumented, sends of those looks like a race
# to ThreadSanitizer in each eight bytes, and to suppress a report takes it as long as to make it: minutes. So it does not
# look at what is read and written by calls of libraries.
if(TEST protocol.message)
    add_dependencies(concurrent_tests protocol.message)
    set_property(TEST protocol.message APPEND PROPERTY LABELS concurrent)
    set_property(TEST protocol.message PROPERTY ENVIRONMENT_MODIFICATION TSAN_OPTIONS=string_append::ignore_interceptors_accesses=1)
endif()
