# Finds hiredis, the C client library for Redis, by its header and file: Debian 12's package config
# makes no target.
#   -DHIREDIS_ROOT=PREFIX       look there first
# Gives Hiredis::Hiredis.
find_path(Hiredis_INCLUDE_DIR hiredis/hiredis.h HINTS ${HIREDIS_ROOT} $ENV{HIREDIS_ROOT} PATH_SUFFIXES include)
find_library(Hiredis_LIBRARY hiredis HINTS ${HIREDIS_ROOT} $ENV{HIREDIS_ROOT} PATH_SUFFIXES lib lib64)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Hiredis
  REQUIRED_VARS Hiredis_LIBRARY Hiredis_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "install libhiredis-dev (scripts/install-deps.sh)")
if(Hiredis_FOUND AND NOT TARGET Hiredis::Hiredis)
  add_library(Hiredis::Hiredis UNKNOWN IMPORTED)
  set_target_properties(Hiredis::Hiredis PROPERTIES
    IMPORTED_LOCATION ${Hiredis_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${Hiredis_INCLUDE_DIR})
endif()
mark_as_advanced(Hiredis_INCLUDE_DIR Hiredis_LIBRARY)
