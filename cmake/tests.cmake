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
    caws_link_shared(${name} ${ARGN})
    add_dependencies(tests ${name})
    add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set(labels ${suite})
    file(STRINGS ${file} threads REGEX "pthread_create" LIMIT_COUNT 1)
    if(threads)
        list(APPEND labels concurrent)
        add_dependencies(concurrent_tests ${name})
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${labels}" TIMEOUT 300 ENVIRONMENT "${test_environment}")
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

if(NOT CAWS_SANITIZE)
    file(GLOB_RECURSE files CONFIGURE_DEPENDS tests/test_*.py)
    foreach(file ${files})
        file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${file})
        string(REGEX REPLACE "^tests/|\\.py$" "" name ${path})
        string(REPLACE "/" "." name ${name})
        add_test(NAME ${name} COMMAND ${python} -m unittest ${path} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
        set_tests_properties(${name} PROPERTIES LABELS python TIMEOUT 600 ENVIRONMENT "${test_environment}")
    endforeach()
endif()
