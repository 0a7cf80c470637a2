// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "support/catch.hpp"
#include "support/paths.hpp"

/// Checks a text against tests/golden/<name>.approved.<extension>. Where they differ the text is
/// written beside it as *.received.*, to be compared by eye; with MLPIPE_APPROVE=1 in the
/// environment it becomes the approved one.
inline void check_golden(const std::string& name, const std::string& extension,
                         const std::string& text) {
  namespace fs = std::filesystem;
  const fs::path folder = mlpipe::testing::source_folder() / "tests" / "golden";
  const fs::path approved = folder / (name + ".approved." + extension);
  const fs::path received = folder / (name + ".received." + extension);
  std::ostringstream wanted;
  wanted << std::ifstream(approved, std::ios::binary).rdbuf();
  if (wanted.str() == text) {
    fs::remove(received);
    CHECK(fs::exists(approved));
    return;
  }
  const char* approve = std::getenv("MLPIPE_APPROVE");
  const bool is_approving = approve != nullptr && std::string(approve) == "1";
  const fs::path target = is_approving ? approved : received;
  std::ofstream(target, std::ios::binary) << text;
  if (is_approving) {
    fs::remove(received);
    WARN("approved " << approved.filename().string());
    return;
  }
  std::size_t at = 0;
  while (at < text.size() && at < wanted.str().size() && text[at] == wanted.str()[at]) {
    ++at;
  }
  const std::size_t from = at < 60 ? 0 : at - 60;
  FAIL_CHECK(
      "differs from " << approved.filename().string() << " at byte " << at << "; compare with "
                      << received.filename().string() << ", accept with MLPIPE_APPROVE=1\nwanted: "
                      << wanted.str().substr(from, 160) << "\ngot: " << text.substr(from, 160));
}
