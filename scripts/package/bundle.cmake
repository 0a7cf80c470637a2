# Run when the archive is made: copies every library that the program needs and a plain system may lack into lib/mlpipe,
# where its run path leads, with the licence of each. Given: mlpipe_program; mlpipe_xgboost and mlpipe_curl, which it loads
# at run time; mlpipe_xgboost_name, by which it asks; mlpipe_prefix; mlpipe_licences (relative to it). Needs Debian's dpkg.
if(mlpipe_xgboost_name MATCHES "/")
  message(FATAL_ERROR "A program built with XGBOOST_ROOT loads ${mlpipe_xgboost_name} and no other: build without it to package")
endif()

# The system's own: glibc belongs to the kernel and the loader. Debian 12's libstdc++ would raise the glibc that is needed from 2.35
# to 2.36, while the systems that we support have one that is new enough, since apt is linked against it.
set(system_libraries "^(ld-linux|lib(c|m|dl|rt|pthread|resolv|util|stdc\\+\\+|gcc_s)\\.so)")
file(GET_RUNTIME_DEPENDENCIES
  EXECUTABLES ${mlpipe_program}
  LIBRARIES ${mlpipe_xgboost} ${mlpipe_curl}
  PRE_EXCLUDE_REGEXES ${system_libraries}
  RESOLVED_DEPENDENCIES_VAR libraries)
list(APPEND libraries ${mlpipe_curl})

function(read_field format package variable)
  execute_process(COMMAND dpkg-query -W -f=${format} ${package} OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  set(${variable} ${text} PARENT_SCOPE)
endfunction()

set(list "")
function(bundle library name)
  file(REAL_PATH ${library} real)
  file(MAKE_DIRECTORY ${mlpipe_prefix}/lib/mlpipe ${mlpipe_prefix}/${mlpipe_licences})
  file(COPY_FILE ${real} ${mlpipe_prefix}/lib/mlpipe/${name})
  # dpkg may know the file by /lib, which is a link to /usr/lib.
  get_filename_component(file_name ${real} NAME)
  execute_process(COMMAND dpkg-query -S "*/${file_name}" OUTPUT_VARIABLE owners ERROR_QUIET)
  string(REGEX MATCHALL "[^\n]+" owners "${owners}")
  foreach(line ${owners})
    string(REGEX MATCH "^([^ ]+): (.*)$" unused ${line})
    set(owner ${CMAKE_MATCH_1})
    file(REAL_PATH ${CMAKE_MATCH_2} owned)
    if(owned STREQUAL real)
      set(package ${owner})
    endif()
  endforeach()
  if(NOT package)
    message(FATAL_ERROR "${real} belongs to no Debian package, so its licence is unknown: it cannot be shipped")
  endif()
  read_field("\${Package}" ${package} short)
  read_field("\${source:Package} \${source:Version}" ${package} source)
  file(REAL_PATH /usr/share/doc/${short}/copyright licence)
  file(COPY_FILE ${licence} ${mlpipe_prefix}/${mlpipe_licences}/${short})
  message(STATUS "Bundled: ${name} of ${source}")
  set(list "${list}${name}: licence ${short}, source package ${source}\n" PARENT_SCOPE)
endfunction()

bundle(${mlpipe_xgboost} ${mlpipe_xgboost_name})
list(SORT libraries)
foreach(library ${libraries})
  get_filename_component(name ${library} NAME)
  bundle(${library} ${name})
endforeach()

# Debian's licence files name the long texts that every Debian has.
file(GLOB texts ${mlpipe_prefix}/${mlpipe_licences}/*)
foreach(text ${texts})
  file(STRINGS ${text} lines REGEX "/usr/share/common-licenses/")
  string(REGEX MATCHALL "/usr/share/common-licenses/[-A-Za-z0-9.]*[A-Za-z0-9]" names "${lines}")
  list(APPEND common ${names})
endforeach()
list(REMOVE_DUPLICATES common)
foreach(text ${common})
  get_filename_component(name ${text} NAME)
  file(REAL_PATH ${text} text)
  file(MAKE_DIRECTORY ${mlpipe_prefix}/${mlpipe_licences}/common-licenses)
  file(COPY_FILE ${text} ${mlpipe_prefix}/${mlpipe_licences}/common-licenses/${name})
endforeach()

file(WRITE ${mlpipe_prefix}/${mlpipe_licences}/README "\
The libraries in lib/mlpipe are Debian's, unchanged; any of them may be replaced by a compatible build of your own. Each file's
licence is in this folder under the name of its package, and what it calls /usr/share/common-licenses in common-licenses. The source of each: `apt-get source PACKAGE=VERSION` on a Debian 12 with
deb-src lines, or Debian's archive of all versions. The other texts here belong to libraries whose code is inside the program.

${list}")
