# The shared library nuskha_shared, and the names that others link:
#   nuskha::nuskha  the C++ library: shared with BUILD_SHARED_LIBS, else static
#   nuskha::c       for programs in C, also in projects without C++: shared where
#                   that is built, else static; no C++ headers
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Calls between exported functions may be inlined, as Clang does anyway.
  target_compile_options(nuskha PRIVATE -fno-semantic-interposition)
endif()

set(NUSKHA_ABI 1) # of nuskha.h: docs/decisions/abi.md
if(NUSKHA_SHARED OR BUILD_SHARED_LIBS)
  file(CONFIGURE OUTPUT shared.cc CONTENT "")
  add_library(nuskha_shared SHARED ${CMAKE_CURRENT_BINARY_DIR}/shared.cc)
  set(map ${CMAKE_CURRENT_BINARY_DIR}/nuskha.map)
  configure_file(src/capi/nuskha.map.in ${map} @ONLY)
  target_link_libraries(
    nuskha_shared PUBLIC absl::status absl::statusor
                  PRIVATE $<LINK_LIBRARY:WHOLE_ARCHIVE,nuskha>)
  target_link_options(nuskha_shared PRIVATE -Wl,--version-script=${map})
  set_target_properties(
    nuskha_shared PROPERTIES OUTPUT_NAME nuskha EXPORT_NAME shared
                             VERSION ${NUSKHA_ABI}.${PROJECT_VERSION}
                             SOVERSION ${NUSKHA_ABI} LINK_DEPENDS ${map})
  target_compile_features(nuskha_shared INTERFACE cxx_std_20)
  target_include_directories(
    nuskha_shared INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                            $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endif()
set_target_properties(nuskha PROPERTIES EXPORT_NAME static)

if(BUILD_SHARED_LIBS)
  set(nuskha_default nuskha_shared)
  set(nuskha_default_name shared)
else()
  set(nuskha_default nuskha)
  set(nuskha_default_name static)
endif()
add_library(nuskha::nuskha ALIAS ${nuskha_default})
add_library(nuskha_c INTERFACE)
add_library(nuskha::c ALIAS nuskha_c)
target_include_directories(
  nuskha_c INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
                     $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
if(TARGET nuskha_shared)
  target_link_libraries(nuskha_c INTERFACE $<LINK_ONLY:nuskha_shared>)
else()
  # A project that knows no C++ links with its C compiler.
  target_link_libraries(nuskha_c INTERFACE $<LINK_ONLY:nuskha> stdc++ m)
endif()
set_target_properties(nuskha_c PROPERTIES EXPORT_NAME c)
