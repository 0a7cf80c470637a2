# Finds XGBoost's C library by its header and file, not by its own CMake package: Debian 12's package
# config stops CMake with an error unless the separate command-line package is installed too.
#   -DXGBOOST_ROOT=PREFIX       look there first (PREFIX/include/xgboost/c_api.h, PREFIX/lib/libxgboost.so)
# Gives XGBoost::XGBoost, XGBoost_VERSION, and XGBoost_RUNTIME_NAME, by which a running program asks for the library: its
# soname, or its whole path where XGBOOST_ROOT says which one it is to be.
find_path(XGBoost_INCLUDE_DIR xgboost/c_api.h HINTS ${XGBOOST_ROOT} $ENV{XGBOOST_ROOT} PATH_SUFFIXES include)
find_library(XGBoost_LIBRARY xgboost HINTS ${XGBOOST_ROOT} $ENV{XGBOOST_ROOT} PATH_SUFFIXES lib lib64)
if(XGBoost_INCLUDE_DIR AND EXISTS ${XGBoost_INCLUDE_DIR}/xgboost/version_config.h)
  file(READ ${XGBoost_INCLUDE_DIR}/xgboost/version_config.h version_header)
  foreach(part MAJOR MINOR PATCH)
    string(REGEX MATCH "XGBOOST_VER_${part} ([0-9]+)" unused "${version_header}")
    set(version_${part} ${CMAKE_MATCH_1})
  endforeach()
  set(XGBoost_VERSION ${version_MAJOR}.${version_MINOR}.${version_PATCH})
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(XGBoost
  REQUIRED_VARS XGBoost_LIBRARY XGBoost_INCLUDE_DIR VERSION_VAR XGBoost_VERSION
  REASON_FAILURE_MESSAGE "install libxgboost-dev (scripts/install-deps.sh), or give -DXGBOOST_ROOT=PREFIX of XGBoost 1.7 or later")
if(XGBoost_FOUND AND NOT TARGET XGBoost::XGBoost)
  # A wheel's library finds its own OpenMP beside its real place, so programs must load it from there and
  # not through the link in PREFIX/lib (scripts/xgboost-newest.sh).
  file(REAL_PATH ${XGBoost_LIBRARY} real_library)
  if(XGBOOST_ROOT OR DEFINED ENV{XGBOOST_ROOT})
    set(XGBoost_RUNTIME_NAME ${real_library})
  else()
    execute_process(COMMAND ${CMAKE_READELF} -d ${XGBoost_LIBRARY} OUTPUT_VARIABLE dynamic_section)
    string(REGEX MATCH "SONAME[^\n]*\\[([^]\n]+)" unused "${dynamic_section}")
    set(XGBoost_RUNTIME_NAME ${CMAKE_MATCH_1})
    if(NOT XGBoost_RUNTIME_NAME)
      get_filename_component(XGBoost_RUNTIME_NAME ${XGBoost_LIBRARY} NAME)
    endif()
  endif()
  add_library(XGBoost::XGBoost UNKNOWN IMPORTED)
  set_target_properties(XGBoost::XGBoost PROPERTIES
    IMPORTED_LOCATION ${real_library} INTERFACE_INCLUDE_DIRECTORIES ${XGBoost_INCLUDE_DIR})
endif()
mark_as_advanced(XGBoost_INCLUDE_DIR XGBoost_LIBRARY)
