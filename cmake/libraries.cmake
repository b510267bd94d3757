# The foreign libraries, in two forms: Debian's shared objects (development, sanitizers, test programs), and archives for
# the one static binary, with libcurl and cJSON from .deps.
find_package(PkgConfig REQUIRED)
pkg_check_modules(grpc REQUIRED grpc)
set(shared_libraries grpc gpr protobuf-c curl cjson msgpackc expat ssl crypto z m)

if(CAWS_STATIC)
    set(deps ${PROJECT_SOURCE_DIR}/.deps)
    if(NOT EXISTS ${deps}/stamp)
        message(FATAL_ERROR "The static libraries are not there. Run tools/setup first.")
    endif()
    include_directories(BEFORE SYSTEM ${deps}/include)
    set(static_libraries ${deps}/lib/libcurl.a ${deps}/lib/libcjson.a protobuf-c msgpackc expat ${grpc_STATIC_LIBRARIES}
        z m)
endif()

# What would load shared objects at run time; provider/static/ has their replacements.
set(wrapped dlopen getaddrinfo gethostbyname getservbyname getservbyport_r)

# What registers gRPC's client half: functions of its namespace that take a CoreConfiguration::Builder
# (provider/static/no_grpc_client.c). Where another version of gRPC lacks one, nothing calls it, and nothing is left out.
set(grpc_client_half RegisterExtraFilters BuildClientChannelConfiguration FaultInjectionFilterRegister RegisterAresDnsResolver
    RegisterNativeDnsResolver RegisterFakeResolver RegisterSockaddrResolver RegisterHttpProxyMapper RegisterHttpConnectHandshaker
    RegisterTCPConnectHandshaker RegisterGrpcLbPolicy RegisterRlsLbPolicy RegisterPriorityLbPolicy RegisterRingHashLbPolicy
    RegisterWeightedTargetLbPolicy RegisterOutlierDetectionLbPolicy RegisterPickFirstLbPolicy RegisterRoundRobinLbPolicy)

# Links TARGET with all layers and the shared libraries.
function(caws_link_shared target)
    if(CAWS_STATIC)
        target_link_options(${target} PRIVATE -fno-lto)
    endif()
    target_link_libraries(${target} PRIVATE ${ARGN} -Wl,--start-group ${caws_layers} -Wl,--end-group
        ${shared_libraries} -pthread)
endfunction()

# Links TARGET with all layers into a static executable without anything unused or undefined. It has a fixed address, so
# that its tables need no relocations (docs/decisions.md).
function(caws_link_static target)
    list(TRANSFORM wrapped PREPEND -Wl,--wrap= OUTPUT_VARIABLE wraps)
    foreach(name ${grpc_client_half})
        string(LENGTH ${name} length)
        set(symbol _ZN9grpc_core${length}${name}EPNS_17CoreConfiguration7BuilderE)
        list(APPEND wraps -Wl,--wrap=${symbol} -Wl,--defsym=__wrap_${symbol}=caws_register_nothing)
    endforeach()
    set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
    target_link_options(${target} PRIVATE -static -no-pie -s -O2 -flto=auto -Wl,--gc-sections -Wl,--fatal-warnings
        -Wl,-z,relro,-z,now ${wraps})
    target_link_libraries(${target} PRIVATE -Wl,--start-group ${caws_layers} ${static_libraries} -Wl,--end-group -pthread)
endfunction()
