# Headers, libraries, the CMake package and the pkg-config files: all of
# component `library`.
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/nuskha)
set(targets nuskha nuskha_c)
if(TARGET nuskha_shared)
  list(APPEND targets nuskha_shared)
endif()
install(TARGETS ${targets} EXPORT nuskha
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
                NAMELINK_COMPONENT library)
install(DIRECTORY include/nuskha DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT library FILES_MATCHING PATTERN "*.h")
install(EXPORT nuskha NAMESPACE nuskha:: FILE nuskhaTargets.cmake
        DESTINATION ${package} COMPONENT library)
configure_package_config_file(
  cmake/nuskhaConfig.cmake.in nuskhaConfig.cmake
  INSTALL_DESTINATION ${package})
# Below 1.0 the C++ interface may change with the minor version.
write_basic_package_version_file(
  nuskhaConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/nuskhaConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/nuskhaConfigVersion.cmake
        DESTINATION ${package} COMPONENT library)

# The prefix is told from the place of the file: it can be moved.
file(RELATIVE_PATH to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
foreach(name nuskha nuskha-c)
  configure_file(cmake/${name}.pc.in ${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT library)
endforeach()
