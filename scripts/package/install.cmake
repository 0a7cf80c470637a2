# What `cmake --install` puts beside the program, and the packages made of it (scripts/package.sh). Components:
#   program       the program with documents, examples, licences, completions, manual: both packages
#   bundle        the libraries that the tarball brings along: nothing installs them but CPack's archive
#   development   library and headers for C++ projects (src/CMakeLists.txt): neither package
set(mlpipe_shared ${CMAKE_INSTALL_DATADIR}/mlpipe)

install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME copyright COMPONENT program)  # where Debian looks
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
# Not below doc: slim container images leave that folder out, and a first run is made of these.
install(FILES config/pipeline.json config/optimize.json config/drift.json
        DESTINATION ${mlpipe_shared}/examples/config COMPONENT program)
install(DIRECTORY config/examples DESTINATION ${mlpipe_shared}/examples/config COMPONENT program)
install(DIRECTORY data DESTINATION ${mlpipe_shared}/examples COMPONENT program)

# Their code is inside the program, and their licences ask to go with it. Only Debian's packages keep the texts in one place.
set(mlpipe_inside nlohmann-json3-dev libcli11-dev libspdlog-dev libfmt-dev libeigen3-dev
    libboost${Boost_VERSION_MAJOR}.${Boost_VERSION_MINOR}-dev)
foreach(package ${mlpipe_inside})
  if(EXISTS /usr/share/doc/${package}/copyright)
    file(REAL_PATH /usr/share/doc/${package}/copyright mlpipe_licence)
    string(REGEX REPLACE "[0-9]+\\.[0-9]+-dev$" "" name ${package})  # libboost1.74-dev
    install(FILES ${mlpipe_licence} DESTINATION ${CMAKE_INSTALL_DOCDIR}/licenses RENAME ${name} COMPONENT program)
  endif()
endforeach()

# The program writes its completions and manual itself.
install(CODE "
  set(mlpipe_program \"$<TARGET_FILE:mlpipe_bin>\")
  set(mlpipe_prefix \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")
  set(mlpipe_data ${CMAKE_INSTALL_DATADIR})
  set(mlpipe_man ${CMAKE_INSTALL_MANDIR})
  include(${CMAKE_CURRENT_LIST_DIR}/generated.cmake)" COMPONENT program)

get_filename_component(mlpipe_curl_folder ${CURL_LIBRARIES} DIRECTORY)
install(CODE "
  set(mlpipe_program \"$<TARGET_FILE:mlpipe_bin>\")
  set(mlpipe_xgboost \"$<TARGET_FILE:XGBoost::XGBoost>\")
  set(mlpipe_xgboost_name \"${XGBoost_RUNTIME_NAME}\")
  set(mlpipe_curl \"${mlpipe_curl_folder}/libcurl.so.4\")
  set(mlpipe_prefix \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")
  set(mlpipe_licences ${CMAKE_INSTALL_DOCDIR}/licenses)
  include(${CMAKE_CURRENT_LIST_DIR}/bundle.cmake)" COMPONENT bundle EXCLUDE_FROM_ALL)

if(CMAKE_SYSTEM_PROCESSOR STREQUAL "arm64")
  set(mlpipe_processor aarch64)
else()
  set(mlpipe_processor ${CMAKE_SYSTEM_PROCESSOR})
endif()
set(CPACK_GENERATOR "TGZ;DEB")
set(CPACK_PACKAGE_NAME mlpipe)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "train, judge, version and watch XGBoost models on market time series")
set(CPACK_PACKAGE_FILE_NAME mlpipe-${PROJECT_VERSION}-linux-${mlpipe_processor})
set(CPACK_PACKAGE_CONTACT "the maintainers of mlpipe <mlpipe@localhost>")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/generator.cmake)
# One package of each kind, of the components that generator.cmake names.
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Loaded at run time, where dpkg-shlibdeps does not see them; mlpipe refuses another major version of XGBoost than its headers'.
string(REGEX MATCH "^([0-9]+)\\.[0-9]+" mlpipe_xgboost ${XGBoost_VERSION})
math(EXPR mlpipe_xgboost_next "${CMAKE_MATCH_1} + 1")
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libxgboost0 (>= ${mlpipe_xgboost}), libxgboost0 (<< ${mlpipe_xgboost_next}~), \
libcurl4 (>= 7.85), ca-certificates, tzdata")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "One native program for the life of an XGBoost model on market time series: walk-forward
training, hyperparameter search, validation against production, versions with rollback, drift, MLflow records.")
include(CPack)
