# Run at installation: what the program prints about itself, as files. Given: mlpipe_program, mlpipe_prefix (DESTDIR
# included), mlpipe_data and mlpipe_man (relative to it).
function(mlpipe_print_to file)
  execute_process(COMMAND ${mlpipe_program} ${ARGN} OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  message(STATUS "Installing: ${mlpipe_prefix}/${file}")
  file(WRITE ${mlpipe_prefix}/${file} "${text}")
  # For who uninstalls by install_manifest.txt.
  set(CMAKE_INSTALL_MANIFEST_FILES ${CMAKE_INSTALL_MANIFEST_FILES} ${CMAKE_INSTALL_PREFIX}/${file} PARENT_SCOPE)
endfunction()

mlpipe_print_to(${mlpipe_data}/bash-completion/completions/mlpipe completions bash)
mlpipe_print_to(${mlpipe_data}/zsh/vendor-completions/_mlpipe completions zsh)
mlpipe_print_to(${mlpipe_data}/fish/vendor_completions.d/mlpipe.fish completions fish)
mlpipe_print_to(${mlpipe_man}/man1/mlpipe.1 man)
