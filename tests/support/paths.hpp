// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>

namespace mlpipe::testing {

/// Where this build's sources, its tests' fixtures and its program are (the program's is empty
/// where none is built). Only paths.cpp is compiled with them: every other object is the same in
/// each clone, so that a compiler cache serves them all.
std::filesystem::path source_folder();
std::filesystem::path fixtures_folder();
std::string mlpipe_program();

}  // namespace mlpipe::testing
