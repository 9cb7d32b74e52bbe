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
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 600)
endfunction()
