# cmake -D IN=<build>/generated -D OUT=<file> -P cmake/operations.cmake: the table of tests/operations.h.
file(GLOB headers ${IN}/api_*.h)
list(SORT headers)
set(includes "")
set(entries "")
foreach(header ${headers})
    cmake_path(GET header FILENAME name)
    string(APPEND includes "#include \"${name}\"\n")
    file(STRINGS ${header} operations REGEX "^extern const api_operation api_")
    foreach(operation ${operations})
        string(REGEX REPLACE "^extern const api_operation ([A-Za-z0-9_]+);.*$" "    &\\1,\n" entry "${operation}")
        string(APPEND entries "${entry}")
    endforeach()
endforeach()
file(WRITE ${OUT} "#include \"operations.h\"\n\n${includes}
const api_operation *const api_operations[] = {
${entries}};
const size_t api_operation_count = sizeof api_operations / sizeof api_operations[0];
")
