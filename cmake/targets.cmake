# Warnings, sanitizers and visibility of our own targets; nothing reaches a
# consumer.
function(nuskha_configure_target target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow)
  if(NUSKHA_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(NUSKHA_SANITIZE)
    target_compile_options(
      ${target} PRIVATE -fsanitize=${NUSKHA_SANITIZE} -fno-omit-frame-pointer
                        -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${NUSKHA_SANITIZE})
    target_compile_definitions(${target} PRIVATE _GLIBCXX_ASSERTIONS)
  endif()
  set_target_properties(${target} PROPERTIES CXX_VISIBILITY_PRESET hidden
                                             VISIBILITY_INLINES_HIDDEN ON)
endfunction()

# GCC 12 takes a precompiled header of the system for one of ours, and warns of
# the standard library what it otherwise keeps to itself.
function(nuskha_forget_flow target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(
      ${target} PRIVATE -Wno-array-bounds -Wno-maybe-uninitialized
                        -Wno-restrict -Wno-stringop-overflow
                        -Wno-stringop-overread)
  endif()
endfunction()

# Headers that most files of a target include, compiled once (NUSKHA_PCH): it
# saves a third of the time from nothing. Files must not rely on it: the presets
# without it, dev among them, would not build.
set(NUSKHA_COMMON_HEADERS
    <algorithm> <cstdint> <cstring> <functional> <map> <memory> <optional>
    <span> <string> <string_view> <utility> <vector> <absl/status/status.h>
    <absl/status/statusor.h>)
function(nuskha_precompile target)
  if(NUSKHA_PCH)
    nuskha_forget_flow(${target})
    list(TRANSFORM ARGN REPLACE "(.+)" "$<$<COMPILE_LANGUAGE:CXX>:\\1>")
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()

# nuskha_test(NAME SOURCE... [LIBS target...]): a GoogleTest binary whose cases
# are ctest cases.
function(nuskha_test name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "LIBS")
  add_executable(${name} ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE nuskha absl::status absl::statusor
                                        GTest::gtest_main GTest::gmock
                                        fmt::fmt ${ARG_LIBS})
  target_include_directories(
    ${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(
    ${name} PRIVATE NUSKHA_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  nuskha_configure_target(${name})
  # Some libraries ask for it, and headers are precompiled with or without.
  target_compile_options(${name} PRIVATE -pthread)
  if(NUSKHA_PCH)
    nuskha_test_headers()
    nuskha_forget_flow(${name})
    target_precompile_headers(${name} REUSE_FROM nuskha_test_headers)
  endif()
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 600)
endfunction()

# The headers of all tests, compiled once.
function(nuskha_test_headers)
  if(TARGET nuskha_test_headers)
    return()
  endif()
  set(source ${CMAKE_BINARY_DIR}/test_headers.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "")
  add_library(nuskha_test_headers OBJECT ${source})
  target_link_libraries(nuskha_test_headers PRIVATE nuskha absl::status
                        absl::statusor GTest::gtest GTest::gmock fmt::fmt)
  nuskha_configure_target(nuskha_test_headers)
  target_compile_options(nuskha_test_headers PRIVATE -pthread)
  nuskha_precompile(nuskha_test_headers ${NUSKHA_COMMON_HEADERS}
                    <gtest/gtest.h> <gmock/gmock.h>)
endfunction()

# nuskha_test_kernels(NAME COMMAND...): the command as a ctest case for each
# instruction set that can be forced (NUSKHA_SIMD), NAME_<set>. It ends with 77
# where the CPU lacks the set: skipped.
function(nuskha_test_kernels name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "WORKING_DIRECTORY"
                        "COMMAND;ENVIRONMENT")
  if(NOT ARG_WORKING_DIRECTORY)
    set(ARG_WORKING_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  endif()
  foreach(level scalar sse2 avx2 avx512)
    add_test(NAME ${name}_${level}
             COMMAND ${ARG_COMMAND}
             WORKING_DIRECTORY ${ARG_WORKING_DIRECTORY})
    set_tests_properties(
      ${name}_${level}
      PROPERTIES LABELS kernels
                 TIMEOUT 600
                 SKIP_RETURN_CODE 77
                 ENVIRONMENT "NUSKHA_SIMD=${level};${ARG_ENVIRONMENT}")
  endforeach()
endfunction()

# nuskha_kernel(TARGET LEVEL SOURCE): adds a file that is compiled for one level
# of base/simd.h. Such a file must share no inline function with others: the
# linker might keep the copy that only this level can run.
function(nuskha_kernel target level source)
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    return()
  endif()
  set(sse2 -msse2)
  set(sse41 -msse4.1)
  set(avx2 -mavx2 -mbmi -mbmi2 -mpopcnt -mlzcnt)
  set(avx512 ${avx2} -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512vbmi
             -mavx512vbmi2)
  # Clang puts a weak function, which every file shares, where noexcept code
  # might meet an exception. Kernels throw nothing.
  set(flags ${${level}} -fno-exceptions)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 warns of its own headers (GCC bug 105593).
    list(APPEND flags -Wno-maybe-uninitialized)
  endif()
  target_sources(${target} PRIVATE ${source})
  set_source_files_properties(${source} TARGET_DIRECTORY ${target}
                              PROPERTIES COMPILE_OPTIONS "${flags}"
                                         SKIP_PRECOMPILE_HEADERS ON)
endfunction()
